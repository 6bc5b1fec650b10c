"""What classifiers had said and what came: curves, counts, and the threshold that costs least."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from clv.errors import Notice
from clv.evaluate.measures import average_rank
from clv.learning import Task

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Classification:
    """What each classifier had said, and what came.

    Parameters
    ----------
    task : Task
        Churn, or high value.
    split : datetime.date
        Last day the classifiers saw.
    horizon : int
        Days after it.
    customers : polars.DataFrame
        ``customer_id``, in the order of the arrays.
    answer : ndarray of bool, shape (n,)
        What came true.
    probabilities : dict of str to ndarray of shape (n,)
        What each had said.
    table : polars.DataFrame
        ``name``, ``title``, ``kind``, ``auc``, ``average_precision``, ``brier``, ``lift10`` (how
        many times more frequent the answer is in the top tenth), ``seconds``; best first.
    failures : dict of str to Notice
        Classifiers that the data could not carry -> why.
    """

    task: Task
    split: date
    horizon: int
    customers: pl.DataFrame
    answer: Flags
    probabilities: dict[str, Array]
    table: pl.DataFrame
    failures: dict[str, Notice] = field(default_factory=dict)

    @property
    def best(self) -> str:
        """The classifier of the least Brier score: it must rank and be calibrated."""
        return str(self.table["name"][0])

    @property
    def base_rate(self) -> float:
        """Share of customers for whom it came true."""
        return float(np.mean(self.answer))

    def curve(self, name: str) -> pl.DataFrame:
        """Everything that depends on the threshold, from the highest probability down.

        Returns
        -------
        polars.DataFrame
            ``threshold``, ``contacted`` (share at or above it), ``recall`` (true positive rate,
            the gain), ``false_alarms`` (false positive rate), ``precision``, ``lift``.
        """
        return curve(self.answer, self.probabilities[name])

    def confusion(self, name: str, threshold: float) -> dict[str, int]:
        """Count right and wrong at a threshold: at or above it is a yes.

        Returns
        -------
        dict
            ``true_yes``, ``false_yes``, ``false_no``, ``true_no``.
        """
        chosen = self.probabilities[name] >= threshold
        return {
            "true_yes": int(np.sum(chosen & self.answer)),
            "false_yes": int(np.sum(chosen & ~self.answer)),
            "false_no": int(np.sum(~chosen & self.answer)),
            "true_no": int(np.sum(~chosen & ~self.answer)),
        }

    def report(self, name: str, threshold: float) -> pl.DataFrame:
        """Precision, recall and F1 of both answers at a threshold; null where undefined."""
        count = self.confusion(name, threshold)
        yes = _class_row("yes", count["true_yes"], count["false_yes"], count["false_no"])
        no = _class_row("no", count["true_no"], count["false_no"], count["false_yes"])
        return pl.DataFrame([yes, no])

    def cheapest(self, name: str, missed: float, contact: float) -> tuple[float, float]:
        """Find the threshold of least cost.

        Parameters
        ----------
        missed : float
            Money lost by each yes that was not seen.
        contact : float
            Money spent on each customer at or above the threshold.

        Returns
        -------
        tuple of (float, float)
            The threshold (1.01 where contacting nobody is cheapest), and its cost a customer.
        """
        steps = self.curve(name)
        cost = contact * steps["contacted"] + missed * self.base_rate * (1 - steps["recall"])
        nobody, place = missed * self.base_rate, int(np.argmin(cost.to_numpy()))
        if nobody <= cost[place]:
            return 1.01, nobody
        return float(steps["threshold"][place]), float(cost[place])

    def calibration(self, name: str, groups: int = 10) -> pl.DataFrame:
        """Compare probability and frequency in equal groups, from the lowest probability up.

        Returns
        -------
        polars.DataFrame
            ``group``, ``customers``, ``said`` (mean probability), ``came`` (share that came true).
        """
        rank = average_rank(self.probabilities[name]) - 0.5
        group = np.minimum((rank * groups / len(rank)).astype(np.int64), groups - 1) + 1
        rows = pl.DataFrame(
            {"group": group, "said": self.probabilities[name], "came": self.answer.astype(float)}
        )
        return (
            rows.group_by("group")
            .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("said", "came").mean())
            .sort("group")
        )


def curve(answer: Flags, probability: Array) -> pl.DataFrame:
    """Compute ROC, precision-recall, gain and lift in one table, one row a distinct probability.

    Examples
    --------
    >>> table = curve(np.array([True, False, True]), np.array([0.9, 0.5, 0.2]))
    >>> table.select("threshold", "recall", "precision").rows()
    [(0.9, 0.5, 1.0), (0.5, 0.5, 0.5), (0.2, 1.0, 0.6666666666666666)]
    """
    steps, place = np.unique(probability, return_inverse=True)
    yes = np.bincount(place, weights=answer, minlength=len(steps))[::-1].cumsum()
    taken = np.bincount(place, minlength=len(steps))[::-1].cumsum()
    total, size = max(float(answer.sum()), 1e-9), len(answer)
    precision = yes / taken
    return pl.DataFrame(
        {
            "threshold": steps[::-1],
            "contacted": taken / size,
            "recall": yes / total,
            "false_alarms": (taken - yes) / max(size - total, 1e-9),
            "precision": precision,
            "lift": precision / max(total / size, 1e-9),
        }
    )


def _class_row(name: str, right: int, wrong: int, missed: int) -> dict[str, object]:
    precision = right / (right + wrong) if right + wrong else None
    recall = right / (right + missed) if right + missed else None
    both = (precision or 0) + (recall or 0)
    f1 = 2 * (precision or 0) * (recall or 0) / both if both else None
    return {
        "answer": name,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "customers": right + missed,
    }

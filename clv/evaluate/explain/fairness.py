"""Whether a forecast treats groups of customers alike, and what it would cost to make it so.

An attribute (country, age band, channel …) splits the customers. For each group: how far its
total is off, how large the misses are, how many of it are selected for the best, and how many of
its truly best are. A group is under-served when the forecast sells it short for certain: its total
is foreseen lower than everybody's, or its best are found less often, beyond what chance explains.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.measures import column, measure, weight_at_top
from clv.learning import Learner, TrainingData, content_order
from clv.words import N_

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
FEWEST = 30  # customers a group needs to be judged
DRAWS = 200
OTHERS, NOT_KNOWN = N_("others"), N_("not known")  # groups that are no value of the attribute
FOUR_FIFTHS = 0.8  # below four fifths of the overall rate is the usual mark of adverse impact


def fairness(
    tested: Backtest, model: str, groups: pl.DataFrame, share: float = 0.1, seed: int = 7
) -> pl.DataFrame:
    """Compare a forecast across the groups of an attribute.

    Parameters
    ----------
    tested : Backtest
        In which `model` was tested.
    model : str
        A name in `tested.outlooks`.
    groups : polars.DataFrame
        ``customer_id`` and one more column, the group; customers without one are put together.
    share : float
        Share of customers that would be selected as the best.

    Returns
    -------
    polars.DataFrame
        ``group``, ``customers``, ``mae``, ``bias`` (predicted over actual) with ``bias_low`` and
        ``bias_high``, ``selected`` (share of the group selected), ``deserved`` (share of it truly
        among the best), ``recall`` (share of its truly best that were selected) with ``recall_low``
        and ``recall_high``, ``warning`` (``"foreseen_low"``, ``"best_missed"`` or empty). Groups of
        fewer than 30 customers are put together as "others".

    Raises
    ------
    InputError
        ``missing_columns`` when `groups` has no attribute.
    """
    named = _named(tested, groups)
    actual = column(tested.actual, t.REVENUE)
    predicted = column(tested.outlooks[model], t.EXPECTED_REVENUE)
    chosen, best = _top(predicted, share), _top(actual, share) * (actual > 0)
    met = float((chosen * best).sum() / best.sum()) if best.any() else 0.0
    whole = predicted.sum() / max(actual.sum(), 1e-9), met
    rows = []
    for group in sorted(set(named)):
        inside = named == group
        rows.append(
            {"group": group}
            | _of_group(actual[inside], predicted[inside], chosen[inside], best[inside], seed)
        )
    return pl.DataFrame(rows).with_columns(
        pl.Series("warning", [_warning(row, *whole) for row in rows], pl.String)
    )


def cost_of_removing(
    learner: type[Learner], data: TrainingData, actual: pl.DataFrame, attribute: str, seed: int = 7
) -> pl.DataFrame:
    """Train with and without an attribute, and measure both on what came.

    Parameters
    ----------
    learner : type
        One of `clv.learning.LEARNERS`.
    data : TrainingData
        What may be learnt from.
    actual : polars.DataFrame
        What came after its cut, as `History.future` returns it.
    attribute : str
        A kind of the mix (``"country"``, ``"channel"``, ``"category"``) or a feature's name.

    Returns
    -------
    polars.DataFrame
        ``with_attribute`` (bool) and the measures of `clv.evaluate.measures.measure`.
    """
    about = [
        name
        for name in data.today.columns
        if name == attribute or name.startswith((f"{attribute}=", f"{attribute}_", f"{attribute}/"))
    ]
    if not about:
        raise InputError("unknown_attribute", attribute=attribute)
    rows = []
    for drop in ([], about):
        fitted = learner(seed).fit_examples(data.examples.without(drop))
        outlook = fitted.outlook_from(data.today, data.growth)
        rows.append({"with_attribute": not drop} | measure(outlook, actual))
    return pl.DataFrame(rows)


def _named(tested: Backtest, groups: pl.DataFrame) -> npt.NDArray[np.object_]:
    names = [name for name in groups.columns if name != t.CUSTOMER_ID]
    if not names or t.CUSTOMER_ID not in groups.columns:
        raise InputError("missing_columns", variant="groups")
    named = groups.select(t.CUSTOMER_ID, pl.col(names[0]).cast(pl.String).alias("group"))
    joined = tested.actual.select(t.CUSTOMER_ID).join(
        named.unique(t.CUSTOMER_ID, keep="first", maintain_order=True),
        on=t.CUSTOMER_ID,
        how="left",
        maintain_order="left",
    )
    group = pl.col("group").fill_null(NOT_KNOWN)
    small = pl.len().over(group) < FEWEST
    shown = pl.when(small).then(pl.lit(OTHERS)).otherwise(group).alias("group")
    return joined.select(shown)["group"].to_numpy()


def _top(values: Array, share: float) -> Array:
    """Mark the highest `share` of the values by 1; those tied at the edge share what is left."""
    return weight_at_top(values, share)


def _of_group(
    actual: Array, predicted: Array, chosen: Array, best: Array, seed: int
) -> dict[str, float | None]:
    order = content_order(actual, predicted)
    actual, predicted, chosen, best = (one[order] for one in (actual, predicted, chosen, best))
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(actual), len(actual)) for _draw in range(DRAWS)]

    def off(rows: npt.NDArray[np.int64]) -> float | None:
        came = float(actual[rows].sum())
        return float(predicted[rows].sum()) / came if came > 0 else None

    def recall(rows: npt.NDArray[np.int64]) -> float | None:
        size = float(best[rows].sum())
        return float((chosen[rows] * best[rows]).sum()) / size if size > 0 else None

    everybody = np.arange(len(actual))
    return {
        "customers": len(actual),
        "mae": float(np.abs(actual - predicted).mean()),
        "bias": off(everybody),
        **_range("bias", off, draws),
        "selected": float(chosen.mean()),
        "deserved": float(best.mean()),
        "recall": recall(everybody),
        **_range("recall", recall, draws),
    }


def _range(
    name: str,
    compute: Callable[[npt.NDArray[np.int64]], float | None],
    draws: list[npt.NDArray[np.int64]],
) -> dict[str, float | None]:
    values = [value for rows in draws if (value := compute(rows)) is not None]
    if len(values) < DRAWS / 2 or len(draws[0]) < FEWEST:
        return {f"{name}_low": None, f"{name}_high": None}
    low, high = np.quantile(values, [0.05, 0.95])
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _warning(row: dict[str, float | str | None], bias: float, recall: float) -> str:
    high, recall_high = row["bias_high"], row["recall_high"]
    if isinstance(high, float) and high < FOUR_FIFTHS * bias:
        return "foreseen_low"
    if isinstance(recall_high, float) and recall_high < FOUR_FIFTHS * recall:
        return "best_missed"
    return ""

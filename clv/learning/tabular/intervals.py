"""A 90 % range for a predicted number, from the errors on rows that were held back.

Split conformal prediction by groups (Vovk, Gammerman & Shafer 2005, section 4.5): rows are grouped
by what was predicted of them, and in each group the range is that of its own errors, so that large
values get wide ranges and small ones narrow ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
TAIL = 0.05
ROWS_A_GROUP = 100
MOST_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Intervals:
    """What is added to a prediction for the ends of its range.

    Parameters
    ----------
    edges : tuple of float
        Predictions at which the groups meet, one fewer than groups.
    low, high : tuple of float
        A group's errors (actual less predicted) at 5 % and 95 %.

    Examples
    --------
    >>> actual = np.array([9.0, 10.0, 11.0] * 10)
    >>> ranges = Intervals.of(actual, np.full(30, 10.0))
    >>> [float(end[0]) for end in ranges.around(np.array([20.0]))]
    [19.0, 21.0]
    """

    edges: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, actual: Array, predicted: Array) -> Intervals:
        """Learn from rows that were held back."""
        groups = int(np.clip(len(actual) // ROWS_A_GROUP, 1, MOST_GROUPS))
        edges = np.unique(np.quantile(predicted, np.linspace(0, 1, groups + 1)[1:-1]))
        place = np.searchsorted(edges, predicted, side="right")
        ends = [
            _ends(
                (actual - predicted)[place == group]
                if (place == group).any()
                else actual - predicted
            )
            for group in range(len(edges) + 1)
        ]
        low, high = zip(*ends, strict=True)
        return cls(tuple(map(float, edges)), low, high)

    def around(self, predicted: Array) -> tuple[Array, Array]:
        """Return the ends of the ranges."""
        place = np.searchsorted(np.array(self.edges), predicted, side="right")
        return predicted + np.array(self.low)[place], predicted + np.array(self.high)[place]


def _ends(errors: Array) -> tuple[float, float]:
    """Take the errors at both tails, one rank further out than plain quantiles."""
    ordered = np.sort(errors)
    rank = int(np.floor(TAIL * (len(ordered) + 1)))
    low, high = max(0, rank - 1), min(len(ordered) - 1, len(ordered) - rank)
    return float(ordered[low]), float(ordered[high])


def coverage(actual: Array, predicted: Array, seed: int) -> float:
    """Share of rows inside ranges that were learnt from the other half of the rows."""
    half = np.random.default_rng(seed).permutation(len(actual)) % 2 == 0
    inside = np.zeros(len(actual), dtype=np.bool_)
    for mine in (half, ~half):
        low, high = Intervals.of(actual[~mine], predicted[~mine]).around(predicted[mine])
        inside[mine] = (actual[mine] >= low) & (actual[mine] <= high)
    return float(inside.mean())

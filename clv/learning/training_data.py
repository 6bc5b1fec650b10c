"""What a learner may learn from: earlier days of the same log, each with what came after it.

The last day known is the cut. Going back by the horizon gives an cutoff: a day whose future is
known. Features are taken as of the cutoff, targets from the period after it, and nothing is ever
split at random: the way from cutoff to cut is the way from cut to the future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import UnsuitableDataError
from clv.learning.features.basket import Vocabulary
from clv.learning.features.build import features
from clv.learning.features.purchase_model import Forecasts
from clv.learning.sampling import content_order, draw_customers, draw_rows

Array = npt.NDArray[np.float64]
MOST_CUTOFFS = 3  # days to learn from; more only repeat the same customers
FEWEST_CUSTOMERS = 50  # at the oldest cutoff
MOST_CUSTOMERS = 25_000  # learnt from; features of a million at three cutoffs fill a machine
MOST_ROWS = 40_000  # of training data; learning curves are flat from there on
FEWEST_BUYERS = 20  # customers of the last cutoff who came back after it


@dataclass(frozen=True, slots=True)
class Examples:
    """What was known on some days, and what came after: one row a customer and cutoff.

    Parameters
    ----------
    inputs : polars.DataFrame
        Feature columns, Float64, nulls where unknown.
    orders, revenue : ndarray of shape (n,)
        Purchase days and money in the period after the cutoff.
    cutoff : ndarray of shape (n,)
        Which cutoff the row is of: 0 the latest.
    target_window : int
        Days after the cutoff that were counted.
    """

    inputs: pl.DataFrame
    orders: Array
    revenue: Array
    cutoff: npt.NDArray[np.int64]
    target_window: int

    def __len__(self) -> int:
        return self.inputs.height

    def without(self, columns: list[str]) -> Examples:
        """Return the examples without some features."""
        return replace(self, inputs=self.inputs.drop(columns))

    def sample(self, rows: int, seed: int = 7) -> Examples:
        """Return at most `rows` rows, drawn by lot."""
        if len(self) <= rows:
            return self
        taken = np.zeros(len(self), dtype=np.bool_)
        taken[draw_rows(rows, seed, *self._content)] = True
        return self.where(taken)

    def in_content_order(self) -> Examples:
        """Return the rows in an order that their content decides, whoever they are of."""
        return self.take(content_order(*self._content))

    @property
    def _content(self) -> list[Array]:
        columns = [self.inputs[name].fill_null(-1.0).to_numpy() for name in self.inputs.columns]
        return [self.orders, self.revenue, self.cutoff.astype(np.float64), *columns]

    def take(self, places: npt.NDArray[np.int64]) -> Examples:
        """Return the rows at `places`."""
        return Examples(
            self.inputs[places],
            self.orders[places],
            self.revenue[places],
            self.cutoff[places],
            self.target_window,
        )

    @property
    def bought(self) -> npt.NDArray[np.bool_]:
        """Whether there was at least one order."""
        return self.orders > 0

    def where(self, rows: npt.NDArray[np.bool_]) -> Examples:
        """Return the rows where `rows` is true."""
        return self.take(np.flatnonzero(rows))


class TrainingData:
    """A history prepared for learning; every part is made when first asked for, and once.

    Parameters
    ----------
    history : clv.customers.History
        The orders up to the cut.
    horizon : int
        Days to look ahead.

    Attributes
    ----------
    target_window : int
        Days of future that the training targets hold: the horizon where the log is long enough,
        else half of the log; predictions are then stretched by the purchase model's growth.
    cutoffs : tuple of datetime.date
        The days learnt from, latest first.
    examples : Examples
        Features and targets at the cutoffs.
    today : polars.DataFrame
        ``customer_id`` and features at the cut: what is predicted from.
    fitted : dict
        Learners already fitted on this past, by name and seed, so that ensembles share them.
    """

    def __init__(self, history: History, horizon: int) -> None:
        self.history = history
        self.horizon = horizon
        self.fitted: dict[tuple[str, int], Any] = {}

    @cached_property
    def span(self) -> int:
        """Days from the first order to the cut."""
        first: date = self.history.customers[t.FIRST_ORDER].min()  # type: ignore[assignment]
        return (self.history.cut - first).days

    @property
    def target_window(self) -> int:
        """Days of future in the training targets."""
        return min(self.horizon, max(1, self.span // 2))

    @property
    def cutoffs(self) -> tuple[date, ...]:
        """The days learnt from: a period before the cut, then back by half periods."""
        step = max(1, self.target_window // 2)
        backs = [self.target_window + number * step for number in range(MOST_CUTOFFS)]
        room = max(
            self.target_window, self.span // 2
        )  # the oldest cutoff still knows half of the log
        return tuple(self.history.cut - timedelta(days=back) for back in backs if back <= room)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Columns of the mix, as the latest cutoff knows them."""
        return Vocabulary.of(self._at(self.cutoffs[0]))

    @cached_property
    def forecasts(self) -> Forecasts:
        """The purchase models at the cut."""
        return Forecasts(self.history)

    @cached_property
    def today(self) -> pl.DataFrame:
        """Features at the cut."""
        return features(self.history, self.target_window, self.vocabulary, self.forecasts)

    @cached_property
    def rehearsal(self) -> TrainingData:
        """The same task one period earlier, when the outcome is known: it ends at the last cutoff.

        Its customers are those of `examples` at cutoff 0, in the same order.
        """
        return TrainingData(self._at(self.cutoffs[0]), self.target_window)

    @cached_property
    def growth(self) -> Array:
        """Expected orders within the horizon over those within the period, a customer of today."""
        return self.forecasts.growth(self.target_window, self.horizon)

    @cached_property
    def examples(self) -> Examples:
        """Features and targets at every cutoff.

        Raises
        ------
        UnsuitableDataError
            ``too_little_to_learn`` where the log holds too few customers or returns.
        """
        parts = [self._example(number, day) for number, day in enumerate(self.cutoffs)]
        parts = [part for part in parts if len(part) >= FEWEST_CUSTOMERS]
        returned = int(parts[0].bought.sum()) if parts else 0
        if returned < FEWEST_BUYERS or parts[0].revenue.sum() <= 0:
            raise UnsuitableDataError(
                "too_little_to_learn", customers=FEWEST_CUSTOMERS, buyers=FEWEST_BUYERS
            )
        return _joined(parts)

    @cached_property
    def _teachable(self) -> History:
        """The customers learnt from: all, or `MOST_CUSTOMERS` of them drawn by lot."""
        history = self.history
        taken = draw_customers(history.orders, MOST_CUSTOMERS)
        if taken is None:
            return history
        lines = history.lines
        if lines is not None:
            lines = lines.join(taken, on=t.CUSTOMER_ID, how="semi")
        orders = history.orders.join(taken, on=t.CUSTOMER_ID, how="semi")
        return History(orders, history.cut, lines, history.sources)

    def _at(self, day: date) -> History:
        known = self._teachable
        return History(known.orders, day, known.lines, known.sources)

    def _example(self, number: int, day: date) -> Examples:
        then = self._at(day)
        if then.orders.is_empty():
            return _nothing(self.target_window)
        inputs = features(then, self.target_window, self.vocabulary)
        came = inputs.select(t.CUSTOMER_ID).join(
            then.future(self.history.orders, self.target_window),
            on=t.CUSTOMER_ID,
            how="left",
            maintain_order="left",
        )
        return Examples(
            inputs.drop(t.CUSTOMER_ID),
            came[t.ORDER_COUNT].to_numpy().astype(np.float64),
            # Single precision, as for the features: no noise of summation may turn a tree.
            came[t.REVENUE].to_numpy().astype(np.float32).astype(np.float64),
            np.full(inputs.height, number),
            self.target_window,
        )


def _joined(parts: list[Examples]) -> Examples:
    return Examples(
        pl.concat([part.inputs for part in parts]),
        np.concatenate([part.orders for part in parts]),
        np.concatenate([part.revenue for part in parts]),
        np.concatenate([part.cutoff for part in parts]),
        parts[0].target_window,
    )


def _nothing(target_window: int) -> Examples:
    empty = np.empty(0)
    return Examples(pl.DataFrame(), empty, empty, np.empty(0, np.int64), target_window)

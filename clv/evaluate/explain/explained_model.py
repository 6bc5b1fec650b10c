"""What explanations are made from: a learner taught twice, for the test and for today.

Up to the split of a backtest, so that what it leans on is measured on days it has not seen; and up
to the last day, so that today's customers can be explained. On large logs the best customers and a
draw of the others stand for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.explain.fairness import cost_of_removing
from clv.evaluate.measures import measure
from clv.intake import CustomerSource
from clv.learning import (
    LEARNERS,
    PURCHASE_MODEL_FEATURES,
    Explainer,
    Explanation,
    Learner,
    LogLearner,
    TrainingData,
    disagreements,
    draw_rows,
    explain_locally,
    importance,
)

BEST, DRAWN = 5_000, 20_000  # customers looked at: the best so far, and others by lot
_OF_THE_MODEL = [feature.name for feature in PURCHASE_MODEL_FEATURES]


class ExplanationData:
    """The two pasts of a log: up to the split of a backtest, and up to its last day.

    Parameters
    ----------
    orders : polars.DataFrame
        Table `clv.tables.ORDERS`.
    lines : polars.DataFrame or None
        Table `clv.tables.LINES`.
    tested : Backtest
        Whose split, horizon and customers are those of the test.
    end : datetime.date
        Last day of the observation.
    horizon : int
        Days to look ahead from there.
    wanted : str, optional
        A customer who must be among those looked at.
    sources : iterable of CustomerSource
        What else is known of the customers, for features of it.
    """

    def __init__(
        self,
        orders: pl.DataFrame,
        lines: pl.DataFrame | None,
        tested: Backtest,
        end: date,
        horizon: int,
        wanted: str | None = None,
        sources: Iterable[CustomerSource] = (),
    ) -> None:
        self.tested = tested
        tested_customers = tested.actual.select(t.CUSTOMER_ID)
        self.then = TrainingData(
            _part(orders, lines, tested_customers, tested.split, sources), tested.horizon
        )
        self.now = TrainingData(
            _part(orders, lines, _looked_at(orders, wanted), end, sources), horizon
        )

    @property
    def actual(self) -> pl.DataFrame:
        """What came after the split, in the order of ``then.today``."""
        return self.then.today.select(t.CUSTOMER_ID).join(
            self.tested.actual, on=t.CUSTOMER_ID, how="left", maintain_order="left"
        )


def _looked_at(orders: pl.DataFrame, wanted: str | None) -> pl.DataFrame:
    spent = orders.group_by(t.CUSTOMER_ID).agg(pl.col(t.AMOUNT).sum())
    ranked = spent.sort(t.AMOUNT, t.CUSTOMER_ID, descending=[True, False])
    rest = ranked[BEST:]
    drawn = rest[np.sort(draw_rows(DRAWN, 7, rest[t.AMOUNT]))]
    customer = ranked.filter(pl.col(t.CUSTOMER_ID) == (wanted or ""))
    return pl.concat([ranked[:BEST], drawn, customer]).select(t.CUSTOMER_ID).unique()


def _part(
    orders: pl.DataFrame,
    lines: pl.DataFrame | None,
    who: pl.DataFrame,
    day: date,
    sources: Iterable[CustomerSource],
) -> History:
    kept = None if lines is None else lines.join(who, on=t.CUSTOMER_ID, how="semi")
    return History(orders.join(who, on=t.CUSTOMER_ID, how="semi"), day, kept, sources)


class ExplainedModel:
    """One kind of learner, taught on both pasts; every answer is made when first asked for.

    Parameters
    ----------
    data : ExplanationData
        What may be known.
    name : str
        A name in `clv.learning.LEARNERS`.
    behaviour : bool
        Tell the learner only of the customers' behaviour, not what the purchase model expects:
        the same in other words, which would stand before every other reason.
    seed : int
        Seed of everything random.
    """

    def __init__(
        self, data: ExplanationData, name: str, behaviour: bool = True, seed: int = 7
    ) -> None:
        self.data, self.name, self.seed = data, name, seed
        self.untold = _OF_THE_MODEL if behaviour else []

    @cached_property
    def tested(self) -> Learner:
        """The learner that knows nothing after the split."""
        return self._teachable(self.data.then)

    @cached_property
    def learner(self) -> Learner:
        """The learner that knows the whole log."""
        return self._teachable(self.data.now)

    @cached_property
    def importance(self) -> pl.DataFrame:
        """What the ranking of unseen days leans on, see `clv.learning.importance`."""
        then = self.data.then
        came = self.data.actual[t.REVENUE].to_numpy()
        return importance(self.tested, then.today, came, vocabulary=then.vocabulary)

    @cached_property
    def gini(self) -> float | None:
        """How well it ranked the unseen days: 1 is a perfect order; None where nobody bought."""
        outlook = self.tested.outlook(self.data.then)
        return measure(outlook, self.data.actual)["gini"]

    @cached_property
    def explainer(self) -> Explainer:
        """Explains today's predictions; exact for LightGBM, else through a mimic."""
        return Explainer(self.learner, self.data.now)

    @cached_property
    def everybody(self) -> pl.DataFrame:
        """Contributions of all features for many customers."""
        return self.explainer.everybody()

    def customer(self, customer_id: str) -> Explanation:
        """Explain one customer: by the trees' own contributions, or else by a line nearby.

        Raises
        ------
        InputError
            ``unknown_customer``.
        """
        if isinstance(self.learner, LogLearner):
            return explain_locally(self.learner, self.data.now, customer_id)
        return self.explainer.customer(customer_id)

    def disagreements(self, most: int) -> pl.DataFrame:
        """List about whom purchase model, learner and RFM disagree most, and why."""
        return disagreements(self.explainer, most)

    def without(self, attribute: str) -> pl.DataFrame:
        """Measure on the unseen days what it costs to leave an attribute out."""
        kind, then = LEARNERS[self.name], self.data.then
        return cost_of_removing(kind, then, self.data.actual, attribute, self.seed)

    def _teachable(self, data: TrainingData) -> Learner:
        names = [name for name in self.untold if name in data.examples.inputs.columns]
        return LEARNERS[self.name](self.seed).fit_examples(data.examples.without(names))


def stands_alone(name: str) -> bool:
    """Say whether a learner can do without the purchase model.

    Examples
    --------
    >>> stands_alone("lightgbm"), stands_alone("blend")
    (True, False)
    """
    return name not in {
        "blend",
        "average",
        "stack",
        "model_offset",
        "zero_inflated_lognormal",
        "count_spend",
    }

"""The chance of an order within the horizon, by whoever told it best on days nobody had seen.

P(alive) is an answer about a model, and on some logs the models run to a boundary ("nobody
leaves"). So the chance is a contest of its own: the forecasters of the backtest, and classifiers,
each bent by an isotonic curve so that of a hundred customers with 30 % thirty come back, and
compared by the log loss. What wins is asked about today's customers. The chance of churn is one
minus it, on every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError
from clv.evaluate.backtests.backtest import Backtest
from clv.evaluate.forecasters import FORECASTERS
from clv.evaluate.measures import auc, brier, column, log_loss
from clv.intake import CustomerSource
from clv.learning import CLASSIFIERS, Task, TrainingData, content_order
from clv.options import Settings

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
CANDIDATES = ("logistic", "boosting")  # classifiers that take part, beside the forecasters
FOLDS = 5  # the curve is bent on the others
RAW = 0.1  # part of the raw chance that is kept, so that the curve's steps tell nobody alike
AS_GOOD = 0.002  # of log loss
SCHEMA = {
    "name": pl.String,
    "title": pl.String,
    "kind": pl.String,
    "log_loss": pl.Float64,
    "log_loss_raw": pl.Float64,
    "brier": pl.Float64,
    "auc": pl.Float64,
}


@dataclass(frozen=True)
class ProbabilityContest:
    """Who tells best who will order again.

    Parameters
    ----------
    name : str
        The winner, in `clv.evaluate.FORECASTERS` or `clv.learning.CLASSIFIERS`; empty where nobody
        could be measured.
    table : polars.DataFrame
        One row a candidate, the best first: ``name``, ``title``, ``kind``, ``log_loss`` (after
        calibration; lower is better), ``log_loss_raw``, ``brier``, ``auc``. ``base_rate`` is among
        them: the same chance for everybody.
    curve : Calibration or None
        How the winner's chances are bent.
    """

    name: str
    table: pl.DataFrame
    curve: Calibration | None

    def predict(self, history: History, horizon: int, settings: Settings) -> pl.DataFrame | None:
        """Ask the winner about the customers of `history`.

        Returns
        -------
        polars.DataFrame or None
            ``customer_id`` and ``p_buy``, sorted by customer; None where nobody can be asked.
        """
        if self.curve is None:
            return None
        data = TrainingData(history, horizon)
        try:
            raw = _ask(self.name, data, settings)
        except ModelError:
            return None
        p_buy = pl.Series(t.P_BUY, self.curve.bend(raw[t.P_BUY].to_numpy()))
        return raw.select(t.CUSTOMER_ID).with_columns(p_buy)


@dataclass(frozen=True)
class Calibration:
    """A rising curve from what was said to what came true.

    Parameters
    ----------
    x, y : ndarray of shape (k,)
        Its corners.
    """

    x: Array
    y: Array

    @classmethod
    def fit(cls, p_buy: Array, bought: Flags) -> Calibration:
        """Learn the curve by isotonic regression (Zadrozny & Elkan 2002), kept off 0 and 1."""
        from sklearn.isotonic import IsotonicRegression

        edge = 1.0 / (len(p_buy) + 2)
        model = IsotonicRegression(y_min=edge, y_max=1 - edge, out_of_bounds="clip")
        model.fit(p_buy, bought.astype(np.float64))
        return cls(np.asarray(model.X_thresholds_), np.asarray(model.y_thresholds_))

    def bend(self, p_buy: Array) -> Array:
        """Return calibrated chances, the order kept.

        Examples
        --------
        >>> chance = np.repeat([0.1, 0.9], 50)
        >>> came = np.tile([True, False], 50)
        >>> Calibration.fit(chance, came).bend(np.array([0.1, 0.9])).round(2).tolist()
        [0.46, 0.54]
        """
        bent = np.interp(p_buy, self.x, self.y)
        mixed: Array = (1 - RAW) * bent + RAW * p_buy
        return np.clip(mixed, 1e-6, 1 - 1e-6)


def purchase_probability(
    tests: Sequence[Backtest],
    orders: pl.DataFrame,
    settings: Settings,
    lines: pl.DataFrame | None = None,
    sources: Iterable[CustomerSource] = (),
) -> ProbabilityContest:
    """Let everybody say who orders again, and see who was right.

    Parameters
    ----------
    tests : sequence of Backtest
        The latest first; its days are those on which all are compared. Classifiers learn from what
        was known before them.
    orders, lines : polars.DataFrame
        Tables `clv.tables.ORDERS` and `LINES` (or None).
    settings : Settings
        Engine, seed.
    sources : iterable of CustomerSource
        What else is known of the customers, for features of it.

    Returns
    -------
    ProbabilityContest
    """
    empty = ProbabilityContest("", pl.DataFrame(schema=SCHEMA), None)
    if not tests:
        return empty
    tested = tests[0]
    bought = column(tested.actual, t.ORDER_COUNT) > 0
    if bought.all() or not bought.any():
        return empty
    chances = {name: column(outlook, t.P_BUY) for name, outlook in tested.outlooks.items()}
    chances |= _classified(tested, orders, settings, lines, sources)
    rows = [_row(name, p_buy, bought, tested) for name, p_buy in chances.items()]
    rate = np.full(len(bought), bought.mean())
    rows.append(("base_rate", "", "baseline", *_losses(rate, rate, bought)))
    table = pl.DataFrame(rows, SCHEMA, orient="row").sort("log_loss", "name")
    name = _winner(table)
    return ProbabilityContest(name, table, Calibration.fit(chances[name], bought))


def _winner(table: pl.DataFrame) -> str:
    """Name the best; a forecaster of money that is as good stands before a classifier."""
    able = table.filter(pl.col("name") != "base_rate")
    forecasters = able.filter(pl.col("kind") != "classifier")
    if forecasters.height and forecasters["log_loss"][0] <= able["log_loss"][0] + AS_GOOD:
        return str(forecasters["name"][0])
    return str(able["name"][0])


def _classified(
    tested: Backtest,
    orders: pl.DataFrame,
    settings: Settings,
    lines: pl.DataFrame | None,
    sources: Iterable[CustomerSource],
) -> dict[str, Array]:
    """Chance of an order by each classifier, in the order of the test's customers."""
    who = tested.actual.select(t.CUSTOMER_ID)
    orders = orders.join(who, on=t.CUSTOMER_ID, how="semi")
    lines = None if lines is None else lines.join(who, on=t.CUSTOMER_ID, how="semi")
    data = TrainingData(History(orders, tested.split, lines, sources), tested.horizon)
    chances = {}
    for name in CANDIDATES:
        try:
            outlook = _ask(name, data, settings)
        except ModelError:
            continue
        joined = who.join(outlook, on=t.CUSTOMER_ID, how="left", maintain_order="left")
        chances[name] = joined[t.P_BUY].to_numpy()
    return chances


def _ask(name: str, data: TrainingData, settings: Settings) -> pl.DataFrame:
    if name in FORECASTERS:
        outlook = FORECASTERS[name].look(data, settings)
        return outlook.select(t.CUSTOMER_ID, t.P_BUY)
    leaving = CLASSIFIERS[name](settings.seed).fit(data, Task("churn")).probability(data)
    ids = data.today.select(t.CUSTOMER_ID)
    return ids.with_columns(pl.Series(t.P_BUY, 1.0 - leaving)).sort(t.CUSTOMER_ID)


def _row(name: str, p_buy: Array, bought: Flags, tested: Backtest) -> tuple[Any, ...]:
    forecaster = FORECASTERS.get(name)
    title = forecaster.title if forecaster else CLASSIFIERS[name].title
    kind = forecaster.kind if forecaster else "classifier"
    revenue = column(tested.actual, t.REVENUE)
    return name, title, kind, *_losses(_cross_fitted(p_buy, bought, revenue), p_buy, bought)


def _losses(bent: Array, raw: Array, bought: Flags) -> tuple[float | None, ...]:
    return log_loss(bought, bent), log_loss(bought, raw), brier(bought, bent), auc(bought, bent)


def _cross_fitted(p_buy: Array, bought: Flags, revenue: Array) -> Array:
    """Calibrated chances, each by a curve that has not seen the customer."""
    fold = np.empty(len(p_buy), dtype=np.int64)
    fold[content_order(p_buy, revenue)] = np.arange(len(p_buy)) % FOLDS
    bent = np.empty(len(p_buy))
    for number in range(FOLDS):
        inside = fold == number
        bent[inside] = Calibration.fit(p_buy[~inside], bought[~inside]).bend(p_buy[inside])
    return bent

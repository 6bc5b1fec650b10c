"""Active, quiet, lost: one measured chance of another order, from the orders alone.

The *usual gap* of a shop is the median of all gaps between consecutive purchase days of its log,
its *review window* three usual gaps, at least 30 and at most 180 days. Whoever is silent for at
most one usual gap is recent, and not judged. For everybody else the chance of an order within the
review window is learned from earlier days of the same log: the window is cut into six steps, and
with the silence ``s``, the usual gap ``G``, the own gap ``g`` (`clv.tables.own_gap`) and ``n``
purchase days, the chance of an order in one step is a discrete hazard::

    logit h = b · (1, log s/G, (log s/G − 1)⁺, log s/g, (log s/g)⁺, (log s/g − 1)⁺,
                   log n, [n = 1], [n = 1] log s/G, log n · log s/G)
    P(order) = 1 − Π_j (1 − h(s + j · step))

Steps of the last four windows are learned from, newer ones counting more. Then the chance is held
against the last whole window: a model of the days before it says what it would have expected, and
half of the correction found (two numbers on the logit scale) is applied; half, because the level
of one window wanders from that of the next. How far it wandered in this log's last windows, and in
those of four other logs, is the range within which a chance is to be read. Normal priors hold the
coefficients near what four logs showed, so that short logs get a sensible answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import polars as pl
from scipy.special import expit, logit

from clv import tables as t
from clv.customers.activity.logistic import fit_logistic
from clv.customers.activity.purchase_history import Floats, PurchaseHistory, States, day_number
from clv.errors import NotFittedError
from clv.words import N_

RECENT, ACTIVE, QUIET, LOST, UNKNOWN = "recent", "active", "quiet", "lost", "unknown"
ACTIVE_FROM, LOST_BELOW = 0.50, 0.15

_STEPS = 6  # of a window
_LEARNED = 24  # steps back: four windows
_HALF_LIFE = 12.0  # steps after which a step counts half
_FALLBACK_GAP = 60.0  # days; where nobody came back there is no gap to take the median of
_CHUNK = 65_536
_FARTHEST = 3_650  # days
# Means over CDNOW, UCI, a basket panel and a demo shop, which hardly differ; see the formula above.
_PRIOR = np.array([-2.0, -0.67, 0.2, 0.8, -0.5, -0.8, 0.7, -0.2, 0.2, -0.15])
_SPREAD = np.array([1.0, *[0.5] * 9])
# How far the level of a window strayed from what was said of it, on the logit scale: root mean
# square over the windows of the same four logs, counted as so many windows of this one.
_STRAYS, _STRAYS_WEIGHT = 0.24, 2
_WINDOWS = 3  # of this log that are held against what was said of them
_NINE_IN_TEN = 1.645
_AS_IT_IS, _AS_IT_IS_SPREAD = np.array([0.0, 1.0]), np.array([0.5, 0.25])


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the five states: its code in tables and files, its name and its meaning.

    Examples
    --------
    >>> [activity.name for activity in ACTIVITIES]
    ['recent', 'active', 'quiet', 'lost', 'unknown']
    """

    name: str
    title: str
    meaning: str


ACTIVITIES: tuple[Activity, ...] = (
    Activity(RECENT, N_("Recent"), N_("Ordered within the shop's usual gap; not judged yet")),
    Activity(ACTIVE, N_("Active"), N_("At least one in two like them order again in the window")),
    Activity(QUIET, N_("Quiet"), N_("Fewer than one in two like them order again in the window")),
    Activity(LOST, N_("Lost"), N_("Fewer than 15 in 100 like them order again in the window")),
    Activity(UNKNOWN, N_("Not known"), N_("The log is shorter than three review windows")),
)


class ReturnModel:
    """The chance that a customer orders again within the shop's review window.

    Attributes
    ----------
    usual_gap_ : float
        Median gap between consecutive purchase days, in days.
    window_ : int
        The review window, in days.
    known_ : bool
        Whether the log is long enough, three windows, to say anything.
    coef_, correction_ : array of float
        Coefficients of the hazard; offset and slope on the logit scale.
    strays_ : float
        How far the level of a window strays from what is said of it, on the logit scale.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> start = datetime(2023, 1, 1)
    >>> orders = pl.DataFrame(
    ...     [(f"c{n}", start + timedelta(days=n + 20 * k)) for n in range(40) for k in range(n)],
    ...     ["customer_id", "date"],
    ...     orient="row",
    ... )
    >>> model = ReturnModel().fit(orders, date(2024, 6, 30))
    >>> model.usual_gap_, model.window_
    (20.0, 60)
    """

    usual_gap_: float
    window_: int
    known_: bool
    coef_: Floats
    correction_: Floats
    strays_: float

    def __repr__(self) -> str:
        return "ReturnModel()"

    def fit(self, orders: pl.DataFrame, end: date) -> Self:
        """Learn from the days up to `end`.

        Parameters
        ----------
        orders : polars.DataFrame
            Table `clv.tables.ORDERS`.
        end : datetime.date
            Last day of the observation.
        """
        log, today = PurchaseHistory(orders, end), day_number(end)
        self.usual_gap_ = float(np.median(log.gaps)) if len(log.gaps) else _FALLBACK_GAP
        self.window_ = review_window(self.usual_gap_)
        self.known_ = today - log.first >= 3 * self.window_
        self.coef_, self.correction_, self.strays_ = _PRIOR, _AS_IT_IS, _STRAYS
        if self.known_:
            self.correction_ = (self._corrected(log, today - self.window_) + _AS_IT_IS) / 2
            self.coef_ = self._hazard(log, today)
            self.strays_ = self._strays(log, today)
        return self

    def range_of(self, chance: float) -> tuple[float, float]:
        """Return within what a chance lies nine times in ten, as levels of windows strayed so far.

        Examples
        --------
        >>> model = ReturnModel()
        >>> model.strays_ = 0.24
        >>> low, high = model.range_of(0.30)
        >>> round(low, 2), round(high, 2)
        (0.22, 0.39)
        """
        middle, half = logit(chance), _NINE_IN_TEN * self.strays_
        return float(expit(middle - half)), float(expit(middle + half))

    def predict(self, customers: pl.DataFrame, later: int = 0) -> pl.DataFrame:
        """Tell everybody's own gap, chance of an order within the window, and activity.

        Parameters
        ----------
        customers : polars.DataFrame
            Table `clv.tables.CUSTOMERS` on any day of the log.
        later : int
            Look at them so many days later, should they stay silent.

        Returns
        -------
        polars.DataFrame
            ``customer_id``, ``silence``, ``own_gap``, ``p_return`` (null where not judged),
            ``activity``: one row a customer, in the same order.
        """
        if not hasattr(self, "coef_"):
            raise NotFittedError
        silence = (t.silence() + later).alias(t.SILENCE)
        customer_states = customers.select(
            t.CUSTOMER_ID, silence, t.own_gap(self.usual_gap_), t.FREQUENCY
        )
        judged = pl.col(t.SILENCE) > self.usual_gap_ if self.known_ else pl.lit(False)
        chance = pl.Series(t.P_RETURN, self._p_return(customer_states))
        return customer_states.select(
            t.CUSTOMER_ID,
            t.SILENCE,
            t.OWN_GAP,
            pl.when(judged).then(chance).alias(t.P_RETURN),
        ).with_columns(self._named())

    def quiet_from(self, customers: pl.DataFrame) -> pl.Series:
        """Tell on which day each customer goes quiet, or went, if no order comes.

        Parameters
        ----------
        customers : polars.DataFrame
            Table `clv.tables.CUSTOMERS`.

        Returns
        -------
        polars.Series
            ``quiet_from``: the first day on which the chance is below one half; null where it
            never is within ten years.
        """
        low = pl.Series(np.full(customers.height, int(self.usual_gap_)))
        high = pl.Series(np.full(customers.height, _FARTHEST))
        never = ~self._is_quiet(customers, high)
        for _halving in range(12):
            middle = (low + high) // 2
            quiet = self._is_quiet(customers, middle)
            low, high = middle.zip_with(~quiet, low), middle.zip_with(quiet, high)
        days = pl.Series("days", high).set(never, None)
        quiet_from = pl.col(t.LAST_ORDER) + pl.duration(days="days")
        return customers.with_columns(days).select(quiet_from.alias(t.QUIET_FROM)).to_series()

    def _is_quiet(self, customers: pl.DataFrame, silence: pl.Series) -> pl.Series:
        aged = customers.with_columns((pl.col(t.RECENCY) + silence).alias(t.T))
        return self.predict(aged)[t.ACTIVITY].is_in([QUIET, LOST])

    def _named(self) -> pl.Expr:
        p = pl.col(t.P_RETURN)
        return (
            pl.when(pl.lit(not self.known_))
            .then(pl.lit(UNKNOWN))
            .when(p.is_null())
            .then(pl.lit(RECENT))
            .when(p >= ACTIVE_FROM)
            .then(pl.lit(ACTIVE))
            .when(p < LOST_BELOW)
            .then(pl.lit(LOST))
            .otherwise(pl.lit(QUIET))
            .alias(t.ACTIVITY)
        )

    def _p_return(self, customer_states: pl.DataFrame) -> Floats:
        """Return the corrected chance; distinct states are worked out once."""
        keys = [t.SILENCE, t.OWN_GAP, t.FREQUENCY]
        states = customer_states.select(keys).unique()
        columns = [states[key].cast(pl.Float64).to_numpy() for key in keys]
        chances = np.concatenate(
            [
                self._chance(self.coef_, *(column[start : start + _CHUNK] for column in columns))
                for start in range(0, states.height, _CHUNK)
            ]
            or [np.empty(0)]
        )
        offset, slope = self.correction_
        answers = states.with_columns(pl.Series("p", expit(offset + slope * logit(chances))))
        return customer_states.join(answers, on=keys, how="left", maintain_order="left")[
            "p"
        ].to_numpy()

    @property
    def _step(self) -> int:
        return max(1, round(self.window_ / _STEPS))

    def _chance(self, coef: Floats, silence: Floats, gap: Floats, frequency: Floats) -> Floats:
        """Return the chance of an order within the window, before the correction."""
        stay = np.ones(len(silence))
        for step in range(_STEPS):
            later = np.maximum(silence, 1) + step * self._step
            stay *= expit(-self._features(later, gap, frequency) @ coef)
        stay **= self.window_ / (_STEPS * self._step)
        return np.asarray(np.clip(1 - stay, 1e-6, 1 - 1e-6))

    def _features(self, silence: Floats, gap: Floats, frequency: Floats) -> Floats:
        long, late = np.log(silence / self.usual_gap_), np.log(silence / gap)
        once, often = (frequency == 0).astype(np.float64), np.log1p(frequency)
        return np.column_stack(
            [
                np.ones(len(silence)),
                long,
                np.maximum(long - 1, 0),
                late,
                np.maximum(late, 0),
                np.maximum(late - 1, 0),
                often,
                once,
                once * long,
                often * long,
            ]
        )

    def _judged(self, states: States) -> tuple[Floats, Floats, Floats, Floats]:
        """Return silence, own gap, frequency and wait of those silent beyond the usual gap."""
        chosen = states.silence > self.usual_gap_
        table = pl.DataFrame({t.RECENCY: states.recency, t.FREQUENCY: states.frequency})
        gap = table.select(t.own_gap(self.usual_gap_)).to_series().to_numpy()
        columns = (states.silence, gap, states.frequency, states.wait)
        silence, gap, frequency, wait = (column[chosen].astype(np.float64) for column in columns)
        return silence, gap, frequency, wait

    def _hazard(self, log: PurchaseHistory, today: int) -> Floats:
        """Fit the chance of an order within one step to the steps before `today`."""
        starts = range(today - self._step, log.first + self._step - 1, -self._step)
        features, orders, weights = [], [], []
        for age, day in enumerate(starts[:_LEARNED]):
            silence, gap, frequency, wait = self._judged(log.on(day))
            features.append(self._features(silence, gap, frequency))
            orders.append(wait <= self._step)
            weights.append(np.full(len(wait), 0.5 ** (age / _HALF_LIFE)))
        if not features:
            return _PRIOR
        outcome = np.concatenate(orders).astype(np.float64)
        weight = np.concatenate(weights)
        return fit_logistic(np.vstack(features), outcome, weight, _PRIOR, _SPREAD)

    def _corrected(self, log: PurchaseHistory, day: int) -> Floats:
        """Hold the chance that `day` would have said against the window after it."""
        silence, gap, frequency, wait = self._judged(log.on(day))
        chance = self._chance(self._hazard(log, day), silence, gap, frequency)
        features = np.column_stack([np.ones(len(chance)), logit(chance)])
        outcome = (wait <= self.window_).astype(np.float64)
        ones = np.ones(len(chance))
        return fit_logistic(features, outcome, ones, _AS_IT_IS, _AS_IT_IS_SPREAD)

    def _strays(self, log: PurchaseHistory, today: int) -> float:
        """Return how far the level of the last windows lay from what the days before told."""
        squares = [_STRAYS**2] * _STRAYS_WEIGHT
        for back in range(1, _WINDOWS + 1):
            day = today - back * self.window_
            silence, gap, frequency, wait = self._judged(log.on(day))
            if day - log.first < 2 * self.window_ or not len(wait):
                break
            chance = self._chance(self._hazard(log, day), silence, gap, frequency)
            came = float((wait <= self.window_).mean())
            squares.append((_odds(came) - _odds(float(chance.mean()))) ** 2)
        return float(np.sqrt(np.mean(squares)))


def _odds(share: float) -> float:
    return float(logit(np.clip(share, 1e-3, 1 - 1e-3)))


def review_window(usual_gap: float) -> int:
    """Return three usual gaps, at least 30 and at most 180 days.

    Examples
    --------
    >>> review_window(3.0), review_window(34.0), review_window(90.0)
    (30, 102, 180)
    """
    return round(min(180.0, max(30.0, 3 * usual_gap)))

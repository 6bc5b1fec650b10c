"""Explain the number that every page shows: the champion's, season, total and discount included.

A purchase model's value is taken apart over its own four inputs. A learned champion is explained as
`clv.learning.Explainer` does, and moved to the value shown: what all customers are multiplied by
goes into the base, what is this customer's own (how the season, the discount and the bounds treat
them) is a row of its own. Renewals of a plan are taken apart over the same four inputs as purchase
models. "Same as last period" is said so.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError
from clv.evaluate.champion.champion_forecast import ChampionForecast
from clv.evaluate.forecasters import FORECASTERS, RENEWALS
from clv.evaluate.measures import column
from clv.evaluate.renewals import Renewals
from clv.learning import (
    LEARNERS,
    PURCHASE_INPUTS,
    Explainer,
    Explanation,
    Feature,
    TrainingData,
    explanation,
    fitted,
    purchase_contributions,
    purchase_inputs,
)
from clv.models import Expectations, Forecast
from clv.words import N_

Array = npt.NDArray[np.float64]
Expected = Callable[[pl.DataFrame], Array]
CALIBRATION = Feature(
    "calibration",
    N_("Season, discount, and the total set right"),
    "money",
    N_("What brings the forecaster's number to the one shown"),
)
LAST_PERIOD = Feature(
    "last_period",
    N_("What this customer brought in the last period"),
    "money",
    N_("The same again is expected"),
)


def explain_shown(
    forecast: Forecast,
    name: str,
    customer_id: str,
    data: TrainingData | None = None,
    seed: int = 7,
) -> Explanation:
    """Explain one customer's expected value as the other pages show it.

    Parameters
    ----------
    forecast : Forecast
        Whose numbers are shown.
    name : str
        The champion, in `clv.evaluate.FORECASTERS`.
    customer_id : str
        Whom to explain.
    data : TrainingData, optional
        What a champion that is no purchase model learned from.
    seed : int
        Seed of the learner.

    Returns
    -------
    Explanation
        In money of `clv.tables.CLV`; base and contributions add up to the value shown.

    Raises
    ------
    InputError
        ``unknown_customer``.
    """
    place = forecast.customers[t.CUSTOMER_ID].index_of(customer_id)
    if place is None:
        raise InputError("unknown_customer", customer=customer_id)
    value = float(forecast.predictions[t.CLV][place])
    if name in LEARNERS and data is not None:
        return _of_learner(forecast, name, customer_id, data, seed, value)
    if name in FORECASTERS and FORECASTERS[name].kind == "baseline":
        base = float(forecast.predictions[t.CLV].mean())  # type: ignore[arg-type]
        last = _last_period(forecast, place)
        return explanation(
            [LAST_PERIOD], {LAST_PERIOD.name: last}, np.array([value - base]), base, value, 1.0, 0
        )
    if name == RENEWALS and data is not None:
        return _of_customer(forecast, place, value, _renewals(data))
    return _of_customer(forecast, place, value, _pair(forecast))


def _pair(forecast: Forecast) -> Expected:
    """Return what a purchase and a spend model expect of any customers."""

    def expected(customers: pl.DataFrame) -> Array:
        models = forecast.purchase, forecast.spend
        return np.asarray(Expectations.of(customers, *models, forecast.settings).value)

    return expected


def _renewals(data: TrainingData) -> Expected:
    """Return what renewals of a plan bring, of any customers."""
    plan = Renewals.fit(data)
    return lambda customers: column(plan.outlook(customers, data.horizon), t.EXPECTED_REVENUE)


def _of_customer(forecast: Forecast, place: int, value: float, expected: Expected) -> Explanation:
    """Take apart a value that depends on purchases, times and spend alone."""
    parts, base = purchase_contributions(expected, forecast.customers, np.array([place]))
    level = np.log(max(forecast.revenue_error.factor, 1e-9))
    values = purchase_inputs(forecast.customers[place : place + 1]).row(0, named=True)
    return _in_money(list(PURCHASE_INPUTS), values, parts[0], base + level, value, 1.0, 0)


def _of_learner(
    forecast: Forecast,
    name: str,
    customer_id: str,
    data: TrainingData,
    seed: int,
    value: float,
) -> Explanation:
    learner = fitted(LEARNERS[name], data, seed)
    explainer = Explainer(learner, data)
    logs = explainer.log_parts(customer_id)
    shown = max(float(forecast.predictions[t.CLV].sum()), 1e-9)
    level = np.log(shown / _own_total(forecast))
    features = [explainer.describe(each) for each in logs.names]
    values = explainer.values.row(by_predicate=pl.col(t.CUSTOMER_ID) == customer_id, named=True)
    return _in_money(
        features,
        values,
        logs.parts[0],
        float(logs.base[0] + level),
        value,
        explainer.fidelity,
        data.target_window,
    )


def _in_money(
    features: list[Feature],
    values: dict[str, object],
    parts: Array,
    base: float,
    value: float,
    fidelity: float,
    window: int,
) -> Explanation:
    """Add what is missing to the value shown, and carry all over to money without a rest."""
    missing = np.log(max(value, 1e-9)) - base - float(parts.sum())
    if abs(missing) > 1e-6:
        features, parts = [*features, CALIBRATION], np.append(parts, missing)
    start, moved = float(np.exp(base)), float(parts.sum())
    mean = (value - start) / moved if abs(moved) > 1e-9 else value
    return explanation(features, values, parts * mean, start, value, fidelity, window)


def _own_total(forecast: Forecast) -> float:
    """Return what the champion itself expected of all customers."""
    if isinstance(forecast, ChampionForecast):
        return max(float(forecast.champion[t.EXPECTED_REVENUE].sum()), 1e-9)
    return max(float(forecast.outlook[t.EXPECTED_REVENUE].sum()), 1e-9)


def _last_period(forecast: Forecast, place: int) -> float | None:
    if not isinstance(forecast, ChampionForecast):
        return None
    who = forecast.customers[t.CUSTOMER_ID][place]
    rows = forecast.champion.filter(pl.col(t.CUSTOMER_ID) == who)
    return float(rows[t.EXPECTED_REVENUE][0]) if rows.height else None

"""BG/NBD and Gamma-Gamma as PyMC-Marketing fits them (MAP), where it is installed."""

from __future__ import annotations

import importlib.util

import numpy as np
import polars as pl

from clv import tables as t
from clv.learning import TrainingData

WEEK = 7.0  # its priors suit weeks


def pymc_outlook(data: TrainingData) -> pl.DataFrame | None:
    """Forecast with PyMC-Marketing; None where it is absent."""
    if importlib.util.find_spec("pymc_marketing") is None:
        return None
    from pymc_marketing import clv as pymc

    customers = data.history.customers
    frame = customers.select(
        t.CUSTOMER_ID,
        pl.col(t.FREQUENCY).cast(pl.Float64),
        pl.col(t.RECENCY) / WEEK,
        pl.col(t.T) / WEEK,
        pl.col(t.MONETARY_VALUE).cast(pl.Float64),
    ).to_pandas()
    buying = pymc.BetaGeoModel(data=frame.drop(columns=t.MONETARY_VALUE))
    buying.fit(method="map", progressbar=False)
    money = frame[[t.CUSTOMER_ID, t.FREQUENCY, t.MONETARY_VALUE]]
    returned = money[(money[t.FREQUENCY] > 0) & (money[t.MONETARY_VALUE] > 0)]
    spending = pymc.GammaGammaModel(data=returned)
    spending.fit(method="map", progressbar=False)
    ahead = data.horizon / WEEK
    purchases = _mean(buying.expected_purchases(future_t=ahead))
    spend = _mean(spending.expected_customer_spend(data=money))
    columns = {
        t.P_BUY: 1 - _mean(buying.expected_probability_no_purchase(t=ahead)),
        t.EXPECTED_PURCHASES: purchases,
        t.EXPECTED_REVENUE: purchases * spend,
    }
    return pl.DataFrame({t.CUSTOMER_ID: customers[t.CUSTOMER_ID], **columns})


def _mean(draws: object) -> np.ndarray:
    return np.asarray(draws.mean(("chain", "draw")).to_numpy(), dtype=float)  # type: ignore[attr-defined]

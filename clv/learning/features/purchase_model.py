"""What the purchase models say of the same history: features, and the ground to stand on."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.customers import History
from clv.errors import ModelError
from clv.learning.features.feature import Feature
from clv.models import PURCHASE_MODELS, SPEND_MODELS, PurchaseModel, SpendModel

Array = npt.NDArray[np.float64]

FEATURES = (
    Feature(
        "model_p_alive",
        "Still a customer (purchase model)",
        "probability",
        "The purchase model's chance that somebody has not left for good",
        phrase="the purchase model gives {value} that this is still a customer",
    ),
    Feature(
        "model_p_buy",
        "Buys within the horizon (purchase model)",
        "probability",
        "The purchase model's chance of at least one order within the horizon",
        phrase="the purchase model gives {value} for an order",
    ),
    Feature(
        "model_orders",
        "Orders expected (purchase model)",
        "orders",
        "Purchase days the purchase model expects within the horizon",
        phrase="the purchase model expects {value} orders",
    ),
    Feature(
        "model_spend",
        "Spend per order expected (spend model)",
        "money",
        "Own mean spend, drawn towards everybody's the less somebody has bought",
        phrase="the spend model expects {value} an order",
    ),
    Feature(
        "model_revenue",
        "Revenue expected (purchase and spend model)",
        "money",
        "Expected orders times expected spend",
        phrase="the purchase model expects {value}",
    ),
)


class Forecasts:
    """MBG/NBD and Gamma-Gamma on all purchase days, fitted once on one history.

    Parameters
    ----------
    history : clv.customers.History
        What may be known.

    Notes
    -----
    Where the data carry no model (too few repeat customers) `fitted` is None and every column is
    null: learning goes on without. MBG/NBD, because BG/NBD calls every one-time buyer alive.
    """

    def __init__(self, history: History) -> None:
        self.history = history

    @cached_property
    def fitted(self) -> tuple[PurchaseModel, SpendModel] | None:
        """The two models, or None where the data carry none."""
        customers = self.history.customers
        try:
            purchase = PURCHASE_MODELS["mbg_nbd"]().fit(customers)
            spend = SPEND_MODELS["gamma_gamma_all"]().fit(customers)
        except ModelError:
            return None
        return purchase, spend

    def columns(self, horizon: int) -> pl.DataFrame:
        """Return the models' outputs as feature columns, null where there is no model."""
        customers = self.history.customers
        names = [feature.name for feature in FEATURES]
        if self.fitted is None:
            return customers.select(
                t.CUSTOMER_ID, *(pl.lit(None, pl.Float64).alias(name) for name in names)
            )
        purchase, spend = self.fitted
        orders = purchase.expected_purchases(customers, horizon)
        money = spend.expected_spend(customers)
        values = (
            purchase.p_alive(customers),
            purchase.p_buy(customers, horizon),
            orders,
            money,
            orders * money,
        )
        return customers.select(t.CUSTOMER_ID).with_columns(
            pl.Series(name, value, pl.Float64) for name, value in zip(names, values, strict=True)
        )

    def growth(self, target_window: int, horizon: int) -> Array:
        """Orders expected within the horizon over those within the period, for each customer.

        Learners trained on a period that is shorter than the horizon are stretched by it. Without
        a model it is the ratio of the lengths (everybody goes on as now), which is also the most
        that it may be.
        """
        customers = self.history.customers
        ratio = np.full(len(customers), horizon / target_window)
        if self.fitted is None or horizon == target_window:
            return ratio
        near = self.fitted[0].expected_purchases(customers, target_window)
        far = self.fitted[0].expected_purchases(customers, horizon)
        np.divide(far, near, out=ratio, where=near > 1e-12)
        low, high = sorted((1.0, horizon / target_window))
        grown: Array = np.clip(ratio, low, high)
        return grown

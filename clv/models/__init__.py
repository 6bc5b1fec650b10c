"""Purchase and spend models: who is still a customer, who will buy, how often and for how much.

A new model is one file and one line in a registry; the contract test runs on all of them.
"""

from __future__ import annotations

from clv.models.alive_history import chances
from clv.models.beta_geometric import BGNBD, MBGNBD
from clv.models.calendar import MONTHS, TWO_SEASONS, Calendar, Curve, fit_calendar, fit_trend
from clv.models.covariates import covariate_effects, models_by_kind
from clv.models.expectations import Expectations, month_edges
from clv.models.forecast import (
    SURE,
    TENTHS,
    Forecast,
    NewcomerValue,
    Total,
    agreeing,
    forecast,
    newcomer_value,
    tenth_of,
    whole_orders,
)
from clv.models.gamma_gamma import GammaGamma, GammaGammaAll
from clv.models.mbg_cnbd import MBGCNBD
from clv.models.pareto_nbd import ParetoNBD
from clv.models.purchase import NewCustomer, PurchaseModel
from clv.models.shifted_beta_geometric import GRACE, ShiftedBetaGeometric, Subscribers
from clv.models.spend import SpendModel
from clv.models.suitability import check_suitable
from clv.models.timing import alive_path
from clv.models.totals import Misfit, PastErrors, PastTotals, misfit

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {
    model.name: model for model in (BGNBD, MBGNBD, ParetoNBD, MBGCNBD)
}
SPEND_MODELS: dict[str, type[SpendModel]] = {
    model.name: model for model in (GammaGamma, GammaGammaAll)
}

__all__ = [
    "GRACE",
    "MONTHS",
    "PURCHASE_MODELS",
    "SPEND_MODELS",
    "SURE",
    "TENTHS",
    "TWO_SEASONS",
    "Calendar",
    "Curve",
    "Expectations",
    "Forecast",
    "Misfit",
    "NewCustomer",
    "NewcomerValue",
    "PastErrors",
    "PastTotals",
    "PurchaseModel",
    "ShiftedBetaGeometric",
    "SpendModel",
    "Subscribers",
    "Total",
    "agreeing",
    "alive_path",
    "chances",
    "check_suitable",
    "covariate_effects",
    "fit_calendar",
    "fit_trend",
    "forecast",
    "misfit",
    "models_by_kind",
    "month_edges",
    "newcomer_value",
    "tenth_of",
    "whole_orders",
]

"""Purchase and spend models: who is still a customer, who will buy, how often and for how much.

A new model is one file and one line in a registry; the contract test runs on all of them.
"""

from __future__ import annotations

from clv.models.bg_nbd import BGNBD
from clv.models.forecast import Forecast, Total, forecast, month_edges
from clv.models.gamma_gamma import GammaGamma, GammaGammaAll
from clv.models.mbg_nbd import MBGNBD
from clv.models.purchase import NewCustomer, PurchaseModel
from clv.models.spend import SpendModel
from clv.models.suitability import check_suitable

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {model.name: model for model in (BGNBD, MBGNBD)}
SPEND_MODELS: dict[str, type[SpendModel]] = {
    model.name: model for model in (GammaGamma, GammaGammaAll)
}

__all__ = [
    "PURCHASE_MODELS",
    "SPEND_MODELS",
    "Forecast",
    "NewCustomer",
    "PurchaseModel",
    "SpendModel",
    "Total",
    "check_suitable",
    "forecast",
    "month_edges",
]

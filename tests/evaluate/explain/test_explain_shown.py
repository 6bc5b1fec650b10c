"""Explain explains the number that the other pages show."""

from datetime import date

import polars as pl
import pytest

from clv.customers import History, summarise
from clv.errors import InputError
from clv.evaluate import FORECASTERS, champion_forecast, explain_shown
from clv.learning import TrainingData
from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
from clv.options import Settings

END, SETTINGS = date(1998, 6, 30), Settings(horizon=120, margin=0.4)
PAIR = "pareto_nbd+gamma_gamma_all"


@pytest.fixture(scope="module")
def shown(cdnow):
    customers = summarise(cdnow, END)
    purchase = PURCHASE_MODELS["pareto_nbd"]().fit(customers)
    spend = SPEND_MODELS["gamma_gamma_all"]().fit(customers)
    plain = forecast(customers, purchase, spend, SETTINGS, END)
    data = TrainingData(History(cdnow, END), 120)
    spreads = {
        name: champion_forecast(plain, FORECASTERS[name].look(data, SETTINGS), None)
        for name in ("blend", "lightgbm", "random_forest", "last_period")
    }
    return {PAIR: plain} | spreads, data


@pytest.mark.parametrize("name", [PAIR, "blend", "lightgbm", "random_forest", "last_period"])
def test_the_explanation_adds_up_to_the_value_shown(name, shown):
    forecasts, data = shown
    table = forecasts[name].predictions
    for customer in table["customer_id"][::600]:
        told = explain_shown(forecasts[name], name, customer, data)
        value = table.filter(pl.col("customer_id") == customer)["clv"][0]
        assert told.value == pytest.approx(value)
        assert told.base + told.table["contribution"].sum() == pytest.approx(value, abs=1e-6)


def test_a_frequent_customer_owes_it_to_their_orders(shown):
    forecasts, _data = shown
    best = forecasts[PAIR].customers.sort("frequency", descending=True)["customer_id"][0]
    told = explain_shown(forecasts[PAIR], PAIR, best)
    assert told.table["feature"][0] == "frequency"
    assert told.table["contribution"][0] > 0
    assert told.fidelity == 1


def test_a_stranger_is_refused(shown):
    forecasts, _data = shown
    with pytest.raises(InputError, match="unknown_customer"):
        explain_shown(forecasts[PAIR], "blend", "nobody")

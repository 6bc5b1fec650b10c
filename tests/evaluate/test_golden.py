"""FACTS.md's measured rows: another engine on the same data must come to the same numbers."""

from datetime import date

import numpy as np
import pytest

from clv.customers import History
from clv.evaluate import backtest
from clv.evaluate.measures import auc
from clv.models import PURCHASE_MODELS
from clv.options import Settings

CDNOW_SPLIT = date(1997, 9, 30)
REFERENCE, ALL_DAYS = "bg_nbd+gamma_gamma", "mbg_nbd+gamma_gamma_all"
WEEKS_39 = Settings(horizon=39 * 7)


def measured(tested, name):
    return next(row for row in tested.table.iter_rows(named=True) if row["name"] == name)


def test_cdnow_sample(cdnow):
    row = measured(backtest(cdnow, CDNOW_SPLIT, "bg_nbd", WEEKS_39), REFERENCE)
    assert row["mae_spend"] == pytest.approx(30.4, abs=0.05)
    assert row["gini"] == pytest.approx(0.638, abs=0.001)
    assert row["spearman"] == pytest.approx(0.426, abs=0.001)
    assert row["top10"] == pytest.approx(0.502, abs=0.001)
    assert row["bias"] == pytest.approx(0.84, abs=0.005)


def test_cdnow_master(cdnow_master):
    tested = backtest(cdnow_master, CDNOW_SPLIT, (REFERENCE, ALL_DAYS), WEEKS_39)
    row, best = measured(tested, REFERENCE), measured(tested, ALL_DAYS)
    assert row["mae_spend"] == pytest.approx(32.7, abs=0.05)
    assert row["gini"] == pytest.approx(0.672, abs=0.001)
    assert row["spearman"] == pytest.approx(0.421, abs=0.001)
    assert row["top10"] == pytest.approx(0.516, abs=0.001)
    assert row["bias"] == pytest.approx(0.83, abs=0.005)
    assert best["mae_spend"] == pytest.approx(31.5, abs=0.05)
    assert best["gini"] == pytest.approx(0.714, abs=0.001)


def test_uci_netted(uci):
    """FACTS nets invoice by invoice, here the day is netted: a little wider."""
    row = measured(backtest(uci, date(2011, 8, 12), "bg_nbd", Settings(horizon=119)), REFERENCE)
    assert row["mae_spend"] == pytest.approx(653, rel=0.02)
    assert row["gini"] == pytest.approx(0.797, abs=0.005)
    assert row["spearman"] == pytest.approx(0.539, abs=0.005)
    assert row["top10"] == pytest.approx(0.572, abs=0.008)
    assert row["bias"] == pytest.approx(0.63, abs=0.04)


@pytest.mark.parametrize(("name", "alive"), [("bg_nbd", 0.316), ("mbg_nbd", 0.687)])
def test_who_is_called_alive_and_who_bought(cdnow, name, alive):
    history = History(cdnow, CDNOW_SPLIT)
    bought = history.future(cdnow, 273)["orders"].to_numpy() > 0
    model = PURCHASE_MODELS[name]().fit(history.customers)
    assert auc(bought, model.p_alive(history.customers)) == pytest.approx(alive, abs=0.001)
    orders = model.expected_purchases(history.customers, 273)
    assert auc(bought, orders) == pytest.approx(0.773, abs=0.001)
    silence = (history.customers["recency"] - history.customers["T"]).to_numpy().astype(np.float64)
    assert auc(bought, silence) == pytest.approx(0.771, abs=0.001)

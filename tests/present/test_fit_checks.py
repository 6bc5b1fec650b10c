"""What a model says beside what came: both sides count the same people."""

from datetime import date

import polars as pl
import pytest

from clv import tables as t
from clv.customers import History
from clv.evaluate import fit_checks
from clv.evaluate.backtests.tracking import tracking
from clv.models import PURCHASE_MODELS

CUT = date(2024, 2, 15)


@pytest.fixture
def model():
    return PURCHASE_MODELS["bg_nbd"].from_parameters(r=0.8, alpha=20, a=0.8, b=2.5)


def test_counts_hold_every_customer_on_both_sides(customers, model):
    table = fit_checks.counts(customers, model)
    assert table["actual"].sum() == customers.height
    assert table["expected"].sum() == pytest.approx(customers.height)


def test_conditional_means_average_to_the_means_of_all(orders, model):
    past = History(orders, CUT)
    came = past.future(orders, 60)
    expected = pl.Series(model.expected_purchases(past.customers, 60))
    table = fit_checks.conditional(past.customers, came, expected)
    weighed = table.select(pl.col("actual", "expected").dot("customers")).row(0)
    assert weighed == pytest.approx((came[t.ORDER_COUNT].sum(), expected.sum()))


def test_stretches_add_up_to_the_whole(orders, model):
    tracked = tracking(orders, model, CUT)
    each = fit_checks.each_period(tracked)
    for side in ("actual", "expected"):
        assert each[side].sum() == pytest.approx(tracked[side][-1] - tracked[side][0])

"""Toy tables that keep the contracts of clv/tables.py."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from clv import tables as t
from clv.customers import ReturnModel, segment, summarise, value_at_risk
from clv.options import Settings


@pytest.fixture
def orders():
    start = datetime(2024, 1, 3)
    return pl.DataFrame(
        [
            (f"顾客{who}", start + timedelta(days=who + visit * (7 + who)), 10.0 + who)
            for who in range(30)
            for visit in range(1 + who % 6)
        ],
        [t.CUSTOMER_ID, t.DATE, t.AMOUNT],
        orient="row",
    )


@pytest.fixture
def end():
    return date(2024, 9, 30)


@pytest.fixture
def customers(orders, end):
    return summarise(orders, end)


@pytest.fixture
def model(orders, end):
    return ReturnModel().fit(orders, end)


@pytest.fixture
def people(customers, model):
    value = pl.col(t.REVENUE) * 0.5
    predicted = customers.with_columns(
        (1 / (2 + pl.col(t.FREQUENCY))).alias(t.P_BUY),
        value.alias(t.CLV),
        (value * 0.4).alias(t.CLV_LOW),
        (value * 1.7).alias(t.CLV_HIGH),
    )
    named = segment(customers).select(t.CUSTOMER_ID, t.SEGMENT)
    activity = model.predict(customers).select(t.CUSTOMER_ID, t.OWN_GAP, t.P_RETURN, t.ACTIVITY)
    people = predicted.join(named, on=t.CUSTOMER_ID).join(activity, on=t.CUSTOMER_ID)
    return value_at_risk(people, Settings())

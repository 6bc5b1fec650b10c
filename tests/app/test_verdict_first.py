"""Verdict first: under "ranking" and "nothing" no page and no report states sums of forecasts."""

import re
from dataclasses import replace

import polars as pl
import pytest
import streamlit as st

from clv import tables as t
from clv.customers import summaries
from clv.errors import Notice
from clv.present.numbers import Numbers
from clv.present.report import to_html
from clv.run import Run
from pages.shared import downloads
from tests.app import screen
from tests.app.conftest import PAGES, ROOT

MONEY = re.compile(r"[£$€]\s?\d|\d\s?[£$€]")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(use, marks=pytest.mark.xdist_group(f"verdict {use}"))
        for use in ("ranking", "nothing")
    ],
)
def forced(request):
    """Let every run come to one verdict."""
    st.cache_resource.clear()
    compute = Run.verdict.fget

    def verdict(run):
        return replace(compute(run), use=request.param, reason=Notice("verdict_untested"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "verdict", property(verdict))
        yield request.param
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def run(forced):
    return Run.of(ROOT / "sample_data" / "demo_shop.csv")


@pytest.fixture(scope="module")
def sums(run):
    """Return every sum of forecasts that anybody could state, as people write it."""
    numbers, forecast, people = Numbers(run.cleaned.currency), run.forecast, run.activity
    groups = run.profiles()
    values = [*forecast.total, *forecast.revenue, *forecast.by_month["value"]]
    values += [amount for name in ("value", "value_low", "value_high") for amount in groups[name]]
    values += [people[t.VALUE_AT_RISK].sum()]
    few = (t.CLV, t.CLV_LOW, t.CLV_HIGH, t.VALUE_AT_RISK, t.REVENUE)
    each = {numbers.money(amount) for name in few for amount in people[name]}
    each |= {
        numbers.money(amount) for amount in (*groups[t.REVENUE], *run.cleaned.ledger[t.AMOUNT])
    }
    each |= {numbers.money(amount) for amount in run.cleaned.statuses[t.AMOUNT]}
    spent = summaries.segment_cells(
        run.customers,
        people.select(t.CUSTOMER_ID, t.SEGMENT, pl.col(t.REVENUE).alias("value")),
    )["value"]
    each |= {numbers.money(amount) for amount in (*spent, *range(0, 100_000, 5_000))}
    months = run.revenue_by_month
    each |= {numbers.money(amount) for name in ("new", "returning") for amount in months[name]}
    return {numbers.money(value) for value in values if value} - each


@pytest.mark.parametrize("page", PAGES)
def test_no_page_states_a_sum_of_forecasts(visit, forced, sums, page, monkeypatch):
    lists = {}
    monkeypatch.setattr(downloads, "offer", lambda frame, name, key: lists.update({key: frame}))
    visitor = visit(page, "demo_shop")
    stated = [
        (text, sum_)
        for _kind, text in screen.texts(visitor)
        for sum_ in sums
        if re.search(rf"(?<![\d.]){re.escape(sum_)}(?![\d.KM])", text)
    ]
    assert not stated
    columns = {name for table in visitor.dataframe for name in table.value.columns}
    for frame in lists.values():
        table = frame() if callable(frame) else frame
        columns |= {name for name in table.columns if not table[name].is_null().all()}
    if "segment" in columns and forced == "ranking" and "segments" in page:
        assert "value_share" in columns
        assert not columns & {"value", "value_range"}
    if forced == "nothing" and "models" not in page:  # which shows parameters by value
        foreseen = {"clv", "p_buy", "value", "profit", "value_at_risk", "value_share"}
        past = {"value"} if page.split("/")[1] in ("cohorts", "economics") else set()
        assert not columns & (foreseen - past)  # there the value is what came


def test_under_ranking_movement_speaks_of_shares(visit, forced):
    visitor = visit("pages/movement/page.py", "demo_shop")
    heads = [visitor.title[0].value, *(one.value for one in visitor.subheader)]
    assert not [text for text in heads if MONEY.search(text)]
    assert ("%" in heads[0]) == (forced == "ranking")


def test_under_nothing_the_past_is_told_and_why_nothing_more(visit, forced):
    if forced != "nothing":
        pytest.skip("of the other verdict")
    for page, past in {
        "value": "So far 4,000 customers spent",
        "campaigns": "So far 4,000 customers spent",
        "churn": "customers are quiet",
        "economics": "A new customer may cost up to",
    }.items():
        visitor = visit(f"pages/{page}/page.py", "demo_shop")
        assert past in visitor.title[0].value
        assert [one for one in visitor.info if "Don't use the forecast" in one.value], page


def test_the_report_states_no_sum_of_forecasts(run, sums):
    text = re.sub(r"<pre>.*?</pre>", "", to_html(run), flags=re.DOTALL)
    text = text.split("Run passport")[0]
    assert not [sum_ for sum_ in sums if re.search(rf"(?<![\d.]){re.escape(sum_)}<", text)]
    assert "nine times out of ten" not in text

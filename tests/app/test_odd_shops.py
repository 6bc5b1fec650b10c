"""Shops at the edge: few customers, a short log, one huge customer, nobody back, Chinese names."""

import re
from datetime import date, timedelta

import pytest

from clv import tables as t
from pages.shared import jobs
from tests.app import screen
from tests.app.conftest import PAGES


def log(people, visits, gap, amount=lambda who, visit: 20 + who % 7, name="k{}", stagger=15):
    start = date(2024, 1, 1)
    lines = ["customer_id,date,amount"]
    for who in range(people):
        for visit in range(visits(who)):
            day = start + timedelta(days=who % stagger + visit * gap(who))
            lines.append(f"{name.format(who)},{day},{amount(who, visit)}")
    return "\n".join(lines).encode()


SHOPS = {
    "twelve customers": log(12, lambda who: 1 + who % 4, lambda who: 20 + who),
    "three weeks": log(300, lambda who: 1 + who % 3, lambda who: 2),
    "one huge customer": log(
        150,
        lambda who: 1 + who % 6,
        lambda who: 11 + who % 30,
        lambda who, visit: 1_000_000 if who == 5 else 20 + visit,
    ),
    "nobody came back": log(200, lambda who: 1, lambda who: 1),
    "all alike": log(60, lambda who: 10, lambda who: 30, lambda who, visit: 20, stagger=1),
    "one order each, two years": log(400, lambda who: 1, lambda who: 1, stagger=730),
    "one customer": log(1, lambda who: 60, lambda who: 11),
    "Chinese names": log(150, lambda who: 1 + who % 6, lambda who: 9 + who % 40, name="王小明 {}"),
}


@pytest.fixture(params=SHOPS, ids=lambda name: name.replace(" ", "_"))
def shop(request, visit):
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", SHOPS[request.param], "text/csv")
    return visitor.run()


def test_every_page_says_something_useful(shop):
    for page in PAGES:
        shop.switch_page(page).run()
        assert not shop.exception, (page, [error.value for error in shop.exception])
        assert shop.title, page
        assert shop.title[0].value, page
        assert "nan" not in shop.title[0].value.lower().split(), page


def upload(visit, name):
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", SHOPS[name], "text/csv")
    return visitor.run()


@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_while_the_forecast_is_on_its_way(visit, monkeypatch, page):
    visitor = upload(visit, "Chinese names")
    monkeypatch.setattr(jobs.Job, "wait", lambda _job, _seconds: False)
    visitor.switch_page(page).run()
    assert not visitor.exception, [error.value for error in visitor.exception]
    assert visitor.title


@pytest.mark.parametrize("page", ["segments", "value", "campaigns", "customer", "cohorts"])
def test_a_forecast_not_to_be_relied_on_is_shown_nowhere(visit, page):
    visitor = upload(visit, "twelve customers")
    visitor.switch_page(f"pages/{page}/page.py").run()
    assert "worth" not in visitor.title[0].value
    assert "value" not in visitor.title[0].value
    shown = {name for table in visitor.dataframe for name in table.value.columns}
    assert not shown & {t.CLV, t.P_BUY, "value"}


def test_customers_all_alike_get_words_where_features_are_judged(visit):
    visitor = upload(visit, "all alike")
    visitor.switch_page("pages/models/page.py").run()
    visitor.session_state["prepare-open"] = True
    visitor.run()
    assert not visitor.error
    assert any("look alike" in notice.value for notice in visitor.info)


def test_luck_is_looked_at_where_the_reference_model_failed(visit):
    visitor = upload(visit, "one order each, two years")
    visitor.switch_page("pages/models/page.py").run()
    visitor.session_state["luck-open"] = True
    visitor.run()
    assert not visitor.exception, [error.value for error in visitor.exception]


def test_one_customer_is_one(visit):
    visitor = upload(visit, "one customer")
    texts = [one.value for one in (*visitor.title, *visitor.sidebar.caption)]
    assert any("1 customer" in text for text in texts)
    assert not [text for text in texts if "1 customers" in text]


def test_one_is_not_counted_as_many(visit):
    visitor = upload(visit, "nobody came back")
    for page in ("value", "customer"):
        visitor.switch_page(f"pages/{page}/page.py").run()
        texts = [one.value for one in (*visitor.info, *visitor.subheader)]
        assert not [text for text in texts if "1 customers" in text or "1 orders" in text]


def test_where_totals_did_not_hold_what_is_at_risk_is_counted_in_people(visit):
    visitor = visit("pages/overview/page.py", "cdnow_sample")
    if visitor.metric[5].value != "–":
        pytest.skip("the totals of this sample hold by now")
    for page in ("churn", "movement"):
        visitor.switch_page(f"pages/{page}/page.py").run()
        assert "$" not in visitor.title[0].value
    visitor.switch_page("pages/economics/page.py").run()
    assert "year by year" not in " ".join(drawer.label for drawer in visitor.expander)


NO_MONEY = b"\n".join(line.rpartition(b",")[0] for line in SHOPS["Chinese names"].split(b"\n"))


@pytest.fixture
def without_money(visit):
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", NO_MONEY, "text/csv")
    visitor.run()
    assert "how much was paid" in visitor.title[0].value
    return next(one for one in visitor.button if "without money" in one.label).click().run()


def test_a_log_without_amounts_is_counted_on_every_page(without_money):
    visitor = without_money
    for page in PAGES:
        visitor.switch_page(page).run()
        assert not visitor.exception, (page, [error.value for error in visitor.exception])
        shown = {name for table in visitor.dataframe for name in table.value.columns}
        money = {name for name in shown - {"value"} if t.unit(name) == "money"}
        assert not money, (page, money)
        if page.split("/")[1] in ("value", "economics", "campaigns"):
            assert "no amounts" in visitor.title[0].value
        elif page.split("/")[1] != "data":  # which asks how the log is to be read
            of_money = [
                text
                for _kind, text in screen.texts(visitor, sidebar=False)
                if re.search(r"\brevenue\b|\bmoney\b(?! [≥≤])", text, re.IGNORECASE)
            ]
            assert not of_money, (page, of_money)

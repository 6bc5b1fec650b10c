"""Rows and money add up on any log under any policy, and every reason opens."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import Policy, clean, load
from clv.tables import LEDGER, LINES, ORDERS

CELLS = st.tuples(
    st.sampled_from(["ann", "bob", "", "  ", "NA", "cid"]),
    st.sampled_from(["2024-01-03", "2024-02-05", "2024-03-09", "", "soon", "2024-02-30"]),
    st.sampled_from(["10.00", "2.50", "0.00", "-10.00", "-1.25", "", "much"]),
    st.sampled_from(["1", "2", "3", ""]),
    st.sampled_from(["paid", "cancelled", ""]),
)
POLICIES = st.builds(
    Policy,
    returns=st.sampled_from(["net", "drop", "keep"]),
    zero=st.sampled_from(["auto", "keep", "drop"]),
    duplicates=st.sampled_from(["keep", "drop"]),
    cancelled=st.sampled_from(["keep", "drop"]),
    sign=st.just("keep"),
    amounts=st.just("line"),
)


def written(rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["customer", "date", "amount", "order", "status"])
    writer.writerow(["eve", "2024-01-01", "3.10", "9", "paid"])
    writer.writerows(rows)
    return out.getvalue().encode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CELLS, max_size=30),
    POLICIES,
    st.sampled_from([None, date(2024, 2, 5)]),
)
def test_rows_and_money_add_up(rows, policy, as_of):
    cleaned = clean(load(written(rows)), policy=policy, as_of=as_of)
    assert cleaned.input.records == 1 + len(rows)
    gone = dict.fromkeys(("read", "policy", "observe", "merge"), 0)
    money = guests = Decimal(0)
    for step, _reason, count, amount in cleaned.ledger.rows():
        gone[step] += count
        if step in ("policy", "observe"):
            money += Decimal(str(amount))
        elif step == "merge":
            guests += Decimal(str(amount))
    assert cleaned.input.records == cleaned.valid.rows + gone["read"]
    assert cleaned.valid.rows == cleaned.kept.rows + gone["policy"] + gone["observe"]
    assert abs(cleaned.valid.amount - cleaned.kept.amount - money) < Decimal("0.001")
    assert cleaned.kept.rows == cleaned.orders.height + gone["merge"]
    of_customers = float(cleaned.kept.amount - guests)
    assert of_customers == pytest.approx(cleaned.orders["amount"].sum())
    for table, frame in (
        (ORDERS, cleaned.orders),
        (LINES, cleaned.lines),
        (LEDGER, cleaned.ledger),
    ):
        table.check(frame)


@settings(max_examples=50, deadline=None)
@given(st.lists(CELLS, max_size=20), POLICIES)
def test_every_reason_opens_to_its_rows(rows, policy):
    cleaned = clean(load(written(rows)), policy=policy)
    for _step, reason, count, _amount in cleaned.ledger.rows():
        opened = cleaned.rows_of(reason)
        assert opened.height == count
        assert opened.columns == ["row", "customer", "date", "amount", "order", "status"]


def test_rows_open_with_their_number_in_the_file():
    cleaned = clean(load(b"customer,date,amount\n\na,2024-01-02,5\nb,soon,6\na,b\n"))
    assert cleaned.rows_of("bad_date").rows() == [(4, "b", "soon", "6")]
    assert cleaned.rows_of("malformed_row")["row"].to_list() == [5]


def test_each_policy_on_returns_shows_what_it_does():
    text = b"customer,date,amount\na,2024-01-02,20\na,2024-01-05,7\na,2024-01-09,-20\n"
    amounts = {
        name: clean(load(text), policy=Policy(returns=name)).orders["amount"].to_list()
        for name in ("net", "drop", "keep")
    }
    assert amounts == {"net": [7.0], "drop": [20.0, 7.0], "keep": [20.0, 7.0, -20.0]}


def test_line_items_become_orders():
    text = (
        b"customer,date,amount,order,category,discount\n"
        b"a,2024-01-02 10:00:00,0.10,1,tea,1\na,2024-01-02 10:05:00,0.20,1,cups,2\n"
        b"a,2024-01-02 10:06:00,0.15,1,tea,\nb,2024-01-02 11:00:00,5.25,,pots,\n"
        b"b,2024-01-02 11:00:00,7.25,,,\n"
    )
    cleaned = clean(load(text))
    columns = ("customer_id", "amount", "order_id", "category", "discount")
    assert cleaned.orders.select(columns).rows() == [
        ("a", 0.45, "1", "tea", 3.0), ("b", 5.25, None, "pots", 0.0), ("b", 7.25, None, None, 0.0)
    ]  # fmt: skip
    assert cleaned.rows_of("line_items")["row"].to_list() == [3, 4]


def test_few_zero_orders_stay_and_many_are_set_aside():
    rows = [f"c{n},2024-01-{n % 28 + 1:02},{0 if n == 5 else 9.99}" for n in range(200)]
    text = "customer,date,amount\n" + "\n".join(rows)
    assert clean(load(text.encode())).kept.rows == 200
    assert clean(load(text.replace("9.99", "0", 30).encode())).kept.rows == 169
    assert clean(load(text.encode()), policy=Policy(zero="drop")).kept.rows == 199


def test_currencies_are_converted_or_refused():
    text = b"customer,date,amount,currency\na,2024-01-02,20,EUR\nb,2024-01-05,10,usd\n"
    with pytest.raises(InputError, match="EUR', 'USD") as refusal:
        clean(load(text))
    assert refusal.value.kind == "mixed_currencies"
    cleaned = clean(load(text), policy=Policy(currency="EUR", rates=(("USD", 0.9),)))
    assert (cleaned.orders["amount"].to_list(), cleaned.currency) == ([20.0, 9.0], "EUR")


def test_currency_signs_count_as_currencies():
    text = "customer,date,amount\na,2024-01-02,€20.00\nb,2024-01-05,$10.00\n".encode()
    with pytest.raises(InputError) as refusal:
        clean(load(text))
    assert refusal.value.kind == "mixed_currencies"


def test_no_message_shows_an_email():
    rows = "\n".join(f"p{n}@example.org,2024-01-{n:02},5" for n in range(1, 9))
    for header in ("a,b,c", "x@example.org,when,sum"):
        with pytest.raises(InputError) as refusal:
            clean(load(f"{header}\n{rows}\n".encode()))
        assert "@" not in refusal.value.message

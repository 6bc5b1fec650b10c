"""Netting: against a stack written out by hand, and on the two famous customers."""

from collections import defaultdict
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.intake import clean, load
from clv.intake.files.raw import ROW
from clv.intake.rows.returns import net

START = datetime(2024, 1, 1)


def log(entries: list[tuple[str, int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            ROW: range(2, len(entries) + 2),
            "customer_id": [who for who, *_rest in entries],
            "date": [START + timedelta(days=day) for _who, day, *_rest in entries],
            "amount": [float(amount) for *_start, amount, _what in entries],
            "product": [what for *_rest, what in entries],
        },
        schema={
            ROW: pl.Int64,
            "customer_id": pl.String,
            "date": pl.Datetime("us"),
            "amount": pl.Float64,
            "product": pl.String,
        },
    )


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.integers(0, 6), st.integers(-5, 5), st.sampled_from(["x", "y"])
    ),
    max_size=25,
)


def by_hand(lines: pl.DataFrame, group: list[str], left: dict[int, float]) -> None:
    """Stack and unstack one way of matching, line by line."""
    stacks = defaultdict(list)
    order = sorted(
        lines.to_dicts(), key=lambda line: (line["date"], left[line[ROW]] < 0, line[ROW])
    )
    size = dict(left)
    for line in order:
        row = line[ROW]
        key = (line["customer_id"], *(
            abs(size[row]) if name == "size" else line[name] for name in group
        ))  # fmt: skip
        if left[row] > 0:
            stacks[key].append(row)
        while left[row] < 0 and stacks[key]:
            top = stacks[key][-1]
            taken = min(left[top], -left[row])
            left[top] -= taken
            left[row] += taken
            if not left[top]:
                stacks[key].pop()


def expected(lines: pl.DataFrame) -> dict[int, float]:
    left = dict(zip(lines[ROW], lines["amount"], strict=True))
    by_hand(lines, ["product"], left)
    by_hand(lines, ["size"], left)
    days = lines.with_columns(pl.col("date").dt.truncate("1d"))
    by_hand(days, ["date"], left)
    return left


@settings(max_examples=200, deadline=None)
@given(ENTRIES)
def test_is_what_a_stack_does_line_by_line(entries):
    lines = log(entries)
    left = expected(lines)
    netted = net(lines)
    kept = dict(zip(netted.kept[ROW], netted.kept["amount"], strict=True))
    bought = lines.filter(pl.col("amount") >= 0)
    assert kept == pytest.approx(
        {row: left[row] for row, amount in bought.select(ROW, "amount").rows()
         if left[row] > 0 or amount == 0}
    )  # fmt: skip
    assert netted.unmatched == sum(1 for amount in left.values() if amount < 0)


@settings(max_examples=100, deadline=None)
@given(ENTRIES)
def test_no_row_and_no_money_is_lost(entries):
    lines = log(entries)
    netted = net(lines)
    parts = [netted.kept, netted.returns, netted.returned]
    assert sorted(row for part in parts for row in part[ROW]) == lines[ROW].to_list()
    bought = lines.filter(pl.col("amount") > 0)["amount"].sum()
    assert netted.kept["amount"].sum() + netted.cancelled == pytest.approx(bought)


def test_a_return_never_goes_back_in_time():
    netted = net(log([("a", 1, -5, "x"), ("a", 2, 5, "x")]))
    assert netted.kept["amount"].to_list() == [5.0]
    assert netted.unmatched == 1


def test_a_part_returned_leaves_the_rest_with_the_purchase():
    netted = net(log([("a", 1, 5, "x"), ("a", 3, -2, "x"), ("b", 3, 4, "x")]))
    assert netted.kept["amount"].to_list() == [3.0, 4.0]


def test_untouched_amounts_keep_every_bit():
    amounts = [0.1 + 0.2, 29.33, -1.0]
    lines = log([("a", 1, 1, "x"), ("a", 2, 1, "y"), ("a", 3, -1, "z")])
    lines = lines.with_columns(pl.Series("amount", amounts))
    assert net(lines).kept["amount"].to_list() == amounts[:2]


def test_refunds_of_cancelled_orders_are_told_above_zero():
    rows = ["order,customer,date,amount,status"]
    rows += [f"o{n},c{n % 9},2024-{n % 12 + 1:02d}-03,{10 + n},paid" for n in range(60)]
    rows += ["x1,c1,2024-05-01,20,cancelled", "x1,c1,2024-05-02,-20,cancelled"]
    notices = clean(load("\n".join(rows).encode())).notices
    (refund,) = (dict(one.values) for one in notices if one.code == "refunds_of_cancelled")
    assert refund == {"count": 1, "money": 20.0}


def test_lines_of_one_row_of_the_file_are_netted_each_for_itself():
    """Months side by side give several lines of one row."""
    lines = pl.DataFrame(
        {
            ROW: [2, 2, 2, 3],
            "customer_id": ["a", "a", "a", "b"],
            "date": [datetime(2024, month, 1) for month in (1, 2, 3, 1)],
            "amount": [20.0, 30.0, -20.0, 7.0],
        }
    )
    result = net(lines)
    assert result.kept["amount"].to_list() == [30.0, 7.0]
    assert result.returned["amount"].to_list() == [20.0]


def credited(*rows):
    header = "date,invoice,customer,amount"
    return clean(load("\n".join([header, *rows]).encode()))


def test_a_return_that_names_nothing_is_taken_off_the_nearest_order_that_can_hold_it():
    cleaned = credited(
        "2024-01-02,1,a,50", "2024-02-02,2,a,80", "2024-02-20,3,a,15", "2024-02-10,4,b,60",
        "2024-03-02,5,a,-30",
    )  # fmt: skip
    orders = dict(cleaned.orders.select("order_id", "amount").rows())
    assert orders == {"1": 50.0, "2": 50.0, "3": 15.0, "4": 60.0}
    (told,) = (dict(one.values) for one in cleaned.notices if one.code == "unnamed_returns")
    assert told == {"count": 1, "money": 30.0}


def test_a_return_that_no_order_can_hold_lowers_none_and_is_told():
    cleaned = credited("2024-01-02,1,a,50", "2024-02-02,2,a,40", "2024-03-02,5,a,-70")
    assert cleaned.orders["amount"].to_list() == [50.0, 40.0]
    (told,) = (dict(one.values) for one in cleaned.notices if one.code == "unmatched_returns")
    assert told == {"count": 1, "money": 70.0}


def test_a_return_of_a_product_never_bought_lowers_no_other_purchase():
    netted = net(log([("a", 1, 5, "x"), ("a", 2, -3, "y")]))
    assert (netted.kept["amount"].to_list(), netted.unnamed) == ([5.0], (0, 0.0))

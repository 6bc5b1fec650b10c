"""An amount that all rows of an order share: the order's, each row's own, or asked about."""

import random

import pytest

from clv.errors import InputError
from clv.intake import Policy, clean, load

DRAW = random.Random(1)


def rows(orders, amounts, days=lambda order, _row: f"2024-{1 + order % 12:02d}-{1 + order:02d}"):
    """Write orders of one to four rows that share an amount."""
    return [
        (order, f"c{order // 2}", days(order, row), f"thing {order} {row}", amount)
        for order in range(orders)
        for amount in [DRAW.choice(amounts)]
        for row in range(1 + (order + 1) % 4)
    ]


def read(header, lines, policy=Policy()):  # noqa: B008
    text = "\n".join([header, *(",".join(map(str, line)) for line in lines)])
    return clean(load(text.encode()), policy=policy)


def both_ways(lines):
    once = {order: amount for order, *_others, amount in lines}
    return sum(line[-1] for line in lines), sum(once.values())


FEW_PRICES = rows(16, [10, 20])


@pytest.mark.parametrize("name", ["amount", "total", "value"])
def test_few_different_amounts_are_asked_about_with_money_either_way(name):
    with pytest.raises(InputError) as asked:
        read(f"order_id,customer,date,what,{name}", FEW_PRICES)
    assert asked.value.kind == "ambiguous_totals"
    by_line, by_order = both_ways(FEW_PRICES)
    assert (asked.value.values["lines"], asked.value.values["orders"]) == (by_line, by_order)
    for way, money in (("line", by_line), ("order", by_order)):
        policy = Policy(amounts=way)
        header = f"order_id,customer,date,what,{name}"
        assert read(header, FEW_PRICES, policy).kept.amount == money


@pytest.mark.parametrize(
    ("name", "amounts", "way"),
    [
        ("price", [10, 20], 0),
        ("amount", [n + 0.5 for n in range(200)], 1),
        ("order total", [10, 20], 1),
    ],
)
def test_what_shows_whose_the_money_is_decides_and_is_told(name, amounts, way):
    lines = rows(24, amounts)
    cleaned = read(f"order_id,customer,date,what,{name}", lines)
    assert cleaned.kept.amount == pytest.approx(both_ways(lines)[way])
    assert {"repeated_amounts", "repeated_totals"} & {notice.code for notice in cleaned.notices}


def test_instalments_under_one_number_all_count():
    lines = rows(24, range(7, 99), lambda order, row: f"2024-{1 + row:02d}-{1 + order:02d}")
    cleaned = read("order_id,customer,date,what,amount", lines)
    assert cleaned.kept.amount == both_ways(lines)[0]


def test_rows_of_an_order_a_few_days_apart_are_asked_about():
    lines = rows(24, range(7, 99), lambda order, row: f"2024-02-{1 + order % 20 + row:02d}")
    with pytest.raises(InputError, match="ambiguous_totals"):
        read("order_id,customer,date,what,amount", lines)


def test_one_order_of_two_rows_hinders_nobody():
    lines = [(n, f"c{n % 3}", f"2024-03-{1 + n:02d}", "tea", 10 + n) for n in range(9)]
    cleaned = read(
        "order_id,customer,date,what,amount", [*lines, (8, "c2", "2024-03-09", "cup", 18)]
    )
    assert cleaned.kept.amount == sum(line[-1] for line in lines) + 18
    assert "repeated_amounts" in {notice.code for notice in cleaned.notices}

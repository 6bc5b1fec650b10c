"""Statuses that nobody knows: asked about, or said where they are too many."""

import pytest

from clv.errors import InputError
from clv.intake import clean, load


def read(unknown):
    """Every third order has one of so many unknown statuses."""
    rows = [
        f"{n},c{n % 9},2024-{n % 12 + 1:02d}-0{n % 9 + 1},{10 + n},"
        + ("Shipped" if n % 3 else f"Route {n // 3 % unknown}")
        for n in range(150)
    ]
    return clean(load("\n".join(["order_id,customer,date,amount,status", *rows]).encode()))


def test_some_are_asked_about_with_their_money():
    with pytest.raises(InputError) as asked:
        read(20)
    assert asked.value.kind == "unknown_statuses"
    assert ("Route 0", 3, 210.0) in asked.value.values["candidates"]


def test_many_count_and_are_told():
    (told,) = (dict(one.values) for one in read(50).notices if one.code == "many_statuses")
    assert (told["count"], told["rows"]) == (50, 50)
    assert told["money"] == sum(10 + n for n in range(0, 150, 3))

"""Exports in the shapes and languages of other systems, made of one log with known totals."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clv.errors import InputError
from clv.intake import clean, load

_CUSTOMERS, _ORDERS = 30, 120


@dataclass(frozen=True)
class Order:
    """One order: who, when, its lines, and what became of it."""

    number: int
    who: int
    day: date
    items: tuple[tuple[str, int, float], ...]
    state: str

    @property
    def amount(self) -> float:
        """Money of all items."""
        return round(sum(pieces * price for _name, pieces, price in self.items), 2)


def orders(seed: int = 1, states: tuple[str, ...] = ("paid",), lost: float = 0.2) -> list[Order]:
    """Return a log: the first state is the usual one, each other about a part of `lost`."""
    draw = random.Random(seed)
    log = []
    for number in range(_ORDERS):
        items = tuple(
            (
                f"Item {draw.randrange(12)}",
                draw.choice((1, 1, 1, 2, 3)),
                draw.randrange(300, 9_000) / 100,
            )
            for _line in range(draw.choice((1, 1, 2, 3)))
        )
        state = draw.choice(states[1:]) if len(states) > 1 and draw.random() < lost else states[0]
        day = date(2023, 1, 1) + timedelta(days=draw.randrange(700))
        log.append(Order(number, draw.randrange(_CUSTOMERS), day, items, state))
    return log


def paid(log: Iterable[Order], *states: str) -> tuple[float, int]:
    """Return money and customers of the orders in these states."""
    kept = [order for order in log if order.state in states]
    return round(sum(order.amount for order in kept), 2), len({order.who for order in kept})


def table(header: str, rows: Iterable[Iterable[object]], delimiter: str = ",") -> bytes:
    """Write a table as an export does."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header.split("|"))
    writer.writerows(rows)
    return out.getvalue().encode()


Number = Callable[[float], str]


def comma(amount: float) -> str:
    """Write 1234.5 as 1234,50."""
    return f"{amount:.2f}".replace(".", ",")


def point(amount: float) -> str:
    """Write 1234.5 as 1234.50."""
    return f"{amount:.2f}"


def read(data: bytes) -> tuple[float, int] | str:
    """Return the money and the customers that are read; the kind of a refusal or question."""
    try:
        kept = clean(load(data)).kept
    except InputError as error:
        return error.kind
    return float(kept.amount), kept.customers

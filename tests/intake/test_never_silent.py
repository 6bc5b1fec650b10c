"""Any form of date with any form of amount in any dialect, many rows or few: right, or asked."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import clean, load
from tests.intake.seeds import TRUTH, Row, grouped, table

DATES = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%y", "%m-%d-%y", "%Y/%m/%d", "%d %b %Y",
    "%b %d, %Y", "%y/%m/%d", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%y-%m-%d", "%Y%m%d",
)  # fmt: skip
AMOUNTS = {
    "12.50": lambda a: f"{a:.2f}",
    "12,50": lambda a: f"{a:.2f}".replace(".", ","),
    "1.234,50": grouped(".", ","),
    "1,234.50": grouped(",", "."),
    "1 234,50": grouped(" ", ","),
    "1'234.50": grouped("'", "."),
    "12": lambda a: f"{a:.0f}",
    "1,234": lambda a: f"{a:,.0f}",
    "1.234": lambda a: f"{a:,.0f}".replace(",", "."),
    "12.500": lambda a: f"{a:.3f}",
    "12,500": lambda a: f"{a:.3f}".replace(".", ","),
    "1,234.500": lambda a: f"{a:,.3f}",
    "12,5": lambda a: f"{a:.1f}".replace(".", ","),
    "12.5": lambda a: f"{float(a):g}",
}


def opened(data: bytes) -> tuple[str, list[tuple[object, float]]]:
    try:
        lines = clean(load(data)).lines
    except InputError as error:
        return error.kind, []
    return "", lines.select(lines["date"].dt.date(), "amount").rows()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(DATES),
    st.sampled_from(sorted(AMOUNTS)),
    st.sampled_from(",;\t|"),
    st.sampled_from([0, 1, 2]),
    st.sampled_from([1, 2, 3, 5, 8, 30, 120]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_is_read_right_or_asked_about(form, amount, delimiter, quoting, size, in_order, draw):
    rows: list[Row] = random.Random(draw.random()).sample(TRUTH, size)
    if in_order:
        rows.sort(key=lambda row: row.day)
    text = table(
        rows,
        when=lambda day: day.strftime(form),
        money=AMOUNTS[amount],
        delimiter=delimiter,
        quoting=quoting,
    )
    kind, read = opened(text.encode())
    if kind:
        assert kind.startswith("ambiguous")
        return
    assert [day for day, _amount in read] == [row.day for row in rows]
    # Forms without decimals round to a whole one.
    assert all(
        abs(float(row.amount) - money) <= max(0.51, 1e-4 * money)
        for row, (_day, money) in zip(rows, read, strict=True)
    )

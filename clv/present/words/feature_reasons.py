"""Why a customer is worth what is predicted, said in plain words: "+£38: bought on 3 of …"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from clv.present.numbers import Numbers
from clv.words import _


def with_reasons(table: pl.DataFrame, target_window: int, numbers: Numbers) -> pl.DataFrame:
    """Add a sentence to each row of an explanation, as column ``sentence``.

    Parameters
    ----------
    table : polars.DataFrame
        ``title``, ``unit``, ``value``, ``contribution``, ``phrase``.
    target_window : int
        Days the features' windows are measured by.
    numbers : Numbers
        How the reader writes money.
    """
    sentences = [reason(row, target_window, numbers) for row in table.iter_rows(named=True)]
    return table.with_columns(pl.Series("sentence", sentences, pl.String))


def reason(row: Mapping[str, Any], target_window: int, numbers: Numbers) -> str:
    """Say what one feature of one customer adds or takes.

    Examples
    --------
    >>> row = {"title": "Orders", "unit": "orders", "value": 3.0, "contribution": 38.0}
    >>> row |= {"phrase": "bought on {value} of the last {horizon} days"}
    >>> reason(row, 90, Numbers("GBP", "en-GB"))
    '+£38: bought on 3 of the last 90 days'
    """
    sign = "+" if row["contribution"] >= 0 else "−"
    return f"{sign}{numbers.money(abs(row['contribution']))}: {phrase(row, target_window, numbers)}"


def phrase(row: Mapping[str, Any], target_window: int, numbers: Numbers) -> str:
    """Say one feature of one customer."""
    title, value = _(row["title"]), row["value"]
    if row["unit"] == "money" and value is None:
        return title
    if value is None:
        return _("{title}: not known yet").format(title=title)
    value_text = _value(row["unit"], value, numbers)
    if not row["phrase"]:  # the title may hold a category's name, with braces and all
        return f"{title}: {value_text}"
    return _(row["phrase"]).format(
        value=value_text,
        horizon=target_window,
        half=round(target_window / 2),
        quarter=round(target_window / 4),
    )


def _value(unit: str, value: float, numbers: Numbers) -> str:
    if unit == "money":
        return numbers.money(value)
    if unit in {"share", "probability"}:
        return numbers.percent(value)
    if unit in {"days", "hour"} or value == round(value) or abs(value) >= 100:
        return numbers.count(round(value))
    return numbers.decimal(value, 2 if abs(value) < 1 else 1)

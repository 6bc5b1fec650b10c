"""The figures of economics, each with its formula and the numbers in it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import Books, Figure, acquisition_formulas, margin_by_age
from clv.present.numbers import Numbers
from clv.words import _
from pages.economics import cost_table
from pages.shared import downloads, panels

_DRAWN = 8  # channels; all of them stand in the table
_NEED_COSTS = ("cac", "crc", "ratio", "payback")


def draw(figures: Iterable[Figure], numbers: Numbers) -> None:
    """Show each figure, its formula, and the numbers that went into it."""
    known = list(figures)
    exact = pl.DataFrame(
        {
            "figure": [figure.title for figure in known],
            "value": [figure.value for figure in known],
            "unit": [figure.kind for figure in known],
            "formula": [figure.formula for figure in known],
            **{
                name: [_part(figure, name) for figure in known]
                for name in dict.fromkeys(name for figure in known for name, _value in figure.parts)
            },
        },
        strict=False,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(_("Every figure and its formula"), anchor=False)
        st.space("stretch")
        downloads.offer(exact, "economics", "economics")
    st.table(
        {
            _("Figure"): [figure.title for figure in known],
            _("Last 12 months"): [written(figure, numbers) for figure in known],
            _("Formula"): [figure.formula for figure in known],
            _("With"): [_parts(figure, numbers) for figure in known],
        },
        border="horizontal",
        hide_index=True,
    )


def _part(figure: Figure, name: str) -> float | None:
    return dict(figure.parts).get(name)


def _parts(figure: Figure, numbers: Numbers) -> str:
    return " · ".join(
        f"{name} {_part_written(name, value, numbers)}" for name, value in figure.parts
    )


def _part_written(name: str, value: float, numbers: Numbers) -> str:
    money = {
        *(_("revenue"), _("acquisition costs"), _("retention costs"), _("margin a month")),
        *(_("expected margin of all"), "ltv", "ltv_low", "ltv_high", "cac"),
    }
    if name in money:
        return numbers.exact(value)
    if name in {_("margin"), _("retention"), _("discount a month")}:
        return numbers.decimal(100 * value, 2) + "%"
    return numbers.count(value)


def written(figure: Figure, numbers: Numbers) -> str:
    """Write a figure in its unit, or say that it takes costs to know it."""
    value = figure.value
    if value is None:
        return _("needs costs") if figure.name in _NEED_COSTS else "–"
    return {
        "money": numbers.exact,
        "share": numbers.percent,
        "months": _in_months,
        "ratio": lambda ratio: numbers.decimal(ratio, 2),
        "orders": lambda orders: numbers.decimal(orders, 2),
        "customers": numbers.count,
    }[figure.kind](value)


def titled(groups: pl.DataFrame) -> pl.DataFrame:
    """Keep the channels that most customers came through, and name each for people."""
    largest = groups.sort("customers", descending=True).head(_DRAWN)
    names = [cost_table.name_of(channel) for channel in largest[t.CHANNEL]]
    return largest.with_columns(pl.Series("title", names, pl.String))


def curves(books: Books, channels: pl.DataFrame, costs: pl.DataFrame | None) -> pl.DataFrame:
    """Return what a customer of each channel has earned by months since the first order."""
    return (
        margin_by_age(books, costs, "channel")
        .join(channels.select(t.CHANNEL, "title"), on=t.CHANNEL, nulls_equal=True)
        .select("title", (pl.col("age") + 1).alias("month"), "earned")
    )


def groups(table: pl.DataFrame, numbers: Numbers) -> None:
    """Show cost and worth by channel and month, with the formula of each column."""
    with st.expander(_("By channel and month"), icon=":material/table_rows:"):
        said = acquisition_formulas()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.caption(panels.plain(_("Worth: {formula}").format(formula=said["ltv"])))
            st.space("stretch")
            downloads.offer(table, "acquisition", "acquisition")
        panels.table(table, numbers, "acquisition-table")


def best(channels: pl.DataFrame, numbers: Numbers) -> str:
    """Say which channel wins the customers who are worth most."""
    top = channels.sort("ltv", descending=True).row(0, named=True)
    if channels.height == 1:
        return _("A customer is worth {value}").format(value=numbers.money(top["ltv"]))
    return _("{channel} wins the most valuable: {value} each").format(
        channel=top["title"], value=numbers.money(top["ltv"])
    )


def slowest(channels: pl.DataFrame) -> str:
    """Say which channel takes longest to earn its cost back."""
    paid = channels.filter(pl.col("cac") > 0)
    if paid.is_empty():
        return _("What a customer earns over time")
    waiting = paid.filter(pl.col("payback").is_null())
    if waiting.height:
        return _("{channel} has not earned its cost back").format(channel=waiting["title"][0])
    last = paid.sort("payback", descending=True).row(0, named=True)
    return _("{channel} takes longest: {months}").format(
        channel=last["title"], months=_in_months(last["payback"])
    )


def _in_months(count: float) -> str:
    return _("1 month") if round(count) == 1 else _("{n} months").format(n=round(count))

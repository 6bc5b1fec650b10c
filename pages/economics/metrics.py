"""The metrics of economics, each with its formula and the numbers in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import Metric, UnitEconomics, margin_by_age
from clv.present.numbers import Numbers
from clv.present.words import economics as words
from clv.present.words import say
from clv.words import _
from pages.economics import cost_table
from pages.shared import downloads

_DRAWN = 8  # channels; all of them stand in the table


def draw(metrics: Iterable[Metric], period: tuple[date, date], numbers: Numbers) -> None:
    """Show each metric, its formula, and the numbers that went into it."""
    rows = list(metrics)
    parts = dict.fromkeys(name for metric in rows for name, _value in metric.parts)
    exact = pl.DataFrame(
        {
            "metric": [words.title_of(metric) for metric in rows],
            "value": [metric.value for metric in rows],
            "unit": [metric.kind for metric in rows],
            "formula": [words.formula_of(metric) for metric in rows],
            **{
                words.part_title(name): [dict(metric.parts).get(name) for metric in rows]
                for name in parts
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
            _("Figure"): [words.title_of(metric) for metric in rows],
            say("economics.period", numbers, first=period[0], last=period[1]): [
                words.value_of(metric, numbers) for metric in rows
            ],
            _("Formula"): [words.formula_of(metric) for metric in rows],
            _("With"): [words.parts_of(metric, numbers) for metric in rows],
        },
        border="horizontal",
        hide_index=True,
    )


def titled(groups: pl.DataFrame) -> pl.DataFrame:
    """Keep the channels that most customers came through, and name each for people."""
    largest = groups.sort("customers", t.CHANNEL, descending=[True, False]).head(_DRAWN)
    names = [cost_table.name_of(channel) for channel in largest[t.CHANNEL]]
    return largest.with_columns(pl.Series("title", names, pl.String))


def curves(unit: UnitEconomics, channels: pl.DataFrame, costs: pl.DataFrame | None) -> pl.DataFrame:
    """Return what a customer of each channel has earned by months since the first order."""
    return (
        margin_by_age(unit, costs, "channel")
        .join(channels.select(t.CHANNEL, "title"), on=t.CHANNEL, nulls_equal=True)
        .select("title", (pl.col("age") + 1).alias("month"), "earned")
    )


def best(channels: pl.DataFrame, numbers: Numbers) -> str:
    """Say which channel's customers bring most, where the ranges tell them apart."""
    rows = channels.drop_nulls("ltv").sort("ltv", descending=True)
    if rows.is_empty():
        return _("What a customer brings")
    top = rows.row(0, named=True)
    if rows.height == 1:
        return say("economics.new_customer", numbers, value=top["ltv"])
    if top["ltv_low"] <= rows["ltv_high"][1]:
        return _("The ranges of the best overlap: none is surely the most valuable")
    return say("economics.best_channel", numbers, channel=top["title"], value=top["ltv"])


def slowest(channels: pl.DataFrame) -> str:
    """Say which channel takes longest to earn its cost back."""
    costly = channels.filter(pl.col("cac") > 0)
    if costly.is_empty():
        return _("What a customer earns over time")
    waiting = costly.filter(pl.col("payback").is_null())
    if waiting.height:
        return say("economics.not_earned_back", channel=waiting["title"][0])
    last = costly.sort("payback", "title", descending=[True, False]).row(0, named=True)
    return say(
        "economics.slowest_channel", channel=last["title"], months=words.in_months(last["payback"])
    )

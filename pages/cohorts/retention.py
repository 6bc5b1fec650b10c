"""Who stays: the heatmap of cohorts, the people of a cell, stages of life, who came and went."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import STAGES, CohortMeasure, Every
from clv.present.charts import cohorts as charts
from clv.present.charts import lifecycle
from clv.present.words import findings, say
from clv.words import _
from pages.shared import controls, customer_list, downloads, panels
from pages.shared.shop import Shop

Cell = tuple[str, int]


def groupings(shop: Shop) -> dict[str, str]:
    """Name the ways to group customers that these orders allow."""
    labels = {
        "month": _("By month joined"),
        "channel": _("By channel or store"),
        "country": _("By country"),
        "category": _("By first category"),
    }
    columns = shop.run.cleaned.orders.columns
    groups = {name: label for name, label in labels.items() if name == "month" or name in columns}
    return groups | shop.source_groups


def heatmap(shop: Shop, by: str, measure: CohortMeasure) -> list[Cell]:
    """Draw the cohorts; return the cells that were clicked."""
    table = shop.run.cohorts(by, measure)
    labels = {name: title_of(shop, by, name) for name in table["cohort"]}
    captions = {
        "retention": (
            _("How many order again"),
            _("Share of each group with an order in that month; months not over yet stay empty"),
        ),
        "revenue": (
            _("What a customer brings each month"),
            _("Revenue in that month for each customer of the group, buying or not"),
        ),
        "cumulative": (
            _("What a customer has brought so far"),
            _("Revenue up to that month for each customer of the group"),
        ),
    }[measure]
    figure = charts.heatmap(table, measure != "retention", shop.numbers, labels)
    points = panels.picture(figure, *captions, f"cohort-map-{by}-{measure}", select=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Click a cell for its customers"), width="content")
        downloads.offer(table, f"cohorts-{by}-{measure}", "cohorts")
    return [(str(cohort), int(age)) for cohort, age in (p["customdata"] for p in points)]


def title_of(shop: Shop, by: str, cohort: str) -> str:
    """Write a cohort for people."""
    return shop.numbers.month(date.fromisoformat(f"{cohort}-01")) if by == "month" else cohort


def behind(shop: Shop, by: str, cell: Cell) -> None:
    """List the customers of a cell, those who ordered in that month first."""
    cohort, age = cell
    cell_orders = shop.run.cohort_cell(by, cohort, age)
    came = cell_orders.filter(pl.col(t.ORDER_COUNT) > 0).rename(
        {t.ORDER_COUNT: "orders_then", t.REVENUE: "spent_then"}
    )
    members = came.join(shop.customers, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    columns = (t.CUSTOMER_ID, t.SEGMENT, "orders_then", "spent_then", t.LAST_ORDER, t.P_BUY, t.CLV)
    customer_list.draw(
        members,
        shop.numbers,
        say("cohorts.ordered_in_month", cohort=title_of(shop, by, cohort), age=age),
        "cohort-people",
        columns,
    )


def stages(shop: Shop) -> None:
    """Draw how many customers stand at each stage; a click lists them."""
    customers, numbers = shop.run.lifecycle, shop.numbers
    counts = pl.DataFrame({"stage": [stage.name for stage in STAGES]}).join(
        customers.group_by("stage").agg(pl.len().cast(pl.Int64).alias("customers")),
        on="stage",
        how="left",
        maintain_order="left",
    )
    counts = counts.with_columns(pl.col("customers").fill_null(0))
    most, size = counts.sort("customers", descending=True).row(0)
    points = panels.picture(
        lifecycle.stages(counts, numbers),
        say("cohorts.largest_stage", numbers, stage=most, n=size, all=customers.height),
        _("Where each customer stands, by their own rhythm. Click a bar for its people"),
        "cohort-stages",
        select=True,
    )
    meaning = {stage.name: stage.meaning for stage in STAGES}
    for name in {point["customdata"][0] for point in points}:
        st.caption(panels.plain(f"{_(name)}: {_(meaning[name])}"))
        inside = customers.filter(pl.col("stage") == name)
        members = shop.customers.join(inside, on=t.CUSTOMER_ID, how="semi", maintain_order="left")
        customer_list.draw(members, numbers, _(name), f"stage-{name}")


def came_and_went(shop: Shop) -> None:
    """Draw who came, came back and fell silent, month by month."""
    place = st.container()
    every: dict[Every, str] = {"month": _("By month"), "quarter": _("By quarter")}
    with st.container(horizontal=True, vertical_alignment="center"):
        span = controls.choice(_("Period"), every, "cohort-every")
        table = shop.run.rates(span)
        downloads.offer(table, f"retention-{span}", "retention")
    if table.is_empty():
        place.caption(
            _("The log is too short to say who is lost: here you will see who came and who left.")
        )
        return
    with place:
        panels.picture(
            lifecycle.rates(table, shop.numbers),
            findings.of_rates(shop.run.rates("month"), shop.numbers),
            _("Up: won, or back after being lost; down: lost"),
            "cohort-rates",
        )

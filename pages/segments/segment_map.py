"""Segments in pictures: the map or areas, the groups, the rules behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import PRESETS, SEGMENTS, SegmentRules, rules_from, rules_table, summaries
from clv.errors import SettingsError
from clv.present.charts import segments as charts
from clv.present.words import say
from clv.words import _
from pages.shared import controls, downloads, panels, session
from pages.shared.shop import Shop

_ROWS = 11
_VALUE = ("value", "value_low", "value_high")
_PARTS: dict[str, Callable[[], str]] = {
    "r": lambda: _("Recency"),
    "f": lambda: _("Frequency"),
    "m": lambda: _("Money"),
    "fm": lambda: _("Frequency and money"),
    "total": lambda: _("Sum of all"),
}


def rules() -> SegmentRules:
    """Choose among the presets; rules edited by hand stand among them."""
    now = session.rules()
    current = next((name for name, preset in PRESETS.items() if preset == now), "own")
    names = {name: _(preset.name) for name, preset in PRESETS.items()}
    if current == "own":
        names = {"own": _("Your own rules"), **names}
    first = {current: names.pop(current)}
    choice = controls.one_of(_("Groups"), first | names, f"segment-rules-{current}")
    if choice != current:
        session.set_rules(PRESETS[choice])
        st.rerun()
    return now


def named(shop: Shop, rules: SegmentRules, only: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return everybody, or `only` some, with the segment that the chosen rules give."""
    own = shop.run.segments(rules).select(t.CUSTOMER_ID, t.SEGMENT)
    customers = shop.customers.drop(t.SEGMENT).join(own, on=t.CUSTOMER_ID, maintain_order="left")
    if only is None:
        return customers
    return customers.join(only, on=t.CUSTOMER_ID, how="semi", maintain_order="left")


def picture(shop: Shop, customers: pl.DataFrame, rules: SegmentRules) -> set[str]:
    """Draw the map or the areas; return the segments that were clicked."""
    views = {"value": _("Areas by value"), "customers": _("Areas by people")}
    if charts.is_mappable(rules):
        views = {"map": _("Map"), **views}
    view = controls.choice(_("View"), views, f"segment-view-{len(views)}")
    if view == "map":
        values = customers.select(
            t.CUSTOMER_ID, t.SEGMENT, pl.coalesce(t.CLV, t.REVENUE).alias("value")
        )
        cells = summaries.segment_cells(shop.run.customers, values, rules)
        cells, numbers = shop.stated(cells, ["value"], float(cells["value"].sum()))
        points = panels.picture(
            charts.segment_map(cells, rules, numbers, foreseen=shop.forecast is not None),
            _("Where your customers stand"),
            _("Size: people; shade: expected value of each. Click a disc for its people")
            if shop.forecast
            else _("Size: people; shade: revenue of each. Click a disc for its people"),
            "segment-map",
            select=True,
        )
    else:
        areas = summaries.segment_table(customers)
        areas, numbers = shop.stated(areas, ["value"], float(areas["value"].sum()))
        points = panels.picture(
            charts.treemap(areas, view, numbers, foreseen=shop.forecast is not None),
            _("How large each group is"),
            _area(view, shop),
            "segment-areas",
        )
    return {point["customdata"][0] for point in points if point.get("customdata")}


def _area(view: str, shop: Shop) -> str:
    if view == "customers":
        return _("Area: number of customers")
    return _("Area: expected value") if shop.forecast else _("Area: revenue so far")


def cards(
    shop: Shop, customers: pl.DataFrame, rules: SegmentRules, *, everybody: bool = True
) -> pl.DataFrame:
    """Return what is known of each group; of some customers, or too early, people and revenue."""
    if shop.ready and everybody:
        return _profiles(shop, rules)
    return summaries.segment_table(customers).rename({"value": t.REVENUE})


def _profiles(shop: Shop, rules: SegmentRules) -> pl.DataFrame:
    return as_stated(shop, shop.run.profiles(rules))


def as_stated(shop: Shop, cards: pl.DataFrame) -> pl.DataFrame:
    """Keep of the groups' value what may be stated: money with its range, its share, or nothing."""
    if shop.forecast is None:
        return cards.drop(_VALUE)
    if shop.totals_hold:
        return cards
    share = pl.col("value") / (float(cards["value"].sum()) or 1.0)
    return cards.with_columns(share.alias("value_share")).drop(_VALUE)


def groups(shop: Shop, cards: pl.DataFrame) -> set[str]:
    """Show the groups with their value and its range; return those that were selected."""
    st.subheader(_("The groups"), anchor=False)
    st.caption(_("Select a row for its people"))
    rows = panels.table(
        in_short(shop, cards), shop.numbers, "segment-table", rows=_ROWS, select=True
    )
    return set(cards[t.SEGMENT].gather([row for row in rows if row < cards.height]))


def in_short(shop: Shop, cards: pl.DataFrame) -> pl.DataFrame:
    """Keep of the groups' cards what fits beside a picture; the range is written for people."""
    if "value" not in cards.columns:
        money = "value_share" if "value_share" in cards.columns else t.REVENUE
        return cards.select(t.SEGMENT, "customers", money)
    ends = cards.select("value_low", "value_high").iter_rows()
    ranges = [shop.numbers.money_range(low, high) for low, high in ends]
    return cards.select(
        t.SEGMENT, "customers", "value", pl.Series("value_range", ranges, pl.String)
    )


def card(shop: Shop, row: dict[str, Any]) -> None:
    """Describe one group: who is in it, what it is worth, what to do."""
    numbers = shop.numbers
    segments = {segment.name: segment for segment in SEGMENTS}
    name = str(row[t.SEGMENT])
    with st.container(border=True):
        meaning = f": {_(segments[name].meaning)}" if name in segments else ""
        st.markdown(f"**{panels.plain(_(name))}**{panels.plain(meaning)}")
        facts = [
            (_("People"), numbers.count(row["customers"])),
            (
                _("Of all orders") if numbers.counted else _("Of all revenue"),
                numbers.percent(row["revenue_share"]),
            ),
            (_("Days between orders"), numbers.count(row["mean_gap"])),
            (_("Buys most"), str(row["category"] or "–")),
        ]
        if "value_share" in row:
            facts.insert(2, (_(t.label("value_share")), numbers.percent(row["value_share"])))
        if "value" in row:
            value = say(
                "segments.value",
                numbers,
                value=row["value"],
                range=(row["value_low"], row["value_high"]),
            )
            facts.insert(2, (_("Expected value"), value))
        st.caption(panels.plain(" · ".join(f"{label} {value}" for label, value in facts)))
        if row["action"]:
            st.markdown(f":material/arrow_forward: {panels.plain(_(str(row['action'])))}")


def editor(rules: SegmentRules) -> None:
    """Let the person edit the rules: the first that fits wins, the last row takes the rest."""
    st.caption(say("segments.scores", top=rules.groups))
    column = st.column_config
    score = {
        f"{part}_{end}": column.NumberColumn(
            f"{label()} {'≥' if end == 'low' else '≤'}", min_value=1, max_value=99, step=1
        )
        for part, label in _PARTS.items()
        for end in ("low", "high")
    }
    table = rules_table(rules)
    with st.form("rules", border=False):
        edits = st.data_editor(
            table,
            hide_index=True,
            num_rows="dynamic",
            column_order=[
                t.SEGMENT,
                *sorted(score, key=lambda name: table[name].null_count() == table.height),
            ],
            column_config={t.SEGMENT: column.TextColumn(_("Segment"), required=True), **score},
            placeholder=_("any"),
            key=session.key(f"rules-{hash(rules)}"),
        )
        if st.form_submit_button(_("Use these rules")):
            try:
                session.set_rules(rules_from(edits, rules))
                st.rerun()
            except SettingsError as error:
                st.error(panels.plain(say(error)))


def in_full(shop: Shop, rules: SegmentRules) -> None:
    """Show every group with all that is known of it."""
    if not shop.ready:
        st.caption(_("The forecast is on its way."))
        return
    cards = _profiles(shop, rules)
    panels.table(cards, shop.numbers, "segment-profiles", rows=_ROWS)
    downloads.offer(cards, "segments", "segments")

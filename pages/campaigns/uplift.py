"""Did it work? Measured uplift of a campaign, or a rehearsal on days when nobody was contacted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clv import tables as t
from clv.action import Effect, Uplift, check_experiment, measure, one_group_each
from clv.customers import purchases
from clv.errors import InputError, Notice, PerennialError
from clv.intake import load
from clv.present.charts import campaigns as charts
from clv.present.words import actions, say
from clv.words import _
from pages.shared import controls, downloads, panels, session
from pages.shared.shop import Shop

_PAST = 365  # days before the start whose spend corrects for who the groups are
_HELD, _SEED = 0.2, 1
_SHORTEST = 7  # days of a rehearsal, where the log has room for a choice


@dataclass(frozen=True)
class Experiment:
    """Who was in which group, their orders, and when these count."""

    groups: pl.DataFrame
    orders: pl.DataFrame
    start: date
    window: int
    cost: float
    share: float | None = None
    notices: tuple[Notice, ...] = ()


def draw(shop: Shop, slot: DeltaGenerator) -> None:
    """Ask for the lists and the orders that followed, and say what the campaign changed."""
    ways = {"rehearse": _("Rehearse on past days"), "lists": _("Measure my campaign")}
    way = controls.choice(_("What"), ways, "measure-way")
    try:
        experiment = _rehearsal(shop) if way == "rehearse" else _campaign(shop)
        if experiment is None:
            with slot:
                panels.finding(
                    _("Did it work?"),
                    _("Give the two lists, and the orders that followed."),
                    _("The lists are those downloaded here: customer_id and group, a person a row"),
                )
            return
        notices = _checked(experiment)
        expected = _expected(shop, experiment)
        uplift = _measured(shop, experiment, expected)
    except PerennialError as error:
        with slot:
            panels.finding(_("Did it work?"), say(error))
        return
    note = (
        _("A rehearsal: nobody was contacted, so an effect would be an accident")
        if way == "rehearse"
        else say(
            "campaigns.orders_from", shop.numbers, days=experiment.window, day=experiment.start
        )
    )
    with slot:
        panels.finding(_("Did it work?"), actions.of_uplift(uplift, shop.numbers), note)
    for notice in notices:
        st.warning(panels.plain(say(notice, shop.numbers)), icon=":material/warning:")
    _show(shop, experiment, uplift, corrected=expected is not None)


def _checked(experiment: Experiment) -> tuple[Notice, ...]:
    """Name what speaks against the result."""
    checks = check_experiment(
        experiment.groups,
        experiment.orders,
        experiment.start,
        experiment.window,
        experiment.share,
    )
    return (*experiment.notices, *checks)


def _expected(shop: Shop, experiment: Experiment) -> pl.DataFrame | None:
    """Return what was expected of each by the days before the start; None where nothing can be."""
    eve = experiment.start - timedelta(days=1)
    if shop.forecast is None or not shop.first_day <= eve <= shop.run.end:
        return None
    try:
        expected: pl.DataFrame | None = shop.ask("expected_before", eve, experiment.window)
    except PerennialError:
        return None
    return expected


def _measured(shop: Shop, experiment: Experiment, expected: pl.DataFrame | None) -> Uplift:
    """Measure, with past spend and, where there is a forecast, what was expected beforehand."""
    return measure(
        experiment.groups,
        experiment.orders,
        experiment.start,
        experiment.window,
        shop.settings.margin,
        experiment.cost,
        predicted=expected,
    )


def _rehearsal(shop: Shop) -> Experiment:
    days = int(shop.run.customers.select(pl.col(t.T).max()).item())
    longest = min(180, days // 3)
    window = longest
    if longest > _SHORTEST:
        window = st.slider(
            _("The last so many days"),
            _SHORTEST,
            longest,
            min(60, longest),
            key=session.key("measure-window"),
            width=420,
        )
    window = max(1, window)
    start = shop.run.end - timedelta(days=window - 1)
    groups = shop.run.past_treatment_and_control(start, _SEED, 1 - _HELD)
    return Experiment(groups, shop.run.cleaned.orders, start, window, 0.0, 1 - _HELD)


def _campaign(shop: Shop) -> Experiment | None:
    with st.container(border=True):
        one, two = panels.side_by_side()
        lists = one.file_uploader(
            _("Both lists: a table with customer_id and group"), key=session.key("measure-lists")
        )
        later = two.file_uploader(
            _("Orders since then, if not in the open log: the same export, newer"),
            key=session.key("measure-orders"),
        )
        with st.container(horizontal=True):
            start = st.date_input(
                _("First day"), shop.run.end, key=session.key("measure-start"), width=180
            )
            window = st.number_input(
                _("Orders count for, days"), 1, 365, 30, key=session.key("measure-days"), width=180
            )
            cost = st.number_input(
                _("It cost in all"), 0.0, value=0.0, key=session.key("measure-cost"), width=180
            )
            held = st.number_input(
                _("Held back, %"), 0.0, 95.0, 20.0, key=session.key("measure-held"), width=180
            )
    if lists is None:
        return None
    orders = shop.run.cleaned.orders
    if later is not None:
        newer = shop.run.later_orders(later.getvalue(), later.name)
        columns = (t.CUSTOMER_ID, t.DATE, t.AMOUNT)
        old = orders.filter(pl.col(t.DATE).dt.date() < start)
        orders = pl.concat(
            [old.select(columns), newer.filter(pl.col(t.DATE).dt.date() >= start).select(columns)]
        )
    groups, notices = one_group_each(groups_of(lists.getvalue(), lists.name))
    share = 1 - held / 100 if held else None
    return Experiment(groups, orders, start, int(window or 30), float(cost or 0.0), share, notices)


def groups_of(content: bytes, name: str) -> pl.DataFrame:
    """Read who was in which group.

    Raises
    ------
    InputError
        ``missing_columns``, where the file has no ``customer_id`` or no ``group``, or nobody is
        in one of the two groups.
    """
    frame = load(content, name).frame.collect()
    columns = {column.strip().lower(): column for column in frame.columns}
    if not {t.CUSTOMER_ID, "group"} <= set(columns):
        raise InputError("missing_columns", variant="groups")
    return frame.select(
        pl.col(columns[t.CUSTOMER_ID]).cast(pl.String).alias(t.CUSTOMER_ID),
        pl.col(columns["group"])
        .cast(pl.String)
        .str.strip_chars()
        .str.to_lowercase()
        .alias("group"),
    )


def _show(shop: Shop, experiment: Experiment, uplift: Uplift, *, corrected: bool) -> None:
    numbers = shop.numbers
    plain = measure(
        experiment.groups, experiment.orders, experiment.start, experiment.window, before=0
    )
    rows = [
        (
            _("With past spend and expected spend taken out")
            if corrected
            else _("With past spend taken out"),
            uplift.spend,
        ),
        (_("As counted"), plain.spend),
        (_("The largest 1% of spends cut down"), uplift.trimmed),
    ]
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.effects(_effects(rows), numbers, money=True),
            _("Spend a person, contacted less held back"),
            say("campaigns.intervals", numbers, share=uplift.spend.variance_removed),
            "measure-spend",
        )
    with right:
        panels.picture(
            charts.effects(
                _effects([(_("Ordered at all"), uplift.conversion)]), numbers, money=False
            ),
            say(
                "campaigns.conversion",
                numbers,
                treated=uplift.conversion.treated,
                held=uplift.conversion.untreated,
            ),
            _("Difference in points, 90% interval"),
            "measure-conversion",
        )
    _cards(shop, uplift)
    customers = _members(experiment)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(_("The people behind it"), anchor=False)
        st.space("stretch")
        downloads.offer(customers, "uplift", "uplift")
    panels.table(customers.sort("spent", descending=True), numbers, "uplift-table")


def _effects(rows: list[tuple[str, Effect]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(title, effect.value, effect.low, effect.high) for title, effect in rows],
        schema=["title", "value", "low", "high"],
        orient="row",
    )


def _cards(shop: Shop, uplift: Uplift) -> None:
    numbers = shop.numbers
    cards = (
        (
            _("Contacted, held back"),
            f"{numbers.count(uplift.treatment)}, {numbers.count(uplift.control)}",
            _("people"),
        ),
        (
            _("Extra revenue in all"),
            numbers.money(uplift.total),
            actions.spread(uplift.total_low, uplift.total_high, numbers),
        ),
        (
            _("Profit"),
            numbers.money(uplift.profit),
            actions.spread(uplift.profit_low, uplift.profit_high, numbers),
        ),
        (
            _("By accident"),
            numbers.percent(uplift.spend.p_value),
            _("chance of such a difference (p-value)"),
        ),
    )
    grid = st.grid(4, min_column_width=200)
    for label, value, below in cards:
        with grid.cell().container(border=True, height="stretch", gap="xsmall"):
            st.metric(label, panels.plain(value))
            st.caption(panels.plain(below))


def _members(experiment: Experiment) -> pl.DataFrame:
    eve = experiment.start - timedelta(days=1)
    past = purchases(experiment.orders, eve - timedelta(days=_PAST), eve)
    after = purchases(experiment.orders, eve, eve + timedelta(days=experiment.window))
    return (
        experiment.groups.join(
            past.select(t.CUSTOMER_ID, pl.col(t.REVENUE).alias("past")),
            on=t.CUSTOMER_ID,
            how="left",
        )
        .join(
            after.select(t.CUSTOMER_ID, pl.col(t.REVENUE).alias("spent"), pl.col(t.ORDER_COUNT)),
            on=t.CUSTOMER_ID,
            how="left",
        )
        .with_columns(pl.col("past", "spent", t.ORDER_COUNT).fill_null(0))
    )

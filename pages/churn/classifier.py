"""Choose a classifier, a threshold by its cost, and the list of whom to contact."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import ModelError
from clv.evaluate import Classification
from clv.learning import Task
from clv.present import value_tables
from clv.present.charts import classify as charts
from clv.present.words import explanations, say, trust
from clv.words import _
from pages.shared import controls, customer_list, panels, session
from pages.shared.shop import Shop

_EACH = 10.0  # per cent of customers that count as the best


def panel(shop: Shop) -> None:
    """Draw the section, once it is opened."""
    opened = st.expander(
        _("Choose whom to contact by what it costs"),
        icon=":material/rule:",
        on_change="rerun",
        key=session.key("leaving"),
    )
    if not opened.open:
        return
    with opened:
        task = _task()
        try:
            tested: Classification | None = shop.ask("classification", task)
        except ModelError as error:
            panels.refusal(error)
            return
        if tested is not None:
            _choose(shop, tested)


def _task() -> Task:
    goals = {"churn": _("Who will not order again"), "high_value": _("Who will be a best customer")}
    goal = controls.choice(_("Question"), goals, "leaving-goal")
    return Task("high_value", _EACH / 100) if goal == "high_value" else Task("churn")


def _choose(shop: Shop, tested: Classification) -> None:
    """Draw classifier and costs, what they gain, the list, and the measures."""
    titles = {name: _(title) for name, title in tested.table.select("name", "title").iter_rows()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = controls.one_of(_("Classifier, best first"), titles, "leaving-classifier")
        contact, saved = _costs(shop, tested.task)
    threshold, cost = tested.cheapest(name, saved, contact)
    chances: pl.DataFrame | None = shop.ask("class_probabilities", tested.task, name)
    if chances is None:
        return
    listed = value_tables.at_least(chances, threshold)
    steps = value_tables.gains(tested, name, contact, saved)
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.gain(steps, value_tables.contacted(tested, name, threshold), shop.numbers),
            explanations.of_leaving((cost, saved * tested.base_rate), tested, shop.numbers),
            _("By how many are contacted, on {days} of unseen days; dotted: the best list").format(
                days=shop.numbers.days(tested.horizon)
            ),
            "leaving-gain",
        )
    with right:
        counts = tested.confusion(name, threshold)
        panels.picture(
            charts.confusion(counts, trust.outcomes(tested.task), shop.numbers),
            trust.of_confusion(counts, tested.task, shop.numbers),
            _("On the list are those with a chance of {threshold} or more; green is right").format(
                threshold=shop.numbers.percent(threshold) if threshold <= 1 else _("over 100%")
            ),
            "leaving-confusion",
        )
    _list(shop, listed, tested)
    _measures(shop, tested, name, threshold)


def _costs(shop: Shop, task: Task) -> tuple[float, float]:
    symbol = f" ({shop.numbers.symbol})" if shop.numbers.symbol else ""
    typical = float(
        shop.run.customers.select(pl.col(t.REVENUE).sum() / pl.col(t.ORDER_COUNT).sum()).item()
    )
    contact = st.number_input(
        _("Cost of contacting one{currency}").format(currency=symbol),
        min_value=0.01,
        value=value_tables.rounded(typical / 20),
        key=session.key("leaving-contact"),
        width=210,
    )
    saved = st.number_input(
        _("Value of reaching a right one{currency}").format(currency=symbol),
        min_value=0.01,
        value=value_tables.rounded(typical / (10 if task.goal == "churn" else 4)),
        key=session.key(f"leaving-saved-{task.goal}"),
        help=_(
            "What a contact is worth on average when it reaches somebody who would otherwise have "
            "left (or who is a best customer): the share that changes its mind, times the money. "
            "At first: a tenth of an order for the leaving, a quarter for the best."
        ),
        width=210,
    )
    return contact, saved


def _list(shop: Shop, listed: pl.DataFrame, tested: Classification) -> None:
    """List those at or above the threshold: of the leaving, those first with most to lose."""
    customers = listed.join(shop.people, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    if tested.task.goal == "churn":
        customers = customers.sort(t.VALUE_AT_RISK, descending=True, nulls_last=True)
    columns = (
        t.CUSTOMER_ID,
        "chance",
        t.SEGMENT,
        t.ORDER_COUNT,
        t.LAST_ORDER,
        t.CLV,
        t.VALUE_AT_RISK,
    )
    title = _("To contact now")
    customer_list.draw(customers, shop.numbers, title, f"contact-{tested.task.goal}", columns)


def _measures(shop: Shop, tested: Classification, name: str, threshold: float) -> None:
    """Open the analysts' part: leaderboard, curves, calibration, report."""
    titles = dict(tested.table.select("name", "title").iter_rows())
    names = [name, *(other for other in titles if other != name)]
    series = {_(titles[other]): tested.curve(other) for other in names}
    board, roc, precision, gain, lift, calibration, report = st.tabs(
        [
            _("Measures"),
            _("ROC"),
            _("Precision and recall"),
            _("Gain"),
            _("Lift"),
            _("Calibration"),
            _("Report"),
        ]
    )
    with board:
        _board(tested)
    drawn = (
        (roc, "false_alarms", "recall", _("False alarms"), _("Found"), True),
        (precision, "recall", "precision", _("Found (recall)"), _("Right on the list"), False),
        (gain, "contacted", "recall", _("Contacted, likeliest first"), _("Found"), True),
        (lift, "contacted", "lift", _("Contacted, likeliest first"), _("Times the average"), False),
    )
    for tab, across, up, below, beside, chance in drawn:
        with tab:
            figure = charts.curves(series, across, up, (below, beside), chance)
            st.plotly_chart(
                figure, key=session.key(f"leaving-{across}-{up}"), alt=f"{beside}, {below}"
            )
    with calibration:
        figure = charts.calibration(tested.calibration(name), shop.numbers)
        st.plotly_chart(figure, key="leaving-calibration", alt=_("Calibration"))
    with report:
        _report(tested, name, threshold)


def _board(tested: Classification) -> None:
    made = st.column_config
    st.dataframe(
        tested.table.drop("name", "kind"),
        column_config={
            "title": made.TextColumn(_("Way to tell"), pinned=True),
            "auc": made.NumberColumn(
                _("AUC"), format="%.3f", help=_("Area under the ROC curve; .5 is a coin")
            ),
            "average_precision": made.NumberColumn(_("Average precision"), format="%.3f"),
            "brier": made.NumberColumn(
                _("Brier"),
                format="%.4f",
                help=_("Mean squared error of the chance; less is better"),
            ),
            "lift10": made.NumberColumn(
                _("Lift, top tenth"), format="%.2f", help=_("How many times more frequent there")
            ),
            "seconds": made.NumberColumn(_("Seconds"), format="%.2f"),
        },
        hide_index=True,
        key=session.key("leaving-board"),
    )
    for failed, why in tested.failures.items():
        st.caption(panels.plain(f"{failed}: {say(why)}"))


def _report(tested: Classification, name: str, threshold: float) -> None:
    yes, no = trust.outcomes(tested.task)
    made = st.column_config
    shares = pl.col("precision", "recall", "f1") * 100
    st.dataframe(
        tested.report(name, threshold).with_columns(
            shares, pl.col("answer").replace_strict({"yes": yes, "no": no})
        ),
        column_config={
            "answer": made.TextColumn(_("Outcome"), pinned=True),
            "precision": made.NumberColumn(_("Precision"), format="%.0f%%"),
            "recall": made.NumberColumn(_("Recall"), format="%.0f%%"),
            "f1": made.NumberColumn(_("F1"), format="%.0f%%"),
            "customers": made.NumberColumn(_("Customers"), format="localized"),
        },
        hide_index=True,
        placeholder="–",
        key=session.key("leaving-report"),
    )

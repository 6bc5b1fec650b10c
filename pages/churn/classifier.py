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
    section = st.expander(
        _("Choose whom to contact by what it costs"),
        icon=":material/rule:",
        on_change="rerun",
        key=session.key("leaving"),
    )
    if not section.open:
        return
    with section:
        task = _task()
        try:
            test: Classification | None = shop.ask("classification", task)
        except ModelError as error:
            panels.refusal(error)
            return
        if test is not None:
            _choose(shop, test)


def _task() -> Task:
    goals = {"churn": _("Who will not order again"), "high_value": _("Who will be a best customer")}
    goal = controls.choice(_("Question"), goals, "leaving-goal")
    return Task("high_value", _EACH / 100) if goal == "high_value" else Task("churn")


def _choose(shop: Shop, test: Classification) -> None:
    """Draw classifier and costs, what they gain, the list, and the measures."""
    titles = {name: _(title) for name, title in test.table.select("name", "title").iter_rows()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = controls.one_of(_("Classifier, best first"), titles, "leaving-classifier")
        contact, gain_each = _costs(shop, test.task)
    threshold, cost = test.cheapest(name, gain_each, contact)
    chances: pl.DataFrame | None = shop.ask("class_probabilities", test.task, name)
    if chances is None:
        return
    selection = value_tables.at_least(chances, threshold)
    steps = value_tables.gains(test, name, contact, gain_each)
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            charts.gain(steps, value_tables.contacted(test, name, threshold), shop.numbers),
            explanations.of_leaving((cost, gain_each * test.base_rate), test, shop.numbers),
            say("churn.gain_drawn", shop.numbers, days=test.horizon),
            "leaving-gain",
        )
    with right:
        counts = test.confusion(name, threshold)
        panels.picture(
            charts.confusion(counts, trust.outcomes(test.task), shop.numbers),
            trust.of_confusion(counts, test.task, shop.numbers),
            say(
                "churn.list_threshold",
                threshold=shop.numbers.percent(threshold) if threshold <= 1 else _("over 100%"),
            ),
            "leaving-confusion",
        )
    _list(shop, selection, test)
    _measures(shop, test, name, threshold)


def _costs(shop: Shop, task: Task) -> tuple[float, float]:
    symbol = f" ({shop.numbers.symbol})" if shop.numbers.symbol else ""
    typical = float(
        shop.run.customers.select(pl.col(t.REVENUE).sum() / pl.col(t.ORDER_COUNT).sum()).item()
    )
    contact = st.number_input(
        say("churn.contact_cost", currency=symbol),
        min_value=0.01,
        value=value_tables.rounded(typical / 20),
        key=session.key("leaving-contact"),
        width=210,
    )
    gain_each = st.number_input(
        say("churn.reach_value", currency=symbol),
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
    return contact, gain_each


def _list(shop: Shop, selection: pl.DataFrame, test: Classification) -> None:
    """List those at or above the threshold: of the leaving, those first with most to lose.

    Who wants no mail is on no list for contacting.
    """
    selection = selection.filter(~pl.col(t.CUSTOMER_ID).is_in(shop.run.unwilling.implode()))
    customers = selection.join(shop.customers, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    if test.task.goal == "churn":
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
    customer_list.draw(customers, shop.numbers, title, f"contact-{test.task.goal}", columns)


def _measures(shop: Shop, test: Classification, name: str, threshold: float) -> None:
    """Open the analysts' part: leaderboard, curves, calibration, report."""
    titles = dict(test.table.select("name", "title").iter_rows())
    names = [name, *(other for other in titles if other != name)]
    series = {_(titles[other]): test.curve(other) for other in names}
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
        _board(test)
    curves = (
        (roc, "false_alarms", "recall", _("False alarms"), _("Found"), True),
        (precision, "recall", "precision", _("Found (recall)"), _("Right on the list"), False),
        (gain, "contacted", "recall", _("Contacted, likeliest first"), _("Found"), True),
        (lift, "contacted", "lift", _("Contacted, likeliest first"), _("Times the average"), False),
    )
    for tab, across, up, below, beside, chance in curves:
        with tab:
            figure = charts.curves(series, across, up, (below, beside), chance)
            panels.chart(figure, f"{beside}, {below}", f"leaving-{across}-{up}")
    with calibration:
        figure = charts.calibration(test.calibration(name), shop.numbers)
        panels.chart(figure, _("Calibration"), "leaving-calibration")
    with report:
        _report(test, name, threshold)


def _board(test: Classification) -> None:
    column = st.column_config
    st.dataframe(
        test.table.drop("name", "kind"),
        column_config={
            "title": column.TextColumn(_("Way to tell"), pinned=True),
            "auc": column.NumberColumn(
                _("AUC"), format="%.3f", help=_("Area under the ROC curve; .5 is a coin")
            ),
            "average_precision": column.NumberColumn(_("Average precision"), format="%.3f"),
            "brier": column.NumberColumn(
                _("Brier"),
                format="%.4f",
                help=_("Mean squared error of the chance; less is better"),
            ),
            "lift10": column.NumberColumn(
                _("Lift, top tenth"), format="%.2f", help=_("How many times more frequent there")
            ),
            "seconds": column.NumberColumn(_("Seconds"), format="%.2f"),
        },
        hide_index=True,
        key=session.key("leaving-board"),
    )
    for classifier, why in test.failures.items():
        st.caption(panels.plain(f"{classifier}: {say(why)}"))


def _report(test: Classification, name: str, threshold: float) -> None:
    yes, no = trust.outcomes(test.task)
    column = st.column_config
    shares = pl.col("precision", "recall", "f1") * 100
    st.dataframe(
        test.report(name, threshold).with_columns(
            shares, pl.col("answer").replace_strict({"yes": yes, "no": no})
        ),
        column_config={
            "answer": column.TextColumn(_("Outcome"), pinned=True),
            "precision": column.NumberColumn(_("Precision"), format="%.0f%%"),
            "recall": column.NumberColumn(_("Recall"), format="%.0f%%"),
            "f1": column.NumberColumn(_("F1"), format="%.0f%%"),
            "customers": column.NumberColumn(_("Customers"), format="localized"),
        },
        hide_index=True,
        placeholder="–",
        key=session.key("leaving-report"),
    )

"""Why the learned forecast says what it says: about all, about one, about whom views differ."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import InputError, ModelError
from clv.evaluate import ExplainedModel, ExplanationData, stands_alone
from clv.learning import LEARNERS, describe
from clv.present.charts import explain as charts
from clv.present.charts import models as model_charts
from clv.present.words import explanations, say
from clv.words import _
from pages.shared import controls, downloads, panels, session
from pages.shared.shop import Shop

FIRST = "lightgbm"  # explains itself exactly, and fast
_TOLD = 12


def learner() -> tuple[str, bool]:
    """Choose which learner is explained, and whether it hears the purchase model."""
    names = [FIRST, *(name for name in LEARNERS if name != FIRST and stands_alone(name))]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        name = controls.one_of(
            _("Learner"), {name: _(LEARNERS[name].title) for name in names}, "explain-learner"
        )
        with_model = st.toggle(
            _("Tell it what the purchase model expects, too"),
            key=session.key("explain-model"),
            help=_(
                "The purchase model sums up how often and how lately somebody bought. Told of it, "
                "a learner leans on it, and its reasons get harder to act on."
            ),
        )
    return name, not with_model


def explained(shop: Shop, name: str, behaviour: bool, who: str | None) -> ExplainedModel | None:
    """Return the learner ready to explain `who`; None while it is being trained."""
    data: ExplanationData | None = shop.ask("explanation_data", None)
    if data is None:
        return None
    in_sample = who is None or who in data.now.history.customers[t.CUSTOMER_ID]
    lesson: ExplainedModel | None = shop.ask(
        "explained_model", name, behaviour, None if in_sample else who
    )
    return lesson


def importance(lesson: ExplainedModel) -> pl.DataFrame:
    """Return what the ranking leans on, with names for people."""
    stretch = lesson.data.then.target_window
    names = [explanations.titled(_(title), stretch) for title in lesson.importance["title"]]
    return lesson.importance.with_columns(pl.Series("title", names, pl.String))


def measured(shop: Shop, lesson: ExplainedModel, name: str) -> str:
    """Say which learner is explained, how well it ranks, and whose values the pages show."""
    champion = shop.run.champion
    other = champion is not None and champion.name != name
    return say(
        "explain.measured.other" if other else "explain.measured",
        shop.numbers,
        learner=LEARNERS[name].title,
        days=lesson.data.tested.horizon,
        gini=lesson.gini,
        **({"shown": champion.title} if champion is not None and other else {}),
    )


def ranking(features: pl.DataFrame) -> None:
    """Draw importance with its spread."""
    panels.picture(
        model_charts.importance(features.head(_TOLD)),
        _("What the ranking of customers rests on"),
        _("How much the order of unseen days worsens when one is shuffled; lines: spread"),
        "explain-importance",
    )


def one(shop: Shop, lesson: ExplainedModel, who: str) -> None:
    """Draw one customer's expectation, reason by reason: the number shown, or the learner's own."""
    own = st.toggle(
        _("Take apart the learner's own number instead"),
        key=session.key("explain-own"),
        help=_("Off: the value that every page shows. On: what the learner above expects."),
    )
    try:
        explanation = lesson.customer(who) if own else shop.ask("explanation", who)
    except (InputError, ModelError):
        st.info(
            _("This customer had no order yet on the last day that counts."),
            icon=":material/info:",
        )
        return
    if explanation is None:
        return
    panels.picture(
        charts.waterfall(explanations.waterfall(explanation, shop.numbers), shop.numbers),
        explanations.of_customer(who, explanation, shop.numbers),
        say(
            "explain.learned" if own else "explain.shown", shop.numbers, days=shop.settings.horizon
        ),
        "explain-customer",
    )
    if explanation.fidelity < 1:
        st.caption(say("explain.fidelity", shop.numbers, share=max(0.0, explanation.fidelity)))


def disagreements(shop: Shop, name: str, behaviour: bool) -> None:
    """List about whom the three ways to look at customers disagree most."""
    schools = {
        "purchase": _("Purchase model"),
        "learned": _("Learning"),
        "rfm": _("RFM scores"),
    }
    model = shop.run.explained_model(name, behaviour)
    differences = explanations.disagreements(model, 50, shop.numbers)
    differences = differences.with_columns(pl.col("higher", "lower").replace_strict(schools))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(_("Where the views differ most"), anchor=False)
        st.space("stretch")
        downloads.offer(differences, "disagreements", "disagreements")
    st.caption(
        _("Places among all customers: 90% means that nine of ten are rated lower. Look closer.")
    )
    column = st.column_config
    place = partial(
        column.ProgressColumn, min_value=0.0, max_value=100.0, format="%.0f%%", width="small"
    )
    st.dataframe(
        differences.select(
            t.CUSTOMER_ID, *(pl.col(name) * 100 for name in schools), "higher", "reason"
        ),
        column_config={
            t.CUSTOMER_ID: column.TextColumn(_(t.label(t.CUSTOMER_ID)), pinned=True),
            **{key: place(title) for key, title in schools.items()},
            "higher": column.TextColumn(_("Rates highest")),
            "reason": column.TextColumn(
                _("What weighs most in learning's view"), width="large", help=_("Money a customer")
            ),
        },
        hide_index=True,
        height=389,
        key=session.key("disagreements"),
    )


def everybody(shop: Shop, lesson: ExplainedModel) -> None:
    """Draw the contributions of all features for many customers."""
    section = st.expander(
        _("How each feature moves the expectation, customer by customer"),
        icon=":material/bubble_chart:",
        on_change="rerun",
        key=session.key("explain-swarm"),
    )
    if not section.open:
        return
    with section, st.spinner(_("Adding up every customer's reasons")):
        past = lesson.data.now
        titles = {
            name: explanations.titled(_(describe(name, past.vocabulary).title), past.target_window)
            for name in lesson.explainer.columns
        }
        panels.picture(
            charts.swarm(explanations.swarm(lesson.everybody, titles), shop.numbers),
            _("Right of the line adds to what is expected, left of it takes"),
            say("explain.swarm_drawn", shop.numbers, n=5_000),
            "explain-swarm-picture",
        )


def dependence(shop: Shop, features: pl.DataFrame, name: str, behaviour: bool) -> None:
    """Draw how the expectation moves with one feature, everything else as it is."""
    section = st.expander(
        _("What if everybody had the same value?"),
        icon=":material/show_chart:",
        on_change="rerun",
        key=session.key("explain-dependence"),
    )
    if not section.open:
        return
    with section:
        titles = dict(features.select("feature", "title").iter_rows())
        feature = controls.one_of(_("Feature"), titles, "explain-feature")
        table = shop.ask("partial_dependence", name, behaviour, feature)
        if table is None:
            return
        unit = features.filter(pl.col("feature") == feature)["unit"][0]
        panels.picture(
            charts.dependence(table, titles[feature], unit, shop.numbers),
            explanations.of_dependence(table, titles[feature], shop.numbers),
            _("Expected orders if all customers had this value (partial dependence)")
            if shop.numbers.counted
            else _("Expected revenue if all customers had this value (partial dependence)"),
            "explain-dependence-picture",
        )


def glossary(features: pl.DataFrame) -> None:
    """List every feature with its unit and meaning."""
    with st.expander(_("All features: name, unit, meaning"), icon=":material/menu_book:"):
        table = features.select(
            "title",
            "unit",
            pl.col("meaning").map_elements(_, pl.String),
            "importance",
            "spread",
        )
        column = st.column_config
        st.dataframe(
            table,
            column_config={
                "title": column.TextColumn(_("Feature"), pinned=True),
                "unit": _("Unit"),
                "meaning": column.TextColumn(_("Meaning"), width="large"),
                "importance": column.NumberColumn(
                    _("Importance"),
                    format="%.4f",
                    help=_("Loss of rank correlation (Spearman) when it is shuffled"),
                ),
                "spread": column.NumberColumn(_("Spread"), format="%.4f"),
            },
            hide_index=True,
            key=session.key("glossary"),
        )
        downloads.offer(table, "features", "glossary")

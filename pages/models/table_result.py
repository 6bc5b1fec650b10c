"""What training on a table brought: the comparison, what it leans on, and how it errs."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv.learning import TableComparison
from clv.present import export
from clv.present.charts import classify, tables
from clv.present.charts import models as charts
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import controls, downloads, panels

_IMPORTANT = 12  # columns drawn


def _measures() -> dict[str, tuple[str, str, bool, bool]]:
    """Label, meaning, whether a share, whether more is better."""
    return {
        "r2": (_("Explained"), _("Share of the differences explained (R²)"), True, True),
        "mae": (_("Error"), _("Mean absolute error; shorter is better"), False, False),
        "rmse": (_("Large errors"), _("Root mean squared error; shorter is better"), False, False),
        "ranking": (_("Ranking"), _("Spearman's correlation of ranks"), True, True),
        "log_loss": (_("Chances"), _("Log loss of the chances; shorter is better"), False, False),
        "auc": (_("Told apart"), _("Area under the ROC curve; 50% is a coin"), True, True),
        "accuracy": (_("Right"), _("Share of the rows named rightly"), True, True),
        "balanced_accuracy": (
            _("Right, balanced"),
            _("The same, every class counting alike"),
            True,
            True,
        ),
        "f1": (_("F1"), _("Precision and recall in one, mean of the classes"), True, True),
    }


def draw(comparison: TableComparison, numbers: Numbers, headline: str) -> None:
    """Draw the finding, the notices, the pictures and the tables."""
    st.header(panels.plain(headline), anchor=False)
    panels.notices(comparison.notices, numbers)
    left, right = panels.side_by_side()
    with left:
        _leaderboard(comparison, numbers)
    with right:
        _importances(comparison, numbers)
    if comparison.target.kind == "number":
        _deciles(comparison, numbers)
    else:
        _classes(comparison, numbers)
    with st.expander(_("All measures"), icon=":material/table:"):
        _tables(comparison)


def _leaderboard(comparison: TableComparison, numbers: Numbers) -> None:
    labels = {name: parts for name, parts in _measures().items() if name in comparison.measures}
    measure = controls.choice(
        _("Measure"), {name: parts[0] for name, parts in labels.items()}, "table-measure"
    )
    _label, meaning, percent, more = labels[measure]
    table = comparison.leaderboard.sort(measure, descending=more, nulls_last=True)
    kinds = (
        pl.when(pl.col("name") == "baseline").then(pl.lit("baseline")).otherwise(pl.lit("learned"))
    )
    panels.picture(
        charts.leaderboard(
            table.with_columns(kind=kinds), measure, comparison.model.learner, numbers, percent
        ),
        _("How the learners compare"),
        say("models.table_drawn", meaning=meaning),
        f"table-leaderboard-{measure}",
    )


def _importances(comparison: TableComparison, numbers: Numbers) -> None:
    table = comparison.importances.head(_IMPORTANT).with_columns(title=pl.col("feature"))
    leads = table["importance"][0] > 0
    key = "models.first_feature" if leads else "models.no_feature"
    panels.picture(
        charts.importance(table).update_xaxes(title=_("Added loss"), tickformat=".0%"),
        say(key, numbers, feature=table["feature"][0]),
        _("How much worse rows it has not seen are predicted when the column is shuffled"),
        "table-importance",
    )


def _deciles(comparison: TableComparison, numbers: Numbers) -> None:
    table = comparison.deciles.select(
        decile=11 - pl.col("decile"), expected=pl.col("predicted"), actual=pl.col("actual")
    ).sort("decile")
    panels.picture(
        charts.deciles(table, numbers),
        _("What was predicted, and what was the case"),
        say("models.table_ranges", numbers, share=comparison.covered or 0.0),
        "table-deciles",
    )


def _classes(comparison: TableComparison, numbers: Numbers) -> None:
    left, right = panels.side_by_side()
    with left:
        panels.picture(
            tables.confusion(comparison.confusion, numbers),
            _("Who is taken for what"),
            _("Rows it had not seen, by what they are and what they were taken for"),
            "table-confusion",
        )
    with right:
        roc, precision, calibration = st.tabs(
            [_("ROC"), _("Precision and recall"), _("Calibration")]
        )
        series = {
            str(label[0]): part
            for label, part in comparison.curves.group_by("label", maintain_order=True)
        }
        with roc:
            figure = classify.curves(
                series, "false_share", "recall", (_("False alarms"), _("Found")), chance=True
            )
            panels.chart(figure, _("ROC"), "table-roc")
        with precision:
            axes = (_("Found (recall)"), _("Right on the list"))
            figure = classify.curves(series, "recall", "precision", axes, chance=False)
            panels.chart(figure, _("Precision and recall"), "table-precision")
        with calibration:
            table = comparison.calibration.rename({"chance": "said", "rows": "customers"})
            panels.chart(
                classify.calibration(table, numbers), _("Calibration"), "table-calibration"
            )


def _tables(comparison: TableComparison) -> None:
    column = st.column_config
    measures = {name: parts for name, parts in _measures().items() if name in comparison.measures}
    config = {
        name: column.NumberColumn(label, help=meaning, format="percent" if percent else "%.4g")
        for name, (label, meaning, percent, _more) in measures.items()
    }
    board = comparison.leaderboard.select("title", *measures, "seconds")
    st.dataframe(
        board.with_columns(pl.col("title").map_elements(_, return_dtype=pl.String)),
        column_config=config
        | {
            "title": column.TextColumn(_("Learner"), pinned=True),
            "seconds": column.NumberColumn(_("Seconds"), format="%.2f"),
        },
        hide_index=True,
        placeholder="–",
    )
    st.dataframe(
        comparison.importances,
        column_config={
            "feature": column.TextColumn(_("Column"), pinned=True),
            "importance": column.NumberColumn(
                _("Importance"),
                help=_("Share of the baseline's loss that shuffling it adds"),
                format="percent",
            ),
            "spread": column.NumberColumn(_("Spread"), format="percent"),
            "contribution": column.NumberColumn(
                _("Shapley value"),
                help=_("Mean size, where the learner has exact ones; of a class in log odds"),
                format="%.4g",
            ),
        },
        hide_index=True,
        placeholder="–",
    )
    with st.container(horizontal=True, gap="small", width="content"):
        sheets = {_("Learners"): comparison.leaderboard, _("Columns"): comparison.importances}
        downloads.button(
            _("Excel"), "comparison.xlsx", "table-comparison", lambda: export.to_xlsx(sheets)
        )

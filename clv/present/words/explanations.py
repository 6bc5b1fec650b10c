"""Explanations for people: sentences, and the small tables that their pictures draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clv.present.numbers import Numbers
from clv.present.words.feature_reasons import phrase, reason
from clv.words import N_, _

if TYPE_CHECKING:
    from clv.evaluate import Classification, ExplainedModel
    from clv.learning import Explanation

SHOWN = 12  # features in a picture
STEPS = 60  # bins along the contributions of a feature
FIFTHS = 5  # colours, from the lowest values of a feature to the highest
REASONS = 7  # in a waterfall, the rest put together


def titled(title: str, stretch: int) -> str:
    """Name a feature for people: a horizon is so many days.

    Examples
    --------
    >>> titled("Spent in the last horizon", 90), titled("Bought in the last half horizon", 90)
    ('Spent in the last 90 days', 'Bought in the last 45 days')
    """
    for words, days in (
        ("last quarter of a horizon", round(stretch / 4)),
        ("last half horizon", round(stretch / 2)),
        ("last horizon", stretch),
    ):
        title = title.replace(words, f"last {days} days")
    return title


def of_importance(table: pl.DataFrame) -> str:
    """Say what weighs most in the ranking.

    Parameters
    ----------
    table : polars.DataFrame
        ``title``, ``importance``, ``spread``, most important first.

    Examples
    --------
    >>> table = pl.DataFrame({"title": ["Silence", "Spend"], "importance": [0.2, 0.1]})
    >>> of_importance(table.with_columns(spread=0.01))
    '“Silence” weighs most in the ranking of customers, and after it “Spend”.'
    """
    sure = table.filter(pl.col("importance") > 2 * pl.col("spread"))["title"].to_list()
    if not sure:
        return _("Nothing that is known of the customers explains their ranking for certain.")
    if len(sure) == 1:
        return _("“{first}” weighs most in the ranking of customers.").format(first=sure[0])
    words = _("“{first}” weighs most in the ranking of customers, and after it “{second}”.")
    return words.format(first=sure[0], second=sure[1])


def of_customer(customer: str, explanation: Explanation, numbers: Numbers) -> str:
    """Say what one customer is expected to bring, and the weightiest reason."""
    sentence = _("{customer} should bring {value}").format(
        customer=customer, value=numbers.money(explanation.value)
    )
    if explanation.table.is_empty():
        return sentence
    first = explanation.table.row(0, named=True)
    why = phrase(first, explanation.target_window, numbers)
    sign = "+" if first["contribution"] >= 0 else "−"
    return _("{sentence}; what weighs most: {why} ({contribution})").format(
        sentence=sentence,
        why=why,
        contribution=f"{sign}{numbers.money(abs(first['contribution']))}",
    )


def waterfall(explanation: Explanation, numbers: Numbers, most: int = REASONS) -> pl.DataFrame:
    """List the steps from everybody's expectation to one customer's.

    Returns
    -------
    polars.DataFrame
        ``label``, ``step`` (money), ``kind``: ``"start"``, the weightiest reasons as
        ``"reason"``, what is left as ``"rest"``, and ``"end"``.
    """
    reasons = explanation.table.head(most)
    rest = explanation.value - explanation.base - float(reasons["contribution"].sum())
    rows = [(_("What is expected of anybody"), explanation.base, "start")]
    for row in reasons.iter_rows(named=True):
        words = phrase(row, explanation.target_window, numbers)
        rows.append((words[:1].upper() + words[1:], float(row["contribution"]), "reason"))
    rows.append((_("All other reasons"), rest, "rest"))
    rows.append((_("Expected of this customer"), explanation.value, "end"))
    return pl.DataFrame(rows, ["label", "step", "kind"], orient="row")


def swarm(everybody: pl.DataFrame, titles: dict[str, str], most: int = SHOWN) -> pl.DataFrame:
    """Bin the contributions of the weightiest features, apart by how high the feature is.

    Parameters
    ----------
    everybody : polars.DataFrame
        ``feature``, ``place`` (0 to 1, null where unknown), ``contribution`` (money).
    titles : dict of str to str
        Feature -> its name for people.
    most : int
        Features shown.

    Returns
    -------
    polars.DataFrame
        ``title``, ``row`` (0 the weightiest), ``fifth`` (0 the lowest values, 4 the highest; null
        where unknown), ``contribution`` (mean of the bin), ``customers``. At most 12 × 61 × 6 rows.
    """
    size = pl.col("contribution").abs()
    order = (
        everybody.group_by("feature")
        .agg(size.mean())
        .sort("contribution", "feature", descending=[True, False])
    )
    rows = order.head(most).select("feature").with_row_index("row")
    low, high = (
        everybody.join(rows, on="feature")
        .select(
            low=pl.col("contribution").quantile(0.01), high=pl.col("contribution").quantile(0.985)
        )
        .row(0)
    )
    span = max((high or 0.0) - (low or 0.0), 1e-9)
    step = ((pl.col("contribution").clip(low, high) - low) / span * STEPS).round()
    fifth = (pl.col("place") * FIFTHS).ceil().clip(1, FIFTHS) - 1
    return (
        everybody.join(rows, on="feature")
        .with_columns(step.alias("step"), fifth.cast(pl.Int64).alias("fifth"))
        .group_by("row", "feature", "fifth", "step")
        .agg(
            pl.col("contribution").clip(low, high).mean(),
            pl.len().cast(pl.Int64).alias("customers"),
        )
        .with_columns(pl.col("feature").replace_strict(titles).alias("title"))
        .sort("row", "fifth", "step", nulls_last=True)
        .drop("feature", "step")
    )


def of_dependence(table: pl.DataFrame, title: str, numbers: Numbers) -> str:
    """Say how the expectation moves from the lowest to the highest value of a feature.

    Parameters
    ----------
    table : polars.DataFrame
        ``value``, ``revenue``, as `clv.learning.partial_dependence` gives them.
    """
    first, last = float(table["revenue"][0]), float(table["revenue"][-1])
    low, high = float(table["revenue"].min() or 0), float(table["revenue"].max() or 0)  # type: ignore[arg-type]
    if high - low < 0.05 * max(high, 1e-9):
        return _("“{title}” alone hardly moves the expectation").format(title=title)
    words = (
        _("The higher “{title}”, the more is expected: {first} to {last}")
        if last > first
        else _("The higher “{title}”, the less is expected: {first} to {last}")
    )
    return words.format(title=title, first=numbers.money(first), last=numbers.money(last))


_GROUP_WARNINGS = {
    "foreseen_low": N_("Foreseen too low: {group} gets less than its share of the forecast."),
    "best_missed": N_("Under-served: the best of {group} are found less often than others."),
}


def of_groups(table: pl.DataFrame, attribute: str) -> str:
    """Say whether some group is under-served.

    Parameters
    ----------
    table : polars.DataFrame
        ``group``, ``warning``, as `clv.evaluate.explain.fairness` gives them.
    """
    warnings = [
        _(_GROUP_WARNINGS[warning]).format(group=_(group))
        for group, warning in table.select("group", "warning").iter_rows()
        if warning
    ]
    if table.height < 2:
        return _("There is one group only, so there is nothing to compare.")
    if warnings:
        return " ".join(warnings)
    return _("No group by {attribute} is sold short for certain.").format(attribute=attribute)


def of_leaving(cost: tuple[float, float], test: Classification, numbers: Numbers) -> str:
    """Say whom to contact, and what it would have gained over contacting nobody.

    Parameters
    ----------
    cost : tuple of (float, float)
        What contacting by the threshold, and contacting nobody, would have cost a customer.
    """
    here, nobody = cost
    gain = (nobody - here) * len(test.answer)
    if gain <= 0:
        return _("At these costs it pays to contact nobody.")
    return _("Contacting by this list would have been worth {gain} in the {days} tested.").format(
        gain=numbers.money(gain), days=numbers.days(test.horizon)
    )


def disagreements(model: ExplainedModel, most: int, numbers: Numbers) -> pl.DataFrame:
    """List about whom the views differ most, the weightiest reason as ``reason`` in words."""
    table = model.disagreements(most)
    window = model.data.now.target_window
    sentences = [
        "" if row["title"] is None else reason(row, window, numbers)
        for row in table.iter_rows(named=True)
    ]
    rest = table.drop("feature", "title", "unit", "value", "contribution", "phrase")
    return rest.with_columns(pl.Series("reason", sentences, pl.String))

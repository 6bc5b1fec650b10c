"""A classifier's threshold for people: gains, outcomes, the list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from clv.present.numbers import Numbers
from clv.words import _

if TYPE_CHECKING:
    from clv.evaluate import Classification
    from clv.learning import Task


def gains(tested: Classification, name: str, contact: float, saved: float) -> pl.DataFrame:
    """Work out what each length of list would have gained over contacting nobody.

    Parameters
    ----------
    tested : Classification
        What was said and what came.
    name : str
        The classifier.
    contact : float
        Money a contact costs.
    saved : float
        Money a contact is worth that reaches a right one.

    Returns
    -------
    polars.DataFrame
        ``contacted`` (share), ``threshold``, ``money`` (in all), from nobody to everybody.
    """
    size = len(tested.answer)
    money = saved * tested.base_rate * pl.col("recall") - contact * pl.col("contacted")
    steps = tested.curve(name).select("contacted", "threshold", (size * money).alias("money"))
    nobody = pl.DataFrame({"contacted": [0.0], "threshold": [1.0], "money": [0.0]})
    return pl.concat([nobody, steps])


def contacted(tested: Classification, name: str, threshold: float) -> float:
    """Share of the tested customers at or above a threshold."""
    return float((tested.probabilities[name] >= threshold).mean())


def listed(chances: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Keep the customers at or above the threshold, likeliest first.

    Examples
    --------
    >>> table = pl.DataFrame({"customer_id": ["a", "b"], "chance": [0.9, 0.2]})
    >>> listed(table, 0.5)["customer_id"].to_list()
    ['a']
    """
    return chances.filter(pl.col("chance") >= threshold)


def outcomes(task: Task) -> tuple[str, str]:
    """Name what a yes and a no turned out to be."""
    if task.goal == "churn":
        return _("Did not order again"), _("Ordered again")
    return _("Was among the best"), _("Was not")


def of_confusion(counts: dict[str, int], task: Task, numbers: Numbers) -> str:
    """Say how many of those listed, and of those to be found, were right.

    Examples
    --------
    >>> from clv.learning import Task
    >>> counts = {"true_yes": 30, "false_yes": 10, "false_no": 30, "true_no": 30}
    >>> of_confusion(counts, Task("churn"), Numbers())
    '75% of the list were leaving, and it held 50% of all who left'
    """
    right = counts["true_yes"]
    on_list, all_right = right + counts["false_yes"], right + counts["false_no"]
    if not on_list:
        return _("Nobody would have been on the list")
    words = (
        _("{right} of the list were leaving, and it held {found} of all who left")
        if task.goal == "churn"
        else _("{right} of the list became best customers, and it held {found} of all these")
    )
    return words.format(
        right=numbers.percent(right / on_list), found=numbers.percent(right / max(1, all_right))
    )


def rounded(amount: float) -> float:
    """Round an amount to one or two telling digits, for a field to begin with.

    Examples
    --------
    >>> rounded(1.73), rounded(0.08), rounded(438.0)
    (1.5, 0.08, 450.0)
    """
    if amount <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(amount))
    return max(0.01, round(round(2 * amount / power) / 2 * power, 2))

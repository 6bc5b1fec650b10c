"""The watch list's codes put into words."""

from __future__ import annotations

import polars as pl

from clv import tables as t
from clv.present.numbers import Numbers
from clv.words import N_, _

_TREATMENTS = {
    "remind": N_("Remind them now, with what they are likely to want next"),
    "in_person": N_("Call or write in person, with an offer of their own"),
    "offer": N_("Send a win-back offer with an end date"),
    "last_mail": N_("One last mail, then leave them out of paid campaigns"),
    "automatic": N_("Send an automatic reminder without a discount"),
}
_STATES = {"quiet": N_("Quiet"), "lost": N_("Lost"), "due": N_("About to go quiet")}


def in_words(customers: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
    """Add ``why`` in words to a watch list, and put ``state`` and ``treatment`` into words.

    Parameters
    ----------
    customers : polars.DataFrame
        From `clv.action.watch_list`, or some rows of it.
    numbers : Numbers
        How to write days and shares.

    Examples
    --------
    >>> row = {"reason": "rhythm", "silence": 130, "mean_gap": 30.0, "p_return": 0.12}
    >>> customers = pl.DataFrame({**row, "state": "lost", "treatment": "offer"}, strict=False)
    >>> in_words(customers, Numbers())["why"].item()
    'Silent for 130 days, used to order every 30; of 100 like them 12 come back'
    """
    facts = customers.select("reason", t.SILENCE, t.MEAN_GAP, t.P_RETURN)
    why = [_why(row, numbers) for row in facts.iter_rows(named=True)]
    return customers.with_columns(
        pl.Series("why", why, pl.String()),
        pl.col("treatment").replace({code: _(text) for code, text in _TREATMENTS.items()}),
        pl.col("state").replace({code: _(text) for code, text in _STATES.items()}),
    )


def _why(row: dict[str, object], numbers: Numbers) -> str:
    silence = numbers.days(row[t.SILENCE])  # type: ignore[arg-type]
    words = _("One order {silence} ago, none since")
    if row["reason"] == "rhythm":
        words = _("Silent for {silence}, used to order every {gap}")
    text = words.format(silence=silence, gap=numbers.count(row[t.MEAN_GAP]))  # type: ignore[arg-type]
    chance = row[t.P_RETURN]
    if not isinstance(chance, float):
        return text
    return _("{text}; of 100 like them {n} come back").format(text=text, n=round(100 * chance))

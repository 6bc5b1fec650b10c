"""The watch list's codes put into words."""

from __future__ import annotations

from typing import Any

import polars as pl

from clv import tables as t
from clv.present.numbers import Numbers
from clv.words import N_, _

_DAILY = 1.5  # days between orders
_ENOUGH = 20  # customers of whom a share is spoken
_TREATMENTS = {
    "remind": N_("Remind them now, with what they are likely to want next"),
    "in_person": N_("Call or write in person, with an offer of their own"),
    "offer": N_("Send a win-back offer with an end date"),
    "last_mail": N_("One last mail, then leave them out of paid campaigns"),
    "automatic": N_("Send an automatic reminder without a discount"),
}
_STATES = {"quiet": N_("Quiet"), "lost": N_("Lost"), "due": N_("About to go quiet")}


def in_words(
    customers: pl.DataFrame, evidence: pl.DataFrame | None, window: int, numbers: Numbers
) -> pl.DataFrame:
    """Add ``why`` in words to a watch list, and put ``state`` and ``treatment`` into words.

    Parameters
    ----------
    customers : polars.DataFrame
        From `clv.action.watch_list`, or some rows of it.
    evidence : polars.DataFrame, optional
        `Run.came_back`: who came back before, after a silence as long.
    window : int
        The review window, in days.
    numbers : Numbers
        How to write days and shares.

    Examples
    --------
    >>> row = {"reason": "rhythm", "silence": 130, "mean_gap": 30.0, "p_return": 0.08}
    >>> customers = pl.DataFrame({**row, "state": "lost", "treatment": "offer"}, strict=False)
    >>> group = {"start": 1, "from": 90, "to": None, "customers": 200, "returned": 24}
    >>> in_words(customers, pl.DataFrame(group), 90, Numbers())["why"].item()
    'Silent for 130 days, used to order every 30 days; of 100 silent for as long 12 came back
     within 90 days, of 100 like them in rhythm and orders, too, 8 should'
    """
    shares = _shares(customers[t.SILENCE], evidence)
    rows = customers.select("reason", t.SILENCE, t.MEAN_GAP, t.P_RETURN).iter_rows(named=True)
    why = [_why(row, share, window, numbers) for row, share in zip(rows, shares, strict=True)]
    return customers.with_columns(
        pl.Series("why", why, pl.String()),
        pl.col("treatment").replace({code: _(text) for code, text in _TREATMENTS.items()}),
        pl.col("state").replace({code: _(text) for code, text in _STATES.items()}),
    )


def _shares(silence: pl.Series, evidence: pl.DataFrame | None) -> list[float | None]:
    """Return for each silence the share who came back after one as long; None of too few."""
    if evidence is None or evidence.is_empty():
        return [None] * len(silence)
    latest = evidence.filter(pl.col("start") == pl.col("start").max()).sort("from")
    enough = pl.when(pl.col("customers") >= _ENOUGH)
    shares = latest.select(enough.then(pl.col("returned") / pl.col("customers"))).to_series()
    group = latest["from"].search_sorted(silence, side="left") - 1
    return shares.gather(group).to_list()


def _why(row: dict[str, Any], share: float | None, window: int, numbers: Numbers) -> str:
    silence, chance = numbers.days(row[t.SILENCE]), row[t.P_RETURN]
    words = _("One order {silence} ago, none since")
    if row["reason"] == "rhythm":
        daily = row[t.MEAN_GAP] < _DAILY
        words = (
            _("Silent for {silence}, used to order almost daily")
            if daily
            else _("Silent for {silence}, used to order every {gap}")
        )
    text = words.format(silence=silence, gap=numbers.days(row[t.MEAN_GAP]))
    if chance is None:
        return text
    words = (
        _("{text}; of 100 like them {like} should come back within {window}")
        if share is None
        else _(
            "{text}; of 100 silent for as long {back} came back within {window}, of 100 like them "
            "in rhythm and orders, too, {like} should"
        )
    )
    back = round(100 * (share or 0.0))
    return words.format(text=text, back=back, like=round(100 * chance), window=numbers.days(window))

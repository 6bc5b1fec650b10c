"""Who may be contacted: a choice of people as a frozen value that keys the caches."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from clv import tables as t
from clv.present.numbers import Numbers
from clv.words import _
from pages.parts import controls, panels, session


@dataclass(frozen=True, slots=True)
class Audience:
    """A choice of people.

    Parameters
    ----------
    kind : str
        ``"everyone"``, ``"segments"``, ``"list"`` or ``"rule"``.
    segments : tuple of str
        Names, for the second.
    digest : str
        Of the list taken along from another page, for the third.
    value : float
        Least expected value, for the rule.
    chance : tuple of float
        Least and greatest chance of buying again, for the rule.
    quiet : bool
        Whether the rule asks for a silence longer than is normal.
    """

    kind: str = "everyone"
    segments: tuple[str, ...] = ()
    digest: str = ""
    value: float = 0.0
    chance: tuple[float, float] = (0.0, 1.0)
    quiet: bool = False

    def of(self, people: pl.DataFrame) -> pl.DataFrame:
        """Return the chosen of `people`: customers, predictions, ``quiet``."""
        if self.kind == "segments":
            return people.filter(pl.col(t.SEGMENT).is_in(self.segments))
        if self.kind == "list":
            _title, ids = session.chosen_people() or ("", ())
            return people.filter(pl.col(t.CUSTOMER_ID).is_in(ids))
        if self.kind == "rule":
            return people.filter(
                pl.coalesce(t.CLV, t.REVENUE) >= self.value,
                pl.col(t.P_BUY).fill_null(0.5).is_between(*self.chance),
                pl.lit(True) if not self.quiet else pl.col("quiet"),
            )
        return people


def choose(people: pl.DataFrame, numbers: Numbers) -> Audience:
    """Draw the choice of people, and return it."""
    taken = session.chosen_people()
    kinds = {
        "everyone": _("Everyone"),
        "segments": _("Segments"),
        "rule": _("By value and chance"),
    }
    if taken is not None:
        kinds = {"list": panels.plain(taken[0])} | kinds
    kind = controls.choice(_("Who"), kinds, "audience-kind")
    if kind == "segments":
        return Audience(kind, segments=_segments(people))
    if kind == "list" and taken is not None:
        return Audience(kind, digest=session.people_digest())
    if kind == "rule":
        return _rule(people, numbers)
    return Audience()


def _segments(people: pl.DataFrame) -> tuple[str, ...]:
    known = people.group_by(t.SEGMENT).len().sort("len", descending=True)
    names = known[t.SEGMENT].drop_nulls().to_list()
    start = [name for name in ("At risk", "Previously loyal") if name in names] or names[:1]
    sizes = dict(known.iter_rows())
    chosen = st.multiselect(
        _("Segments"),
        names,
        default=start,
        format_func=lambda name: f"{_(name)} ({sizes[name]:,})",
        key="audience-segments",
        label_visibility="collapsed",
        persist_state="session",
    )
    return tuple(sorted(chosen))


def _rule(people: pl.DataFrame, numbers: Numbers) -> Audience:
    top = float(people.select(pl.coalesce(t.CLV, t.REVENUE).max()).item() or 0.0)
    value = st.number_input(
        _("Expected value from"),
        0.0,
        max(top, 1.0),
        0.0,
        key="audience-value",
        icon=None,
        help=panels.plain(_("Up to {top} here").format(top=numbers.money(top))),
    )
    low, high = st.slider(
        _("Chance of buying again"), 0, 100, (10, 60), 5, format="%d%%", key="audience-chance"
    )
    quiet = st.toggle(_("Only those silent for too long"), key="audience-quiet")
    return Audience("rule", value=value or 0.0, chance=(low / 100, high / 100), quiet=quiet)

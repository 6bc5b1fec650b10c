"""What changed in a workspace since the last look, and how earlier forecasts did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clv.present.numbers import Numbers
from clv.words import N_, _, ngettext

if TYPE_CHECKING:
    from clv.workspace import Appended, Changes, Health, Score

EVENT_TITLES = {
    "joined": N_("New"),
    "woke_up": N_("Came back"),
    "fell_quiet": N_("Fell quiet"),
    "moved": N_("Moved to another segment"),
    "gone": N_("No longer there"),
    "steady": N_("As before"),
}


def appended_sentence(appended: Appended) -> str:
    """Say which files were kept and which were there already."""
    parts = []
    if appended.added:
        text = ngettext("Added {names}.", "Added {n} files: {names}.", len(appended.added))
        parts.append(text.format(n=len(appended.added), names=", ".join(appended.added)))
    if appended.repeated:
        text = _("There already, nothing changed: {names}.")
        parts.append(text.format(names=", ".join(appended.repeated)))
    return " ".join(parts)


def changes_sentence(changes: Changes, since: str, numbers: Numbers) -> str:
    """Say what changed since a day: who came, came back, fell quiet, moved."""
    counts = changes.counts
    parts = {
        "joined": ngettext("{n} customer is new", "{n} customers are new", counts["joined"]),
        "woke_up": ngettext("{n} came back", "{n} came back", counts["woke_up"]),
        "fell_quiet": ngettext("{n} fell quiet", "{n} fell quiet", counts["fell_quiet"]),
        "moved": ngettext(
            "{n} moved to another segment", "{n} moved to another segment", counts["moved"]
        ),
        "gone": ngettext("{n} is no longer there", "{n} are no longer there", counts["gone"]),
    }
    listed = [
        text.format(n=numbers.count(counts[event]))
        for event, text in parts.items()
        if counts[event]
    ]
    if not listed:
        return _("Nothing changed since {day}.").format(day=since)
    return _("Since {day}: {what}.").format(day=since, what=", ".join(listed))


def list_sentence(title: str, changes: Changes, numbers: Numbers) -> str:
    """Say what changed among the customers of a saved list."""
    counts = changes.counts
    text = _("{title}: {quiet} of {all} fell quiet, {woke} came back.")
    return text.format(
        title=title,
        quiet=numbers.count(counts["fell_quiet"]),
        woke=numbers.count(counts["woke_up"]),
        all=numbers.count(changes.customers.height),
    )


def score_sentence(score: Score, numbers: Numbers) -> str:
    """Say how one earlier forecast did."""
    text = (
        _("The forecast of {day} expected {expected} ({range}) by {until}; {came} came.")
        if score.inside
        else _("The forecast of {day} missed: {expected} ({range}) by {until}; {came} came.")
    )
    return text.format(
        day=numbers.day(score.day),
        until=numbers.day(score.until),
        expected=numbers.money(score.expected),
        range=numbers.money_range(score.low, score.high),
        came=numbers.money(score.came),
    )


def health_sentence(health: Health) -> str:
    """Say what the archived forecasts mean for the next one."""
    return {
        "too_early": _("No earlier forecast is old enough to be scored: a month has to pass."),
        "fine": _("The last forecast that could be scored held."),
        "refit": _("The last forecast that could be scored missed: look at the newest one."),
        "world_changed": _(
            "Buying is no longer what the forecasts learned from: be careful with every total."
        ),
    }[health.state]

"""What the person decided about the file: each decision with its effect, and a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Policy, ReadHints
from clv.present.numbers import Numbers
from clv.run import Run
from clv.words import _
from pages.data import cleaning_rules
from pages.shared import panels, session
from pages.shared.shop import Shop


@dataclass(frozen=True)
class Decision:
    """One thing that was decided.

    Parameters
    ----------
    label : str
        What a person calls it.
    without : Run
        The run as it would be without it.
    undo : callable
        Takes it back.
    """

    label: str
    without: Run
    undo: Callable[[], None]


def draw(shop: Shop, numbers: Numbers) -> None:
    """List the decisions; open, one shows before and after and can be taken back."""
    made = list(_made(shop.run))
    if not made:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("You decided"), width="content")
        for number, decision in enumerate(made):
            opened = st.popover(
                panels.plain(decision.label),
                key=session.key(f"decision-{number}"),
                on_change="rerun",
            )
            if opened.open:
                with opened:
                    _effect(shop, decision, numbers)
                    if st.button(_("Undo"), key=f"undo-{number}", icon=":material/undo:"):
                        decision.undo()
                        st.rerun()


def _effect(shop: Shop, decision: Decision, numbers: Numbers) -> None:
    st.caption(_("With it, and how much that is more or less than without"))
    try:
        without = replace(shop, run=decision.without).ask("cleaned")
        with_it = shop.run.cleaned
    except PerennialError:
        st.caption(_("Without it the file can't be used."))
        return
    if without is not None:
        cleaning_rules.before_and_after(without, with_it, numbers)


def _made(run: Run) -> Iterator[Decision]:
    usual = session.usual_policy()
    if run.mapping is not None:
        without = run.with_(mapping=None)
        yield Decision(_("Columns by hand"), without, lambda: session.set_mapping(None))
    for field in fields(ReadHints):
        given = getattr(run.hints, field.name)
        if given != field.default:
            start: dict[str, Any] = {field.name: field.default}
            hints = replace(run.hints, **start)
            yield _of_reading(run, hints, f"{_HINTS[field.name]()}: {_shown(given)}")
    for name in ("returns", "zero", "duplicates", "cancelled", "rates", "currency"):
        given, usually = getattr(run.policy, name), getattr(usual, name)
        if given != usually:
            policy = replace(run.policy, **{name: usually})
            yield _of_policy(run, policy, f"{_policy_said(name)}: {_choice(name, given)}")


def _of_reading(run: Run, hints: ReadHints, label: str) -> Decision:
    return Decision(
        label,
        run.with_(hints=hints),
        lambda: session.set_hints(hints, keep_columns=True),
    )


def _of_policy(run: Run, policy: Policy, label: str) -> Decision:
    return Decision(label, run.with_(policy=policy), lambda: session.set_policy(policy))


def _policy_said(name: str) -> str:
    said = cleaning_rules.options(with_status=True)
    return said[name][0] if name in said else {"rates": _("Rates"), "currency": _("Currency")}[name]


def _choice(name: str, given: object) -> str:
    said = cleaning_rules.options(with_status=True)
    if name in said:
        return said[name][1].get(str(given), str(given))
    if name == "rates" and isinstance(given, tuple):
        return ", ".join(f"{code} {rate:g}" for code, rate in given)
    return _shown(given)


def _shown(given: object) -> str:
    return ", ".join(map(str, given)) if isinstance(given, tuple) else str(given).replace("_", " ")


_HINTS = {
    "encoding": lambda: _("Encoding"),
    "delimiter": lambda: _("Separator"),
    "quote_char": lambda: _("Quotation mark"),
    "escape_char": lambda: _("Escape character"),
    "sheet": lambda: _("Sheet"),
    "header_row": lambda: _("Lines before the names"),
    "has_header": lambda: _("Names its columns"),
    "date_format": lambda: _("Dates"),
    "date_unit": lambda: _("Numbers as dates"),
}

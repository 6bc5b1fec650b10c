"""What the person decided about the file: each decision with its effect, and a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Policy, ReadHints
from clv.option import options_of
from clv.present.numbers import Numbers
from clv.run import Run
from clv.words import _
from pages.data import cleaning_rules
from pages.shared import panels, session
from pages.shared.option_controls import labels
from pages.shared.shop import Shop

_USUAL_HINTS = ReadHints()


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
    decisions = list(_made(shop.run))
    if not decisions:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("You decided"), width="content")
        for number, decision in enumerate(decisions):
            popover = st.popover(
                panels.plain(decision.label),
                key=session.key(f"decision-{number}"),
                on_change="rerun",
            )
            if popover.open:
                with popover:
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
    # A workspace's columns were settled with its first file.
    if run.mapping is not None and session.workspace() is None:
        without = run.with_(mapping=None)
        yield Decision(_("Columns by hand"), without, lambda: session.set_mapping(None))
    for name in options_of(ReadHints):
        value, default = getattr(run.hints, name), getattr(_USUAL_HINTS, name)
        if value != default:
            hints = replace(run.hints, **{name: default})
            yield _of_reading(run, hints, _said(ReadHints, name, value))
    for name in options_of(Policy):
        value, default = getattr(run.policy, name), getattr(usual, name)
        if value != default:
            policy = replace(run.policy, **{name: default})
            yield _of_policy(run, policy, _said(Policy, name, value))


def _of_reading(run: Run, hints: ReadHints, label: str) -> Decision:
    return Decision(
        label,
        run.with_(hints=hints),
        lambda: session.set_hints(hints, keep_columns=True),
    )


def _of_policy(run: Run, policy: Policy, label: str) -> Decision:
    return Decision(label, run.with_(policy=policy), lambda: session.set_policy(policy))


def _said(kind: Any, name: str, value: object) -> str:
    """Name an option and what was chosen."""
    label = _(options_of(kind)[name].label)
    return f"{label}: {labels(kind, name).get(str(value)) or _shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(
            " ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value
        )
    return str(value).replace("_", " ")

"""What this visitor has chosen. The only file that touches `st.session_state`.

Nothing computed lives here: only the decisions that key the caches, and the bytes of his uploads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from clv.customers import PRESETS, SegmentRules
from clv.intake import Mapping, Policy, ReadHints
from clv.options import Settings
from clv.words import _
from pages.shared import samples

# The prefix keeps them apart from the keys of widgets and forms.
_SOURCE, _UPLOADS, _HINTS, _MAPPING, _POLICY, _SETTINGS, _PEOPLE = (
    f"chosen:{name}"
    for name in ("source", "uploads", "hints", "mapping", "policy", "settings", "people")
)
_UPLOADER = "uploader"
_COSTS, _CUSTOMER, _RULES = "chosen:costs", "chosen:customer", "chosen:rules"
_JUDGED = "chosen:judged"
_EDITOR, _STARTED, _COSTS_FILE = "costs:editor", "costs:started", "costs:file"
_AS_FOUND, _USUAL = ReadHints(), Policy()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the orders come from.

    Parameters
    ----------
    title : str
        What a person calls it.
    digest : str
        SHA-256 of the bytes; for a sample, its id.
    sample : bool
        Whether everybody may share what is computed from it.
    """

    title: str
    digest: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Request:
    """Which orders: the key of everything that is computed from them.

    Parameters
    ----------
    source : Source
        The file.
    hints, mapping, policy : frozen values of `clv.intake`
        How to read it, which column is which (None: as guessed), what to do with returns.
    as_of : datetime.date, optional
        Last day of the observation.
    """

    source: Source
    hints: ReadHints = _AS_FOUND
    mapping: Mapping | None = None
    policy: Policy = _USUAL
    as_of: date | None = None


def request() -> Request | None:
    """Return what this visitor is looking at, or None as long as he has chosen no data."""
    _adopt_link()
    source = st.session_state.get(_SOURCE)
    if source is None:
        return None
    return Request(
        source,
        st.session_state.get(_HINTS, _AS_FOUND),
        st.session_state.get(_MAPPING),
        st.session_state.get(_POLICY, _USUAL),
        settings().as_of,
    )


def settings() -> Settings:
    """Return how to look ahead."""
    chosen: Settings = st.session_state.get(_SETTINGS, Settings())
    return chosen


def set_settings(chosen: Settings) -> None:
    """Keep the sidebar's settings for the page that runs next."""
    st.session_state[_SETTINGS] = chosen


def use_sample(name: str) -> None:
    """Look at a sample from now on."""
    source = Source(samples.find(name).title, name, sample=True)
    _use(source)
    st.session_state[_POLICY] = usual_policy(source)


def take_upload() -> None:
    """Look at the files in the uploader from now on; called when they change."""
    files = st.session_state.get(_UPLOADER) or []
    if not files:
        return
    parts = tuple((file.name, file.getvalue()) for file in files)
    digest = _digest([content for _name, content in parts])
    st.session_state[_UPLOADS] = {digest: parts}
    _use(Source(_title([name for name, _content in parts]), digest, sample=False))


def uploader_key() -> str:
    """Return the key under which the uploader keeps its files."""
    return _UPLOADER


def parts_of(source: Source) -> tuple[tuple[str, bytes], ...]:
    """Return name and bytes of each file of a source."""
    if source.sample:
        sample = samples.find(source.digest)
        return ((sample.file, sample.read()),)
    uploads: dict[str, tuple[tuple[str, bytes], ...]] = st.session_state.get(_UPLOADS, {})
    return uploads[source.digest]


def decide(
    *,
    hints: ReadHints | None = None,
    mapping: Mapping | None = None,
    policy: Policy | None = None,
) -> None:
    """Keep what the visitor decided about reading and cleaning; None leaves it as it was."""
    for key, decision in ((_HINTS, hints), (_MAPPING, mapping), (_POLICY, policy)):
        if decision is not None:
            st.session_state[key] = decision


def forget_columns() -> None:
    """Take back what the visitor said about the columns: they are guessed again."""
    st.session_state.pop(_MAPPING, None)


def usual_policy(source: Source) -> Policy:
    """Return the rules that a source starts with: a sample's currency is known."""
    return Policy(currency=samples.find(source.digest).currency) if source.sample else _USUAL


def reread(hints: ReadHints, *, keep_columns: bool = False) -> None:
    """Read the same file in another way; the columns are guessed anew unless they are the same."""
    st.session_state[_HINTS] = hints
    if not keep_columns:
        st.session_state.pop(_MAPPING, None)


def choose_people(title: str, people: Sequence[str]) -> None:
    """Keep a list of customers, so that the next page can go on with it."""
    st.session_state[_PEOPLE] = (title, tuple(people))


def chosen_people() -> tuple[str, tuple[str, ...]] | None:
    """Return the list of customers kept last, with its title."""
    kept: tuple[str, tuple[str, ...]] | None = st.session_state.get(_PEOPLE)
    return kept


Cost = tuple[date, str | None, float, float]  # month, channel, acquisition, retention


def set_costs(rows: Sequence[Cost], *, anew: bool = False) -> None:
    """Keep what winning and keeping customers cost: the rows of `clv.action.COSTS`.

    Parameters
    ----------
    rows : sequence of Cost
        The whole table.
    anew : bool
        Whether it comes from elsewhere than the editor, which then starts anew.
    """
    st.session_state[_COSTS] = tuple(rows)
    if anew:
        st.session_state[_EDITOR] = st.session_state.get(_EDITOR, 0) + 1


def costs() -> tuple[Cost, ...]:
    """Return the cost table kept last; empty as long as nobody gave one."""
    kept: tuple[Cost, ...] = st.session_state.get(_COSTS, ())
    return kept


def costs_editor() -> str:
    """Return the key of the cost table's editor; a new one after a whole table was put in."""
    return f"costs-{st.session_state.get(_EDITOR, 0)}"


def costs_at_start() -> tuple[Cost, ...]:
    """Return the table from which the editor started: it counts edits from there."""
    if costs_editor() not in st.session_state:
        st.session_state[_STARTED] = costs()
    started: tuple[Cost, ...] = st.session_state[_STARTED]
    return started


def is_news(file_id: str) -> bool:
    """Tell whether a file of costs was just given, and remember it."""
    news = st.session_state.get(_COSTS_FILE) != file_id
    st.session_state[_COSTS_FILE] = file_id
    return bool(news)


def rules() -> SegmentRules:
    """Return the rules by which the Segments page names groups."""
    kept: SegmentRules = st.session_state.get(_RULES, PRESETS["eleven"])
    return kept


def set_rules(chosen: SegmentRules) -> None:
    """Name groups by other rules from now on."""
    st.session_state[_RULES] = chosen


def note_judged(run: tuple[Request, Settings]) -> None:
    """Remember that the models of a run were judged."""
    st.session_state[_JUDGED] = run


def was_judged(run: tuple[Request, Settings]) -> bool:
    """Tell whether the models of this very run were judged last."""
    return bool(st.session_state.get(_JUDGED) == run)


def choose_customer(customer_id: str) -> None:
    """Look at one customer from now on."""
    st.session_state[_CUSTOMER] = customer_id


def chosen_customer() -> str | None:
    """Return the customer looked at last."""
    kept: str | None = st.session_state.get(_CUSTOMER)
    return kept


def with_policy(asked: Request, **changes: Any) -> Request:
    """Return the same request under a changed policy, for a look at before and after."""
    return replace(asked, policy=replace(asked.policy, **changes))


def whole(asked: Request) -> Request:
    """Return the same request over the whole log, whatever the last day chosen."""
    return replace(asked, as_of=None)


def _use(source: Source) -> None:
    st.session_state[_SOURCE] = source
    for key in (_HINTS, _MAPPING, _POLICY, _PEOPLE, _COSTS, _CUSTOMER):
        st.session_state.pop(key, None)


def _adopt_link() -> None:
    """Open the sample that a link names (``?sample=cdnow``), for a visitor who has no data yet."""
    name = st.query_params.get("sample")
    if _SOURCE not in st.session_state and name in samples.names():
        use_sample(name)


def _title(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} and {n} more").format(first=names[0], n=len(names) - 1)


def _digest(contents: Sequence[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()

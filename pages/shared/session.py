"""What this visitor has chosen. The only file that touches `st.session_state`.

Nothing computed lives here: only decisions, and the bytes of what was uploaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date

import streamlit as st

from clv.customers import PRESETS, SegmentRules
from clv.errors import SettingsError
from clv.intake import Files, Mapping, Policy, ReadHints, SourceFile
from clv.option import options_of, parse
from clv.options import Settings
from clv.run import choices
from clv.workspace import Workspace, is_workspace
from pages.shared import samples, workspaces
from pages.shared.samples import Sample

Origin = Sample | Files | Workspace
Cost = tuple[date, str | None, float, float]  # month, channel, acquisition, retention

# The prefix keeps them apart from the keys of widgets and forms.
_ORIGIN, _HINTS, _MAPPING, _POLICY, _SETTINGS = (
    f"chosen:{name}" for name in ("origin", "hints", "mapping", "policy", "settings")
)
_LIST, _CUSTOMER, _COSTS, _RULES, _DRAWN = (
    f"chosen:{name}" for name in ("list", "customer", "costs", "rules", "drawn")
)
_SOURCES, _SOURCES_EMPTIED = "chosen:sources", "chosen:sources-emptied"
_OPENED, _EMPTIED, _LOST = "chosen:opened", "chosen:emptied", "chosen:lost"
_EDITOR, _STARTED, _COSTS_FILE = "costs:editor", "costs:started", "costs:file"
_LONG = 80  # letters of a file's name in the link
_OF_THE_DATA = (
    _HINTS,
    _MAPPING,
    _POLICY,
    _SOURCES,
    _LIST,
    _CUSTOMER,
    _COSTS,
    _DRAWN,
    _STARTED,
    _COSTS_FILE,
)


@dataclass(frozen=True)
class Reading:
    """What was decided about reading and cleaning the file.

    Parameters
    ----------
    hints : ReadHints
        How to read it.
    mapping : Mapping, optional
        Which column is which; None: as guessed.
    policy : Policy
        What to count.
    sources : tuple of SourceFile
        What else is known of the customers.
    """

    hints: ReadHints
    mapping: Mapping | None
    policy: Policy
    sources: tuple[SourceFile, ...] = ()


def key(name: str) -> str:
    """Return the key of a widget: another one for other data, so that it starts anew with them."""
    count = st.session_state.get(_OPENED, 0)
    return f"{name}~{count}" if count > 1 else name


# The data


def origin() -> Origin | None:
    """Return which data this visitor looks at, or None as long as none were chosen."""
    if _ORIGIN not in st.session_state:
        name = st.query_params.get("sample")
        workspace = workspaces.at_start(st.query_params.get("workspace"))
        if name in samples.CATALOGUE:
            use_sample(name)
        elif workspace is not None:
            use_workspace(workspace)
    source: Origin | None = st.session_state.get(_ORIGIN)
    if isinstance(source, Workspace) and not is_workspace(source.folder):
        close()  # renamed or deleted meanwhile, from the command line or another window
        return None
    return source


def use_sample(name: str) -> None:
    """Look at a sample from now on."""
    empty_uploader()
    _use(samples.CATALOGUE[name])


def use_workspace(workspace: Workspace) -> None:
    """Look at a workspace from now on, read as was decided there."""
    link = {} if _ORIGIN in st.session_state else st.query_params.to_dict()
    empty_uploader()
    _use(workspace)
    kept = workspace.options
    for name, place in (("hints", _HINTS), ("mapping", _MAPPING), ("policy", _POLICY)):
        if name in kept:
            st.session_state[place] = kept[name]
    if "settings" in kept:
        set_settings(_settings_of(link, kept["settings"]))
        for name in options_of(Settings):  # the sidebar's controls start from them
            st.session_state.pop(f"setting-{name}", None)


def workspace() -> Workspace | None:
    """Return the workspace this visitor looks at, if it is one."""
    chosen = st.session_state.get(_ORIGIN)
    return chosen if isinstance(chosen, Workspace) else None


def close() -> None:
    """Look at nothing from now on."""
    st.session_state.pop(_ORIGIN, None)
    st.query_params.clear()


def take_upload() -> None:
    """Look at the files in the uploader from now on; called when they change.

    The uploader is emptied: a refused file would be read again with the next one. After a restart
    the browser may still name files that the server no longer has; they are told, not read.
    """
    if parts := take_files():
        _use(Files(parts))


def take_files(name: str = "uploader") -> tuple[tuple[str, bytes], ...]:
    """Return the files in an uploader, and put a new one in its place."""
    parts = _parts(uploader_key(name))
    empty_uploader()
    return parts


def uploaded(name: str) -> tuple[tuple[str, bytes], ...]:
    """Return the files in another uploader, by the name of its widget."""
    return _parts(key(name))


def _parts(widget: str) -> tuple[tuple[str, bytes], ...]:
    files = st.session_state.get(widget) or []
    here = [file for file in files if hasattr(file, "getvalue")]
    st.session_state[_LOST] = len(files) - len(here)
    return tuple((file.name, file.getvalue()) for file in here)


def uploader_key(name: str = "uploader") -> str:
    """Return the key of an uploader that is emptied once its files were taken."""
    return f"{name}-{st.session_state.get(_EMPTIED, 0)}"


def lost_upload() -> bool:
    """Tell whether the last upload named files that the server no longer has."""
    return bool(st.session_state.get(_LOST))


def lost_file() -> str | None:
    """Return the upload that the link names and this session does not have: it was reloaded."""
    return None if _ORIGIN in st.session_state else st.query_params.get("upload")


def remember_in_link() -> None:
    """Name data and settings in the link: a reload finds them, or can say what is lost."""
    source = st.session_state.get(_ORIGIN)
    if source is None:
        return
    match source:
        case Sample():
            parameters = {"sample": source.name}
        case Workspace():
            parameters = {"workspace": source.name}
        case _:
            parameters = {"upload": source.title[:_LONG]}
    usual = asdict(Settings())
    parameters |= {
        name: str(value) for name, value in asdict(settings()).items() if value != usual[name]
    }
    if st.query_params.to_dict() != parameters:
        st.query_params.from_dict(parameters)


def empty_uploader() -> None:
    """Put new uploaders in the place of those that still name files."""
    st.session_state[_EMPTIED] = st.session_state.get(_EMPTIED, 0) + 1


def _use(source: Origin) -> None:
    first, now = _ORIGIN not in st.session_state, settings()
    set_settings(now if first else replace(now, as_of=None))  # it is a day of other data
    st.session_state[_ORIGIN] = source
    st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
    for name in _OF_THE_DATA:
        st.session_state.pop(name, None)


# How they are read


def reading() -> Reading:
    """Return what was decided about reading and cleaning."""
    return Reading(
        st.session_state.get(_HINTS, ReadHints()),
        st.session_state.get(_MAPPING),
        st.session_state.get(_POLICY, usual_policy()),
        sources(),
    )


def usual_policy() -> Policy:
    """Return the rules that the data start with: a sample's currency is known."""
    source = st.session_state.get(_ORIGIN)
    return Policy(currency=source.currency) if isinstance(source, Sample) else Policy()


def set_mapping(mapping: Mapping | None) -> None:
    """Keep which column is which; None: they are guessed again."""
    st.session_state[_MAPPING] = mapping


def set_policy(policy: Policy) -> None:
    """Keep what to count."""
    st.session_state[_POLICY] = policy


def sources() -> tuple[SourceFile, ...]:
    """Return the files about customers that were given; a sample's own at first."""
    origin_now = st.session_state.get(_ORIGIN)
    if isinstance(origin_now, Workspace):
        return origin_now.sources
    usual = origin_now.sources if isinstance(origin_now, Sample) else ()
    files: tuple[SourceFile, ...] = st.session_state.get(_SOURCES, usual)
    return files


def set_sources(files: Sequence[SourceFile]) -> None:
    """Keep the files about customers; where a workspace is open, there."""
    origin_now, files = st.session_state.get(_ORIGIN), tuple(dict.fromkeys(files))
    if isinstance(origin_now, Workspace):
        origin_now.set_sources(files)
    else:
        st.session_state[_SOURCES] = files


def take_sources() -> None:
    """Add the files in the uploader of sources, and empty it; called when they change."""
    parts = _parts(sources_uploader())
    st.session_state[_SOURCES_EMPTIED] = st.session_state.get(_SOURCES_EMPTIED, 0) + 1
    set_sources([*sources(), *(SourceFile(Files((part,))) for part in parts)])


def sources_uploader() -> str:
    """Return the key of the uploader of sources."""
    return key(f"sources-{st.session_state.get(_SOURCES_EMPTIED, 0)}")


def set_hints(hints: ReadHints, *, keep_columns: bool = False) -> None:
    """Read the same file in another way; the columns are guessed anew unless they are the same."""
    st.session_state[_HINTS] = hints
    if not keep_columns:
        set_mapping(None)


# How to look ahead


def settings() -> Settings:
    """Return how to look ahead; at first as the link says, where it says what makes sense."""
    return st.session_state.get(_SETTINGS) or _settings_of(st.query_params.to_dict())


def _settings_of(link: dict[str, str], usual: Settings | None = None) -> Settings:
    settings_ = usual or Settings()
    for name in options_of(Settings).keys() & link.keys():
        named = choices(Settings, name)
        with suppress(SettingsError):
            if not named or link[name] in named:
                settings_ = replace(settings_, **{name: parse(Settings, name, link[name])})
    return settings_


def set_settings(settings_: Settings) -> None:
    """Keep the sidebar's settings for the page that runs next."""
    st.session_state[_SETTINGS] = settings_


def drawn() -> tuple[Reading, Settings] | None:
    """Return for what a whole page was drawn last."""
    last: tuple[Reading, Settings] | None = st.session_state.get(_DRAWN)
    return last


def set_drawn(what: tuple[Reading, Settings]) -> None:
    """Remember for what a whole page was drawn."""
    st.session_state[_DRAWN] = what


# What was chosen on one page for another


def choose_list(title: str, customer_ids: Sequence[str]) -> None:
    """Keep a list of customers, so that the next page can go on with it."""
    st.session_state[_LIST] = (title, tuple(customer_ids))


def chosen_list() -> tuple[str, tuple[str, ...]] | None:
    """Return the list of customers kept last, with its title."""
    last: tuple[str, tuple[str, ...]] | None = st.session_state.get(_LIST)
    return last


def choose_customer(customer_id: str) -> None:
    """Look at one customer from now on."""
    st.session_state[_CUSTOMER] = customer_id


def chosen_customer() -> str | None:
    """Return the customer looked at last."""
    last: str | None = st.session_state.get(_CUSTOMER)
    return last


def rules() -> SegmentRules:
    """Return the rules by which the Segments page names groups."""
    last: SegmentRules = st.session_state.get(_RULES, PRESETS["eleven"])
    return last


def set_rules(rules_now: SegmentRules) -> None:
    """Name groups by other rules from now on."""
    st.session_state[_RULES] = rules_now


# What customers cost


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
    last: tuple[Cost, ...] = st.session_state.get(_COSTS, ())
    return last


def costs_editor() -> str:
    """Return the key of the cost table's editor; a new one after a whole table was put in."""
    return key(f"costs-{st.session_state.get(_EDITOR, 0)}")


def costs_at_start() -> tuple[Cost, ...]:
    """Return the table from which the editor started: it counts edits from there."""
    if costs_editor() not in st.session_state or _STARTED not in st.session_state:
        st.session_state[_STARTED] = costs()
    rows_at_start: tuple[Cost, ...] = st.session_state[_STARTED]
    return rows_at_start


def is_news(file_id: str) -> bool:
    """Tell whether a file of costs was just given, and remember it."""
    news = st.session_state.get(_COSTS_FILE) != file_id
    st.session_state[_COSTS_FILE] = file_id
    return bool(news)

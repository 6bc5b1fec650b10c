"""Value or table -> drawing: the few shapes of which every page is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import polars as pl
import streamlit as st

from clv import tables as t
from clv.errors import Notice, PerennialError
from clv.evaluate import Verdict
from clv.present.charts import style
from clv.present.numbers import Numbers
from clv.present.words import say, verdict_sentence
from clv.words import _
from pages.shared import session

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.elements.arrow import DataframeState
    from streamlit.elements.plotly_chart import PlotlyState

_LINKS = re.compile(r"(?:https?:|\bwww(?=\.)|@)", re.IGNORECASE)
_MODEBAR_OFF = {"displayModeBar": False, "scrollZoom": False}
_ROW, _HEADER = 35, 36  # pixels of a table's row and header
_EAGER = 2_000  # rows up to which a table is sent whole; longer ones as they are scrolled
_NARROWEST = 340  # pixels below which a picture gets a row of its own
_TRUST: dict[str, tuple[Literal["green", "orange", "red"], str]] = {
    "money": ("green", ":material/verified:"),
    "ranking": ("orange", ":material/swap_vert:"),
    "nothing": ("red", ":material/block:"),
}


def plain(text: str) -> str:
    """Escape Markdown: a dollar sign is money, an asterisk in an id is an asterisk.

    What looks like a link is none: an invisible joiner parts it where Markdown would find one.
    """
    broken = _LINKS.sub(lambda link: f"{link[0]}\u2060", text)
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>$#~|:" else sign for sign in broken)


def finding(question: str, sentence: str, note: str = "") -> None:
    """Head a page: the question small, the finding as the heading, what it rests on below."""
    with st.container(gap="small"):
        st.caption(question)
        st.title(plain(sentence), anchor=False)
        if note:
            st.caption(plain(note))


def side_by_side() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Make two places side by side on a wide screen, one below the other on a narrow one."""
    grid = st.grid(2, min_column_width=_NARROWEST, gap="medium")
    return grid.cell(), grid.cell()


def picture(
    figure: Figure, title: str, subtitle: str, key: str, *, select: bool = False
) -> list[dict[str, Any]]:
    """Draw a figure under its finding and a line that says what is drawn.

    Returns the points that were clicked, where `select` allows it.
    """
    with st.container(gap="xxsmall"):
        st.subheader(plain(title), anchor=False)
        st.caption(plain(subtitle))
    return chart(figure, f"{title}. {subtitle}", key, select=select)


def chart(figure: Figure, alt: str, key: str, *, select: bool = False) -> list[dict[str, Any]]:
    """Draw a figure alone; return the points that were clicked, where `select` allows it."""
    state = st.plotly_chart(
        style.without_markup(figure),
        key=session.key(key),
        alt=alt,
        config=_MODEBAR_OFF,
        on_select="rerun" if select else "ignore",
        selection_mode="points",
    )
    return list(cast("PlotlyState", state).selection.points) if select else []


def table(
    frame: pl.DataFrame, numbers: Numbers, key: str, *, rows: int = 10, select: bool = False
) -> list[int]:
    """Show a table with human headers and units, ten rows at first.

    Returns the numbers of the rows that were selected, where `select` allows it; of a table too
    long to be sent at once only the head can then be shown.
    """
    frame = frame.drop(t.money_in(frame)) if numbers.counted else frame
    long = frame.height > _EAGER
    state = st.dataframe(
        _as_shown(frame.head(_EAGER) if long and select else frame),
        key=session.key(key),
        hide_index=True,
        height=_HEADER + _ROW * max(1, min(rows, frame.height)) + 3,
        column_config=columns_of(frame, numbers),
        placeholder="–",
        lazy=long and not select,
        on_select="rerun" if select else "ignore",
        selection_mode="multi-row",
    )
    return list(cast("DataframeState", state).selection.rows) if select else []


def columns_of(frame: pl.DataFrame, numbers: Numbers) -> dict[str, Any]:
    """Configure each column by the unit its contract gives it."""
    money = [name for name in frame.columns if _is_money(name)]
    tops = frame.select(pl.col(money).abs().max()).row(0) if money else ()
    top = max((float(most or 0) for most in tops), default=0.0)
    pattern = numbers.column_format(0 if top >= 100 else 2)
    columns = {name: _column(name, frame[name], pattern) for name in frame.columns}
    if "change" in columns:
        columns["change"] = _signed(numbers)
    return columns


def _signed(numbers: Numbers) -> Any:
    """Configure a change of money: its sign stands first, so the currency stands in the header."""
    label = _(t.label("change"))
    return st.column_config.NumberColumn(
        f"{label}, {numbers.symbol}" if numbers.symbol else label,
        help=_help("change"),
        format="%+,.0f",
    )


def _as_shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Write shares in per cent, as their columns' formats expect, and our words in the language."""
    shares = [name for name in frame.columns if _is_share(name)]
    terms = [
        name for name, kind in frame.schema.items() if kind == pl.String and t.unit(name) == "term"
    ]
    return frame.with_columns(
        *((100 * _short_of_all(pl.col(name))).alias(name) for name in shares),
        *(pl.col(name).replace({word: _(word) for word in _words(frame[name])}) for name in terms),
    )


def _short_of_all(share: pl.Expr) -> pl.Expr:
    """Keep what is not all from being rounded to all: 99.96% is written 99.9%."""
    return pl.when(share.is_between(0.999, 1, closed="none")).then(0.999).otherwise(share)


def _words(column: pl.Series) -> list[str]:
    return column.drop_nulls().unique().to_list()


def _help(name: str) -> str | None:
    meaning = t.meaning(name)
    return _(meaning) if meaning else None


def _is_share(name: str) -> bool:
    return t.unit(name) == "probability"


def _is_money(name: str) -> bool:
    return t.unit(name) == "money"


def _column(name: str, values: pl.Series, money: str) -> Any:
    column = st.column_config
    label, meaning = _(t.label(name)), _help(name)
    if _is_share(name):
        nearly_all = values.is_between(0.995, 1, closed="left").any()
        pattern = "%.1f%%" if nearly_all else "%.0f%%"
        if name in ("share", "roi"):
            return column.NumberColumn(label, help=meaning, format=pattern)
        return column.ProgressColumn(
            label, help=meaning, min_value=0, max_value=100, format=pattern
        )
    if _is_money(name):
        return column.NumberColumn(label, help=meaning, format=money)
    if values.dtype == pl.Date:
        return column.DateColumn(label, help=meaning, format="D MMM YYYY")
    if values.dtype.is_numeric():
        return column.NumberColumn(label, help=meaning, format="%,.0f")
    return column.TextColumn(label, help=meaning, pinned=name == "customer_id")


def trust(verdict: Verdict, numbers: Numbers, *, lead_on: bool = True) -> None:
    """Say in a chip how far the forecasts may be trusted, and lead to why."""
    colour, icon = _TRUST[verdict.use]
    words = {
        "money": _("Use the totals") if numbers.counted else _("Use the money"),
        "ranking": _("Use the ranking, not the totals")
        if numbers.counted
        else _("Use the ranking, not the money"),
        "nothing": _("Don't rely on the forecast"),
    }[verdict.use]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(words, icon=icon, color=colour, help=plain(verdict_sentence(verdict, numbers)))
        if lead_on:
            st.page_link("pages/models/page.py", label=_("Why?"))


def notices(items: Sequence[Notice], numbers: Numbers) -> None:
    """List what has to be said, one line each."""
    if not items:
        st.caption(_("Nothing stood out."))
    for notice in items:
        st.markdown(f":material/info: {plain(say(notice, numbers))}")


def margin_caution(margin: float) -> None:
    """Remind of the margin as long as revenue counts in full."""
    if margin == 1:
        st.caption(_("The margin is 100%: set yours on the left, or revenue counts as profit."))


def refusal(reason: str | Notice | PerennialError) -> None:
    """Say why the data can't carry what would be here, and what can be done."""
    words = reason if isinstance(reason, str) else say(reason)
    st.info(plain(words), icon=":material/hourglass_disabled:")


def drawer(title: str, icon: str, key: str) -> DeltaGenerator | None:
    """Make a drawer; return it only while it is open, so that what is in it is worked out then."""
    expander = st.expander(title, icon=icon, key=session.key(key), on_change="rerun")
    return expander if expander.open else None


def go_on(path: str, label: str) -> None:
    """Offer the one next step as the page's main button."""
    if st.button(label, type="primary", icon=":material/arrow_forward:"):
        st.switch_page(path)


def way_on(*links: tuple[str, str, str]) -> None:
    """Lead on to other pages: (path, label, icon)."""
    with st.container(horizontal=True, gap="medium"):
        for path, label, icon in links:
            st.page_link(path, label=label, icon=icon)

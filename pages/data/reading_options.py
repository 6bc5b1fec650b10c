"""How the file is read: the person's word where the file leaves a doubt."""

from __future__ import annotations

import streamlit as st

from clv.errors import PerennialError
from clv.intake import ReadHints
from clv.run import Run
from clv.words import _
from pages.shared import panels, session

_FORMS = {
    "day_first": "31/12/2024",
    "month_first": "12/31/2024",
    "year_first": "2024-12-31",
}


def encodings() -> dict[str, str]:
    """Name the encodings that people's files have."""
    return {
        "utf-8": "UTF-8",
        "cp1252": _("Western European (Windows)"),
        "iso-8859-15": _("Western European (ISO)"),
        "cp1250": _("Central European"),
        "cp1251": _("Cyrillic"),
        "cp1253": _("Greek"),
        "cp1254": _("Turkish"),
        "shift_jis": _("Japanese (Shift-JIS)"),
        "gb18030": _("Chinese, simplified"),
        "big5": _("Chinese, traditional"),
        "euc_kr": _("Korean"),
        "utf-16": "UTF-16",
        "utf-32": "UTF-32",
    }


def units() -> dict[str, str]:
    """Name what plain numbers may count, where they stand for dates."""
    return {
        "s": _("seconds since 1970"),
        "ms": _("milliseconds since 1970"),
        "us": _("microseconds since 1970"),
        "ns": _("nanoseconds since 1970"),
        "excel": _("days of a spreadsheet"),
        "excel1904": _("days of a spreadsheet (1904)"),
    }


def draw(run: Run) -> None:
    """Let the person say how the file is to be read."""
    hints = run.hints
    found = st.empty()
    with st.form("reading", border=False):
        one, two, three = st.columns(3)
        with one:
            encoding = _pick(_("Encoding"), encodings(), hints.encoding, "reading-encoding")
            form = _pick(_("Dates look like"), _FORMS, hints.date_format, "reading-dates")
            unit = _pick(_("Numbers as dates count"), units(), hints.date_unit, "reading-unit")
        with two:
            mark = _mark(_("Separator"), hints.delimiter, "reading-separator")
            quote = _mark(_("Quotation mark"), hints.quote_char, "reading-quote")
        with three:
            header = st.number_input(
                _("Lines before the column names"),
                0,
                1000,
                hints.header_row,
                placeholder=_("found out"),
                key=session.key("reading-header"),
            )
            named = st.toggle(
                _("The file names its columns"),
                hints.has_header,
                key=session.key("reading-named"),
            )
            sheet = _sheet(run)
        if st.form_submit_button(_("Read again")):
            session.set_hints(
                ReadHints(
                    encoding=encoding,
                    delimiter=mark,
                    quote_char=quote,
                    sheet=sheet,
                    header_row=header,
                    has_header=named,
                    date_format=form,
                    date_unit=unit,
                )
            )
            st.rerun()
    found.caption(panels.plain(_found(run)))


def _found(run: Run) -> str:
    """Say how the file was read this time."""
    try:
        passport = run.raw.input
    except PerennialError:
        return ""
    said = [passport.file, passport.format, passport.encoding or ""]
    return _("Read as: {how}").format(how=" · ".join(part for part in said if part))


def _pick(label: str, options: dict[str, str], now: str | None, key: str) -> str | None:
    names = [*options, *([now] if now and now not in options else [])]
    picked: str | None = st.selectbox(
        label,
        names,
        index=names.index(now) if now else None,
        format_func=lambda name: options.get(name, name),
        placeholder=_("found out"),
        key=session.key(key),
    )
    return picked


def _mark(label: str, now: str | None, key: str) -> str | None:
    mark = st.text_input(
        label, now or "", placeholder=_("found out"), max_chars=1, key=session.key(key)
    )
    return mark or None


def _sheet(run: Run) -> str | int | tuple[str, ...] | None:
    names = run.sheets
    if len(names) < 2:
        return run.hints.sheet
    return pick_sheets(names, run.hints) or None


def pick_sheets(names: tuple[str, ...], hints: ReadHints) -> tuple[str, ...]:
    """Ask which sheets hold the orders."""
    now = hints.sheet if isinstance(hints.sheet, tuple) else ()
    return tuple(
        st.multiselect(
            _("Sheets"),
            names,
            [name for name in now if name in names],
            placeholder=_("found out"),
            key=session.key("reading-sheets"),
        )
    )

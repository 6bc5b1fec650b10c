"""What goes along with every workbook: the passport of the run, as far as this page has run."""

from __future__ import annotations

from collections.abc import Callable

from clv.errors import PerennialError
from clv.present import html_report as report
from clv.present.passport import Note, notes_of
from pages.shared import cached, session


def current() -> Callable[[], list[Note]]:
    """Return what writes the notes when a download is clicked.

    What is known is looked up now, since a click is answered outside the page's script; nothing
    is computed for the notes alone.
    """
    request, settings = session.request(), session.settings()
    if request is None:
        return list
    try:
        cleaned = cached.cleaned(request)
    except PerennialError:
        return list
    known = cached.known(request, settings)
    if known is None:
        return lambda: notes_of(report.check_report(cleaned))
    fitted, (tested, verdict) = known
    return lambda: notes_of(
        report.run_report(cleaned, settings, fitted.models, tested, verdict, fitted.notices)
    )

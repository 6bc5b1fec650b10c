"""Which sheets a workbook has, so that a person can choose among them."""

from __future__ import annotations

from clv.errors import InputError
from clv.intake.files.guarded import refusing
from clv.intake.files.workbookparts import check_parts
from clv.words import _

_ZIP = b"PK"


def sheets_of(data: bytes) -> tuple[str, ...]:
    r"""Name the sheets of a workbook in their order; a file of another kind has none.

    Examples
    --------
    >>> sheets_of(b"customer,date,amount\n")
    ()
    """
    if not data.startswith(_ZIP):
        return ()
    import fastexcel

    try:
        check_parts(data)
        with refusing("corrupt_file", _("The workbook is damaged; save it anew.")):
            return tuple(fastexcel.read_excel(data).sheet_names)
    except InputError:
        return ()

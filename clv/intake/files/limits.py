"""What a file may weigh, so that no upload brings the server down."""

from __future__ import annotations

from clv.errors import InputError
from clv.words import _

MAX_EXPANDED = 1 << 30
"""Most bytes a compressed file may unfold to: 1 GiB."""
MAX_RATIO = 100
"""Most times larger a file may unfold than it came, once it is past `SURELY_FINE` bytes.

Order exports shrink 3 to 20 times; only a bomb shrinks a hundred times.
"""
SURELY_FINE = 32 << 20
MAX_ROWS = 200_000_000
MAX_COLUMNS = 4_096
MAX_TEXT_FIELD = 1 << 20
"""Most characters one field may have: 1 Mi."""
MAX_NAME = 200
"""Most characters of a column's name that are kept."""
MAX_LINE = 8 << 20
"""Most characters one line may have: 8 Mi."""


def check_expansion(packed: int, unfolded: int) -> None:
    """Stop when a compressed file unfolds too far; call it while unfolding.

    Parameters
    ----------
    packed, unfolded : int
        Bytes as they came, and bytes so far.

    Raises
    ------
    InputError
        ``too_large_expanded``.

    Examples
    --------
    >>> check_expansion(packed=1 << 20, unfolded=20 << 20)
    >>> check_expansion(packed=1 << 10, unfolded=40 << 20)
    Traceback (most recent call last):
    clv.errors.InputError: The file unfolds to over 32 MB, the limit being 1,024 MB or 100 times its
    size as it came; save it as plain CSV or in parts.
    """
    bomb = unfolded > SURELY_FINE and unfolded > MAX_RATIO * packed
    if bomb or unfolded > MAX_EXPANDED:
        raise InputError(
            "too_large_expanded",
            _(
                "The file unfolds to over {megabytes:,} MB, the limit being {limit:,} MB or "
                "{ratio} times its size as it came; save it as plain CSV or in parts."
            ).format(
                megabytes=(SURELY_FINE if bomb else MAX_EXPANDED) >> 20,
                limit=MAX_EXPANDED >> 20,
                ratio=MAX_RATIO,
            ),
        )


def check_shape(rows: int, columns: int) -> None:
    """Stop at tables too long or too wide to be a transaction log.

    Raises
    ------
    InputError
        ``too_many_rows`` or ``too_many_columns``.
    """
    if rows > MAX_ROWS:
        raise InputError(
            "too_many_rows",
            _("The file has {rows:,} rows, the limit is {limit:,}; read it in parts.").format(
                rows=rows, limit=MAX_ROWS
            ),
        )
    if columns > MAX_COLUMNS:
        raise InputError(
            "too_many_columns",
            _(
                "The file has {columns:,} columns, the limit is {limit:,}; check the delimiter or "
                "export only customer, date and amount."
            ).format(columns=columns, limit=MAX_COLUMNS),
        )

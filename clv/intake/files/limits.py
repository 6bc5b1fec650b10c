"""What a file may weigh, so that no upload brings the server down; what becomes of broken ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clv.errors import InputError, PerennialError

MAX_EXPANDED = 1 << 30
"""Most bytes a compressed file may unfold to: 1 GiB."""
MAX_RATIO = 40
"""Most times larger a file may unfold than it came, once it is past `SURELY_FINE` bytes.

Order exports shrink 3 to 20 times; only a bomb shrinks a hundred times.
"""
SURELY_FINE = 32 << 20
MAX_ROWS = 200_000_000
MAX_COLUMNS = 1_500
"""Most columns of a table; the widest exports of shops have some hundred."""
MAX_TEXT_FIELD = 1 << 20
"""Most characters one field may have: 1 Mi."""
MAX_NAME = 200
"""Most characters of a column's name that are kept."""
MAX_LINE = 4 << 20
"""Most characters one line may have: 4 Mi."""
_LEAST_MEMORY, _MEMORY_A_BYTE, _MOST_MEMORY = 192 << 20, 20, 4 << 30


def memory_for(size: int) -> int:
    """Return the bytes of memory that reading a workbook or Parquet file of this size may take.

    Examples
    --------
    >>> memory_for(1 << 20) >> 20
    212
    """
    return min(_LEAST_MEMORY + _MEMORY_A_BYTE * size, _MOST_MEMORY)


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
    clv.errors.InputError: too_large_expanded (megabytes=32, limit=1024, ratio=40)
    """
    bomb = unfolded > SURELY_FINE and unfolded > MAX_RATIO * packed
    if bomb or unfolded > MAX_EXPANDED:
        raise InputError(
            "too_large_expanded",
            megabytes=(SURELY_FINE if bomb else MAX_EXPANDED) >> 20,
            limit=MAX_EXPANDED >> 20,
            ratio=MAX_RATIO,
        )


def check_shape(rows: int, columns: int) -> None:
    """Stop at tables too long or too wide to be a transaction log.

    Raises
    ------
    InputError
        ``too_many_rows`` or ``too_many_columns``.
    """
    if rows > MAX_ROWS:
        raise InputError("too_many_rows", rows=rows, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise InputError("too_many_columns", columns=columns, limit=MAX_COLUMNS)


@contextmanager
def refusing(kind: str, variant: str = "") -> Iterator[None]:
    """Turn whatever a foreign reader raises into an `InputError` of that kind.

    Readers written in Rust may panic on damaged files. Memory errors, interrupts and our own errors
    pass.

    Examples
    --------
    >>> with refusing("corrupt_file"):
    ...     {}["cell"]
    Traceback (most recent call last):
    clv.errors.InputError: corrupt_file
    """
    try:
        yield
    except (PerennialError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    # A panic derives from BaseException and has no importable type.
    except BaseException as error:
        raise InputError(kind, variant=variant) from error

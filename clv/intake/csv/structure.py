"""Which physical lines of a text table are regular: one whole record each, every quote in place.

Regular lines may be read together by Polars at full speed; all others go to the exact reader
(`clv.intake.csv.records`). The check runs over the bytes in NumPy, a piece at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_PIECE = 2 << 20
_NEWLINE, _RETURN, _SPACE = 10, 13, 32


@dataclass(frozen=True, slots=True)
class Lines:
    """The physical lines of a text: where each begins (and, last, where the text ends), its kind.

    Parameters
    ----------
    begins : array of int
        One more than there are lines.
    regular, blank : array of bool
        Whether a line is a whole record, whether it holds nothing but white space.
    """

    begins: Places
    regular: Flags
    blank: Flags


def classify(
    data: bytes,
    start: int,
    delimiter: str,
    quote: str,
    fields: int,
    width: int,
    escape: str | None = None,
) -> Lines:
    r"""Tell the lines from byte `start` on that are regular.

    Parameters
    ----------
    data : bytes
        UTF-8 text whose lines end in ``\n`` or ``\r\n``.
    start : int
        Where the first line begins.
    delimiter, quote : str
        One ASCII character each; an empty `quote` when nothing is quoted.
    fields, width : int
        Number of fields a record has, those beyond `width` being empty.
    escape : str, optional
        No regular line holds it.

    Examples
    --------
    >>> lines = classify(b'a,"1,5"\nb,5" x\n\nc\nd,"e', 0, ",", '"', 2, 2)
    >>> lines.begins.tolist(), lines.regular.tolist()
    ([0, 8, 15, 16, 18, 22], [True, False, False, False, False])
    >>> lines.blank.tolist()
    [False, False, True, False, False]
    """
    begins, regular, blank = [np.array([start])], [], []
    for piece in _pieces(data, start):
        ends = np.flatnonzero(piece == _NEWLINE)
        if piece[-1] != _NEWLINE:
            ends = np.append(ends, piece.size)
        begins.append(np.minimum(begins[-1][-1] + ends + 1, len(data)))
        whole = _whole(piece, ends, ord(delimiter), ord(quote or "\x00"), fields)
        if escape:
            whole[np.searchsorted(ends, np.flatnonzero(piece == ord(escape)))] = False
        if fields > width:
            whole &= _ends_empty(piece, ends, ord(delimiter), fields - width)
        regular.append(whole)
        blank.append(_blank(piece, ends, whole))
    nothing = np.empty(0, np.bool_)
    return Lines(
        np.concatenate(begins),
        np.concatenate([*regular, nothing]),
        np.concatenate([*blank, nothing]),
    )


def _pieces(data: bytes, start: int) -> Iterator[Bytes]:
    """Cut at line ends."""
    while start < len(data):
        stop = min(start + _PIECE, len(data))
        stop = data.find(b"\n", stop - 1) + 1 or len(data)
        yield np.frombuffer(data, np.uint8, stop - start, start)
        start = stop


def _whole(piece: Bytes, ends: Places, delimiter: int, quote: int, fields: int) -> Flags:
    """Tell the lines that have the number of fields, no NUL, and every quote in its place."""
    parts = np.flatnonzero(piece == delimiter)
    quotes = np.flatnonzero(piece == quote)
    whole = np.ones(ends.size, np.bool_)
    if quotes.size:
        before = np.searchsorted(quotes, ends)
        first = np.append(0, before[:-1])
        whole &= (before - first) % 2 == 0
        line = np.repeat(np.arange(ends.size), before - first)
        opens = (np.arange(quotes.size) - first[line]) % 2 == 0
        misplaced = ~_in_place(piece, quotes, opens, delimiter)
        whole[line[misplaced]] = False
        inside = np.searchsorted(quotes, parts)
        inside -= first[np.searchsorted(ends, parts)]
        parts = parts[inside % 2 == 0]
    whole &= np.diff(np.searchsorted(parts, ends), prepend=0) == fields - 1
    zeros = np.flatnonzero(piece == 0)
    whole[np.searchsorted(ends, zeros)] = False
    return whole


def _in_place(piece: Bytes, quotes: Places, opens: Flags, delimiter: int) -> Flags:
    """Tell the quotes that open after, or close before, a delimiter or line end, or are doubled."""
    padded = np.concatenate(([_NEWLINE], piece, [_NEWLINE, _NEWLINE]))
    before, after, next_but_one = padded[quotes], padded[quotes + 2], padded[quotes + 3]
    close_to_next = np.append(quotes[1:] == quotes[:-1] + 1, [False])
    close_to_last = np.append([False], quotes[1:] == quotes[:-1] + 1)
    begins = (before == delimiter) | (before == _NEWLINE) | close_to_last
    line_end = (after == _NEWLINE) | ((after == _RETURN) & (next_but_one == _NEWLINE))
    finishes = (after == delimiter) | line_end | close_to_next
    in_place: Flags = np.where(opens, begins, finishes)
    return in_place


def _ends_empty(piece: Bytes, ends: Places, delimiter: int, count: int) -> Flags:
    """Tell the lines that end in `count` delimiters."""
    last = ends - 1 - (piece[np.maximum(ends - 1, 0)] == _RETURN)
    empty = np.ones(ends.size, np.bool_)
    for back in range(count):
        empty &= piece[np.maximum(last - back, 0)] == delimiter
    return empty


def _blank(piece: Bytes, ends: Places, whole: Flags) -> Flags:
    """Tell the lines of nothing but white space, looking only at those that are not whole."""
    blank = np.zeros(ends.size, np.bool_)
    others = np.flatnonzero(~whole)
    if others.size:
        begins = np.append(0, ends[:-1] + 1)
        letters = np.append(0, np.cumsum(piece > _SPACE, dtype=np.int32))
        blank[others] = letters[ends[others]] == letters[begins[others]]
    return blank

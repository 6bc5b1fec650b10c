"""Whether a text table is regular: every line as wide as the header, every quote in its place.

A regular table may be read by Polars at full speed; Polars would otherwise fill short lines up
and pair stray quotes without a word. The check runs over the bytes in NumPy, a piece at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]

_PIECE = 8 << 20
_NEWLINE, _RETURN = 10, 13


def is_regular(data: bytes, start: int, delimiter: str, quote: str, width: int) -> bool:
    r"""Tell whether every record from byte `start` on has `width` fields and clean quotes.

    Parameters
    ----------
    data : bytes
        UTF-8 text whose lines end in ``\n`` or ``\r\n``.
    start : int
        Where the first record begins.
    delimiter, quote : str
        One ASCII character each; an empty `quote` when nothing is quoted.
    width : int
        Number of columns, 2 or more.

    Examples
    --------
    >>> is_regular(b'a,"1,5"\nb,2\n', 0, ",", '"', 2)
    True
    >>> is_regular(b'a,5" pipe\nb,6" pipe\n', 0, ",", '"', 2)
    False
    >>> is_regular(b"a,1\nb\n", 0, ",", '"', 2)
    False
    """
    if width < 2 or not (delimiter + quote).isascii() or data.find(b"\x00", start) >= 0:
        return False
    marks = ord(delimiter), ord(quote or "\x00")
    return all(_piece_is_regular(piece, *marks, width) for piece in _pieces(data, start, marks[1]))


def odd_lines(data: bytes, start: int, delimiter: str, width: int) -> tuple[Places, Places]:
    r"""Find the lines that have not `width` fields, in text without quotes.

    Parameters
    ----------
    data : bytes
        UTF-8 text whose lines end in ``\n`` or ``\r\n``, without any quote.
    start : int
        Where the first line begins.
    delimiter : str
        One ASCII character.
    width : int
        Number of columns.

    Returns
    -------
    tuple of two arrays
        Where every line begins (and, last, where the text ends), and the numbers of the odd lines.

    Examples
    --------
    >>> begins, odd = odd_lines(b"a,1\nb\n\nc,2", 0, ",", 2)
    >>> begins.tolist(), odd.tolist()
    ([0, 4, 6, 7, 10], [1, 2])
    """
    begins, odd, lines = [np.array([start])], [], 0
    for piece in _pieces(data, start, 0):
        ends = np.flatnonzero(piece == _NEWLINE)
        if piece[-1] != _NEWLINE:
            ends = np.append(ends, piece.size - 1)
        passed = np.searchsorted(np.flatnonzero(piece == ord(delimiter)), ends, side="right")
        odd.append(lines + np.flatnonzero(np.diff(passed, prepend=0) != width - 1))
        begins.append(begins[-1][-1] + ends + 1)
        lines += ends.size
    return np.concatenate(begins), np.concatenate(odd)


def _pieces(data: bytes, start: int, quote: int) -> Iterator[Bytes]:
    """Cut at line ends that stand outside quotes; the last piece may lack its line end."""
    end = len(data)
    while start < end:
        stop = min(start + _PIECE, end)
        while True:
            if stop < end:
                stop = data.find(b"\n", stop) + 1 or end
            piece = np.frombuffer(data, np.uint8, stop - start, start)
            if stop == end or np.count_nonzero(piece == quote) % 2 == 0:
                break
            stop += 1
        yield piece
        start = stop


def _piece_is_regular(piece: Bytes, delimiter: int, quote: int, width: int) -> bool:
    quotes = np.flatnonzero(piece == quote)
    if quotes.size and not _quotes_in_place(piece, quotes, delimiter):
        return False
    all_delimiters = np.flatnonzero(piece == delimiter)
    all_ends = np.flatnonzero(piece == _NEWLINE)
    if quotes.size and _may_swallow(all_delimiters, all_ends, quotes, width):
        return False
    delimiters, ends = _outside(all_delimiters, quotes), _outside(all_ends, quotes)
    if piece[-1] != _NEWLINE:
        ends = np.append(ends, piece.size)
    passed = np.searchsorted(delimiters, ends)
    return bool(np.all(np.diff(passed, prepend=0) == width - 1))


def _outside(places: Places, quotes: Places) -> Places:
    """Keep the places before which an even number of quotes stands."""
    return places[np.searchsorted(quotes, places) % 2 == 0] if quotes.size else places


def _may_swallow(delimiters: Places, ends: Places, quotes: Places, width: int) -> bool:
    """Tell whether a quoted field over several lines holds as many delimiters as a record."""
    opens, closes = quotes[0::2], quotes[1::2]
    lines = np.searchsorted(ends, closes) - np.searchsorted(ends, opens)
    marks = np.searchsorted(delimiters, closes) - np.searchsorted(delimiters, opens)
    return bool(np.any((lines > 0) & (marks >= width - 1)))


def _quotes_in_place(piece: Bytes, quotes: Places, delimiter: int) -> bool:
    """Check that quotes open after, and close before, a delimiter or line end, or are doubled."""
    if quotes.size % 2:
        return False
    padded = np.concatenate(([_NEWLINE], piece, [_NEWLINE]))
    opens, closes = quotes[0::2], quotes[1::2]
    before, after = padded[opens], padded[closes + 2]
    doubled_open = np.append(False, opens[1:] == closes[:-1] + 1)
    doubled_close = np.append(closes[:-1] + 1 == opens[1:], False)
    good_open = (before == delimiter) | (before == _NEWLINE) | doubled_open
    good_close = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | doubled_close
    return bool(np.all(good_open) and np.all(good_close))

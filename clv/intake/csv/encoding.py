"""Bytes into text: marks first, then strict UTF-8, then a judged guess that is always said."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from clv.errors import InputError, Notice

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where these fit alike, the first is by far the commonest.
_WESTERN = ("cp1252", "cp1250", "mac_roman", "cp850")
_CANDIDATES = [
    *_WESTERN, "cp1251", "koi8_r", "cp1253", "cp1255", "gb18030", "big5", "cp932", "euc_jp",
    "cp949",
]  # fmt: skip
# These decode one another's texts into rare signs, without an error.
_EAST_ASIAN = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
_KANA = re.compile(r"[ぁ-ヿ]")
_SAMPLE = 1 << 18
_STRAY = 3
_FEWEST_PAIRS, _SOME_PAIRS, _NEARLY_ALL = 12, 0.08, 0.95
_CLEAR_LEAD = 0.03
_MUCH_CHAOS = 0.15
_ODD_MARK = re.compile(r"[^\W\d_][^\w\s\x00-\x7f]|[^\w\s\x00-\x7f][^\W\d_]|[²³¹¼½¾ªº]")
_MONEY_SIGNS = re.compile(
    rb"(?<=\d)[ \xa0]?[\x80\xa3](?!\w)|[\x80\xa3](?=[ \xa0]?\d)|(?<=\d)\xa0(?=\d)"
)
# No text has these; a few programs do part fields by 1 or by 28 to 31.
_CONTROL = bytes([0, *range(2, 7), 11, *range(14, 26)])


@dataclass(frozen=True, slots=True)
class Text:
    """The text in UTF-8, the encoding it was in, and what had to be said about it."""

    data: bytes
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Text:
    r"""Turn the bytes of a text file into text.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str, optional
        A codec name from the person; without it the bytes decide.

    Raises
    ------
    InputError
        ``unreadable_encoding`` or ``binary_file``, with what to say instead.

    Examples
    --------
    >>> decode("Café".encode("utf-16")).data.decode()
    'Café'
    >>> decode("Müller, Köln".encode("cp1252") * 9).notices[0].code
    'guessed_encoding'
    """
    if encoding is not None:
        return _tidied(_encoded(data, encoding), encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _tidied(_encoded(data, name), name)
    wide = _wide(data.rstrip(b"\0") if data.endswith(b"\0\0\0\0") else data)
    if wide:
        return _tidied(_encoded(data, wide), wide)
    _refuse_binary(data)
    try:
        _check_utf8(data)
        return _tidied(data, "utf-8")
    except UnicodeDecodeError:
        return _patched(data) or _guessed(data)


def _check_utf8(data: bytes) -> None:
    """Raise `UnicodeDecodeError` where that is no UTF-8, without holding all of it as text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _SAMPLE):
        decoder.decode(memoryview(data)[start : start + _SAMPLE])
    decoder.decode(b"", final=True)


def _encoded(data: bytes, encoding: str) -> bytes:
    return _strictly(data, encoding).encode("utf-8", errors="replace")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise InputError("unreadable_encoding", variant="unknown", name=encoding) from error
    except (UnicodeError, ValueError) as error:
        raise InputError("unreadable_encoding", variant="invalid", name=encoding) from error


def _tidied(data: bytes, encoding: str) -> Text:
    """Cut what crashed or ancient writers leave at the end, and marks where files were joined."""
    if codecs.BOM_UTF8 in data:
        data = re.sub(b"(?:^|(?<=\n))(?:\xef\xbb\xbf)+", b"", data)
    zeros = len(data) - len(data.rstrip(b"\x00")) if data.endswith(b"\x00") else 0
    notices = (Notice("bad_bytes", variant="end", count=zeros),) if zeros else ()
    return Text(data.rstrip(b"\x00").rstrip(b"\x1a"), encoding, notices)


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark by where their NUL bytes stand."""
    head = data[:4096]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if min(even, odd) > 0.4 * half:
        return {1: "utf-32-le", 0: "utf-32-be"}[int(head[0] != 0)] if head.strip(b"\0") else None
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    body = data.rstrip(b"\x00")
    if not body:
        raise InputError("binary_file", variant="nul")
    sample = body[:_SAMPLE]
    strange = len(sample) - len(sample.translate(None, _CONTROL))
    # Text may hold control characters in a field; a program or a picture holds zeros besides.
    allowed = 0.05 if b"\x00" not in sample and sample.isascii() else 0.002
    if strange > max(2, allowed * len(sample)):
        raise InputError("binary_file", share=strange / len(sample))


def _patched(data: bytes) -> Text | None:
    """Mend a UTF-8 file in which a few bytes are Western leftovers; None if they are many."""
    text = data.decode("utf-8", errors="surrogateescape")
    broken = re.findall(r"[\udc80-\udcff]", text)
    sound = sum(1 for character in text if ord(character) > 127) - len(broken)
    if sound < len(broken) and (sound or len(broken) > _STRAY):
        return None
    mended = re.sub(r"[\udc80-\udcff]", _as_western, text)
    tidy = _tidied(mended.encode(), "utf-8")
    notice = Notice("bad_bytes", variant="western", count=len(broken))
    return Text(tidy.data, "utf-8", (notice, *tidy.notices))


def _as_western(broken: re.Match[str]) -> str:
    return bytes([ord(broken[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _guessed(data: bytes) -> Text:
    """Judge by letters which legacy encoding it is; refuse where several fit."""
    from charset_normalizer import from_bytes

    sample = _telling(data)
    if _is_only_money(sample):
        return _as_guessed(data, "cp1252")
    asian = _by_pairs(sample)
    if asian is not None:
        return _as_guessed(data, asian)
    matches = from_bytes(sample, cp_isolation=_CANDIDATES, steps=10, chunk_size=1024)
    ranked = sorted(
        ((match.chaos - 0.3 * match.coherence, match.encoding) for match in matches),
        key=lambda rank: rank[0],
    )
    name = _best(sample, ranked)
    if name is None:
        raise InputError("unreadable_encoding")
    return _as_guessed(data, name)


def _as_guessed(data: bytes, name: str) -> Text:
    tidy = _tidied(_encoded(data, name), name)
    return Text(tidy.data, name, (Notice("guessed_encoding", name=name), *tidy.notices))


def _is_only_money(sample: bytes) -> bool:
    r"""Tell whether all that is not ASCII are signs of €, £ and hard spaces beside digits.

    Examples
    --------
    >>> _is_only_money("12,50 €; 1\xa0200,00 €".encode("cp1252")), _is_only_money(b"Ren\xe9e")
    (True, False)
    """
    return not sample.isascii() and _MONEY_SIGNS.sub(b"", sample).isascii()


def _by_pairs(sample: bytes) -> str | None:
    """Tell Chinese and Korean encodings apart by where the bytes of their letters lie.

    Big5 puts common letters at leads A4 to C6 and second bytes also below 80, which GB 2312, EUC-KR
    and EUC-JP never do. Of these, Hangul lies at B0 to C8 alone, common Chinese letters go up to D7
    by their sound (every fifth is beyond D0), and Japanese has its kana at A4 and A5.
    """
    pairs = [pair for pair in re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample) if pair[0] > 0xA3]
    if len(pairs) < _FEWEST_PAIRS or (
        _strictly_none(sample, "big5") and _strictly_none(sample, "gb18030")
    ):
        return None
    leads = [pair[0] for pair in pairs]

    def share(low: int, high: int) -> float:
        return len([lead for lead in leads if low <= lead <= high]) / len(leads)

    below = len([pair for pair in pairs if pair[1] < 0x80]) / len(pairs)
    name = None
    if below > _SOME_PAIRS and share(0xA4, 0xC6) > _NEARLY_ALL:
        name = "big5"
    elif below == 0 and share(0xB0, 0xC8) == 1:
        name = "cp949"
    elif below == 0 and share(0xA4, 0xA5) == 0 and share(0xD0, 0xD7) > _SOME_PAIRS:
        name = "gb18030"
    return None if name is None or _strictly_none(sample, name) else name


def _strictly_none(sample: bytes, name: str) -> bool:
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return True
    return False


def _telling(data: bytes) -> bytes:
    """Return the lines that hold bytes beyond ASCII, enough of them to judge by."""
    lines = (line for line in data.splitlines(keepends=True) if not line.isascii())
    sample = bytearray()
    for line in lines:
        sample += line
        if len(sample) > _SAMPLE:
            break
    return bytes(sample)


def _is_only_east_asian(sample: bytes, name: str) -> bool:
    """Tell whether no other East Asian encoding fits, or kana show that this one is right."""
    text = sample.decode(name, errors="replace")
    signs = sum(1 for character in text if ord(character) > 127)
    if name in ("cp932", "euc_jp") and len(_KANA.findall(text)) * 5 > signs:
        return True
    for other in _EAST_ASIAN:
        if other != name:
            try:
                sample.decode(other)
            except UnicodeDecodeError:
                continue
            return False
    return True


def _best(sample: bytes, ranked: list[tuple[float, str]]) -> str | None:
    if not ranked or ranked[0][0] > _MUCH_CHAOS:
        return None
    best = ranked[0][0]
    if ranked[0][1] in _EAST_ASIAN:
        return ranked[0][1] if _is_only_east_asian(sample, ranked[0][1]) else None
    close = [name for score, name in ranked if score - best < _CLEAR_LEAD]
    if len(close) == 1:
        return close[0]
    if not set(close) <= set(_WESTERN):
        return None

    def oddity(name: str) -> tuple[int, int]:
        return len(_ODD_MARK.findall(sample.decode(name, errors="replace"))), _WESTERN.index(name)

    return min(close, key=oddity)

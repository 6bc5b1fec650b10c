"""The content decides what a file is, not its name: magic numbers, gzip, a zip of one file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from clv.errors import InputError
from clv.intake.files.limits import check_expansion
from clv.words import N_

Kind = Literal["text", "xlsx", "parquet", "json"]
WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
"""One of these is in every workbook that is a zip: XLSX, XLSB, ODS."""

_PIECE = 1 << 20
_MOST_MEMBERS = 100
_GZIP, _ZIP, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
_EMPTY_ZIP = b"PK\x05\x06"
# The container of .xls, of old Word documents, and of workbooks under a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
WORKBOOK_STARTS = (_ZIP, _OLE)
"""First bytes of files that may be workbooks."""
_OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
# First bytes of what people upload by mistake, and what to call it.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"GIF8", N_("a GIF picture")),
    (b"PAR2", N_("a Parquet file")),
    (b"PARE", N_("an encrypted Parquet file")),
    (b"SQLite format 3", N_("an SQLite database")),
    (b"ARROW1", N_("an Arrow file")),
    (b"FEA1", N_("a Feather file")),
    (b"ORC", N_("an ORC file")),
    (b"Obj\x01", N_("an Avro file")),
    (b"\x89HDF", N_("an HDF5 file")),
    (b"OFXHEADER", N_("an OFX bank statement")),
    (b"!Type:", N_("a QIF bank statement")),
    (b"{1:F01", N_("an MT940 bank statement")),
    (b":20:", N_("an MT940 bank statement")),
    (b":940:", N_("an MT940 bank statement")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive")),
    (b"Rar!", N_("a RAR archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"\xfd7zXZ\x00", N_("an xz archive")),
    (b"\x28\xb5\x2f\xfd", N_("a Zstandard archive")),
    (b"\x7fELF", N_("a program")),
    (b"MZ\x90", N_("a program")),
    (b"{\\rtf", N_("an RTF document")),
    (b"\x00\x05\x16\x07", N_("a macOS resource file")),
)


@dataclass(frozen=True, slots=True)
class Content:
    """The unpacked bytes and what they are.

    Parameters
    ----------
    data : bytes
        Unpacked.
    kind : {"text", "xlsx", "parquet", "json"}
        By content; ``"xlsx"`` is a workbook of any age.
    """

    data: bytes
    kind: Kind


def unpack(data: bytes) -> Content:
    """Unpack `data` as far as needed and say what it is.

    Raises
    ------
    InputError
        ``empty_file``, ``corrupt_file``, ``unsupported_format``, ``too_large_expanded``.

    Examples
    --------
    >>> import gzip
    >>> unpack(gzip.compress(b"a,b"))
    Content(data=b'a,b', kind='text')
    >>> unpack(b"%PDF-1.7")
    Traceback (most recent call last):
    clv.errors.InputError: unsupported_format (what='a PDF document')
    """
    if data.startswith(_GZIP):
        data = _gunzip(data)
    elif data.startswith((_ZIP, _EMPTY_ZIP)):
        members = _members(data)
        if _is_workbook(members):
            return Content(data, "xlsx")
        data = _only_member(data, members)
    if not data:
        raise InputError("empty_file")
    return Content(data, kind_of(data))


def kind_of(data: bytes) -> Kind:
    """Tell by its first bytes what an unpacked file is.

    Raises
    ------
    InputError
        ``unsupported_format``, naming what it is.
    """
    if data.startswith(_PARQUET):
        return "parquet"
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith((_GZIP, _ZIP, _EMPTY_ZIP)):
        raise _unsupported(N_("an archive within an archive"))
    begin = data[:64].lstrip()
    for magic, what in _OTHERS:
        if begin.startswith(magic):
            raise _unsupported(what)
    if _is_pickle(data):
        raise _unsupported(N_("a Python pickle, which is never opened"))
    if b"urn:iso:std:iso:20022:tech:xsd:camt." in data[:4096]:
        raise _unsupported(N_("a CAMT bank statement"))
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<svg")):
        raise _unsupported(N_("a web page or XML, perhaps a login page saved by mistake"))
    if _is_json(start):
        return "json"
    return "text"


def _ole_kind(data: bytes) -> Kind:
    """Tell an old workbook from what else stands in its container, by the names of its streams."""
    if _OLE_LOCKED in data:
        raise InputError("unsupported_format", variant="locked_workbook")
    if not any(name in data for name in _OLE_WORKBOOKS):
        raise _unsupported(N_("an old Office document or e-mail"))
    return "xlsx"


def _is_json(start: bytes) -> bool:
    squeezed = b"".join(start[:200].split())
    return squeezed.startswith((b'{"', b'[{"', b"[[", b"[]", b"{}"))


def _is_pickle(data: bytes) -> bool:
    return data[:1] == b"\x80" and data[1:2] in b"\x02\x03\x04\x05" and data.rstrip()[-1:] == b"."


def _unsupported(what: str) -> InputError:
    return InputError("unsupported_format", what=what)


def _corrupt(what: str) -> InputError:
    return InputError("corrupt_file", variant=what)


def _gunzip(data: bytes) -> bytes:
    """Unfold all members of a gzip file, watching its size."""
    unfolded, rest = io.BytesIO(), data
    while rest:
        stream = zlib.decompressobj(wbits=31)
        try:
            while not stream.eof:
                unfolded.write(stream.decompress(rest, _PIECE))
                check_expansion(len(data), unfolded.tell())
                if not stream.eof and not stream.unconsumed_tail and not stream.unused_data:
                    raise _corrupt("gzip")
                rest = stream.unconsumed_tail
        except zlib.error as error:
            raise _corrupt("gzip") from error
        rest = stream.unused_data
        if not rest.startswith(_GZIP):
            break  # padding after the last member, as `gzip` itself allows
    return unfolded.getvalue()


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, KeyError) as error:
        raise _corrupt("zip") from error


def _is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    names = {member.filename for member in members}
    return bool(WORKBOOK_PARTS & names) or "[Content_Types].xml" in names


def _only_member(data: bytes, members: list[zipfile.ZipInfo]) -> bytes:
    """Return the one file of a zip; its name is never used as a path."""
    files = [member for member in members if not _is_clutter(member)]
    if any(name.startswith("xl/") for name in (member.filename for member in files)):
        raise _corrupt("workbook")
    if len(files) != 1:
        raise InputError("unsupported_format", variant="zip", count=len(files))
    return read_member(data, files[0])


def members_of(data: bytes) -> list[tuple[str, bytes]]:
    """Return name and content of each table in a zip of several; nothing for all other files.

    Raises
    ------
    InputError
        What `read_member` raises, and ``too_large_expanded`` for all of them together.
    """
    if not data.startswith(_ZIP):
        return []
    members = _members(data)
    files = [member for member in members if not _is_clutter(member)]
    if _is_workbook(members) or not 1 < len(files) <= _MOST_MEMBERS:
        return []
    if any(member.filename.startswith("xl/") for member in files):
        return []
    tables, total = [], 0
    for member in files:
        content = read_member(data, member)
        total += len(content)
        check_expansion(len(data), total)
        tables.append((member.filename.rpartition("/")[2], content))
    return tables


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    name = member.filename.rpartition("/")[2]
    return (
        member.is_dir()
        or member.filename.startswith("__MACOSX/")
        or name.startswith(".")
        or name.casefold().startswith(("readme", "license", "thumbs.db"))
    )


def read_member(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """Unfold one member of a zip, watching its real size, not the one it claims.

    Raises
    ------
    InputError
        ``corrupt_file``, ``unsupported_format`` (encrypted, unsafe name), ``too_large_expanded``.
    """
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or member.filename.startswith(("/", "\\")):
        raise _unsupported(N_("a zip whose file name leads out of its folder"))
    if member.flag_bits & 1:
        raise InputError("unsupported_format", variant="password")
    unfolded = io.BytesIO()
    for piece in pieces_of(data, member):
        unfolded.write(piece)
        check_expansion(len(data), unfolded.tell())
    return unfolded.getvalue()


def pieces_of(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unfolded bytes of a member, a piece at a time."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(member) as file:
            while piece := file.read(_PIECE):
                yield piece
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ) as error:
        raise _corrupt("zip") from error

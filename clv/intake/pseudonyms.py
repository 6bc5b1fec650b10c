"""Pseudonyms at the door: who bought is known to nobody but the holder of a key.

A log is written anew with each customer's id replaced by a keyed pseudonym (HMAC-SHA256) and every
cell emptied that the orders don't need: names, addresses, notes. The same key gives the same
pseudonyms, so that exports of later months go together. Nothing is kept that could be turned back:
a list is re-identified from the user's own export, with the same key.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from polars import selectors

from clv.errors import InputError
from clv.intake.columns.guests import is_guest
from clv.intake.columns.roles import settle
from clv.intake.contacts import consent_columns
from clv.intake.files.raw import ROW
from clv.intake.load import Source, load
from clv.intake.rewriting import Rewritten, rewritten
from clv.intake.rows.amount_parts import part_columns
from clv.intake.rows.totals_rows import are_totals
from clv.intake.values.ids import parse_ids
from clv.options import DEFAULT_HINTS, Mapping, ReadHints
from clv.tables import CUSTOMER_ID

_PREFIX, _BYTES, _HEX, _SHORTEST = "p-", 32, 24, 32
_SHAPE = re.compile(rf"{_PREFIX}[0-9a-f]{{{_HEX}}}")


def create_key(path: Path) -> None:
    """Write a new key that only this user can read.

    Raises
    ------
    InputError
        ``key_exists``, since a key that is lost parts old exports from new ones; ``cannot_write``.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError("key_exists", name=path.name) from None
    except OSError as error:
        raise InputError("cannot_write", folder=str(path), reason=error.strerror or "") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")


def read_key(path: Path) -> bytes:
    """Read a key.

    Raises
    ------
    InputError
        ``bad_key`` where the file is missing, or too short to be one.
    """
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise InputError("bad_key", name=path.name) from error
    if len(key) < _SHORTEST:
        raise InputError("bad_key", variant="short", name=path.name)
    return key


def pseudonym(customer_id: str, key: bytes) -> str:
    """Return what stands for a customer.

    Examples
    --------
    >>> pseudonym("ann@example.org", b"k" * 32) == pseudonym("ann@example.org", b"k" * 32)
    True
    >>> pseudonym("ann@example.org", b"k" * 32)[:2], len(pseudonym("a", b"l" * 32))
    ('p-', 26)
    """
    return f"{_PREFIX}{keyed_digest(customer_id, key)}"


def fingerprint(key: bytes) -> str:
    """Return what tells one key from another without telling either."""
    return keyed_digest("which key", key)


def keyed_digest(words: str, key: bytes) -> str:
    """Return what stands for words under a key: the beginning of their HMAC-SHA256 (RFC 2104).

    Examples
    --------
    >>> len(keyed_digest("ann", b"k" * 32))
    24
    """
    return hmac.digest(key, words.encode(), "sha256").hex()[:_HEX]


def pseudonymised(
    source: Source,
    key: bytes,
    hints: ReadHints = DEFAULT_HINTS,
    mapping: Mapping | None = None,
    name: str = "",
) -> Rewritten:
    r"""Write a log anew without the names of its customers.

    Rows stay in their order and lines that were no row are counted as such again; guests and rows
    of sums, which name nobody, stay as they are.

    Parameters
    ----------
    source : bytes, str or Path
        The log.
    key : bytes
        The key.
    hints, mapping : ReadHints, Mapping, optional
        As for reading.
    name : str
        What to call it.

    Raises
    ------
    InputError
        What reading raises.

    Examples
    --------
    >>> log = b"customer,name,date,amount\n7,Ann,2024-01-02,5\nguest,,2024-01-03,6\n"
    >>> lines = pseudonymised(log, b"k" * 32).content.decode().splitlines()
    >>> lines[0], lines[1][:2], lines[1][26:], lines[2]
    ('customer,name,date,amount', 'p-', ',,2024-01-02,5', 'guest,,2024-01-03,6')
    """
    raw = load(source, name, hints)
    roles = settle(raw, mapping)
    frame = raw.frame.collect()
    ids, _notices = parse_ids(frame[roles.customer or ""])
    nobody = is_guest(ids) | are_totals(ids.alias(CUSTOMER_ID).to_frame()) | ids.is_null()
    nobody |= ids == roles.customer
    different = ids.filter(~nobody).unique()
    names = pl.Series([pseudonym(each, key) for each in different], dtype=pl.String)
    named = ids.replace_strict(different, names, default=ids)
    needed = {*roles.roles.values(), *part_columns(raw, roles), *consent_columns(raw)}
    emptied = [pl.lit(None, pl.String).alias(name) for name in raw.columns if name not in needed]
    frame = frame.with_columns(named.alias(roles.customer or ""), *emptied)
    return rewritten(raw, frame)


def reidentified(
    table: Source,
    orders: Sequence[Source],
    key: bytes,
    hints: ReadHints = DEFAULT_HINTS,
    mapping: Mapping | None = None,
) -> pl.DataFrame:
    r"""Return a list with the customers' own ids in the place of their pseudonyms.

    Parameters
    ----------
    table : bytes, str or Path
        The list, as Perennial wrote it.
    orders : sequence of bytes, str or Path
        The exports that hold the ids.
    key : bytes
        The key that the pseudonyms were made with.
    hints, mapping : ReadHints, Mapping, optional
        How to read the exports.

    Raises
    ------
    InputError
        ``not_reidentified`` where a pseudonym of the list is nobody's: another key, or an export
        that is missing.

    Examples
    --------
    >>> key, log = b"k" * 32, b"customer,date,amount\nann,2024-01-02,5\n"
    >>> row = f"customer_id,clv\n{pseudonym('ann', key)},7\n".encode()
    >>> reidentified(row, [log], key).rows()
    [('ann', '7')]
    """
    frame = load(table, beside_others=True).frame.drop(ROW).collect()
    owners: dict[str, str] = {}
    for source in orders:
        raw = load(source, hints=hints)
        column = settle(raw, mapping).customer or ""
        ids, _notices = parse_ids(raw.frame.select(column).collect()[column])
        owners |= {pseudonym(each, key): each for each in ids.drop_nulls().unique()}
    texts = frame.select(selectors.string())
    listed = {cell for cells in texts for cell in cells.drop_nulls() if _SHAPE.fullmatch(cell)}
    if not listed or listed - owners.keys():
        variant = "" if listed else "none"
        raise InputError("not_reidentified", variant=variant, count=len(listed - owners.keys()))
    return frame.with_columns(cells.replace(owners) for cells in texts)

"""JSON and NDJSON: one object a record, flat or nested one level deep.

An object within a record gives columns of its own (``billing.email``). Lists of objects, the line
items of an order, are parted into records only where the order itself names no money: its total
would otherwise count once an item.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.names import named_roles
from clv.intake.csv.text import unique_names
from clv.intake.files.limits import check_shape, refusing
from clv.intake.files.raw import ROW, RawTable

_MONEY = {"amount", "unit_price"}
_LOOKED_AT = 200
_SHOWN = 200
_MOSTLY = 0.5

Record = dict[str, Any]
Numbered = list[tuple[int, Record]]


def read_json(data: bytes) -> RawTable:
    r"""Read records from JSON; every value is text, as it stands in the file.

    Raises
    ------
    InputError
        ``corrupt_file``, ``malformed_csv`` where most lines are no objects, ``no_data_rows``.

    Examples
    --------
    >>> text = b'{"id": 1, "buyer": {"mail": "a@b.c"}}\n{"id": 2}\n{"id"'
    >>> table = read_json(text)
    >>> table.frame.rows(), table.malformed
    ([(1, '1', 'a@b.c'), (2, '2', None)], ((3, '{"id"'),))
    """
    with refusing("corrupt_file", "json"):
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    whole = _parsed(text)
    records, bad = _by_line(text) if whole is None else (_records(whole), [])
    if not records:
        raise InputError("no_data_rows", variant="json")
    if len(bad) > _MOSTLY * (len(bad) + len(records)):
        raise InputError("malformed_csv", bad=len(bad), row=bad[0][0])
    records, left_out = _parted(records)
    return _table(records, bad, left_out)


def _parsed(text: str) -> Any:
    """Return what the text says as one JSON value, None where it is none."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return None


def _by_line(text: str) -> tuple[Numbered, list[tuple[int, str]]]:
    """Read one object a line; a line that is none is set aside."""
    records: Numbered = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        record = _parsed(line)
        if isinstance(record, dict):
            records.append((number, record))
        else:
            bad.append((number, line[:_SHOWN]))
    if not records:
        raise InputError("corrupt_file", variant="json")
    return records, bad


def _records(whole: Any) -> Numbered:
    """Find the list of objects: the value itself, or the longest within it."""
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        columns = lists and len(lists) == len(whole) and not any(map(_is_of_objects, lists))
        if columns and len({len(column) for column in lists}) == 1:
            return [
                (number, dict(zip(whole, row, strict=True)))
                for number, row in enumerate(zip(*lists, strict=True), 1)
            ]
        objects = [value for value in lists if _is_of_objects(value)]
        whole = max(objects, key=len, default=[whole])
    if not isinstance(whole, list):
        raise InputError("no_data_rows", variant="json")
    if whole and all(isinstance(row, list) for row in whole):
        header = [_text(cell) or "" for cell in whole[0]]
        names, _doubled = unique_names(header)
        if any(len(row) != len(names) for row in whole):
            raise InputError("malformed_csv", variant="json")
        whole = [dict(zip(names, row, strict=True)) for row in whole[1:]]
    if not all(isinstance(record, dict) for record in whole):
        raise InputError("malformed_csv", variant="json")
    return list(enumerate(whole, 1))


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _parted(records: Numbered) -> tuple[Numbered, tuple[str, ...]]:
    """Part orders into line items where only these name money; return also what is left out."""
    head = [record for _number, record in records[:_LOOKED_AT]]
    nested = {name for record in head for name, value in record.items() if _is_of_objects(value)}
    flat = {name for record in head for name in record} - nested
    if named_roles(flat) & _MONEY:
        return records, tuple(sorted(nested))
    priced = sorted(name for name in nested if named_roles(_keys(head, name)) & _MONEY)
    if len(priced) != 1:
        return records, tuple(sorted(nested))
    items = [
        (number, _with_item(record, priced[0], item))
        for number, record in records
        for item in record.get(priced[0]) or [{}]
    ]
    return items, tuple(sorted(nested - set(priced)))


def _with_item(record: Record, name: str, item: Record) -> Record:
    order = {key: value for key, value in record.items() if key != name}
    return order | {key if key not in order else f"{name}.{key}": item[key] for key in item}


def _keys(records: list[Record], name: str) -> set[str]:
    return {key for record in records for item in record.get(name) or [] for key in item}


def _table(records: Numbered, bad: list[tuple[int, str]], left_out: tuple[str, ...]) -> RawTable:
    rows = [dict(_flat(record)) for _number, record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    check_shape(len(rows), len(names))
    frame = pl.DataFrame(
        {ROW: [number for number, _record in records]}
        | {name: [row.get(name) for row in rows] for name in names},
        schema={ROW: pl.Int64(), **dict.fromkeys(names, pl.String())},
    )
    notices = [Notice("nested_left_out", names=left_out)] if left_out else []
    if bad:
        notices.append(Notice("malformed_rows", count=len(bad), row=bad[0][0]))
    return RawTable(frame, tuple(notices), malformed=tuple(bad))


def _flat(record: Record) -> Iterator[tuple[str, str | None]]:
    for name, value in record.items():
        if isinstance(value, dict):
            for inner, cell in value.items():
                if not isinstance(cell, dict | list):
                    yield f"{name}.{inner}", _text(cell)
        elif not isinstance(value, list):
            yield name, _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return "true" if value is True else "false" if value is False else str(value)

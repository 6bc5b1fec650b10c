"""An account of orders as Parquet: opened without reading a file, added to in layers.

A layer is a folder: its tables, and beside the newest one the facts of the whole account.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import polars as pl

from clv.errors import Notice
from clv.intake.append import (
    Layer,
    appended,
    base_layer,
    instead,
    parts_of,
    stacked,
    witnesses_of,
)
from clv.intake.clean import Cleaned, CleaningState
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.ledger import Entry, Ledger
from clv.intake.several.join import together_named
from clv.options import Mapping, Policy, ReadHints
from clv.tables import CUSTOMER_ID

_FRAMES = tuple(part.name for part in fields(Layer))
_FACTS, _MOST_ASIDE = "facts.json", 100_000
_SHORT = {ROW: pl.Int64, "fields": pl.Int64}
_ENTRY = {"entry": pl.Int64, ROW: pl.Int64}
_ASIDE = ("entries", "malformed", "short", "witnesses", "statuses", "all_statuses")


@dataclass(frozen=True)
class Account:
    """What became of every row of a shop's files, and by whom newer files are tried.

    Parameters
    ----------
    cleaned : Cleaned
        The orders, and the ledger.
    witnesses : polars.Series
        From `clv.intake.append.witnesses_of`.
    """

    cleaned: Cleaned
    witnesses: pl.Series

    @classmethod
    def of(cls, cleaned: Cleaned) -> tuple[Account, Layer]:
        """Return the account of orders that were all cleaned together, and its one layer."""
        return cls(cleaned, witnesses_of(cleaned.state)), base_layer(cleaned)

    def with_newer(self, newer: Raw) -> tuple[Account, Layer] | None:
        """Return the account with a newer file, and what is new: see `clv.intake.append`."""
        result = appended(self.cleaned, newer, self.witnesses)
        return None if result is None else (replace(self, cleaned=result[0]), result[1])

    @property
    def can_be_kept(self) -> bool:
        """Whether all its files are on the disk, and little of them is no record."""
        raw = self.cleaned.state.raw
        aside = raw.malformed.height + (0 if raw.short is None else raw.short.height)
        from_disk = all(isinstance(part.content, Path) for part in parts_of(raw.input))
        return from_disk and not raw.doubled and aside <= _MOST_ASIDE


def combined(earlier: Layer, later: Layer) -> Layer:
    """Return two layers as one."""
    return Layer(
        records=pl.concat([earlier.records, later.records]),
        lines=pl.concat([earlier.lines, later.lines]),
        orders=stacked(earlier.orders, later.gone, later.orders),
        gone=pl.concat([earlier.gone, later.gone]),
        touched=pl.concat([earlier.touched, later.touched]).unique(),
        everybody=instead(earlier.everybody, later.touched, later.everybody),
        buyers=instead(earlier.buyers, later.touched, later.buyers),
    )


def write_layer(folder: Path, layer: Layer, account: Account) -> None:
    """Write a layer, and the facts of the account that it completes."""
    cleaned, state, raw = account.cleaned, account.cleaned.state, account.cleaned.state.raw
    entries = state.entries.entries
    rows = [
        each.rows.to_frame(ROW).select(pl.lit(n, pl.Int64).alias("entry"), ROW)
        for n, each in enumerate(entries)
    ]
    tables = {
        **{name: getattr(layer, name) for name in _FRAMES},
        "entries": pl.concat([pl.DataFrame(schema=_ENTRY), *rows]),
        "malformed": raw.malformed,
        "short": pl.DataFrame(schema=_SHORT) if raw.short is None else raw.short,
        "witnesses": account.witnesses.to_frame(),
        "statuses": cleaned.statuses,
        "all_statuses": state.statuses,
    }
    for name, table in tables.items():
        table.lazy().collect().write_parquet(folder / f"{name}.parquet", compression="lz4")
    facts = {
        "roles": cleaned.mapping.roles,
        "currency": cleaned.currency,
        "records": cleaned.input.records,
        "date_unit": raw.hints.date_unit,
        "delimiter": raw.delimiter,
        "starts": raw.starts,
        "has_short": raw.short is not None,
        "files": [(part.file, part.bytes, part.format, part.encoding, part.content.name)
                  for part in parts_of(raw.input) if isinstance(part.content, Path)],
        "entries": [(each.step, each.reason, each.amount) for each in entries],
        "notices": [[_document(notice) for notice in notices]
                    for notices in (raw.notices, *state.notices)],
    }  # fmt: skip
    (folder / _FACTS).write_text(json.dumps(facts), "utf-8")


def read_layers(folders: Sequence[Path]) -> Layer:
    """Read what several layers say together, the first one first."""
    return reduce(combined, [_layer(folder) for folder in folders])


def read_account(
    folders: Sequence[Path], files: Path, hints: ReadHints, policy: Policy
) -> Account | None:
    """Read an account from its layers, the first one first; None where one is not whole.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        As `write_layer` wrote them.
    files : pathlib.Path
        Where the files lie that it is an account of.
    hints, policy : ReadHints, Policy
        What it was made under.
    """
    try:
        # The large first layer is gone through once, whatever came since.
        later = [read_layers(folders[1:])] if len(folders) > 1 else []
        whole = reduce(combined, later, _layer(folders[0]))
        facts = json.loads((folders[-1] / _FACTS).read_text("utf-8"))
        aside = {name: pl.read_parquet(folders[-1] / f"{name}.parquet") for name in _ASIDE}
        raw = _raw(whole.records, facts, aside, files, hints)
        cleaned = _cleaned(whole, raw, facts, aside, policy)
        return Account(cleaned, aside["witnesses"][CUSTOMER_ID])
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError):
        return None


def _layer(folder: Path) -> Layer:
    """Read a layer; its records only where somebody asks for one of them."""
    tables: dict[str, Any] = {name: pl.read_parquet(folder / f"{name}.parquet")
                              for name in _FRAMES if name != "records"}  # fmt: skip
    return Layer(records=pl.scan_parquet(folder / "records.parquet"), **tables)


def _raw(
    records: pl.LazyFrame,
    facts: dict[str, Any],
    aside: dict[str, pl.DataFrame],
    files: Path,
    hints: ReadHints,
) -> Raw:
    passports = [
        Input(name, size, kind, encoding, content=files / digest)
        for name, size, kind, encoding, digest in facts["files"]
    ]
    return Raw(
        input=passports[0] if len(passports) == 1 else together_named(passports),
        frame=records,
        malformed=aside["malformed"],
        notices=_notices(facts["notices"][0]),
        hints=replace(hints, date_unit=facts["date_unit"]),
        short=aside["short"] if facts["has_short"] else None,
        delimiter=facts["delimiter"],
        starts=tuple(facts["starts"]),
    )


def _cleaned(
    whole: Layer, raw: Raw, facts: dict[str, Any], aside: dict[str, pl.DataFrame], policy: Policy
) -> Cleaned:
    rows = dict(aside["entries"].group_by("entry").agg(ROW).iter_rows())
    entries = Ledger([
        Entry(step, reason, pl.Series(ROW, rows.get(n, []), pl.Int64), amount)
        for n, (step, reason, amount) in enumerate(facts["entries"])
    ])  # fmt: skip
    return Cleaned(
        orders=whole.orders.drop(ROW),
        ledger=entries.table(),
        statuses=aside["statuses"],
        mapping=Mapping(**facts["roles"]),
        policy=policy,
        input=replace(raw.input, records=facts["records"]),
        currency=facts["currency"],
        state=CleaningState(
            raw=raw,
            lines=whole.lines,
            first_rows=whole.orders[ROW],
            entries=entries,
            everybody=whole.everybody,
            buyers=whole.buyers,
            notices=tuple(_notices(each) for each in facts["notices"][1:]),
            statuses=aside["all_statuses"],
        ),
    )


def _document(notice: Notice) -> list[Any]:
    values = [(name, _plain(value)) for name, value in notice.values]
    return [notice.code, notice.message, notice.variant, values]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _notices(documents: list[Any]) -> tuple[Notice, ...]:
    return tuple(
        Notice(code, message, variant=variant, **{name: _value(value) for name, value in values})
        for code, message, variant, values in documents
    )


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(part) for part in value)
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value

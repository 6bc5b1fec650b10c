"""The files of a run on disk: all of them, or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl
from polars import selectors

from clv import tables as t
from clv.errors import InputError
from clv.present.export import write_csv

if TYPE_CHECKING:
    from clv.run import Run
    from clv.workspace import Update

Form = Literal["csv", "parquet"]

DECIMALS = 6  # enough for any currency, too few to show how a float is stored


def write_run(run: Run, report: str, folder: Path, form: Form = "csv") -> tuple[str, ...]:
    """Write ``customers``, ``ledger`` (CSV or Parquet) and ``report.json`` into `folder`.

    Everything is written beside its place first and moved there last, so that a full disk leaves
    the files of an earlier run whole.

    Parameters
    ----------
    run : clv.run.Run
        The run.
    report : str
        Its passport as JSON.
    folder : pathlib.Path
        Made when it isn't there.
    form : {"csv", "parquet"}
        Of the tables.

    Returns
    -------
    tuple of str
        The names of the files.

    Raises
    ------
    InputError
        ``cannot_write``, with the folder and the reason.
    """
    tables = {
        f"customers.{form}": customer_table(run),
        f"ledger.{form}": run.cleaned.ledger,
    }
    return _write_all(folder, form, tables, report, {})


def write_table(
    report: str, model: bytes, scored: pl.DataFrame | None, folder: Path, form: Form = "csv"
) -> tuple[str, ...]:
    """Write ``model.perennial``, ``report.json`` and, of new rows, ``scored`` into `folder`.

    Raises
    ------
    InputError
        ``cannot_write``.
    """
    tables = {} if scored is None else {f"scored.{form}": scored}
    return _write_all(folder, form, tables, report, {"model.perennial": model})


def _write_all(
    folder: Path,
    form: Form,
    tables: dict[str, pl.DataFrame],
    report: str,
    others: dict[str, bytes],
) -> tuple[str, ...]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as beside:
            for name, table in tables.items():
                _WRITERS[form](table, Path(beside) / name)
            for name, content in others.items():
                (Path(beside) / name).write_bytes(content)
            (Path(beside) / "report.json").write_text(report + "\n", "utf-8")
            names = (*tables, *others, "report.json")
            for name in names:
                os.replace(Path(beside) / name, folder / name)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return names


def with_notes(customers: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Let a list of customers say who wants no mail, and how the file wrote ids that changed."""
    notes = run.customer_notes
    new = [name for name in notes.columns if name not in customers.columns]
    if not new:
        return customers
    notes = notes.select(t.CUSTOMER_ID, *new)
    return customers.join(notes, on=t.CUSTOMER_ID, how="left", maintain_order="left")


def write_changes(update: Update, run: Run, folder: Path) -> None:
    """Write who changed since the look before, and how, into ``changes.csv`` of a folder.

    Raises
    ------
    InputError
        ``cannot_write``.
    """
    if update.changes is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        changed = update.changes.customers.filter(pl.col("event") != "steady")
        write_csv(with_notes(changed, run), folder / "changes.csv")
    except OSError as error:
        raise _cannot_write(folder, error) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file.

    Raises
    ------
    InputError
        ``cannot_write``.
    """
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise _cannot_write(path, error) from error


def read_bytes(path: Path) -> bytes:
    """Read a file whole.

    Raises
    ------
    InputError
        ``file_not_found``, ``unreadable_file``.
    """
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("unreadable_file", name=path.name, reason=reason) from error


def _cannot_write(place: Path, error: OSError) -> InputError:
    return InputError(
        "cannot_write", folder=str(place), reason=error.strerror or type(error).__name__
    )


def _write_parquet(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path)


_WRITERS: dict[Form, Callable[[pl.DataFrame, Path], None]] = {
    "csv": write_csv,
    "parquet": _write_parquet,
}


def customer_table(run: Run) -> pl.DataFrame:
    """Join what customers did with what is expected of them, most valuable first.

    Where the verdict is *nothing* the columns of forecasts are empty, as they are on the pages;
    columns of money are where the log has no amounts.

    Parameters
    ----------
    run : clv.run.Run
        The run.

    Returns
    -------
    polars.DataFrame
        One row a customer.
    """
    names = dict.fromkeys((*run.customers.columns, *run.predictions.columns))
    table = (
        run.shown_customers.select(*names)
        .sort(
            t.CLV,
            t.REVENUE,
            t.CUSTOMER_ID,
            descending=[True, True, False],
            nulls_last=True,
        )
        .with_columns(selectors.float().round(DECIMALS))
    )
    table = with_notes(table, run)
    nothing = [pl.lit(None, table.schema[name]).alias(name) for name in t.money_in(table)]
    return table if run.cleaned.has_money else table.with_columns(nothing)

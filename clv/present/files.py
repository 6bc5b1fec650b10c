"""The files of a run on disk: all of them, or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import polars as pl
from polars import selectors

from clv import tables as t
from clv.errors import InputError
from clv.present.export import to_csv
from clv.words import _

DECIMALS = 6  # enough for any currency, too few to show how a float is stored


def write_run(
    customers: pl.DataFrame,
    predictions: pl.DataFrame,
    ledger: pl.DataFrame,
    report: str,
    folder: Path,
) -> None:
    """Write ``customers.csv``, ``ledger.csv`` and ``report.json`` into `folder`.

    Everything is written beside its place first and moved there last, so that a full disk leaves
    the files of an earlier run whole.

    Parameters
    ----------
    customers, predictions : polars.DataFrame
        Tables `clv.tables.CUSTOMERS` and `PREDICTIONS` of the same customers.
    ledger : polars.DataFrame
        Table `clv.tables.LEDGER`.
    report : str
        The run passport as JSON.
    folder : pathlib.Path
        Made when it isn't there.

    Raises
    ------
    InputError
        ``cannot_write``, with the folder and the reason.
    """
    contents = {
        "customers.csv": to_csv(customer_table(customers, predictions)),
        "ledger.csv": to_csv(ledger),
        "report.json": (report + "\n").encode(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as beside:
            for name, content in contents.items():
                (Path(beside) / name).write_bytes(content)
            for name in contents:
                os.replace(Path(beside) / name, folder / name)
    except OSError as error:
        raise InputError(
            "cannot_write",
            _("The folder {folder} can't be written to ({reason}); choose another.").format(
                folder=folder, reason=error.strerror or type(error).__name__
            ),
        ) from error


def customer_table(customers: pl.DataFrame, predictions: pl.DataFrame) -> pl.DataFrame:
    """Join what customers did with what is expected of them, most valuable first.

    Parameters
    ----------
    customers, predictions : polars.DataFrame
        Tables `clv.tables.CUSTOMERS` and `PREDICTIONS` of the same customers.

    Returns
    -------
    polars.DataFrame
        One row a customer.
    """
    return (
        customers.join(predictions, on=t.CUSTOMER_ID, how="left")
        .sort(
            t.CLV,
            t.REVENUE,
            t.CUSTOMER_ID,
            descending=[True, True, False],
            nulls_last=True,
        )
        .with_columns(selectors.float().round(DECIMALS))
    )

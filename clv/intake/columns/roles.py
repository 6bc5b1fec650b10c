"""Which column is used for which role: what the person says, completed by what is sure."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError
from clv.intake.columns.guess import guess
from clv.intake.columns.names import fold, shown
from clv.intake.files.raw import Raw
from clv.options import Mapping
from clv.words import _


def settle(raw: Raw, mapping: Mapping | None) -> Mapping:
    r"""Fill the roles left open with what is found for sure.

    Parameters
    ----------
    raw : Raw
        The opened file.
    mapping : Mapping, optional
        What the person says; columns may be named without regard to case, spaces and marks.

    Raises
    ------
    InputError
        ``missing_columns``; ``duplicate_columns`` where a mapped column stands twice and differs.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> settle(load(b"who,when,sum\na,2024-01-02,5\n"), Mapping(customer="WHO"))
    Mapping(customer='who', date='when', amount='sum')
    """
    given = Mapping(
        **{
            role: column if column in raw.columns else _resolved(raw, column)
            for role, column in (mapping or Mapping()).roles.items()
        }
    )
    found = given if not given.missing and mapping else given.over(guess(raw).sure)
    if found.missing:
        raise InputError(
            "missing_columns",
            _(
                "No column was found for {what} among {columns}; say which (--map role=COLUMN)."
            ).format(what=_and(found.missing), columns=shown(raw.columns)),
        )
    _refuse_doubled(raw, found)
    return found


def _resolved(raw: Raw, column: str) -> str:
    """Find a column named without regard to case, spaces and marks, or by its number."""
    alike = [name for name in raw.columns if fold(name) == fold(column)]
    if len(alike) == 1:
        return alike[0]
    raise InputError(
        "missing_columns",
        _("There is no column {name!r}; the file has {columns}.").format(
            name=shown([column]), columns=shown(raw.columns)
        ),
    )


def _and(roles: tuple[str, ...]) -> str:
    return ", ".join(_(role) for role in roles)


def _refuse_doubled(raw: Raw, mapping: Mapping) -> None:
    """Refuse a mapped column that stands twice with different values."""
    for name in mapping.roles.values():
        twin = f"{name} (2)"
        if twin in raw.columns and raw.doubled:
            differ = raw.frame.select((pl.col(name) != pl.col(twin)).any()).collect().item()
            if differ:
                raise InputError(
                    "duplicate_columns",
                    _("Two columns are named {name!r} and differ; rename one.").format(
                        name=shown([name])
                    ),
                )

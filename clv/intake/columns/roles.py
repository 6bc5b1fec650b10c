"""Which column is used for which role: what the person says, completed by what is sure."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from clv.errors import InputError
from clv.intake.columns.bank_columns import is_statement
from clv.intake.columns.facts import read_money
from clv.intake.columns.guess import Guess, guess
from clv.intake.columns.names import fold, shown
from clv.intake.files.raw import Raw
from clv.options import DEFAULT_POLICY, Mapping, Policy

_WHICH = {"amount": "which_amount", "customer": "payer"}
_CANDIDATES, _EXAMPLES, _LONGEST = 4, 3, 24


def settle(
    raw: Raw,
    mapping: Mapping | None,
    proposal: Guess | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> Mapping:
    r"""Fill the roles left open with what is proposed for sure.

    Parameters
    ----------
    raw : Raw
        The opened file.
    mapping : Mapping, optional
        What the person says; columns may be named without regard to case, spaces and marks.
    proposal : Guess, optional
        What `guess` proposed for this file, where it was already asked.
    policy : Policy
        Whether there is money at all.

    Raises
    ------
    InputError
        ``missing_columns`` with the columns that may be meant; ``duplicate_columns`` where a
        mapped column stands twice and differs.

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
    proposal = proposal or _proposal(raw, given)
    settled = given.over(_spared(proposal.sure, given)) if proposal else given
    if not policy.has_money:
        settled = replace(settled, amount=None, unit_price=None, discount=None, refund=None)
    if missing := policy.needed(settled.missing):
        raise _question(raw, missing, proposal, given)
    _refuse_doubled(raw, settled)
    return settled


def _proposal(raw: Raw, given: Mapping) -> Guess | None:
    """Guess, unless the file is known to lack what the person has named all the same."""
    try:
        return guess(raw)
    except InputError:
        if given.missing:
            raise
        return None


def _spared(proposed: Mapping, given: Mapping) -> Mapping:
    """Leave out proposals for columns that the person gave another role."""
    taken = set(given.roles.values())
    return Mapping(**{role: name for role, name in proposed.roles.items() if name not in taken})


def _resolved(raw: Raw, column: str) -> str:
    """Find a column named without regard to case, spaces and marks, or by its number."""
    alike = [name for name in raw.columns if fold(name) == fold(column)]
    if len(alike) == 1:
        return alike[0]
    raise InputError(
        "missing_columns",
        variant="unknown",
        name=shown([column]),
        columns=shown(raw.columns),
    )


def _question(
    raw: Raw, missing: tuple[str, ...], proposal: Guess | None, given: Mapping
) -> InputError:
    """Ask for the first missing role, naming the columns that may play it."""
    role, is_bank = missing[0], is_statement(raw.columns)
    taken = set(given.roles.values())
    rivals = list(proposal.candidates.get(role, ())) if proposal else []
    rivals = [name for name in rivals if name not in taken and "@" not in name][:_CANDIDATES]
    if not rivals:
        variant = "amount" if missing == ("amount",) else ""
        return InputError(
            "missing_columns", variant=variant, roles=missing, columns=shown(raw.columns)
        )
    return InputError(
        "missing_columns",
        variant=_WHICH.get(role, "which") if role != "customer" or is_bank else "which",
        role=role,
        candidates=tuple(_described(raw, name, role) for name in rivals),
        columns=shown(raw.columns),
    )


def _described(raw: Raw, column: str, role: str) -> str:
    """Show a column with some of its values, and the money of it."""
    cells = raw.sample[column]
    if cells.dtype.is_nested() or cells.dtype == pl.Binary:
        return shown([column])
    texts = cells.cast(pl.String, strict=False).str.strip_chars()
    texts = texts.filter(texts != "").drop_nulls()
    values = texts.unique(maintain_order=True)[:_EXAMPLES].to_list()
    examples = ", ".join(" ".join(value.split())[:_LONGEST] for value in values) or "—"
    money = read_money(texts) if role == "amount" else None
    total = "" if money is None else f"; {money.sum():,.2f}"
    return f"{shown([column])} ({examples}{total})"


def _refuse_doubled(raw: Raw, mapping: Mapping) -> None:
    """Refuse a mapped column that stands twice with different values."""
    for name in mapping.roles.values():
        twin = f"{name} (2)"
        if twin in raw.columns and raw.doubled:
            differ = raw.frame.select((pl.col(name) != pl.col(twin)).any()).collect().item()
            if differ:
                raise InputError("duplicate_columns", variant="differ", column=shown([name]))

"""Which column is the customer, the date, the amount: by header name and by what cells hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from clv.intake.columns.hints import hint
from clv.intake.columns.names import NAMES, fold
from clv.intake.columns.shops import Shop, recognise
from clv.intake.files.raw import Raw
from clv.intake.statuses import is_unpaid
from clv.intake.values.date_formats import shape_of
from clv.intake.values.money import looks_like_money
from clv.options import Mapping

SURE = 0.5
"""A role found with at least this confidence is used without asking."""

_NEEDED = ("customer", "date", "amount")
_EXAMPLES = 5
_LOOKED_AT = 60
_EXAMPLE_LENGTH = 60


@dataclass(frozen=True)
class Guess:
    """A proposal for the mapping.

    Parameters
    ----------
    mapping : Mapping
        The best column for each role, unsure ones included.
    confidence : dict
        Role to a number between 0 and 1; under `SURE` a person should confirm.
    examples : dict
        Column to five of its different values, as text.
    shop : str, optional
        The shop system whose export this is.
    """

    mapping: Mapping
    confidence: dict[str, float]
    examples: dict[str, tuple[str, ...]] = field(repr=False)
    shop: str | None = None

    @property
    def sure(self) -> Mapping:
        """The roles that need no confirmation."""
        roles = self.mapping.roles
        return Mapping(**{role: roles[role] for role in roles if self.confidence[role] >= SURE})


def guess(raw: Raw) -> Guess:
    r"""Propose which column plays which role.

    Raises
    ------
    InputError
        ``missing_columns`` for an export known to hold no customer.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> guess(load(b"Kunde;Datum;Betrag\na;01.02.2024;5,00\n")).mapping
    Mapping(customer='Kunde', date='Datum', amount='Betrag')
    """
    examples = {name: _examples(raw.sample[name]) for name in raw.columns}
    shop = recognise(raw.columns)
    if shop is not None and not shop.mapping(raw.columns).missing:
        mapping = shop.mapping(raw.columns)
        return Guess(mapping, dict.fromkeys(mapping.roles, 1.0), examples, shop.title)
    values = {name: _values(raw.sample[name]) for name in raw.columns}
    nested = {name for name in raw.columns if raw.sample[name].dtype.is_nested()}
    found = _by_name(raw.columns, values, nested)
    _by_content(found, values)
    _settle_amount(found, values)
    _settle_status(found, values)
    confidence = {role: score for role, (_column, score) in found.items()}
    mapping = Mapping(**{role: column for role, (column, _score) in found.items()})
    return Guess(mapping, confidence, examples)


def shop_of(raw: Raw, mapping: Mapping) -> Shop | None:
    """Return the known export the file is, if it is used as such."""
    shop = recognise(raw.columns)
    return shop if shop and shop.mapping(raw.columns).amount == mapping.amount else None


def _values(column: pl.Series) -> list[str]:
    if column.dtype.is_nested():
        return []
    return [str(value) for value in column.drop_nulls().unique(maintain_order=True)[:_LOOKED_AT]]


def _examples(column: pl.Series) -> tuple[str, ...]:
    shown = column.drop_nulls().head(500)
    if not column.dtype.is_nested():
        shown = shown.unique(maintain_order=True)
    return tuple(str(value)[:_EXAMPLE_LENGTH] for value in shown[:_EXAMPLES])


def _by_name(
    columns: tuple[str, ...], values: dict[str, list[str]], nested: set[str]
) -> dict[str, tuple[str, float]]:
    """Take for each role the free column whose name and values fit it best.

    A nested column is named only for a role that is needed, so that it can be refused by name.
    """
    named = [
        (role, column, score)
        for role in NAMES
        for column in columns
        if (score := _name_score(role, column)) and (role in _NEEDED or column not in nested)
    ]
    scores = [
        (score * (0.6 + 0.4 * _fit(role, values[column])), role, column)
        for role, column, score in named
    ]
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, role, column in sorted(scores, key=lambda entry: -entry[0]):
        if role not in found and column not in taken:
            found[role] = (column, round(score, 2))
            taken.add(column)
    return found


def _name_score(role: str, column: str) -> float:
    folded = fold(column)
    names = _FOLDED[role]
    if folded in names:
        return 1.0 - 0.3 * names.index(folded) / len(names)
    return hint(role, column)


_FOLDED = {role: [fold(name) for name in names] for role, names in NAMES.items()}


def _fit(role: str, values: list[str]) -> float:
    """Return the share of values that can play the role; 1 where any text can."""
    if not values:
        return 0.5
    if role == "date":
        return sum(_is_date(value) for value in values) / len(values)
    if role in ("amount", "quantity", "unit_price", "discount", "refund"):
        return sum(looks_like_money(value) for value in values) / len(values)
    return 1.0


def _is_date(value: str) -> bool:
    return shape_of(value.strip()) is not None or bool(re.fullmatch(r"\d{9,19}(\.\d+)?", value))


def _by_content(found: dict[str, tuple[str, float]], values: dict[str, list[str]]) -> None:
    """Suggest, without being sure, a column for date and amount by what the cells hold."""
    for role in ("date", "amount"):
        if role in found:
            continue
        taken = {column for column, _score in found.values()}
        free = {name: _fit(role, cells) for name, cells in values.items() if name not in taken}
        best = max(free, key=lambda name: free[name], default=None)
        if best is not None and values[best] and free[best] > 0.9:
            found[role] = (best, 0.4)


def _settle_amount(found: dict[str, tuple[str, float]], values: dict[str, list[str]]) -> None:
    """Take a lone price for the amount, and one beside a quantity for the unit price.

    An amount beside a unit price may be how many were bought; where another column could be the
    money, that is not sure.
    """
    if "amount" in found and fold(found["amount"][0]) in _FOLDED["unit_price"]:
        if "quantity" in found and "unit_price" not in found:
            found["unit_price"] = found.pop("amount")
    elif "unit_price" in found and "quantity" not in found and "amount" not in found:
        column, score = found.pop("unit_price")
        found["amount"] = (column, min(score, 0.6))
    elif "unit_price" in found and "quantity" not in found:
        column, score = found["amount"]
        free = set(values) - {name for name, _score in found.values()}
        if any(_name_score("amount", name) for name in free):
            found["amount"] = (column, min(score, 0.4))


def _settle_status(found: dict[str, tuple[str, float]], values: dict[str, list[str]]) -> None:
    """Take a column "type" that tells sales from refunds for the status, not for a category."""
    if "status" not in found and "category" in found:
        kinds = pl.DataFrame({"kind": values[found["category"][0]]}, {"kind": pl.String})
        if kinds.select(is_unpaid("kind").any()).item():
            found["status"] = found.pop("category")

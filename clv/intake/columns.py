"""Which column is the customer, the date, the amount: by header names and by what the cells hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clv.intake.choices import Mapping
from clv.intake.raw import Raw

NAMES: dict[str, tuple[str, ...]] = {
    "customer": ("customer_id", "customerid", "customer", "client_id", "user_id"),
    "date": ("date", "order_date", "invoicedate", "timestamp", "created_at"),
    "amount": ("amount", "total", "order_total", "revenue", "sales"),
    "quantity": ("quantity", "qty"),
    "unit_price": ("unitprice", "unit_price", "price"),
    "order": ("invoiceno", "order_id", "invoice", "orderid"),
    "product": ("stockcode", "sku", "product", "product_id"),
    "category": ("category",),
    "channel": ("channel",),
    "country": ("country",),
}


@dataclass(frozen=True)
class Guess:
    """A proposal for the mapping.

    Parameters
    ----------
    mapping : Mapping
        The roles that were found.
    confidence : dict
        Role to a number between 0 and 1.
    examples : dict
        Column to five of its values, as text.
    shop : str, optional
        The shop system whose export this is.
    """

    mapping: Mapping
    confidence: dict[str, float]
    examples: dict[str, tuple[str, ...]] = field(repr=False)
    shop: str | None = None


def guess(raw: Raw) -> Guess:
    """Propose which column plays which role."""
    folded = {fold(column): column for column in reversed(raw.columns)}
    roles = {}
    for role, names in NAMES.items():
        column = next((folded[fold(name)] for name in names if fold(name) in folded), None)
        if column is not None:
            roles[role] = column
    examples = {
        column: tuple(map(str, raw.sample[column].drop_nulls().unique(maintain_order=True)[:5]))
        for column in raw.columns
    }
    return Guess(Mapping(**roles), dict.fromkeys(roles, 0.9), examples)


def fold(name: str) -> str:
    """Reduce a header to what is compared: lower case, letters and digits only."""
    return re.sub(r"[\W_]+", "", name.casefold())

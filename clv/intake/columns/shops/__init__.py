"""Exports of known shops, recognised by their headers.

A further export is an entry in one of these files (or in a new one, with its line in `SHOPS`).
"""

from __future__ import annotations

from collections.abc import Sequence

from clv.errors import InputError
from clv.intake.columns.names import fold
from clv.intake.columns.shops import accounting, marketplaces, payments, research, storefronts
from clv.intake.columns.shops.shop import Shop

__all__ = ["SHOPS", "Shop", "recognise"]

SHOPS: tuple[Shop, ...] = (
    *storefronts.EXPORTS,
    *marketplaces.EXPORTS,
    *payments.EXPORTS,
    *accounting.EXPORTS,
    *research.EXPORTS,
)


def recognise(columns: Sequence[str]) -> Shop | None:
    """Return the export with these headers, None for any other table.

    Raises
    ------
    InputError
        ``missing_columns`` for an export that holds no customer, or no dates.

    Examples
    --------
    >>> shop = recognise(["id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency",
    ...                   "Status", "Customer ID"])
    >>> shop.title, shop.mapping(["Customer ID", "Amount"])
    ('Stripe', Mapping(customer='Customer ID', amount='Amount'))
    """
    present = {fold(column) for column in columns}
    shop = next((s for s in SHOPS if present >= {fold(sign) for sign in s.signs}), None)
    if shop is not None and shop.lacks:
        raise InputError("missing_columns", variant=f"lacks_{shop.lacks}", shop=shop.title)
    return shop

"""How much a header speaks for a role: by a usual name, or by the words it is made of.

"Customer reference" is a customer and "order total" an amount; "customer age" is no customer,
"shipping total" is not what was paid and a "date of birth" is no order. A word that is not known
to be harmless makes a header unsure, so that the person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clv.intake.columns.header_words import header
from clv.intake.columns.names import NAMES, fold

SURE_WORDS, LIKELY_WORDS, UNSURE_WORDS = 0.65, 0.45, 0.3

_TAX = re.compile(
    r"(?:incl?|including|excl?|excluding|ex|without|with|inkl|exkl|zzgl|inc|med|utan|con|sin|com|sem"
    r"|avec|sans|z|bez|s|с|без|sis)\W{0,3}(?:of\W{0,3})?"
    r"(?:tax|vat|mwst|ust|gst|shipping|moms|mva|alv|iva|tva|btw|dph|afa|ндс|пдв|φπα)(?!\w)"
)
_SALES = "order sale invoice receipt transaction payment"


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words of a header must, may and can't speak of to play a role."""

    needed: tuple[str, ...]
    beside: frozenset[str]
    likely: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()


def _words(needed: str, beside: str = "", likely: str = "", barred: str = "") -> _Words:
    return _Words(
        tuple(needed.split()),
        frozenset(f"{beside} {needed} id".split()),
        frozenset(likely.split()),
        frozenset(barred.split()),
    )


_ROLES = {
    "customer": _words(
        "customer email phone", f"{_SALES} unique", "name phone",
        barred="date money status type staff product price",
    ),
    "date": _words("date", _SALES, barred="money"),
    "amount": _words(
        "money gross", f"{_SALES} gross net customer price currency unit",
        barred="status type date name shipping discount refund quantity",
    ),
    "quantity": _words("quantity", "order product sale unit"),
    "unit_price": _words("price", "product unit", "order sale payment"),
    "order": _words("order invoice receipt transaction", _SALES, barred="date money status type"),
    "status": _words("status", f"{_SALES} product", "shipping", "date"),
    "payment_status": _words("status", "payment", barred="date"),
    "currency": _words("currency", f"{_SALES} money"),
    "product": _words("product"),
    "product_name": _words("product", "name"),
    "discount": _words("discount", "order money"),
    "refund": _words("refund", "order money payment", barred="date status type"),
}  # fmt: skip
# Of several headers made of known words the one that speaks of more of these comes first.
_BETTER = {
    "customer": {"customer": 0.03, "id": 0.02, "unique": 0.01},
    "date": {"order": 0.04, "sale": 0.04, "transaction": 0.03, "invoice": 0.02, "payment": -0.02},
    "amount": {
        "order": 0.04, "invoice": 0.03, "payment": 0.03, "gross": -0.01, "net": -0.02,
        "unit": -0.05, "price": -0.01,
    },
    "order": {"order": 0.04, "invoice": 0.02, "receipt": 0.01, "id": 0.02},
    "status": {"order": 0.02},
}  # fmt: skip
_ALSO_NEEDED = {"product_name": frozenset({"name"}), "payment_status": frozenset({"payment"})}
_FOLDED = {role: {fold(name): i for i, name in reversed([*enumerate(names)])}
           for role, names in NAMES.items()}  # fmt: skip


def score(role: str, column: str) -> float:
    """Return how much a header speaks for a role, between 0 and 1.

    Examples
    --------
    >>> score("customer", "Customer ID"), score("customer", "customer_age")
    (1.0, 0.3)
    >>> score("amount", "Order sum (incl. VAT)"), score("amount", "Total shipping")
    (0.69, 0.0)
    >>> score("date", "Ngày đặt hàng"), score("status", "Tilauksen tila")
    (0.69, 0.67)
    """
    place = _FOLDED.get(role, {}).get(fold(column))
    if place is not None:
        return 1.0 - 0.3 * place / len(_FOLDED[role])
    return _by_words(role, column)


def is_named(role: str, column: str) -> bool:
    """Tell whether a column has one of the usual names of a role."""
    return fold(column) in _FOLDED[role]


def _by_words(role: str, column: str) -> float:
    words = _ROLES.get(role)
    if words is None:
        return 0.0
    meaning = header(_TAX.sub(" ", column.casefold()) if role == "amount" else column)
    if not meaning.concepts.intersection(words.needed) or meaning.concepts & words.barred:
        return 0.0
    if not meaning.concepts >= _ALSO_NEEDED.get(role, frozenset()):
        return 0.0
    foreign = meaning.concepts - (words.beside - words.likely)
    if meaning.unknown or foreign - words.likely:
        return UNSURE_WORDS
    if foreign:
        return LIKELY_WORDS
    return round(SURE_WORDS + sum(_BETTER.get(role, {}).get(c, 0.0) for c in meaning.concepts), 2)

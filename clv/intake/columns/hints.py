"""Words in a header that hint at a role, and those that may stand beside them.

"Customer reference" is a customer and "order total" an amount; "customer age" is no customer,
"shipping total" is not what was paid and a "date of birth" is no order. A word not known to be
harmless makes a hint unsure, so that the person is asked.
"""

from __future__ import annotations

import re

SURE_HINT, UNSURE_HINT = 0.6, 0.3

_TAX = (
    r"(?:incl?|including|excl?|excluding|ex|without|with|inkl|zzgl)\W*"
    r"(?:of\W*)?(?:tax|vat|mwst|gst|shipping)"
)
_WORDS = {
    "customer": re.compile(
        "customer|cust|client|kunden?|e-?mail|buyer|member|user|shopper|account|donor"
    ),
    "date": re.compile("datetime|date|datum|timestamp|time|fecha|created"),
    "amount": re.compile("amount|total|revenue|betrag|umsatz|sales|montant|importe|spen[dt]"),
}
_HARMLESS = {
    "customer": """
        id ids no nr nbr num number nummer code key ref reference name names full unique hash hashed
        address billing order orders invoice primary external crm uuid guid identifier login handle
        sk pk fk dim index""",
    "date": """
        order orders ordered purchase purchased purchases sale sales sold transaction transactions
        trans trx txn invoice invoiced payment paid placed on at of the and utc gmt local iso event
        visit booking booked posting document billing receipt checkout gift donation close closed
        deal activity bought in record recorded key""",
    "amount": """
        order orders net gross grand purchase transaction transactions trans payment paid price
        value invoice of in the sum base local line item gift deal donation basket cart ticket bill
        money charged received collected sale customer usd eur gbp cad aud chf inr jpy sek nok dkk
        pln brl""",
}


def hint(role: str, column: str) -> float:
    """Return how much the words of a header speak for a role.

    Examples
    --------
    >>> hint("customer", "Customer Ref."), hint("customer", "customer_age"), hint("date", "total")
    (0.6, 0.3, 0.0)
    >>> hint("amount", "Order total (incl. VAT)"), hint("amount", "Total shipping")
    (0.6, 0.3)
    """
    if role not in _WORDS:
        return 0.0
    left, found = _WORDS[role].subn(" ", re.sub(_TAX, " ", column.casefold()))
    if not found:
        return 0.0
    others = re.findall(r"[^\W\d_]+", left)
    return SURE_HINT if set(_HARMLESS[role].split()).issuperset(others) else UNSURE_HINT

"""Who the customer is: not the cashier, nobody's guest number, no number new on every order."""

from __future__ import annotations

import polars as pl

from clv.intake.columns.header_roles import LIKELY_WORDS
from clv.intake.columns.header_words import header
from clv.intake.columns.joint_customer import is_joint
from clv.intake.columns.proposals import SURE, Proposals

_FULLER, _NEW, _REPEATS, _HALF = 0.25, 0.98, 0.85, 0.5
_FEW_ROWS, _STAFF, _STAFF_SHARE = 5, 12, 0.05
_RECEIPTS = {"receipt", "staff"}
_TILLS = {"register", "till", "terminal"}
_TELLING = {"phone", "email", "id"}
_CALLED_ID = {"id"}
_ID_AND_DAY = 2  # columns


def choose_customer(proposals: Proposals) -> None:
    """Settle the role of the customer by what the cells say."""
    joint = next((name for name in proposals.facts.columns if is_joint(name)), None)
    if joint is not None:
        proposals.columns["customer"] = (joint, SURE)
    if proposals.column("customer") is None:
        _take_id(proposals)
    column = proposals.column("customer")
    if column is None:
        return
    better = _better(proposals, column)
    if better is not None:
        confidence = proposals.scores.get("customer", {}).get(better, LIKELY_WORDS)
        if header(better).concepts & _TELLING:
            confidence = max(confidence, SURE)
        proposals.columns["customer"] = (better, confidence)
    _trust_phone(proposals)
    if _is_staff(proposals, proposals.column("customer") or ""):
        proposals.doubt("customer")


def _better(proposals: Proposals, column: str) -> str | None:
    """Return a column that tells customers where the proposed one does not."""
    facts = proposals.facts
    if facts.rows < _FEW_ROWS:
        return None
    rivals = [
        name
        for name in proposals.rivals("customer")
        if name != column
        and proposals.scores["customer"][name] >= LIKELY_WORDS * 0.99
        and facts.distinct(name) > 1
        and (name not in proposals.taken)
    ]
    filled = facts.filled(column)
    if facts.distinct(column) <= 1:
        return next((name for name in rivals if facts.filled(name) > filled / 2), None)
    fuller = [
        name
        for name in rivals
        if facts.filled(name) > filled + _FULLER
        and (filled < _HALF or proposals.scores["customer"][name] >= SURE)
    ]
    if fuller:
        return fuller[0]
    orders = _orders(proposals)
    if facts.distinct(column) >= _NEW * orders * filled:
        repeating = [n for n in rivals if facts.distinct(n) <= _REPEATS * orders * facts.filled(n)]
        return next((name for name in repeating if facts.filled(name) >= filled - _FULLER), None)
    return None


def _trust_phone(proposals: Proposals) -> None:
    """Take phone numbers for customers where nothing better tells them, and numbers come again."""
    column, sure = proposals.columns["customer"]
    facts = proposals.facts
    if sure < SURE and is_phone(column) and 1 < facts.distinct(column) < facts.rows:
        proposals.columns["customer"] = (column, SURE)


def is_phone(column: str) -> bool:
    """Tell whether a column is called a phone number and nothing else.

    Examples
    --------
    >>> is_phone("Phone number"), is_phone("Telefon"), is_phone("Phone price")
    (True, True, False)
    """
    meaning = header(column)
    return "phone" in meaning.concepts <= {"phone", "id", "customer"} and not meaning.unknown


def repeating(proposals: Proposals) -> list[str]:
    """List columns that may name customers where no header says so: their values come again."""
    facts = proposals.facts
    return [
        name
        for name in proposals.free
        if max(facts.fit("amount", name), facts.fit("date", name)) < _HALF
        and 1 < facts.distinct(name) < _REPEATS * facts.rows
    ]


def _orders(proposals: Proposals) -> int:
    """Count the orders among the rows looked at."""
    order = proposals.column("order")
    return proposals.facts.texts(order).n_unique() if order else proposals.facts.rows


def _is_staff(proposals: Proposals, column: str) -> bool:
    """Tell whether a "user" on receipts may be who stands at the till."""
    if "user" not in column.casefold():
        return False
    concepts = {concept for name in proposals.facts.columns for concept in header(name).concepts}
    few = max(_STAFF, _STAFF_SHARE * proposals.facts.rows)
    names = {name.casefold() for name in proposals.facts.columns}
    return bool(concepts & _RECEIPTS or names & _TILLS) and (
        proposals.facts.distinct(column) <= few
    )


def _take_id(proposals: Proposals) -> None:
    """Take a column called only "Id" for the customer, where values come again on other days."""
    facts, date = proposals.facts, proposals.column("date")
    money = proposals.column("amount")
    by_content = [] if money is None or money in proposals.scores.get("amount", {}) else [money]
    for name in [*proposals.free, *by_content] if date else []:
        if header(name).concepts != _CALLED_ID or header(name).unknown:
            continue
        seen = pl.DataFrame(
            {"id": facts.texts(name), "day": facts.texts(date or "").str.slice(0, 10)}
        )
        days = seen.drop_nulls().group_by("id").agg(pl.col("day").n_unique())["day"]
        if len(days) > 1 and int((days > 1).sum()) >= 0.2 * len(days):
            # A file of ids and days alone can mean nobody else.
            sure = SURE if len(facts.columns) == _ID_AND_DAY else 0.6
            proposals.columns["customer"] = (name, sure)
            if name == money:
                del proposals.columns["amount"]
            return

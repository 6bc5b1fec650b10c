"""Which columns say what became of an order, and which what kind of row it is."""

from __future__ import annotations

from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import header
from clv.intake.columns.kind_words import are_kinds
from clv.intake.columns.names import fold
from clv.intake.columns.phrases import Phrases, phrase_of
from clv.intake.columns.proposals import SURE, Proposals
from clv.intake.columns.status_words import (
    CANCELLED,
    NEUTRAL,
    OPEN,
    UNPAID,
    are_statuses,
    class_of,
)

_MOST_VALUES = 40
_PAID_FLAGS = Phrases.of("valid is_valid posted settled success is_success approved проведен*")
# What regions are called too.
_PLACES = ("state", "estado", "stato", "stat", "etat")


def choose_status(proposals: Proposals, *, only_flags: bool = False) -> None:
    """Settle status, payment status, cancelled and kind by what the cells hold.

    Parameters
    ----------
    proposals : Proposals
        The other roles, as proposed so far.
    only_flags : bool
        Whether the statuses themselves are known, and only flags are looked for.
    """
    _spare_flags(proposals)
    if not only_flags:
        _take_kind(proposals)
        _check_header(proposals)
        _take_by_content(proposals)
    _take_flags(proposals)


def _spare_flags(proposals: Proposals) -> None:
    """Take no yes or no for money paid back."""
    column = proposals.column("refund")
    values = {value.casefold() for value in proposals.facts.values(column)} if column else set()
    if column and proposals.facts.are_truths(column) and not values <= {"0", "0.0"}:
        proposals.columns.pop("refund")


def _take_kind(proposals: Proposals) -> None:
    if "kind" in proposals.columns:
        return
    tried = [name for name in proposals.facts.columns if _may_be(proposals, name, "category")]
    for name in tried:
        if score("status", name) == 0 and are_kinds(proposals.facts.values(name)):
            proposals.columns = {
                role: entry for role, entry in proposals.columns.items() if entry[0] != name
            }
            proposals.columns["kind"] = (name, 0.6)
            return


def _may_be(proposals: Proposals, column: str, *roles: str) -> bool:
    """Tell whether a column has few values and is free, or can be spared from its role."""
    facts = proposals.facts
    spare = {proposals.column(role) for role in (*roles, "product", "product_name", "channel")}
    values = facts.values(column)
    return (column not in proposals.taken or column in spare) and 0 < len(values) <= _MOST_VALUES


def _check_header(proposals: Proposals) -> None:
    """Drop what is only called status: states of a country, levels of a customer."""
    for role in ("status", "payment_status"):
        column = proposals.column(role)
        if column is None:
            continue
        values = proposals.facts.values(column)
        classes = [class_of(value) for value in values]
        if fold(column) in _PLACES and not are_statuses(values):
            proposals.columns.pop(role)
            continue
        of_orders = score(role, column) >= SURE and 1 < len(values) <= _MOST_VALUES
        foreign = not any(classes) and not of_orders
        if foreign or (classes and set(classes) <= {NEUTRAL}):
            proposals.columns.pop(role)


def _take_by_content(proposals: Proposals) -> None:
    """Find statuses under any header; of several the order's and the payment's count."""
    tried = [
        name
        for name in proposals.facts.columns
        if _may_be(proposals, name, "category")
        and "customer" not in header(name).concepts
        and are_statuses(proposals.facts.values(name))
    ]
    tried.sort(key=lambda name: -score("status", name))
    for name in tried:
        role = "payment_status" if score("payment_status", name) >= 0.5 else "status"
        if role not in proposals.columns and score("status", name) != 0.45:
            proposals.columns = {
                key: entry for key, entry in proposals.columns.items() if entry[0] != name
            }
            proposals.columns[role] = (name, 0.6)
    if "status" not in proposals.columns and "payment_status" in proposals.columns:
        proposals.columns["status"] = proposals.columns.pop("payment_status")


def _take_flags(proposals: Proposals) -> None:
    """Find columns that say by a day, or by yes and no, that an order was cancelled or paid."""
    for name in proposals.free:
        role = _role_of_flag(proposals, name)
        if role is not None and role not in proposals.columns:
            proposals.columns[role] = (name, 0.6)


def _role_of_flag(proposals: Proposals, name: str) -> str | None:
    facts, says, concepts = proposals.facts, class_of(name), header(name).concepts
    if "customer" in concepts:
        return None
    flag = facts.are_truths(name) and len(facts.values(name)) > 1
    if flag and (concepts == {"payment"} or _PAID_FLAGS.longest(phrase_of(name))):
        return "payment_status"
    empty = facts.texts(name).null_count()
    dated = says == CANCELLED and facts.fit("date", name) == 1 and 0 < empty < facts.rows
    is_lost = says in UNPAID and says != OPEN
    return "cancelled" if is_lost and (flag or dated) else None

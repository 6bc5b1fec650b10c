"""Which column is the customer, the date, the amount: by header and by what cells hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from clv.intake.columns.bank_columns import Statement, bank_statement
from clv.intake.columns.choose_customer import choose_customer, repeating
from clv.intake.columns.choose_money import choose_money
from clv.intake.columns.choose_status import choose_status
from clv.intake.columns.facts import Facts
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import header
from clv.intake.columns.names import NAMES
from clv.intake.columns.proposals import SURE, Proposals
from clv.intake.columns.shops import Shop, recognise
from clv.intake.files.raw import Raw
from clv.options import Mapping

NEEDED = ("customer", "date", "amount")
_LEAST_FIT = 0.9
# Days of birth, due days, when somebody signed up.
_OTHER_DAYS = {"other", "customer"}
_LEAST = 0.3
_BANK = "bank statement"


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
    candidates : dict
        Role to the columns that may play it, the likeliest first.
    """

    mapping: Mapping
    confidence: dict[str, float]
    examples: dict[str, tuple[str, ...]] = field(repr=False)
    shop: str | None = None
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

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
    facts = Facts(raw)
    if (statement := bank_statement(facts)) is not None:
        return _guessed(_of_statement(facts, statement), _BANK)
    shop = recognise(raw.columns)
    profile = None if shop is None else shop.mapping(raw.columns, facts.filled)
    if shop is not None and profile is not None and not profile.missing:
        proposals = Proposals(facts, {role: (name, 1.0) for role, name in profile.roles.items()})
        choose_status(proposals, only_flags="status" in profile.roles)
        title: str | None = shop.title
    else:
        proposals, title = _by_header(facts), None
        _by_content(proposals)
        choose_money(proposals)
        choose_status(proposals)
        choose_customer(proposals)
    return _guessed(proposals, title)


def _guessed(proposals: Proposals, title: str | None) -> Guess:
    facts = proposals.facts
    return Guess(
        proposals.mapping,
        {role: round(sure, 2) for role, (_column, sure) in proposals.columns.items()},
        {name: facts.examples(name) for name in facts.columns},
        title,
        {role: tuple(_rivals(proposals, role)) for role in NEEDED},
    )


def _of_statement(facts: Facts, statement: Statement) -> Proposals:
    """Propose the columns of a bank statement; without a counterparty a text may name who paid."""
    roles = {role: (name, 1.0) for role, name in statement.roles.items()}
    currency = max(facts.columns, key=lambda name: score("currency", name))
    if score("currency", currency) >= SURE:
        roles["currency"] = (currency, 1.0)
    texts = dict.fromkeys(statement.purposes, _LEAST)
    proposals = Proposals(facts, roles, {"customer": texts})
    choose_status(proposals, only_flags=True)
    return proposals


def _rivals(proposals: Proposals, role: str) -> list[str]:
    rivals = proposals.rivals(role)
    return repeating(proposals) if role == "customer" and not rivals else rivals


def shop_of(raw: Raw, mapping: Mapping) -> Shop | None:
    """Return the known export the file is, if it is used as such."""
    shop = recognise(raw.columns)
    return shop if shop and shop.mapping(raw.columns).amount == mapping.amount else None


def _by_header(facts: Facts) -> Proposals:
    """Take for each role the free column whose header and values fit it best.

    A nested column is named only for a role that is needed, so that it can be refused by name.
    """
    scores = [
        (likely * (0.6 + 0.4 * facts.fit(role, column)), role, column)
        for role in NAMES
        for column in facts.columns
        if (likely := score(role, column)) and (role in NEEDED or not facts.is_nested(column))
    ]
    proposals = Proposals(facts)
    taken: set[str] = set()
    for likely, role, column in sorted(scores, key=lambda entry: -entry[0]):
        proposals.scores.setdefault(role, {})[column] = likely
        if role not in proposals.columns and column not in taken:
            proposals.columns[role] = (column, likely)
            taken.add(column)
    return proposals


def _trust_only_day(proposals: Proposals) -> None:
    """Take the only column of days without asking, unless its name may mean something else."""
    if proposals.columns.get("date", ("", 0.0))[1] >= SURE:
        return
    days = [name for name in proposals.facts.columns if proposals.facts.are_days(name)]
    if len(days) != 1 or days[0] not in {*proposals.free, proposals.column("date")}:
        return
    meaning = header(days[0])
    # A word that nobody knows may make it any day.
    if not (meaning.unknown or meaning.concepts & _OTHER_DAYS):
        proposals.columns["date"] = (days[0], SURE)


def _by_content(proposals: Proposals) -> None:
    """Suggest, without being sure, a column for date and amount by what the cells hold."""
    facts = proposals.facts
    _trust_only_day(proposals)
    for role in ("date", "amount"):
        if role in proposals.columns or (role == "amount" and "unit_price" in proposals.columns):
            continue
        fits = {name: facts.fit(role, name) for name in proposals.free if facts.values(name)}
        best = max(fits, key=lambda name: fits[name], default=None)
        if best is not None and fits[best] > _LEAST_FIT:
            proposals.columns[role] = (best, 0.4)

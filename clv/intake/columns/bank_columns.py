"""Bank statements: which column is the counterparty, the day, the money received and paid.

Known by the words of banks (English, German, Dutch, French, Spanish, Italian, Portuguese, Polish)
in their headers: a balance, a value date, an IBAN, money in and out. A table that speaks of
customers, orders or products is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from clv.intake.columns.facts import Facts
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import fold_letters, header
from clv.intake.columns.shops import recognise

_PARTS = {
    "counterparty": r"counter ?part|payee|payer|beneficiar|beg(u|ue)nstigt|zahlungspflicht"
    r"|zahlungsbeteiligt|auftraggeber|empfanger|tegenpartij|tegenrekeninghouder|contrepartie"
    r"|donneur d|emetteur|ordenante|contraparte|ordinante|kontrahen|nadawc|odbiorc|zleceniodawc"
    r"|partner ?name|^name$|naam omschrijving",
    "payer": r"payer|zahlungspflicht|nadawc|ordenante|ordinante|donneur d|emetteur",
    "payee": r"payee|beneficiar|beg(u|ue)nstigt|empfanger|odbiorc|zahlungsempf",
    "account": r"iban|gegenkonto|tegenrekening|kontonummer|konto ?nr|numer konta|rachun|sort code"
    r"|kontonr|bankleitzahl|blz|swift|bic",
    "balance": r"\bbal(ance)?\b|saldo|solde|kontostand|accountbalance|\bdisponible\b",
    "value_date": r"value da?te?|valuta ?dat|wertstell|^wert$|valuta$|dateval|date (de )?valeur"
    r"|f(echa)? valor|rente ?datum|data (waluty|valuta|valor)|datum valut",
    "booked": r"booking|bookdate|buchung|boek|operac|operat|dateop|posting|posted|transa|ksiegow"
    r"|comptabil|completed|contab|movimento",
    "received": r"^haben|^credit|gutschrift|^abono|^ingreso|paid in|money in|^deposit|uznani|wplyw"
    r"|^entrate|^bij$|^avere|^kredit|zubuchung|^eingang",
    "paid": r"^soll|^debit|^cargo|paid out|money out|^withdraw|obciaz|wyplyw|^uscite|^af$|^dare"
    r"|^debet|^ausgang|^gasto",
    "direction": r"^af bij$|soll haben|debi?t? credi?t?|credi?t? debi?t?|^d c$|^c d$|^s h$|dr cr"
    r"|cr dr|debet credit|^dc$|^dr$|^cr$|^sign$|vorzeichen|soll haben kennzeichen|debit or credit",
    "purpose": r"verwendungszweck|buchungstext|umsatz(art|typ)|vorgang|mutatie|mededeling|libelle"
    r"|omschrijving|communication|concepto|movimiento|tytul|opis|szczegol|narrat|particulars|memo"
    r"|payment ref|betalingskenm|transaction (desc|type)|typ transakcji|causale|descrizione"
    r"|descri|details|reference|remittance",
    "type": r"buchungstext|umsatz(art|typ)|vorgang|mutatiesoort|^typ|^type|transaction type"
    r"|^code$|categ|kategor|movimiento|operation type|transaktionstyp",
}  # fmt: skip
_SHOPS = re.compile(
    r"\border\b|order ?(id|no|number)|bestell(ung|nr|nummer|dat)|commande|pedido|zamowien|ordine\b"
    r"|invoice|rechnung(s?n|$)|facture|faktur|factuur|\bsku\b|quantit|\bqty\b|menge|anzahl|product"
    r"|produkt|produit|prodott|artikel|article|\bitem|\bprice|preis|client|kunde(?!nref)"
    r"|klant|klient|customer(?! ref)|member|\buser|subscri|donor|guest"
)
_NO_MONEY = re.compile(
    r"balance|saldo|solde|kontostand|orig|local|exchange|kurs|\bfee|rate|ursprung"
)
_OWN = re.compile(r"auftragskonto|kontoinhaber|account name|own account")
_STRONG = frozenset(("balance", "value_date", "account", "direction", "both"))
_MOSTLY, _SOME = 0.9, 0.3


@dataclass(frozen=True)
class Statement:
    """The columns of a bank statement.

    Parameters
    ----------
    date : str
        The day of booking.
    payers, payees : tuple of str
        Columns that name the counterparty of money received and of money paid.
    account : str, optional
        The counterparty's account.
    own : str, optional
        The account itself, the same on every row.
    amount : str, optional
        The signed amount, or the unsigned one beside a `direction`.
    received, paid : str, optional
        Money in two columns.
    direction : str, optional
        Says of each row which way the money went.
    texts : tuple of str
        Kind and purpose of the movement.
    """

    date: str | None = None
    payers: tuple[str, ...] = ()
    payees: tuple[str, ...] = ()
    account: str | None = None
    own: str | None = None
    amount: str | None = None
    received: str | None = None
    paid: str | None = None
    direction: str | None = None
    kinds: tuple[str, ...] = ()
    purposes: tuple[str, ...] = field(default=())

    @property
    def customer(self) -> str | None:
        """The column that names who paid."""
        return next(iter((*self.payers, *filter(None, [self.account]))), None)

    @property
    def roles(self) -> dict[str, str]:
        """The columns of customer, date and amount."""
        amount = self.amount or self.received
        roles = {"customer": self.customer, "date": self.date, "amount": amount}
        return {role: name for role, name in roles.items() if name is not None}


def is_statement(columns: Sequence[str]) -> bool:
    """Tell by its headers whether a table is a bank statement.

    Examples
    --------
    >>> is_statement(["Buchungstag", "Wertstellung", "Auftraggeber/Empfänger", "Betrag", "Saldo"])
    True
    >>> is_statement(["Date", "Customer", "Debit", "Credit", "Balance"])
    False
    """
    return _is_statement(tuple(columns))


@lru_cache(maxsize=256)
def _is_statement(columns: tuple[str, ...]) -> bool:
    keys = [_key(name) for name in columns]
    if any(map(_SHOPS.search, keys)) or recognise(columns) is not None:
        return False
    parts = set().union(*map(_parts, columns)) if columns else set()
    parts |= {"both"} if {"received", "paid"} <= parts else set()
    money = parts & {"both"} or any(score("amount", n) > _SOME for n in columns)
    dated = "value_date" in parts or any("date" in header(name).concepts for name in columns)
    strong = parts & _STRONG
    named = parts & {"counterparty", "purpose"}
    return bool(money and dated and (len(strong) > 1 or (strong and named)) and named)


def bank_statement(facts: Facts) -> Statement | None:
    """Return the columns of a bank statement, None for any other table."""
    if not is_statement(facts.columns):
        return None
    parties = [name for name in _with("counterparty", facts.columns) if not _is_account(name)]
    payers, payees = _sides(parties)
    accounts = [name for name in _with("account", facts.columns) if not _is_code(name)]
    own = next((name for name in accounts if _OWN.search(_key(name)) or _is_one(facts, name)), None)
    others = [name for name in accounts if name != own and not _is_one(facts, name)]
    received, paid = _first("received", facts), _first("paid", facts)
    amount = _amount(facts)
    direction = next(iter(_with("direction", facts.columns)), None)
    if received and paid and (amount is None or not _is_full(facts, amount)):
        amount = None
    else:
        received = paid = None
    return Statement(
        _date(facts), payers, payees, _best_account(facts, others), own, amount, received, paid,
        direction,
        tuple(_with("type", facts.columns)),
        tuple(name for name in _with("purpose", facts.columns) if name not in parties),
    )  # fmt: skip


def _key(name: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", fold_letters(name[:80])))


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    """Return what the words of a header speak of."""
    key = _key(name)
    return frozenset(part for part, words in _PARTS.items() if re.search(words, key))


def _with(part: str, columns: Iterable[str]) -> list[str]:
    return [name for name in columns if part in _parts(name)]


def _is_account(name: str) -> bool:
    is_other = re.search(r"adres|address|bank\b|id$", _key(name))
    return is_other is not None or bool(_parts(name) & {"account", "balance"})


def _sides(parties: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the counterparties into those that pay and those that are paid."""
    payers = [name for name in parties if "payer" in _parts(name)]
    payees = [name for name in parties if "payee" in _parts(name)]
    both = [n for n in parties if (n in payers) == (n in payees)]
    if both:
        return tuple(both[:1]), tuple(both[:1])
    return tuple(payers[:1] or payees[:1]), tuple(payees[:1] or payers[:1])


def _is_one(facts: Facts, name: str) -> bool:
    return facts.texts(name).drop_nulls().n_unique() <= 1 and facts.rows > 1


def _best_account(facts: Facts, accounts: list[str]) -> str | None:
    """Return the fullest column of accounts."""
    return max(accounts, key=lambda name: len(facts.texts(name).drop_nulls()), default=None)


def _is_code(name: str) -> bool:
    """Tell whether a column holds banks' own numbers: they are nobody's account."""
    return bool(re.search(r"\b(bic|swift|blz|bank\w*|sort code)\b", _key(name)))


def _first(part: str, facts: Facts) -> str | None:
    names = [n for n in _with(part, facts.columns) if "direction" not in _parts(n)]
    return next((name for name in names if facts.numbers(name) is not None), None)


def _amount(facts: Facts) -> str | None:
    names = [
        name
        for name in facts.columns
        if score("amount", name) > 0 and not _NO_MONEY.search(_key(name))
        and not _parts(name) & {"received", "paid", "direction", "value_date"}
    ]  # fmt: skip
    return max(names, key=lambda name: score("amount", name), default=None)


def _is_full(facts: Facts, name: str) -> bool:
    return len(facts.texts(name).drop_nulls()) >= _MOSTLY * facts.rows


def _date(facts: Facts) -> str | None:
    days = [
        name
        for name in facts.columns
        if ("date" in header(name).concepts or _parts(name) & {"booked", "value_date"})
        and facts.fit("date", name) >= _MOSTLY
        and facts.values(name)
    ]
    days.sort(key=lambda name: ("value_date" in _parts(name), "booked" not in _parts(name)))
    return next(iter(days), None)

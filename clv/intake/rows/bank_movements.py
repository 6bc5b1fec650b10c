"""Movements of a bank account: what customers paid, and what is nobody's purchase.

A counterparty who paid more than they were paid is a customer, and what goes back to them a
refund. One who was paid more is a supplier, and what comes from them no sale. Charges and interest
of the bank, transfers between own accounts, and payments that a provider collected from many people
are no customer's either.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from clv.errors import InputError
from clv.intake.columns.bank_columns import Statement, bank_statement, is_statement
from clv.intake.columns.facts import Facts
from clv.intake.columns.header_words import fold_letters
from clv.intake.files.raw import Raw
from clv.intake.values import money
from clv.intake.values.ids import text
from clv.options import Mapping

WHO, MUCH, MOVEMENT = "counterparty", "money", "movement"
RECEIVED, REFUNDED = "payments received", "refunds"
PAID, SUPPLIER = "payments made", "repaid by suppliers"
OWN, BANK, COLLECTED = "own transfers", "bank charges and interest", "provider payouts"

_OUT = (
    "af", "soll", "s", "d", "dr", "debit", "debet", "-", "paid out", "out", "ausgang", "cargo",
    "money out", "payment", "obciazenie", "dare", "dbit", "sortie", "adeudo",
)  # fmt: skip
_IN = (
    "bij", "haben", "h", "c", "cr", "credit", "+", "paid in", "in", "eingang", "abono", "money in",
    "receipt", "uznanie", "avere", "crdt", "kredit", "entree",
)  # fmt: skip
_OF_BANK = (
    r"\b(?:bank ?(?:fee|charge)|(?:account|service|monthly|maintenance|card|sms) (?:fee|charge)"
    r"|fees?$|charges?$|interest\b|entgelt|kontofuhrung|gebuhr|zins(?:en|ertrag|abschluss)|abschluss"
    r"|habenzins|sollzins|frais (?:bancaires?|de tenue)|cotisation|interets?\b|agios|commission"
    r"|comision|intereses|kosten (?:zakelijk|betal|oranje)|bankkosten|rente\b|creditrente"
    r"|opla?ta za|prowizja|odsetki|prelevement bancaire|spese|interessi|competenze)"
)
_TRANSFER = (
    r"\b(?:umbuchung|own (?:account )?transfer|internal transfer|to savings|from savings"
    r"|pot transfer|eigen rekening|spaarrekening|virement interne|traspaso|giroconto"
    r"|przelew wlasny)"
)
_PROVIDERS = (
    r"\b(?:paypal|stripe|adyen|mollie|klarna|sumup|izettle|zettle|squareup|amazon pay|shopify"
    r"|worldline|payone|concardis|nexi|buckaroo|multisafepay|przelewy24|payu|redsys|getnet"
    r"|gocardless|worldpay|afterpay|riverty|unzer|elavon|telecash|checkout com|etsy|ebay)\b"
)


def with_movements(raw: Raw, mapping: Mapping) -> tuple[Raw, Mapping]:
    r"""Add to a bank statement who it was, the signed money, and what kind of movement each row is.

    Any other table is returned as it is.

    Raises
    ------
    InputError
        ``bank_statement`` where nothing tells money received from money paid, or nobody paid.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> raw = load(b"Booking date,Value date,Payer,Amount,Balance\n2024-01-02,2024-01-02,Ann,5.00,9"
    ...            b"\n2024-01-03,2024-01-03,Rent Ltd,-4.00,5\n")
    >>> roles = Mapping(customer="Payer", date="Booking date", amount="Amount")
    >>> with_movements(raw, roles)[0].frame.collect()[MOVEMENT].to_list()
    ['payments received', 'payments made']
    """
    if not is_statement(raw.columns) or MOVEMENT in raw.columns:
        return raw, mapping
    statement = bank_statement(Facts(raw))
    if statement is None:
        return raw, mapping
    frame = raw.frame.collect()
    sums = _signed(frame, statement, mapping, raw.hints.decimal_mark)
    who = _who(frame, statement, mapping, sums)
    frame = frame.with_columns(sums.alias(MUCH), who.alias(WHO))
    frame = frame.with_columns(_movements(frame, statement).alias(MOVEMENT))
    _refuse_without_payers(frame)
    roles = replace(mapping, customer=WHO, amount=MUCH, kind=MOVEMENT)
    return replace(raw, frame=frame.lazy(), short=None), roles


def _signed(
    frame: pl.DataFrame, statement: Statement, mapping: Mapping, mark: str | None
) -> pl.Series:
    """Return the money, that paid below zero."""
    if statement.received and statement.paid and mapping.amount == statement.received:
        both = money.parse(
            pl.concat([text(frame[name]) for name in (statement.received, statement.paid)]), mark
        ).values
        received, paid = both[: frame.height], both[frame.height :]
        nothing = received.is_null() & paid.is_null()
        return (received.fill_null(0).abs() - paid.fill_null(0).abs()).set(nothing, None)
    sums = money.parse(frame[mapping.amount or ""], mark).values
    if (sums < 0).any():
        return sums
    for name in [statement.direction, *statement.kinds]:
        words = _folded(frame[name]) if name else pl.Series(dtype=pl.String)
        plain = words.is_in(_OUT) | words.is_in(_IN)
        if len(words) and plain.all() and words.n_unique() == 2:
            return pl.select(pl.when(words.is_in(_OUT)).then(-sums).otherwise(sums)).to_series()
    if statement.direction is not None:
        raise InputError("bank_statement", variant="direction", name=statement.direction)
    return sums


def _who(frame: pl.DataFrame, statement: Statement, mapping: Mapping, sums: pl.Series) -> pl.Series:
    """Return who paid or was paid, by name, else by account."""
    if mapping.customer not in (*statement.payers, statement.account):
        return text(frame[mapping.customer or ""])
    nobody = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    payers, payees = (
        text(frame[names[0]]) if names else nobody for names in (statement.payers, statement.payees)
    )
    account = text(frame[statement.account]) if statement.account else nobody
    named = pl.when(sums < 0).then(payees).otherwise(payers)
    return pl.select(pl.coalesce(named, account)).to_series()


def _movements(frame: pl.DataFrame, statement: Statement) -> pl.Series:
    sums, who = frame[MUCH], _folded(frame[WHO])
    nothing = pl.repeat("", frame.height, eager=True)
    kinds = sum((_folded(frame[name]) + " " for name in statement.kinds), nothing)
    purposes = sum((_folded(frame[name]) + " " for name in statement.purposes), nothing)
    own = statement.own, statement.account
    to_itself = (
        text(frame[own[0]]).eq(text(frame[own[1]])).fill_null(value=False)
        if own[0] and own[1]
        else pl.repeat(value=False, n=frame.height, eager=True)
    )
    of_bank = kinds.str.contains(_OF_BANK) | ((who == "") & purposes.str.contains(_OF_BANK))
    transfer = to_itself | kinds.str.contains(_TRANSFER)
    collected = (sums > 0) & who.str.contains(_PROVIDERS)
    plain = pl.when(~(of_bank | transfer | collected)).then(sums)
    net = pl.select(plain.alias("sum"), who.alias("who")).select(pl.col("sum").sum().over("who"))
    pays = net.to_series() > 0
    return pl.select(
        pl.when(sums.is_null()).then(None)
        .when(of_bank).then(pl.lit(BANK))
        .when(transfer).then(pl.lit(OWN))
        .when(collected).then(pl.lit(COLLECTED))
        .when((sums < 0) & pays & (who != "")).then(pl.lit(REFUNDED))
        .when(sums < 0).then(pl.lit(PAID))
        .when(pays | (who == "")).then(pl.lit(RECEIVED))
        .otherwise(pl.lit(SUPPLIER))
    ).to_series()  # fmt: skip


def _folded(values: pl.Series) -> pl.Series:
    """Write texts in one way: names differ in case and accents from month to month."""
    texts = text(values).fill_null("")
    different = texts.unique()
    plain = [" ".join(fold_letters(cell[:200]).replace(",", " ").split()) for cell in different]
    return texts.replace_strict(different, pl.Series(plain, dtype=pl.String), default="")


def _refuse_without_payers(frame: pl.DataFrame) -> None:
    if not (frame[MOVEMENT] == RECEIVED).any():
        raise InputError("bank_statement", variant="nobody")

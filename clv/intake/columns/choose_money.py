"""Which column is money: not how many pieces, not a unit price, not what is empty."""

from __future__ import annotations

import polars as pl

from clv.intake.columns.gift_words import is_gift_card
from clv.intake.columns.header_roles import LIKELY_WORDS, UNSURE_WORDS, is_named, score
from clv.intake.columns.header_words import header
from clv.intake.columns.proposals import Proposals

_SAME = 0.005
_MANY_PIECES = 1_000


def choose_money(proposals: Proposals) -> None:
    """Settle amount, quantity and unit price among each other."""
    if is_gift_card(proposals.column("discount") or ""):
        proposals.columns.pop("discount")
    _pass_over_empty(proposals)
    _pass_over_pieces(proposals)
    _settle_price(proposals)


def _pass_over_empty(proposals: Proposals) -> None:
    """Take the next amount where the proposed one holds no money at all."""
    for name in proposals.rivals("amount") if "amount" in proposals.columns else []:
        if proposals.scores.get("amount", {}).get(name, 0) < 0.5:
            return
        numbers = proposals.facts.numbers(name)
        if numbers is None or numbers.drop_nulls().is_empty() or (numbers.fill_null(0) == 0).all():
            continue
        if numbers.null_count() < len(numbers) and name != proposals.column("amount"):
            proposals.columns["amount"] = (name, proposals.scores["amount"][name])
        return


def _pass_over_pieces(proposals: Proposals) -> None:
    """Read small whole numbers called amount as pieces, where another column is the money."""
    column, facts = proposals.column("amount"), proposals.facts
    if column is None or "quantity" in proposals.columns or not facts.are_pieces(column):
        return
    others = [
        name
        for name in facts.columns
        if name != column
        and max(score("amount", name), score("unit_price", name)) > UNSURE_WORDS
        and _has_cents(proposals, name)
    ]
    others.sort(key=lambda name: -max(score("amount", name), score("unit_price", name)))
    if not others or header(column).concepts & {"order", "payment", "price"}:
        return
    proposals.columns["quantity"] = (column, 0.6)
    money = others[0]
    is_unit = _is_price_of_one(proposals, money, column)
    proposals.columns.pop("amount")
    if proposals.column("unit_price") == money:
        proposals.columns.pop("unit_price")
    if is_unit:
        proposals.columns["unit_price"] = (money, 0.6)
    else:
        sure = 0.6 if is_unit is not None or _speaks_of_sums(money) else 0.4
        proposals.columns["amount"] = (money, sure)


def _has_cents(proposals: Proposals, column: str) -> bool:
    numbers = proposals.facts.numbers(column)
    amounts = numbers.drop_nulls() if numbers is not None else pl.Series(dtype=pl.Float64)
    return bool((amounts != amounts.round(0)).any() or (amounts > _MANY_PIECES).any())


def _speaks_of_sums(column: str) -> bool:
    return "money" in header(column).concepts


def _is_price_of_one(proposals: Proposals, money: str, pieces: str) -> bool | None:
    """Tell by products sold in different numbers whether a price is each one's, if they tell."""
    product = proposals.column("product") or proposals.column("product_name")
    if product is None:
        return None
    sold = pl.DataFrame(
        {
            "what": proposals.facts.texts(product),
            "money": proposals.facts.numbers(money),
            "pieces": proposals.facts.numbers(pieces),
        }
    ).drop_nulls()
    spread = sold.group_by("what").agg(
        pl.col("pieces").n_unique(),
        pl.col("money").std().alias("as one") / pl.col("money").mean(),
        (pl.col("money") / pl.col("pieces")).std().alias("as all")
        / (pl.col("money") / pl.col("pieces")).mean(),
    )
    several = spread.filter(pl.col("pieces") > 1).select(pl.col("as one") - pl.col("as all"))
    difference = several.median().item() if several.height else None
    return None if difference is None or abs(difference) < _SAME else bool(difference < 0)


def _settle_price(proposals: Proposals) -> None:
    """Take a lone price for the amount, and one beside a quantity for the unit price.

    An amount beside a unit price may be how many were bought; where another column could be the
    money, that is not sure.
    """
    columns = proposals.columns
    amount = proposals.column("amount")
    if amount is not None and is_named("unit_price", amount):
        if "quantity" in columns and "unit_price" not in columns:
            columns["unit_price"] = columns.pop("amount")
    elif "unit_price" in columns and "quantity" not in columns and amount is None:
        column, sure = columns.pop("unit_price")
        columns["amount"] = (column, 0.6 if sure >= LIKELY_WORDS * 0.99 else sure)
    elif "unit_price" in columns and "quantity" not in columns and amount is not None:
        free = [name for name in proposals.free if score("amount", name) > UNSURE_WORDS]
        if free and not _speaks_of_orders(amount):
            proposals.doubt("amount")


def _speaks_of_orders(column: str) -> bool:
    return bool(header(column).concepts & {"order", "payment", "invoice"}) or "total" in (
        column.casefold()
    )

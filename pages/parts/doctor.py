"""The data doctor's instruments: rows behind a reason, columns, rules, reading."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import polars as pl
import streamlit as st

from clv.errors import PerennialError
from clv.intake import Cleaned, Mapping, Policy, ReadHints
from clv.present.numbers import Numbers
from clv.words import _
from pages.parts import cached, opening, panels, session
from pages.parts.session import Request

_NEEDED = ("customer", "date", "amount")
_SHOWN = 200  # rows of the file shown behind a reason; the download holds all
_SURE, _LIKELY = 0.8, 0.5
_CURRENCIES = (
    "AUD",
    "BRL",
    "CAD",
    "CHF",
    "CNY",
    "DKK",
    "EUR",
    "GBP",
    "INR",
    "JPY",
    "NOK",
    "PLN",
    "SEK",
    "USD",
)
_LETTERS = 16  # of an example value


def money_read(cleaned: Cleaned) -> Decimal:
    """Return the money of all that was read: what could be read, and what a reason says it took."""
    unread = cleaned.ledger.filter(pl.col("step") == "read")["amount"].sum() or 0.0
    return cleaned.valid.amount + Decimal(str(round(unread, 2)))


def rows_behind(cleaned: Cleaned, reason: str, title: str, numbers: Numbers) -> None:
    """Name a reason with its rows and money; open, it shows the very rows and lets them go."""
    entry = cleaned.ledger.filter(pl.col("reason") == reason)
    rows, money = entry["rows"].sum(), entry["amount"].sum()
    label = f"**{panels.plain(title)}** · {numbers.count(rows)}"
    if money:
        label += f" · {panels.plain(numbers.money(money))}"
    if not rows:
        return
    with st.popover(label, type="tertiary"):
        found = cleaned.rows_of(reason)
        st.caption(
            _("The first {n} rows, as they stand in the file").format(n=min(_SHOWN, found.height))
        )
        st.dataframe(found.head(_SHOWN), hide_index=True, height=280, key=f"rows-{reason}")
        panels.downloads(found, f"rows-{reason}", f"get-{reason}")


def columns(request: Request) -> None:
    """Show which column plays which role, with five examples and how sure we are; correctable."""
    try:
        guess, names = cached.guessed(request), cached.raw(session.whole(request)).columns
    except PerennialError:
        return
    settled = (request.mapping or Mapping()).over(guess.mapping)
    if guess.shop:
        st.caption(_("Recognised as an export of {shop}.").format(shop=guess.shop))
    chosen: dict[str, str | None] = {}
    others = [field.name for field in fields(Mapping) if field.name not in _NEEDED]
    with st.form("mapping", border=False):
        for role in _NEEDED:
            chosen[role] = _column_for(role, settled, names, guess)
        with st.expander(_("More columns: quantity and price, order number, country …")):
            for role in others:
                chosen[role] = _column_for(role, settled, names, guess)
        if st.form_submit_button(_("Use these columns")):
            session.decide(mapping=Mapping(**chosen))
            st.rerun()


def _column_for(
    role: str, settled: Mapping, names: tuple[str, ...], guess: cached.Guess
) -> str | None:
    at, pick, sure, shown = st.columns([2, 3, 1, 4], vertical_alignment="center")
    current = getattr(settled, role)
    at.markdown(_ROLES[role]())
    multiplied = role == "amount" and settled.quantity and settled.unit_price
    picked: str | None = pick.selectbox(
        _ROLES[role](),
        names,
        index=names.index(current) if current in names else None,
        placeholder=_("quantity × price") if multiplied else _("no such column"),
        key=f"role-{role}",
        label_visibility="collapsed",
    )
    if current and current == getattr(guess.mapping, role):
        with sure:
            _confidence(guess.confidence.get(role, 0.0))
    if current:
        examples = (value[:_LETTERS] for value in guess.examples.get(current, ()))
        shown.caption(panels.plain("  ·  ".join(examples)))
    return picked


def _confidence(sure: float) -> None:
    if sure >= _SURE:
        st.badge(_("sure"), color="green", help=f"{sure:.0%}")
    elif sure >= _LIKELY:
        st.badge(_("likely"), color="blue", help=f"{sure:.0%}")
    else:
        st.badge(_("please check"), color="orange", help=f"{sure:.0%}")


_ROLES = {
    "customer": lambda: _("Who bought"),
    "date": lambda: _("When"),
    "amount": lambda: _("For how much"),
    "quantity": lambda: _("How many pieces"),
    "unit_price": lambda: _("Price of a piece"),
    "order": lambda: _("Order number"),
    "status": lambda: _("Status of the order"),
    "currency": lambda: _("Currency"),
    "product": lambda: _("Product"),
    "category": lambda: _("Category"),
    "channel": lambda: _("Came from (channel)"),
    "country": lambda: _("Country"),
    "discount": lambda: _("Discount given"),
    "refund": lambda: _("Paid back later"),
}


def rules(request: Request, numbers: Numbers) -> None:
    """Let the person decide on returns, zeros and repeats, and show before and after."""
    policy, before = request.policy, cached.cleaned(request)
    one, two, three = st.columns(3)
    returns = _rule(
        one,
        _("Returns"),
        policy.returns,
        {
            "net": _("Take off the purchase they belong to"),
            "drop": _("Leave out, keep the purchase"),
            "keep": _("Keep as negative orders"),
        },
    )
    zero = _rule(
        two,
        _("Orders of zero"),
        policy.zero,
        {
            "auto": _("Keep if rare"),
            "keep": _("Keep"),
            "drop": _("Leave out"),
        },
    )
    duplicates = _rule(
        three,
        _("Repeated rows"),
        policy.duplicates,
        {
            "keep": _("Keep"),
            "drop": _("Count once"),
        },
    )
    currency = policy.currency
    if before.currency is None or policy.currency:
        currency = _currency(policy.currency)
    wanted: Policy = replace(
        policy, returns=returns, zero=zero, duplicates=duplicates, currency=currency
    )
    if wanted == policy:
        st.caption(_("Choose another rule to see what it would change before it is used."))
        return
    try:
        after = cached.cleaned(replace(request, policy=wanted))
    except PerennialError as error:
        st.error(panels.plain(error.message))
        return
    _before_and_after(before, after, numbers)
    if st.button(_("Use these rules"), type="primary"):
        session.decide(policy=wanted)
        st.rerun()


def _rule(
    place: st.delta_generator.DeltaGenerator, label: str, now: str, options: dict[str, str]
) -> str:
    names = list(options)
    picked: str = place.radio(
        label, names, index=names.index(now), format_func=options.get, key=f"rule-{label}"
    )
    return picked


def _currency(now: str | None) -> str | None:
    """Ask which currency the amounts are in, where the file does not say."""
    known = sorted({*_CURRENCIES, *([now] if now else [])})
    picked: str | None = st.selectbox(
        _("Currency of the amounts"),
        known,
        index=known.index(now) if now else None,
        placeholder=_("not named in the file"),
        key="rule-currency",
        width=240,
        accept_new_options=True,
    )
    return picked


def _before_and_after(before: Cleaned, after: Cleaned, numbers: Numbers) -> None:
    figures = (
        (_("Orders"), before.orders.height, after.orders.height, numbers.count),
        (_("Customers"), before.kept.customers, after.kept.customers, numbers.count),
        (_("Money"), before.kept.amount, after.kept.amount, numbers.money),
    )
    for column, (label, was, becomes, write) in zip(st.columns(3), figures, strict=True):
        change = becomes - was
        sign = "+" if change > 0 else ""
        column.metric(
            label,
            panels.plain(write(becomes)),
            panels.plain(sign + write(change)) if change else _("no change"),
            delta_color="off",
            delta_arrow="auto" if change else "off",
            border=True,
        )


def reading(request: Request) -> None:
    """Let the person say how the file is to be read, where the file leaves a doubt."""
    hints = request.hints
    with st.form("reading", border=False):
        one, two, three = st.columns(3)
        encoding = one.text_input(_("Encoding"), hints.encoding or "", placeholder=_("found out"))
        delimiter = two.text_input(
            _("Separator"), hints.delimiter or "", placeholder=_("found out"), max_chars=1
        )
        sheet = three.text_input(_("Sheet"), str(hints.sheet or ""), placeholder=_("the first"))
        orders = {
            "": _("found out"),
            "day_first": "31/12/2024",
            "month_first": "12/31/2024",
            "year_first": "2024-12-31",
        }
        form = one.selectbox(
            _("Dates look like"),
            list(orders),
            index=list(orders).index(hints.date_format) if hints.date_format in orders else 0,
            format_func=orders.get,
        )
        header = two.number_input(
            _("Lines before the column names"),
            0,
            1000,
            hints.header_row,
            placeholder=_("found out"),
        )
        named = three.toggle(_("The file names its columns"), hints.has_header)
        if st.form_submit_button(_("Read again")):
            session.reread(
                ReadHints(
                    encoding=encoding or None,
                    delimiter=delimiter or None,
                    sheet=sheet or None,
                    header_row=header,
                    has_header=named,
                    date_format=form or None,
                )
            )
            st.rerun()


def other_data() -> None:
    """Offer the samples and the upload again."""
    opening.tiles()
    opening.upload()

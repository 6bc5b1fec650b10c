"""From an opened file to orders: every record either becomes part of one or is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import polars as pl

from clv.errors import InputError, Notice
from clv.intake import data_quality
from clv.intake.columns.choose_customer import is_phone
from clv.intake.columns.guess import Guess, shop_of
from clv.intake.columns.roles import settle
from clv.intake.contacts import contact_columns, contacts_of, nobody_twice
from clv.intake.csv.second_header import second_header
from clv.intake.files.raw import ROW, Input, Raw
from clv.intake.identity import Merge, merged, needs_contacts, proposals
from clv.intake.ledger import OBSERVE, POLICY, READ, Ledger, Totals, people, totals
from clv.intake.parse import FAULTS, Parsed, no_orders, parse
from clv.intake.progress import Tell, silently
from clv.intake.rows import gift_cards, statuses
from clv.intake.rows.amount_parts import without_parts
from clv.intake.rows.line_columns import (
    FURTHER,
    GIFT_CARD,
    GUEST,
    OTHER_KIND,
    PAID_BY_GIFT_CARD,
    PRICE_CUT,
    SHORT,
    TOTALS_ROW,
)
from clv.intake.rows.policies import apply, merge
from clv.intake.rows.signs import signed
from clv.intake.rows.statuses import classed
from clv.intake.rows.stray_dates import without_strays
from clv.intake.several.overlaps import without_overlaps
from clv.intake.values.currencies import in_one_currency
from clv.options import DEFAULT_POLICY, Mapping, Policy
from clv.tables import ACCEPTS_MARKETING, AMOUNT, CUSTOMER_ID, DATE, EMAIL, LINES, ORIGINAL_ID


@dataclass(frozen=True)
class CleaningState:
    """What cleaning leaves behind, so that notices are made when asked for and newer rows added.

    Parameters
    ----------
    raw : Raw
        The file that was read.
    lines : polars.DataFrame
        The readable rows before any policy, with the marks of `clv.intake.rows.line_columns`.
    first_rows : polars.Series
        Of each order, the number of its first row.
    entries : Ledger
        Which rows left, and why.
    everybody, buyers : polars.DataFrame
        `clv.intake.ledger.people` of `lines`, and of those that the policies left.
    notices : tuple of Notice
        What reading the values, then cleaning, then netting returns had to say.
    statuses : polars.DataFrame
        `clv.tables.STATUSES` of `lines`.
    """

    raw: Raw
    lines: pl.DataFrame
    first_rows: pl.Series
    entries: Ledger
    everybody: pl.DataFrame
    buyers: pl.DataFrame
    notices: tuple[tuple[Notice, ...], ...]
    statuses: pl.DataFrame

    @cached_property
    def guests(self) -> pl.Series:
        """The ids that stand for nobody."""
        return self.lines.filter(pl.col(GUEST))[CUSTOMER_ID].unique()


@dataclass(frozen=True)
class Cleaned:
    """Orders, and the account of everything that did not become one.

    Parameters
    ----------
    orders, ledger : polars.DataFrame
        As `clv.tables` describes them.
    mapping : Mapping
        The columns used.
    policy : Policy
        The choices used.
    input : Input
        The file.
    currency : str, optional
        ISO code of the amounts, where the file, the shop or the person names one.
    statuses : polars.DataFrame
        Each status with its rows and money, and whether it counts (`clv.tables.STATUSES`).
    """

    orders: pl.DataFrame
    ledger: pl.DataFrame
    mapping: Mapping
    policy: Policy
    input: Input
    currency: str | None
    statuses: pl.DataFrame
    state: CleaningState = field(repr=False)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The readable rows before any policy: `clv.tables.LINES`."""
        lines = self.state.lines
        return lines.select([name for name in LINES.names if name in lines.columns])

    @cached_property
    def valid(self) -> Totals:
        """Of the readable rows."""
        return totals(self.state.lines.height, self.state.everybody, self.state.guests)

    @cached_property
    def kept(self) -> Totals:
        """Of the rows left after the policies."""
        gone = self.state.entries.rows(POLICY, OBSERVE)
        return totals(self.state.lines.height - gone, self.state.buyers, self.state.guests)

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What has to be said."""
        return _notices(self.state, self.orders, self.policy, self.mapping)

    @property
    def has_money(self) -> bool:
        """Whether the orders have amounts; else they are counted, and stand where money would."""
        return self.policy.has_money

    @cached_property
    def contacts(self) -> pl.DataFrame:
        r"""Each customer's name, e-mail, phone, postcode and consent, where the file holds them.

        Examples
        --------
        >>> from clv.intake.load import load
        >>> text = b"customer,date,amount,email,newsletter\na,2024-01-02,5,a@x.org,no\n"
        >>> clean(load(text)).contacts.row(0)
        ('a', 'a', 'a@x.org', False)
        """
        return contacts_of(self.state.raw, self.mapping, self.policy)

    @property
    def ids_changed(self) -> bool:
        """Whether customers have other ids than in the file: ".0" taken off, or merged."""
        taken_off = any(notice.code == "float_ids" for notice in self.state.notices[0])
        return taken_off or bool(self.policy.merge_ids)

    @property
    def tells_consent(self) -> bool:
        """Whether the file has a column that says who agreed to mail."""
        return ACCEPTS_MARKETING in contact_columns(self.state.raw)

    @cached_property
    def unwilling(self) -> pl.Series:
        """Ids of customers who said that they want no mail: no contact list holds them."""
        if not self.tells_consent:
            return pl.Series(CUSTOMER_ID, [], pl.String)
        return self.contacts.filter(~pl.col(ACCEPTS_MARKETING))[CUSTOMER_ID]

    @cached_property
    def customer_keys(self) -> pl.DataFrame:
        r"""Every id and e-mail address under which the orders know a customer.

        Returns
        -------
        polars.DataFrame
            ``key`` and ``customer_id``; each customer's own id first.

        Examples
        --------
        >>> from clv.intake.load import load
        >>> text = b"customer,date,amount,email\n7.0,2024-01-02,5,a@x.org\n"
        >>> clean(load(text)).customer_keys.rows()
        [('7', '7'), ('7.0', '7'), ('a@x.org', '7')]
        """
        own = self.orders.select(CUSTOMER_ID).unique().sort(CUSTOMER_ID)
        keys = [own.select(pl.col(CUSTOMER_ID).alias("key"), CUSTOMER_ID)]
        if self.policy.merge_ids or EMAIL in contact_columns(self.state.raw):
            mine = self.contacts.join(own, on=CUSTOMER_ID, how="semi")
            merged_ids = mine.select(pl.col(ORIGINAL_ID).str.split(" = ").alias("key"), CUSTOMER_ID)
            keys.append(merged_ids.explode("key"))
            if EMAIL in mine.columns:
                keys.append(mine.select(pl.col(EMAIL).alias("key"), CUSTOMER_ID))
        return pl.concat(keys).drop_nulls().unique(maintain_order=True)

    @cached_property
    def merge_proposals(self) -> tuple[Merge, ...]:
        """What each rule of `clv.intake.identity` would change, those accepted left out."""
        return proposals(self.lines, self.contacts)

    def rows_of(self, reason: str) -> pl.DataFrame:
        r"""Return the very records behind a ledger reason, with their row number as ``row``.

        Records that are no row of the table (``malformed_row``) come as ``text``.

        Examples
        --------
        >>> from clv.intake.load import load
        >>> text = b"customer,date,amount\na,2024-01-02,5\n,2024-01-03,7\n"
        >>> clean(load(text)).rows_of("missing_customer").rows()
        [(3, None, '2024-01-03', '7')]
        """
        entries = self.state.entries.entries
        numbers = [entry.rows for entry in entries if entry.reason == reason]
        wanted = pl.concat(numbers) if numbers else pl.Series(dtype=pl.Int64)
        rows = self.state.raw.frame.filter(pl.col(ROW).is_in(wanted.implode())).collect()
        if reason == "malformed_row":
            return self._malformed(rows)
        return rows.select(pl.col(ROW).alias("row"), pl.exclude(ROW))

    def _malformed(self, short: pl.DataFrame) -> pl.DataFrame:
        """Show what is no record as the text it was, short records among it."""
        mark = self.state.raw.delimiter or ","
        text = pl.concat_str(pl.exclude(ROW), separator=mark, ignore_nulls=True)
        shown = short.select(ROW, text.str.strip_chars_end(mark).alias("text"))
        return pl.concat([self.state.raw.malformed, shown]).sort(ROW).rename({ROW: "row"})


def clean(
    raw: Raw,
    mapping: Mapping | None = None,
    policy: Policy = DEFAULT_POLICY,
    as_of: date | None = None,
    proposal: Guess | None = None,
    tell: Tell = silently,
) -> Cleaned:
    r"""Turn an opened file into orders.

    Parameters
    ----------
    raw : Raw
        From `clv.intake.load`.
    mapping : Mapping, optional
        Roles left open are guessed.
    policy : Policy
        What becomes of returns, zero amounts, duplicates and cancelled orders.
    as_of : datetime.date, optional
        Last day of the observation; later rows are set aside before any netting.
    proposal : Guess, optional
        What `clv.intake.guess` proposed, where it was asked already: columns are guessed once.
    tell : callable
        Is told what is being done and the share done.

    Returns
    -------
    Cleaned
        With ``records = valid.rows + rows of step read`` and
        ``valid.rows = kept.rows + rows of steps policy and observe``.

    Raises
    ------
    InputError
        ``missing_columns``, ``no_valid_rows``, ``no_purchases`` …: one sentence with the remedy.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> text = b"customer,date,amount\na,2024-01-02,5\na,2024-01-09,7\na,2024-01-10,-7\n"
    >>> cleaned = clean(load(text))
    >>> cleaned.orders["amount"].to_list(), cleaned.valid.rows, cleaned.kept.rows
    ([5.0], 3, 1)
    >>> cleaned.ledger["reason"].to_list()
    ['returns', 'returned_purchases']
    """
    settled = settle(raw, mapping, proposal, policy)
    shop = shop_of(raw, settled)
    tell("dates", 0.0)
    parsed = parse(raw, settled, shop, policy)
    tell("cleaning", 0.5)
    ledger = Ledger()
    records = parsed.lines.height + parsed.raw.malformed.height
    lines, currency = in_one_currency(_readable(parsed, settled, ledger), policy)
    currency = currency or (shop.currency if shop else None)
    # The lines as they were are as large as the file; nobody asks for them again.
    parsed = replace(parsed, lines=parsed.lines.clear())
    lines = ledger.take(lines, pl.col(AMOUNT).is_null(), READ, "no_currency")
    lines, parts = without_parts(lines, parsed.parts, policy)
    contacts = contacts_of(raw, settled) if needs_contacts(policy.merge_ids) else None
    lines = merged(lines, policy.merge_ids, ledger, contacts)
    lines = classed(signed(lines, policy), policy, currency)
    observed = (
        lines
        if as_of is None
        else ledger.take(lines, pl.col(DATE).dt.date() > as_of, OBSERVE, "after_as_of")
    )
    if as_of is not None and observed.is_empty():
        first: date = lines[DATE].dt.date().min()  # type: ignore[assignment]
        raise InputError("before_first_order", day=as_of, first=first)
    observed, strays = without_strays(observed, policy, ledger)
    observed, overlaps = without_overlaps(observed, parsed.raw.starts, policy, ledger)
    kept = apply(policy, observed, ledger)
    tell("cleaning", 0.8)
    orders = merge(kept, ledger)
    everybody = people(lines)
    state = CleaningState(
        raw=parsed.raw,
        lines=lines.select([name for name in (*LINES.names, *_MARKS) if name in lines.columns]),
        first_rows=orders[ROW],
        entries=ledger,
        everybody=everybody,
        buyers=everybody if kept is lines else people(kept),
        notices=(
            parsed.notices,
            (*parts, *strays, *overlaps, *gift_cards.notices(observed, policy)),
            tuple(ledger.notices),
        ),
        statuses=statuses.table(lines),
    )
    orders = orders.drop(ROW)
    return Cleaned(
        orders=orders if policy.has_money else _counted(orders),
        ledger=ledger.table(),
        statuses=statuses.table(observed),
        mapping=settled,
        policy=policy,
        input=replace(parsed.raw.input, records=records),
        currency=currency,
        state=state,
    )


def _counted(orders: pl.DataFrame) -> pl.DataFrame:
    """Let each customer's orders of a day weigh one together: a purchase occasion."""
    day = pl.len().over(CUSTOMER_ID, pl.col(DATE).dt.date())
    return orders.with_columns((1.0 / day).alias(AMOUNT))


def _without(buyers: pl.DataFrame, guests: pl.Series) -> pl.DataFrame:
    return buyers.filter(~pl.col(CUSTOMER_ID).is_in(guests.implode())) if len(guests) else buyers


def _readable(parsed: Parsed, mapping: Mapping, ledger: Ledger) -> pl.DataFrame:
    """Enter what can't be read in the ledger, each row with its first reason."""
    malformed, lines = parsed.raw.malformed, parsed.lines
    if lines.is_empty():
        raise InputError("no_data_rows")
    short = lines.filter(pl.col(SHORT))
    broken = pl.concat([malformed[ROW], short[ROW]]).sort()
    ledger.note(READ, "malformed_row", broken.to_frame(), amount=0.0)
    if short.height:
        lines = lines.filter(~pl.col(SHORT))
    for reason, condition in (*no_orders(mapping), *FAULTS):
        lines = ledger.take(lines, condition, READ, reason)
    if lines.is_empty():
        reasons = tuple(entry.reason.replace("_", " ") for entry in ledger.entries)
        raise InputError("no_valid_rows", reasons=reasons, count=ledger.rows(READ))
    return lines.drop(SHORT, OTHER_KIND, TOTALS_ROW)


def _notices(
    state: CleaningState, orders: pl.DataFrame, policy: Policy, mapping: Mapping
) -> tuple[Notice, ...]:
    raw, ledger, (reading, cleaning, returns) = state.raw, state.entries, state.notices
    buyers = _without(state.buyers, state.guests)
    unreadable = [
        Notice(_CODES[entry.reason], count=len(entry.rows), row=int(entry.rows[0]))
        for entry in ledger.entries
        if entry.step == READ and entry.reason in _CODES
    ]
    notices = [
        *raw.notices,
        *reading,
        *unreadable,
        *second_header(raw, _unread(ledger)),
        *cleaning,
        *data_quality.look_at_lines(_plain(state.lines), policy),
        *statuses.notice(state.statuses),
        *_guests(state.lines),
        *_money_gone(ledger),
        *returns,
        *data_quality.rounded_ids(buyers, from_workbook=raw.input.format == "xlsx"),
        *_by_phone(mapping),
        *nobody_twice(raw, mapping, state.lines, buyers),
        *data_quality.look_at_orders(orders, buyers),
    ]
    once = {
        (notice.code, notice.variant, dict(notice.values).get("file")): notice
        for notice in reversed(notices)
    }
    return tuple(once.values())[::-1]


def _plain(lines: pl.DataFrame) -> pl.DataFrame:
    """Leave out lines that are no sales or returns of their own."""
    marks = [pl.col(PRICE_CUT)] if PRICE_CUT in lines.columns else []
    marks += [pl.col(GIFT_CARD) == 1] if GIFT_CARD in lines.columns else []
    return lines.filter(~pl.any_horizontal(FURTHER, *marks))


def _unread(ledger: Ledger) -> pl.Series:
    rows = [entry.rows for entry in ledger.entries if entry.step == READ]
    return pl.concat(rows) if rows else pl.Series(dtype=pl.Int64)


def _guests(lines: pl.DataFrame) -> Iterator[Notice]:
    guests = lines.filter(pl.col(GUEST))
    if guests.height:
        words = tuple(guests[CUSTOMER_ID].unique().sort()[:3])
        yield Notice("guests", count=guests.height, words=words, money=float(guests[AMOUNT].sum()))


def _by_phone(mapping: Mapping) -> Iterator[Notice]:
    if is_phone(mapping.customer or ""):
        yield Notice("customer_by_phone", column=(mapping.customer or "")[:40])


def _money_gone(ledger: Ledger) -> Iterator[Notice]:
    for entry in ledger.entries:
        if entry.step == POLICY and entry.reason in _MONEY_GONE:
            # These stand in the file below zero; people read how much they were.
            sign = -1 if entry.reason in _BELOW_ZERO else 1
            variant = "" if len(entry.rows) else "in_part"
            money = sign * entry.amount
            yield Notice(entry.reason, variant=variant, count=len(entry.rows), money=money)


_MARKS = (ROW, FURTHER, GUEST, PRICE_CUT, GIFT_CARD, PAID_BY_GIFT_CARD)
_BELOW_ZERO = ("refunds_of_cancelled", "gift_cards_handed_in", "discounts")
_MONEY_GONE = (
    *("cancelled", "unpaid", "refunds", "refunds_of_cancelled"),
    *("gift_cards", "gift_cards_handed_in", "gift_card_payments", "discounts"),
)
_CODES = {
    "malformed_row": "malformed_rows",
    "repeated_header": "repeated_headers",
    "total_row": "total_rows",
    "no_currency": "no_currency",
    "missing_customer": "missing_customers",
    "bad_date": "bad_dates",
    "bad_amount": "bad_amounts",
}

"""What a person can choose, as frozen values: they key what is kept and stand in the run passport.

A field says what it may be: its label and help, its limits, its choices. From these come the check
of every value, the arguments of the command line and the controls of the forms. **A new option is
one field here**, made with `clv.option.option`; nothing else has to know of it but who reads it::

    decimal_mark: str | None = option(
        None, N_("Decimal mark"), N_("What stands before the cents"), choices={",": ",", ".": "."}
    )

Its type (`date` for example) is taken from the annotation; ``| None`` allows leaving it open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal
from zoneinfo import available_timezones

from babel import localedata

from clv.errors import SettingsError
from clv.option import Checked, option
from clv.words import N_

Unit = Literal["day", "week", "month"]
Returns = Literal["net", "drop", "keep"]
Engine = Literal["perennial", "lifetimes"]
Season = Literal["auto", "on", "off"]
ZeroAmounts = Literal["auto", "keep", "drop"]
Keep = Literal["keep", "drop"]
Part = Literal["as_is", "without"]

DAYS_PER: dict[Unit, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
DAYS_PER_YEAR = 365.25
_DECIMAL_MARKS = {"point": ".", "comma": ","}
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Settings(Checked):
    """How to look ahead.

    Parameters
    ----------
    horizon : int
        Days to look ahead, 1 to 3,650.
    discount : float
        Yearly discount rate, 0 (none) to 10; 0.1 makes money in a year worth 1 / 1.1 today.
    margin : float
        Share of revenue that stays after the cost of goods, above 0 to 1.
    unit : {"day", "week", "month"}
        Time unit in which parameters are shown; a month is 365.25 / 12 days.
    model : str
        A name in `clv.models.PURCHASE_MODELS`, or ``"auto"``: the backtest chooses.
    spend : str
        A name in `clv.models.SPEND_MODELS`, or ``"auto"``.
    forecasters : str
        Those held against days they have not seen: ``"default"``, ``"all"``, ``"none"`` (no
        backtest), or names in `clv.evaluate.FORECASTERS` with commas between.
    engine : {"perennial", "lifetimes"}
        Who fits the purchase and spend models.
    calendar : {"auto", "on", "off"}
        Whether a season is looked for: auto leaves it out where past forecasts were better without.
    as_of : datetime.date, optional
        Last day of the observation; later orders are set aside and counted in the ledger.
    seed : int
        Seed of everything random.

    Raises
    ------
    SettingsError
        ``bad_setting``, naming the setting and what it may be.

    Examples
    --------
    >>> Settings(horizon=90).horizon
    90
    >>> Settings(margin=1.5)
    Traceback (most recent call last):
    clv.errors.SettingsError: bad_setting.above (above=0, high=1, option='Margin', value=1.5)
    """

    horizon: int = option(
        365,
        N_("Look ahead"),
        N_("Days that a forecast covers (horizon)"),
        low=1,
        high=3650,
        offered=(91, 183, 365, 730),
        metavar="DAYS",
    )
    discount: float = option(
        0.10,
        N_("Discount a year"),
        N_("Money in a year is worth less than money today; 0 counts it in full"),
        low=0,
        high=10,
        offered=range(31),
        metavar="RATE",
    )
    margin: float = option(
        1.0,
        N_("Margin"),
        N_("Share of revenue that stays after the cost of goods; all of it values revenue"),
        above=0,
        high=1,
        offered=range(5, 101, 5),
        metavar="SHARE",
    )
    unit: Unit = option(
        "day",
        N_("Show parameters per"),
        N_("Time unit of the fitted models' parameters"),
        choices={"day": N_("Day"), "week": N_("Week"), "month": N_("Month")},
    )
    model: str = option(
        "auto",
        N_("Purchase model"),
        N_("Who buys how often; auto: the backtest chooses"),
        choices={"auto": N_("Best in the test")},
        closed=False,
        registry="purchase_models",
        metavar="auto|NAME",
    )
    spend: str = option(
        "auto",
        N_("Spend model"),
        N_("For how much they buy; auto: the backtest chooses"),
        choices={"auto": N_("Best in the test")},
        closed=False,
        registry="spend_models",
        metavar="auto|NAME",
    )
    forecasters: str = option(
        "default",
        N_("Backtest"),
        N_("Which forecasters are held against days they have not seen"),
        choices={"default": N_("The usual ones"), "none": N_("None"), "all": N_("All")},
        closed=False,
        registry="forecasters",
        flag="--backtest",
        metavar="default|none|all",
    )
    engine: Engine = option(
        "perennial",
        N_("Fitted by"),
        N_("lifetimes is the archived reference library; both should agree"),
        choices={"perennial": "Perennial", "lifetimes": N_("lifetimes (slower)")},
    )
    calendar: Season = option(
        "auto",
        N_("Season"),
        N_("Whether months differ in what they are worth; auto: where it helped in the past"),
        choices={"auto": N_("Where it helped"), "on": N_("On"), "off": N_("Off")},
    )
    as_of: date | None = option(
        None,
        N_("Look back from"),
        N_("The last day that counts; later orders are set aside. Empty: the last order"),
        low=date(1900, 1, 1),
        high=date(2199, 12, 31),
        metavar="DATE",
    )
    seed: int = option(
        7, N_("Seed"), N_("Of everything random"), low=0, high=2**32 - 1, metavar="NUMBER"
    )


def _check_date_format(text: str) -> None:
    """Refuse a format that does not name a day: it would be tried in vain on every row."""
    if text in ("day_first", "month_first", "year_first", "month"):
        return
    if localedata.exists(text):
        return
    directives = {letter for _pad, letter in re.findall(r"%([-_0^#]?)([A-Za-z+])", text)}
    day = directives & set("dejDFcxs+")
    month = directives & set("mbBhjDFcxs+")
    year = directives & set("YyGDFcxs+")
    # A month without a day counts on its first.
    if not (month and year and (day or directives <= set("mbBhYy"))):
        raise SettingsError("bad_setting", variant="date_format", value=text)


def _check_zone(name: str) -> None:
    if name not in available_timezones():
        raise SettingsError("bad_setting", variant="zone", value=name)


@dataclass(frozen=True, slots=True)
class ReadHints(Checked):
    """How to read a file, where the file itself leaves a doubt; `None` lets the reader decide.

    Parameters
    ----------
    encoding : str, optional
        A Python codec name, for example ``"cp1252"`` or ``"shift_jis"``.
    delimiter, quote_char, escape_char : str, optional
        One character each; an empty `quote_char` means that nothing is quoted. A delimiter may
        also be spelled: ``"tab"``, ``"comma"``, ``"semicolon"``, ``"pipe"``.
    multiline : str, optional
        ``"yes"`` or ``"no"``: whether a quoted text may run over several lines; asked where an
        open quote leaves two readings.
    sheet : str, int or tuple of str, optional
        Sheets of a workbook by name (several with a ``|`` or comma between) or one by number
        from 0; several must have the same columns.
    header_row : int, optional
        The line (from 0) on which the column names stand.
    has_header : bool
        Whether there is a header; without one, columns are named ``"1"``, ``"2"`` ….
    date_format : str, optional
        A strptime format (``"%d/%m/%Y"``) or ``"day_first"``, ``"month_first"``, ``"year_first"``,
        ``"month"`` for months without a day, or the language of the months' names (``"pl"``).
    date_unit : str, optional
        What whole numbers in the date column count: ``"s"``, ``"ms"``, ``"us"``, ``"ns"`` since
        1970, or ``"excel"``, ``"excel1904"`` for days as spreadsheets count them.
    day_one : datetime.date, optional
        The day of number 1, where dates are numbers counted from a start of the shop's own.
    zone : str, optional
        The shop's time zone (``"Europe/Berlin"``): days are cut at its midnight.
    decimal_mark : str, optional
        ``"."`` or ``","`` (also ``"point"``, ``"comma"``), where the amounts leave it open.

    Examples
    --------
    >>> ReadHints(encoding="cp1252", delimiter="semicolon").delimiter
    ';'
    """

    encoding: str | None = option(
        None,
        N_("Encoding"),
        N_("How the letters are written as bytes"),
        choices={
            "utf-8": "UTF-8",
            "cp1252": N_("Western European (Windows)"),
            "iso-8859-15": N_("Western European (ISO)"),
            "cp1250": N_("Central European"),
            "cp1251": N_("Cyrillic"),
            "cp1253": N_("Greek"),
            "cp1254": N_("Turkish"),
            "shift_jis": N_("Japanese (Shift-JIS)"),
            "gb18030": N_("Chinese, simplified"),
            "big5": N_("Chinese, traditional"),
            "euc_kr": N_("Korean"),
            "utf-16": "UTF-16",
            "utf-32": "UTF-32",
        },
        closed=False,
        metavar="NAME",
    )
    delimiter: str | None = option(
        None,
        N_("Separator"),
        N_("What stands between the columns: a character, or tab, comma, semicolon, pipe"),
        characters=1,
        metavar="CHARACTER",
    )
    quote_char: str | None = option(
        None, N_("Quotation mark"), N_("What texts are put in"), characters=1, metavar="CHARACTER"
    )
    escape_char: str | None = option(
        None,
        N_("Escape mark"),
        N_("What stands before a quotation mark that is part of a text"),
        characters=1,
        metavar="CHARACTER",
    )
    multiline: str | None = option(
        None,
        N_("Texts in quotation marks"),
        N_("Whether a text in quotation marks may run over several lines"),
        choices={"yes": N_("may run over lines"), "no": N_("end with their line")},
    )
    sheet: str | int | tuple[str, ...] | None = option(
        None, N_("Sheet"), N_("Sheet of a workbook, by name or number from 0"), metavar="NAME"
    )
    header_row: int | None = option(
        None,
        N_("Lines before the column names"),
        N_("Row of the column names, counted from 0"),
        low=0,
        metavar="N",
    )
    has_header: bool = option(
        True,
        N_("The file names its columns"),
        N_("The file does not name its columns"),
        flag="--no-header",
    )
    date_format: str | None = option(
        None,
        N_("Dates look like"),
        N_("For example %d.%m.%Y, or day_first"),
        choices={
            "day_first": "31/12/2024",
            "month_first": "12/31/2024",
            "year_first": "2024-12-31",
            "month": N_("months without a day"),
        },
        closed=False,
        check=_check_date_format,
        metavar="FORMAT",
    )
    date_unit: str | None = option(
        None,
        N_("Numbers as dates count"),
        N_("What plain numbers count, where they stand for dates"),
        choices={
            "s": N_("seconds since 1970"),
            "ms": N_("milliseconds since 1970"),
            "us": N_("microseconds since 1970"),
            "ns": N_("nanoseconds since 1970"),
            "excel": N_("days of a spreadsheet"),
            "excel1904": N_("days of a spreadsheet (1904)"),
        },
    )
    day_one: date | None = option(
        None,
        N_("Day 1 was"),
        N_("The day of number 1, where dates are numbers counted from a start of the shop's own"),
        low=date(1900, 1, 1),
        high=date(2199, 12, 31),
        metavar="DATE",
    )
    zone: str | None = option(
        None,
        N_("Time zone"),
        N_("The shop's own, for example Europe/Berlin: days are cut at its midnight"),
        check=_check_zone,
        metavar="ZONE",
    )
    decimal_mark: str | None = option(
        None,
        N_("Decimal mark"),
        N_("What stands before the cents, where the amounts leave it open"),
        choices={".": N_("point: 1,234.50"), ",": N_("comma: 1.234,50")},
        parse=lambda text: _DECIMAL_MARKS.get(text, text),
        metavar="point|comma",
    )

    def __post_init__(self) -> None:
        if self.decimal_mark in _DECIMAL_MARKS:
            object.__setattr__(self, "decimal_mark", _DECIMAL_MARKS[self.decimal_mark])
        if self.delimiter in _DELIMITERS:
            object.__setattr__(self, "delimiter", _DELIMITERS[self.delimiter])
        if self.delimiter == "":
            raise SettingsError(
                "bad_setting", variant="characters", option=N_("Separator"), value=""
            )
        Checked.__post_init__(self)


def _role(label: str, help: str = "") -> Any:  # noqa: A002
    return option(None, label, help)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of the file plays which role; values are header names as they stand in the file.

    Needed are `customer`, `date` and either `amount` or both `quantity` and `unit_price`.

    Parameters
    ----------
    customer, date, amount, quantity, unit_price, order, status, currency : str, optional
        Who bought, when, for how much, how many at which price, in which order, in which state
        and in which currency.
    product, category, channel, country, discount, refund : str, optional
        What was bought, its kind, where the customer came from, where the order went, money
        taken off the price, and money paid back later.
    payment_status, cancelled, kind, reference, product_name : str, optional
        In which state the payment is, when or whether the order was cancelled, what kind of row
        it is (a sale, a line of one, a payment), the order that a refund belongs to, and what
        the product is called beside its code.

    Examples
    --------
    >>> Mapping.parse("customer=Kunde,date=Datum,amount=Betrag")
    Mapping(customer='Kunde', date='Datum', amount='Betrag')
    >>> Mapping(customer="Kunde").missing
    ('date', 'amount')
    """

    customer: str | None = _role(N_("Who bought"))
    date: str | None = _role(N_("When"))
    amount: str | None = _role(N_("For how much"))
    quantity: str | None = _role(N_("How many pieces"))
    unit_price: str | None = _role(N_("Price of a piece"))
    order: str | None = _role(N_("Order number"))
    status: str | None = _role(N_("Status of the order"))
    currency: str | None = _role(N_("Currency"))
    product: str | None = _role(N_("Product"))
    category: str | None = _role(N_("Category"))
    channel: str | None = _role(N_("Came from (channel)"))
    country: str | None = _role(N_("Country"))
    discount: str | None = _role(N_("Discount given"))
    refund: str | None = _role(N_("Paid back later"))
    payment_status: str | None = _role(N_("Status of the payment"))
    cancelled: str | None = _role(N_("Cancelled"), N_("The day of it, or whether"))
    kind: str | None = _role(N_("Kind of row"), N_("Sale, line, payment, refund …"))
    reference: str | None = _role(N_("Refers to"), N_("The order that a refund belongs to"))
    product_name: str | None = _role(N_("Name of the product"))

    @classmethod
    def parse(cls, text: str) -> Mapping:
        """Read ``"role=Column,role=Column"``; a comma within a column name is kept.

        Raises
        ------
        SettingsError
            ``bad_setting`` for an unknown role or a part without ``=``.
        """
        parts: list[list[str]] = []
        for piece in text.split(","):
            role, equals, column = piece.partition("=")
            if equals and (role.strip() in ROLES or not parts):
                parts.append([role.strip(), column])
            elif parts:
                parts[-1][1] += "," + piece
            else:
                _refuse_role(piece)
        for role, _column in parts:
            if role not in ROLES:
                _refuse_role(role)
        return cls(**dict(parts))

    @property
    def roles(self) -> dict[str, str]:
        """Role to column, for the roles that have one."""
        return {role: column for role in ROLES if (column := getattr(self, role)) is not None}

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles without which there are no orders."""
        absent = [role for role in ("customer", "date") if getattr(self, role) is None]
        if self.amount is None and (self.quantity is None or self.unit_price is None):
            absent.append("amount")
        return tuple(absent)

    def over(self, other: Mapping) -> Mapping:
        """Return this mapping with the roles it leaves open filled from `other`.

        An amount given here is not overruled by a quantity and a price found there, nor the
        other way round.

        Examples
        --------
        >>> Mapping(amount="Sum").over(Mapping(customer="Who", date="When", amount="Total"))
        Mapping(customer='Who', date='When', amount='Sum')
        """
        roles = other.roles | self.roles
        if self.amount is None and self.quantity and self.unit_price:
            roles.pop("amount", None)
        return Mapping(**roles)

    def __repr__(self) -> str:
        inside = ", ".join(f"{role}={column!r}" for role, column in self.roles.items())
        return f"Mapping({inside})"


ROLES = tuple(part.name for part in fields(Mapping))


def _refuse_role(role: str) -> None:
    raise SettingsError("bad_setting", variant="role", roles=ROLES, value=role.strip())


def _parse_rates(text: str) -> tuple[tuple[str, float], ...]:
    try:
        pairs = [part.split("=") for part in text.split(",") if part.strip()]
        return tuple((code.strip().upper(), float(rate)) for code, rate in pairs)
    except ValueError:
        raise SettingsError("bad_setting", variant="rates", value=text) from None


def _parse_statuses(text: str) -> tuple[tuple[str, str], ...]:
    """Read ``"On hold=drop,Closed=keep"``; a comma within a status is kept."""
    pairs: list[tuple[str, str]] = []
    rest = ""
    for piece in text.split(","):
        rest = f"{rest},{piece}" if rest else piece
        status, equals, side = rest.rpartition("=")
        if equals and side.strip() in ("keep", "drop"):
            pairs.append((status.strip(), side.strip()))
            rest = ""
    if rest.strip():
        raise SettingsError("bad_setting", variant="statuses", value=rest.strip())
    return tuple(pairs)


def _check_rates(rates: tuple[tuple[str, float], ...]) -> None:
    for code, rate in rates:
        if not 0 < rate < float("inf"):
            raise SettingsError("bad_setting", variant="rate", currency=code)


MERGE_RULES: dict[str, str] = {
    "spelling": N_("Case and blanks: Ann@x.org, ann@x.org"),
    "plus_tag": N_("Tags in e-mail addresses: ann+shop@x.org"),
    "number": N_("Numbers with “.0” or leading zeros: 0047, 47.0"),
    "phone": N_("Forms of phone numbers: +49 171 1234567, 0171/1234567"),
    "same_email": N_("One e-mail address under several ids"),
    "same_phone": N_("One phone number under several ids"),
    "same_name": N_("One name and postcode under several ids"),
}
"""Rules by which ids may be one customer, see `clv.intake.identity`."""


def _parse_names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _check_merges(rules: tuple[str, ...]) -> None:
    for rule in rules:
        if rule not in MERGE_RULES:
            raise SettingsError(
                "bad_setting", variant="choice", option=N_("Merge customers"),
                choices=tuple(MERGE_RULES), value=rule,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy(Checked):
    """What becomes of rows that are readable but are not plain purchases.

    Parameters
    ----------
    returns : {"net", "drop", "keep"}
        ``"net"`` takes a return off the purchase it belongs to, ``"drop"`` only removes the
        negative rows, ``"keep"`` leaves them in as they are.
    zero : {"auto", "keep", "drop"}
        Orders of amount zero: a handful (under 1 % of the orders) are purchases paid otherwise
        and stay under ``"auto"``; more are free samples and are set aside.
    duplicates : {"keep", "drop"}
        Whether rows equal in every column are counted once.
    rates : tuple of (str, float)
        What one unit of a currency is worth in `currency`, for files that mix currencies.
    currency : str, optional
        The currency of the orders, an ISO code.
    cancelled : {"drop", "keep"}
        Orders whose status says that nothing was paid (cancelled, refunded, failed, voided …).
    stray_dates : {"drop", "keep"}
        The few rows whose date lies far from all others.
    overlaps : {"drop", "keep"}
        Rows of several files that tell the same orders once more.
    tax, shipping : {"as_is", "without"}
        Whether tax and shipping are taken out of the amounts that hold them.
    merge_ids : tuple of str
        Rules by which ids are one customer: ``"spelling"``, ``"plus_tag"``, ``"number"``,
        ``"phone"``, ``"same_email"``, ``"same_phone"``, ``"same_name"``.
    statuses : tuple of (str, {"keep", "drop"})
        Statuses, or kinds of row, that go to another side than their words say.
    amounts : {"auto", "line", "order", "none"}
        Whether the amount is each line's own or the order's, repeated on each of its lines;
        ``"none"`` counts orders instead of money.
    gift_cards : {"auto", "redeemed", "sold", "keep"}
        Where the money of gift cards counts: ``"redeemed"`` when something is bought with them,
        ``"sold"`` when they are; ``"auto"`` as redeemed, unless most of what is sold are cards.
    sign : {"auto", "keep", "turn"}
        Whether sales are written as negative amounts.

    Examples
    --------
    >>> Policy(rates=(("USD", 0.92),), currency="EUR").rate("USD")
    0.92
    """

    returns: Returns = option(
        "net",
        N_("Returns"),
        N_("What becomes of negative rows"),
        choices={
            "net": N_("Take off the purchase they belong to"),
            "drop": N_("Leave out, keep the purchase"),
            "keep": N_("Keep as negative orders"),
        },
    )
    zero: ZeroAmounts = option(
        "auto",
        N_("Orders of zero"),
        N_("What becomes of orders that cost nothing"),
        choices={"auto": N_("Keep if rare"), "keep": N_("Keep"), "drop": N_("Leave out")},
    )
    duplicates: Keep = option(
        "keep",
        N_("Repeated rows"),
        N_("What becomes of rows equal in every column"),
        choices={"keep": N_("Keep"), "drop": N_("Count once")},
    )
    rates: tuple[tuple[str, float], ...] = option(
        (),
        N_("Exchange rates"),
        N_("What one unit of another currency is worth in that of the orders"),
        check=_check_rates,
        parse=_parse_rates,
        metavar="USD=0.92,…",
    )
    currency: str | None = option(
        None,
        N_("Currency"),
        N_("The currency of the orders, and the one to convert into"),
        metavar="CODE",
    )
    cancelled: Keep = option(
        "drop",
        N_("Cancelled orders"),
        N_("What becomes of orders whose status says that nothing was paid"),
        choices={"drop": N_("Leave out"), "keep": N_("Keep")},
    )
    stray_dates: Keep = option(
        "drop",
        N_("Rows far away in time"),
        N_("What becomes of the few rows whose date lies far from all others"),
        choices={"drop": N_("Leave out"), "keep": N_("Keep")},
    )
    overlaps: Keep = option(
        "drop",
        N_("Overlapping files"),
        N_("What becomes of rows that a second file tells once more"),
        choices={"drop": N_("Count once"), "keep": N_("Keep")},
    )
    tax: Part = option(
        "as_is",
        N_("Tax"),
        N_("Whether tax is taken out of the amounts, where the file has it in a column"),
        choices={"as_is": N_("As the amounts stand"), "without": N_("Take out")},
    )
    shipping: Part = option(
        "as_is",
        N_("Shipping"),
        N_("Whether shipping is taken out of the amounts, where the file has it in a column"),
        choices={"as_is": N_("As the amounts stand"), "without": N_("Take out")},
    )
    merge_ids: tuple[str, ...] = option(
        (),
        N_("Merge customers"),
        N_("Which differently written ids are one customer"),
        check=_check_merges,
        parse=_parse_names,
        metavar="spelling,plus_tag,number,phone,same_email,…",
    )
    statuses: tuple[tuple[str, str], ...] = option(
        (),
        N_("Statuses"),
        N_("Which statuses, or kinds of row, count"),
        parse=_parse_statuses,
        metavar="STATUS=keep|drop,…",
    )
    amounts: Literal["auto", "line", "order", "none"] = option(
        "auto",
        N_("Amounts"),
        N_("What an amount that stands on every line of an order is, or that there are none"),
        choices={
            "auto": N_("Decide by the file"),
            "line": N_("Of each line"),
            "order": N_("Of the whole order"),
            "none": N_("None: count orders without money"),
        },
    )
    gift_cards: Literal["auto", "redeemed", "sold", "keep"] = option(
        "auto",
        N_("Gift cards"),
        N_("Where the money of gift cards counts, so that it counts once"),
        choices={
            "auto": N_("Decide by the file"),
            "redeemed": N_("When something is bought with them"),
            "sold": N_("When they are sold"),
            "keep": N_("Both, as the rows stand"),
        },
    )
    sign: Literal["auto", "keep", "turn"] = option(
        "auto",
        N_("Signs"),
        N_("Whether sales are written as negative amounts"),
        choices={
            "auto": N_("Ask if most are negative"),
            "keep": N_("Negative amounts are returns"),
            "turn": N_("Negative amounts are sales"),
        },
    )

    @property
    def has_money(self) -> bool:
        """Whether orders have amounts; else they are counted."""
        return self.amounts != "none"

    def needed(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of the `missing` roles are needed under this policy.

        Examples
        --------
        >>> Policy(amounts="none").needed(("date", "amount"))
        ('date',)
        """
        return tuple(role for role in missing if self.has_money or role != "amount")

    def rate(self, code: str) -> float | None:
        """Return what one unit of `code` is worth in the currency of the orders."""
        rates = {name.upper(): rate for name, rate in self.rates}
        return 1.0 if code == (self.currency or "").upper() else rates.get(code)


@dataclass(frozen=True, slots=True)
class TargetOptions(Checked):
    """How the column to predict of any table is learnt.

    Parameters
    ----------
    target_kind : {"auto", "number", "class"}
        What the target is; ``"auto"`` decides by its values, and says so.
    learner : str
        Name of one of `clv.learning.TABLE_LEARNERS`, or ``"auto"`` for the best in the comparison.
    leave_out : tuple of str
        Columns that may not be learnt from, beside those that are left out by evidence.
    keep : tuple of str
        Columns that may be learnt from although the evidence speaks against them.
    folds : int
        Parts of the rows that are held back one after the other.
    seed : int
        Seed of everything random.
    """

    target_kind: Literal["auto", "number", "class"] = option(
        "auto",
        N_("Target is"),
        N_("Whether the target is a number or one of several classes"),
        choices={
            "auto": N_("Decide by its values"),
            "number": N_("A number"),
            "class": N_("A class"),
        },
        flag="--as",
    )
    learner: str = option(
        "auto",
        N_("Learner"),
        N_("What is learnt with; auto: the comparison chooses"),
        choices={"auto": N_("Best in the comparison")},
        closed=False,
        registry="table_learners",
        flag="--model",
        metavar="auto|NAME",
    )
    leave_out: tuple[str, ...] = option(
        (),
        N_("Leave out"),
        N_("Columns that may not be learnt from"),
        parse=_parse_names,
        metavar="COLUMN,…",
    )
    keep: tuple[str, ...] = option(
        (),
        N_("Keep"),
        N_("Columns that may be learnt from although they look like ids or give the answer away"),
        parse=_parse_names,
        metavar="COLUMN,…",
    )
    folds: int = option(
        5,
        N_("Folds"),
        N_("Parts of the rows that are held back one after the other"),
        low=2,
        high=10,
        metavar="NUMBER",
    )
    seed: int = option(
        7, N_("Seed"), N_("Of everything random"), low=0, high=2**32 - 1, metavar="NUMBER"
    )


DEFAULT_HINTS = ReadHints()
DEFAULT_POLICY = Policy()

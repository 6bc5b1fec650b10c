"""What a person may say about a file: how to read it, which column is what, what to set aside."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from clv.errors import SettingsError
from clv.options import Returns
from clv.words import _

ZeroAmounts = Literal["auto", "keep", "drop"]
Duplicates = Literal["keep", "drop"]
DateUnit = Literal["s", "ms", "us", "ns", "excel", "excel1904"]


_SPOKEN = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class ReadHints:
    """How to read a file, where the file itself leaves a doubt; `None` lets the reader decide.

    Parameters
    ----------
    encoding : str, optional
        A Python codec name, for example ``"cp1252"`` or ``"shift_jis"``.
    delimiter, quote_char, escape_char : str, optional
        One character each; an empty `quote_char` means that nothing is quoted. A delimiter may
        also be spelled: ``"tab"``, ``"comma"``, ``"semicolon"``, ``"pipe"``.
    sheet : str, int or tuple of str, optional
        Sheets of a workbook by name (several with a ``|`` or comma between) or one by number
        from 0; several must have the same columns.
    header_row : int, optional
        The line (from 0) on which the column names stand.
    has_header : bool
        Whether there is a header; without one, columns are named ``"1"``, ``"2"`` ….
    date_format : str, optional
        A strptime format (``"%d/%m/%Y"``) or ``"day_first"``, ``"month_first"``, ``"year_first"``.
    date_unit : str, optional
        What whole numbers in the date column count: ``"s"``, ``"ms"``, ``"us"``, ``"ns"`` since
        1970, or ``"excel"``, ``"excel1904"`` for days as spreadsheets count them.

    Examples
    --------
    >>> ReadHints(encoding="cp1252", delimiter="semicolon").delimiter
    ';'
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote_char: str | None = None
    escape_char: str | None = None
    sheet: str | int | tuple[str, ...] | None = None
    header_row: int | None = None
    has_header: bool = True
    date_format: str | None = None
    date_unit: str | None = None

    def __post_init__(self) -> None:
        if self.delimiter in _SPOKEN:
            object.__setattr__(self, "delimiter", _SPOKEN[self.delimiter])
        if self.header_row is not None and self.header_row < 0:
            raise SettingsError("bad_setting", _("The header row is counted from 0 upwards."))
        for name in ("delimiter", "escape_char"):
            _require_one_character(name, getattr(self, name))
        if self.quote_char:
            _require_one_character("quote_char", self.quote_char)
        if self.date_unit is not None and self.date_unit not in get_args(DateUnit):
            raise SettingsError(
                "bad_setting",
                _("The date unit is one of {units}, not {unit!r}.").format(
                    units=", ".join(get_args(DateUnit)), unit=self.date_unit
                ),
            )


def _require_one_character(name: str, value: str | None) -> None:
    if value is not None and len(value) != 1:
        raise SettingsError(
            "bad_setting",
            _("The {name} is one character, not {value!r}.").format(name=name, value=value),
        )


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

    Examples
    --------
    >>> Mapping.parse("customer=Kunde,date=Datum,amount=Betrag")
    Mapping(customer='Kunde', date='Datum', amount='Betrag')
    >>> Mapping(customer="Kunde").missing
    ('date', 'amount')
    """

    customer: str | None = None
    date: str | None = None
    amount: str | None = None
    quantity: str | None = None
    unit_price: str | None = None
    order: str | None = None
    status: str | None = None
    currency: str | None = None
    product: str | None = None
    category: str | None = None
    channel: str | None = None
    country: str | None = None
    discount: str | None = None
    refund: str | None = None

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


ROLES = tuple(field.name for field in fields(Mapping))


def _refuse_role(role: str) -> None:
    raise SettingsError(
        "bad_setting",
        _("A mapping reads role=COLUMN with a role out of {roles}; {role!r} is none.").format(
            roles=", ".join(ROLES), role=role.strip()
        ),
    )


@dataclass(frozen=True, slots=True)
class Policy:
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

    Examples
    --------
    >>> Policy(rates=(("USD", 0.92),), currency="EUR").rate("USD")
    0.92
    """

    returns: Returns = "net"
    zero: ZeroAmounts = "auto"
    duplicates: Duplicates = "keep"
    rates: tuple[tuple[str, float], ...] = ()
    currency: str | None = None
    cancelled: Literal["drop", "keep"] = "drop"

    def __post_init__(self) -> None:
        for name, choices in _POLICY_CHOICES.items():
            if getattr(self, name) not in choices:
                raise SettingsError(
                    "bad_setting",
                    _("The policy on {name} is one of {choices}, not {value!r}.").format(
                        name=name, choices=", ".join(choices), value=getattr(self, name)
                    ),
                )

        for code, rate in self.rates:
            if not 0 < rate < float("inf"):
                raise SettingsError(
                    "bad_setting", _("The rate of {code} is a number above 0.").format(code=code)
                )

    def rate(self, code: str) -> float | None:
        """Return what one unit of `code` is worth in the currency of the orders."""
        known = {name.upper(): rate for name, rate in self.rates}
        return 1.0 if code == (self.currency or "").upper() else known.get(code)


_POLICY_CHOICES: dict[str, tuple[str, ...]] = {
    "returns": get_args(Returns),
    "zero": get_args(ZeroAmounts),
    "duplicates": get_args(Duplicates),
    "cancelled": ("drop", "keep"),
}

DEFAULT_HINTS = ReadHints()
DEFAULT_POLICY = Policy()

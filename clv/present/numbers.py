"""How numbers are written for people: short, with their currency, in the reader's own form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeGuard

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
    list_currencies,
)

from clv.options import DAYS_PER
from clv.words import _

if TYPE_CHECKING:
    from clv.intake import Cleaned

MISSING = "–"
_COMPACT_FROM = 1_000
_BEYOND_WORDS = 1e15  # money for which no locale has a short word
_AXIS_COMPACT_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers in one currency and one reader's form.

    Parameters
    ----------
    currency : str, optional
        ISO 4217 code of the money, for example ``"GBP"``; without one, money is a plain number.
    locale : str
        The reader's locale, for example ``"en-GB"``; unknown ones are read as English.
    counted : bool
        Whether orders are counted, in a log without amounts: then "money" is a number of orders.

    Examples
    --------
    >>> pounds = Numbers("GBP", "en-GB")
    >>> pounds.money(2_123_456), pounds.money(86.4), pounds.exact(86.4)
    ('£2.1M', '£86', '£86.40')
    >>> pounds.money_range(1_800_000, 2_400_000)
    '£1.8M–£2.4M'
    >>> pounds.percent(0.764), pounds.count(41_200), pounds.days(97)
    ('76%', '41,200', '97 days')
    >>> pounds.ahead(365), pounds.span(20)
    ('next 12 months', '20 days')
    """

    currency: str | None = None
    locale: str = "en"
    counted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", _known_locale(self.locale))
        if self.currency is not None and self.currency not in list_currencies():
            object.__setattr__(self, "currency", None)

    @classmethod
    def of(cls, cleaned: Cleaned, locale: str = "en") -> Numbers:
        """Write numbers in the currency of these orders, or count orders where they have none."""
        return cls(cleaned.currency, locale, not cleaned.has_money)

    def money(self, amount: float | Decimal | None) -> str:
        """Write money shortly: ``£2.1M``, ``£86``, ``£3.20``."""
        if not _is_number(amount):
            return MISSING
        if self.counted:
            return self._orders(amount)
        if abs(amount) >= _COMPACT_FROM:
            return self._compact_money(amount)
        places = self.places if 0 < abs(amount) < 10 else 0
        return self._money(amount, places)

    def exact(self, amount: float | Decimal | None) -> str:
        r"""Write money to the smallest coin: ``£2,123,456.00``, ``¥1,234``, ``KWD 1.250``.

        Examples
        --------
        >>> Numbers("EUR", "de-DE").exact(1234.5), Numbers("JPY").exact(1234.0)
        ('1.234,50\xa0€', '¥1,234')
        """
        if self.counted:
            return self.money(amount)
        return self._money(amount, self.places) if _is_number(amount) else MISSING

    def as_shares(self) -> Shares:
        """Return what writes sums as shares of a whole, where they may not be stated as money."""
        return Shares(None, self.locale, self.counted)

    @property
    def places(self) -> int:
        """How many decimals the currency has."""
        return get_currency_precision(self.currency) if self.currency else 2

    def money_range(self, low: float | None, high: float | None) -> str:
        """Write a range of money: ``£1.8M–£2.4M``."""
        if not (_is_number(low) and _is_number(high)):
            return MISSING
        if self.counted:
            return f"{self._count_of(low)}–{self._orders(high)}"
        return f"{self.money(low)}–{self.money(high)}"

    def count(self, number: float | None) -> str:
        """Write a count in full: ``41,200``."""
        return (
            str(format_decimal(round(number), locale=self.locale))
            if _is_number(number)
            else MISSING
        )

    def short(self, number: float | None) -> str:
        """Write a count shortly: ``41.2K``."""
        if not _is_number(number):
            return MISSING
        if abs(number) < _COMPACT_FROM:
            return self.count(number)
        return str(format_compact_decimal(number, locale=self.locale, fraction_digits=1))

    def decimal(self, number: float | None, places: int = 1) -> str:
        """Write a number with so many places: ``3.2``."""
        if not _is_number(number):
            return MISSING
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return _with_minus(format_decimal(number, format=pattern, locale=self.locale))

    def percent(self, share: float | None) -> str:
        """Write a share: ``76%``, ``0.4%`` where small, ``<0.1%`` where it nearly vanishes.

        All is ``100%``, and nothing less is.

        Examples
        --------
        >>> [Numbers().percent(share) for share in (0.0003, 0.9951, 0.99996, 1.0, -0.02)]
        ['<0.1%', '99.5%', '99.9%', '100%', '−2%']
        """
        if not _is_number(share):
            return MISSING
        if 0 < abs(share) < 0.001:
            return "<" + format_percent(0.001, format="0.0%", locale=self.locale)
        if 0.999 < share < 1:
            share = 0.999
        fine = 0 < abs(share) < 0.0095 or 0.995 <= share < 1
        pattern = "0.0%" if fine else "#,##0%"
        return _with_minus(format_percent(share, format=pattern, locale=self.locale))

    def days(self, number: float | None) -> str:
        """Write a duration: ``97 days``, ``1 day``, ``2.5 years`` from two years on."""
        if not _is_number(number):
            return MISSING
        if number >= 730:
            return _("{years} years").format(years=self.decimal(number / 365.25))
        return (
            _("1 day") if round(number) == 1 else _("{days} days").format(days=self.count(number))
        )

    def span(self, days: int) -> str:
        """Write days as months where they are whole ones: ``12 months``, ``20 days``."""
        months = _whole_months(days)
        if months is None:
            return _("{days} days").format(days=self.count(days))
        return _("month") if months == 1 else _("{months} months").format(months=months)

    def ahead(self, days: int) -> str:
        """Name the days to come: ``next 12 months``, ``next 20 days``."""
        months = _whole_months(days)
        if months is None:
            return _("next {days} days").format(days=days)
        return _("next month") if months == 1 else _("next {months} months").format(months=months)

    def day(self, when: date | None) -> str:
        """Write a day: ``5 Mar 2024``."""
        return MISSING if when is None else str(format_date(when, "medium", locale=self.locale))

    def month(self, when: date | None) -> str:
        """Write a month: ``Mar 2024``."""
        return MISSING if when is None else str(format_skeleton("yMMM", when, locale=self.locale))

    @property
    def symbol(self) -> str:
        """The currency's sign for the reader, or nothing."""
        return get_currency_symbol(self.currency, locale=self.locale) if self.currency else ""

    def money_axis(self, top: float) -> dict[str, Any]:
        """Return plotly's axis settings for money up to `top`: sign, short ticks, zero included."""
        return {
            "tickprefix": self.symbol,
            "tickformat": "~s" if top >= _AXIS_COMPACT_FROM else ",.0f" if top >= 5 else ",.2f",
            "rangemode": "tozero",
        }

    def column_format(self, places: int = 0) -> str:
        """Return the printf pattern of a money column in a table: ``£%,.0f``."""
        return f"{self.symbol.replace('%', '%%')}%,.{1 if self.counted else places}f"

    def _count_of(self, number: float | Decimal) -> str:
        value = float(number)
        return self.short(value) if abs(value) >= 10 or value.is_integer() else self.decimal(value)

    def _orders(self, number: float | Decimal) -> str:
        """Write a number of orders, with a decimal where it is a small mean: ``1.3 orders``."""
        single = abs(number) == 1
        form = _("{count} order") if single else _("{count} orders")
        return form.format(count=self._count_of(number))

    def _compact_money(self, amount: float | Decimal) -> str:
        if abs(float(amount)) >= _BEYOND_WORDS:
            return f"{self.symbol}{float(amount):.1e}"
        if self.currency is None:
            return _with_minus(
                format_compact_decimal(amount, locale=self.locale, fraction_digits=1)
            )
        size = abs(float(amount))
        digits = 1 if size >= 999_500 or size < 9_950 else 0
        return _with_minus(
            format_compact_currency(
                amount, self.currency, locale=self.locale, fraction_digits=digits
            )
        )

    def _money(self, amount: float | Decimal, places: int) -> str:
        rounded = round(float(amount), places) + 0.0
        if self.currency is None:
            return self.decimal(rounded, places)
        pattern = Locale.parse(self.locale, sep="_").currency_formats["standard"].pattern
        pattern = pattern.replace("0.00", "0." + "0" * places if places else "0")
        return _with_minus(
            format_currency(
                rounded, self.currency, format=pattern, locale=self.locale, currency_digits=False
            )
        )


class Shares(Numbers):
    """Writes money as the share of a whole that it is: a sum of 0.48 is ``48%``.

    For charts and sentences about sums of forecasts that did not hold on earlier days; whoever
    draws divides by the whole first.

    Examples
    --------
    >>> Numbers("GBP").as_shares().money(0.48)
    '48%'
    """

    __slots__ = ()

    def money(self, amount: float | Decimal | None) -> str:
        """Write a share."""
        return self.percent(None if amount is None else float(amount))

    def exact(self, amount: float | Decimal | None) -> str:
        """Write a share."""
        return self.money(amount)

    def money_axis(self, top: float) -> dict[str, Any]:  # noqa: ARG002 - as of money
        """Return plotly's axis settings for shares, zero included."""
        return {"tickformat": ".0%", "rangemode": "tozero"}


def _with_minus(text: str) -> str:
    """Write a minus as a minus: a hyphen before money reads as a range."""
    return text.replace("-", "−")


def _known_locale(name: str) -> str:
    try:
        return str(Locale.parse((name or "en").replace("-", "_"), sep="_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return "en"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float | Decimal) and math.isfinite(value)


def _whole_months(days: int) -> int | None:
    months = round(days / DAYS_PER["month"])
    return months if months and abs(months * DAYS_PER["month"] - days) <= 3 else None

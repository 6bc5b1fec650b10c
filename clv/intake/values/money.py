"""Money as people write it: the decimal mark is decided by evidence over the whole column.

``1,234`` is a thousand or a little more than one; only its neighbours can tell. A value with two
kinds of mark, a mark that stands twice, or other than three digits after it, is evidence. When all
the evidence is for one reading, the column is read so; when there is none either way, or both
ways, the column is refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.decimal_mark import finite, to_numbers, unsure
from clv.words import _

_SYMBOLS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB",
    "₺": "TRY", "₩": "KRW", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH", "₦": "NGN",
    "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "R$": "BRL", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
    "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "Fr.": "CHF",
    "SFr.": "CHF", "Rs": "INR", "Rs.": "INR", "руб": "RUB", "руб.": "RUB", "р.": "RUB",
    "元": "CNY", "円": "JPY", "원": "KRW", "kr": "KR", "kr.": "KR", "R": "ZAR", "TL": "TRY",
    "лв": "BGN", "лв.": "BGN", "lei": "RON", "CN¥": "CNY", "JP¥": "JPY", "Euro": "EUR",
    "euro": "EUR",
}  # fmt: skip
_CODES = frozenset(
    [
        "AED", "ARS", "AUD", "AZN", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP",
        "CRC", "CZK", "DKK", "DOP", "EGP", "EUR", "GBP", "GEL", "GTQ", "HKD", "HRK", "HUF", "IDR",
        "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN", "MYR",
        "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RMB", "RON", "RSD", "RUB",
        "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
    ]
)  # fmt: skip
_NO_VALUE = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "inf", "infinity"))
# "12,-" and "12.–" have no cents, "Rs 500/-" no paise: the dash is no minus.
_NO_CENTS = re.compile(r"(?<=\d)(?:([.,])-{1,2}|/-)(?=\D*$)")
_DASHES = str.maketrans({**dict.fromkeys("−–—﹣", "-"), "٫": ".", "٬": ","})
_UNIT = "|".join(re.escape(unit) for unit in sorted([*_SYMBOLS, *_CODES], key=len, reverse=True))
_PARTS = re.compile(
    rf"(?P<o1>\()?(?P<s1>[-+])?\s*(?P<before>{_UNIT})?\s*(?P<o2>\()?(?P<s2>[-+])?\s*"
    r"(?P<core>(?:\d[\d.,'’`_ ]*|[.,]\d+)(?:[eE][-+]?\d{1,3})?)"
    rf"\s*(?P<s3>-)?(?P<c2>\))?\s*(?P<after>{_UNIT})?(?P<s4>-)?(?P<c1>\))?"
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column of money, read.

    Parameters
    ----------
    values : polars.Series
        Float64, null where there is no number.
    currencies : polars.Series, optional
        ISO code beside each value, null where none stands; None when none stands anywhere.
    notices : tuple of Notice
        What had to be said.
    """

    values: pl.Series
    currencies: pl.Series | None = None
    notices: tuple[Notice, ...] = ()


def parse(values: pl.Series) -> Amounts:
    """Read a column of money.

    Raises
    ------
    InputError
        ``ambiguous_amounts``: thousands or decimals, the column does not tell;
        ``unsupported_types`` for a column of lists or structs.

    Examples
    --------
    >>> parse(pl.Series(["1.234,50 €", "(7,00) €", "12,5-"])).values.to_list()
    [1234.5, -7.0, -12.5]
    >>> parse(pl.Series(["1,234", "5,678"]))
    Traceback (most recent call last):
    clv.errors.InputError: The amount '1,234' may be a thousand or a decimal number, and no other
    value tells; export amounts with two decimals.
    """
    if values.dtype.is_numeric():
        return Amounts(finite(_widened(values)))
    if values.dtype != pl.String:
        raise InputError(
            "unsupported_types",
            _("The column {name!r} holds {kind}, not amounts; choose another column.").format(
                name=values.name[:40], kind=str(values.dtype)[:40]
            ),
        )
    plain = finite(values.str.strip_chars().cast(pl.Float64, strict=False))
    if _is_plain(values, plain):
        return Amounts(plain)
    return _through_distinct(values)


def is_plain(values: pl.Series) -> bool:
    """Tell whether a cast alone reads these texts, and the point surely marks decimals.

    Examples
    --------
    >>> is_plain(pl.Series(["1.50", "2"])), is_plain(pl.Series(["1.500", "2"]))
    (True, False)
    """
    if values.dtype != pl.String or values.is_empty():
        return False
    return _is_plain(values, finite(values.str.strip_chars().cast(pl.Float64, strict=False)))


def _widened(values: pl.Series) -> pl.Series:
    """Take a 32-bit float for the decimal number that was meant, not for its binary tail."""
    if values.dtype == pl.Float32:
        return values.cast(pl.String).cast(pl.Float64)
    return values.cast(pl.Float64)


def _is_plain(values: pl.Series, plain: pl.Series) -> bool:
    """Tell whether a cast read it all, and some value shows that the point marks decimals."""
    if plain.null_count() > values.null_count():
        return False
    texts = values.drop_nulls()
    pointed = texts.str.contains(".", literal=True)
    return not pointed.any() or bool((pointed & ~unsure(texts, ".")).any())


def _through_distinct(values: pl.Series) -> Amounts:
    """Read each different text once, then give every row its own."""
    texts = values.alias("text").to_frame().lazy()
    counted = texts.drop_nulls().group_by("text", maintain_order=True).len("rows").collect()
    cores, codes = _stripped(counted["text"])
    numbers = to_numbers(cores, counted["rows"])
    table = pl.DataFrame({"text": counted["text"], "number": numbers, "code": codes})
    joined = texts.join(table.lazy(), on="text", how="left", maintain_order="left").collect()
    named = joined["code"] if table["code"].null_count() < table.height else None
    return Amounts(joined["number"], named)


def _stripped(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Part each text into a signed number with its marks, and the code of its currency."""
    parts = [_parted(text) for text in texts]
    cores = pl.Series("core", [core for core, _code in parts], pl.String)
    return cores, pl.Series("code", [code for _core, code in parts], pl.String)


def _parted(text: str) -> tuple[str | None, str | None]:
    """Bring full-width digits, minus signs and spaces into one form; part number and currency.

    Examples
    --------
    >>> _parted("(1 234,50 €)"), _parted("US$ −5.00"), _parted("12 kg")
    (('-1 234,50', 'EUR'), ('-5.00', 'USD'), (None, None))
    >>> _parted("CHF 12.–"), _parted("12,50-")
    (('12.00', 'CHF'), ('-12,50', None))
    """
    if len(text) > _LONGEST:
        return None, None
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    if plain.casefold() in _NO_VALUE:
        return None, None
    plain = _NO_CENTS.sub(lambda dash: f"{dash[1]}00" if dash[1] else "", plain)
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None, None
    signs = [found[name] for name in ("s1", "s2", "s3", "s4") if found[name]]
    opened, closed = (sum(bool(found[name + n]) for n in "12") for name in "oc")
    units = [found[name] for name in ("before", "after") if found[name]]
    if opened != closed or len(signs) + opened > 1 or len(units) > 1:
        return None, None
    minus = "-" if opened or "-" in signs else ""
    return minus + found["core"].strip(), code_of(units[0]) if units else None


def code_of(unit: str) -> str:
    """Return the code of a currency written as a sign, a word or a code.

    Examples
    --------
    >>> code_of("€"), code_of("usd"), code_of("kr")
    ('EUR', 'USD', 'KR')
    """
    return _SYMBOLS.get(unit, unit.upper())


def looks_like_money(text: str) -> bool:
    """Tell whether one text could be an amount.

    Examples
    --------
    >>> looks_like_money("1.234,50 €"), looks_like_money("C0047")
    (True, False)
    """
    return _parted(text)[0] is not None

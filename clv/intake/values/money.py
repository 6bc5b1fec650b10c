"""Money as people write it: the decimal mark is decided by evidence over the whole column.

``1,234`` is a thousand or a little more than one; only its neighbours can tell. A value with two
kinds of mark, a mark that stands twice, or other than three digits after it, is evidence. When all
the evidence is for one reading, the column is read so; when there is none either way, or both
ways, the column is refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl
from babel import Locale

from clv.errors import InputError, Notice
from clv.intake.values.currency_signs import PREFIX_ONLY, UNIT, UNNAMED_KR, meanings
from clv.intake.values.decimal_mark import MOST, finite, to_numbers, unsure

_NO_VALUE = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "inf", "infinity"))
# "12,-" and "12.–" have no cents, "Rs 500/-" no paise, "199:-" no öre: the dash is no minus.
_NO_CENTS = re.compile(r"(?<=\d)(?:([.,])-{1,2}|/[-=]|:-)(?=\D*$)")
_SIDE = r"(?i)\d\s?\(?(cr|dr)\.?\)?\s*$"
_DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\ufeff]")
_DASHES = str.maketrans({**dict.fromkeys("−–—﹣", "-"), "٫": ".", "٬": ",", "،": ",", "⹁": ","})
_PARTS = re.compile(
    rf"(?P<o1>\()?(?P<s1>[-+])?\s*(?P<before>{UNIT})?\s*(?P<o2>\()?(?P<s2>[-+])?\s*"
    r"(?P<core>(?:\d[\d.,'’`_ ]*|[.,]\d+)(?:[eE][-+]?\d{1,3})?)"
    rf"\s*(?P<s3>-)?(?P<c2>\))?\s*(?P<after>{UNIT})?(?P<s4>-)?(?P<c1>\))?"
)
_LETTER_AND_DIGITS = re.compile(r"[A-Z]-?\d+$")
_LONGEST = 60
_SHARED_SIGNS = r"(?i)\brs\b|₨|[¥￥]|\d\s?kr\b|\bkr\.?\s?\d"
_SHARED = ("JPY", "INR", "PKR", UNNAMED_KR)


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


def parse(values: pl.Series, mark: str | None = None, currency: str | None = None) -> Amounts:
    """Read a column of money.

    Parameters
    ----------
    values : polars.Series
        Text or numbers.
    mark : str, optional
        The decimal mark, ``"."`` or ``","``, where a person says it.
    currency : str, optional
        The code of the amounts' currency where it stands elsewhere; one without cents tells what
        three digits behind a mark are.

    Raises
    ------
    InputError
        ``ambiguous_amounts``: thousands or decimals, the column does not tell;
        ``unsupported_types`` for a column of lists or structs.

    Examples
    --------
    >>> parse(pl.Series(["1.234,50 €", "(7,00) €", "12,5-"])).values.to_list()
    [1234.5, -7.0, -12.5]
    >>> parse(pl.Series(["¥1,234", "¥5,678"])).values.to_list()
    [1234.0, 5678.0]
    >>> parse(pl.Series(["1,234", "5,678"]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    clv.errors.InputError: ambiguous_amounts (text='1,234', mark=',', thousands=1234.0, ...)
    """
    if values.dtype.is_numeric():
        numbers = _widened(values)
        return Amounts(finite(numbers), notices=_impossible(numbers))
    if values.dtype != pl.String:
        raise InputError("unsupported_types", variant="amounts", column=values.name[:40],
                         dtype=str(values.dtype)[:40])  # fmt: skip
    numbers = values.str.strip_chars().cast(pl.Float64, strict=False)
    huge, plain = _impossible(numbers), finite(numbers)
    if mark != "," and _is_plain(values, plain):
        return Amounts(plain)
    read = _through_distinct(values, mark, currency)
    return replace(read, notices=(*read.notices, *huge))


def _impossible(numbers: pl.Series) -> tuple[Notice, ...]:
    """Tell of numbers that are no money: 1e308, or the largest number that a program knows."""
    count = int((numbers.is_finite() & (numbers.abs() >= MOST)).sum())
    return (Notice("outliers", variant="impossible", count=count),) if count else ()


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


def _through_distinct(values: pl.Series, mark: str | None, currency: str | None) -> Amounts:
    """Read each different text once, then give every row its own."""
    texts = values.alias("text").to_frame().lazy()
    counted = texts.drop_nulls().group_by("text", maintain_order=True).len("rows").collect()
    sided, sides = _signed_by_side(counted["text"])
    cores, codes = _stripped(sided)
    read = to_numbers(cores, counted["rows"], codes.fill_null(currency or ""), mark)
    table = pl.DataFrame({"text": counted["text"], "number": read.values, "code": codes})
    joined = texts.join(table.lazy(), on="text", how="left", maintain_order="left").collect()
    beside = joined["code"] if table["code"].null_count() < table.height else None
    notices = (*read.notices, *sides, *_shared_sign(counted["text"], codes))
    return Amounts(joined["number"], beside, notices)


def _signed_by_side(texts: pl.Series) -> tuple[pl.Series, tuple[Notice, ...]]:
    """Write a minus for the side that takes money away: DR, or CR where nothing is marked DR.

    A statement marks both sides, and CR is what came in; a list of sales marks its credit notes.
    """
    side = texts.str.extract(_SIDE).str.to_lowercase()
    marks = side.drop_nulls().unique()
    if marks.is_empty():
        return texts, ()
    minus = "dr" if "dr" in marks else "cr"
    table = pl.DataFrame({"text": texts.alias("text"), "side": side.fill_null("")})
    bare = pl.col("text").str.strip_chars().str.replace(r"(?i)\s?\(?[cd]r\.?\)?$", "")
    written = table.select(
        pl.when(pl.col("side") == minus).then(pl.lit("-") + bare)
        .when(pl.col("side") != "").then(bare)
        .otherwise("text")
        .alias("text")
    )["text"]  # fmt: skip
    example = texts.filter(side == minus)[0]
    return written, (Notice("credit_debit", text=example[:25], side=minus.upper()),)


def _shared_sign(texts: pl.Series, codes: pl.Series) -> tuple[Notice, ...]:
    """Say which of several currencies a sign was read as: yen or yuan, rupees, crowns."""
    currency, *others = codes.drop_nulls().unique().to_list() or [None]
    if others or currency not in _SHARED or not texts.str.contains(_SHARED_SIGNS).any():
        return ()
    return (
        Notice("currency_sign", variant="kr" if currency == UNNAMED_KR else "", currency=currency),
    )


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
    plain = _DIRECTIONS.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES).strip()
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    plain = plain.strip("'\" ")
    if plain.casefold() in _NO_VALUE:
        return None, None
    plain = _NO_CENTS.sub(lambda dash: f"{dash[1]}00" if dash[1] else "", plain)
    match = _PARTS.fullmatch(plain)
    if match is None:
        return None, None
    signs = [match[name] for name in ("s1", "s2", "s3", "s4") if match[name]]
    opened, closed = (sum(bool(match[name + n]) for n in "12") for name in "oc")
    code = _currency(match["before"], match["after"])
    if opened != closed or len(signs) + opened > 1 or code == "":
        return None, None
    minus = "-" if opened or "-" in signs else ""
    return minus + match["core"].strip(), code


def _currency(before: str | None, after: str | None) -> str | None:
    """Return the code that stands round a number; empty where what stands there is no currency.

    Examples
    --------
    >>> _currency("$", "AUD"), _currency(None, None), _currency("€", "USD"), _currency(None, "K")
    ('AUD', None, '', '')
    """
    if after in PREFIX_ONLY:
        return ""
    units = [unit for unit in (before, after) if unit]
    codes = [meanings(unit) for unit in units]
    if not all(codes):
        return ""
    if len(codes) == 2:
        return next((code for code in codes[1] if code in codes[0]), "")
    return codes[0][0] if codes else None


def code_of(unit: str) -> str:
    """Return the code of a currency written as a sign, a word or a code.

    Examples
    --------
    >>> code_of("€"), code_of("usd"), code_of("kr"), code_of("US Dollar")
    ('EUR', 'USD', 'KR', 'USD')
    """
    return (*meanings(unit), _by_name().get(unit.strip().casefold(), unit.strip().upper()))[0]


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Return the codes of currencies by their English names: US Dollar, Euro."""
    return {name.casefold(): code for code, name in Locale("en").currencies.items()}


def looks_like_money(text: str) -> bool:
    """Tell whether one text could be an amount; a letter before digits is rather a code.

    Examples
    --------
    >>> looks_like_money("1.234,50 €"), looks_like_money("C0047")
    (True, False)
    """
    return _parted(text)[0] is not None and _LETTER_AND_DIGITS.match(text) is None

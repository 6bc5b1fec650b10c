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
from clv.words import _

_SYMBOLS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB",
    "₺": "TRY", "₩": "KRW", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH", "₦": "NGN",
    "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "R$": "BRL", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
    "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "Fr.": "CHF",
    "SFr.": "CHF", "Rs": "INR", "Rs.": "INR", "руб": "RUB", "руб.": "RUB", "р.": "RUB",
    "元": "CNY", "円": "JPY", "원": "KRW", "kr": "", "kr.": "", "TL": "TRY", "лв": "BGN",
    "лв.": "BGN", "lei": "RON", "CN¥": "CNY", "JP¥": "JPY", "Euro": "EUR", "euro": "EUR",
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
# One to three digits, then groups of three, or of two and three as in India.
_GROUPED = r"(?:\d{1,3}(?:G\d{3})+|\d{1,2}(?:G\d{2})+G\d{3})"
_UNSURE = r"^-?[1-9]\d{0,2}M\d{3}$"
_SPACE_MARK = r"['’`_ ]"
_NO_VALUE = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "inf", "infinity"))
_DASHES = str.maketrans(dict.fromkeys("−–—﹣", "-"))
_UNIT = "|".join(re.escape(unit) for unit in sorted([*_SYMBOLS, *_CODES], key=len, reverse=True))
_PARTS = re.compile(
    rf"(?P<o1>\()?(?P<s1>[-+])?\s*(?P<before>{_UNIT})?\s*(?P<o2>\()?(?P<s2>[-+])?\s*"
    r"(?P<core>(?:\d[\d.,'’`_ ]*|[.,]\d+)(?:[eE][-+]?\d{1,3})?)"
    rf"\s*(?P<s3>-)?(?P<c2>\))?\s*(?P<after>{_UNIT})?(?P<s4>-)?(?P<c1>\))?"
)
MOST = 1e18
"""No amount is as large: beyond it a number is a slip of the keyboard or of a program."""
_LONGEST = 60
_FEW = 5
_STRAY = 0.1


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
        return Amounts(_finite(_widened(values)))
    if values.dtype != pl.String:
        raise InputError(
            "unsupported_types",
            _("The column {name!r} holds {kind}, not amounts; choose another column.").format(
                name=values.name[:40], kind=str(values.dtype)[:40]
            ),
        )
    plain = _finite(values.str.strip_chars().cast(pl.Float64, strict=False))
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
    return _is_plain(values, _finite(values.str.strip_chars().cast(pl.Float64, strict=False)))


def _widened(values: pl.Series) -> pl.Series:
    """Take a 32-bit float for the decimal number that was meant, not for its binary tail."""
    if values.dtype == pl.Float32:
        return values.cast(pl.String).cast(pl.Float64)
    return values.cast(pl.Float64)


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(~(numbers.is_finite() & (numbers.abs() < MOST)), None)


def _is_plain(values: pl.Series, plain: pl.Series) -> bool:
    """Tell whether a cast read it all, and some value shows that the point marks decimals."""
    if plain.null_count() > values.null_count():
        return False
    texts = values.drop_nulls()
    pointed = texts.str.contains(".", literal=True)
    return not pointed.any() or bool((pointed & ~_unsure(texts, ".")).any())


def _unsure(texts: pl.Series, mark: str) -> pl.Series:
    """Mark the values in which this mark may part thousands or decimals."""
    pattern = _UNSURE.replace("M", f"\\{mark}")
    return texts.str.strip_chars(" +").str.contains(pattern).fill_null(value=False)


def _through_distinct(values: pl.Series) -> Amounts:
    """Read each different text once, then give every row its own."""
    texts = values.alias("text").to_frame().lazy()
    counted = texts.drop_nulls().group_by("text", maintain_order=True).len("rows").collect()
    cores, codes = _stripped(counted["text"])
    numbers = _numbers(cores, counted["rows"])
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
    """
    if len(text) > _LONGEST:
        return None, None
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if plain.casefold() in _NO_VALUE:
        return None, None
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None, None
    signs = [found[name] for name in ("s1", "s2", "s3", "s4") if found[name]]
    opened, closed = (sum(bool(found[name + n]) for n in "12") for name in "oc")
    units = [found[name] for name in ("before", "after") if found[name]]
    if opened != closed or len(signs) + opened > 1 or len(units) > 1:
        return None, None
    minus = "-" if opened or "-" in signs else ""
    code = _SYMBOLS.get(units[0], units[0]) if units else ""
    return minus + found["core"].strip(), code or None


def _numbers(cores: pl.Series, rows: pl.Series) -> pl.Series:
    """Turn signed numbers with marks into floats, once the decimal mark is known."""
    bare = cores.str.replace_all(_SPACE_MARK, "")
    decimal, doubted = _decimal_mark(cores, bare, rows)
    group = "," if decimal == "." else "."
    grouped = [_GROUPED.replace("G", mark) for mark in (f"[{group}]", _SPACE_MARK)]
    whole = rf"(?:\d+|{grouped[0]}|{grouped[1]})"
    sound = cores.str.contains(rf"^-?(?:{whole}(?:\{decimal}\d*)?|\{decimal}\d+)(?:[eE][-+]?\d+)?$")
    digits = bare.str.replace_all(group, "", literal=True).str.replace(decimal, ".", literal=True)
    numbers = _finite(digits.cast(pl.Float64, strict=False))
    return numbers.set(~(sound & ~doubted).fill_null(value=False), None)


def _decimal_mark(cores: pl.Series, bare: pl.Series, rows: pl.Series) -> tuple[str, pl.Series]:
    """Weigh the evidence of all values; return the decimal mark and which values stay in doubt."""
    no_doubt = pl.repeat(value=False, n=len(bare), eager=True)
    point, comma = _evidence(cores, bare, ".", ","), _evidence(cores, bare, ",", ".")
    if point.any() or comma.any():
        points, commas = int(rows.filter(point).sum()), int(rows.filter(comma).sum())
        mark, other, stray = (".", ",", comma) if points >= commas else (",", ".", point)
        if min(points, commas) > _STRAY * (points + commas):
            _refuse_mixture(bare, point, comma)
        return mark, _unsure(bare, other) if stray.any() else no_doubt
    unsure = {mark: _unsure(bare, mark) for mark in ",."}
    for mark, found in unsure.items():
        if found.any():
            if _groups(bare, found, mark):
                return ("," if mark == "." else "."), no_doubt
            _refuse_unsure(bare.filter(found)[0])
    return ".", no_doubt


def _evidence(cores: pl.Series, bare: pl.Series, decimal: str, group: str) -> pl.Series:
    """Mark the values that can only be read with this decimal mark."""
    d, g = f"\\{decimal}", f"[{group}]"
    twice = _GROUPED.replace("G", g).replace(")+", "){2,}", 1)
    patterns = "|".join(
        (
            rf"^-?{_GROUPED.replace('G', g)}{d}\d*(?:[eE]|$)",  # both marks, this one last
            rf"^-?{twice}$",  # the other mark twice: it groups
            rf"^-?\d*{d}(?:\d{{0,2}}|\d{{4,}})(?:[eE]|$)",  # not three digits after it
            rf"^-?(?:0\d*|\d{{4,}}|){d}\d+(?:[eE]|$)",  # no group begins so
        )
    )
    otherwise = cores.str.contains(rf"^-?{_GROUPED.replace('G', _SPACE_MARK)}{d}\d+$")
    return (bare.str.contains(patterns) | otherwise).fill_null(value=False)


def _groups(bare: pl.Series, marked: pl.Series, mark: str) -> bool:
    """Tell whether numbers without the mark are all below a thousand, so that the mark groups.

    A point needs several examples: a program that prints 1.234 and 7 is not rare.
    """
    others = bare.filter(~marked).str.strip_chars("-").drop_nulls()
    small = others.len() > 0 and bool(others.str.contains(r"^\d{1,3}$").all())
    return small and (mark == "," or marked.sum() >= _FEW)


def _refuse_unsure(example: str) -> None:
    raise InputError(
        "ambiguous_amounts",
        _(
            "The amount {example!r} may be a thousand or a decimal number, and no other value "
            "tells; export amounts with two decimals."
        ).format(example=example[:20]),
    )


def _refuse_mixture(bare: pl.Series, point: pl.Series, comma: pl.Series) -> None:
    raise InputError(
        "bad_amounts",
        _(
            "The amounts mix decimal points and decimal commas (for example {one!r} and "
            "{other!r}); export them in one form."
        ).format(one=bare.filter(point)[0][:20], other=bare.filter(comma)[0][:20]),
    )


def looks_like_money(text: str) -> bool:
    """Tell whether one text could be an amount.

    Examples
    --------
    >>> looks_like_money("1.234,50 €"), looks_like_money("C0047")
    (True, False)
    """
    return _parted(text)[0] is not None

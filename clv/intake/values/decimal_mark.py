"""Point or comma: which mark parts the decimals, weighed over all amounts of a column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.values.currency_signs import decimals

# One to three digits, then groups of three, or of two and three as in India.
_GROUPED = r"(?:\d{1,3}(?:G\d{3})+|\d{1,2}(?:G\d{2})+G\d{3})"
_UNSURE = r"^-?[1-9]\d{0,2}M\d{3}$"
_SPACE_MARK = r"['’`_ ]"
_FEW = 5
_STRAY = 0.1
MOST = 1e18
"""No amount is as large: beyond it a number is a slip of the keyboard or of a program."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers, and what had to be said about their marks."""

    values: pl.Series
    notices: tuple[Notice, ...] = ()


def to_numbers(
    cores: pl.Series, rows: pl.Series, codes: pl.Series, mark: str | None = None
) -> Numbers:
    """Turn signed numbers with marks into floats, once the decimal mark is known.

    Parameters
    ----------
    cores : polars.Series
        Different numbers as text, without currency.
    rows : polars.Series
        How many rows have each.
    codes : polars.Series
        The currency of each, empty where none is known.
    mark : str, optional
        The decimal mark, where a person says it.

    Raises
    ------
    InputError
        ``ambiguous_amounts``, ``bad_amounts``.
    """
    bare = cores.str.replace_all(_SPACE_MARK, "")
    no_doubt = pl.repeat(value=False, n=len(bare), eager=True)
    decimal, in_doubt, notices = (
        (mark, no_doubt, ()) if mark else _decimal_mark(cores, bare, rows, codes)
    )
    group = "," if decimal == "." else "."
    grouped = [_GROUPED.replace("G", sign) for sign in (f"[{group}]", _SPACE_MARK)]
    whole = rf"(?:\d+|{grouped[0]}|{grouped[1]})"
    sound = cores.str.contains(rf"^-?(?:{whole}(?:\{decimal}\d*)?|\{decimal}\d+)(?:[eE][-+]?\d+)?$")
    digits = bare.str.replace_all(group, "", literal=True).str.replace(decimal, ".", literal=True)
    numbers = finite(digits.cast(pl.Float64, strict=False))
    return Numbers(numbers.set(~(sound & ~in_doubt).fill_null(value=False), None), notices)


def _decimal_mark(
    cores: pl.Series, bare: pl.Series, rows: pl.Series, codes: pl.Series
) -> tuple[str, pl.Series, tuple[Notice, ...]]:
    """Weigh the evidence of all values; return the decimal mark and which values stay in doubt."""
    no_doubt = pl.repeat(value=False, n=len(bare), eager=True)
    point, comma = _evidence(cores, bare, ".", ","), _evidence(cores, bare, ",", ".")
    if point.any() or comma.any():
        points, commas = int(rows.filter(point).sum()), int(rows.filter(comma).sum())
        mark, other, stray = (".", ",", comma) if points >= commas else (",", ".", point)
        if min(points, commas) > _STRAY * (points + commas):
            _refuse_mixture(bare, point, comma)
        return mark, unsure(bare, other) if stray.any() else no_doubt, ()
    open_to = {mark: unsure(bare, mark) for mark in ",."}
    for mark, marked in open_to.items():
        if marked.any():
            decimal, notices = _by_neighbours(bare, marked, mark, codes)
            return decimal, no_doubt, notices
    return ".", no_doubt, ()


def _by_neighbours(
    bare: pl.Series, marked: pl.Series, mark: str, codes: pl.Series
) -> tuple[str, tuple[Notice, ...]]:
    """Decide what a mark before three digits is by the other numbers, and by the currency."""
    other = "," if mark == "." else "."
    if _groups(bare, marked, mark):
        return other, ()
    example, currencies = bare.filter(marked)[0], codes.filter(marked).unique().to_list()
    places = {decimals(code) if code else None for code in currencies}
    if places == {0}:
        return other, ()
    if places <= {0, 2} and mark == ",":
        return other, (Notice("thousands_by_currency", text=example[:20], mark=mark),)
    if places == {3} and mark == "." and marked.all():
        return mark, (Notice("three_decimals", text=example[:20], currency=currencies[0]),)
    _ask(example, mark)
    return other, ()


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


def _ask(example: str, mark: str) -> None:
    digits = example.replace(mark, "")
    raise InputError(
        "ambiguous_amounts",
        text=example[:20],
        mark=mark,
        thousands=float(digits),
        decimal=float(example.replace(mark, ".")),
        answers=("point", "comma") if mark == "," else ("comma", "point"),
    )


def _refuse_mixture(bare: pl.Series, point: pl.Series, comma: pl.Series) -> None:
    raise InputError(
        "bad_amounts",
        variant="mixture",
        point=bare.filter(point)[0][:20],
        comma=bare.filter(comma)[0][:20],
    )


def unsure(texts: pl.Series, mark: str) -> pl.Series:
    """Mark the values in which this mark may part thousands or decimals."""
    pattern = _UNSURE.replace("M", f"\\{mark}")
    return texts.str.strip_chars(" +").str.contains(pattern).fill_null(value=False)


def finite(numbers: pl.Series) -> pl.Series:
    """Drop what is no number or too large to be money."""
    return numbers.set(~(numbers.is_finite() & (numbers.abs() < MOST)), None)

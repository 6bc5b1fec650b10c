"""Choosing people: by segment, by a list of ids, by rules on what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import InputError
from clv.tables import CUSTOMER_ID, SEGMENT


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule: the column lies between two ends, both included; None leaves an end open.

    Examples
    --------
    >>> Limit("p_buy", low=0.5).high is None
    True
    """

    column: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is meant; all that is asked for must hold, and what is left empty asks for nothing.

    Parameters
    ----------
    segments : tuple of str
        One of these.
    ids : tuple of str
        One of these, as pasted or uploaded.
    limits : tuple of Limit
        All of these.
    """

    segments: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """The people chosen, and the ids that nobody has.

    Parameters
    ----------
    customers : polars.DataFrame
        Rows of the table chosen from, in its order.
    unknown : tuple of str
        Ids asked for that the table lacks.
    """

    customers: pl.DataFrame
    unknown: tuple[str, ...]


def choose(customers: pl.DataFrame, choice: Choice) -> Audience:
    """Choose people from a table of customers.

    Parameters
    ----------
    customers : polars.DataFrame
        ``customer_id`` and whatever the choice asks about: ``segment``, and columns of customers
        and predictions.
    choice : Choice
        Who is meant.

    Raises
    ------
    InputError
        ``missing_columns``, where a rule is about a column that the table lacks.

    Examples
    --------
    >>> customers = pl.DataFrame({"customer_id": ["a", "b", "c"], "clv": [5.0, 50.0, 500.0]})
    >>> audience = choose(customers, Choice(ids=("b", "c", "x"), limits=(Limit("clv", high=100),)))
    >>> audience.customers["customer_id"].to_list(), audience.unknown
    (['b'], ('x',))
    """
    wanted = [limit.column for limit in choice.limits] + ([SEGMENT] if choice.segments else [])
    missing = [name for name in wanted if name not in customers.columns]
    if missing:
        raise InputError("missing_columns", variant="choice", names=tuple(missing))
    fits = [_between(limit) for limit in choice.limits]
    if choice.segments:
        fits.append(pl.col(SEGMENT).is_in(choice.segments))
    if choice.ids:
        fits.append(pl.col(CUSTOMER_ID).is_in(choice.ids))
    ids = set(customers[CUSTOMER_ID]) if choice.ids else set()
    unknown = tuple(name for name in choice.ids if name not in ids)
    return Audience(customers.filter(fits) if fits else customers, unknown)


def ids_in(text: str) -> tuple[str, ...]:
    r"""Read ids that somebody pasted: one a line, or parted by commas, semicolons or tabs.

    Examples
    --------
    >>> ids_in("0001; 0002\n 0002, C 7 ")
    ('0001', '0002', 'C 7')
    """
    parts = text.translate(str.maketrans(",;\t", "\n\n\n")).split("\n")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _between(limit: Limit) -> pl.Expr:
    value = pl.col(limit.column)
    above = pl.lit(True) if limit.low is None else value >= limit.low
    below = pl.lit(True) if limit.high is None else value <= limit.high
    return value.is_not_null() & above & below

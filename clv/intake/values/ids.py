"""Ids are text: white space round them goes, everything else stays."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError, Notice

_THROUGH_FLOAT = r"^\d+\.0+$"
_EXACT_IN_FLOAT = 2.0**53


def text(values: pl.Series) -> pl.Series:
    """Return values as text, white space trimmed, nothing else changed; empty is null.

    Examples
    --------
    >>> text(pl.Series([" 007", "NA", "", None])).to_list()
    ['007', 'NA', None, None]
    """
    if values.dtype == pl.String:
        trimmed = values.str.strip_chars()
        if trimmed.str.len_bytes().sum() == values.str.len_bytes().sum():
            # Nothing was trimmed: the text that is there already needs no second copy.
            trimmed = values
    elif values.dtype.is_float():
        trimmed = _from_floats(values)
    else:
        trimmed = values.cast(pl.String)
    return trimmed.set(trimmed == "", None)


def parse_ids(values: pl.Series) -> tuple[pl.Series, tuple[Notice, ...]]:
    """Read a column of customer ids.

    Raises
    ------
    InputError
        ``unsupported_types`` for bytes that are no text.

    Examples
    --------
    >>> ids, notices = parse_ids(pl.Series([" 17850.0", "12346.0"]))
    >>> ids.to_list(), notices[0].code
    (['17850', '12346'], 'float_ids')
    """
    if values.dtype == pl.Binary:
        raise InputError("unsupported_types", variant="bytes", column=values.name[:40])
    ids = text(values)
    given = ids.drop_nulls()
    if len(given) and bool(given.str.contains(_THROUGH_FLOAT).all()):
        return ids.str.replace(r"\.0+$", ""), (Notice("float_ids"),)
    return ids, ()


def _from_floats(values: pl.Series) -> pl.Series:
    """Write whole floats without a point; beyond 2^53 they are no longer the ids they were."""
    given = values.drop_nulls().drop_nans()
    if bool((given.abs() > _EXACT_IN_FLOAT).any()):
        raise InputError("unsupported_types", variant="float_ids", column=values.name[:40])
    whole = values.set(values.is_nan(), None)
    if bool((given == given.floor()).all()):
        return whole.cast(pl.Int64).cast(pl.String)
    return whole.cast(pl.String)

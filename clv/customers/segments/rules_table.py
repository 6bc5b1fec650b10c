"""Segment rules as a table that a person can edit, and back."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from clv.customers.segments.rules import ANY, Range, Rule, SegmentRules
from clv.errors import SettingsError
from clv.tables import SEGMENT

_PARTS = ("r", "f", "m", "fm", "total")
_SCHEMA = {SEGMENT: pl.String()} | {
    f"{part}_{end}": pl.Int64() for part in _PARTS for end in ("low", "high")
}


def rules_table(rules: SegmentRules) -> pl.DataFrame:
    """Write the rules as a table; an empty cell asks for nothing.

    Returns
    -------
    polars.DataFrame
        ``segment``, then lowest and highest score of each part (``r_low``, ``r_high`` …): one
        rule a row, the last row what all others are.

    Examples
    --------
    >>> from clv.customers.segments.rules import ELEVEN
    >>> rules_table(ELEVEN).select("segment", "r_low", "fm_low").row(1)
    ('Loyal', 3, 4)
    """
    rows = [_cells(rule) for rule in (*rules.rules, Rule(rules.otherwise))]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def rules_from(table: pl.DataFrame, like: SegmentRules) -> SegmentRules:
    """Read edited rules back.

    Parameters
    ----------
    table : polars.DataFrame
        As `rules_table` writes it: rows added, taken away, moved or changed. Rows without a name
        are left out; where the last row asks for something, it becomes a rule, and whom none fits
        is called "Others".
    like : SegmentRules
        Gives name, groups and cut points.

    Raises
    ------
    SettingsError
        ``bad_setting``, where a range runs backwards or nothing is left.

    Examples
    --------
    >>> from clv.customers.segments.rules import ELEVEN
    >>> rules_from(rules_table(ELEVEN), ELEVEN) == ELEVEN
    True
    """
    edited = [
        Rule(
            str(row[SEGMENT]).strip(),
            **{part: _range(row[f"{part}_low"], row[f"{part}_high"]) for part in _PARTS},
        )
        for row in table.iter_rows(named=True)
        if str(row[SEGMENT] or "").strip()
    ]
    if not edited:
        raise SettingsError("bad_setting", variant="no_segment")
    last = edited[-1]
    if last == Rule(last.segment):
        return replace(like, rules=tuple(edited[:-1]), otherwise=last.segment)
    return replace(like, rules=tuple(edited), otherwise="Others")


def _cells(rule: Rule) -> list[object]:
    cells: list[object] = [rule.segment]
    for part in _PARTS:
        low, high = getattr(rule, part)
        cells += [low if low > ANY[0] else None, high if high < ANY[1] else None]
    return cells


def _range(low: int | None, high: int | None) -> Range:
    return (ANY[0] if low is None else int(low), ANY[1] if high is None else int(high))

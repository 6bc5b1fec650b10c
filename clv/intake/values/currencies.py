"""Money in several currencies is converted by the person's rates or refused, never added up."""

from __future__ import annotations

import polars as pl

from clv.errors import InputError
from clv.intake.values.currency_signs import UNNAMED_KR, may_be
from clv.intake.values.money import code_of
from clv.options import Policy
from clv.tables import AMOUNT, CURRENCY, DISCOUNT

BESIDE = "beside"
"""Name of the column that holds the currency written beside the amounts."""

_MONEY = (AMOUNT, DISCOUNT, "refund")


def named(lines: pl.DataFrame) -> pl.DataFrame:
    """Bring the currency column and what is written beside the amounts into `CURRENCY`.

    Raises
    ------
    InputError
        ``mixed_currencies`` where the two disagree; ``$`` and CAD do not.

    Examples
    --------
    >>> named(pl.DataFrame({BESIDE: ["USD", None], CURRENCY: ["CAD", "€"]}))[CURRENCY].to_list()
    ['CAD', 'EUR']
    """
    if CURRENCY not in lines.columns:
        return lines.rename({BESIDE: CURRENCY}) if BESIDE in lines.columns else lines
    codes = {unit: code_of(unit) for unit in lines[CURRENCY].drop_nulls().unique()}
    lines = lines.with_columns(pl.col(CURRENCY).replace(codes))
    if BESIDE not in lines.columns:
        return lines
    for beside, stated in lines.select(BESIDE, CURRENCY).drop_nulls().unique().iter_rows():
        if not may_be(beside, stated):
            raise InputError(
                "mixed_currencies", variant="beside", beside=beside, stated=stated[:10]
            )
    return lines.with_columns(pl.coalesce(CURRENCY, BESIDE)).drop(BESIDE)


def in_one_currency(lines: pl.DataFrame, policy: Policy) -> tuple[pl.DataFrame, str | None]:
    """Bring all money into one currency.

    Parameters
    ----------
    lines : polars.DataFrame
        With `CURRENCY` where the file names it.
    policy : Policy
        Its `currency` is the target, its `rates` what other currencies are worth in it.

    Returns
    -------
    tuple of (polars.DataFrame, str or None)
        The lines without `CURRENCY`, and the code of the one currency.

    Raises
    ------
    InputError
        ``mixed_currencies`` where a rate is missing.

    Examples
    --------
    >>> lines = pl.DataFrame({AMOUNT: [10.0, 10.0], CURRENCY: ["EUR", "usd"]})
    >>> rates = Policy(currency="EUR", rates=(("USD", 0.9),))
    >>> in_one_currency(lines, rates)[0][AMOUNT].to_list()
    [10.0, 9.0]
    >>> in_one_currency(lines, Policy())
    Traceback (most recent call last):
    clv.errors.InputError: mixed_currencies.no_target (codes=('EUR', 'USD'))
    """
    wanted = policy.currency.upper() if policy.currency else None
    if CURRENCY not in lines.columns:
        return lines, wanted
    code = pl.col(CURRENCY).str.to_uppercase()
    codes = sorted(lines.select(code.drop_nulls().unique())[CURRENCY].to_list())
    if wanted and len(codes) == 1 and may_be(codes[0], wanted) and policy.rate(codes[0]) is None:
        # What the sign left open, the person has said.
        return lines.drop(CURRENCY), wanted
    target = wanted or (codes[0] if len(codes) == 1 else None)
    if [other for other in codes if other != target]:
        lines = _converted(lines.with_columns(code), codes, target, policy)
    return lines.drop(CURRENCY), None if target == UNNAMED_KR else target


def _converted(
    lines: pl.DataFrame, codes: list[str], target: str | None, policy: Policy
) -> pl.DataFrame:
    rates = {code: policy.rate(code) for code in codes}
    missing = tuple(code for code, rate in rates.items() if rate is None)
    if target is None:
        raise InputError("mixed_currencies", variant="no_target", codes=tuple(codes[:8]))
    if missing:
        raise InputError("mixed_currencies", codes=tuple(codes[:8]), missing=missing[:8])
    rate = pl.col(CURRENCY).replace_strict(rates, default=None, return_dtype=pl.Float64)
    money = [name for name in _MONEY if name in lines.columns]
    # A row that names no currency among rows that do has no known worth.
    return lines.with_columns([(pl.col(name) * rate).round(6).alias(name) for name in money])

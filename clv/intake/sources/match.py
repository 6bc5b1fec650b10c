"""Matching the ids of a source to the customers of the orders, however either writes them."""

from __future__ import annotations

import polars as pl

from clv.intake.columns.facts import is_money_column
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import Header, header
from clv.intake.contacts import contact_columns
from clv.intake.files.raw import SAMPLE_ROWS, Raw
from clv.intake.identity import folded
from clv.intake.sources.columns import id_candidates
from clv.intake.values.ids import text
from clv.tables import CUSTOMER_ID, EMAIL

KEY, FOLDED = "key", "folded"
_BY_CONTENT, _FEWEST = 0.8, 20  # share and number of ids by which an unnamed column is believed
_PLAIN = Header(frozenset({"id"}), 0)
_SMALL = r"^\d{1,3}$"  # ages, counts and stars look like such ids


def matched_ids(ids: pl.Series, known: pl.DataFrame) -> pl.DataFrame:
    """Say for each different id whose it is.

    An id is first taken as it stands; then case, blanks, ".0" and leading zeros are folded on both
    sides, and what is one customer's alone matches.

    Parameters
    ----------
    ids : polars.Series
        As text.
    known : polars.DataFrame
        ``key`` and ``customer_id``: every id, or e-mail, under which the orders know a customer.

    Returns
    -------
    polars.DataFrame
        ``key`` (the id), ``customer_id`` (null where it is nobody's), ``folded``.

    Examples
    --------
    >>> known = pl.DataFrame({"key": ["0047", "Ann"], "customer_id": ["0047", "Ann"]})
    >>> matched_ids(pl.Series(["47", "ann", "x"]), known).sort("key").rows()
    [('47', '0047', True), ('ann', 'Ann', True), ('x', None, False)]
    """
    different = ids.drop_nulls().unique().alias(KEY).to_frame()
    exact = known.unique().unique(KEY, keep="none")
    plain = folded(pl.col(KEY)).alias(FOLDED)
    loose = exact.select(plain, pl.col(CUSTOMER_ID).alias("other")).unique()
    loose = loose.unique(FOLDED, keep="none")
    return (
        different.join(exact, on=KEY, how="left")
        .with_columns(plain)
        .join(loose, on=FOLDED, how="left")
        .select(
            KEY,
            pl.coalesce(CUSTOMER_ID, "other").alias(CUSTOMER_ID),
            (pl.col(CUSTOMER_ID).is_null() & pl.col("other").is_not_null()).alias(FOLDED),
        )
    )


def customer_column(raw: Raw, known: pl.DataFrame) -> str | None:
    """Find the column that names the customers of the orders.

    A header that speaks of customers decides, and among several the one whose ids match most; where
    none does, a column is believed if nearly all of its many values are ids.

    Returns
    -------
    str or None
        None where no column can.
    """
    names = id_candidates(raw)
    email = contact_columns(raw).get(EMAIL)
    shares = {name: _share(raw, name, known) for name in names}
    named = [name for name in names if score("customer", name) or name == email]
    plain = [name for name in names if header(name) == _PLAIN]
    best = None
    for columns in (named, plain):  # an "id" may be the event's own where a "user id" stands, too
        best = max(columns, key=lambda name: shares[name][0], default=best)
        if best is not None and shares[best][0] > 0:
            return best
    if best is not None:
        return best
    others = [n for n in names if _believed(*shares[n]) and not is_money_column(n)]
    return max(others, key=lambda name: shares[name][0], default=None)


def _share(raw: Raw, column: str, known: pl.DataFrame) -> tuple[float, int]:
    """Return the share of the different ids in the first rows that match, and how many do."""
    ids = text(raw.sample[column].head(SAMPLE_ROWS))
    matched = matched_ids(ids, known)
    count = matched[CUSTOMER_ID].drop_nulls().n_unique()
    small = matched[KEY].str.contains(_SMALL).all()
    return count / max(matched.height, 1), 0 if small else count


def _believed(share: float, count: int) -> bool:
    return share >= _BY_CONTENT and count >= _FEWEST

"""Days are the shop's: the clock that hangs in the shop, never cut at midnight in Greenwich.

A moment written with its offset is read off the clock it was written by; offsets an hour apart are
one shop in winter and in summer. A zone the person chooses settles everything.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from clv.errors import Notice

_SUMMER_TIME = 60
_NOON_ONLY = 1


def shop_offset(offsets: list[int | None]) -> tuple[int | None, tuple[Notice, ...]]:
    """Return the shop's own offset where the texts hold offsets of several places.

    Parameters
    ----------
    offsets : list of int or None
        Minutes ahead of UTC, None where a text has no zone.

    Returns
    -------
    tuple of (int or None, tuple of Notice)
        None where every text may be read off its own clock.

    Examples
    --------
    >>> shop_offset([-480, -420, None])
    (None, ())
    >>> shop_offset([120, 120, -480])[0]
    120
    """
    counts = Counter(offset for offset in offsets if offset is not None)
    if not counts or max(counts) - min(counts) <= _SUMMER_TIME:
        return None, ()
    main = max(counts, key=lambda offset: (counts[offset], -abs(offset), offset))
    others = sum(n for offset, n in counts.items() if abs(offset - main) > _SUMMER_TIME)
    return main, (Notice("several_offsets", offset=written(main), count=others),)


def written(offset: int) -> str:
    """Write an offset as people do.

    Examples
    --------
    >>> written(-480), written(330)
    ('-08:00', '+05:30')
    """
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def on_shop_clock(
    moment: datetime, offset: int | None, main: int | None, zone: str | None
) -> datetime:
    """Return what the shop's clock showed.

    Examples
    --------
    >>> evening = datetime(2024, 1, 14, 20, 15)
    >>> on_shop_clock(evening, -480, None, None).day, on_shop_clock(evening, -480, None, "UTC").day
    (14, 15)
    """
    if offset is None:
        return moment
    if zone is not None:
        instant = (moment - timedelta(minutes=offset)).replace(tzinfo=UTC)
        return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if main is None or abs(offset - main) <= _SUMMER_TIME:
        return moment
    return moment + timedelta(minutes=main - offset)


def in_zone(instants: pl.Series, zone: str | None) -> pl.Series:
    """Bring moments in UTC to the clock of a zone; without one they stay.

    Examples
    --------
    >>> in_zone(pl.Series([datetime(2024, 1, 1, 23)]), "Europe/Berlin")[0]
    datetime.datetime(2024, 1, 2, 0, 0)
    """
    if zone is None:
        return instants
    zoned = instants.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return zoned.dt.replace_time_zone(None, ambiguous="earliest")


def cut_in_utc(moments: pl.Series, zone: str | None) -> tuple[Notice, ...]:
    """Say that days are those of Greenwich, where times of day are known and no zone is chosen."""
    if zone is not None or moments.drop_nulls().dt.time().n_unique() <= _NOON_ONLY:
        return ()
    return (Notice("utc_days"),)

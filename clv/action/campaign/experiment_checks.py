"""What has to be said about an experiment before its result is believed."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from scipy.special import chdtrc

from clv.action.campaign.experiment import CONTROL, GROUP, TREATMENT
from clv.errors import InputError, Notice
from clv.tables import CUSTOMER_ID, DATE

_SURE = 0.001  # p-value below which the groups' sizes are no accident


def one_group_each(lists: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Return each person once with their group, those in both groups left out and named.

    Parameters
    ----------
    lists : polars.DataFrame
        ``customer_id``, ``group``; rows of other groups are left out.

    Examples
    --------
    >>> rows = {"customer_id": ["a", "a", "b"], "group": ["treatment", "control", "control"]}
    >>> groups, notices = one_group_each(pl.DataFrame(rows))
    >>> groups.rows(), notices[0].code
    ([('b', 'control')], 'ids_in_both_groups')
    """
    named = lists.filter(pl.col(GROUP).is_in([TREATMENT, CONTROL])).unique().sort(CUSTOMER_ID)
    groups = named.filter(pl.len().over(CUSTOMER_ID) == 1)
    both = named[CUSTOMER_ID].n_unique() - groups.height
    return groups, (Notice("ids_in_both_groups", count=both),) if both else ()


def check_experiment(
    groups: pl.DataFrame,
    orders: pl.DataFrame,
    start: date,
    window: int,
    share: float | None = None,
) -> tuple[Notice, ...]:
    """Name what speaks against a result: strange ids, sizes that chance doesn't make, missing days.

    The sizes are held against the share drawn by a chi-square test (sample ratio mismatch).

    Parameters
    ----------
    groups : polars.DataFrame
        ``customer_id``, ``group``, each person once.
    orders : polars.DataFrame
        Table `clv.tables.ORDERS` to measure with.
    start : datetime.date
        First day on which orders count.
    window : int
        Days that count.
    share : float, optional
        Share of people that was to be contacted.

    Raises
    ------
    InputError
        ``ids_of_nobody``, where no id belongs to anybody who ever ordered.

    Examples
    --------
    >>> from datetime import datetime
    >>> groups = pl.DataFrame({"customer_id": ["a", "b"], "group": ["treatment", "control"]})
    >>> orders = pl.DataFrame({"customer_id": ["a"], "date": [datetime(2024, 1, 9)]})
    >>> [notice.code for notice in check_experiment(groups, orders, date(2024, 1, 1), 30)]
    ['ids_unknown', 'window_beyond_orders']
    """
    matches = groups.join(orders, on=CUSTOMER_ID, how="semi").height
    if groups.height and not matches:
        raise InputError("ids_of_nobody")
    notices = []
    if matches < groups.height:
        notices.append(Notice("ids_unknown", count=groups.height - matches))
    treated = groups.filter(pl.col(GROUP) == TREATMENT).height
    if share is not None and _mismatch(treated, groups.height, share):
        notices.append(
            Notice(
                "sample_ratio_mismatch",
                treatment=treated,
                control=groups.height - treated,
                share=share,
            )
        )
    last: date = orders.select(pl.col(DATE).max().dt.date()).item()
    missing = (start + timedelta(days=window - 1) - last).days
    if missing > 0:
        notices.append(Notice("window_beyond_orders", count=missing))
    return tuple(notices)


def _mismatch(treated: int, size: int, share: float) -> bool:
    expected = (size * share, size * (1 - share))
    if min(expected) < 5:  # below it the test says nothing
        return False
    counts = (treated, size - treated)
    distance = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return bool(chdtrc(1, distance) < _SURE)

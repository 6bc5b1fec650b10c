"""The cost table: typed month by month, or taken from a file."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from clv import tables as t
from clv.action import COSTS, costs_of
from clv.customers import month_ends
from clv.errors import PerennialError
from clv.intake import load
from clv.present import export
from clv.present.words import say
from clv.words import _
from pages.shared import panels, session
from pages.shared.samples import Sample
from pages.shared.session import Cost
from pages.shared.shop import Shop

_MONTHS = 24
_MOST_CHANNELS = 8
_MOST = 1e12  # money in one cell; more is a slip of the keys
_KEEPING = "keeping"


def draw(shop: Shop) -> None:
    """Draw the editor, the upload and the template; what is given is kept by the session."""
    with st.expander(
        _("What you spent on winning and keeping customers"),
        icon=":material/edit_note:",
        expanded=not session.costs_at_start(),
    ):
        st.caption(
            _(
                "Type or paste what each channel cost in each month, in the orders' currency. "
                "Months without a cost stay out of every figure that needs one."
            )
        )
        channels = _channels(shop)
        _edit(shop, channels)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _buttons(shop, channels)
        _upload()


def empty() -> None:
    """Say what would be here with costs, and how to get there."""
    with st.container(border=True, height="stretch", vertical_alignment="center"):
        st.subheader(_("What did they cost?"), anchor=False)
        st.markdown(
            _(
                "With a small table of costs by month and channel you will see here what a "
                "customer cost (CAC), when that was earned back, and LTV:CAC. Fill it in below, "
                "or take it from a file."
            )
        )
        _example("costs-example-top")


def table() -> pl.DataFrame | None:
    """Return the costs as `clv.action` wants them, or None as long as nobody gave any."""
    rows = session.costs()
    return pl.DataFrame(rows, schema=COSTS, orient="row") if rows else None


def name_of(channel: str | None) -> str:
    """Name a channel for people; customers without one stand together."""
    if channel is None:
        return _("All customers")
    return say("economics.channel_number", number=channel) if channel.isdigit() else channel


def _channels(shop: Shop) -> list[str | None]:
    """Return the channels that won most customers, and those that were typed."""
    first_month = shop.run.unit_economics.margins.filter(pl.col("age") == 0)
    sizes = first_month.group_by(t.CHANNEL).agg(pl.col("customers").sum())
    largest = sizes.sort("customers", t.CHANNEL, descending=[True, False])
    names = largest[t.CHANNEL].head(_MOST_CHANNELS).to_list()
    names += [channel for _month, channel, _acquisition, _retention in session.costs()]
    return list(dict.fromkeys(names)) or [None]


def _edit(shop: Shop, channels: list[str | None]) -> None:
    wide = _wide(shop, channels)
    column = st.column_config
    pattern = shop.numbers.column_format(0)
    config = {
        "month": column.DateColumn(_("Month"), format="MMM YYYY", disabled=True, pinned=True),
        _KEEPING: column.NumberColumn(
            _("Keeping customers"),
            help=_("Service, loyalty, mails: all channels together"),
            format=pattern,
            min_value=0.0,
            max_value=_MOST,
        ),
    }
    for place, channel in enumerate(channels):
        config[str(place)] = column.NumberColumn(
            panels.plain(name_of(channel)), format=pattern, min_value=0.0, max_value=_MOST
        )
    cells = st.data_editor(
        wide,
        column_config=config,
        hide_index=True,
        height=36 + 35 * min(12, wide.height) + 3,
        key=session.costs_editor(),
        placeholder="",
        alt=_("Costs by month and channel"),
    )
    rows = _rows(cells, channels)
    if set(rows) != set(session.costs()):
        session.set_costs(rows)
        st.rerun()


def _wide(shop: Shop, channels: list[str | None]) -> pl.DataFrame:
    """Lay the kept costs out: months down, channels across."""
    first = shop.run.cleaned.orders.select(pl.col(t.DATE).min().dt.date()).item()
    ends = month_ends(first, shop.run.end, _MONTHS)
    rows = session.costs_at_start()
    months = sorted({day.replace(day=1) for day in ends} | {row[0] for row in rows}, reverse=True)
    acquisition = {(month, channel): cost for month, channel, cost, _retention in rows}
    retention: dict[date, float] = {}
    for month, _channel, _cost, cost in rows:
        retention[month] = retention.get(month, 0.0) + cost
    columns = {
        str(place): [acquisition.get((month, channel)) for month in months]
        for place, channel in enumerate(channels)
    }
    return pl.DataFrame(
        {"month": months, **columns, _KEEPING: [retention.get(month) or None for month in months]},
        schema={"month": pl.Date, **dict.fromkeys(columns, pl.Float64), _KEEPING: pl.Float64},
    )


def _rows(cells: pl.DataFrame, channels: list[str | None]) -> list[Cost]:
    """Return the editor's filled cells as rows of the cost table; keeping goes to the first."""
    months = cells.select(pl.col("month").cast(pl.Date), pl.exclude("month").cast(pl.Float64))
    rows: list[Cost] = []
    for row in months.iter_rows(named=True):
        keeping = row[_KEEPING] or 0.0
        for place, channel in enumerate(channels):
            cost = row[str(place)]
            if cost is not None or (keeping and place == 0):
                rows.append((row["month"], channel, cost or 0.0, keeping if place == 0 else 0.0))
    return rows


def _buttons(shop: Shop, channels: list[str | None]) -> None:
    _example("costs-example")
    st.download_button(
        _("Template (CSV)"),
        lambda: export.to_csv(_template(shop, channels)),
        file_name="costs.csv",
        mime="text/csv",
        key="costs-template",
        on_click="ignore",
        icon=":material/download:",
    )
    if session.costs():
        st.button(
            _("Empty the table"),
            on_click=lambda: session.set_costs((), anew=True),
            icon=":material/delete:",
            key="costs-empty",
        )


def _example(key: str) -> None:
    """Offer the cost table that comes with a sample."""
    origin = session.origin()
    example = origin.costs() if isinstance(origin, Sample) else None
    if example is not None and not session.costs():
        st.button(
            _("Use this sample's costs"),
            on_click=lambda: session.set_costs(_read(example, "costs.csv"), anew=True),
            icon=":material/auto_awesome:",
            key=key,
        )


def _template(shop: Shop, channels: list[str | None]) -> pl.DataFrame:
    months = _wide(shop, channels).select(pl.col("month").dt.strftime("%Y-%m"))
    names = pl.DataFrame({"channel": channels}, schema={"channel": pl.String})
    empty = pl.lit(None, pl.Float64)
    return months.join(names, how="cross").with_columns(
        empty.alias("acquisition"), empty.alias("retention")
    )


def _upload() -> None:
    file = st.file_uploader(
        _("Or take them from a file with month, channel, acquisition and retention"),
        key=session.key("costs-file"),
    )
    if file is None or not session.is_news(file.file_id):
        return
    try:
        session.set_costs(_read(file.getvalue(), file.name), anew=True)
    except PerennialError as error:
        st.error(panels.plain(say(error)), icon=":material/error:")
        return
    st.rerun()


def _read(content: bytes, name: str) -> list[Cost]:
    raw = load(content, name)
    return costs_of(raw.frame.select(raw.columns).collect()).rows()

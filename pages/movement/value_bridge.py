"""The two pictures of movement, and the people behind whatever was clicked."""

from __future__ import annotations

from datetime import date

import polars as pl

from clv import tables as t
from clv.customers import STEP_TITLES, Bridge, matrix
from clv.present.charts import movement as charts
from clv.present.numbers import Numbers
from clv.present.words import actions, say
from clv.words import _
from pages.shared import controls, customer_list, panels
from pages.shared.shop import Shop

_SHOWN = (
    t.CUSTOMER_ID,
    "before",
    "after",
    "value_then",
    "value_now",
    "change",
    "previous",
    "since",
)


def steps(moves: Bridge, shop: Shop) -> tuple[pl.DataFrame, Numbers]:
    """Return the bridge's steps as they may be stated: in money, or as shares of the value then."""
    then, now = moves.steps["value"][0], moves.steps["value"][-1]
    return shop.stated(moves.steps, ["value"], float(then or now))


def bridge(moves: Bridge, shop: Shop) -> str | None:
    """Draw the value bridge; return the step that was clicked."""
    table, numbers = steps(moves, shop)
    points = panels.picture(
        charts.value_bridge(table, numbers),
        actions.of_bridge(table, numbers),
        _("Why the expected value changed. Click a bar for its customers")
        if shop.totals_hold
        else _("Shares of the expected value then. Click a bar for its customers"),
        "movement-bridge",
        select=True,
    )
    return str(points[0]["customdata"][0]) if points else None


def flow(
    moves_table: pl.DataFrame, then: date, now: date, view: str, shop: Shop
) -> tuple[str, str] | None:
    """Draw who moved where, as streams or as a table of discs; return the move clicked."""
    cells, numbers = matrix(moves_table), shop.numbers
    title = actions.of_moves(moves_table, numbers)
    if view == "flow":
        days = {"then": numbers.day(then), "now": numbers.day(now)}
        subtitle = say("movement.flow_drawn", **days)
        panels.picture(charts.flow(cells, numbers), title, subtitle, "movement-flow")
        return None
    subtitle = _("Rows: before; columns: now; green up, orange down. Click a disc for its people")
    points = panels.picture(
        charts.from_to(cells, numbers), title, subtitle, "movement-cells", select=True
    )
    return tuple(points[0]["customdata"]) if points else None


def members(
    moves_table: pl.DataFrame,
    moves: Bridge | None,
    step: str | None,
    pair: tuple[str, str] | None,
    shop: Shop,
) -> None:
    """List the customers of a step or a move, the largest change first."""
    title, table = _("Everybody"), moves_table
    if moves is not None:
        titles = {"all": title} | {name: _(words) for name, words in STEP_TITLES.items()}
        moved_by = {name: words for name, words in titles.items() if name not in ("then", "now")}
        step_name = controls.choice(_("People"), moved_by, "movement-step")
        step = step or step_name
        title = titles[step]
        table = moves.behind("now" if step == "all" else step).join(
            moves_table, on=t.CUSTOMER_ID, how="left", maintain_order="left"
        )
    if pair is not None:
        before, after = pair
        title = say("movement.move", before=before, after=after)
        table = table.filter(pl.col("before") == before, pl.col("after") == after)
    since = shop.run.segment_changes.drop(t.SEGMENT)
    table = table.join(since, on=t.CUSTOMER_ID, how="left", maintain_order="left")
    customer_list.draw(table, shop.numbers, title, "movement", _SHOWN)

"""Whether a segmentation is worth acting on, and which groups the data themselves suggest."""

from __future__ import annotations

import polars as pl
import streamlit as st

from clv import tables as t
from clv.customers import Audit, ClusterMethod, Clusters, SegmentRules
from clv.errors import ModelError
from clv.present.charts import clusters as charts
from clv.present.words import findings, say
from clv.words import _
from pages.segments import segment_map
from pages.shared import controls, customer_list, downloads, panels, session
from pages.shared.shop import Shop


def audit(shop: Shop, rules: SegmentRules) -> None:
    """Show how the groups did on later days: coverage, stability, separation."""
    try:
        answer: Audit | None = shop.ask("audit", rules)
    except ModelError as error:
        panels.refusal(error)
        return
    if answer is None:
        return
    st.markdown(panels.plain(findings.of_audit(answer, shop.numbers)))
    st.caption(panels.plain(say("segments.audit_drawn", shop.numbers, days=answer.horizon)))
    table = answer.table.rename({"spend": "later_spend"})
    panels.table(table, shop.numbers, "audit", rows=11)
    downloads.offer(table, "segment-audit", "audit")


def clusters(shop: Shop) -> None:
    """Draw the clusters on their map, describe each, and list the people of one."""
    methods: dict[ClusterMethod, str] = {
        "k-means": _("Round groups (k-means)"),
        "gaussian mixture": _("Stretched groups (Gaussian mixture)"),
    }
    method = controls.choice(_("Method"), methods, "cluster-method")
    try:
        answer: Clusters | None = shop.ask("clusters", method)
    except ModelError as error:
        panels.refusal(error)
        return
    cards = None if answer is None else shop.ask("cluster_profiles", method)
    if answer is None or cards is None:
        return
    left, right = panels.side_by_side()
    with left:
        points = panels.picture(
            charts.cluster_map(answer, shop.numbers),
            findings.of_clusters(answer, shop.numbers),
            _("A mark a customer; the axes say what they are made of. Click one for its group"),
            "cluster-map",
            select=True,
        )
    with right:
        st.subheader(_("The groups"), anchor=False)
        st.caption(_("Select a row for its people"))
        table = segment_map.in_short(shop, segment_map.as_stated(shop, cards))
        rows = panels.table(table, shop.numbers, "cluster-table", select=True)
        _evidence(answer.choice)
    names = {point["customdata"][0] for point in points} | set(cards[t.SEGMENT].gather(rows))
    if names:
        inside = answer.customers.filter(pl.col(t.SEGMENT).is_in(names))
        members = shop.customers.join(inside, on=t.CUSTOMER_ID, how="semi")
        customer_list.draw(members, shop.numbers, ", ".join(sorted(names)), "cluster-people")


def _evidence(choice: pl.DataFrame) -> None:
    """Show why it is this number of clusters."""
    column = st.column_config
    st.dataframe(
        choice,
        hide_index=True,
        width="content",
        key=session.key("cluster-choice"),
        column_config={
            "clusters": column.NumberColumn(_("Groups")),
            "silhouette": column.NumberColumn(
                _("How clear-cut"), help=_("Mean silhouette, −1 to 1"), format="%.2f"
            ),
            "stability": column.NumberColumn(
                _("Two halves agree"), help=_("Adjusted Rand index, up to 1"), format="%.2f"
            ),
        },
    )

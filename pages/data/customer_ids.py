"""Who is who: ids that may be one customer, what merging them would change, and contacts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from clv import tables as t
from clv.options import MERGE_RULES
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.shared import panels, session


def draw(run: Run, numbers: Numbers) -> None:
    """Propose merges, and say what is known of the customers beside their ids."""
    cleaned = run.cleaned
    proposals = cleaned.merge_proposals
    if not proposals:
        st.caption(_("No two ids look like one customer."))
    for merge in proposals:
        with st.container(border=True):
            st.markdown(f"**{panels.plain(_(MERGE_RULES[merge.rule]))}**")
            st.markdown(
                panels.plain(
                    say(
                        "data.merge_effect",
                        numbers,
                        customers=merge.customers,
                        merged=merge.customers_merged,
                        share=merge.repeat_rate_merged,
                        before=merge.repeat_rate,
                        value=merge.value_merged,
                        value_before=merge.value,
                    )
                )
            )
            st.caption(panels.plain("   ·   ".join(" = ".join(ids) for ids in merge.examples)))
            if st.button(_("Merge them"), key=f"merge-{merge.rule}", icon=":material/merge:"):
                rules = (*cleaned.policy.merge_ids, merge.rule)
                session.set_policy(replace(cleaned.policy, merge_ids=rules))
                st.rerun()
    for rule in cleaned.policy.merge_ids:
        if st.button(
            panels.plain(say("data.part_again", rule=_(MERGE_RULES[rule]))),
            key=f"part-{rule}",
            icon=":material/undo:",
        ):
            rules = tuple(name for name in cleaned.policy.merge_ids if name != rule)
            session.set_policy(replace(cleaned.policy, merge_ids=rules))
            st.rerun()
    _contacts(run, numbers)


def _contacts(run: Run, numbers: Numbers) -> None:
    """Say how many customers have a name, an e-mail …, and how many may be written to."""
    contacts = run.contacts
    details = [
        (_(t.label(name)), contacts.height - contacts[name].null_count())
        for name in contacts.columns
        if name not in (t.CUSTOMER_ID, t.ORIGINAL_ID, t.ACCEPTS_MARKETING)
    ]
    parts = [f"{label} {numbers.count(count)}" for label, count in details if count]
    if t.ACCEPTS_MARKETING in contacts.columns:
        unwilling = contacts.filter(~pl.col(t.ACCEPTS_MARKETING)).height
        parts.append(say("data.unwilling", numbers, n=unwilling))
    if parts:
        st.caption(panels.plain(say("data.contacts", what=" · ".join(parts))))

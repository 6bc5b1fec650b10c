"""Perennial in the browser: page config, settings drawn once, and the table of contents."""

from pathlib import Path

import streamlit as st

from clv.words import _
from pages.parts import session, sidebar

PARTS = Path(__file__).parent / "pages" / "parts"

st.set_page_config(page_title="Perennial", page_icon=str(PARTS / "perennial.svg"), layout="wide")
st.logo(str(PARTS / "perennial-name.svg"), icon_image=str(PARTS / "perennial.svg"), size="large")

# The finding is the first line of a page: no empty space above it.
st.html("<style>h1 {padding: 0 0 0.5rem !important} h3 {padding-top: 0.4rem !important}</style>")

page = st.navigation(
    {
        _("Start"): [
            st.Page("pages/start/data.py", title=_("Data"), icon=":material/table:", default=True),
            st.Page("pages/start/overview.py", title=_("Overview"), icon=":material/home:"),
        ],
        _("Explore"): [
            st.Page("pages/explore/segments.py", title=_("Segments"), icon=":material/groups:"),
            st.Page(
                "pages/explore/cohorts.py",
                title=_("Cohorts"),
                icon=":material/calendar_view_month:",
            ),
            st.Page("pages/explore/movement.py", title=_("Movement"), icon=":material/swap_horiz:"),
        ],
        _("Predict"): [
            st.Page(
                "pages/predict/value.py", title=_("Lifetime value"), icon=":material/payments:"
            ),
            st.Page("pages/predict/churn.py", title=_("Churn"), icon=":material/logout:"),
            st.Page("pages/predict/models.py", title=_("Models"), icon=":material/fact_check:"),
            st.Page("pages/predict/explain.py", title=_("Explain"), icon=":material/lightbulb:"),
        ],
        _("Act"): [
            st.Page("pages/act/campaigns.py", title=_("Campaigns"), icon=":material/campaign:"),
            st.Page(
                "pages/act/economics.py", title=_("Economics"), icon=":material/account_balance:"
            ),
            st.Page("pages/act/customer.py", title=_("Customer"), icon=":material/person_search:"),
        ],
    },
    expanded=True,
)
session.set_settings(sidebar.draw())
page.run()

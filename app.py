"""Perennial in the browser: page config, settings drawn once, and the table of contents."""

from pathlib import Path

import streamlit as st

from clv.words import _
from pages.shared import session, sidebar

SHARED = Path(__file__).parent / "pages" / "shared"

st.set_page_config(page_title="Perennial", page_icon=str(SHARED / "perennial.svg"), layout="wide")
st.logo(str(SHARED / "perennial-name.svg"), icon_image=str(SHARED / "perennial.svg"), size="large")

# The finding is the first line of a page: no empty space above it. On a phone three key figures
# stand side by side: smaller, so that none is cut.
st.html("""<style>
h1 {padding: 0 0 0.5rem !important} h3 {padding-top: 0.4rem !important}
@media (max-width: 640px) {
  [data-testid="stMetricValue"] {font-size: 1.15rem !important}
  [data-testid="stMetricValue"] div, [data-testid="stMetricLabel"] *
    {white-space: normal !important; overflow: visible !important; text-overflow: clip !important}
  [data-testid="stMetricLabel"] p {font-size: 0.75rem !important; line-height: 1.2 !important}
}
</style>""")

# On a phone the menu covers the page: it closes after a tap on one of its links.
st.html(
    """<script>
if (!window.menuCloses) {
  window.menuCloses = true;
  document.addEventListener("click", (event) => {
    if (innerWidth <= 768 && event.target.closest('[data-testid="stSidebarNavLink"]'))
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  });
}
</script>""",
    unsafe_allow_javascript=True,
)


def _data() -> None:
    st.switch_page("pages/data/page.py")


page = st.navigation(
    {
        _("Start"): [
            st.Page(
                "pages/data/page.py",
                title=_("Data"),
                icon=":material/table:",
                default=True,
            ),
            st.Page(_data, url_path="data", visibility="hidden"),  # as the others have theirs
            st.Page(
                "pages/overview/page.py",
                url_path="overview",
                title=_("Overview"),
                icon=":material/home:",
            ),
        ],
        _("Explore"): [
            st.Page(
                "pages/segments/page.py",
                url_path="segments",
                title=_("Segments"),
                icon=":material/groups:",
            ),
            st.Page(
                "pages/cohorts/page.py",
                url_path="cohorts",
                title=_("Cohorts"),
                icon=":material/calendar_view_month:",
            ),
            st.Page(
                "pages/movement/page.py",
                url_path="movement",
                title=_("Movement"),
                icon=":material/swap_horiz:",
            ),
        ],
        _("Predict"): [
            st.Page(
                "pages/value/page.py",
                url_path="value",
                title=_("Lifetime value"),
                icon=":material/payments:",
            ),
            st.Page(
                "pages/churn/page.py", url_path="churn", title=_("Churn"), icon=":material/logout:"
            ),
            st.Page(
                "pages/models/page.py",
                url_path="models",
                title=_("Models"),
                icon=":material/fact_check:",
            ),
            st.Page(
                "pages/explain/page.py",
                url_path="explain",
                title=_("Explain"),
                icon=":material/lightbulb:",
            ),
        ],
        _("Act"): [
            st.Page(
                "pages/campaigns/page.py",
                url_path="campaigns",
                title=_("Campaigns"),
                icon=":material/campaign:",
            ),
            st.Page(
                "pages/economics/page.py",
                url_path="economics",
                title=_("Economics"),
                icon=":material/account_balance:",
            ),
            st.Page(
                "pages/customer/page.py",
                url_path="customer",
                title=_("Customer"),
                icon=":material/person_search:",
            ),
        ],
    },
    expanded=True,
)
sidebar.draw()
session.remember_in_link()
page.run()

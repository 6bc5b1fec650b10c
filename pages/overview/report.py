"""The report of the run for those who don't open the app."""

from __future__ import annotations

import streamlit as st

from clv.present import report
from clv.words import _
from pages.shared.shop import Shop


def download(shop: Shop) -> None:
    """Offer the report as one HTML file, made when clicked."""
    run, title, locale = shop.run, shop.title, shop.numbers.locale
    st.download_button(
        _("Report to print"),
        lambda: report.to_html(run, title, locale),
        file_name="report.html",
        mime="text/html",
        key="html-report",
        on_click="ignore",
        icon=":material/print:",
        help=_("One file that opens in any browser, prints to PDF and fetches nothing."),
    )

"""The report of the run for those who don't open the app."""

from __future__ import annotations

import streamlit as st

from clv.present import html_report as report
from clv.present.html_report import Findings, to_html
from clv.words import _
from pages.shared import cached
from pages.shared.shop import Shop


def download(shop: Shop) -> None:
    """Offer the report as one HTML file, made when clicked."""
    st.download_button(
        _("Report to print"),
        lambda: to_html(_findings(shop)),
        file_name="report.html",
        mime="text/html",
        key="html-report",
        on_click="ignore",
        icon=":material/print:",
        help=_("One file that opens in any browser, prints to PDF and fetches nothing."),
    )


def _findings(shop: Shop) -> Findings:
    cleaned, settings, ahead = shop.cleaned, shop.settings, shop.outlook
    tested, verdict = shop.trial
    listed = cached.watch_list(shop.request, settings) if ahead.forecast else ahead.predictions[:0]
    models, notices = ahead.fitted.models, ahead.fitted.notices
    return Findings(
        title=shop.request.source.title,
        cleaned=cleaned,
        settings=settings,
        end=shop.end,
        customers=shop.customers,
        predictions=ahead.predictions,
        watch_list=listed,
        forecast=ahead.forecast,
        tested=tested,
        verdict=verdict,
        passport=report.run_report(cleaned, settings, models, tested, verdict, notices),
        notices=(*cleaned.notices, *notices),
        locale=shop.numbers.locale,
    )

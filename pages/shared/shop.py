"""The shop a page speaks of: the visitor's request and every answer to it, made when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from clv import pipeline
from clv import tables as t
from clv.customers import PRESETS, SegmentRules
from clv.errors import PerennialError
from clv.evaluate import Backtest, Verdict
from clv.intake import Cleaned
from clv.options import Settings
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import cached, empty_state, panels, session
from pages.shared.cached import Outlook
from pages.shared.session import Request


@dataclass(frozen=True)
class Shop:
    """One request with its settings; properties ask the caches.

    Parameters
    ----------
    request : Request
        Which orders.
    settings : Settings
        How to look ahead.
    """

    request: Request
    settings: Settings

    @property
    def cleaned(self) -> Cleaned:
        """Orders and ledger."""
        return cached.cleaned(self.request)

    @property
    def numbers(self) -> Numbers:
        """How to write numbers for this visitor, in the currency of the orders."""
        return Numbers(self.cleaned.currency, st.context.locale or "en")

    @property
    def end(self) -> date:
        """Last day of the observation."""
        return pipeline.end_of(self.cleaned, self.settings)

    @property
    def first_day(self) -> date:
        """Day of the first order."""
        day: date = self.customers.select(pl.col(t.FIRST_ORDER).min()).item()
        return day

    @property
    def customers(self) -> pl.DataFrame:
        """One row a customer, as seen on the last day."""
        return cached.customers(self.request)

    @property
    def outlook(self) -> Outlook:
        """What is expected of the customers."""
        return cached.outlook(self.request, self.settings)

    @property
    def people(self) -> pl.DataFrame:
        """Customers and predictions side by side, the most valuable first."""
        return cached.people(self.request, self.settings)

    @property
    def watched(self) -> pl.DataFrame:
        """The same with silence in days, whether it is too long, and the value at risk."""
        return cached.watched(self.request, self.settings)

    @property
    def trial(self) -> tuple[Backtest | None, Verdict]:
        """How the models did on days they had not seen."""
        return cached.trial(self.request, self.settings)

    def segments(self, rules: SegmentRules = PRESETS["eleven"]) -> pl.DataFrame:
        """Every customer's scores and segment."""
        return cached.segments(self.request, rules)


def open_shop(would_show: str) -> Shop:
    """Return the shop this visitor looks at; without one, offer samples and upload, and stop.

    Parameters
    ----------
    would_show : str
        What the page would show, for those who have no data yet.
    """
    request = session.request()
    if request is None:
        empty_state.offer(would_show)
        st.stop()
    shop = Shop(request, session.settings())
    try:
        _people = shop.customers
    except PerennialError as error:
        st.error(panels.plain(say(error)), icon=":material/error:")
        panels.way_on(
            ("pages/data/page.py", _("Set it right on the Data page"), ":material/arrow_forward:")
        )
        st.stop()
    return shop

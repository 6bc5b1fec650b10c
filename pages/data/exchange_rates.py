"""Money in several currencies: which one counts, and what the others are worth in it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from clv.errors import PerennialError
from clv.intake import Policy
from clv.present.words import say
from clv.run import Run
from clv.words import _
from pages.shared import session

_KNOWN = (
    *("AUD", "BRL", "CAD", "CHF", "CNY", "DKK", "EUR"),
    *("GBP", "INR", "JPY", "NOK", "PLN", "SEK", "USD"),
)


def one(now: str | None, key: str = "rule-currency") -> str | None:
    """Ask which currency the amounts are in, where the file does not say."""
    codes = sorted({*_KNOWN, *([now] if now else [])})
    code: str | None = st.selectbox(
        _("Currency of the amounts"),
        codes,
        index=codes.index(now) if now else None,
        placeholder=_("not named in the file"),
        key=session.key(key),
        width=240,
        accept_new_options=True,
    )
    return code


def named(run: Run) -> tuple[str, ...]:
    """Return the currencies that the file names; none where it can't be read."""
    try:
        return run.currencies
    except PerennialError:
        return ()


def rates(run: Run, codes: tuple[str, ...]) -> None:
    """Ask for one currency and what one unit of each other is worth in it."""
    policy: Policy = run.policy
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = codes.index(policy.currency) if policy.currency in codes else 0
        target = st.selectbox(
            _("Count everything in"), codes, at, key=session.key("rate-into"), width=180
        )
        rates_by_code = {
            code: st.number_input(
                say("data.rate", code=code, target=target),
                min_value=0.0,
                value=policy.rate(code) if target == policy.currency else None,
                format="%.4f",
                placeholder=_("rate"),
                key=session.key(f"rate-{code}-{target}"),
                width=160,
            )
            for code in codes
            if code != target
        }
        ready = all(rates_by_code.values())
        if st.button(_("Convert"), type="primary", disabled=not ready, key="rate-use"):
            pairs = tuple((code, float(rate)) for code, rate in rates_by_code.items() if rate)
            session.set_policy(replace(policy, currency=target, rates=pairs))
            st.rerun()

"""Every page in a made-up language: what stands outside brackets was never offered."""

import gettext
import re

import pytest
import streamlit as st

from clv import words
from tests.app import screen
from tests.app.conftest import PAGES

OPEN, CLOSE = "⟦", "⟧"
INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[A-Za-z]{3,}")
# What stands on a page and is nobody's sentence: markup, icons, links, and words of the data.
MARKUP = re.compile(
    r"(?s:<script>.*</script>)|:material/\w+:|:(?:gray|red|green|orange|blue|violet|small)(?:-badge)?\b|<[^>]*>"
)


class Bracketed(gettext.NullTranslations):
    """Put every text in brackets."""

    def gettext(self, message):
        return f"{OPEN}{message}{CLOSE}" if message else message

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


def outside(text):
    """Return the words of a text that no bracket holds."""
    text = MARKUP.sub(" ", text)
    while (shorter := INNERMOST.sub(" ", text)) != text:
        text = shorter
    return WORD.findall(text)


# The data's own words on the demo shop's pages, months as Babel writes them, and proper names.
DATA = re.compile(
    r"Demo shop|\b(?:order_no|order_date|status|customer_id|channel|country|category|product"
    r"|quantity|unit_price|currency|paid|cancelled|returned|Referral|Search|Social|Email)\b"
    r"|Wrapping paper|Olive soap|Pillowcase|Secateurs|Tealights|Paper|Bath|Bedding|Garden|Candles"
    r"|Ireland|Germany|United Kingdom|France|Kitchen|Stationery"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|\b[A-Z]{3}\b|UTF-\d+"
    r"|(?:M?BG|Pareto)/NBD|Gamma-Gamma|CDNOW|LightGBM|XGBoost"
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_no_text_that_was_not_offered(visit, page, monkeypatch):
    st.cache_resource.clear()  # as long as some answers of the engine still hold sentences
    monkeypatch.setattr(words, "_catalogue", lambda _language: Bracketed())
    visitor = visit(page, "demo_shop")
    untouched = [
        (kind, text)
        for kind, text in screen.texts(visitor, marks=False)
        if outside(DATA.sub(" ", text))
    ]
    assert not untouched

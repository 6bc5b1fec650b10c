"""The cost table: of other months, of huge amounts, of channels that look like links."""

from datetime import date

import pytest

PAGE = "pages/economics/page.py"
LINK = "[click](https://example.com) www.example.com <a href='https://example.com'>x</a>"


def with_costs(visit, *rows):
    visitor = visit(PAGE, "cdnow_sample")
    visitor.session_state["chosen:costs"] = rows
    visitor.run()
    return visitor


@pytest.mark.parametrize(
    "row",
    [
        (date(2031, 5, 1), None, 100.0, 0.0),
        (date(1970, 1, 1), None, 100.0, 50.0),
        (date(1997, 2, 1), "Nobody's channel", 5.0, 0.0),
        (date(1997, 2, 1), None, 1e300, 0.0),
        (date(1997, 2, 1), LINK, 5.0, 0.0),
    ],
)
def test_no_cost_table_locks_the_page(visit, row):
    visitor = with_costs(visit, row)
    assert not visitor.exception
    assert visitor.title[0].value
    assert any("What you spent" in box.label for box in visitor.expander)
    assert not [word for word in ("nan", "inf") if word in visitor.title[0].value.lower().split()]

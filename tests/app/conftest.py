from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import jobs

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*/page.py"))
SAMPLES = ("cdnow_sample", "complete_journey", "demo_shop")
PATIENCE = 120  # seconds; a first run trains and tests models


@pytest.fixture
def visit(monkeypatch):
    """Open a page as a new visitor, with a sample or without data; fail on any exception."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(jobs, "PATIENCE", PATIENCE)

    def open_page(page: str, sample: str | None = None, query: dict | None = None) -> AppTest:
        visitor = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
        for name, value in ({"sample": sample} if sample else query or {}).items():
            visitor.query_params[name] = value
        visitor.run()
        visitor.switch_page(page).run()
        assert not visitor.exception, [error.value for error in visitor.exception]
        return visitor

    return open_page

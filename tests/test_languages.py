"""Other languages can be spoken: every text reaches the translators and every count its plural."""

import ast
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from clv.words import N_, _, language, ngettext

ROOT = Path(__file__).parents[1]
SPOKEN = [
    ROOT / "app.py",
    *sorted((ROOT / "clv").rglob("*.py")),
    *sorted((ROOT / "pages").rglob("*.py")),
]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "Plural": (1, 2)}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SPOKEN, ids=name_of)
def test_no_text_is_put_together_before_it_is_translated(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS:
            for text in node.args[:1]:
                assert not isinstance(text, ast.JoinedStr | ast.BinOp), ast.unparse(node)


def test_the_extractor_finds_what_people_read():
    messages = {
        message
        for path in SPOKEN
        for _line, found, _comments, _context in extract_from_file("python", path, KEYWORDS)
        for message in ([found] if isinstance(found, str) else found)
    }
    assert {"How is the customer base?", "Champions", "Likely to buy again"} <= messages


def test_a_count_has_its_plural():
    assert [ngettext("{n} order", "{n} orders", n).format(n=n) for n in (0, 1, 2)] == [
        "0 orders",
        "1 order",
        "2 orders",
    ]


def test_without_a_catalogue_the_text_stands_as_it_is():
    with language("xx"):
        assert _("orders") == N_("orders") == "orders"

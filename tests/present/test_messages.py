"""Every code that the engine raises or notes has its sentence and the values it needs."""

import ast
import string
from pathlib import Path

import pytest

from clv.errors import InputError, Notice
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.present.words.messages import MESSAGES, Plural, screens

ROOT = Path(__file__).parents[2]
KINDS = {
    "InputError",
    "SettingsError",
    "ModelError",
    "UnsuitableDataError",
    "ConvergenceError",
    "NotFittedError",
    "Notice",
}


def sites():
    """Find where a code is raised or noted without a ready sentence: (place, key, value names)."""
    for path in sorted((ROOT / "clv").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS):
                continue
            if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant):
                continue
            given = {word.arg: word.value for word in node.keywords}
            variant = given.pop("variant", None)
            if variant is not None and not isinstance(variant, ast.Constant):
                continue
            code = node.args[0].value + (f".{variant.value}" if variant is not None else "")
            yield f"{path.relative_to(ROOT)}:{node.lineno}", code, given


def fields(template):
    return {name for _text, name, _form, _way in string.Formatter().parse(template) if name}


def screen_sites():
    """Find where a page asks for a sentence by its key: (place, key, value names)."""
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                given = {word.arg: word.value for word in node.keywords}
                for key in ast.walk(node.args[0]):  # one, or one of two
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", key.value, given


SITES = [*sites(), *screen_sites()]


@pytest.mark.parametrize(("place", "code", "given"), SITES, ids=[site[0] for site in SITES])
def test_a_code_has_a_sentence_with_its_values(place, code, given):
    message = MESSAGES[code]
    templates = (message.one, message.many) if isinstance(message, Plural) else (message,)
    wanted = set().union(*map(fields, templates))
    if isinstance(message, Plural):
        wanted |= {message.by}
    if None not in given:  # values handed on as **values are not seen here
        assert wanted <= set(given), f"{place}: {code} lacks {wanted - set(given)}"


def test_values_are_written_in_the_readers_forms(monkeypatch):
    monkeypatch.setitem(
        MESSAGES, "tried", Plural("{count:n} row of {sum:money}", "{count:n} rows of {sum:money}")
    )
    pounds = Numbers("GBP", "en-GB")
    assert say(Notice("tried", count=1, sum=20.0), pounds) == "1 row of £20"
    assert say(InputError("tried", count=1200, sum=20.0), pounds) == "1,200 rows of £20"


def test_what_has_no_sentence_shows_its_code():
    assert say(Notice("never_heard_of")) == "never heard of"


def test_every_sentence_of_a_page_is_asked_for():
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    assert not [key for key in screens.MESSAGES if f'"{key}"' not in pages]

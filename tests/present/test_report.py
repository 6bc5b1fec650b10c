"""The HTML report: all five pictures, the same numbers, nothing fetched and nothing run."""

from html.parser import HTMLParser

import pytest

from clv.present.report import to_html
from clv.present.svg import Sheet, ticks
from clv.present.words.verdicts import verdict_sentence
from clv.run import Run

HARM = "<script>alert(1)</script>"
HEADER = "customer_id,date,amount"


class Seen(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


def log(name="k{}", people=160):
    lines = [HEADER]
    for who in range(people):
        for visit in range(1 + who % 7):
            day = (who * 3) % 90 + visit * (8 + who % 40)
            if day < 336:
                month, rest = divmod(day, 28)
                lines.append(
                    f"{name.format(who)},2024-{month + 1:02d}-{rest + 1:02d},{20 + who % 9}"
                )
    return "\n".join(lines).encode()


def written(content, title="orders.csv"):
    run = Run.of(content, name=title)
    html = to_html(run, locale="en-GB")
    seen = Seen()
    seen.feed(html)
    return run, html, seen


@pytest.fixture(scope="module")
def normal():
    return written(log())


def test_it_holds_the_pictures_and_the_passport(normal):
    run, _html, seen = normal
    assert seen.tags.count("svg") == 4
    assert "Run passport" in seen.text
    assert run.cleaned.input.sha256 in seen.text
    assert verdict_sentence(run.verdict) in seen.text


def test_its_numbers_are_those_of_the_run(normal):
    run, _html, seen = normal
    best = run.predictions.sort("clv", descending=True)["customer_id"][0]
    assert best in seen.text
    assert f"{run.customers.height}" in seen.text


def test_it_fetches_nothing_and_runs_nothing(normal):
    _run, html, seen = normal
    assert not {"script", "img", "link", "iframe", "object"} & set(seen.tags)
    assert not [name for name, _value in seen.attributes if name in ("src", "href", "onclick")]
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert len(html) < 300_000


def test_harmful_ids_and_names_stay_text():
    _run, html, seen = written(log(HARM + "{}"), title=f"{HARM}.csv")
    assert HARM not in html
    assert HARM in seen.text
    assert "script" not in seen.tags


def test_without_a_forecast_it_tells_what_there_is():
    once = "\n".join([HEADER, *(f"k{who},2024-01-{who:02d},20" for who in range(1, 20))]).encode()
    _run, html, seen = written(once)
    assert "no forecast to rely on" in seen.text
    assert "nan" not in html.lower().split()


@pytest.mark.parametrize("top", [0.003, 1, 7, 99, 1e6])
def test_scales_are_even_and_reach_the_top(top):
    marks = ticks(top)
    assert marks[0] == 0
    assert marks[-1] >= top * (1 - 1e-9)
    assert 2 <= len(marks) <= 7


def test_notes_on_shapes_are_escaped():
    sheet = Sheet('a "label"')
    sheet.bar(0, 0, 1, 1, "#000", HARM)
    assert HARM not in sheet.render()

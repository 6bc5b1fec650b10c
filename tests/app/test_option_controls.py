"""Every option can be set in the app and on the command line, or says why not."""

from datetime import date

import pytest

from clv.__main__ import grammar
from clv.option import options_of
from clv.options import Mapping, Policy, ReadHints, Settings
from pages.shared.option_controls import ELSEWHERE, fields_of

KINDS = (Settings, ReadHints, Mapping, Policy)
DATA, VALUE = "pages/data/page.py", "pages/value/page.py"


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_form_asks_for_says_why(kind):
    assert ELSEWHERE[kind].keys() <= options_of(kind).keys()
    assert all(ELSEWHERE[kind].values())


@pytest.mark.parametrize("kind", [Settings, ReadHints, Policy])
def test_the_command_line_takes_every_option(kind):
    command = grammar()._subparsers._group_actions[0].choices["run"]
    flags = {action.dest for action in command._actions}
    assert options_of(kind).keys() <= flags


def test_the_forms_ask_for_every_option_that_is_not_asked_elsewhere(visit):
    visitor = visit(DATA, "demo_shop")
    labels = {
        widget.label for widget in (*visitor.main, *visitor.sidebar) if hasattr(widget, "label")
    }
    for kind in KINDS:
        options = options_of(kind)
        without_column = {"cancelled"} if kind is Policy else set()
        missing = {name for name in fields_of(kind) if options[name].label not in labels}
        assert missing <= without_column, kind


def test_settings_come_with_the_link(visit):
    visitor = visit(VALUE)
    visitor.query_params["sample"] = "cdnow_sample"
    visitor.query_params["margin"] = "0.4"
    visitor.query_params["horizon"] = "120"
    visitor.query_params["model"] = "no such model"
    visitor.query_params["as_of"] = "1990-01-01"
    visitor.run()
    assert not visitor.exception
    assert visitor.slider(key="setting-margin").value == 40
    assert visitor.selectbox(key="setting-horizon").value == 120
    assert visitor.selectbox(key="setting-model").value == "auto"


def test_a_last_day_in_the_link_counts(visit):
    visitor = visit(DATA)
    visitor.query_params["sample"] = "cdnow_sample"
    visitor.query_params["as_of"] = "1998-03-31"
    visitor.run()
    assert visitor.sidebar.date_input[0].value == date(1998, 3, 31)

"""Sentences against the numbers beside them: what is said of shares, silence and the past."""

from datetime import date

import polars as pl
import pytest

from clv.action import Campaign, plan
from clv.customers import ReturnModel
from clv.present.numbers import Numbers
from clv.present.words import actions, churn, findings
from clv.present.words.watch_list import in_words

STEPS = ["then", "new", "expansion", "contraction", "churned", "now"]
EVIDENCE = pl.DataFrame(
    {
        "start": [date(2011, 9, 16)] * 3 + [date(2011, 6, 24)] * 3,
        "from": [-1, 28, 168] * 2,
        "to": [28, 168, None] * 2,
        "customers": [900, 1000, 600, 800, 900, 400],
        "returned": [700, 520, 198, 600, 360, 96],
    }
)


def model_of(window, strays=0.27):
    model = ReturnModel()
    model.window_, model.strays_ = window, strays
    return model


def test_a_bridge_of_shares_names_the_net_and_the_largest_step():
    values = [200.0, 40.0, 10.0, -20.0, -70.0, 160.0]
    steps = pl.DataFrame({"step": STEPS, "value": [value / 200 for value in values]})
    sentence = actions.of_movement(steps, Numbers("GBP").as_shares(), date(2024, 6, 30))
    assert "fell by 20%" in sentence
    assert "took 35%, the largest step" in sentence
    assert "£" not in sentence


def test_a_bridge_from_nothing_rose():
    steps = pl.DataFrame({"step": STEPS, "value": [0.0, 40.0, 0.0, 0.0, 0.0, 40.0]})
    assert actions.of_bridge(steps, Numbers("GBP")) == "The expected value rose by £40"


@pytest.mark.parametrize(
    ("share", "length", "words"),
    [
        (1.0, 10, "Contact all 10"),
        (0.5, 10, "Contact {n} of all 10"),
        (0.5, 4, "{n} of the best 4"),
    ],
)
def test_the_best_are_spoken_of_where_a_choice_was_made(share, length, words):
    rows = {"customer_id": [f"c{n}" for n in range(10)], "p_buy": 0.5, "expected_spend": 100.0}
    people = pl.DataFrame(rows)
    made = plan(people, Campaign(lift=0.05, contact_cost=0.1, window=365), 365, share=share)
    contacted = made.at(length).contacted
    sentence = actions.of_campaign(made, length, None, 0.05, Numbers("GBP"))
    assert words.format(n=contacted) in sentence
    assert "expected profit £" in sentence
    kept = actions.of_campaign(made, length, None, 0.05, Numbers("GBP"), totals_hold=False)
    assert "£" not in kept


def test_who_came_back_is_told_with_the_window_before_and_how_far_they_differ():
    sentence = churn.of_came_back(EVIDENCE, model_of(84), Numbers())
    assert "Of 100 customers silent for over 168 days on Sep 16, 2011, 33 came back" in sentence
    assert "On Jun 24, 2011 it was 24 of 100" in sentence
    assert "where 30 of 100 are expected, 22 to 40 come" in sentence
    assert "45% came back in the last window and 35% in the one before" in sentence


def test_windows_alike_and_short_logs_carry_no_warning():
    alike = EVIDENCE.filter(pl.col("start") == date(2011, 9, 16))
    assert "chances may be off" not in churn.of_came_back(alike, model_of(84), Numbers())
    assert churn.of_came_back(EVIDENCE.clear(), model_of(84), Numbers()) == ""


@pytest.mark.parametrize(("silence", "share"), [(28, 78), (29, 52), (168, 52), (169, 33)])
def test_the_watch_list_tells_who_came_back_after_a_silence_as_long(silence, share):
    row = {"reason": "once", "silence": silence, "mean_gap": None, "p_return": 0.2}
    listed = pl.DataFrame({**row, "state": "quiet", "treatment": "offer"}, strict=False)
    sentence = in_words(listed, EVIDENCE, 84, Numbers())["why"][0]
    assert f"of 100 silent for as long {share} came back within 84 days" in sentence
    assert "of 100 like them in rhythm and orders, too, 20 should" in sentence


def test_a_short_log_speaks_of_no_twelve_months():
    months = pl.DataFrame({"new": [10.0] * 4, "returning": [30.0] * 4})
    assert findings.of_revenue(months, Numbers()) == (
        "75% of revenue so far came from returning customers"
    )

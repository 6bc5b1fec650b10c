"""Past errors move a total by what they agree on, and widen it by what they don't."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import summarise
from clv.models import PURCHASE_MODELS, SPEND_MODELS, PastErrors, forecast, misfit
from clv.options import Settings
from tests.models.simulate import START, simulate

END = START + timedelta(days=364)


def past(errors, horizon=90.0, history=None, luck=1e-3, season=False):
    count = len(errors)
    history = np.linspace(100, 600, count) if history is None else np.asarray(history, float)
    return PastErrors(
        history, np.full(count, horizon), np.array(errors), np.full(count, luck), season
    )


def width(error):
    low, high = error.range_of()
    return float(np.log(high / low))


def test_without_past_only_the_prior_speaks():
    nothing = misfit(PastErrors.none(), 200, 90)
    assert nothing.shift == 0
    assert 0.4 < width(nothing) < 2


def test_a_lasting_error_is_corrected_but_not_wholly():
    low = misfit(past([0.3] * 12), 650, 90)
    assert 0.1 < low.shift < 0.3
    assert misfit(past([-0.3] * 12), 650, 90).shift == pytest.approx(-low.shift)


def test_right_totals_narrow_the_range_and_wild_ones_widen_it():
    right, wild = misfit(past([0.0] * 12), 650, 90), misfit(past([0.5, -0.5] * 6), 650, 90)
    assert width(right) < width(misfit(PastErrors.none(), 650, 90)) < width(wild)


def test_recent_errors_count_more():
    history = [100, 200, 300, 400, 500, 600]
    lately = misfit(past([0, 0, 0, 0, 0, 0.3], history=history), 650, 90)
    long_ago = misfit(past([0.3, 0, 0, 0, 0, 0], history=history), 650, 90)
    assert lately.shift > long_ago.shift > -0.02


def test_the_same_season_of_an_earlier_year_counts():
    history = [400.0, 580.0]
    same = misfit(past([0.3, 0.0], history=history), 400 + 365.25, 90)
    other = misfit(past([0.0, 0.3], history=history), 400 + 365.25, 90)
    assert same.shift > other.shift


def test_horizons_beyond_what_was_tested_are_wider():
    errors = past([0.05, -0.05] * 6, horizon=60)
    assert width(misfit(errors, 650, 60)) < width(misfit(errors, 650, 180))
    assert width(misfit(errors, 650, 180)) < width(misfit(errors, 650, 365))


def test_logs_without_a_season_known_are_wider():
    errors, knowing = past([0.05, -0.05] * 6), past([0.05, -0.05] * 6, season=True)
    assert width(misfit(knowing, 900, 90)) < width(misfit(errors, 900, 90))
    assert width(misfit(PastErrors.none(), 900, 90)) < width(misfit(PastErrors.none(), 300, 90))


def test_luck_explains_errors_away():
    """What few purchases would have done by chance is no reason to move a total."""
    sure, lucky = (
        misfit(past([0.3] * 6, luck=1e-4), 650, 90),
        misfit(past([0.3] * 6, luck=0.2), 650, 90),
    )
    assert lucky.shift < 0.5 * sure.shift


def test_the_order_of_the_splits_is_of_no_account():
    errors = past([0.1, 0.2, -0.1, 0.0])
    turned = PastErrors(
        *(each[::-1] for each in (errors.history, errors.horizon, errors.error)), errors.luck
    )
    assert misfit(errors, 650, 90).shift == pytest.approx(misfit(turned, 650, 90).shift)


def test_a_small_shops_lucky_errors_say_little_of_the_model():
    """Totals that came right by luck of a few purchases narrow no range."""
    large, small = (misfit(past([0.0] * 12, luck=luck), 650, 90) for luck in (1e-5, 0.5))
    assert small.variance > 2 * large.variance


def test_errors_below_luck_narrow_what_is_allowed_to_luck():
    """Customers who buy by the clock are less lucky than lots; where the model errs, luck stays."""
    clock = misfit(past([0.02, -0.02] * 6, luck=0.1), 650, 90)
    lots = misfit(past([0.5, -0.5] * 6, luck=0.1), 650, 90)
    sure = misfit(past([0.0] * 12, luck=1e-5), 650, 90)
    assert clock.luck < 0.5 < 0.9 < min(lots.luck, sure.luck)


def test_a_year_ahead_of_a_quarter_seen_is_nearly_unknown():
    """Nothing as far ahead could be tested."""
    errors = past([0.0] * 12, horizon=30, history=np.linspace(30, 90, 12))
    assert width(misfit(errors, 100, 365)) > 2 * width(misfit(errors, 100, 60))


def test_a_sum_of_few_has_a_longer_upper_tail():
    """A few customers' total reaches farther up than down; many customers' does so hardly."""
    purchase = PURCHASE_MODELS["mbg_nbd"].from_parameters(r=0.9, alpha=45, a=0.9, b=2.5)
    spend = SPEND_MODELS["gamma_gamma_all"].from_parameters(p=4, q=4, v=60)
    tails = []
    for size in (40, 4000):
        past = simulate("mbg_nbd", size, seed=3).past
        customers = summarise(past.with_columns(pl.col("date").cast(pl.Datetime("us"))), END)
        total = forecast(customers, purchase, spend, Settings(horizon=90), END).revenue
        tails.append((total.high - total.value) / (total.value - total.low))
    assert tails[0] > 1.3 > tails[1] > 0.9

"""The forecast as a whole: it adds up, keeps its contracts, and its ranges hold what they say."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clv import tables
from clv.errors import InputError, ModelError, NotFittedError
from clv.models import (
    PURCHASE_MODELS,
    SPEND_MODELS,
    alive_path,
    forecast,
    month_edges,
    newcomer_value,
)
from clv.models.timing import next_order
from clv.options import Settings
from tests.models.frames import customers_of
from tests.models.simulate import simulate
from tests.models.strategies import shops

END = date(1997, 9, 30)
PAIRS = [(purchase, spend) for purchase in PURCHASE_MODELS for spend in SPEND_MODELS]


@pytest.fixture(scope="module", params=PAIRS, ids="+".join)
def models(request, cdnow):
    purchase, spend = request.param
    return PURCHASE_MODELS[purchase]().fit(cdnow), SPEND_MODELS[spend]().fit(cdnow)


@pytest.fixture(scope="module")
def ahead(models, cdnow):
    return forecast(cdnow, *models, Settings(), END)


@pytest.fixture(scope="module")
def plain(cdnow):
    return PURCHASE_MODELS["bg_nbd"]().fit(cdnow), SPEND_MODELS["gamma_gamma"]().fit(cdnow)


def test_the_tables_keep_their_contracts(ahead, cdnow):
    others = (tables.SEGMENT, tables.ACTIVITY, tables.P_RETURN)
    expected = [name for name in tables.PREDICTIONS.names if name not in others]
    assert ahead.predictions.columns == expected
    tables.PREDICTIONS.check(ahead.predictions.with_columns(pl.lit("").alias(tables.SEGMENT)))
    tables.OUTLOOK.check(ahead.outlook)
    assert ahead.predictions["customer_id"].equals(cdnow["customer_id"])
    assert ahead.outlook["customer_id"].equals(cdnow["customer_id"])


def test_no_number_is_missing_or_infinite(ahead):
    for frame in (ahead.predictions, ahead.outlook, ahead.by_month):
        numbers = frame.select(pl.col(pl.Float64)).to_numpy()
        assert np.isfinite(numbers).all()
        assert (numbers >= 0).all()


def test_every_range_holds_its_expected_value(ahead):
    for frame, name in (
        (ahead.predictions, "expected_purchases"),
        (ahead.predictions, "expected_spend"),
        (ahead.predictions, "clv"),
        (ahead.outlook, "expected_revenue"),
        (ahead.by_month.rename({"low": "value_low", "high": "value_high"}), "value"),
    ):
        assert (frame[f"{name}_low"] <= frame[name]).all()
        assert (frame[name] <= frame[f"{name}_high"]).all()


def test_customers_and_months_add_up_to_the_total(ahead):
    value = ahead.predictions["clv"].sum()
    assert ahead.total.value == pytest.approx(value)
    assert ahead.by_month["value"].sum() == pytest.approx(value)
    assert ahead.by_month["purchases"].sum() == pytest.approx(
        ahead.predictions["expected_purchases"].sum()
    )
    assert ahead.total.low < value < ahead.total.high


def test_segments_add_up_and_are_relatively_less_certain(ahead, cdnow):
    frequent = (cdnow["frequency"] > 2).to_numpy()
    some, others = ahead.total_of(frequent), ahead.total_of(~frequent)
    assert some.value + others.value == pytest.approx(ahead.total.value)
    assert some.high - some.low > 0
    width = (ahead.total.high - ahead.total.low) / ahead.total.value
    assert (some.high - some.low) / some.value > 0.9 * width
    assert ahead.total_of(np.zeros(len(cdnow), dtype=bool)) == (0.0, 0.0, 0.0)


def test_the_same_seed_gives_the_same_forecast(plain, cdnow):
    one, two = (forecast(cdnow, *plain, Settings(seed=3), END) for _ in range(2))
    assert one.predictions.equals(two.predictions)
    assert one.total == two.total


def test_discount_and_margin_only_scale_money(plain, cdnow):
    free = forecast(cdnow, *plain, Settings(discount=0.0), END)
    dear = forecast(cdnow, *plain, Settings(discount=0.0, margin=0.25), END)
    later = forecast(cdnow, *plain, Settings(discount=0.5), END)
    clv = free.predictions["clv"]
    assert clv.to_numpy() == pytest.approx(free.outlook["expected_revenue"].to_numpy())
    assert dear.predictions["clv"].to_numpy() == pytest.approx(0.25 * clv.to_numpy())
    assert (later.predictions["clv"] < clv).all()
    factors = 1.5 ** (-month_edges(365)[1:] / 365.25)
    assert later.by_month["value"].to_numpy() == pytest.approx(
        free.by_month["value"].to_numpy() * factors
    )
    assert later.outlook.equals(free.outlook)


@pytest.mark.parametrize("horizon", [1, 7, 30, 31, 90, 365, 730, 3650])
def test_any_horizon_is_cut_into_months(horizon, plain, cdnow):
    edges = month_edges(horizon)
    assert edges[0] == 0
    assert edges[-1] == horizon
    assert np.all(np.diff(edges) > 0)
    ahead = forecast(cdnow.head(50), *plain, Settings(horizon=horizon), END)
    assert len(ahead.by_month) == len(edges) - 1
    assert np.isfinite(ahead.total).all()


def test_an_unfitted_model_is_refused(plain, cdnow):
    with pytest.raises(NotFittedError):
        forecast(cdnow, PURCHASE_MODELS["bg_nbd"](), plain[1], Settings(), END)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_anybody_is_looked_at_like_everybody(count, models, cdnow, ahead):
    some = forecast(cdnow.head(count), *models, Settings(), END)
    assert some.total.value == pytest.approx(ahead.predictions["clv"].head(count).sum())
    assert len(some.predictions) == len(some.outlook) == count
    test_no_number_is_missing_or_infinite(some)


def test_a_table_without_dates_is_refused(plain, cdnow):
    with pytest.raises(InputError, match="last_order"):
        forecast(cdnow.drop("last_order"), *plain, Settings(), END)


def test_a_newcomer_is_worth_what_a_customer_first_seen_today_is(models, cdnow):
    today = cdnow.head(1).with_columns(
        frequency=pl.lit(0),
        recency=pl.lit(0),
        T=pl.lit(0),
        monetary_value=pl.lit(0.0),
        revenue=pl.lit(0.0),
    )
    today = today.with_columns(pl.col("frequency", "recency", "T").cast(pl.Int64))
    worth = newcomer_value(*models, Settings(discount=0.2))
    row = forecast(today, *models, Settings(discount=0.2), END).predictions.row(0, named=True)
    assert worth.value == pytest.approx(row["clv"])
    assert worth.p_buy == pytest.approx(row["p_buy"])
    assert worth.expected_spend == pytest.approx(row["expected_spend"])


def test_the_next_order_falls_into_the_horizon(ahead):
    names = ("next_order_low", "next_order", "next_order_high")
    dates = ahead.predictions.select(names).drop_nulls()
    assert 0 < dates.height < ahead.predictions.height, "named only where an order is likely"
    assert (dates["next_order_low"] > END).all()
    assert (dates["next_order_low"] <= dates["next_order"]).all()
    assert (dates["next_order"] <= dates["next_order_high"]).all()
    assert (dates["next_order_high"] <= END + timedelta(days=365)).all()


@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_the_window_of_the_next_order_agrees_with_p_buy(name, cdnow):
    """By the day of the median, half of those who buy within the year have bought."""
    purchase = PURCHASE_MODELS[name]().fit(cdnow)
    some = cdnow.filter(pl.col("frequency") > 1).head(20)
    waits = next_order(some, purchase, 365)
    year = purchase.p_buy(some, 365)
    for place, level in ((0, 0.05), (1, 0.5), (2, 0.95)):
        for row in range(len(some)):
            by_then = purchase.p_buy(some[row], waits[row, place])[0]
            assert by_then / year[row] == pytest.approx(level, abs=0.004)


def test_p_alive_falls_in_silence_and_recovers_with_an_order():
    purchase = PURCHASE_MODELS["mbg_nbd"].from_parameters(r=0.5, alpha=40, a=0.9, b=1.6)
    orders = [date(2024, 1, 1), date(2024, 1, 20), date(2024, 5, 1), date(2024, 1, 20)]
    path = alive_path(purchase, orders, date(2024, 12, 31))
    assert path["date"].to_list()[0] == date(2024, 1, 1)
    assert len(path) == 366
    alive = dict(path.iter_rows())
    assert alive[date(2024, 1, 21)] > alive[date(2024, 4, 30)]
    assert alive[date(2024, 5, 1)] > alive[date(2024, 4, 30)]
    assert alive[date(2024, 12, 31)] < 0.3
    assert alive_path(purchase, orders, date(2023, 1, 1)).is_empty()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    shop=shops(),
    purchase=st.sampled_from(sorted(PURCHASE_MODELS)),
    spend=st.sampled_from(sorted(SPEND_MODELS)),
    horizon=st.sampled_from([1, 30, 365, 3650]),
)
def test_any_shop_gets_a_whole_forecast_or_a_sentence(shop, purchase, spend, horizon):
    try:
        models = PURCHASE_MODELS[purchase]().fit(shop), SPEND_MODELS[spend]().fit(shop)
    except ModelError:
        return
    ahead = forecast(shop, *models, Settings(horizon=horizon), date(2024, 6, 30))
    test_no_number_is_missing_or_infinite(ahead)
    test_every_range_holds_its_expected_value(ahead)
    assert np.isfinite(ahead.total_of(np.arange(len(shop)) < 3)).all()
    assert np.isfinite(newcomer_value(*models, Settings(horizon=horizon))).all()


def coverage(model: str, size: int, horizon: int, seed: int):
    """Share of customers inside their ranges of orders and money, and whether the total is."""
    world = simulate(model, size, horizon=horizon, seed=seed)
    customers = customers_of(world.past, world.end)
    asked = Settings(horizon=horizon, discount=0.0, seed=seed)
    fitted = PURCHASE_MODELS[model]().fit(customers), SPEND_MODELS["gamma_gamma"]().fit(customers)
    ahead = forecast(customers, *fitted, asked, world.end)
    truth, rows = world.future(horizon), ahead.predictions
    orders = truth["orders"].is_between(
        rows["expected_purchases_low"], rows["expected_purchases_high"]
    )
    money = truth["revenue"].is_between(rows["clv_low"], rows["clv_high"])
    total = ahead.total.low <= truth["revenue"].sum() <= ahead.total.high
    return orders.mean(), money.mean(), total


@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_nine_in_ten_customers_fall_into_their_range(name):
    orders, money, _total = np.mean([coverage(name, 3000, 180, seed) for seed in (1, 2)], axis=0)
    assert 0.87 <= orders <= 0.93
    assert 0.87 <= money <= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_ranges_of_customers_and_totals_hold_nine_in_ten(name):
    shops = [(size, horizon) for size in (400, 3000) for horizon in (90, 365)]
    runs = [coverage(name, *shop, seed) for seed in range(60) for shop in shops]
    orders, money, total = np.mean(runs, axis=0)
    assert 0.87 <= orders <= 0.93
    assert 0.87 <= money <= 0.93
    assert 0.87 <= total <= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_parameters_are_recovered_with_honest_errors(name):
    truth = dict(zip(PURCHASE_MODELS[name].parameter_names, _truth(name), strict=True))
    inside = []
    for seed in range(60):
        world = simulate(name, 1500, seed=seed)
        model = PURCHASE_MODELS[name]().fit(customers_of(world.past, world.end))
        errors = np.sqrt(np.diag(model.log_covariance_))
        for (parameter, value), error in zip(truth.items(), errors, strict=True):
            inside.append(abs(np.log(model.parameters_[parameter] / value)) < 1.645 * error)
    assert 0.83 <= np.mean(inside) <= 0.95


def _truth(name):
    from tests.models.simulate import TRUTH

    return TRUTH[name]


@pytest.mark.slow
def test_the_error_of_the_total_agrees_with_the_bootstrap(cdnow):
    """The delta method's standard error, against that of 200 resampled sets of customers."""
    asked = Settings(discount=0.0)
    rng = np.random.default_rng(0)
    totals = []
    for _ in range(200):
        resampled = cdnow[rng.integers(len(cdnow), size=len(cdnow))]
        models = (
            PURCHASE_MODELS["bg_nbd"]().fit(resampled),
            SPEND_MODELS["gamma_gamma"]().fit(resampled),
        )
        totals.append(forecast(cdnow, *models, asked, END).expectations.value.sum())
    models = PURCHASE_MODELS["bg_nbd"]().fit(cdnow), SPEND_MODELS["gamma_gamma"]().fit(cdnow)
    ahead = forecast(cdnow, *models, asked, END)
    assert float(ahead._errors[0]) == pytest.approx(np.std(np.log(totals)), rel=0.25)

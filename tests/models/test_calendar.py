"""Seasons: found where they are, none where there are none, and time that adds up."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.customers import purchase_days, summarise
from clv.evaluate import estimate_calendar
from clv.models import PURCHASE_MODELS, Calendar, fit_calendar
from clv.models.sales_days import easter, estimate_effects, lunar_new_year
from clv.options import Settings
from clv.present.words import say

START = date(2020, 1, 1)
CHRISTMAS = (0.8, 0.7, 0.8, 0.9, 0.9, 0.9, 0.8, 0.8, 1.0, 1.1, 1.5, 1.8)


def shop(index=(1.0,) * 12, years=4, customers=900, seed=2, growth=0.0):
    """A shop whose customers buy by chance, on every day as much as its month is worth."""
    rng = np.random.default_rng(seed)
    span = int(years * 365.25)
    days = [START + timedelta(days=day) for day in range(span)]
    worth = np.array([index[day.month - 1] for day in days]) * np.exp(
        growth * np.arange(span) / 365
    )
    passed = np.append(0.0, np.cumsum(worth))
    rows = []
    for number in range(customers):
        born = int(rng.integers(0, span - 30))
        rate, leaving = rng.gamma(1.5, 1 / 90), rng.beta(1.0, 8.0)
        bought, clock = [born], passed[born + 1]
        while rng.random() > leaving:
            clock += rng.exponential(1 / rate)
            if clock >= passed[-1]:
                break
            bought.append(int(np.searchsorted(passed, clock, side="right")) - 1)
        rows += [(f"c{number:04}", days[day], 20.0) for day in bought]
    ids, when, amounts = zip(*rows, strict=True)
    noon = [datetime(day.year, day.month, day.day, 12) for day in when]
    return pl.DataFrame(
        {"customer_id": ids, "date": noon, "amount": amounts},
        schema_overrides={"date": pl.Datetime("us")},
    )


def last_day(years=4):
    return START + timedelta(days=int(years * 365.25) - 1)


def test_a_season_is_recovered():
    calendar = estimate_calendar(shop(CHRISTMAS), last_day(), Settings())
    truth = np.array(CHRISTMAS) / np.mean(CHRISTMAS)
    assert np.abs(np.log(np.array(calendar.index) / truth)).max() < 0.2
    table = calendar.table
    assert (table["low"] < table["index"]).all()
    assert (table["index"] < table["high"]).all()


def test_growth_is_no_season():
    calendar = estimate_calendar(shop(growth=0.4), last_day(), Settings())
    assert np.abs(np.log(calendar.index)).max() < 0.12


def test_one_year_tells_no_season():
    orders = shop(CHRISTMAS)
    assert estimate_calendar(orders, date(2021, 6, 30), Settings()).flat
    assert estimate_calendar(orders, date(2021, 6, 30), Settings(calendar="on")).flat


@pytest.mark.parametrize("growth", [0.4, -0.4])
def test_a_trend_is_recovered(growth):
    calendar = estimate_calendar(shop(growth=growth, customers=2000), last_day(), Settings())
    assert calendar.trend == pytest.approx(growth, abs=0.15)
    (notice,) = calendar.notices
    assert notice.variant == ("more" if growth > 0 else "less")
    assert "a year" in say(notice)


def test_no_trend_where_there_is_none():
    assert estimate_calendar(shop(), last_day(), Settings()).trend == 0


def test_a_log_of_one_year_can_have_a_trend_and_no_season():
    orders = shop(growth=0.6, years=1.4, customers=3000)
    calendar = estimate_calendar(orders, last_day(1.4), Settings())
    assert 0.2 < calendar.trend < 0.8
    assert calendar.notice(510).code == "season_unknown"


def test_a_trend_ahead_is_damped():
    calendar = Calendar(trend=0.5, today=date(2024, 12, 31))
    year = calendar.ahead(date(2024, 12, 31), np.array([365.0, 730.0]))
    assert 365 < year[0] < 365 * np.exp(0.25)
    assert year[1] - year[0] == pytest.approx(365 * np.exp(0.25), rel=0.04)


def test_a_season_can_be_switched_off():
    assert estimate_calendar(shop(CHRISTMAS), last_day(), Settings(calendar="off")).flat


def test_names_and_order_of_rows_decide_nothing():
    orders = shop(CHRISTMAS, customers=300)
    new = pl.col("customer_id").str.reverse() + "x"
    other = orders.with_columns(new).sample(fraction=1, shuffle=True, seed=1)
    first, second = (
        estimate_calendar(each, last_day(), Settings()).index for each in (orders, other)
    )
    assert first == pytest.approx(second, rel=1e-6)


def test_forecasts_before_and_after_the_season_are_nearer():
    orders = shop(CHRISTMAS, customers=1500)
    days = purchase_days(orders)
    for end in (date(2022, 12, 31), date(2023, 9, 30)):
        customers = summarise(orders, end)
        after = days.filter(
            pl.col("first_order") <= end,
            pl.col("date") > end,
            pl.col("date") <= end + timedelta(days=90),
        )
        errors = []
        for calendar in (Calendar(), estimate_calendar(orders, end, Settings())):
            model = PURCHASE_MODELS["mbg_nbd"](calendar=calendar).fit(customers)
            expected = model.expected_purchases(customers, 90).sum()
            errors.append(abs(np.log(after["purchases"].sum() / expected)))
        assert errors[1] < 0.5 * errors[0]


def test_exposure_adds_up():
    calendar = Calendar(index=CHRISTMAS)
    end = date(2023, 11, 15)
    days = np.array([0.0, 10.5, 20, 90, 365])
    ahead = calendar.ahead(end, days)
    assert np.all(np.diff(ahead) > 0)
    halves = (
        calendar.ahead(end, np.array([0.0, 20]))[1]
        + calendar.ahead(end + timedelta(days=20), np.array([0.0, 70]))[1]
    )
    assert ahead[3] == pytest.approx(halves)
    assert calendar.days_until(end, ahead, 400) == pytest.approx(days)


def test_deformed_histories_can_be_true():
    orders = shop(CHRISTMAS, customers=300)
    customers = summarise(orders, last_day())
    deformed = Calendar(index=CHRISTMAS).deform(customers)
    assert (deformed["recency"] >= 0).all()
    assert (deformed["recency"] <= deformed["T"]).all()
    assert deformed["frequency"].equals(customers["frequency"])
    assert Calendar().deform(customers) is customers


def test_a_flat_calendar_changes_nothing():
    customers = summarise(shop(customers=300), last_day())
    plain = PURCHASE_MODELS["bg_nbd"]().fit(customers)
    flat = PURCHASE_MODELS["bg_nbd"](calendar=Calendar()).fit(customers)
    assert plain.parameters_ == flat.parameters_
    assert plain.expected_purchases(customers, 365) == pytest.approx(
        flat.expected_purchases(customers, 365)
    )


@pytest.mark.parametrize(
    ("calendar", "history", "words"),
    [
        (Calendar(index=CHRISTMAS), 1400, "December is worth 1.8 usual months"),
        (Calendar(), 1400, "No season"),
        (Calendar(), 365, "can't be known from"),
    ],
)
def test_what_is_known_of_the_season_is_said(calendar, history, words):
    assert words in say(calendar.notice(history))


def with_sales(orders, of_year, before, times, seed=5):
    """Let customers buy `times` as much in the seven days around a day of each year."""
    rng = np.random.default_rng(seed)
    firsts = pl.col("date").min().over("customer_id")
    own = orders.with_columns(born=firsts, day=pl.col("date").dt.date())
    parts = [orders]
    for year in range(2020, 2024):
        start = of_year(year) - timedelta(days=before)
        window = pl.col("day").is_between(start, start + timedelta(days=6))
        inside = own.filter(pl.col("born") < pl.lit(start), window).height
        seen = own.filter(pl.col("born") < pl.lit(start)).select("customer_id").unique()
        extra = round((times - 1) * inside)
        drawn = seen.sort("customer_id").sample(extra, with_replacement=True, seed=seed + year)
        days = [
            datetime.combine(start, datetime.min.time()) + timedelta(days=int(day), hours=12)
            for day in rng.integers(0, 7, extra)
        ]
        added = drawn.with_columns(
            date=pl.Series(days, dtype=pl.Datetime("us")), amount=pl.lit(20.0)
        )
        parts.append(added.select(orders.columns))
    return pl.concat(parts)


@pytest.fixture(scope="module")
def busy():
    return shop(customers=4000, seed=4)


@pytest.mark.parametrize(
    ("name", "day", "before"),
    [("easter", easter, 6), ("singles_day", lambda year: date(year, 11, 11), 6)],
)
def test_a_sales_day_is_recovered_and_no_other(busy, name, day, before):
    orders = with_sales(busy, day, before, 2.5)
    customers, days = summarise(orders, last_day()), purchase_days(orders)
    calendar = fit_calendar(
        days,
        last_day(),
        lambda seen: PURCHASE_MODELS["mbg_nbd"](calendar=seen).fit(customers).newcomer_curve,
    )
    assert [each for each, _times in calendar.sales_days] == [name]
    assert 1.8 < calendar.sales_days[0][1] < 3.2
    assert [notice.code for notice in calendar.notices] == ["sales_day"]
    assert "usual weeks" in say(calendar.notices[0])


def test_a_shop_without_sales_days_gets_none(busy):
    usual = Calendar().by_month
    assert estimate_effects(purchase_days(busy), last_day(), usual) == ()


def test_one_year_tells_no_sales_day(busy):
    orders = with_sales(busy, easter, 6, 2.5).filter(pl.col("date") < datetime(2021, 2, 1))
    assert estimate_effects(purchase_days(orders), date(2021, 1, 31), Calendar().by_month) == ()


def test_days_of_a_sale_are_worth_more_and_move():
    calendar = Calendar(sales_days=(("easter", 2.0),))
    for year in (2023, 2024):
        sunday = easter(year)
        passed = calendar.ahead(sunday - timedelta(days=7), np.array([0.0, 7.0, 14.0]))
        assert passed.tolist() == [0.0, 14.0, 21.0]
    assert easter(2038) == date(2038, 4, 25)
    assert easter(2285) == date(2285, 3, 22)
    assert [lunar_new_year(year) for year in (2000, 2025, 2040, 2041)] == [
        date(2000, 2, 5),
        date(2025, 1, 29),
        date(2040, 2, 12),
        None,
    ]


def test_easter_is_kept_where_earlier_forecasts_were_nearer_with_it(busy):
    orders = with_sales(busy, easter, 6, 2.5)
    calendar = estimate_calendar(orders, date(2023, 2, 28), Settings())
    assert [name for name, _times in calendar.sales_days] == ["easter"]

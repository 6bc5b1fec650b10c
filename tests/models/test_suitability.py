"""What can't carry a model is refused, what is doubtful is said, what is sound is left in peace."""

import json
from datetime import date, timedelta
from itertools import cycle

import numpy as np
import polars as pl
import pytest

from clv.errors import ModelError, UnsuitableDataError
from clv.models import PURCHASE_MODELS, SPEND_MODELS, check_suitable, forecast
from clv.options import Settings
from clv.present.words import say
from tests.models.conftest import SHARED
from tests.models.frames import customers_of
from tests.models.simulate import simulate

MANIFEST = SHARED / "bad_inputs" / "manifest.json"


def plain_files():
    """The files of the manifest that Polars reads without further ado."""
    if not MANIFEST.exists():
        return []
    entries = json.loads(MANIFEST.read_text("utf-8"))["files"]
    return [
        pytest.param(entry["file"], entry["model"]["expect"], id=entry["file"])
        for entry in entries
        if entry["group"] == "model"
        or entry["file"] in ("enc_utf8.csv", "dat_1900.csv", "amt_above_2_53.csv", "cus_blns.csv")
    ]


def read(name: str) -> pl.DataFrame:
    rows = pl.read_csv(MANIFEST.parent / name, infer_schema=False)
    rows = rows.select(
        pl.col("customer_id").str.strip_chars(),
        pl.col("order_date").str.to_date().alias("date"),
        pl.col("amount").cast(pl.Float64),
    )
    return customers_of(rows, rows["date"].max())


@pytest.mark.parametrize(("name", "expected"), plain_files())
def test_the_manifest_gets_what_it_expects(name, expected):
    customers = read(name)
    try:
        notices = check_suitable(customers)
    except UnsuitableDataError as refusal:
        assert expected == "refuse", refusal  # noqa: PT017 - the other outcomes are no errors
        return
    assert (expected != "fit") == bool(notices)  # where a refusal is expected, caution is fine
    for model, spend in zip(PURCHASE_MODELS.values(), cycle(SPEND_MODELS.values())):
        models = model().fit(customers), spend().fit(customers)
        ahead = forecast(customers, *models, Settings(), customers["last_order"].max())
        numbers = ahead.predictions.select(pl.col(pl.Float64)).to_numpy()
        assert np.isfinite(numbers).all()
        assert (numbers >= 0).all()
        assert np.isfinite(ahead.total).all()


@pytest.mark.skipif(not MANIFEST.exists(), reason="the bad inputs are not part of the repository")
def test_the_manifest_is_there():
    assert len(plain_files()) == 12


def log_of(rows) -> pl.DataFrame:
    days = pl.DataFrame(rows, schema=["customer_id", "date", "amount"], orient="row")
    return customers_of(days, days["date"].max())


def every(step: int, count: int, customers: int, start: date = date(2024, 1, 1)):
    """Customers who buy like clockwork, for the same price."""
    return [
        (f"c{one}", start + timedelta(days=one % 11 + step * turn), 20.0)
        for one in range(customers)
        for turn in range(count)
    ]


def codes(customers):
    return {notice.code for notice in check_suitable(customers)}


def test_a_healthy_shop_needs_no_word():
    world = simulate("mbg_nbd", 500)
    assert check_suitable(customers_of(world.past, world.end)) == ()


def test_clockwork_is_called_clockwork():
    assert codes(log_of(every(30, 9, 60))) >= {"regular", "same_frequency"}


def test_an_all_at_once_log_is_refused():
    with pytest.raises(UnsuitableDataError, match="span=0") as refusal:
        check_suitable(log_of([(f"c{one}", date(2024, 1, 1), 9.0) for one in range(50)]))
    assert refusal.value.kind == "time_span_too_short"


def test_nobody_twice_is_refused():
    rows = [(f"c{one}", date(2024, 1, 1) + timedelta(days=one), 9.0) for one in range(50)]
    with pytest.raises(UnsuitableDataError, match="repeat=0, count=50") as refusal:
        check_suitable(log_of(rows))
    assert refusal.value.kind == "too_few_repeat_customers"


def test_a_false_date_is_found(cdnow):
    days = (date(2099, 1, 1) - date(1997, 9, 30)).days
    late = cdnow.with_columns(pl.col("T") + days)
    false = late.with_columns(
        recency=pl.when(pl.int_range(pl.len()) == 0).then("T").otherwise("recency")
    )
    [notice] = [notice for notice in check_suitable(false) if notice.code == "gap"]
    assert (notice["before"], notice["after"]) == (date(1997, 9, 30), date(2099, 1, 1))


def test_a_whale_is_found_and_compared(cdnow):
    whale = cdnow.with_columns(
        revenue=pl.when(pl.int_range(pl.len()) == 0).then(1e9).otherwise("revenue")
    )
    [notice] = [n for n in check_suitable(whale) if n.code == "outliers"]
    assert "99.9% of all revenue, 1,000,000,000" in say(notice)


def test_customers_from_before_the_log_are_suspected():
    world = simulate("mbg_nbd", 900, parameters=(2.0, 40.0, 0.5, 5.0))
    late = world.past.filter(pl.col("date") > date(2021, 6, 1))
    assert "active_before" in codes(customers_of(late, world.end))


def test_cdnow_a_classic_cohort_needs_no_word(cdnow):
    assert check_suitable(cdnow) == ()


@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_clockwork_is_fitted_to_a_boundary_and_said_so(name):
    model = PURCHASE_MODELS[name]().fit(log_of(every(30, 9, 60)))
    assert model.boundary_
    assert {"boundary", "regular"} <= {notice.code for notice in model.notices_}


@pytest.mark.parametrize("name", SPEND_MODELS)
def test_constant_spend_is_the_constant(name):
    customers = log_of(every(30, 9, 60))
    model = SPEND_MODELS[name]().fit(customers)
    assert model.expected_spend(customers) == pytest.approx(20, rel=1e-3)
    assert model.new_customer() == pytest.approx(20, rel=1e-3)
    assert "constant" in say(model.boundary_[0])
    assert model.converged_


@pytest.mark.parametrize("name", SPEND_MODELS)
def test_wild_spend_has_no_mean_and_says_so(name):
    rng = np.random.default_rng(5)
    means = 10 / rng.gamma(0.6, size=800)
    customers = pl.DataFrame({"frequency": rng.integers(1, 5, 800), "monetary_value": means})
    customers = customers.with_columns(revenue=pl.col("monetary_value") * (pl.col("frequency") + 1))
    model = SPEND_MODELS[name]().fit(customers)
    assert model.parameters_["q"] < 1
    assert "no_mean_spend" in {notice.code for notice in model.notices_}
    spend = model.expected_spend(customers)
    assert np.isfinite(spend).all()
    assert (spend > 0).all()


def test_spend_that_follows_frequency_is_said():
    rng = np.random.default_rng(5)
    often = rng.integers(1, 30, 300)
    money = 10.0 * often * rng.lognormal(0, 0.3, 300)
    customers = pl.DataFrame({"frequency": often, "monetary_value": money})
    model = SPEND_MODELS["gamma_gamma"]().fit(customers)
    assert [notice.code for notice in model.notices_] == ["spend_follows_frequency"]
    assert "also spends more" in say(model.notices_[0])


def test_thirty_years_of_days_converge():
    world = simulate("bg_nbd", 400, days=4000, horizon=7000, parameters=(0.8, 900.0, 0.8, 2.5))
    customers = customers_of(world.log, world.end + timedelta(days=6900))
    for name in PURCHASE_MODELS:
        assert PURCHASE_MODELS[name]().fit(customers).converged_


def test_lifetimes_giving_up_is_a_sentence(monkeypatch, cdnow):
    """It does, for want of convergence; at which data depends on the version of scipy."""
    from lifetimes import BetaGeoFitter
    from lifetimes.utils import ConvergenceError as GaveUp

    def give_up(*args, **kwargs):
        print("  message: Desired error not necessarily achieved due to precision loss.")
        raise GaveUp

    monkeypatch.setattr(BetaGeoFitter, "fit", give_up)
    with pytest.raises(ModelError, match=r"no_maximum\.lifetimes"):
        PURCHASE_MODELS["bg_nbd"](engine="lifetimes").fit(cdnow)


def test_a_penalty_that_lifetimes_needed_is_said(monkeypatch, cdnow):
    from lifetimes import BetaGeoFitter
    from lifetimes.utils import ConvergenceError as GaveUp

    fit = BetaGeoFitter.fit

    def only_with_penalty(self, *args, **kwargs):
        if not self.penalizer_coef:
            raise GaveUp
        return fit(self, *args, **kwargs)

    monkeypatch.setattr(BetaGeoFitter, "fit", only_with_penalty)
    theirs = PURCHASE_MODELS["bg_nbd"](engine="lifetimes").fit(cdnow)
    assert "penalised" in {notice.code for notice in theirs.notices_}
    assert theirs.log_likelihood_ < PURCHASE_MODELS["bg_nbd"]().fit(cdnow).log_likelihood_ - 0.01


@pytest.mark.parametrize("size", [6, 12, 30])
def test_small_shops_get_a_forecast_with_wide_ranges(size, cdnow):
    """It rests on other shops, and says so."""
    repeat = cdnow.filter(pl.col("frequency") > 0).head(size // 3)
    once = cdnow.filter(pl.col("frequency") == 0).head(size - len(repeat))
    few = pl.concat([repeat, once])
    widths = []
    for customers in (few, cdnow):
        models = [
            PURCHASE_MODELS["mbg_nbd"]().fit(customers),
            SPEND_MODELS["gamma_gamma_all"]().fit(customers),
        ]
        total = forecast(customers, *models, Settings(), date(1997, 9, 30)).total
        widths.append((total.high - total.low) / total.value)
        borrowed = "other_shops" in {notice.code for notice in models[0].notices_}
        assert borrowed == (customers is few)
    assert widths[0] > 3 * widths[1]


@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_a_shop_that_speaks_for_itself_borrows_nothing(name, cdnow):
    model = PURCHASE_MODELS[name]
    alone = type("Alone", (model,), {"other_shops": ()})
    assert model().fit(cdnow).parameters_ == alone().fit(cdnow).parameters_

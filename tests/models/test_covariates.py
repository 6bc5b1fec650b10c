"""Static covariates: effects recovered from shops whose truth is known, and none where none is."""

import numpy as np
import polars as pl
import pytest

from clv.models import PURCHASE_MODELS, SPEND_MODELS, covariate_effects, models_by_kind
from tests.models.frames import customers_of
from tests.models.simulate import SPEND, TRUTH, simulate

NAMES = ("bg_nbd", "mbg_nbd", "pareto_nbd")
# channel -> customers, times as often, times as ready to leave, times the spend
GROUPS = {"web": (3000, 1.0, 1.0, 1.0), "shop": (2500, 1.4, 1.0, 1.3), "ads": (2500, 1.0, 2.0, 1.0)}


def shop(name):
    first, rate, leaving, spread = TRUTH[name]
    parts = []
    for seed, (channel, (size, often, leave, spend)) in enumerate(GROUPS.items()):
        moved = (leaving, spread / leave) if name == "pareto_nbd" else (leaving * leave, spread)
        p, q, v = SPEND
        parameters = (first, rate / often, *moved)
        world = simulate(name, size, parameters, (p, q, v * spend), days=700, seed=seed)
        own = customers_of(world.past, world.end)
        named = own.with_columns(customer_id=pl.lit(channel) + pl.col("customer_id"))
        parts.append(named.with_columns(channel=pl.lit(channel)))
    whole = pl.concat(parts)
    coin = pl.Series("country", np.random.default_rng(9).choice(["DE", "FR"], whole.height))
    return whole.drop("channel"), whole.select("customer_id", "channel").with_columns(coin)


@pytest.fixture(scope="module", params=NAMES)
def effects(request):
    customers, covariates = shop(request.param)
    models = [PURCHASE_MODELS[request.param](), SPEND_MODELS["gamma_gamma_all"]()]
    return covariate_effects([model.fit(customers) for model in models], customers, covariates)


def row(effects, level, outcome):
    return effects.row(
        by_predicate=(pl.col("level") == level) & (pl.col("outcome") == outcome), named=True
    )


@pytest.mark.parametrize(
    ("level", "outcome", "truth"),
    [("shop", "orders", 1.4), ("ads", "leaving", 2.0), ("shop", "spend", 1.3)],
)
def test_effects_are_recovered(effects, level, outcome, truth):
    found = row(effects, level, outcome)
    error = np.log(found["high"] / found["low"]) / 2 / 1.645
    assert abs(np.log(found["factor"] / truth)) < 3 * error + 0.05
    assert not found["low"] < 1 < found["high"]
    assert found["p_value"] < 1e-4
    assert found["reference"] == "web"


def test_a_coin_has_no_effect(effects):
    coin = effects.filter(pl.col("covariate") == "country")
    assert coin.height == 3
    assert (coin["p_value"] > 0.001).all()
    assert (coin["factor"].log().abs() < 0.2).all()


def test_few_customers_say_little():
    customers, covariates = shop("mbg_nbd")
    some = customers.gather_every(120)
    model = PURCHASE_MODELS["mbg_nbd"]().fit(some)
    assert covariate_effects([model], some, covariates.gather_every(120)).is_empty()


def test_nobody_is_told_apart_by_one_channel():
    customers, covariates = shop("mbg_nbd")
    one = covariates.with_columns(channel=pl.lit("web")).drop("country")
    model = PURCHASE_MODELS["mbg_nbd"]().fit(customers)
    assert covariate_effects([model], customers, one).is_empty()


@pytest.mark.parametrize("name", NAMES)
def test_a_forecast_knows_the_groups(name):
    """Newcomers of each group are expected to buy, stay and spend as the truth has it."""
    customers, covariates = shop(name)
    models = [PURCHASE_MODELS[name](), SPEND_MODELS["gamma_gamma_all"]()]
    fitted = [model.fit(customers) for model in models]
    kinds = models_by_kind(fitted, customers, covariates.select("customer_id", "channel"))
    assert sum(part.height for part, _models in kinds) == customers.height
    web, often, leaving = (
        next(each for part, each in kinds if part["customer_id"][0].startswith(channel))
        for channel in GROUPS
    )
    expected = [each[0].new_customer(90).expected_purchases for each in (web, often, leaving)]
    assert expected[1] > 1.15 * expected[0] > 1.15 * expected[2]
    assert often[1].new_customer() == pytest.approx(1.3 * web[1].new_customer(), rel=0.1)


def test_without_two_groups_there_is_no_kind():
    customers, covariates = shop("mbg_nbd")
    models = [PURCHASE_MODELS["mbg_nbd"]().fit(customers)]
    nothing = covariates.with_columns(channel=pl.lit("web"), country=pl.lit("DE"))
    assert models_by_kind(models, customers, nothing) == []

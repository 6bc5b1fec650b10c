"""Logs that break forecasters: a verdict or a refusal in words, never NaN, never a crash."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from clv.errors import UnsuitableDataError
from clv.evaluate import backtest, judge, judge_each
from clv.options import Settings
from clv.present.words import say
from clv.present.words.verdicts import verdict_sentence

MODELS = ("bg_nbd", "mbg_nbd+gg_all", "pareto_nbd", "blend", "ridge", "last_period", "recency")
START = datetime(2023, 1, 1)


def log(ids, days, amounts):
    moments = [START + timedelta(days=float(day)) for day in days]
    schema = {"customer_id": pl.String, "date": pl.Datetime("us"), "amount": pl.Float64}
    return pl.DataFrame({"customer_id": ids, "date": moments, "amount": amounts}, schema=schema)


def by_lot(orders, customers, days, seed=0):
    rng = np.random.default_rng(seed)
    ids = [f"客{number}" for number in rng.integers(0, customers, orders)]
    return log(ids, np.sort(rng.uniform(0, days, orders)), rng.lognormal(3, 0.6, orders))


def clockwork():
    weeks = [(f"c{who}", 7 * week + who % 7) for who in range(100) for week in range(52)]
    return log([who for who, _ in weeks], [day for _, day in weeks], [20.0] * len(weeks))


def with_a_whale():
    whale = log(["whale"] * 50, np.arange(50) * 10, [1e7] * 50)
    return pl.concat([by_lot(2_000, 300, 500), whale])


HARD = {
    "by lot": by_lot(2_500, 300, 500),
    "all spend the same": by_lot(2_500, 300, 500).with_columns(amount=pl.lit(10.0)),
    "nobody spends": by_lot(2_500, 300, 500).with_columns(amount=pl.lit(0.0)),
    "a whale": with_a_whale(),
    "clockwork": clockwork(),
    "nobody returns": log([f"c{n}" for n in range(600)], np.arange(600) / 2, [9.0] * 600),
    "one order in 2099": pl.concat([by_lot(2_000, 300, 300), log(["c"], [27_800], [5.0])]),
    "returns kept": by_lot(2_500, 300, 500).with_columns(
        amount=pl.when(pl.int_range(pl.len()) % 11 == 0).then(-pl.col("amount")).otherwise("amount")
    ),
    "huge money": by_lot(2_500, 300, 500).with_columns(pl.col("amount") * 1e9),
}


@pytest.fixture(scope="module", params=HARD)
def tested(request):
    return request.param, backtest(
        HARD[request.param], models=MODELS, settings=Settings(horizon=60)
    )


def test_every_number_is_a_number(tested):
    _name, done = tested
    for column in done.table.select(pl.selectors.float()):
        assert not column.drop_nulls().is_nan().any()
        assert not column.drop_nulls().is_infinite().any()


def test_every_failure_and_every_verdict_is_said_in_words(tested):
    name, done = tested
    verdict = judge(done)
    sentence = verdict_sentence(verdict)
    assert "nan" not in sentence.lower().split()
    assert sentence.endswith(".")
    assert all(say(failure).endswith(".") for failure in done.failures.values())
    if name != "clockwork":
        assert verdict.use == "nothing"
        assert set(judge_each(done)["use"]) == {"nothing"}


def test_a_ranking_that_hangs_on_one_customer_says_so():
    verdict = judge(backtest(with_a_whale(), models="bg_nbd", settings=Settings(horizon=60)))
    assert "hung on a few customers" in verdict_sentence(verdict)


@pytest.mark.parametrize("orders", [by_lot(0, 1, 1), by_lot(300, 100, 0.5), by_lot(300, 100, 21)])
def test_too_short_is_refused(orders):
    with pytest.raises(UnsuitableDataError) as caught:
        backtest(orders)
    assert caught.value.kind in {"too_short_to_test", "no_orders_to_test"}


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_no_forecaster_at_all_breaks(name):
    done = backtest(HARD[name], models="all", settings=Settings(horizon=60))
    assert done.table.height + len(done.failures) == len({*done.table["name"], *done.failures})

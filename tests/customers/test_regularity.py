"""Who buys in a rhythm, told from who buys at random."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from clv.customers import regular_customers, summarise, with_log_gaps


def customers_with(gaps_of):
    rows = []
    for who in range(300):
        day = datetime(2022, 1, 1)
        for gap in [0, *gaps_of(who)]:
            day += timedelta(days=int(gap))
            rows.append((f"{who:03}", day, 10.0))
    orders = pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")
    return with_log_gaps(summarise(orders), orders)


def test_random_buyers_have_no_rhythm():
    rng = np.random.default_rng(1)
    assert regular_customers(customers_with(lambda _who: 1 + rng.exponential(40, 9))).is_empty()


def test_a_monthly_rhythm_is_seen_among_random_buyers():
    rng = np.random.default_rng(2)

    def gaps(who):
        return rng.normal(28, 2, 9) if who < 100 else 1 + rng.exponential(40, 9)

    regular = regular_customers(customers_with(gaps))
    mine = regular.filter(pl.col("customer_id") < "100")
    assert mine.height >= 98
    assert regular.height - mine.height <= 8
    assert abs(mine["mean_gap"].median() - 28) < 1


def test_the_sum_of_log_gaps_takes_days_once():
    days = [datetime(2024, 1, 1), datetime(2024, 1, 11, 9), datetime(2024, 1, 11, 17)]
    orders = pl.DataFrame({"customer_id": "a", "date": days, "amount": 9.0})
    table = with_log_gaps(summarise(orders), orders)
    assert table["log_gaps"].round(6).to_list() == [round(float(np.log(10)), 6)]

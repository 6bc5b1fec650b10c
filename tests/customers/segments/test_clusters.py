import numpy as np
import polars as pl
import pytest

from clv.customers import clusters, summarise
from clv.errors import UnsuitableDataError
from clv.present.words.clusters import axis_title


@pytest.fixture(scope="module")
def three_kinds():
    """Loyal, lapsed and new customers, far apart, 100 of each."""
    rng = np.random.default_rng(5)
    kinds = [(40, 10, 30.0, 700), (2, 500, 30.0, 700), (0, 8, 300.0, 10)]
    rows = []
    for number, (orders, silence, spend, known) in enumerate(kinds):
        for i in range(100):
            noise = rng.lognormal(0, 0.08, 4)
            frequency = round(orders * noise[0])
            age = round(known * noise[1])
            quiet = min(round(silence * noise[2]), age)
            money = spend * noise[3] * (frequency + 1)
            rows.append((f"{number}-{i:03}", frequency, age - quiet, age, money))
    names = ["customer_id", "frequency", "recency", "T", "revenue"]
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.mark.parametrize("method", ["k-means", "gaussian mixture"])
def test_three_kinds_are_found_and_counted(three_kinds, method):
    found = clusters(three_kinds, method)
    assert found.chosen == 3
    kinds = found.customers.with_columns(pl.col("customer_id").str.head(1).alias("kind"))
    assert kinds.select("kind", "segment").unique().height == 3


def test_the_richest_cluster_is_the_first_and_the_axes_have_words(three_kinds):
    found = clusters(three_kinds)
    heads = found.customers.join(three_kinds, on="customer_id").group_by("segment")
    mean = heads.agg(pl.col("revenue").mean()).sort("segment")["revenue"]
    assert mean.is_sorted(descending=True)
    title = axis_title(found.axes[0])
    assert "orders" in title or "silence" in title
    assert 0.3 < found.axes[0].share + found.axes[1].share <= 1
    assert found.centres["segment"].to_list() == ["Cluster 1", "Cluster 2", "Cluster 3"]


def test_the_same_data_give_the_same_clusters(cdnow):
    customers = summarise(cdnow)
    first, second = clusters(customers), clusters(customers)
    assert first.customers.equals(second.customers)
    assert first.choice["clusters"].to_list() == [3, 4, 5, 6, 7, 8]
    assert first.customers["customer_id"].to_list() == customers["customer_id"].to_list()


def test_too_few_or_all_alike_are_refused(three_kinds):
    with pytest.raises(UnsuitableDataError):
        clusters(three_kinds.head(29))
    with pytest.raises(UnsuitableDataError):
        clusters(pl.concat([three_kinds.head(1)] * 50))

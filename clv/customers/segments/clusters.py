"""Clusters: groups that the data themselves suggest, and how far to trust them.

Customers are placed by silence, orders, spend an order and how long they have been known, each as
a logarithm and standardised, so that no unit and no whale rules the distance. The number of
clusters is the one with the best silhouette among those that two halves of the customers agree on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from clv.errors import UnsuitableDataError
from clv.tables import CUSTOMER_ID, FREQUENCY, REVENUE, SEGMENT, T, silence

if TYPE_CHECKING:
    from collections.abc import Sequence

Method = Literal["k-means", "gaussian mixture"]
Matrix = NDArray[np.float64]

FEATURES = ("silence", "orders", "spend", "age")
_SAMPLE, _JUDGED = 6_000, 2_000  # customers fitted on, and judged by silhouette, at most
_AGREE = 0.8  # adjusted Rand index of the halves from which a number of clusters counts as stable
_FEWEST = 30


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the map: what it is made of, most important first.

    Parameters
    ----------
    share : float
        Share of the variance it shows, 0 to 1.
    loadings : tuple of (str, float)
        Feature and weight, largest absolute weight first.
    """

    share: float
    loadings: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters with the evidence for their number.

    Parameters
    ----------
    customers : polars.DataFrame
        ``customer_id``, ``segment`` (``"Cluster 1"``: the one with most revenue a head, and so
        on), ``x``, ``y`` (place on the map), one row a customer in the same order.
    axes : tuple of Axis
        Of the map: the first two principal components.
    choice : polars.DataFrame
        ``clusters``, ``silhouette`` (−1 to 1), ``stability`` (adjusted Rand index, up to 1).
    chosen : int
        Number of clusters.
    centres : polars.DataFrame
        ``segment``, ``x``, ``y``, and the mean of each of `FEATURES` in its own unit: days,
        repeat purchase days, money a purchase day, days.
    """

    customers: pl.DataFrame
    axes: tuple[Axis, Axis]
    choice: pl.DataFrame
    chosen: int
    centres: pl.DataFrame


def clusters(
    customers: pl.DataFrame,
    method: Method = "k-means",
    numbers: Sequence[int] = (3, 4, 5, 6, 7, 8),
    seed: int = 7,
) -> Clusters:
    """Find clusters of customers.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    method : {"k-means", "gaussian mixture"}
        Round groups of like size, or stretched ones.
    numbers : sequence of int
        Numbers of clusters to choose from; two would only tell many orders from few.
    seed : int
        Of samples and starts.

    Raises
    ------
    UnsuitableDataError
        ``too_few_customers``, below 30, or where they are all alike.

    References
    ----------
    Rousseeuw (1987), "Silhouettes", *J. Comput. Appl. Math.* 20; Hubert & Arabie (1985),
    "Comparing partitions", *J. Classification* 2.

    Examples
    --------
    >>> customers = pl.DataFrame(
    ...     {
    ...         "customer_id": [f"c{number:02}" for number in range(60)],
    ...         "frequency": [0] * 20 + [5] * 20 + [30] * 20,
    ...         "recency": [0] * 20 + [100] * 20 + [300] * 20,
    ...         "T": [30] * 20 + [200] * 20 + [310] * 20,
    ...         "revenue": [10.0 + number for number in range(60)],
    ...     }
    ... )
    >>> answer = clusters(customers)
    >>> answer.chosen, answer.customers["segment"][0], answer.customers["segment"][59]
    (3, 'Cluster 3', 'Cluster 1')
    """
    from threadpoolctl import threadpool_limits

    places = _standardised(customers)
    rng = default_rng(seed)
    with threadpool_limits(1):
        sample = places[rng.permutation(len(places))[:_SAMPLE]]
        choice = _choice(sample, method, [n for n in numbers if n <= len(sample) // 10], rng)
        chosen = _best(choice)
        labels = np.asarray(_fit(sample, chosen, method, seed).predict(places))
        spots, axes = _map(places)
    named = _named(labels, customers)
    placed = customers.select(CUSTOMER_ID).with_columns(
        named, pl.Series("x", spots[:, 0]), pl.Series("y", spots[:, 1])
    )
    return Clusters(placed, axes, choice, chosen, _centres(customers, placed))


def _features() -> tuple[pl.Expr, ...]:
    return (
        silence(),
        pl.col(FREQUENCY).alias("orders"),
        (pl.col(REVENUE) / (pl.col(FREQUENCY) + 1)).alias("spend"),
        pl.col(T).alias("age"),
    )


def _standardised(customers: pl.DataFrame) -> Matrix:
    measured = customers.select(_features()).select(pl.all().clip(lower_bound=0).log1p())
    spread = measured.select(pl.all().std()).row(0) if customers.height >= _FEWEST else ()
    if not any(spread):
        raise UnsuitableDataError("too_few_customers", variant="clusters", least=_FEWEST)
    standard = measured.select(
        ((pl.col(name) - pl.col(name).mean()) / (deviation or 1.0)).alias(name)
        for name, deviation in zip(FEATURES, spread, strict=True)
    )
    return standard.to_numpy().astype(np.float64)


def _fit(places: Matrix, number: int, method: Method, seed: int) -> Any:
    if method == "k-means":
        from sklearn.cluster import KMeans

        return KMeans(number, n_init=3, random_state=seed).fit(places)
    from sklearn.mixture import GaussianMixture

    return GaussianMixture(number, reg_covar=1e-3, random_state=seed).fit(places)


def _choice(sample: Matrix, method: Method, numbers: Sequence[int], rng: Generator) -> pl.DataFrame:
    """Measure each number: silhouette on a part, agreement of two halves on the whole."""
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    rows = []
    judged = sample[:_JUDGED]
    for number in numbers:
        seed = int(rng.integers(2**31))
        labels = _fit(sample, number, method, seed).predict(judged)
        halves = [_fit(half, number, method, seed) for half in (sample[::2], sample[1::2])]
        agreed = adjusted_rand_score(*(half.predict(sample) for half in halves))
        alone = len(np.unique(labels)) < 2
        rows.append((number, -1.0 if alone else silhouette_score(judged, labels), agreed))
    names = {"clusters": pl.Int64, "silhouette": pl.Float64, "stability": pl.Float64}
    return pl.DataFrame(rows, schema=names, orient="row")


def _best(choice: pl.DataFrame) -> int:
    stable = choice.filter(pl.col("stability") >= _AGREE)
    among = choice.sort("stability").tail(1) if stable.is_empty() else stable
    return int(among.sort("silhouette", descending=True).row(0)[0])


def _map(places: Matrix) -> tuple[Matrix, tuple[Axis, Axis]]:
    """Project on the first two principal components, turned so that the main weight is positive."""
    variances, directions = np.linalg.eigh(np.cov(places, rowvar=False))
    order = np.argsort(variances)[::-1][:2]
    weights = directions[:, order]
    weights = weights * np.sign(weights[np.abs(weights).argmax(axis=0), [0, 1]])
    shares = variances[order] / variances.sum()
    first, second = (Axis(float(shares[i]), _by_weight(weights[:, i])) for i in range(2))
    return places @ weights, (first, second)


def _by_weight(weights: Matrix) -> tuple[tuple[str, float], ...]:
    pairs = zip(FEATURES, weights.tolist(), strict=True)
    return tuple(sorted(pairs, key=lambda pair: -abs(pair[1])))


def _named(labels: NDArray[np.int64], customers: pl.DataFrame) -> pl.Series:
    """Name the clusters by rank of revenue a head: the same data always give the same names."""
    heads = pl.DataFrame({"label": labels, "revenue": customers[REVENUE]})
    order = heads.group_by("label").agg(pl.col(REVENUE).mean()).sort(REVENUE, descending=True)
    names = {label: f"Cluster {place}" for place, label in enumerate(order["label"], start=1)}
    return heads["label"].replace_strict(names, return_dtype=pl.String).alias(SEGMENT)


def _centres(customers: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    measured = placed.join(customers.select(CUSTOMER_ID, *_features()), on=CUSTOMER_ID)
    return measured.group_by(SEGMENT).agg(pl.col("x", "y", *FEATURES).mean()).sort(SEGMENT)

"""The formulas against truths of their own: derivatives, integrals, closed forms, limits."""

import numpy as np
import polars as pl
import pytest
from scipy.integrate import quad
from scipy.stats import nbinom

from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.models import gamma_gamma as spend_formulas
from clv.models.beta_geometric import log_rising_factorial
from clv.models.spend import Spends
from clv.models.sufficient_stats import SufficientStats

PARAMETERS = {
    "bg_nbd": [(0.25, 0.8, 0.8, 2.5), (3.0, 2.0, 0.1, 0.3), (0.7, 1.0, 40.0, 300.0)],
    "mbg_nbd": [(0.25, 0.8, 0.8, 2.5), (3.0, 2.0, 0.1, 0.3), (0.7, 1.0, 40.0, 300.0)],
    "pareto_nbd": [(0.5, 0.3, 0.6, 0.3), (3.0, 2.0, 0.1, 0.01), (0.7, 1.0, 40.0, 30.0)],
}
CASES = [(name, point) for name, points in PARAMETERS.items() for point in points]
HISTORIES = SufficientStats(
    np.array([0, 0, 1, 2, 5, 40, 7]),
    np.array([0, 0, 3, 70, 200, 300, 40]),
    np.array([0, 250, 200, 70, 210, 365, 800]),
    np.array([3, 10, 4, 2, 3, 1, 2]),
)


def with_parameters(name, *values):
    """A model whose parameters are given, not fitted."""
    model = PURCHASE_MODELS[name]
    return model.from_parameters(**dict(zip(model.parameter_names, values, strict=True)))


def customer(frequency, recency, age):
    return pl.DataFrame({"frequency": [frequency], "recency": [recency], "T": [age]})


def check_derivatives(function, point):
    """Gradient and Hessian agree with central differences."""
    point = np.array(point)
    _, gradient, hessian = function(point)
    for place in range(len(point)):
        step = np.zeros_like(point)
        step[place] = 1e-5 * point[place]
        up, down = function(point + step), function(point - step)
        width = 2 * step[place]
        assert gradient[place] == pytest.approx((up[0] - down[0]) / width, rel=1e-5, abs=1e-4)
        assert hessian[place] == pytest.approx((up[1] - down[1]) / width, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize(("name", "point"), CASES)
def test_derivatives_of_the_purchase_models(name, point):
    model = PURCHASE_MODELS[name]()
    check_derivatives(lambda at: model._log_likelihood(at, HISTORIES, 100.0), point)


@pytest.mark.parametrize("point", [(6.0, 3.7, 0.5), (1.0, 1.2, 3.0), (200.0, 0.9, 0.01)])
def test_derivatives_of_gamma_gamma(point):
    spends = Spends(np.array([1.0, 1, 2, 5, 90]), np.array([12.0, 90, 31, 44, 39]))
    check_derivatives(lambda at: spend_formulas.log_likelihood(at, spends, 40.0), point)


@pytest.mark.parametrize(("name", "point"), CASES)
def test_histories_of_a_short_life_have_total_probability_one(name, point):
    """Σ over x of ∫ L(x, t_x, T) over the times of the purchases is one.

    The density of x ordered purchases depends on the last alone, so that the earlier x − 1
    contribute t_x^(x−1)/(x−1)!.
    """
    model = PURCHASE_MODELS[name]()
    r, alpha, *leaving = point
    parameters = np.array([r, 400 * alpha, *leaving])  # in units of a hundred days
    if name == "pareto_nbd":
        parameters[3] *= 400

    def likelihood(x, t_x):
        return np.exp(model._log_likelihood(parameters, one_state(x, t_x, 1000), 100.0)[0])

    times = np.arange(0, 1001, 4)
    total = likelihood(0, 0)
    for x in range(1, 60):
        factorial = np.exp(np.sum(np.log(np.arange(1, x))))
        density = [likelihood(x, t) * (t / 100) ** (x - 1) / factorial for t in times]
        total += np.trapezoid(density, times / 100)
        if x > 8 and max(density) < 1e-7:
            break
    assert total == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("a", "b"), [(0.8, 2.4), (0.3, 0.4), (0.05, 0.9), (1.0, 2.0), (0.4, 0.6), (1.7, 0.3)]
)
@pytest.mark.parametrize("frequency", [0, 1, 6, 250])
def test_expected_purchases_agree_with_their_integral(a, b, frequency):
    """E[(1 − ((α+T)/(α+T+pt))^(r+x)) / p] over p ~ Beta(a, b+x), also where a + b < 1."""
    r, alpha, age, horizon = 0.25, 30.0, 120, 365.0

    def kernel(p):
        p = max(p, 1e-12)
        return -np.expm1(-(r + frequency) * np.log1p(p * horizon / (alpha + age))) / p

    options = {"weight": "alg", "wvar": (a - 1, b + frequency - 1), "limit": 200}
    top, _ = quad(kernel, 0, 1, **options)
    norm, _ = quad(lambda p: 1.0, 0, 1, **options)
    found = PURCHASE_MODELS["bg_nbd"]()._orders_if_alive(
        np.array([r, alpha, a, b]), np.array([frequency]), np.array([age]), np.array(horizon)
    )
    assert found[0] == pytest.approx(top / norm, rel=1e-5)


def test_expected_purchases_stay_finite_where_dropout_is_the_same_for_all():
    """a, b → ∞ with p = a/(a+b): orders end geometrically, with the rate's own randomness."""
    for size in (1e2, 1e4, 1e7):
        parameters = np.array([2.0, 40.0, 0.2 * size, 0.8 * size])
        model = PURCHASE_MODELS["bg_nbd"]()
        found = model._orders_if_alive(parameters, np.array([3]), np.array([60]), np.array(200.0))
        limit = -np.expm1(-5 * np.log1p(0.2 * 200 / 100)) / 0.2
        assert found[0] == pytest.approx(limit, rel=30 / size)


@pytest.mark.parametrize(
    ("name", "leaving"),
    [("bg_nbd", (1e-9, 1.0)), ("mbg_nbd", (1e-9, 1.0)), ("pareto_nbd", (1e-9, 1.0))],
)
def test_where_nobody_leaves_all_models_are_the_negative_binomial(name, leaving):
    model = with_parameters(name, 0.7, 50.0, *leaving)
    known = customer(3, 40, 100)
    counts = model.probability_of_orders(20, 90, known)[0]
    assert model.p_alive(known)[0] == pytest.approx(1)
    assert counts == pytest.approx(nbinom.pmf(np.arange(21), 3.7, 150 / 240), abs=1e-7)
    assert model.expected_purchases(known, 90)[0] == pytest.approx(3.7 * 90 / 150, rel=1e-6)
    assert model.p_buy(known, 90)[0] == pytest.approx(1 - (150 / 240) ** 3.7, rel=1e-6)


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("name", PURCHASE_MODELS)
def test_predictions_agree_with_simulated_customers(name, count):
    """Bayes by brute force: keep simulated customers with this many orders, watch their future."""
    leaving = (0.7, 90.0) if name == "pareto_nbd" else (0.8, 2.5)
    model = with_parameters(name, 1.2, 50.0, *leaving)
    rng, size = np.random.default_rng(1), 400_000
    newborn = np.zeros((1, 1), dtype=np.int64)
    parameters = np.broadcast_to(model._parameters[:, None], (4, size))
    edges = np.array([0.0, 100.0, 300.0])
    first, later = model._draw_if_alive(parameters, newborn, newborn, edges, rng)[0].T
    born = rng.random(size) < model.new_customer(1).p_alive
    chosen = (later * born)[first * born == count]

    times = np.arange(count, 101) if count else np.zeros(1, dtype=np.int64)
    rows = pl.DataFrame({"recency": times}).with_columns(frequency=pl.lit(count), T=pl.lit(100))
    rows = rows.with_columns(pl.all().cast(pl.Int64))
    likelihood = [
        model._log_likelihood(model._parameters, one_state(count, time, 100), 1.0)[0]
        for time in times
    ]
    weights = np.exp(likelihood) * np.maximum(times, 1.0) ** max(count - 1, 0)
    expected = np.average(model.expected_purchases(rows, 200), weights=weights)
    buys = np.average(model.p_buy(rows, 200), weights=weights)
    assert chosen.mean() == pytest.approx(expected, rel=0.03)
    assert (chosen > 0).mean() == pytest.approx(buys, rel=0.02)


def one_state(*history):
    return SufficientStats(*(np.array([value]) for value in history), np.array([1]))


def test_a_one_time_buyer_is_alive_by_design_in_bg_nbd_only():
    once = customer(0, 0, 500)
    assert with_parameters("bg_nbd", 0.3, 30.0, 0.8, 2.5).p_alive(once)[0] == 1
    assert with_parameters("mbg_nbd", 0.3, 30.0, 0.8, 2.5).p_alive(once)[0] < 0.7
    assert with_parameters("pareto_nbd", 0.3, 30.0, 0.8, 90.0).p_alive(once)[0] < 0.7


def test_mbg_lets_a_share_leave_at_once():
    newborn = with_parameters("mbg_nbd", 0.5, 40.0, 1.0, 3.0).new_customer(1e9)
    assert newborn.p_alive == pytest.approx(3 / 4)
    assert newborn.p_buy == pytest.approx(3 / 4, abs=1e-3)


def test_rising_factorials_are_exact_for_enormous_arguments():
    value, slope, curvature = log_rising_factorial(1e12, np.array([0, 1, 5]))
    assert value == pytest.approx([0, np.log(1e12), 5 * np.log(1e12)], rel=1e-12)
    assert slope[2] == pytest.approx(5e-12, rel=1e-9)
    assert curvature[2] == pytest.approx(-5e-24, rel=1e-9)


def test_gamma_gamma_shrinks_towards_everybody():
    model = SPEND_MODELS["gamma_gamma"].from_parameters(p=6.25, q=3.74, v=15.44)
    frame = pl.DataFrame({"frequency": [0, 1, 1000], "monetary_value": [0.0, 80.0, 80.0]})
    nobody, once, often = model.expected_spend(frame)
    assert nobody == pytest.approx(6.25 * 15.44 / 2.74)
    assert once == pytest.approx(6.25 * (15.44 + 80) / (6.25 + 2.74))
    assert often == pytest.approx(80, rel=0.001)


def test_where_spend_has_no_mean_its_median_is_used():
    model = SPEND_MODELS["gamma_gamma"].from_parameters(p=2, q=0.9, v=10)
    draws = 2.0 * 10.0 / np.random.default_rng(0).gamma(0.9, size=200_000)
    assert model.new_customer() == pytest.approx(np.median(draws), rel=0.02)

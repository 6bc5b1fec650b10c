import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.action import assign, duration, power_of, sample_size, smallest_lift
from clv.errors import SettingsError

ids = st.lists(st.text(max_size=8), unique=True, max_size=50)


def people(names):
    return pl.DataFrame({"customer_id": names}, schema={"customer_id": pl.String})


@settings(max_examples=60, deadline=None)
@given(ids, st.integers(-5, 10**30), st.floats(0, 1))
def test_nobody_changes_sides_when_the_list_changes(names, seed, share):
    whole = dict(assign(people(names), seed, share).rows())
    part = dict(assign(people(names[::-2]), seed, share).rows())
    assert all(whole[name] == group for name, group in part.items())


def test_groups_are_even_and_other_seeds_draw_anew():
    many = people([f"c{i}" for i in range(20_000)])
    first, second = (assign(many, seed)["group"] == "treatment" for seed in (1, 2))
    assert first.mean() == pytest.approx(0.5, abs=0.012)
    assert (first == second).mean() == pytest.approx(0.5, abs=0.012)
    assert (assign(many, 1, 0.8)["group"] == "treatment").mean() == pytest.approx(0.8, abs=0.01)


def test_all_or_nobody_can_be_treated():
    some = people(["a", "b", "c"])
    assert set(assign(some, 1, 1.0)["group"]) == {"treatment"}
    assert set(assign(some, 1, 0.0)["group"]) == {"control"}


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_promised_power_is_kept(share):
    rng = np.random.default_rng(4)
    base, lift = 0.12, 0.04
    sizes = sample_size(base, lift, power=0.8, share=share)
    treated = rng.binomial(sizes.treatment, base + lift, 4000) / sizes.treatment
    control = rng.binomial(sizes.control, base, 4000) / sizes.control
    mean = share * treated + (1 - share) * control
    error = np.sqrt(mean * (1 - mean) * (1 / sizes.treatment + 1 / sizes.control))
    found = np.abs(treated - control) / error > 1.6449
    assert found.mean() == pytest.approx(0.8, abs=0.02)
    assert power_of(base, lift, sizes.total, share) == pytest.approx(0.8, abs=0.005)


@given(st.floats(0.01, 0.5), st.integers(50, 10**6))
def test_the_smallest_lift_is_told_apart_and_no_smaller_one(base, n):
    lift = smallest_lift(base, n)
    if lift is not None:
        assert power_of(base, lift, n) == pytest.approx(0.8, abs=1e-6)
        assert power_of(base, lift * 0.9, n) < 0.8


def test_more_people_need_less_time():
    few, many = (duration(pl.DataFrame({"p_buy": [0.4] * n}), 365, 0.2) for n in (4_000, 20_000))
    assert many < few <= 365
    assert duration(pl.DataFrame({"p_buy": [0.4] * 50}), 365, 0.2) is None
    assert duration(pl.DataFrame({"p_buy": []}, schema={"p_buy": pl.Float64}), 365, 0.2) is None


@pytest.mark.parametrize(("base", "lift"), [(0.0, 0.1), (0.95, 0.1), (0.1, 0.0), (0.1, -0.2)])
def test_impossible_sizes_are_refused(base, lift):
    with pytest.raises(SettingsError):
        sample_size(base, lift)

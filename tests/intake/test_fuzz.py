"""Whatever comes, the answer is orders or one clear sentence."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.fuzz import mutate, outcome
from tests.intake.seeds import Case, cases

SEEDS = [case for case in cases() if len(case.data) < 20_000]
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@QUICK
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_mutated_files_never_raise_anything_else(case: Case, seed: int):
    assert outcome(mutate(case.data, random.Random(seed)), case)


@QUICK
@given(st.binary(max_size=2_000))
def test_any_bytes_never_raise_anything_else(data: bytes):
    assert outcome(data, Case("bytes", data))


@QUICK
@given(st.text(alphabet=st.sampled_from("ab19,;\t|\"'\n\r -./:€é\0"), max_size=400))
def test_any_text_never_raises_anything_else(text: str):
    data = ("customer,date,amount\n" + text).encode()
    assert outcome(data, Case("text", data))

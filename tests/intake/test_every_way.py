"""The same orders, however they are written, are read as the same orders."""

from decimal import Decimal

import pytest

from clv.errors import InputError
from clv.intake import clean, load
from tests.intake.seeds import Case, cases

ALL = cases()
GUESSED = [case for case in ALL if case.name.endswith("guessed")]


def assert_true(case: Case):
    cleaned = clean(load(case.data, hints=case.hints), case.mapping)
    read = cleaned.lines.select("customer_id", cleaned.lines["date"].dt.date(), "amount").rows()
    truth = [(row.customer, row.day, row.amount) for row in case.truth]
    assert [row[:2] for row in read] == [row[:2] for row in truth]
    assert all(
        abs(Decimal(repr(row[2])) - fact[2]) <= Decimal("0.001")
        for row, fact in zip(read, truth, strict=True)
    )
    assert cleaned.input.records == len(truth) == cleaned.valid.rows
    return cleaned


@pytest.mark.parametrize(
    "case", [case for case in ALL if case not in GUESSED], ids=lambda case: case.name
)
def test_reads_what_was_written(case: Case):
    assert_true(case)


def is_opened(case: Case) -> bool:
    try:
        load(case.data)
    except InputError as error:
        return error.kind != "unreadable_encoding"
    return True


@pytest.mark.parametrize("case", GUESSED, ids=lambda case: case.name)
def test_an_unnamed_encoding_is_read_right_and_said_or_asked_for(case: Case):
    if "cp125" in case.name or "latin" in case.name or is_opened(case):
        said = {notice.code for notice in assert_true(case).notices}
        assert "guessed_encoding" in said or "utf" in case.name

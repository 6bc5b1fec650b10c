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


@pytest.mark.parametrize("case", GUESSED, ids=lambda case: case.name)
def test_an_unnamed_encoding_is_read_right_and_said_or_asked_for(case: Case):
    try:
        cleaned = assert_true(case)
    except InputError as error:
        assert error.kind == "unreadable_encoding"
        assert "cp125" not in case.name
        assert "latin" not in case.name
    else:
        said = {notice.code for notice in cleaned.notices}
        assert "guessed_encoding" in said or "utf" in case.name

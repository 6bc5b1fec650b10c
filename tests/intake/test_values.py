"""Dates and money: read by evidence, asked where there is none, never guessed in silence."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import clean, load
from clv.intake.values import dates, money


def read_dates(*texts, **options):
    return dates.parse(pl.Series("when", texts), **options).values.to_list()


def read_money(*texts):
    return money.parse(pl.Series("sum", texts)).values.to_list()


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (("2024-03-05",), (2024, 3, 5)),
        (("5.3.2024",), (2024, 3, 5)),
        (("05/03/24", "31/12/23"), (2024, 3, 5)),
        (("03/05/24", "12/31/23"), (2024, 3, 5)),
        (("5 mars 2024",), (2024, 3, 5)),
        (("5. März 2024",), (2024, 3, 5)),
        (("Tuesday, March 5th, 2024",), (2024, 3, 5)),
        (("20240305",), (2024, 3, 5)),
        (("2024年3月5日",), (2024, 3, 5)),
        (("1709596800",), (2024, 3, 5)),
    ],
)
def test_one_day_in_many_hands(texts, day):
    assert read_dates(*texts)[0] == datetime(*day)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024-03-05T23:30:00+02:00", 23), ("2024-03-05 23:30 EST", 23), ("2024-03-05T23:30Z", 23),
        ("3/15/2024 12:05 AM", 0), ("3/15/2024 12:05 PM", 12), ("15/3/2024 7:05 p.m.", 19),
    ],
)  # fmt: skip
def test_times_are_those_of_the_shops_clock(text, hour):
    assert read_dates(text)[0].hour == hour


@pytest.mark.parametrize(
    "text", ["2024-02-30", "0000-00-00", "9999-12-31", "soon", "2024-13-01", ""]
)
def test_what_is_no_date_is_none(text):
    assert read_dates(text, "2024-01-31") == [None, datetime(2024, 1, 31)]


@pytest.mark.parametrize(
    "texts", [("3/4/2024", "5/6/2024"), ("13/4/2024", "4/13/2024"), ("12345",)]
)
def test_doubt_is_a_question(texts):
    with pytest.raises(InputError) as refusal:
        read_dates(*texts)
    assert refusal.value.kind == "ambiguous_dates"


def test_the_answer_settles_it_and_the_doubt_is_still_said():
    column = pl.Series(["3/4/2024", "5/6/2024"])
    read = dates.parse(column, form="month_first")
    assert read.values.dt.month().to_list() == [3, 5]
    assert [notice.code for notice in read.notices] == ["ambiguous_dates"]


def test_one_late_value_turns_the_whole_column():
    texts = ["03/04/2024"] * 5_000 + ["31/12/2024"]
    assert read_dates(*texts)[0] == datetime(2024, 4, 3)


def test_a_late_value_in_another_order_is_not_read_by_the_first():
    lines = ["customer,date,amount", *["a,2024-01-05,5.00"] * 3_000, "a,02-01-2024,5.00"]
    with pytest.raises(InputError) as refusal:
        clean(load("\n".join(lines).encode()))
    assert refusal.value.kind == "ambiguous_dates"


@given(st.decimals(0, 9_999_999, places=2), st.sampled_from([".,", ",.", " .", " ,", "'."]))
def test_amounts_survive_any_marks(amount, marks):
    group, decimal = marks
    text = f"{amount:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    assert read_money(text, f"1{decimal}50")[0] == float(amount)


@pytest.mark.parametrize(
    "text", ["12%", "12 kg", "--5", "(5", "1.2.3", "1,23,4", "0x10", "1e999", "5-3"]
)
def test_what_is_no_amount_is_none(text):
    assert read_money(text, "2.50") == [None, 2.5]


@pytest.mark.parametrize("texts", [("1,234", "5,678"), ("1.234", "1999"), ("1.000", "2.000")])
def test_thousands_or_decimals_is_a_question(texts):
    with pytest.raises(InputError) as refusal:
        read_money(*texts)
    assert refusal.value.kind == "ambiguous_amounts"


def test_points_and_commas_mixed_are_refused():
    with pytest.raises(InputError) as refusal:
        read_money("12.50", "12,50", "3,75", "4.25")
    assert refusal.value.kind == "bad_amounts"


def test_a_stray_comma_costs_one_row_and_casts_doubt_on_its_like():
    assert read_money(*["12.50"] * 50, "12,5", "1,234")[-2:] == [None, None]


def test_the_currency_beside_an_amount_is_kept():
    read = money.parse(pl.Series(["€5.00", "US$ 5.00", "5.00 zł", "5.00"]))
    assert read.currencies.to_list() == ["EUR", "USD", "PLN", None]

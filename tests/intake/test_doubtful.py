"""Files that look harmless and are not: read as a person would read them, or asked about."""

import io

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from clv.errors import InputError
from clv.intake import Mapping, ReadHints, clean, guess, load

ROWS = [(f"K{i % 7}", f"2024-{1 + i % 12:02d}-{1 + i * 5 % 28:02d}", 10 + i) for i in range(24)]
TOTAL = sum(amount for *_, amount in ROWS)


def table(header="customer_id,order_date,amount", line="{who},{day},{amount}.00", rows=ROWS):
    lines = [line.format(who=who, day=day, amount=amount) for who, day, amount in rows]
    return "\n".join([header, *lines, ""])


def read(text, mapping=None, **hints):
    data = text.encode() if isinstance(text, str) else text
    return clean(load(data, hints=ReadHints(**hints)), mapping)


def refusal(text, mapping=None, **hints):
    with pytest.raises(InputError) as refused:
        read(text, mapping, **hints)
    return refused.value.kind


def codes(cleaned):
    return {notice.code for notice in cleaned.notices}


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        (("customer_age", "user", "order_date", "amount"), {"customer": "user"}),
        (("customer type", "client no", "date", "total"), {"customer": "client no"}),
        (("customer_id", "shipped date", "ordered date", "total"), {"date": "ordered date"}),
        (("customer_id", "date of birth", "order date", "total"), {"date": "order date"}),
        (("customer_id", "date", "shipping total", "order total"), {"amount": "order total"}),
    ],
)
def test_of_rival_columns_the_right_one_is_taken(columns, chosen):
    raw = load(f"{','.join(columns)}\n".encode() + b",".join([b"2024-01-02"] * len(columns)))
    roles = guess(raw).sure.roles
    assert {role: roles.get(role) for role in chosen} == chosen


@pytest.mark.parametrize(
    "header",
    [
        "customer segment,order_date,amount", "customer city,order_date,amount",
        "customer_id,date of birth,amount", "customer_id,order_date,tax amount",
    ],
)  # fmt: skip
def test_a_column_that_only_sounds_right_is_asked_about(header):
    assert refusal(table(header)) == "missing_columns"


def test_an_amount_beside_a_unit_price_and_another_sum_is_asked_about():
    text = table("customer_id,order_date,amount,unit_price,line_total", "{who},{day},2,5,{amount}")
    assert refusal(text) == "missing_columns"


def test_a_type_that_tells_refunds_turns_their_sign():
    text = table("customer_id,order_date,total,type", "{who},{day},{amount},sale")
    cleaned = read(text + "K1,2024-12-30,50,refund\n")
    assert cleaned.kept.amount == TOTAL
    assert "returns" in codes(cleaned)


def test_money_paid_back_under_a_status_is_a_return():
    text = table("customer_id,order_date,total,status", "{who},{day},{amount},paid")
    cleaned = read(text + "K1,2024-12-30,-18,refunded\n")
    assert cleaned.kept.amount == TOTAL - 18


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (("12,50", "7,-"), 19.5),
        (("CHF 12.50", "CHF 7.–"), 19.5),
        (("Rs. 1,234.00", "Rs. 5/-"), 1239),
    ],
)
def test_a_dash_for_no_cents_is_no_minus(amounts, total):
    lines = "".join(f"a;2024-01-0{n};{amount}\n" for n, amount in enumerate(amounts, 1))
    assert float(read("customer;date;amount\n" + lines).valid.amount) == total


@pytest.mark.parametrize("marks", [("kr", "€"), ("kr", "$"), ("R", "€")])
def test_any_two_currencies_are_refused(marks):
    lines = "".join(f"a,2024-01-0{n},{mark} 5.00\n" for n, mark in enumerate(marks, 1))
    assert refusal("customer,date,amount\n" + lines) == "mixed_currencies"


@pytest.mark.parametrize(
    ("amount", "stated", "found"),
    [("5", "€", "EUR"), ("$5", "CAD", "CAD"), ("kr 5", "SEK", "SEK"), ("kr 5", "", None)],
)
def test_a_sign_and_a_currency_column_agree(amount, stated, found):
    assert (
        read(f"customer,date,amount,currency\na,2024-01-02,{amount},{stated}\n").currency == found
    )


def test_a_sign_against_the_currency_column_is_refused():
    text = table("customer_id,order_date,amount,currency", "{who},{day},€{amount},USD")
    assert refusal(text) == "mixed_currencies"


@pytest.mark.parametrize(
    "day", ["2024-23-01", "2024/23/01", "23 smarch 2024"], ids=["ydm", "ydm slashes", "no month"]
)
def test_dates_of_an_unknown_form_are_asked_about(day):
    lines = f"a,{day},5\n" + "".join(f"a,{day.replace('23', '05')},5\n" for _ in range(9))
    assert refusal("customer,date,amount\n" + lines) in ("ambiguous_dates", "bad_dates")


@pytest.mark.parametrize(
    ("text", "day"),
    [("Mar-03-24", (3, 3)), ("3 października 2024", (10, 3)), ("5. des. 2024", (12, 5))],
)
def test_further_ways_to_write_a_day(text, day):
    first = read(f"customer,date,amount\na,{text},5\n").valid.first_day
    assert (first.month, first.day) == day


def test_days_and_months_that_a_spreadsheet_exchanged_are_suspected():
    days = [f"{d:02d}/04/2024" for d in range(13, 25)] + [f"2024-{d:02d}-04" for d in range(1, 13)]
    text = "customer,date,amount\n" + "".join(f"a,{day},5\n" for day in days)
    assert "ambiguous_dates" in codes(read(text))


@pytest.mark.parametrize("sign", ["€", "£"])
def test_a_currency_sign_alone_tells_the_encoding(sign):
    data = table(line="{who},{day}," + sign + "{amount}").encode("cp1252")
    assert read(data).valid.amount == TOTAL


def test_the_mark_of_a_joined_file_is_no_part_of_an_id():
    joined = table() + "\ufeff" + table().partition("\n")[2]
    assert read(joined).valid.customers == 7


@pytest.mark.parametrize(
    "above",
    ["Report,,\nRun by,Ann,\nOn,2025-01-02,\n", "Region,Manager,Quarter\nNorth,Ann,Q1\n,,\n"],
)
def test_notes_as_wide_as_the_table_are_no_header(above):
    assert read(above + table()).valid.amount == TOTAL


def test_a_header_with_empty_columns_is_one():
    text = table(",customer_id,,order_date,,amount,,", ",{who},,{day},,{amount},,")
    assert read(text).valid.amount == TOTAL


def test_the_first_half_of_a_joined_file_is_not_passed_over():
    wider = table("customer_id,order_date,quantity,amount", "{who},{day},1,{amount}", ROWS * 3)
    assert refusal(table() + wider) == "ambiguous_structure"


def test_a_header_within_the_data_is_told_of():
    other = "product,date,price\n" + "".join(f"P{n},2024-01-0{n},9\n" for n in range(1, 6))
    assert "second_header" in codes(read(table() + other))
    assert "second_header" not in codes(read(table() + table()))


def test_columns_lined_up_with_spaces():
    lines = "".join(f" {who:>6} {day:<12}{amount:>8}.00\n" for who, day, amount in ROWS)
    mapping = Mapping(customer="1", date="2", amount="3")
    assert read(lines, mapping, has_header=False).valid.amount == TOTAL


def test_delimiters_escaped_without_quotes():
    cleaned = read(table(line="Lee\\, {who},{day},{amount}"), escape_char="\\")
    assert cleaned.lines["customer_id"][0] == "Lee, K0"


def test_a_line_without_end_is_refused():
    assert refusal(table() + "x" * (9 << 20) + ",2024-01-01,5\n") == "malformed_csv"


@pytest.mark.parametrize("ids", [("12", "12.0"), ("1.23457E+15", "1.23458E+15")])
def test_ids_changed_by_a_spreadsheet_are_told_of(ids):
    text = "customer,date,amount\n" + "".join(f"{who},2024-01-02,5\n" for who in ids)
    assert codes(read(text)) & {"lookalike_ids", "rounded_ids"}


def test_an_order_total_on_every_line_counts_once():
    header = "Order Number,Order Date,Email (Billing),Order Total Amount,Item Name"
    lines = "".join(
        f"{n},{day},{who}@example.org,{amount},{item}\n"
        for n, (who, day, amount) in enumerate(ROWS)
        for item in ("Tea", "Cup", "Jar")
    )
    cleaned = read(f"{header}\n{lines}")
    assert cleaned.kept.amount == TOTAL
    assert cleaned.orders.height == len(ROWS)
    assert "repeated_totals" in codes(cleaned)


def test_duplicates_are_not_taken_for_line_items():
    text = table("order_id,customer_id,order_date,order_total", "{amount},{who},{day},{amount}")
    assert read(text + text.partition("\n")[2]).valid.amount == 2 * TOTAL


def parquet(**changed):
    columns = {
        "customer_id": pa.array([who for who, *_ in ROWS]),
        "order_date": pa.array([day for _who, day, _amount in ROWS]),
        "amount": pa.array([float(amount) for *_, amount in ROWS]),
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns | changed), out)
    return out.getvalue()


def test_nested_columns_beside_are_no_hindrance():
    items = pa.array([[{"sku": "a"}]] * len(ROWS))
    assert read(parquet(items=items)).valid.amount == TOTAL


def test_a_zone_without_a_name_is_read_in_utc():
    late = pl.datetime_range(pl.datetime(2024, 1, 1, 22), pl.datetime(2024, 1, 24, 22), eager=True)
    days = pa.array(late.to_list(), pa.timestamp("us", tz="+05:30"))
    assert str(read(parquet(order_date=days)).valid.first_day) == "2024-01-01"


def test_bytes_that_are_numbers_are_no_ids():
    numbers = [int(who[1:]).to_bytes(4, "big") for who, *_ in ROWS]
    assert refusal(parquet(customer_id=pa.array(numbers, pa.binary()))) == "unsupported_types"


def test_long_ids_that_a_workbook_rounded_are_told_of():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["customer_id", "order_date", "amount"])
    for row, (who, day, amount) in enumerate(ROWS, 1):
        sheet.write_row(row, 0, [1.2345678901234567e19 + 1000 * int(who[1:]), day, amount])
    book.close()
    assert "rounded_ids" in codes(read(out.getvalue()))

"""Files without customers: phones, or names and postcodes, tell them apart, and it is said."""

import pytest

from clv.errors import InputError
from clv.intake import clean, load

DAYS = [f"2024-{1 + n % 12:02d}-{1 + n % 27:02d}" for n in range(36)]


def written(header, who):
    """Twelve customers, three orders of 10 each."""
    return "\n".join([header, *(f"{who(n % 12)},{day},10.00" for n, day in enumerate(DAYS))])


@pytest.mark.parametrize(
    ("header", "who", "code"),
    [
        ("Phone,Date,Total", lambda n: f"+49 170 {1000000 + n}", "customer_by_phone"),
        ("Telefonnummer,Datum,Betrag", lambda n: f"0170/{1000000 + n}", "customer_by_phone"),
        ("手机号,日期,金额", lambda n: f"138{10000000 + n}", "customer_by_phone"),
        ("Name,Postcode,Date,Total", lambda n: f"Ann {n % 6},{10000 + n}", "joint_customer"),
        ("Vorname,Nachname,Datum,Summe", lambda n: f"Ann{n % 4},Roe{n % 3}", "joint_customer"),
        ("氏名,郵便番号,日付,金額", lambda n: f"佐藤{n % 6},100-{1000 + n}", "joint_customer"),
    ],
)
def test_it_is_read_and_said(header, who, code):
    cleaned = clean(load(written(header, who).encode()))
    assert (cleaned.kept.customers, cleaned.kept.amount) == (12, 360)
    assert code in {notice.code for notice in cleaned.notices}


def test_nameless_rows_are_nobodys():
    text = written("Name,Postcode,Date,Total", lambda n: f"Ann {n},1") + "\n,2,2024-01-02,5\n"
    cleaned = clean(load(text.encode()))
    assert cleaned.kept.customers == 12
    assert "missing_customer" in cleaned.ledger["reason"].to_list()


def test_a_customer_column_is_enough():
    text = written("Name,Postcode,Customer,Date,Total", lambda n: f"Ann {n},1,k{n % 4}")
    assert clean(load(text.encode())).kept.customers == 4


@pytest.mark.parametrize("header", ["Name,Date,Total", "Address,Date,Total"])
def test_a_name_alone_is_asked_about_with_examples(header):
    with pytest.raises(InputError) as asked:
        clean(load(written(header, lambda n: f"{n} Ann").encode()))
    assert header.split(",")[0] in str(asked.value.values["candidates"])

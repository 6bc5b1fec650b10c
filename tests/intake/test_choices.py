"""What a person may say, and what is refused in words."""

import pytest

from clv.errors import InputError, SettingsError
from clv.intake import Mapping, Policy, ReadHints, clean, load


def test_a_mapping_reads_columns_with_commas():
    mapping = Mapping.parse("customer=Name, first,date=When,amount=Sum")
    assert mapping.roles == {"customer": "Name, first", "date": "When", "amount": "Sum"}


@pytest.mark.parametrize("text", ["who=Name", "Name", "=x"])
def test_an_unknown_role_is_refused(text):
    with pytest.raises(SettingsError):
        Mapping.parse(text)


def test_quantity_and_price_overrule_a_found_amount():
    told = Mapping(quantity="n", unit_price="p").over(Mapping(amount="total", customer="c"))
    assert told.amount is None
    assert told.missing == ("date",)


@pytest.mark.parametrize(
    "wrong",
    [{"delimiter": "||"}, {"quote_char": "ab"}, {"date_unit": "weeks"}, {"header_row": -1}],
)
def test_hints_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        ReadHints(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"returns": "burn"}, {"zero": "maybe"}, {"rates": (("USD", 0.0),)}]
)
def test_policies_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        Policy(**wrong)


def test_hints_and_policies_key_caches():
    assert hash(ReadHints(delimiter="tab")) == hash(ReadHints(delimiter="\t"))
    assert Policy() == Policy()


@pytest.mark.parametrize("header", ["id,date", "date,ID"])
def test_ids_and_days_alone_are_customers_and_orders_without_money(header):
    lines = [f"{who},2024-{month:02}-1{who}" for who in (3, 4, 5) for month in (1, 2, 4)]
    if header == "date,ID":
        lines = [",".join(reversed(line.split(","))) for line in lines]
    raw = load("\n".join([header, *lines]).encode())
    with pytest.raises(InputError, match="amount") as refusal:
        clean(raw)
    assert refusal.value.values["roles"] == ("amount",)
    cleaned = clean(raw, policy=Policy(amounts="none"))
    assert (cleaned.kept.customers, cleaned.orders.height) == (3, 9)
    assert not cleaned.has_money
    assert [notice.code for notice in cleaned.notices] == ["orders_counted"]


def test_without_money_what_came_back_is_no_order():
    text = "customer,date,order,quantity\na,2024-01-02,1,2\na,2024-02-02,2,1\na,2024-02-09,3,-1\n"
    cleaned = clean(load(text.encode()), policy=Policy(amounts="none"))
    assert cleaned.orders.height == 1
    assert cleaned.orders["amount"].to_list() == [1.0]

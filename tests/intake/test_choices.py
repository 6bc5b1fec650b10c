"""What a person may say, and what is refused in words."""

import pytest

from clv.errors import SettingsError
from clv.intake import Mapping, Policy, ReadHints


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

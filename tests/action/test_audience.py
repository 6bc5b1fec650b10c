import polars as pl
import pytest

from clv.action import Choice, Limit, choose, ids_in
from clv.customers import segment
from clv.errors import InputError


@pytest.fixture(scope="module")
def people(customers, predictions):
    return customers.join(predictions, on="customer_id").join(
        segment(customers).select("customer_id", "segment"), on="customer_id"
    )


def test_an_empty_choice_is_everybody(people):
    assert choose(people, Choice()).customers.equals(people)


def test_everything_asked_for_holds(people):
    choice = Choice(
        segments=("Champions", "Loyal"),
        limits=(Limit("p_buy", low=0.3), Limit("revenue", 100, 500)),
    )
    found = choose(people, choice).customers
    assert 0 < found.height < people.height
    assert set(found["segment"]) <= {"Champions", "Loyal"}
    assert (found["p_buy"] >= 0.3).all()
    assert found["revenue"].is_between(100, 500).all()


def test_pasted_ids_are_found_and_strangers_named(people):
    found = choose(people, Choice(ids=ids_in("0007, 0001\nnobody")))
    assert found.customers["customer_id"].to_list() == ["0001", "0007"]
    assert found.unknown == ("nobody",)


def test_unknown_values_fit_no_rule():
    people = pl.DataFrame({"customer_id": ["a", "b"], "clv": [None, 1.0]})
    assert choose(people, Choice(limits=(Limit("clv", low=0),))).customers.height == 1


def test_a_rule_about_nothing_known_is_refused(people):
    with pytest.raises(InputError, match="shoe_size"):
        choose(people, Choice(limits=(Limit("shoe_size", 40),)))

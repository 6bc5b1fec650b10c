"""Pseudonyms at the door: the same numbers, nobody's name, and back only with key and exports."""

import polars as pl
import pytest

from clv.errors import InputError
from clv.intake import (
    Mapping,
    ReadHints,
    clean,
    create_key,
    load,
    pseudonymised,
    read_key,
    reidentified,
)
from clv.present.words import say
from tests.intake.test_world import SYSTEMS
from tests.intake.world import orders, table

KEY = b"k" * 64
LOG = orders(9)
NAMES = {who: f"Ann-{who} Müller" for who in range(200)}


def log(**written):
    return table(
        "order|customer|e-mail|name|address|date|amount|note",
        [(o.number, f"ann{o.who}@example.org", f"ann{o.who}@example.org", NAMES[o.who],
          f"Street {o.who}", o.day, f"{o.amount:.2f}", f'call Ann-{o.who}, "soon"') for o in LOG],
    )  # fmt: skip


def read(made):
    return clean(load(made.content, hints=made.hints))


def test_the_numbers_stay_and_the_names_go():
    plain = clean(load(log(), hints=ReadHints()), Mapping(customer="customer"))
    made = pseudonymised(log(), KEY, mapping=Mapping(customer="customer"))
    cleaned = clean(load(made.content, hints=made.hints), Mapping(customer="customer"))
    assert (cleaned.kept.amount, cleaned.kept.customers) == (
        plain.kept.amount,
        plain.kept.customers,
    )
    assert cleaned.input.records == plain.input.records
    for word in (b"nn-", b"example.org", b"Street", b"call"):
        assert word not in made.content


@pytest.mark.parametrize(
    "system", ["Squarespace", "Wix", "Xero", "guests", "a grand total, dated", "events of a shop"]
)
def test_exports_of_shops_come_to_the_same(system):
    data, truth = SYSTEMS[system]()
    kept = read(pseudonymised(data, KEY)).kept
    assert (float(kept.amount), kept.customers) == pytest.approx(truth, abs=0.06)


def test_lines_that_are_no_row_are_counted_again():
    text = b"customer,date,amount\na,2024-01-02,5\nb,2024\nb,2024-01-03,6,7,8\nb,2024-01-04,6\n"
    before, after = clean(load(text)), read(pseudonymised(text, KEY))
    assert before.ledger.rows() == after.ledger.rows()


def test_the_same_key_gives_the_same_pseudonyms_and_another_others():
    one, other = (read(pseudonymised(log(), key, mapping=Mapping(customer="customer")))
                  for key in (KEY, b"l" * 64))  # fmt: skip
    again = read(pseudonymised(log(), KEY, mapping=Mapping(customer="customer")))
    assert set(one.orders["customer_id"]) == set(again.orders["customer_id"])
    assert not set(one.orders["customer_id"]) & set(other.orders["customer_id"])


def test_a_list_is_turned_back_with_key_and_exports_alone():
    made = read(pseudonymised(log(), KEY, mapping=Mapping(customer="customer")))
    best = made.orders.group_by("customer_id").agg(pl.col("amount").sum()).sort("amount").tail(5)
    content = best.write_csv().encode()
    mapping = Mapping(customer="customer")
    back = reidentified(content, [log()], KEY, mapping=mapping)
    plain = clean(load(log()), mapping).orders.group_by("customer_id").agg(pl.col("amount").sum())
    assert set(back["customer_id"]) == set(plain.sort("amount").tail(5)["customer_id"])
    with pytest.raises(InputError) as refusal:
        reidentified(content, [log()], b"l" * 64, mapping=mapping)
    assert "same key" in say(refusal.value)
    with pytest.raises(InputError):
        reidentified(b"customer_id,clv\nann,5\n", [log()], KEY)


def test_a_key_is_the_user_s_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "shop.key"
    create_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert len(read_key(path)) == 64
    with pytest.raises(InputError, match="key_exists"):
        create_key(path)
    (tmp_path / "short").write_text("abc")
    for name in ("short", "missing"):
        with pytest.raises(InputError, match="bad_key"):
            read_key(tmp_path / name)

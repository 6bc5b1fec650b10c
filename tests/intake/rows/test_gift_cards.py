"""The money of gift cards counts once; vouchers and discounts are no returns."""

import pytest

from clv.intake import Policy, clean, load
from clv.options import DEFAULT_POLICY
from clv.present.words import say
from tests.intake.world import table

SHOPIFY = table(
    "Name|Email|Financial Status|Currency|Total|Created at|Lineitem quantity|Lineitem name|"
    "Lineitem price|Payment Method",
    [
        ("#1", "a@x.org", "paid", "EUR", 50, "2024-01-02", 1, "Gift Card - 50 EUR", 50, "Visa"),
        ("#2", "a@x.org", "paid", "EUR", 50, "2024-02-02", 1, "Teapot", 50, "Gift Card"),
        ("#3", "b@x.org", "paid", "EUR", 30, "2024-02-05", 1, "Cup", 30, "Visa + Gift Card"),
        ("#4", "b@x.org", "paid", "EUR", 40, "2024-03-05", 1, "Cup", 15, "Visa"),
        ("#4", "b@x.org", "", "", "", "2024-03-05", 1, "Gift card", 25, ""),
    ],
)
LINES = table(
    "order_id|customer|date|product|qty|amount",
    [
        (1, "ann", "2024-01-02", "Gutschein 50 €", 1, 50),
        (2, "ann", "2024-02-02", "Teekanne", 1, 80),
        (2, "ann", "2024-02-02", "Gutschein GS-1234", -1, -50),
        (3, "bob", "2024-02-03", "Tasse", 2, 20),
        (3, "bob", "2024-02-03", "Rabattgutschein SOMMER10", 1, -2),
        (4, "cay", "2024-02-03", "Tasse", 1, 10),
        (5, "cay", "2024-02-09", "Tasse", 1, 10),
        (5, "cay", "2024-02-09", "Tasse retour", -1, -10),
    ],
)
TENDERS = table(
    "order|customer|date|total|Zahlart",
    [
        (n, f"c{n % 3}", f"2024-01-{n + 10}", 10, "Gutschein" if n == 4 else "PayPal")
        for n in range(9)
    ],
)


def kept(data, policy=DEFAULT_POLICY):
    cleaned = clean(load(data), policy=policy)
    gone = {reason: money for _step, reason, _rows, money in cleaned.ledger.rows()}
    assert float(cleaned.valid.amount) == pytest.approx(float(cleaned.kept.amount) + sum(
        money for reason, money in gone.items() if reason != "line_items"))  # fmt: skip
    return float(cleaned.kept.amount), gone


@pytest.mark.parametrize(
    ("data", "way", "amount"),
    [
        (SHOPIFY, "auto", 95),
        (SHOPIFY, "sold", 120),
        (SHOPIFY, "keep", 170),
        (LINES, "auto", 108),
        (LINES, "keep", 108),
        (TENDERS, "auto", 90),
        (TENDERS, "sold", 80),
    ],
)
def test_the_money_of_a_card_counts_once(data, way, amount):
    assert kept(data, Policy(gift_cards=way))[0] == amount


def test_a_card_handed_in_pays_and_a_discount_makes_cheaper():
    _amount, gone = kept(LINES)
    assert gone == {
        "gift_cards": 50, "gift_cards_handed_in": -50, "discounts": -2, "discounted": 2,
        "returns": -10, "returned_purchases": 10,
    }  # fmt: skip
    # Leaving returns out must not make what was discounted dearer.
    assert kept(LINES, Policy(returns="drop"))[0] == 118


@pytest.mark.parametrize(
    "name",
    ["Carte cadeau", "Tarjeta de regalo 50", "Buono regalo", "Cartão-presente", "Cadeaubon €25",
     "Karta podarunkowa", "Dárkový poukaz", "Ajándékkártya", "Presentkort", "Gavekort",
     "Lahjakortti", "Δωροκάρτα", "Hediye Kartı", "Подарочная карта", "Подарунковий сертифікат",
     "بطاقة هدية", "כרטיס מתנה", "礼品卡100元", "ギフトカード", "기프트카드", "บัตรของขวัญ",
     "Thẻ quà tặng", "Kartu hadiah"],
)  # fmt: skip
def test_a_card_is_known_in_the_languages_of_shops(name):
    data = table(
        "order_id|customer|date|product|amount",
        [(1, "a", "2024-01-02", name, 50), (2, "a", "2024-02-02", "Zx", 80),
         (3, "b", "2024-02-03", "Qy", 20)],
    )  # fmt: skip
    assert kept(data) == (100, {"gift_cards": 50})


@pytest.mark.parametrize("name", ["Gift card holder", "Geschenkbox", "Gift box", "Bon voyage mug"])
def test_what_only_sounds_like_a_card_is_sold(name):
    data = table(
        "order_id|customer|date|product|amount",
        [(1, "a", "2024-01-02", name, 50), (2, "a", "2024-02-02", "Zx", 80)],
    )
    assert kept(data) == (130, {})


def test_cards_that_are_most_of_the_shop_count_and_are_told_of():
    rows = [(n, f"c{n % 4}", f"2024-01-{n + 10}", "Spa voucher", 50) for n in range(8)]
    cleaned = clean(load(table("order_id|customer|date|product|amount", rows)))
    assert float(cleaned.kept.amount) == 400
    assert "count as sales" in " ".join(map(say, cleaned.notices))


CARD_COLUMN = """order,customer,date,{sub},shipping,total,{card}
1,a,2024-01-02,20,5,{first},10
2,b,2024-01-03,30,0,30,0
3,b,2024-02-03,30,5,{third},35
"""


@pytest.mark.parametrize("card", ["gift card amount", "Store credit", "Gutscheinkarte (EUR)"])
@pytest.mark.parametrize(("sub", "totals"), [
    ("subtotal", (25, 35)), ("subtotal", (15, 0)), ("note", (25, 35)), ("note", (15, 0)),
])  # fmt: skip
@pytest.mark.parametrize(("way", "amount"), [("auto", 90.0), ("redeemed", 90.0), ("sold", 45.0)])
def test_what_a_column_says_a_card_paid_counts_once(card, sub, totals, way, amount):
    text = CARD_COLUMN.format(sub=sub, card=card, first=totals[0], third=totals[1])
    cleaned = clean(load(text.encode()), policy=Policy(gift_cards=way))
    assert cleaned.kept.amount == amount
    assert any(notice.code.startswith("gift_card") for notice in cleaned.notices)


@pytest.mark.parametrize("card", ["Gift card balance", "gift card sales", "Gift card number"])
def test_what_a_card_still_holds_paid_nothing(card):
    text = CARD_COLUMN.format(sub="subtotal", card=card, first=15, third=1)
    assert clean(load(text.encode()), policy=Policy(gift_cards="sold")).kept.amount == 46

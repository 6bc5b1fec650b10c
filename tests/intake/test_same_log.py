"""One log in many guises: nothing that leaves its meaning alone changes what is read in silence.

A further column, other words in the header, rows in another order, the file in parts: the money and
the customers stay, or a question is asked.
"""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import clean, load, load_many
from tests.intake.world import Order, comma, orders, paid, point, table

HEADERS = {
    "order": "order_id|Order Number|Bestellnummer|Numéro de commande|Número de pedido|Ordernummer|"
    "Nr zamówienia|订单号|注文番号|Номер заказа|Numero ordine|Sipariş No|Invoice No|"
    "Číslo objednávky",
    "customer": "customer_id|Customer|Kundennummer|Client|ID cliente|Klantnummer|ID klienta|用户ID|"
    "会員番号|Покупатель|Codice cliente|Müşteri No|Buyer|Zákazník",
    "date": "order_date|Date|Bestelldatum|Date de commande|Fecha del pedido|Besteldatum|"
    "Data zamówienia|下单时间|注文日|Дата заказа|Data ordine|Sipariş Tarihi|Purchased at|Datum",
    "amount": "amount|Total|Gesamtbetrag|Montant total|Importe total|Totaalbedrag|Kwota|实付金额|"
    "合計金額|Сумма заказа|Totale ordine|Toplam Tutar|Order total|Celkem",
    "status": "status|Order Status|Bestellstatus|Statut|Estado|Bestelstatus|Status zamówienia|"
    "订单状态|ステータス|Статус заказа|Stato ordine|Sipariş Durumu|State|Stav",
    "product": "product|Item|Artikel|Produit|Producto|Artikel|Produkt|商品名称|商品名|Товар|"
    "Prodotto|Ürün|Description|Produkt",
    "quantity": "quantity|Qty|Menge|Quantité|Cantidad|Aantal|Ilość|数量|数量|Количество|Quantità|"
    "Adet|Units|Množství",
    "unit_price": "unit_price|Unit Price|Einzelpreis|Prix unitaire|Precio unitario|Stukprijs|"
    "Cena jednostkowa|单价|単価|Цена|Prezzo unitario|Birim Fiyat|Price|Cena",
}  # fmt: skip
WORDS = {role: names.split("|") for role, names in HEADERS.items()}
LANGUAGES = range(len(WORDS["order"]))
SHAPES = {
    "orders": ("order", "customer", "date", "amount", "status"),
    "without a number": ("customer", "date", "amount"),
    "items": ("order", "customer", "date", "product", "quantity", "unit_price"),
    "total on each line": ("order", "customer", "date", "product", "quantity", "amount"),
}


def noise(name: str, draw: random.Random, order: Order) -> str:
    """Write a cell of a column that is no part of the log."""
    further = order.day + timedelta(days=draw.randrange(1, 40))
    cents = draw.randrange(1, 90_000) / 100
    words = {
        "of money": f"{cents:.2f}", "of a day": further.isoformat(),
        "of people": draw.choice(("Anna", "Ben", "Cleo")), "of nothing": "",
        "of numbers": str(draw.randrange(1, 99)), "of words": draw.choice(("red", "blue", "")),
    }  # fmt: skip
    return words[NOISE[name]]


NOISE = {
    "Cost": "of money", "Margin": "of money", "Commission": "of money", "Balance": "of money",
    "List price": "of money", "Tax": "of money", "Budget": "of money", "Weight": "of money",
    "Date of birth": "of a day", "Delivery date": "of a day", "Updated at": "of a day",
    "Due date": "of a day", "Next visit": "of a day", "Shipped on": "of a day",
    "Cashier": "of people", "Sales rep": "of people", "Supplier": "of people",
    "Vendor": "of people", "Warehouse": "of people", "Customer group": "of people",
    "Internal note": "of nothing", "Unused": "of nothing", "Refund": "of nothing",
    "Age": "of numbers", "Points": "of numbers", "Stock": "of numbers", "Rating": "of numbers",
    "Colour": "of words", "Remark": "of words", "Gift": "of words", "Coupon code": "of words",
    "Kostenstelle": "of numbers", "备注": "of words", "Vertreter": "of people",
}  # fmt: skip


def rows_of(shape: str, log: list[Order], money) -> list[tuple[Order, list[str]]]:
    """Write a log, one row an order or an item."""
    rows = []
    for order in log:
        who, day, number = f"K{order.who:03}", order.day.isoformat(), f"B{order.number:05}"
        total = money(order.amount)
        if shape == "orders":
            rows.append((order, [number, who, day, total, order.state]))
        elif shape == "without a number":
            rows.append((order, [who, day, total]))
        else:
            rows += [
                (
                    order,
                    [
                        number,
                        who,
                        day,
                        name,
                        str(pieces),
                        money(price) if shape == "items" else total,
                    ],
                )
                for name, pieces, price in order.items
            ]
    return rows


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    shape=st.sampled_from(sorted(SHAPES)),
    language=st.sampled_from(LANGUAGES),
    further=st.lists(st.sampled_from(sorted(NOISE)), unique=True, max_size=3),
    mixed=st.booleans(),
    turned=st.booleans(),
    cuts=st.integers(0, 3),
    german=st.booleans(),
    seed=st.integers(1, 50),
)
def test_a_guise_changes_nothing_in_silence(
    shape, language, further, mixed, turned, cuts, german, seed
):
    draw = random.Random(seed)
    log = orders(seed, ("completed", "cancelled") if shape == "orders" else ("completed",))
    truth = paid(log, "completed")
    rows = rows_of(shape, log, comma if german else point)
    head = [WORDS[role][language] for role in SHAPES[shape]] + further
    body = [[*cells, *(noise(name, draw, order) for name in further)] for order, cells in rows]
    if mixed:
        draw.shuffle(body)
    if turned:
        head, body = head[::-1], [cells[::-1] for cells in body]
    places = [0, *sorted(draw.sample(range(1, len(body)), cuts)), len(body)]
    parts = [
        table("|".join(head), body[begin:end], ";" if german else ",")
        for begin, end in pairwise(places)
    ]
    try:
        cleaned = clean(load_many(parts))
    except InputError:
        return
    if any(notice.code == "overlapping_rows" for notice in cleaned.notices):
        return  # rows that are alike in two files were said to be
    answer = float(cleaned.kept.amount), cleaned.kept.customers
    assert answer == pytest.approx(truth, abs=0.06), (head, cleaned.mapping, cleaned.ledger)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_language_is_read_without_a_question(shape, language):
    log = orders(3, ("completed", "cancelled") if shape == "orders" else ("completed",))
    head = [WORDS[role][language] for role in SHAPES[shape]]
    data = table("|".join(head), [cells for _order, cells in rows_of(shape, log, point)])
    cleaned = clean(load(data))
    answer = float(cleaned.kept.amount), cleaned.kept.customers
    assert answer == pytest.approx(paid(log, "completed"), abs=0.06)

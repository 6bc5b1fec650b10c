"""Exports of known shops: recognised, and read as the shop meant them."""

import pytest

from clv.errors import InputError
from clv.intake import clean, guess, load
from clv.intake.columns.shops import SHOPS
from clv.present.words import say

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Discount Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount\n"
    "#1001,ann@example.org,paid,2024-01-02,EUR,30,35.00,0,2024-01-02 10:00:00 +0100,1,Tea,10,0\n"
    "#1001,ann@example.org,,,,,,,2024-01-02 10:00:00 +0100,2,Cup,10,\n"
    "#1002,bob@example.org,refunded,2024-01-05,EUR,9,9.00,0,2024-01-05 10:00:00 +0100,1,Tea,9,9\n"
    "#1003,,,,,,,,,1,Pot,20,\n"
    "#1004,ann@example.org,paid,2024-02-02,EUR,20,22.00,0,2024-02-02 00:30:00 +0100,1,Pot,20,5.00\n"
)
FILES = {
    "Stripe": (
        (
            "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer ID\n"
            "ch_1,2024-01-02 10:00,10.00,0.00,usd,Paid,cus_1\n"
            "ch_2,2024-01-03 10:00,12.00,2.00,usd,Paid,cus_1\n"
            "ch_3,2024-01-04 10:00,99.00,0.00,usd,Failed,cus_2\n"
        ),
        [("cus_1", 10.0), ("cus_1", 10.0)],
    ),
    "Etsy": (
        (
            "Sale Date,Order ID,Buyer User ID,Currency,Order Value,Discount Amount,Order Total,"
            "Status\n01/02/24,1,ann,USD,10,0,12.00,Completed\n03/04/24,2,bob,USD,10,0,11.50,Completed\n"
        ),
        [("ann", 12.0), ("bob", 11.5)],
    ),
    "Square": (
        (
            "Date,Time,Time Zone,Gross Sales,Net Sales,Transaction ID,Customer ID\n"
            '02/03/24,10:00,ET,"$1,027.00","$1,020.00",t1,c1\n02/14/24,10:00,ET,$7.00,$7.00,t2,c1\n'
        ),
        [("c1", 1020.0), ("c1", 7.0)],
    ),
    "WooCommerce (Analytics)": (
        (
            "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Items sold,"
            "Net Sales\n"
            "2024-01-02 10:00:00,11,$9.00,completed,Ann A,new,1,9.00\n"
            "2024-01-03 10:00:00,12,$5.00,wc-cancelled,Bob B,new,1,5.00\n"
        ),
        [("Ann A", 9.0)],
    ),
    "Magento": (
        (
            "ID,Purchase Date,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,"
            "Total Refunded\n1,2024-01-02,20.00,20.00,Complete,ann@example.org,5.00\n"
        ),
        [("ann@example.org", 15.0)],
    ),
    "BigCommerce": (
        (
            "Order ID,Order Date,Order Status,Order Total,Refund Amount,Email Address\n"
            "1,2024-01-02,Shipped,20.00,0,ann@example.org\n2,2024-01-04,Refunded,8.00,8,b@example.org\n"
        ),
        [("ann@example.org", 20.0)],
    ),
    "PayPal": (
        (
            "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,Transaction ID\n"
            '13/02/2024,10:00,Ann,Payment,Completed,EUR,"1.020,50","-5,00","1.015,50",a@example.org,t1\n'
        ),
        [("a@example.org", 1020.5)],
    ),
    "UCI Online Retail": (
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "1,A,Jar,10,2011-01-18 10:01:00,1.04,12346,UK\n"
            "C2,A,Jar,-10,2011-01-18 10:17:00,1.04,12346,UK\n"
            "3,B,Cup,2,2011-01-19 10:17:00,2.50,12347,UK\n"
            "3,C,Tea,1,2011-01-19 10:17:00,1.50,12347,UK\n"
        ),
        [("12347", 6.5)],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_is_recognised_and_read(name):
    text, orders = FILES[name]
    raw = load(text.encode())
    assert guess(raw).shop == name
    assert clean(raw).orders.select("customer_id", "amount").rows() == orders


def test_shopify_orders_stand_on_their_first_line():
    cleaned = clean(load(SHOPIFY.encode()))
    assert cleaned.orders.select("customer_id", "amount", "order_id").rows() == [
        ("ann@example.org", 35.0, "#1001"), ("ann@example.org", 17.0, "#1004"),
    ]  # fmt: skip
    assert cleaned.orders["date"].dt.date().cast(str).to_list() == ["2024-01-02", "2024-02-02"]
    assert cleaned.input.records == 5
    assert {row[1]: row[2] for row in cleaned.ledger.rows()} == {
        "missing_customer": 1, "cancelled": 1, "refunds": 0, "line_items": 1,
    }  # fmt: skip


def test_an_export_without_customers_is_refused_with_a_way_out():
    header = b"amazon-order-id\tpurchase-date\torder-status\tcurrency\titem-price\n"
    text = header + b"1\t2024-01-02\tS\tEUR\t5\n"
    with pytest.raises(InputError) as refusal:
        guess(load(text))
    assert refusal.value.kind == "missing_columns"
    assert "payment provider" in say(refusal.value)


def test_every_shop_names_what_orders_need():
    for shop in SHOPS:
        columns = [names[0] for names in shop.roles.values()]
        assert shop.lacks or not shop.mapping(columns).missing

"""A Shopify-like export: order fields on an order's first row only, refunds, voids, codes."""

import random
from datetime import date, timedelta

HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Billing Name,Cancelled at,Payment Method,Refunded Amount,Id,Source"
)
PRODUCTS = (
    ("Linen Shirt", 49.0),
    ("Oak Board", 32.5),
    ("Tea Towel", 12.0),
    ("Candle", 18.0),
    ("Wool Socks", 15.5),
    ("Mug", 14.0),
)
FIRST, LAST = date(2023, 1, 5), date(2024, 12, 20)


def export(customers=420, seed=5):
    """Return the export of a shop of some four hundred customers over two years."""
    chance, rows = random.Random(seed), [HEADER]
    orders = sorted(order for who in range(customers) for order in _orders(who, chance))
    for number, (day, who) in enumerate(orders, start=1001):
        rows += _rows(number, day, who, chance)
    return "\n".join(rows).encode()


def _orders(who, chance):
    day = FIRST + timedelta(days=int(chance.random() ** 0.8 * 640))
    rate, leave = chance.gammavariate(1.2, 1 / 60), chance.betavariate(1, 4)
    while day <= LAST:
        yield day, who
        if chance.random() < leave or rate < 1e-4:
            return
        day += timedelta(days=max(1, int(chance.expovariate(rate))))


def _rows(number, day, who, chance):
    items = chance.sample(PRODUCTS, chance.choice([1, 1, 1, 2, 3]))
    pieces = [chance.choice([1, 1, 2]) for _item in items]
    goods = sum(price * count for (_name, price), count in zip(items, pieces, strict=True))
    off = round(goods * 0.1, 2) if chance.random() < 0.15 else 0.0
    shipping = 4.9 if goods < 50 else 0.0
    total = goods - off + shipping
    status, refund, cancelled = _status(chance.random(), total, day)
    time = f"{day} {chance.randrange(8, 22):02d}:{chance.randrange(60):02d}:00 +0100"
    for place, ((name, price), count) in enumerate(zip(items, pieces, strict=True)):
        order = [""] * 11
        tail = [""] * 6
        if place == 0:
            order = [status, time, "fulfilled", "yes" if who % 3 else "no", "EUR"]
            order += [f"{goods - off:.2f}", f"{shipping:.2f}", f"{total * 0.19 / 1.19:.2f}"]
            order += [f"{total:.2f}", "SAVE10" if off else "", f"{off:.2f}"]
            tail = [f"Kunde {who}", cancelled, "Shopify Payments", f"{refund:.2f}"]
            tail += [str(5_000_000 + number), "web"]
        line = [str(count), name, f"{price:.2f}", name[:3].upper()]
        yield ",".join([f"#{number}", f"kunde{who}@example.de", *order, time, *line, *tail])


def _status(draw, total, day):
    if draw < 0.03:
        return "refunded", total, ""
    if draw < 0.05:
        return "partially_refunded", round(total * 0.4, 2), ""
    if draw < 0.06:
        return "voided", 0.0, f"{day} 18:00:00 +0100"
    return "paid", 0.0, ""

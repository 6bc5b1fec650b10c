"""Make the demo shop: a seeded, messy online shop whose true parameters are known.

Customers are won through four channels, most of them before Christmas. Each of them orders as the
BG/NBD model says (a Poisson process with a gamma-distributed rate; after every order a
beta-distributed chance to leave for good), in a clock that runs a little faster in that season, and
spends as the Gamma-Gamma model says. Then the mess of a real export is laid over it: line items,
returns, cancelled orders, guests without an id, repeated lines, unreadable dates and prices.

`demo_shop.csv` is what a shop would export; `demo_shop_truth.json` what really happened, the year
after the export included, so that a forecast can be held against it.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.random import Generator, default_rng

HERE = Path(__file__).parent
FIRST_DAY = datetime(2023, 1, 1)
SEEN, AHEAD = 912, 365  # days in the export (to 30 June 2025), and days of truth after it


@dataclass(frozen=True)
class Truth:
    """The parameters of the shop; rates are per day, money is GBP."""

    seed: int = 7
    customers: int = 4_000
    r: float = 0.7
    alpha: float = 55.0
    a: float = 0.8
    b: float = 2.6
    p: float = 5.0
    q: float = 4.0
    v: float = 28.0
    season: float = 0.12  # the clock runs 1 ± this fast; fastest at the end of November
    rush: float = 0.6  # and customers are won 1 ± this fast
    returned: float = 0.06  # share of lines sent back
    cancelled: float = 0.02  # share of orders cancelled before they were sent
    guests: float = 0.03  # share of orders without a customer id


CHANNELS = {"Search": 0.42, "Social": 0.26, "Email": 0.12, "Referral": 0.20}
COUNTRIES = {"United Kingdom": 0.71, "Ireland": 0.11, "Germany": 0.10, "France": 0.08}
# Customers of these channels come back more or less often than the average customer.
PACE = {"Search": 1.0, "Social": 0.65, "Email": 1.3, "Referral": 1.28}
PRODUCTS: dict[str, tuple[tuple[str, float], ...]] = {
    "Kitchen": (
        ("Oak chopping board", 24.0),
        ("Enamel mug", 8.5),
        ("Cast-iron pan", 49.0),
        ("Linen tea towel", 6.9),
        ("Chef's knife", 64.0),
    ),
    "Coffee": (
        ("House blend 250 g", 7.8),
        ("Filter papers", 3.9),
        ("Pour-over set", 32.0),
        ("Hand grinder", 58.0),
        ("Espresso beans 1 kg", 24.5),
    ),
    "Garden": (
        ("Herb seeds", 2.9),
        ("Terracotta pot", 11.5),
        ("Secateurs", 27.0),
        ("Watering can", 34.0),
        ("Folding chair", 79.0),
    ),
    "Bath": (
        ("Olive soap", 4.5),
        ("Cotton towel", 18.0),
        ("Bath salts", 12.9),
        ("Waffle robe", 69.0),
    ),
    "Bedding": (
        ("Pillowcase", 14.0),
        ("Wool blanket", 89.0),
        ("Linen sheet", 59.0),
        ("Hot-water bottle", 16.5),
    ),
    "Paper": (
        ("Notebook", 5.9),
        ("Fountain pen", 38.0),
        ("Wrapping paper", 3.5),
        ("Desk calendar", 15.0),
    ),
    "Candles": (
        ("Beeswax candle", 9.5),
        ("Tealights, 50", 6.5),
        ("Brass candlestick", 29.0),
        ("Scented candle", 21.0),
    ),
    "Toys": (
        ("Wooden train", 26.0),
        ("Card game", 12.0),
        ("Stuffed bear", 19.5),
        ("Building blocks", 44.0),
    ),
}
# Who buys the first also takes the second along more often than chance would have it.
GOES_WITH = {"Kitchen": "Coffee", "Bath": "Bedding", "Paper": "Candles", "Garden": "Kitchen"}
SLIPS = {"repeated_lines": 40, "lines_without_date": 15, "lines_without_price": 10}
COLUMNS = (
    "order_no",
    "order_date",
    "status",
    "customer_id",
    "channel",
    "country",
    "category",
    "product",
    "quantity",
    "unit_price",
    "currency",
)


@dataclass
class Order:
    """One order: who, on which day since the first, and the lines (category, product, n, price)."""

    customer: int
    day: float
    lines: list[tuple[str, str, int, float]]

    @property
    def amount(self) -> float:
        """Money of the whole order."""
        return sum(quantity * price for *_, quantity, price in self.lines)


def busy_clock(swing: float) -> np.ndarray:
    """Return a clock's time on each calendar day: faster before Christmas, a year in a year."""
    days = np.arange(SEEN + AHEAD + 1)
    pace = 1 + swing * np.cos(2 * np.pi * (days - 330) / 365.25)
    return np.concatenate([[0.0], np.cumsum(pace)[:-1]])


def purchase_days(rng: Generator, truth: Truth, born: float, pace: float) -> list[float]:
    """Draw one customer's purchase times in shop time, the first order included."""
    rate = pace * rng.gamma(truth.r, 1 / truth.alpha)
    leaves = rng.beta(truth.a, truth.b)
    times = [born]
    while rng.random() >= leaves or len(times) == 1:
        following = times[-1] + rng.exponential(1 / rate)
        if following > SEEN + AHEAD:
            break
        times.append(following)
    return times


def draw_lines(
    rng: Generator, amount: float, taste: np.ndarray
) -> list[tuple[str, str, int, float]]:
    """Fill a basket of about `amount` with products of the categories a customer likes."""
    kinds = list(PRODUCTS)
    kind = str(rng.choice(kinds, p=taste))
    chosen = [kind]
    while len(chosen) < 4 and amount > 15 * len(chosen) and rng.random() < 0.5:
        along = GOES_WITH.get(chosen[-1])
        follows = along is not None and rng.random() < 0.45
        chosen.append(along if follows and along else str(rng.choice(kinds, p=taste)))
    shares = rng.dirichlet(np.full(len(chosen), 4.0)) * amount
    pieces: dict[tuple[str, str, float], int] = {}
    for wanted, share in zip(chosen, shares, strict=True):
        kind, name, price, count = _line(rng, wanted, share)
        pieces[kind, name, price] = pieces.get((kind, name, price), 0) + count
    return [(kind, name, count, price) for (kind, name, price), count in pieces.items()]


def _line(rng: Generator, kind: str, money: float) -> tuple[str, str, float, int]:
    """Spend about so much on one product: category, product, price, pieces."""
    affordable = [item for item in PRODUCTS[kind] if item[1] <= money * 1.2]
    name, price = affordable[rng.integers(len(affordable))] if affordable else PRODUCTS[kind][0]
    return kind, name, price, max(1, round(money / price))


def live(rng: Generator, truth: Truth) -> tuple[list[Order], list[tuple[str, str]]]:
    """Let every customer live from the first order on; return orders and (channel, country)."""
    clock, arrivals = busy_clock(truth.season), busy_clock(truth.rush)
    calendar = np.arange(len(clock), dtype=float)
    won = np.interp(rng.uniform(0, arrivals[SEEN - 1], truth.customers), arrivals, calendar)
    born = np.interp(np.sort(won), calendar, clock)
    channels = rng.choice(list(CHANNELS), truth.customers, p=list(CHANNELS.values()))
    countries = rng.choice(list(COUNTRIES), truth.customers, p=list(COUNTRIES.values()))
    orders = []
    for customer in range(truth.customers):
        pace = PACE[str(channels[customer])]
        times = purchase_days(rng, truth, born[customer], pace)
        days = np.interp(times, clock, calendar)
        scale = rng.gamma(truth.q, 1 / truth.v)
        taste = rng.dirichlet(np.full(len(PRODUCTS), 0.35))
        for day in days[days < SEEN + AHEAD]:
            amount = rng.gamma(truth.p, 1 / scale)
            orders.append(Order(customer, float(day), draw_lines(rng, amount, taste)))
    return sorted(orders, key=lambda order: order.day), list(zip(channels, countries, strict=True))


def export(
    rng: Generator, truth: Truth, orders: list[Order], people: list[tuple[str, str]]
) -> tuple[list[list[str]], dict[str, int]]:
    """Write the orders as the shop would: returns, cancellations, guests and slips included."""
    rows: list[tuple[float, list[str]]] = []
    for number, order in enumerate(orders, start=100_001):
        who = f"P{order.customer + 1:05d}"
        rows += _lines(order, order.day, f"A{number}", "paid", who, people[order.customer])
        if rng.random() < truth.cancelled:  # the same basket, called off, minutes before
            twin = order.day - 0.004
            rows += _lines(order, twin, f"A{number}X", "cancelled", who, people[order.customer])
        if rng.random() < truth.guests:
            rows += _lines(order, order.day, f"A{number}G", "paid", "", people[order.customer])
        for back in _returned(rng, truth, order):
            later = order.day + rng.uniform(3, 25)
            rows += _lines(back, later, f"R{number}", "returned", who, people[order.customer])
    rows.sort(key=lambda row: row[0])
    seen = [row for day, row in rows if 0 <= day < SEEN]
    mess = {
        "returned_lines": sum(row[2] == "returned" for row in seen),
        "cancelled_orders": len({row[0] for row in seen if row[2] == "cancelled"}),
        "guest_orders": len({row[0] for row in seen if not row[3]}),
    }
    return _slips(rng, seen), mess | SLIPS


def _lines(
    order: Order, day: float, number: str, status: str, who: str, person: tuple[str, str]
) -> list[tuple[float, list[str]]]:
    when = (FIRST_DAY + timedelta(days=day)).strftime("%Y-%m-%d %H:%M")
    return [
        (
            day,
            [number, when, status, who, *person, kind, name, str(count), f"{price:.2f}", "GBP"],
        )
        for kind, name, count, price in order.lines
    ]


def _returned(rng: Generator, truth: Truth, order: Order) -> list[Order]:
    """Send some lines back, never the whole order: its day stays a purchase day."""
    back = [line for line in order.lines[1:] if rng.random() < truth.returned]
    return [
        Order(order.customer, order.day, [(kind, name, -count, price)])
        for kind, name, count, price in back
    ]


def _slips(rng: Generator, rows: list[list[str]]) -> list[list[str]]:
    """Add what hands and machines get wrong: repeated, undated and unpriced lines."""
    repeated, undated, unpriced = SLIPS.values()
    drawn = rng.choice(len(rows), repeated + undated + unpriced, replace=False)
    extra = [list(rows[i]) for i in drawn]
    for row in extra[repeated : repeated + undated]:
        row[1] = "n/a"
    for row in extra[repeated + undated :]:
        row[9] = "tbc"
    places = rng.integers(0, len(rows), len(extra))
    for place, row in sorted(zip(places, extra, strict=True), reverse=True):
        rows.insert(int(place), row)
    return rows


def truth_of(truth: Truth, orders: list[Order], mess: dict[str, int]) -> dict[str, object]:
    """Return the parameters and what came after the export."""
    ahead = [order for order in orders if order.day >= SEEN]
    return {
        "parameters": asdict(truth),
        "time_unit": "day",
        "currency": "GBP",
        "first_day": FIRST_DAY.date().isoformat(),
        "last_day": (FIRST_DAY + timedelta(days=SEEN - 1)).date().isoformat(),
        "pace_by_channel": PACE,
        "mess": mess,
        "export": {
            "orders": len(orders) - len(ahead),
            "revenue_before_returns": round(sum(o.amount for o in orders if o.day < SEEN), 2),
        },
        "next_365_days_of_these_customers": {
            "orders": len(ahead),
            "revenue": round(sum(order.amount for order in ahead), 2),
            "customers": len({order.customer for order in ahead}),
        },
    }


def main() -> None:
    """Write `demo_shop.csv` and `demo_shop_truth.json` beside this file."""
    truth = Truth()
    rng = default_rng(truth.seed)
    orders, people = live(rng, truth)
    rows, mess = export(rng, truth, orders, people)
    with (HERE / "demo_shop.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    report = json.dumps(truth_of(truth, orders, mess), indent=2)
    (HERE / "demo_shop_truth.json").write_text(report + "\n", "utf-8")


if __name__ == "__main__":
    main()

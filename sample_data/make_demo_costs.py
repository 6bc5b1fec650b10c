"""Make the demo shop's cost table: what each channel cost in each month, and what keeping did.

The shop pays a price for every customer that a channel wins, which drifts with the season and with
the market: search grew dear, social stayed cheap and wins people who come back less often, and
referrals cost what the friends were given. The seed makes the table the same every time.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from numpy.random import default_rng

HERE = Path(__file__).parent
# Pounds a won customer at the start and at the end of the log.
PRICE = {
    "Search": (48.0, 96.0),
    "Social": (34.0, 58.0),
    "Email": (12.0, 14.0),
    "Referral": (30.0, 30.0),
}
KEEPING = 0.9  # pounds an order for service and mails


def costs() -> list[tuple[str, str, str, str]]:
    """Return month, channel, acquisition and retention as text, a month and channel a row."""
    won, orders = _counted()
    months = sorted({month for month, _channel in won})
    rng = default_rng(11)
    rows = []
    for place, month in enumerate(months):
        for channel, (first, last) in PRICE.items():
            price = first + (last - first) * place / (len(months) - 1)
            spent = won[month, channel] * price * rng.uniform(0.9, 1.1)
            kept = orders[month, channel] * KEEPING
            rows.append((month, channel, f"{spent:.2f}", f"{kept:.2f}"))
    return rows


def _counted() -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Count customers won and orders by month and channel, as the export tells them."""
    seen, numbers = set(), set()
    won: Counter[tuple[str, str]] = Counter()
    orders: Counter[tuple[str, str]] = Counter()
    with (HERE / "demo_shop.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month, key = row["order_date"][:7], row["customer_id"]
            if len(month) < 7 or not month[:4].isdigit():
                continue
            if row["order_no"] not in numbers:
                numbers.add(row["order_no"])
                orders[month, row["channel"]] += 1
            if key and key not in seen:
                seen.add(key)
                won[month, row["channel"]] += 1
    return won, orders


def main() -> None:
    """Write ``demo_shop_costs.csv`` beside the shop."""
    with (HERE / "demo_shop_costs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("month", "channel", "acquisition", "retention"))
        writer.writerows(costs())


if __name__ == "__main__":
    main()

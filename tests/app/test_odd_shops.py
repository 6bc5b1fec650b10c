"""Shops at the edge: few customers, a short log, one huge customer, nobody back, Chinese names."""

from datetime import date, timedelta

import pytest

from tests.app.conftest import PAGES


def log(people, visits, gap, amount=lambda who, visit: 20 + who % 7, name="k{}"):
    start = date(2024, 1, 1)
    lines = ["customer_id,date,amount"]
    for who in range(people):
        for visit in range(visits(who)):
            day = start + timedelta(days=who % 15 + visit * gap(who))
            lines.append(f"{name.format(who)},{day},{amount(who, visit)}")
    return "\n".join(lines).encode()


SHOPS = {
    "twelve customers": log(12, lambda who: 1 + who % 4, lambda who: 20 + who),
    "three weeks": log(300, lambda who: 1 + who % 3, lambda who: 2),
    "one huge customer": log(
        150,
        lambda who: 1 + who % 6,
        lambda who: 11 + who % 30,
        lambda who, visit: 1_000_000 if who == 5 else 20 + visit,
    ),
    "nobody came back": log(200, lambda who: 1, lambda who: 1),
    "Chinese names": log(150, lambda who: 1 + who % 6, lambda who: 9 + who % 40, name="王小明 {}"),
}


@pytest.fixture(params=SHOPS, ids=lambda name: name.replace(" ", "_"))
def shop(request, visit):
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", SHOPS[request.param], "text/csv")
    return visitor.run()


def test_every_page_says_something_useful(shop):
    for page in PAGES:
        shop.switch_page(page).run()
        assert not shop.exception, (page, [error.value for error in shop.exception])
        assert shop.title, page
        assert shop.title[0].value, page
        assert "nan" not in shop.title[0].value.lower().split(), page

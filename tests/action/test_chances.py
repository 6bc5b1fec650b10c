from datetime import date, timedelta

import pytest

from clv.models import PURCHASE_MODELS, alive_path
from clv.models.alive_history import chances

DAYS = [date(1997, 1, 1), date(1997, 1, 18), date(1997, 8, 2)]
UNTIL = date(1997, 12, 31)


@pytest.fixture(scope="module", params=["bg_nbd", "mbg_nbd"])
def model(request, customers):
    return PURCHASE_MODELS[request.param]().fit(customers)


def test_the_path_is_what_the_model_says_on_each_day(model):
    path = chances(model, DAYS, UNTIL, 90)
    said = alive_path(model, DAYS, UNTIL)
    assert path["date"].to_list() == [DAYS[0] + timedelta(n) for n in range(365)]
    after = path["p_alive"].is_not_null()
    assert (path["p_alive"].filter(after) == said["p_alive"].filter(after)).all()
    assert path["p_buy"].is_between(0, 1).all()


def test_certainty_about_one_order_is_left_out(model):
    path = chances(model, DAYS, UNTIL, 90)
    once = path["p_alive"].head(17)
    assert once.null_count() == (17 if model.name == "bg_nbd" else 0)
    assert path["p_alive"].tail(-17).null_count() == 0


def test_silence_lowers_the_chance_and_an_order_raises_it(model):
    p_buy = chances(model, DAYS, UNTIL, 90)["p_buy"]
    order = (DAYS[2] - DAYS[0]).days
    assert p_buy[order] > p_buy[order - 1]
    assert p_buy[order:].is_sorted(descending=True)


def test_orders_after_the_last_day_are_unknown(model):
    assert chances(model, DAYS, DAYS[1], 90).equals(chances(model, DAYS[:2], DAYS[1], 90))
    assert chances(model, DAYS, date(1996, 1, 1), 90).is_empty()

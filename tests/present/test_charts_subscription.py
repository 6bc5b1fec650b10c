"""The pictures of a subscription business."""

from datetime import date

from clv.customers import recognise_plan, recurring_revenue
from clv.models import ShiftedBetaGeometric
from clv.present.charts import subscription as charts
from clv.present.numbers import Numbers
from tests.customers.test_subscription import subscriptions

END = date(2024, 12, 31)
EUROS = Numbers("EUR", "en")


def test_bars_add_up_to_the_line():
    orders = subscriptions(n=200)
    table = recurring_revenue(orders, recognise_plan(orders), END)
    figure = charts.recurring_revenue(table, EUROS)
    *bars, line = figure.data
    for i, change in enumerate(table["revenue"].diff().fill_null(table["revenue"][0])):
        assert abs(sum(bar.y[i] for bar in bars) - change) < 1e-6
    assert list(line.y) == table["revenue"].to_list()


def test_retention_begins_with_everybody_and_falls():
    curve = charts.retention(ShiftedBetaGeometric(0.7, 2.5), EUROS).data[0].y
    assert curve[0] == 1.0
    assert list(curve) == sorted(curve, reverse=True)

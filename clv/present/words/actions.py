"""One sentence for each page on which something is done: movement, economics, campaigns, people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from clv import tables as t
from clv.customers import NEWCOMER
from clv.present.numbers import Numbers
from clv.words import N_, _, ngettext

if TYPE_CHECKING:
    from clv.action import Plan, Uplift

_STEADY = 0.005  # share of the value within which a change is none
_MOST = 0.8  # of the profit: what the first people on a list bring
_DID = {
    "new": N_("new customers brought {money}"),
    "expansion": N_("customers worth more now brought {money}"),
    "contraction": N_("customers worth less now took {money}"),
    "churned": N_("customers worth next to nothing now took {money}"),
}
_VERDICTS = {
    "works": N_("It worked: people who were contacted spent more than the others."),
    "too_dear": N_("It worked, but cost more than it brought."),
    "harms": N_("It did harm: people who were contacted spent less than the others."),
    "unclear": N_("It can't be told from chance: an effect of nothing is still possible."),
}


def of_movement(steps: pl.DataFrame, numbers: Numbers, then: date) -> str:
    """Say by how much the expected value changed since then, and what did most of it.

    Parameters
    ----------
    steps : polars.DataFrame
        `clv.customers.Bridge.steps`.
    numbers : Numbers
        How to write money, or shares of the value then.
    then : datetime.date
        The earlier day.

    Examples
    --------
    >>> steps = pl.DataFrame({"step": ["then", "new", "expansion", "contraction", "churned", "now"],
    ...                       "value": [90.0, 20.0, 5.0, -4.0, -11.0, 100.0]})
    >>> of_movement(steps, Numbers("GBP"), date(2024, 6, 30))
    'Since Jun 30, 2024 expected value rose by £10: new customers brought £20, the largest step.'
    """
    value = dict(steps.select("step", "value").iter_rows())
    net = value["now"] - value["then"]
    largest = max(_DID, key=lambda step: abs(value[step]))
    if net > 0:
        words = (
            _("Since {day} expected value rose by {net}: {what}, the largest step.")
            if value[largest] > 0
            else _("Since {day} expected value rose by {net}, although {what}, the largest step.")
        )
    else:
        words = (
            _("Since {day} expected value fell by {net}: {what}, the largest step.")
            if value[largest] < 0
            else _("Since {day} expected value fell by {net}, although {what}, the largest step.")
        )
    if not value[largest]:
        return _("Since {day} expected value stayed as it was.").format(day=numbers.day(then))
    return words.format(
        day=numbers.day(then),
        net=numbers.money(abs(net)),
        what=_(_DID[largest]).format(money=numbers.money(abs(value[largest]))),
    )


def of_bridge(steps: pl.DataFrame, numbers: Numbers) -> str:
    """Say by how much the expected value of all customers rose or fell.

    Parameters
    ----------
    steps : polars.DataFrame
        `clv.customers.Bridge.steps`.
    """
    value = dict(steps.select("step", "value").iter_rows())
    change = value["now"] - value["then"]
    if abs(change) <= _STEADY * max(value["then"], value["now"]):
        return _("The expected value stayed about the same")
    words = (
        _("The expected value rose by {money}")
        if change > 0
        else _("The expected value fell by {money}")
    )
    return words.format(money=numbers.money(abs(change)))


def of_moves(moves: pl.DataFrame, numbers: Numbers) -> str:
    """Say how many of those who were customers then are in another segment now.

    Parameters
    ----------
    moves : polars.DataFrame
        `clv.customers.movement`: ``before``, ``after``, a customer a row.
    """
    earlier = moves.filter(pl.col("before") != NEWCOMER)
    movers = earlier.filter(pl.col("before") != pl.col("after")).height
    words = ngettext(
        "{changed} of {all} customer is in another segment",
        "{changed} of {all} customers are in another segment",
        earlier.height,
    )
    return words.format(changed=numbers.count(movers), all=numbers.count(earlier.height))


def of_economics(groups: pl.DataFrame, ceiling: float | None, numbers: Numbers) -> str:
    """Say when the dearest channel pays back and what a customer may cost at most.

    Parameters
    ----------
    groups : polars.DataFrame
        `clv.action.economics.acquisition` by channel, with its name for people in ``title``.
    ceiling : float, optional
        The spend ceiling over all channels.
    """
    costly = groups.filter(pl.col("cost") > 0).sort("cost", descending=True)
    if costly.is_empty():
        return _("A new customer may cost up to {ceiling}.").format(ceiling=numbers.money(ceiling))
    top = costly.row(0, named=True)
    parts = {"channel": top["title"], "ceiling": numbers.money(top["ceiling"])}
    if top["payback"] is None:
        return _("{channel} has not paid back yet; stop above {ceiling} a customer.").format(
            **parts
        )
    words = ngettext(
        "{channel} pays back within a month; stop above {ceiling} a customer.",
        "{channel} pays back in {months} months; stop above {ceiling} a customer.",
        top["payback"],
    )
    return words.format(months=top["payback"], **parts)


def of_campaign(
    plan: Plan,
    length: int,
    needed: int | None,
    lift: float,
    numbers: Numbers,
    *,
    totals_hold: bool = True,
) -> str:
    """Say whom to contact, what to expect of it, and how many people tell the lift apart.

    Parameters
    ----------
    plan : Plan
        `clv.action.plan`.
    length : int
        People on the chosen list, the held-back ones among them.
    needed : int, optional
        People that a test of this lift needs.
    lift : float
        Hoped-for lift in points, 0.02 is two.
    numbers : Numbers
        How to write money.
    totals_hold : bool
        Whether sums of money may be stated; else only how many to contact.
    """
    if not plan.best:
        return _no_list_pays(plan, numbers)
    expected = plan.at(length)
    everyone = length == plan.customers.height
    if everyone and length == expected.contacted:
        words = ngettext("Contact {people} person", "Contact all {people}", length)
    elif everyone:
        words = _("Contact {people} of all {list}")
    else:
        words = _("Contact {people} of the best {list}")
    sentence = words.format(people=numbers.count(expected.contacted), list=numbers.count(length))
    if totals_hold:
        sentence = _("{sentence}: expected profit {profit} ({range})").format(
            sentence=sentence,
            profit=numbers.money(expected.profit),
            range=spread(expected.low, expected.high, numbers),
        )
    if needed is None:
        return sentence + "."
    return _("{sentence}; a test needs {needed} people to show a lift of {lift} points.").format(
        sentence=sentence,
        needed=numbers.count(needed),
        lift=numbers.decimal(100 * lift, _places(lift)),
    )


def of_curve(plan: Plan, numbers: Numbers) -> str:
    """Say how few of the best bring most of the profit.

    Parameters
    ----------
    plan : Plan
        `clv.action.plan`.
    """
    if not plan.best:
        return _("No length of the list brings a profit")
    most = plan.at(plan.best).profit
    enough = int(plan.totals.filter(pl.col("profit") >= _MOST * most)["people"][0])
    words = ngettext(
        "The first one brings {share} of the profit",
        "The first {people} bring {share} of the profit",
        enough,
    )
    return words.format(people=numbers.count(enough), share=numbers.percent(_MOST))


def spread(low: float, high: float, numbers: Numbers) -> str:
    """Write a range of money that may begin below zero, where a dash would look like a minus.

    Examples
    --------
    >>> spread(-20.0, 35.0, Numbers("GBP")), spread(20.0, 35.0, Numbers("GBP"))
    ('−£20 to £35', '£20–£35')
    """
    if low >= 0:
        return numbers.money_range(low, high)
    return _("{low} to {high}").format(low=numbers.money(low), high=numbers.money(high))


def _no_list_pays(plan: Plan, numbers: Numbers) -> str:
    if plan.break_even is None:
        return _("No list pays: an extra order earns less than the offer costs.")
    return _(
        "No list pays yet: contacting everybody would from a lift of {lift} points on."
    ).format(lift=numbers.decimal(100 * plan.break_even, 1))


def _places(lift: float) -> int:
    return 0 if abs(100 * lift - round(100 * lift)) < 1e-9 else 1


def of_uplift(uplift: Uplift, numbers: Numbers) -> str:
    """Say whether the campaign worked, and by how much a person."""
    return _("{verdict} The difference is {value} a person ({range}).").format(
        verdict=_(_VERDICTS[uplift.verdict]),
        value=numbers.money(uplift.spend.value),
        range=spread(uplift.spend.low, uplift.spend.high, numbers),
    )


def of_orders(orders: int, revenue: float, numbers: Numbers) -> str:
    """Say how often somebody ordered and for how much.

    Examples
    --------
    >>> of_orders(2, 30.0, Numbers("GBP")), of_orders(1, 1.0, Numbers(counted=True))
    ('2 orders, £30 so far', '1 order so far')
    """
    words = (
        ngettext("{orders} order so far", "{orders} orders so far", orders)
        if numbers.counted
        else ngettext("{orders} order, {money} so far", "{orders} orders, {money} so far", orders)
    )
    return words.format(orders=numbers.count(orders), money=numbers.money(revenue))


def of_customer(facts: Mapping[str, Any], horizon: int, numbers: Numbers) -> str:
    """Say how often somebody orders, for how long nothing came, and what they are worth.

    Parameters
    ----------
    facts : mapping
        Of `clv.customers.CustomerProfile`, with the customer's row of `clv.tables.PREDICTIONS`.
    horizon : int
        Days ahead that the value covers.
    """
    gap, silence = facts["mean_gap"], facts["silence"]
    if gap is None:
        words = _("Ordered once, {silence} ago") if silence else _("Ordered once, on the last day")
    else:
        words = (
            _("Ordered every {gap}; silent for {silence}")
            if silence
            else _("Ordered every {gap}, and on the last day")
        )
    sentence = words.format(gap=numbers.days(gap), silence=numbers.days(silence))
    if facts.get(t.CLV) is None:
        return sentence + "."
    return _("{sentence}; worth {value} ({range}) in the {ahead}.").format(
        sentence=sentence,
        value=numbers.money(facts[t.CLV]),
        range=numbers.money_range(facts[t.CLV_LOW], facts[t.CLV_HIGH]),
        ahead=numbers.ahead(horizon),
    )

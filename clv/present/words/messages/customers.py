"""Messages about customers."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "subscription.week": N_(
        "These are subscriptions: customers pay every week, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.month": N_(
        "These are subscriptions: customers pay every month, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.quarter": N_(
        "These are subscriptions: customers pay every quarter, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "subscription.year": N_(
        "These are subscriptions: customers pay every year, the same each time. "
        "Who left is seen from the payment that did not come; "
        "the Models page shows retention and recurring revenue."
    ),
    "bad_setting.period": N_("A period is a week, a month or a quarter."),
    "bad_setting.measure": N_("Cohorts are measured by retention, revenue or cumulative."),
    "bad_setting.rule": N_(
        "The rule for {segment} asks for {score} from {low} to {high}: swap them."
    ),
    "bad_setting.cuts": N_(
        "Cut points of silence must fall, those of frequency and money must rise."
    ),
    "bad_setting.scores": N_("Scores run from 1 to 2–10, not {value}."),
    "bad_setting.no_segment": N_("Keep at least one segment."),
    "missing_columns.cohorts": N_(
        "Cohorts by {column} need that column in the orders; map it on the Data page."
    ),
    "too_few_customers.cut": N_("Nobody had ordered by {cut:date}; choose a later day."),
    "too_few_customers.clusters": N_(
        "Clusters need at least {least:n} customers who are not all alike."
    ),
    "unknown_customer": N_("No customer has the id {customer}; search for another."),
    "orders_every": N_("Orders every {gap:days} or so; the last order was {silence:days} ago."),
    "orders_every.regular": N_(
        "Orders regularly, every {gap:days} or so; the last order was {silence:days} ago."
    ),
    "orders_every.today": N_("Orders every {gap:days} or so, and did on the last day."),
    "ordered_once": N_("Ordered once, {silence:days} ago."),
    "ordered_once.today": N_("Ordered once, on the last day."),
    "spent_more": N_("Has spent more than {share:percent} of customers."),
    "spent_less": N_("Has spent less than {share:percent} of customers."),
    "ordered_more": N_("Has ordered more often than {share:percent} of customers."),
    "ordered_less": N_("Has ordered less often than {share:percent} of customers."),
    "customer_range.held": N_(
        "{value}; the range is as wide as the one that held for {share:percent} of customers on "
        "{days:days} unseen"
    ),
    "customer_range.value": N_("Margin within the {ahead:ahead}, discounted; below: its range"),
    "customer_range.orders": N_("Within the {ahead:ahead}; below: its range"),
}

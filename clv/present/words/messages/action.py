"""Messages about economics, campaigns and offers."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "bad_setting.campaign": N_(
        "A campaign needs a lift within its range, costs of 0 or more, a discount from "
        "0 to 1, a margin above 0 and up to 1, and a window of a day or more."
    ),
    "bad_setting.experiment": N_(
        "The probability with and without the lift, the power and the share lie in 0 to 1."
    ),
    "bad_setting.budget": N_(
        "A budget needs an elasticity between 0 and 1, and for each channel a lowest spend of 0 "
        "or more and a highest one above it."
    ),
    "too_few_customers.list": N_("Nobody is on this list; choose another segment or rule."),
    "too_few_customers.groups": N_("A comparison needs at least {least:n} people in each group."),
    "too_few_customers.offers": N_(
        "Nobody bought before and after {split:date}; choose another day."
    ),
    "missing_columns.choice": N_(
        "People can't be chosen by {names:list}: nothing is known about it."
    ),
    "missing_columns.costs": N_(
        "The cost table needs the columns month and acquisition; {names:list} is missing."
    ),
    "missing_columns.offers": N_(
        "Offers need the column {column:code} in the log; map it on the Data page."
    ),
    "missing_columns.groups": N_(
        "The lists need the columns customer_id and group, as they were downloaded."
    ),
    "no_line_items": N_("No line names what was bought; offers can't be worked out."),
    "no_orders.days": N_("No order falls into these {days:n} days; look back further."),
    "bad_dates.costs": N_("Write the months of the cost table as 2024-03."),
    "negative_amounts.costs": N_("Costs are written as positive amounts."),
    "bad_amounts.costs": N_(
        "{value:code} in the column {column:code} is no amount; write it as 1234.50."
    ),
    "bad_amounts.too_much": N_(
        "{value:code} in the column {column:code} is more than a shop can spend; check it."
    ),
    "ids_unknown": Plural(
        N_("{count:n} person on the lists never ordered: counted with nothing spent."),
        N_("{count:n} people on the lists never ordered: counted with nothing spent."),
    ),
    "ids_of_nobody": N_(
        "None of the ids on the lists belongs to a customer; are they of another shop?"
    ),
    "ids_in_both_groups": Plural(
        N_("{count:n} person stands in both groups, and is left out."),
        N_("{count:n} people stand in both groups, and are left out."),
    ),
    "sample_ratio_mismatch": N_(
        "The groups are not as they were drawn: {treatment:n} contacted and {control:n} held "
        "back, where {share:percent} were to be contacted. Chance does so less than once in a "
        "thousand; somebody was lost on the way, and the difference may come of that."
    ),
    "window_beyond_orders": Plural(
        N_("The orders end {count:n} day before the window does: the effect is not whole yet."),
        N_("The orders end {count:n} days before the window does: the effect is not whole yet."),
    ),
}

"""Messages about other sources: what they are, and how their ids matched."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "bad_setting.source_kind": N_("The rows of a source are one of {choices:list}."),
    "source_matched": Plural(
        N_("{file:code} knows {matched:n} of {customers:n} customer."),
        N_("{file:code} knows {matched:n} of {customers:n} customers."),
        by="customers",
    ),
    "source_matched.unmatched": Plural(
        N_(
            "{file:code} knows {matched:n} of {customers:n} customers; {unmatched:n} id in it is "
            "no customer of these orders."
        ),
        N_(
            "{file:code} knows {matched:n} of {customers:n} customers; {unmatched:n} ids in it are "
            "no customers of these orders."
        ),
        by="unmatched",
    ),
    "source_unmatched": N_(
        "No id in {file:code} is a customer of these orders: its column {column:code} holds "
        "{examples}, the orders know {customers}; choose another column, or another file."
    ),
    "source_unmatched.empty": N_(
        "The column {column:code} of {file:code} is empty; choose the one that names customers."
    ),
    "source_without_ids": N_(
        "No column of {file:code} names a customer; it has {columns}. Add the id or the e-mail "
        "address under which the orders know them."
    ),
    "source_as_of_today": N_(
        "What {file:code} tells has no day: it is as it stands today, and tests on earlier days "
        "may look better with it than they would have been."
    ),
    "source_retold": N_(
        "{columns:list} in {file:code} repeats what the orders tell up to today: it makes groups, "
        "but nothing is learned from it."
    ),
    "source_without_days": N_(
        "{file:code} has no dates: it makes groups, but nothing is learned from it, since nobody "
        "knows what of it was known when."
    ),
    "reading_sources": N_("Reading what else is known of the customers"),
    "weighing_sources": N_("Training with and without each source"),
}

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
        "{columns:list} in {file:code}: this repeats what the orders tell up to today, or is a day "
        "within them; it makes groups, but nothing is learned from it."
    ),
    "source_without_days": N_(
        "{file:code} has no dates: it makes groups, but nothing is learned from it, since nobody "
        "knows what of it was known when."
    ),
    "sources.known": N_("In {source}"),
    "sources.group": N_("{attribute:term} ({source})"),
    "sources.line": N_("{title}: {kind}"),
    "sources.rows": Plural(N_("{n:n} row"), N_("{n:n} rows"), by="n"),
    "sources.matched": N_("{n:n} of customers here"),
    "sources.unmatched": N_("{n:n} of others"),
    "sources.without_id": N_("{n:n} without an id"),
    "sources.duplicates": N_("{n:n} told again"),
    "sources.undated": N_("{n:n} without a day"),
    "sources.folded": Plural(
        N_("{n:n} id written otherwise in the orders"),
        N_("{n:n} ids written otherwise in the orders"),
        by="n",
    ),
    "sources.unused": N_("Not used: {names:list}"),
    "sources.adds_yes": N_("{source:code} adds {gain} points to the ranking ({low} to {high})."),
    "sources.all_yes": N_("All together add {gain} points to the ranking ({low} to {high})."),
    "sources.all_no": N_(
        "All together add nothing that could be told from chance: {gain} points ({low} to {high})."
    ),
    "sources.all_harms": N_(
        "All together make the ranking worse, by {gain} points ({low} to {high})."
    ),
    "sources.one_by_one": N_("Traits that other sources tell are taken one at a time."),
    "sources.adds_no": N_(
        "{source:code} adds nothing that could be told from chance: {gain} points "
        "({low} to {high})."
    ),
    "sources.adds_harms": N_(
        "{source:code} makes the ranking worse, by {gain} points ({low} to {high}): leave it out."
    ),
    "source_not_kept": N_("{file:code} is no single file and can't be kept; give it as one file."),
    "reading_sources": N_("Reading what else is known of the customers"),
    "weighing_sources": N_("Training with and without each source"),
}

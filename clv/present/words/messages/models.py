"""Messages about purchase and spend models."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "not_fitted": N_("Call fit() before predicting."),
    "not_fitted.model": N_("Call fit() on this {model} model before predicting."),
    "unknown_engine": N_("The engine is perennial or lifetimes, not {engine:code}."),
    "unknown_engine.model": N_("lifetimes has no model like {model}; choose the engine perennial."),
    "bad_parameters": N_("{model} takes the parameters {names:list}, each a number above zero."),
    "no_maximum": N_(
        "{model} found no stable answer on these customers; try another model or a longer log."
    ),
    "no_maximum.lifetimes": N_(
        "lifetimes found no answer for {model}; choose the engine perennial."
    ),
    "penalised": N_(
        "lifetimes finished only with a penalty of {penalty:decimal}, so that these parameters are "
        "not the likeliest; the engine perennial finds those."
    ),
    "boundary.ridge": N_(
        "Several explanations fit these data equally well; what they expect is much the same."
    ),
    "boundary.same_rate": N_("Everybody seems to buy at the same rate."),
    "boundary.nobody_leaves": N_("In the eyes of the model nobody seems to leave."),
    "boundary.all_leave": N_("In the eyes of the model nearly all seem to leave at once."),
    "boundary.same_chance": N_(
        "All seem to leave with the same chance of {chance:percent} after an order."
    ),
    "boundary.same_rate_of_leaving": N_("All seem to leave at the same rate."),
    "boundary.once_or_never": N_(
        "In the eyes of the model some leave after their first orders and the others never."
    ),
    "boundary.constant_spend": N_("All spend the same on every day: the constant is used."),
    "boundary.same_spend_each_day": N_("Each customer spends the same on every day."),
    "boundary.same_spend": N_("Customers don't differ in what they spend."),
    "no_mean_spend": N_(
        "Spend differs so wildly between customers that a mean does not exist: "
        "medians are shown, and totals will be too low."
    ),
    "spend_follows_frequency.more": N_(
        "Who orders more often also spends more per order (correlation {correlation:decimal}), "
        "which the model denies: compare it with others in the backtest."
    ),
    "spend_follows_frequency.less": N_(
        "Who orders more often spends less per order (correlation {correlation:decimal}), which "
        "the model denies: compare it with others in the backtest."
    ),
    "too_few_customers": Plural(
        N_(
            "A forecast needs at least {least:n} customers, and there is {count:n}; use a longer "
            "log."
        ),
        N_(
            "A forecast needs at least {least:n} customers, and there are {count:n}; use a longer "
            "log."
        ),
    ),
    "time_span_too_short": N_(
        "A forecast needs a log of at least {least:days}, and this one spans {span:days}; use a "
        "longer log."
    ),
    "too_few_repeat_customers": Plural(
        N_(
            "A forecast needs at least one customer who bought on a second day, and {repeat:n} of "
            "{count:n} did; use a longer log."
        ),
        N_(
            "A forecast needs at least {least:n} customers who bought on a second day, and "
            "{repeat:n} of {count:n} did; use a longer log."
        ),
        by="least",
    ),
    "too_few_customers.spend": Plural(
        N_(
            "Only one customer has spend to learn from, and {model} needs at least {least:n}; use "
            "a longer log."
        ),
        N_(
            "Only {count:n} customers have spend to learn from, and {model} needs at least "
            "{least:n}; use a longer log."
        ),
    ),
    "too_few_repeat_customers.spend": Plural(
        N_(
            "Only one customer has repeat spend to learn from, and {model} needs at least "
            "{least:n}; use a longer log."
        ),
        N_(
            "Only {count:n} customers have repeat spend to learn from, and {model} needs at least "
            "{least:n}; use a longer log."
        ),
    ),
    "other_shops": Plural(
        N_(
            "One customer alone tells how customers come back, so this forecast rests on what "
            "other shops were like, until {enough:n} do: take the ranges, not the numbers."
        ),
        N_(
            "Only {count:n} customers tell how customers come back, so this forecast rests partly "
            "on what other shops were like, until {enough:n} do: take the ranges, not the numbers."
        ),
    ),
    "other_shops.spend": Plural(
        N_(
            "One customer alone tells how customers differ in what they spend, so this forecast "
            "rests on what other shops were like, until {enough:n} do: take the ranges, not the "
            "numbers."
        ),
        N_(
            "Only {count:n} customers tell how customers differ in what they spend, so this "
            "forecast rests partly on what other shops were like, until {enough:n} do: take the "
            "ranges, not the numbers."
        ),
    ),
    "sales_day": N_("The week of {day:term} is worth {times:decimal} usual weeks of its month."),
    "trend.more": N_(
        "Customers, old and new, order ever more often: by {share:percent} a year, which is taken "
        "to fade within months ahead. Earlier days were foretold more nearly so."
    ),
    "trend.less": N_(
        "Customers, old and new, order ever less often: by {share:percent} a year, which is taken "
        "to fade within months ahead. Earlier days were foretold more nearly so."
    ),
    "season": N_("{month:term} is worth {times:decimal} usual months."),
    "season_none": N_("No season shows: months are worth the same, as far as past years tell."),
    "season_unknown": N_(
        "A season can't be known from {days:days} of orders: it takes two years. Ranges are wider "
        "for it."
    ),
    "few_repeat_customers": Plural(
        N_("Only one customer bought on a second day: take the ranges, not the numbers."),
        N_("Only {count:n} customers bought on a second day: take the ranges, not the numbers."),
    ),
    "short_history": N_("The log spans {span:days} only: a look far ahead is a guess."),
    "new_customers": N_(
        "{share:percent} of the customers were first seen on the last day: nothing is known of "
        "them yet."
    ),
    "all_gone": N_(
        "{share:percent} of the customers have been silent for more than half of the log: hardly "
        "anybody is left to forecast."
    ),
    "same_frequency": N_(
        "{share:percent} of the customers bought on exactly {days:days}: a real log varies, so "
        "look at how this one was made."
    ),
    "regularity": N_(
        "Customers buy in a rhythm: their gaps vary by {spread:percent} of the mean, where chance "
        "would make it 100% (k = {k})."
    ),
    "regular": N_(
        "Customers buy by the clock, as with a subscription: these models expect chance, and are "
        "late to notice who left."
    ),
    "gap": N_(
        "From {before:date} to {after:date} no customer came or was last seen: two logs in one, or "
        "false dates."
    ),
    "gap.days": N_(
        "From {before:days} to {after:days} before the end no customer came or was last seen: two "
        "logs in one, or false dates."
    ),
    "outliers": N_(
        "One customer brought {share:percent} of all revenue, {largest:exact} against {rest:exact} "
        "of all others together: check that amount, and compare with a run without it."
    ),
    "active_before": N_(
        "{count:n} customers first appear in the first month, against {usual:n} a month after it: "
        "many were customers before the data begin, and are taken for younger than they are."
    ),
    "bad_history": Plural(
        N_(
            "For one customer a number is negative or the last purchase lies after the end; "
            "summarise the orders again."
        ),
        N_(
            "For {count:n} customers a number is negative or the last purchase lies after the end; "
            "summarise the orders again."
        ),
    ),
    "bad_history.too_long": N_(
        "The histories span more days than any log: look for false dates in the orders."
    ),
    "unsupported_types.whole": N_(
        "{column:code} must be a whole number for every customer, times in days."
    ),
    "missing_columns.model": N_("This model needs the columns {names:list}."),
    "nobody_left": N_("Nobody has left yet: how long subscribers stay can't be learned from them."),
    "too_few_subscribers": N_(
        "How long subscribers stay needs at least {least:n} of them to learn from, not {count:n}."
    ),
}

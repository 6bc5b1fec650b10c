"""Messages about backtests and verdicts."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "no_orders_to_test": N_("There are no orders to test on."),
    "too_short_to_test": N_(
        "The log spans {days:days}; a backtest needs at least {least:n}: half to learn from, half "
        "to be measured on."
    ),
    "bad_split": N_(
        "The split lies between the first day {first:date} and the day before the last {last:date}."
    ),
    "too_few_to_test": Plural(
        N_("A backtest needs at least {least:n} customers before the split; there is {count:n}."),
        N_("A backtest needs at least {least:n} customers before the split; there are {count:n}."),
    ),
    "no_covariates": N_(
        "The orders name no channel, country, category or discount that tells groups apart."
    ),
    "no_subscription": N_("Customers don't pay in a fixed rhythm here, the same every time."),
    "not_reached": N_("Not reached in the time given."),
    "no_forecast": N_("The model gives no number for some customers."),
    "unknown_model.forecaster": N_("No model is called {names:list}; there are {choices:list}."),
    "unknown_model.classifier": N_(
        "No classifier is called {names:list}; there are {choices:list}."
    ),
    "one_answer_only": N_(
        "In the {days:days} after {split:date} the answer was the same for everybody."
    ),
    "unknown_attribute": N_("No feature is about {attribute}."),
    "missing_columns.groups": N_("A comparison of groups needs customer_id and one attribute."),
    "no_model_before_split": N_("No model could be fitted on the days before {split:date}."),
    "too_few_bought": Plural(
        N_(
            "Only one of the customers spent anything in the {days:days} that were held back: too "
            "few to tell a good forecast from luck."
        ),
        N_(
            "Only {count:n} of the customers spent anything in the {days:days} that were held "
            "back: too few to tell a good forecast from luck."
        ),
    ),
    "too_few_bought.nobody": N_("Nobody spent anything in the {days:days} that were held back."),
    "verdict_untested": N_("Don't use the forecast: it could not be tested."),
    "verdict_money": N_(
        "Use the money: over the last {days:days} this model was {off} in total and its top tenth "
        "caught {top10:percent} of what came."
    ),
    "verdict_money.counted": N_(
        "Use the numbers of orders: over the last {days:days} this model was {off} in total and "
        "its top tenth caught {top10:percent} of them."
    ),
    "verdict_ranking": N_(
        "Use the ranking only: over the last {days:days} the top tenth of this model caught "
        "{top10:percent} of what came, but its totals don't hold: {off} then, and on {splits:n} "
        "earlier days {miss:percent} off in the mean, {held:percent} in their ranges."
    ),
    "verdict_ranking.once": N_(
        "Use the ranking only: over the last {days:days} this model was {off} in total, but its "
        "top tenth caught {top10:percent} of what came."
    ),
    "verdict_ranking.groups": N_(
        "Use the ranking only: over the last {days:days} this model was {off} in total, but too "
        "far off for groups of customers; its top tenth caught {top10:percent} of what came."
    ),
    "verdict_ranking.each": N_(
        "Use the ranking only: over the last {days:days} this model was {off} in total, but "
        "further off a customer than the mean of all; its top tenth caught {top10:percent} of "
        "what came."
    ),
    "withheld": N_("not said: past totals were too far off"),
    "withheld.once": N_("not said: the total was too far off"),
    "withheld.groups": N_("not said: groups of customers were too far off"),
    "withheld.each": N_("not said: single customers were too far off"),
    "verdict_nothing": N_(
        "Don't use the forecast: over the last {days:days} this model ranked customers hardly "
        "better than drawing lots; its top tenth caught {top10:percent} of what came."
    ),
    "verdict_nothing.luck": N_(
        "Don't use the forecast: over the last {days:days} this model's ranking hung on a few "
        "customers; without them it is hardly better than drawing lots."
    ),
    "champion_none": N_("No forecaster could be held against earlier days."),
    "champion.reference": N_(
        "The numbers are those of {title:term}: on {tests:n} earlier days nothing did better."
    ),
    "champion.purchase": N_(
        "The numbers are those of {title:term}: on {tests:n} earlier days it ranked customers best "
        "among the purchase models, and no learner did better."
    ),
    "champion.covariates": N_(
        "Who brings how much says {title:term}: on {tests:n} earlier days it ranked customers "
        "better than the purchase models, which see no difference between groups. How much all "
        "bring together is corrected by past errors."
    ),
    "champion.contract": N_(
        "The numbers are those of {title:term}: customers pay a plan, and on {tests:n} earlier "
        "days it told best who goes on paying. Sums are corrected by its own past errors."
    ),
    "champion.learned": N_(
        "Who brings how much says {title:term}: on {tests:n} earlier days it ranked customers "
        "better than every purchase model. How much all bring together says the purchase model, "
        "corrected by its own past errors."
    ),
    "champion.baseline": N_(
        "Who brings how much is taken from the last period: on {tests:n} earlier days no model did "
        "better."
    ),
}

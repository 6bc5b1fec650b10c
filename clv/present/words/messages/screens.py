"""Sentences of the pages that hold values, by page."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "campaigns.all": N_("All {n:n}"),
    "campaigns.unwilling": Plural(
        N_("One customer does not want mail and is on no list."),
        N_("{n:n} customers do not want mail and are on no list."),
        by="n",
    ),
    "campaigns.conversion": N_(
        "{treated:percent} of those contacted ordered, {held:percent} of the others"
    ),
    "campaigns.enough": N_("{power:percent} certainty takes {n:n} people"),
    "campaigns.first_offer": N_("{item} first, for {share:percent} of them"),
    "campaigns.first_offers": N_("First {n}"),
    "campaigns.groups": N_("Contact {treated:n}, hold back {held:n}"),
    "campaigns.in_currency": N_("in {currency}"),
    "campaigns.intervals": N_(
        "90% intervals; what was known before explains {share:percent} of the spread"
    ),
    "campaigns.lift_shows": N_("a lift of the same share shows when orders count for {days:days}"),
    "campaigns.offers_drawn": N_("Likeliest next purchase of each, the commonest {n:n}"),
    "campaigns.offers_measured": Plural(
        N_("{n:n} customer who bought in the last quarter of the log, seen from its start"),
        N_("{n:n} customers who bought in the last quarter of the log, seen from its start"),
        by="n",
    ),
    "campaigns.orders_from": N_("Orders of {days:days} from {day:date} on"),
    "campaigns.power_drawn": N_(
        "Certainty by size of the lift; {base:percent} would order anyway within {days:days}"
    ),
    "campaigns.profit_drawn": N_(
        "Expected profit by length of the list, within {days:days} at a margin of {margin:percent}"
    ),
    "campaigns.profit_share_drawn": N_(
        "Expected profit by length of the list as a share of its most, within {days:days} at a "
        "margin of {margin:percent}"
    ),
    "campaigns.smallest_lift": N_("this list finds lifts from {lift:decimal} points on"),
    "campaigns.test_power": Plural(
        N_("A test of {n:n} person finds this lift {power:percent} of the time"),
        N_("A test of {n:n} people finds this lift {power:percent} of the time"),
        by="n",
    ),
    "campaigns.up_to": N_("Up to {top:money} here"),
    "campaigns.who_pays": N_("Those who pay: {n:n}"),
    "campaigns.your_list": N_("Your list: {title}"),
    "churn.at_risk_from": N_("{who}: {money:money} at risk from {day:date} on"),
    "churn.contact_cost": N_("Cost of contacting one{currency}"),
    "churn.follow_another": N_("{why}. Select a row of the list to follow another customer"),
    "churn.gain_drawn": N_(
        "By how many are contacted, on {days:days} of unseen days; dotted: the best list"
    ),
    "churn.list_threshold": N_(
        "On the list are those with a chance of {threshold} or more; green is right"
    ),
    "churn.reach_value": N_("Value of reaching a right one{currency}"),
    "churn.value_at_risk": N_(
        "Value at risk: what customers used to bring in the {ahead:ahead}, less what is still "
        "expected"
    ),
    "cohorts.largest_stage": N_("The most common stage is “{stage:term}”: {n:n} of {all:n}"),
    "cohorts.ordered_in_month": N_("{cohort}, ordered in month {age}"),
    "customer.in_the_days_ahead": N_("in the {ahead:ahead}"),
    "customer.like_them": N_(
        "{activity:term}: of 100 like them {back:n} should come back ({low:n}–{high:n})"
    ),
    "customer.on_watch_list": N_("On the watch list ({tier:term}): {risk:money} at risk"),
    "customer.return_window": N_(
        "Learned from earlier days of this log: so many of 100 customers as long silent, in such a "
        "rhythm and with as many orders, order again within {days:days}; in brackets: as far as "
        "levels of earlier windows strayed, nine in ten of them"
    ),
    "customer.who": N_("{id} · {segment:term}"),
    "data.contacts": N_(
        "Known beside the ids: {what}. Campaigns leave out who does not want mail."
    ),
    "data.export_of": N_("This looks like an export of {shop}."),
    "data.kept": N_("{n:n} kept"),
    "data.log_runs": N_("As read, the log runs from {first:date} to {last:date}."),
    "data.merge_effect": N_(
        "{customers:n} customers would become {merged:n}; of them {share:percent} order again "
        "instead of {before:percent}, and one brings {value:money} instead of "
        "{value_before:money}."
    ),
    "data.notices": N_("Worth knowing ({n})"),
    "data.rate": N_("1 {code} in {target}"),
    "data.read_as": N_("Read as: {how}"),
    "data.rows": Plural(
        N_("{n:n} row"),
        N_("{n:n} rows"),
        by="n",
    ),
    "data.rows_for_reason": N_("{n:n} {reason}"),
    "data.rows_shown": N_("{n:n} of {all:n} rows, as they stand in the file"),
    "data.status": Plural(
        N_("{status} · {rows:n} row · {money:money}"),
        N_("{status} · {rows:n} rows · {money:money}"),
        by="rows",
    ),
    "data.statuses": N_("Statuses ({n})"),
    "data.part_again": N_("Take back: {rule}"),
    "data.unwilling": Plural(
        N_("{n:n} does not want mail"),
        N_("{n:n} do not want mail"),
        by="n",
    ),
    "economics.best_channel": N_(
        "Customers who began with {channel} bring most: {value:money} each"
    ),
    "economics.bounds_hold": N_(
        "The bounds hold {money:money}: wider ones would let the whole budget be shared."
    ),
    "economics.channel_number": N_("No. {number}"),
    "economics.new_customer": N_("A new customer brings {value:money}"),
    "economics.newcomers": N_(
        "What a new customer brings in the {ahead:span} after the first order"
    ),
    "economics.not_earned_back": N_("{channel} has not earned its cost back"),
    "economics.slowest_channel": N_("{channel} takes longest: {months}"),
    "economics.period": N_("{first:date} to {last:date}"),
    "economics.too_young": N_(
        "What a customer may cost can't be told yet: nobody's first {ahead:span} are over. Look "
        "ahead for less."
    ),
    "economics.worth_so_far": N_(
        "Worth: margin that came in the first {ahead:span} after the first order, of those won "
        "long enough ago; nothing expected is added. The ceiling is what the lower end of its "
        "range supports"
    ),
    "economics.left_out": N_(
        "{worth}. {month:month} is left out: who ordered first then may be an older customer"
    ),
    "economics.worth": N_(
        "Worth: margin of the first {ahead:span} after the first order, what came and what is "
        "still expected; the ceiling is what the lower end of its range still supports"
    ),
    "explain.cost_of_leaving_out": N_(
        "With {attribute} the ranking of unseen days reaches {with_gini:percent} (Gini) and "
        "the error is {with_mae:money} a customer; without it {gini:percent} and {mae:money}."
    ),
    "explain.fairness_drawn": N_(
        "{measure}; {model:term} on unseen days, with 90% ranges; orange: a warning"
    ),
    "explain.fidelity": N_(
        "Explained by a simpler model that follows the learner to {share:percent} (R²)."
    ),
    "explain.leave_out": N_("What does leaving out {attribute} cost?"),
    "explain.measured": N_(
        "So says {learner:term}, taught by the log itself and measured on {days:days} it had not "
        "seen: its order of customers is {gini:percent} of the way from drawing lots to a perfect "
        "one"
    ),
    "explain.measured.other": N_(
        "So says {learner:term}, taught by the log itself and measured on {days:days} it had not "
        "seen: its order of customers is {gini:percent} of the way from drawing lots to a perfect "
        "one. The values on all pages are those of {shown:term}: below, one of them is taken apart"
    ),
    "explain.swarm_drawn": N_(
        "Up to {n:n} customers, binned (SHAP values); colour: how high the feature is; the "
        "outermost hold all beyond"
    ),
    "models.conditional_drawn": N_("Mean order days after {day:date}, by repeat order days before"),
    "models.contest_drawn": N_(
        "{meaning}; lines: 90% bootstrap ranges. ★ recommended by ranking, error and total "
        "together; blue: purchase models, orange: learned, grey: simple rules"
    ),
    "models.counts_drawn": N_("Customers by repeat order days up to {day:date}"),
    "models.estimate": N_("Estimate, per {unit:term}"),
    "models.expected_by_kept": N_("Expected by the kept model ({title:term})"),
    "models.first_feature": N_("{feature} says most"),
    "models.fitted": Plural(
        N_("**{title}** · fitted on {n:n} customer · log-likelihood {ll:decimal2}"),
        N_("**{title}** · fitted on {n:n} customers · log-likelihood {ll:decimal2}"),
        by="n",
    ),
    "models.keep": N_("Keep the trained model: {title:term}"),
    "models.leaderboard_drawn": N_(
        "{meaning}. Blue: purchase models, orange: learned, grey: simple rules"
    ),
    "models.minutes": N_("{minutes} minutes"),
    "models.rolling_drawn": N_("{meaning}. A mark a stretch"),
    "models.seconds": N_("{seconds} seconds"),
    "models.stretches": Plural(
        N_("On one stretch of {days:days}"),
        N_("On {n:n} stretches of {days:days}"),
        by="n",
    ),
    "models.surely_better": Plural(
        N_("{n:n} ranks better beyond chance"),
        N_("{n:n} rank better beyond chance"),
        by="n",
    ),
    "models.sequence_learnt": N_("It learnt in {n:n} rounds"),
    "models.table_drawn": N_("{meaning}; rows that were held back, in folds drawn by lot"),
    "models.table_kept": N_("{title:term}, trained to predict {column:code}."),
    "models.table_ranges": N_(
        "Rows that were held back, in tenths by what was predicted; {share:percent} of them lie in "
        "their 90% range"
    ),
    "models.table_read": N_("{n:n} rows, {columns:n} columns."),
    "models.table_score": N_("New rows, to predict {column:code} of"),
    "models.table_scored": Plural(N_("{n:n} row scored"), N_("{n:n} rows scored"), by="n"),
    "models.no_feature": N_("It leans on nothing, not even on {feature:code}"),
    "models.tenths_drawn": N_(
        "Tenths of customers, best expected first; the {days:days} after {day:date}, unseen "
        "until then"
    ),
    "models.tracking_drawn": N_("Repeat orders of the customers known on {day:date}"),
    "movement.days": N_("{then:date} against {now:date}, both days seen through today's models"),
    "movement.days_only": N_("{then:date} against {now:date}"),
    "movement.flow_drawn": N_("Segments on {then} (left) and on {now} (right); width: people"),
    "movement.move": N_("{before:term} → {after:term}"),
    "overview.as_of": N_("As of {day:date}"),
    "overview.as_of_with_range": N_("As of {day:date}; {range}"),
    "overview.concentration": N_("The best {people:percent} of customers brought {money:percent}"),
    "segments.audit_drawn": N_(
        "What each group spent in the {days:days} that were held back, customers redrawn"
    ),
    "segments.scores": N_(
        "Scores run from 1 to {top}, more is better. The first row that fits names the "
        "customer, the last row takes everybody else; other pages keep the eleven groups."
    ),
    "segments.value": N_("{value:money} ({range:range})"),
    "shared.fault": N_(
        "The program made a mistake here ({kind}); your data are not to blame. The server's "
        "log holds the details for whoever runs it."
    ),
    "shared.found": N_("{n} found"),
    "shared.list_title": N_("{title}: {n:n}"),
    "shared.lost_file": N_(
        "{name} was kept in memory only, and is gone since this page was loaded anew or the "
        "server was restarted. Open it again, and go on."
    ),
    "shared.meanwhile": N_("Until then the page shows the {ahead:ahead} at a margin of {margin}%."),
    "shared.open_now": Plural(
        N_("{customers:n} customer, {first:month} to {last:month}"),
        N_("{customers:n} customers, {first:month} to {last:month}"),
        by="customers",
    ),
    "shared.reading": N_("Reading {title}"),
    "shared.sample": Plural(
        N_("{rows:n} row · {licence}"),
        N_("{rows:n} rows · {licence}"),
        by="rows",
    ),
    "value.best_hold": Plural(
        N_("The best one holds {share:percent} of the value"),
        N_("The best {n:n} hold {share:percent} of the value"),
        by="n",
    ),
    "value.distribution_drawn": N_("Number of customers by expected value in the {ahead:ahead}"),
    "value.half": N_("Half of the customers are worth {value:money} or less"),
    "value.matrix_drawn": N_(
        "{model}, a customer known for the whole log, by days with an order and days of silence"
    ),
    "value.ranking_drawn": N_(
        "Expected value of each customer in the {ahead:ahead}, with its range"
    ),
    "campaigns.list_cost": N_(
        "{formula}. The list costs {cost:money} and pays from a lift of {lift:decimal} points on"
    ),
    "churn.valuable": Plural(
        N_("{n:n} of the quiet and the lost is worth more than the mean, should they return"),
        N_("{n:n} of the quiet and the lost are worth more than the mean, should they return"),
        by="n",
    ),
    "explain.learned": N_(
        "Expected revenue of the next {days:days}, from everybody's mean to this customer's"
    ),
    "explain.shown": N_(
        "Expected value of the next {days:days} as all pages show it, from the mean to this one"
    ),
    "models.too_few_expected": N_("{share:percent} too few orders expected"),
    "models.too_many_expected": N_("{share:percent} too many orders expected"),
    "week.win_back": Plural(N_("Win back {n:n} customer"), N_("Win back {n:n} customers"), by="n"),
    "week.win_back.value_at_risk": N_(
        "{money:money} of what they used to bring in {ahead:days} is at risk. Of 100 like them "
        "{back:n} should come back within {window:days} by themselves."
    ),
    "week.win_back.revenue": N_(
        "They brought {money:money} so far and have gone quiet. Of 100 like them {back:n} "
        "should come back within {window:days} by themselves."
    ),
    "week.remind": Plural(N_("Remind {n:n} customer"), N_("Remind {n:n} customers"), by="n"),
    "week.remind.value_at_risk": N_(
        "Within a week they count as quiet if no order comes; {money:money} of what they bring in "
        "{ahead:days} would be at risk."
    ),
    "week.remind.revenue": N_(
        "Within a week they count as quiet if no order comes; they brought {money:money} so far."
    ),
    "week.stop": Plural(
        N_("Spend no more on {n:n} customer"), N_("Spend no more on {n:n} customers"), by="n"
    ),
    "week.stop.why": N_(
        "Of 100 like them {back:n} should come back within {window:days}: one last mail, then "
        "leave them out of paid campaigns."
    ),
    "week.second_order": Plural(
        N_("Invite {n:n} customer to a second order"),
        N_("Invite {n:n} customers to a second order"),
        by="n",
    ),
    "week.second_order.why": N_("They ordered once, not long ago."),
}

"""Messages about columns, statuses, refunds and shops."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "missing_columns": N_(
        "No column was found for {roles:list} among {columns}; say which (--map role=COLUMN)."
    ),
    "missing_columns.amount": N_(
        "No column says how much was paid, among {columns}; say which (--map amount=COLUMN), or "
        "count orders without money (--amounts none)."
    ),
    "orders_counted": N_(
        "There are no amounts: orders are counted, those of one customer on one day once, and "
        "nothing is said of money."
    ),
    "missing_columns.which_amount": N_(
        "Which column is the amount: {candidates:list}? Choose it on Data, or say --map "
        "amount=COLUMN; orders without money are counted by --amounts none."
    ),
    "missing_columns.which": N_(
        "Which column is the {role:term}: {candidates:list}? Choose it on Data, or say --map "
        "{role}=COLUMN."
    ),
    "missing_columns.unknown": N_("There is no column {name:code}; the file has {columns}."),
    "missing_columns.lacks_customer": N_(
        "{shop} order reports do not say who bought, so no customer can be followed; use an export "
        "with a customer number or e-mail, for example of your payment provider."
    ),
    "missing_columns.lacks_dates": N_(
        "{shop} files hold neither days nor money, so no value can be told from them; use a log "
        "with the day and the amount of each order."
    ),
    "duplicate_columns.differ": N_("Two columns are named {column:code} and differ; rename one."),
    "repeated_totals": Plural(
        N_(
            "{column} is the order's total on each of its lines; it was counted once an order, one "
            "further line counts nothing (--amounts line counts them all)."
        ),
        N_(
            "{column} is the order's total on each of its lines; it was counted once an order, "
            "{count:n} further lines count nothing (--amounts line counts them all)."
        ),
    ),
    "customer_by_phone": N_(
        "No column names customers; they are told apart by {column:code}. Rows without a number "
        "are nobody's (--map customer=COLUMN names another)."
    ),
    "joint_customer": N_(
        "No column names customers; they are told apart by {columns:list} together (--map "
        "customer=COLUMN names another)."
    ),
    "repeated_amounts": Plural(
        N_(
            "{column} is the same on each row of one order; each row was counted (--amounts order "
            "counts it once an order)."
        ),
        N_(
            "{column} is the same on each row of each of {count:n} orders; each row was counted "
            "(--amounts order counts it once an order)."
        ),
    ),
    "ambiguous_totals": N_(
        "{column:code} is the same on all rows of an order ({rows:n} of {order:code} say "
        "{example:code}): is it each row's own, {lines:exact} in all (--amounts line), or the "
        "order's total, {orders:exact} in all (--amounts order)?"
    ),
    "guests": Plural(
        N_(
            "One row of {money:exact} is a guest's ({words:list}): its money counts, but a guest "
            "is no customer."
        ),
        N_(
            "{count:n} rows ({money:exact}) are guests' ({words:list}): their money counts, but a "
            "guest is no customer."
        ),
    ),
    "no_customers.guests": N_(
        "All orders are guests'; choose another column as customer, an e-mail or a phone number "
        "for example (--map customer=COLUMN)."
    ),
    "no_purchases.negative": N_(
        "All amounts are negative, {money:exact} in all: are they sales (--sign turn)?"
    ),
    "row_kinds": N_(
        "These kinds of row count: {counted:sums}; these tell the same money again or none, and do "
        "not: {left_out:sums} (--statuses KIND=keep counts them)."
    ),
    "row_kinds.bank": N_(
        "This is a bank statement: these movements count as money of customers: {counted:sums}; "
        "these do not: {left_out:sums} (--statuses KIND=keep counts them)."
    ),
    "bank_statement.direction": N_(
        "This is a bank statement, and {name:code} does not tell plainly which money was received "
        "and which was paid; write money paid as negative amounts."
    ),
    "bank_statement.nobody": N_(
        "This is a bank statement on which nobody paid anything that would be a purchase; use an "
        "export of the account that customers pay to."
    ),
    "missing_columns.payer": N_(
        "This is a bank statement, and no column says who paid. Does one of these: "
        "{candidates:list}? Choose it on Data, or say --map customer=COLUMN."
    ),
    "ambiguous_kinds": N_(
        "Do rows of these kinds count as sales: {candidates:sums}? Say it on Data or with "
        '--statuses "{example}=keep" or "=drop".'
    ),
    "unknown_statuses": N_(
        "Which of these statuses mean that the order was paid: {candidates:sums}? Say it on Data "
        'or with --statuses "{example}=keep" or "=drop".'
    ),
    "statuses": N_(
        "By their status these count: {counted:sums}; these do not: {left_out:sums}. Move any to "
        "the other side on Data, or with --statuses STATUS=keep|drop."
    ),
    "many_statuses": N_(
        "{count:n} different statuses are not understood ({examples:list} …); their {rows:n} rows, "
        "{money:exact}, count as paid. Move any to the other side on Data, or name another column "
        "(--map status=COLUMN)."
    ),
    "statuses.all": N_("By their status all count: {counted:sums}."),
    "statuses.none": N_("By their status none counts: {left_out:sums}."),
    "negative_sales": N_(
        "{count:n} of {rows:n} amounts are negative, {money:exact} in all: are they sales "
        "(--sign turn) or returns (--sign keep)?"
    ),
    "cancelled": Plural(
        N_("One row ({money:exact}) is a cancelled, failed or refunded order."),
        N_("{count:n} rows ({money:exact}) are cancelled, failed or refunded orders."),
    ),
    "unpaid": Plural(
        N_("One row ({money:exact}) is an order that nobody has paid yet."),
        N_("{count:n} rows ({money:exact}) are orders that nobody has paid yet."),
    ),
    "refunds": Plural(
        N_("Refunds of {money:exact} were taken off their orders; of one row nothing is left."),
        N_(
            "Refunds of {money:exact} were taken off their orders; of {count:n} rows nothing is "
            "left."
        ),
    ),
    "refunds.in_part": N_("Refunds of {money:exact} were taken off their orders."),
    "refunds_of_cancelled": Plural(
        N_(
            "One refund of {money:exact} belongs to an order that its status leaves out already; "
            "it was counted once."
        ),
        N_(
            "{count:n} refunds of {money:exact} belong to orders that their status leaves out "
            "already; they were counted once."
        ),
    ),
    "gift_cards": Plural(
        N_(
            "One row is a gift card sold, {money:exact}: money for later, which counts when "
            "something is bought with it (--gift-cards sold counts it now, keep both)."
        ),
        N_(
            "{count:n} rows are gift cards sold, {money:exact}: money for later, which counts when "
            "something is bought with them (--gift-cards sold counts it now, keep both)."
        ),
    ),
    "gift_cards.in_part": N_(
        "Gift cards of {money:exact} sold with other things were taken off: their money counts "
        "when something is bought with them (--gift-cards keep counts both)."
    ),
    "gift_cards.mixed": Plural(
        N_("One order holds gift cards beside other things; without prices it counts in full."),
        N_(
            "{count:n} orders hold gift cards beside other things; without prices they count in "
            "full."
        ),
    ),
    "gift_cards.kept": N_(
        "Gift cards and vouchers of {money:exact} count as sales (--gift-cards redeemed counts "
        "their money when something is bought with them)."
    ),
    "gift_cards.beside": Plural(
        N_(
            "A gift card or store credit paid {money:exact} of one order whose amount leaves it "
            "out; it was added (--gift-cards sold leaves it out)."
        ),
        N_(
            "Gift cards or store credit paid {money:exact} of {count:n} orders whose amounts leave "
            "it out; it was added (--gift-cards sold leaves it out)."
        ),
    ),
    "gift_cards_handed_in": Plural(
        N_("One row hands in a gift card of {money:exact}; what it paid for counts in full."),
        N_(
            "{count:n} rows hand in gift cards of {money:exact}; what they paid for counts in full."
        ),
    ),
    "gift_cards.paid": Plural(
        N_(
            "One row ({money:exact}) was paid with a gift card or voucher and counts; were the "
            "cards sold in this file too, their money counts twice (--gift-cards sold leaves out "
            "what they paid for)."
        ),
        N_(
            "{count:n} rows ({money:exact}) were paid with gift cards or vouchers and count; were "
            "the cards sold in this file too, their money counts twice (--gift-cards sold leaves "
            "out what they paid for)."
        ),
    ),
    "gift_card_payments": Plural(
        N_("One row ({money:exact}) was paid with a gift card, whose sale counts already."),
        N_("{count:n} rows ({money:exact}) were paid with gift cards, whose sale counts already."),
    ),
    "discounts": Plural(
        N_("One row is a discount or voucher of {money:exact}, taken off its own order."),
        N_("{count:n} rows are discounts or vouchers of {money:exact}, taken off their orders."),
    ),
    "no_purchases": N_(
        "No purchase is left: no row has an amount above zero; is the sign turned round "
        "(--sign turn)?"
    ),
    "unsupported_types.nested": N_(
        "The column {column:code} holds lists or structs; export one plain row per order."
    ),
    "nobody_twice": N_(
        "Nobody bought twice, although values of {columns:list} repeat; is one of these columns the"
        " customer? Choose it on Data (--map customer=COLUMN)."
    ),
}

"""Messages about money, dates, ids and merged files."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    # Dates
    "ambiguous_dates.day_or_month": N_(
        "Day and month can't be told apart: {text:code} and all other dates fit more than one "
        "order ({days:either}); say which (--date-format {options:either})."
    ),
    "ambiguous_dates.mixed": N_(
        "The date column mixes day-first and month-first dates, for example {text:code}; say which "
        "(--date-format day_first or month_first), or export ISO dates."
    ),
    "ambiguous_dates.year_day_month": N_(
        "Dates like {text:code} have the day before the month; say so (--date-format %Y-%d-%m), or "
        "export ISO dates."
    ),
    "ambiguous_dates.compact": N_(
        "Dates in digits like {text:code} can be read as {days:either}; say which "
        "(--date-format {options:either})."
    ),
    "ambiguous_dates.compact_read": N_(
        "Dates in digits like {text:code} were read as {day:date}; if that is wrong, say how they "
        "are written (--date-format)."
    ),
    "ambiguous_dates.months": N_(
        "The dates are months without a day, like {text:code}; to count each on the first of its "
        "month, say so (--date-format month)."
    ),
    "ambiguous_dates.month_name": N_(
        "{word:code} is the name of different months in different languages (number {months:list});"
        " say the language of the dates (--date-format pl, for example)."
    ),
    "ambiguous_dates.day_numbers": N_(
        "The dates are numbers from {first} to {last}: days counted from a start that the file does"
        " not tell; say which day was day 1 (--day-one 2023-01-01)."
    ),
    "ambiguous_dates.numbers": N_(
        "The dates are numbers from {first} to {last} whose unit can't be told; say what they count"
        " (--date-unit s, ms, us, ns, excel or excel1904)."
    ),
    "ambiguous_dates.years": N_(
        "The dates are years from {first} to {last} without month and day; choose a column of days."
    ),
    "ambiguous_dates.exchanged": N_(
        "All dates in words like {text:code} have a day above 12 and none of the others has: a "
        "spreadsheet may have exchanged day and month in those; check them."
    ),
    "ambiguous_dates.day_first": N_(
        "Day and month of dates like {text:code} could be exchanged; they were read day first."
    ),
    "ambiguous_dates.month_first": N_(
        "Day and month of dates like {text:code} could be exchanged; they were read month first."
    ),
    "ambiguous_dates.year_first": N_(
        "Day and month of dates like {text:code} could be exchanged; they were read year first."
    ),
    "bad_dates.format": N_("The date format {form:code} is none; write it like %d/%m/%Y."),
    "bad_dates.unread": N_(
        "No date could be read, for example {text:code}; say how they are written "
        "(--date-format %d/%m/%Y), or choose another column."
    ),
    "bad_amounts.unread": N_(
        "No amount could be read, for example {text:code}; export amounts as plain numbers, or "
        "choose another column."
    ),
    "bad_dates.month_name": N_(
        "{word:code} is no month in any language; export the dates as numbers (2024-01-31)."
    ),
    "several_date_forms": N_(
        "The dates are written in several forms, like {one:code} and {other:code}; check that both "
        "were read right."
    ),
    "numeric_dates": N_("The dates are day numbers of a spreadsheet; they were counted from 1900."),
    "other_calendar": N_(
        "Dates like {text:code} are of another calendar ({calendar}); they were converted."
    ),
    "several_offsets": N_(
        "Times stand in several time zones; days are those of {offset}, in which most stand. "
        "Choose the shop's zone if that is wrong (--zone)."
    ),
    "utc_days": N_(
        "Times are in UTC, so an order late in the evening may fall on the next day; name the "
        "shop's time zone to count its own days (--zone Europe/Berlin)."
    ),
    "stray_dates": Plural(
        N_("1 row is dated {day:date}, far from all others, and was set aside."),
        N_("{count:n} rows are dated {day:date} or so, far from all others, and were set aside."),
    ),
    "future_dates": Plural(
        N_("1 row lies in the future, on {last:date}; check its date."),
        N_("{count:n} rows lie in the future, the last on {last:date}; check the dates."),
    ),
    "old_dates": Plural(
        N_("1 row is older than 1990, of {first:date}: a placeholder?"),
        N_("{count:n} rows are older than 1990, the first of {first:date}: placeholders?"),
    ),
    "unsupported_types.dates": N_(
        "The column {column:code} holds {dtype}, not dates; choose another column."
    ),
    # Money
    "ambiguous_amounts": N_(
        "The amount {text:code} may be {thousands:n} or {decimal}, and no other value tells; "
        "say which mark parts the decimals (--decimal-mark {answers:either})."
    ),
    "bad_amounts.mixture": N_(
        "The amounts mix decimal points and decimal commas (for example {point:code} and "
        "{comma:code}); say which mark parts the decimals (--decimal-mark point or comma), or "
        "export them in one form."
    ),
    "tax.inside": N_(
        "Amounts hold tax, {amount:exact} in all; it can be left out (--tax without)."
    ),
    "tax.beside": N_("Amounts are without tax; {amount:exact} of it stand in a column beside."),
    "tax.open": N_(
        "Whether the amounts hold the tax of {amount:exact} can't be told; if they do and should "
        "not, take it out (--tax without)."
    ),
    "tax.taken_out": N_("Tax of {amount:exact} was taken out of the amounts."),
    "shipping.inside": N_(
        "Amounts hold shipping, {amount:exact} in all; it can be taken out (--shipping without)."
    ),
    "shipping.beside": N_(
        "Amounts are without shipping; {amount:exact} of it stand in a column of their own."
    ),
    "shipping.open": N_(
        "Whether the amounts hold the shipping of {amount:exact} can't be told; if they do and "
        "should not, take it out (--shipping without)."
    ),
    "shipping.taken_out": N_("Shipping of {amount:exact} was taken out of the amounts."),
    "thousands_by_currency": N_(
        "Amounts like {text:code} were read as thousands, since their currency has two decimals; "
        "if that is wrong, say so (--decimal-mark comma)."
    ),
    "credit_debit": N_(
        "Amounts marked {side} like {text:code} were counted as money paid back; if that is wrong, "
        "turn the signs (--sign turn)."
    ),
    "three_decimals": N_(
        "Amounts like {text:code} were read with three decimals, as {currency} has them; if that "
        "is wrong, say so (--decimal-mark comma)."
    ),
    "unsupported_types.amounts": N_(
        "The column {column:code} holds {dtype}, not amounts; choose another column."
    ),
    "mixed_currencies": N_(
        "The amounts are in several currencies ({codes:list}); enter rates for {missing:list} or "
        "export one currency at a time."
    ),
    "mixed_currencies.no_target": N_(
        "The amounts are in several currencies ({codes:list}); say which to convert into and enter "
        "rates for the others, or export one currency at a time."
    ),
    "mixed_currencies.beside": N_(
        "Amounts are marked {beside} where the currency column says {stated}; leave one of the two "
        "out."
    ),
    "currency_sign": N_(
        "The sign of the amounts stands for several currencies; they were read as {currency}. "
        "Choose the shop's own if that is wrong (--currency)."
    ),
    "currency_sign.kr": N_(
        "The sign of the amounts stands for the crowns of several countries; choose the shop's own "
        "(--currency SEK)."
    ),
    # Ids
    "unsupported_types.bytes": N_(
        "The column {column:code} holds bytes that are no text; export it as text."
    ),
    "unsupported_types.float_ids": N_(
        "The column {column:code} holds ids as floating point numbers too large to be exact; "
        "export it as text."
    ),
    "float_ids": N_(
        "Every customer id ended in “.0”, as numbers do that went through a calculation; it was "
        "taken off."
    ),
    "before_first_order": N_(
        "The last day is {day:date}, but the first order came on {first:date}; choose a later day."
    ),
    "rounded_ids": N_(
        "Customer ids are numbers of 16 digits or more; a workbook rounds them, so some may have "
        "become one."
    ),
    "lookalike_ids": Plural(
        N_("1 customer id differs from another only by case, accents, spaces or “.0”."),
        N_("{count:n} customer ids differ from another only by case, accents, spaces or “.0”."),
    ),
    "placeholder_ids": N_(
        "Some customer ids look like stand-ins for nobody ({words:list}); they count as people."
    ),
    "long_ids": Plural(
        N_("1 customer id has more than {least:n} characters; is a part of the file no table?"),
        N_(
            "{count:n} customer ids have more than {least:n} characters; is a part of the file no "
            "table?"
        ),
    ),
    # Quality of the rows
    "returns": Plural(
        N_("1 row is a return or cancellation of {amount:exact}."),
        N_("{count:n} rows are returns or cancellations of {amount:exact} in all."),
    ),
    "unnamed_returns": Plural(
        N_(
            "1 return ({money:exact}) names neither order nor product; it was taken off the same "
            "customer's latest earlier order that could hold it."
        ),
        N_(
            "{count:n} returns ({money:exact}) name neither order nor product; each was taken off "
            "the same customer's latest earlier order that could hold it."
        ),
    ),
    "unmatched_returns": Plural(
        N_(
            "For 1 return no earlier purchase was found ({money:exact}): it lowers no order; what "
            "it paid back was bought before the file begins, or by somebody else."
        ),
        N_(
            "For {count:n} returns no earlier purchase was found ({money:exact}): they lower no "
            "order; what they paid back was bought before the file begins, or by somebody else."
        ),
    ),
    "zero_amounts": Plural(
        N_("1 row has an amount of zero: a free sample, a voucher or a gap."),
        N_("{count:n} rows have an amount of zero: free samples, vouchers or gaps."),
    ),
    "duplicate_rows": Plural(
        N_(
            "1 row repeats another (same customer, time, amount, order); it is counted unless "
            "duplicates are dropped."
        ),
        N_(
            "{count:n} rows repeat another row (same customer, time, amount, order); they are "
            "counted unless duplicates are dropped."
        ),
    ),
    "whale": N_(
        "One customer brings {share:percent} of all revenue: a reseller, or a shared account?"
    ),
    "outliers.orders": Plural(
        N_("1 order is over {times:n} times the usual {usual:exact}; check it."),
        N_("{count:n} orders are over {times:n} times the usual {usual:exact}; check them."),
    ),
    "outliers.impossible": Plural(
        N_("1 amount is larger than any money there is, and was set aside."),
        N_("{count:n} amounts are larger than any money there is, and were set aside."),
    ),
    "first_month_new": N_(
        "{count:n} customers first appear in the first month, against {usual:n} a month after it: "
        "many were customers before the data begin."
    ),
    "gaps": N_("No order for {days:n} days from {start:date}: is a part of the data missing?"),
    # Several files
    "several_files": N_("{count:n} files were read one after the other; row numbers run on."),
    "overlapping_rows": Plural(
        N_("1 row that two files tell was counted once (--overlaps keep counts it twice)."),
        N_("{count:n} rows that two files tell were counted once (--overlaps keep counts all)."),
    ),
    "joined_tables": N_("{orders} was joined with {tables:list}."),
    "joined_table": N_(
        "{file} ({column}): {matched:n} of {rows:n} rows have a match in {into}, {unmatched:n} "
        "have none, {duplicates:n} repeat a key; {missing:n} rows of {into} have no match there."
    ),
    "joined_table.whole": N_("{file} ({column}): all {rows:n} rows have a match in {into}."),
    "tables_left_out": N_("Nothing was taken from {files:list}."),
    "different_columns.no_keys": N_(
        "{files:list} have different columns and no key that joins them; join files of one kind."
    ),
    # What can't be read
    "no_data_rows": N_("The file has a header but no rows below it."),
    "no_valid_rows": N_(
        "Not one of {count:n} rows could be read ({reasons:list}); check which column is which, "
        "and the format."
    ),
    "malformed_rows": Plural(
        N_("1 row was set aside (malformed): row {row}."),
        N_("{count:n} rows were set aside (malformed), the first is row {row}."),
    ),
    "missing_customers": Plural(
        N_("1 row was set aside (without a customer): row {row}."),
        N_("{count:n} rows were set aside (without a customer), the first is row {row}."),
    ),
    "bad_dates": Plural(
        N_("1 row was set aside (without a readable date): row {row}."),
        N_("{count:n} rows were set aside (without a readable date), the first is row {row}."),
    ),
    "bad_amounts": Plural(
        N_("1 row was set aside (without a readable amount): row {row}."),
        N_("{count:n} rows were set aside (without a readable amount), the first is row {row}."),
    ),
    "repeated_headers": Plural(
        N_("1 row was set aside (the header once more): row {row}."),
        N_("{count:n} rows were set aside (the header once more), the first is row {row}."),
    ),
    "total_rows": Plural(
        N_("1 row was set aside (a sum, not an order): row {row}."),
        N_("{count:n} rows were set aside (sums, not orders), the first is row {row}."),
    ),
    "no_currency": Plural(
        N_("1 row was set aside (no currency named): row {row}."),
        N_("{count:n} rows were set aside (no currency named), the first is row {row}."),
    ),
}

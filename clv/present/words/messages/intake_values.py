"""Messages about money, dates, ids and merged files."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    # Dates
    "ambiguous_dates.day_or_month": N_(
        "Day and month can't be told apart: {text:code} and all other dates fit more than one "
        "order ({days:list}); say which (--date-format {options:list})."
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
        "Dates in digits like {text:code} can be read as {days:list}; say which "
        "(--date-format {options:list})."
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
    "ambiguous_dates.hijri": N_(
        "Dates like {text:code} are of the Islamic calendar, which is not read here; export them in"
        " the Gregorian one (2024-01-31)."
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
    "bad_dates.month_name": N_(
        "{word:code} is no month in any language; export the dates as numbers (2024-01-31)."
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
        "The amount {text:code} may be {thousands:decimal} or {decimal}, and no other value tells; "
        "say which mark parts the decimals (--decimal-mark {answers:list})."
    ),
    "bad_amounts.mixture": N_(
        "The amounts mix decimal points and decimal commas (for example {point:code} and "
        "{comma:code}); say which mark parts the decimals (--decimal-mark point or comma), or "
        "export them in one form."
    ),
    "thousands_by_currency": N_(
        "Amounts like {text:code} were read as thousands, since their currency has two decimals; "
        "if that is wrong, say so (--decimal-mark comma)."
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
}

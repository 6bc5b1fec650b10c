"""Messages about settings, options and what is typed on the command line."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "bad_setting.between": N_("{option:term} can be {low} to {high}, not {value}."),
    "bad_setting.above": N_("{option:term} can be above {above} and up to {high}, not {value}."),
    "bad_setting.least": N_("{option:term} can be {low} or more, not {value}."),
    "bad_setting.choice": N_("{option:term} can be {choices:list}, not {value:code}."),
    "bad_setting.characters": N_("{option:term} is one character, not {value:code}."),
    "bad_setting.whole": N_("{option:term} is a whole number, not {value:code}."),
    "bad_setting.number": N_("{option:term} is a number, not {value:code}."),
    "bad_setting.date": N_("{option:term} is a day such as 2024-12-31, not {value:code}."),
    "bad_setting.date_format": N_(
        "A date format names day, month and year, as %d.%m.%Y does; {value:code} does not."
    ),
    "bad_setting.zone": N_("There is no time zone {value:code}; write one like Europe/Berlin."),
    "bad_setting.role": N_(
        "A mapping reads role=COLUMN with a role out of {roles:list}; {value:code} is none."
    ),
    "bad_setting.rates": N_(
        "Rates read CODE=NUMBER,…, for example USD=0.92; {value:code} does not."
    ),
    "bad_setting.statuses": N_(
        "Statuses read STATUS=keep or STATUS=drop, with commas between; {value:code} does not."
    ),
    "bad_setting.rate": N_("The rate of {currency} is a number above 0."),
    "cannot_write": N_("The folder {folder:code} can't be written to ({reason}); choose another."),
    "usage": N_("{problem}; see {program} --help"),
    "no_file": N_("No file was given; choose at least one."),
    "file_not_found": N_("There is no file {path:code}; check the name."),
    "not_tested": N_("No backtest was asked for."),
    "out_of_memory": N_("The memory did not suffice; close other programs or read a part."),
    "internal": N_(
        "Something broke inside ({fault}); run again with PERENNIAL_DEBUG=1 and report what it "
        "prints."
    ),
}

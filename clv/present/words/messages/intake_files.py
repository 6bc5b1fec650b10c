"""Messages about files and text tables."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "ambiguous_quotes": N_(
        "The quote that opens in row {row} can be read in two ways: as a text over {lines:n} "
        "lines, or as a stray mark; say which (--multiline yes or no)."
    ),
    "ambiguous_structure": N_(
        "Above the header in row {row} stands another table; leave one of them in the file, or "
        "name the line of the header (--header-row)."
    ),
    "bad_bytes.end": N_(
        "{count:n} NUL characters at the end were cut off; check that nothing is missing."
    ),
    "bad_bytes.nul": N_(
        "There are NUL characters within the text; single ones were left out, lines with several "
        "in a row set aside."
    ),
    "bad_bytes.western": N_(
        "{count:n} bytes are no valid UTF-8 and were read as Western letters; look at the ids."
    ),
    "binary_file": N_(
        "This is no text ({share:percent} control bytes); upload CSV, XLSX or Parquet."
    ),
    "binary_file.nul": N_("The file holds nothing but NUL bytes; export it again."),
    "blank_lines": Plural(
        N_("{count:n} blank line among the others was passed over."),
        N_("{count:n} blank lines among the others were passed over."),
    ),
    "duplicate_columns": N_(
        "Two columns have the same name ({names}); the later ones were numbered."
    ),
    "empty_file.no_text": N_("The file holds no text; export it again."),
    "guessed_encoding": N_(
        "The text is not UTF-8; it was read as {name}: check that names look right."
    ),
    "header_found": N_("The header was found in row {row}; what stands above it was passed over."),
    "joined_lines": Plural(
        N_("{count:n} line was joined to the one above: a quoted text runs over both."),
        N_("{count:n} lines were joined to those above: quoted texts run over them."),
    ),
    "malformed_csv": N_(
        "{bad:n} lines, which is most, do not fit the header, the first is row {row}; check "
        "delimiter, quotes and header line."
    ),
    "malformed_csv.long": N_(
        "The header in row {row} has {names} columns but most lines have {fields} fields; are "
        "decimal or thousands marks unquoted? Export with another delimiter or quote the amounts."
    ),
    "malformed_csv.long_line": N_(
        "Row {row} has over {limit:n} characters, so this is no table of orders; export it again."
    ),
    "malformed_csv.short": N_(
        "The header in row {row} has {names} columns but most lines only {fields} fields, so it "
        "can't be told which is missing; export it again with all delimiters."
    ),
    "malformed_rows": Plural(
        N_("{count:n} line does not fit the header and was set aside: row {row}."),
        N_("{count:n} lines do not fit the header and were set aside, the first is row {row}."),
    ),
    "missing_columns.no_header": N_(
        "No line with column names was found: row {row} already looks like data; say that there is "
        "no header (--no-header) or on which line it stands (--header-row)."
    ),
    "no_data_rows.there": N_("The file holds no rows there; check the header row."),
    "short_rows": Plural(
        N_("{count:n} line ends early (row {row}); what is missing was taken for empty."),
        N_(
            "{count:n} lines end early, the first is row {row}; what is missing was taken for "
            "empty."
        ),
    ),
    "stray_quotes": Plural(
        N_("A quote in row {row} opens nothing and was read as a letter."),
        N_("Quotes in {count:n} rows, first in row {row}, open nothing and were read as letters."),
    ),
    "unreadable_encoding": N_(
        "The text is not UTF-8 and no encoding fits it for sure; name it (--encoding)."
    ),
    "unreadable_encoding.invalid": N_(
        "The text is not valid {name}; name its encoding (--encoding)."
    ),
    "unreadable_encoding.unknown": N_(
        "There is no encoding {name!r}; try utf-8, cp1252, gb18030 or shift_jis."
    ),
}

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
        "There are NUL characters within the text; single ones were left out, lines with "
        "several in a row set aside."
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
    "corrupt_file": N_("The file is damaged or cut short; download or export it again."),
    "corrupt_file.gzip": N_("The gzip file is damaged or cut short; download or export it again."),
    "corrupt_file.json": N_("The JSON is damaged or cut short; download or export it again."),
    "corrupt_file.parquet": N_(
        "The Parquet file is damaged or cut short; download or export it again."
    ),
    "corrupt_file.workbook": N_(
        "The workbook is damaged; open it in a spreadsheet program and save it anew."
    ),
    "corrupt_file.zip": N_("The zip file is damaged or cut short; download or export it again."),
    "customer_summary": N_(
        "This is a table of customers ({columns}), not of orders: their dates are lost in it. "
        "Export the orders, one row each; or predict one of its columns from the others: Models "
        "page, “Any table”."
    ),
    "different_columns": N_(
        "{file} lacks the columns {columns} of {first}; join files of one kind."
    ),
    "different_columns.sheets": N_(
        "The sheets {names:list} have different columns; read them one by one."
    ),
    "duplicate_columns": N_(
        "Two columns have the same name ({names}); the later ones were numbered."
    ),
    "empty_file": N_("The file is empty; export it again."),
    "empty_file.no_text": N_("The file holds no text; export it again."),
    "empty_file.none": N_("No file was given; choose at least one."),
    "file_not_found": N_("There is no file {path}; check the name."),
    "date_joined": N_("The day stands in three columns, {names}; they were read as one."),
    "groups_filled": N_(
        "The report is grouped: rows without {name:code} were given the one that stands above them."
    ),
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
    "malformed_csv.blank": N_(
        "Nearly all of the {count:n} lines are blank; export the table again."
    ),
    "malformed_csv.json": N_(
        "The JSON is no list of records, one object an order; export it as CSV."
    ),
    "malformed_csv.long": N_(
        "The header in row {row} has {names} columns but most lines have {fields} fields; are "
        "decimal or thousands marks unquoted? Export with another delimiter or quote the "
        "amounts."
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
        "No line with column names was found: row {row} already looks like data; say that there "
        "is no header (--no-header) or on which line it stands (--header-row)."
    ),
    "missing_sheet": N_("There is no table on sheet {sheet:code}; the sheets are {sheets:list}."),
    "months_as_columns": N_(
        "{count:n} months stand side by side as columns and do not add up to {name:code}; "
        "export the orders one row each, or take that column out."
    ),
    "months_unpivoted": N_(
        "{count:n} months stand side by side as columns; each sum was counted as one order on "
        "the first of its month."
    ),
    "nested_left_out": N_("Lists within the records were left out: {names:list}."),
    "no_data_rows.json": N_("The JSON holds no records; export one object an order."),
    "no_data_rows.parquet": N_("The Parquet file has columns but no rows."),
    "no_data_rows.sheet": N_("The sheet has a header but no rows below it."),
    "no_data_rows.sheets": N_(
        "No visible sheet holds a table with a header; name the sheet or its header row."
    ),
    "no_data_rows.there": N_("The file holds no rows there; check the header row."),
    "other_sheets": N_(
        "Of {count:n} sheets {sheets:list} was read; left out: {others:list} ({hidden:n} hidden)."
    ),
    "other_sheets.none": N_("The sheets {sheets:list} were read one after the other."),
    "second_header": N_(
        "Row {row} reads like another header ({names}); if another table begins there, take it "
        "out: its rows were read as orders."
    ),
    "several_files": N_("{count:n} files were read one after the other; row numbers run on."),
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
    "too_large": N_("The file has {size:n} MB, the limit is {limit:n} MB; read it in parts."),
    "too_large_expanded": N_(
        "The file unfolds to over {megabytes:n} MB, the limit being {limit:n} MB or {ratio} "
        "times its size as it came; save it as plain CSV or in parts."
    ),
    "too_large_expanded.decoded": N_(
        "The Parquet file unfolds to {megabytes:n} MB, far more than its size; save it as CSV "
        "or in parts."
    ),
    "too_large_expanded.sheet": N_(
        "A sheet unfolds too far: it spans {area:n} cells, fills {cells:n} and repeats long "
        "texts; delete stray cells or save it as CSV."
    ),
    "too_large_expanded.worker": N_(
        "Reading the file takes more memory or time than its size allows; save it as plain CSV "
        "or in parts."
    ),
    "too_many_columns": N_(
        "The file has {columns:n} columns, the limit is {limit:n}; check the delimiter or "
        "export only customer, date and amount."
    ),
    "too_many_rows": N_("The file has {rows:n} rows, the limit is {limit:n}; read it in parts."),
    "unreadable_encoding": N_(
        "The text is not UTF-8 and no encoding fits it for sure; name it (--encoding)."
    ),
    "unreadable_encoding.invalid": N_(
        "The text is not valid {name}; name its encoding (--encoding)."
    ),
    "unreadable_encoding.unknown": N_(
        "There is no encoding {name!r}; try utf-8, cp1252, gb18030 or shift_jis."
    ),
    "unreadable_file": N_("The file {name} can't be opened ({reason}); check the path."),
    "unsupported_format": N_(
        "This is {what:term}; upload CSV, a workbook, Parquet or JSON instead."
    ),
    "unsupported_format.json": N_(
        "{name} holds JSON although its name says otherwise; if that is what you exported, let "
        "its name end in .json."
    ),
    "unsupported_format.locked_workbook": N_(
        "The workbook is protected by a password; open it, save it without one and upload it again."
    ),
    "unsupported_format.office": N_(
        "This is an Office document but no workbook; save the table as XLSX or CSV."
    ),
    "unsupported_format.password": N_(
        "The zip is protected by a password; unpack it and upload the file within."
    ),
    "unsupported_format.zip": N_(
        "The zip holds {count:n} files; upload one file, or a zip of one."
    ),
}

"""Pollute a file as HPI's Pollock benchmark does: every altered or lost row must be told of.

The kinds are those of its public generator (`pollute_main.py`): one file, polluted in one way at a
time, on the level of the file, a row, a column or a cell.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import clean, load
from clv.intake.files.raw import ROW

HEADER = ["customer_id", "product", "order_date", "amount", "tax", "note"]
THINGS = ["Belt", '19" screen', "Men's shoe", "Hat, blue", 'Big "old" map', "Tea"]
NOTES = ["", "plain, good", "two\nlines", "", "thanks", "a 'quoted' word"]
ROWS = [
    [
        f"C{n % 17:02d}",
        THINGS[n % len(THINGS)],
        f"2024-{1 + n % 12:02d}-{1 + n * 7 % 28:02d}",
        f"{20 + n * 1.37:.2f}" if n % 9 else f"{1250 + n:,.2f}",
        f"{3 + n * 0.2:.2f}",
        NOTES[n // 6 % len(NOTES)],
    ]
    for n in range(84)
]
PLACES = (1, 2, 40, 83)


def written(
    rows=ROWS, header=HEADER, end="\r\n", quoting=csv.QUOTE_MINIMAL, **dialect
) -> list[str]:
    """Return the records of a file as text, the header first."""
    records = []
    for fields in [header, *rows] if header else rows:
        out = io.StringIO()
        csv.writer(out, lineterminator=end, quoting=quoting, **dialect).writerow(fields)
        records.append(out.getvalue())
    return records


def parts(record: str) -> list[str]:
    """Cut a record into fields as they are written, quotes and all."""
    fields, quoted = [""], False
    for letter in record.rstrip("\r\n"):
        quoted ^= letter == '"'
        if letter == "," and not quoted:
            fields.append("")
        else:
            fields[-1] += letter
    return fields


def of_rows(records: list[str], end: str) -> Iterator[tuple[str, str]]:
    """Pollute one row at a time."""
    for place in PLACES:
        fields = parts(records[place])

        def changed(text, place=place):
            return "".join([*records[:place], text, *records[place + 1 :]])

        whole = ",".join(fields)
        yield f"row {place} empty", changed(end)
        yield f"row {place} gone blank", changed("   " + end)
        yield f"row {place} less", changed(",".join(fields[:3]) + end)
        yield f"row {place} more", changed(",".join([*fields, *["x"] * 9]) + end)
        yield f"row {place} more, empty", changed(whole + ",,," + end)
        yield f"row {place} twice on a line", changed(whole + "," + whole + end)
        yield f"row {place} run on", changed(whole)
        yield f"row {place} cut", changed(whole[: len(whole) // 2] + end)
        for other in "\n", "\r", "\r\r\n", "\n\n", "\x0b", "\u2028", ";":
            yield f"row {place} ends in {other!r}", changed(whole + other)
        for other in ";", "\t", "|", ":", " ", ", ", ",,", "\\t":
            yield f"row {place} parted by {other!r}", changed(other.join(fields) + end)
        yield f"row {place} in apostrophes", changed(whole.replace('"', "'") + end)
        yield f"row {place} all in apostrophes", changed(",".join(f"'{x}'" for x in fields) + end)
        yield (
            f"row {place} all in quotes and blanks",
            changed(",".join(f'" {x} "' for x in fields) + end),
        )
        yield f"row {place} escaped", changed(",".join(f'"{x}\\""' for x in fields) + end)
        yield f"row {place} without quotes", changed(whole.replace('"', "") + end)
        for n in range(len(fields)):
            yield from of_cells(place, n, fields, end, changed)


def of_cells(place, n, fields, end, changed) -> Iterator[tuple[str, str]]:
    def cell(text):
        return changed(",".join([*fields[:n], text, *fields[n + 1 :]]) + end)

    name = f"row {place} cell {n}"
    if n + 1 < len(fields):
        joined = [*fields[:n], fields[n] + fields[n + 1], *fields[n + 2 :]]
        yield f"{name} separator missing", changed(",".join(joined) + end)
        spaced = [*fields[:n], fields[n] + " " + fields[n + 1], *fields[n + 2 :]]
        yield f"{name} separator a blank", changed(",".join(spaced) + end)
    yield f"{name} separator more", cell(fields[n] + ",")
    half = len(fields[n]) // 2
    yield f"{name} parted", cell(fields[n][:half] + "," + fields[n][half:])
    for mark in '"', "'":
        yield f"{name} {mark} before", cell(mark + fields[n])
        yield f"{name} {mark} after", cell(fields[n] + mark)
        yield f"{name} {mark} within", cell(fields[n][:half] + mark + fields[n][half:])
    yield f"{name} a line end", cell(fields[n][:half] + end + fields[n][half:])


def of_files(records: list[str], end: str) -> Iterator[tuple[str, str]]:
    """Pollute the file as a whole, its header or its notes."""
    text = "".join(records)
    for kind, above in {
        "notes": f"PREAMBLE{end}" * 3,
        "delimited notes": f"PREAMBLE,,,,,{end}" * 3,
        "notes and a gap": f"PREAMBLE{end}" * 3 + end,
        "blanks": end * 3,
    }.items():
        yield f"{kind} above", above + text
        yield f"{kind} below", text + above
    yield "no header", "".join(records[1:])
    yield "another table below", text + end + "".join(f"a,b,c{end}1,2,3{end}" for _ in range(5))
    yield "a wider table below", text + "".join(f"{','.join('abcdefgh')}{end}" for _ in range(5))
    yield "the header again", text + text
    yield "header in two rows", f",,,money,money,{end}" + text
    for n in range(len(HEADER)):
        for name in "", "HEAD/%R", "HEADER" * 100_000, HEADER[n - 1], HEADER[n] + '"':
            header = [*HEADER[:n], name, *HEADER[n + 1 :]]
            yield f"header {n} {name[:9]!r}", ",".join(header) + end + "".join(records[1:])
    yield "header short", ",".join(HEADER[:4]) + end + "".join(records[1:])
    yield "header long", ",".join([*HEADER, "more"]) + end + "".join(records[1:])


def dialects() -> Iterator[tuple[str, str]]:
    """Write the file in another dialect."""
    for delimiter in ";|\t: ":
        yield f"delimiter {delimiter!r}", "".join(written(delimiter=delimiter))
    plain = [[*row[:5], row[5].replace("\n", " ")] for row in ROWS]
    tabs = "".join(written(plain, delimiter="\t", quoting=csv.QUOTE_ALL))
    for several in "\t\t", ", ", "\\t", "||", " | ":
        yield f"delimiter {several!r}", tabs.replace("\t", several)
    yield "apostrophes", "".join(written(quotechar="'", quoting=csv.QUOTE_ALL))
    yield (
        "quotes and blanks",
        "".join(written(plain, quoting=csv.QUOTE_ALL)).replace('","', ' "," '),
    )
    yield "escaped", "".join(written(escapechar="\\", doublequote=False))
    for end in "\n", "\r":
        yield f"ends in {end!r}", "".join(written(end=end))


FILES = {
    f"{name}, {kind}": text
    for kind, quoting in (("few quotes", csv.QUOTE_MINIMAL), ("all quoted", csv.QUOTE_ALL))
    for level in (of_rows, of_files)
    for name, text in level(written(quoting=quoting), "\r\n")
} | dict(dialects())


def truth() -> Counter[tuple[str, str, str]]:
    return Counter((row[0], row[2], f"{float(row[3].replace(',', '')):.2f}") for row in ROWS)


def assert_told(text: str, *, who: bool = True):
    """Whatever was read is true, and whatever is missing was said."""
    try:
        raw = load(text.encode())
        cleaned = clean(raw)
    except InputError:
        return
    assert raw.count is not None
    assert raw.count.kept == raw.frame.collect().height
    assert raw.count.aside == raw.malformed.height
    read, real = rows_of(cleaned.lines), truth()
    if read.total() > len(ROWS):
        real += real
    if not who:
        read, real = (Counter(row[1:] for row in rows.elements()) for rows in (read, real))
    told = sum(row[2] for row in cleaned.ledger.rows() if row[0] == "read")
    told += sum(notice["count"] for notice in cleaned.notices if notice.code in PASSED_OVER)
    assert not read - real
    # A line without its end holds two rows.
    assert (truth() - rows_of(cleaned.lines)).total() <= 2 * told


PASSED_OVER = ("blank_lines", "joined_lines", "stray_quotes")


def rows_of(lines) -> Counter[tuple[str, str, str]]:
    cells = lines.select("customer_id", "date", "amount").rows()
    return Counter((who, f"{day:%Y-%m-%d}", f"{amount:.2f}") for who, day, amount in cells)


@pytest.mark.parametrize("name", FILES)
def test_what_is_altered_or_lost_is_told(name):
    # Any letters make a customer's name; what stood on the line before can't be missed.
    is_name = "cell 0" in name and any(kind in name for kind in ("parted", "'", '"', "line end"))
    assert_told(FILES[name], who=not is_name)


def test_the_clean_file_is_read_whole():
    cleaned = clean(load("".join(written()).encode()))
    assert cleaned.valid.rows == len(ROWS)
    assert cleaned.ledger.filter(cleaned.ledger["step"] == "read").is_empty()


MARKS = st.sampled_from(['"', "'", ",", ";", '""', '",', ',"', '","', "\n", "\r\n", ",,", " "])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), MARKS, st.booleans()), min_size=1, max_size=4))
def test_lines_outside_the_damage_stay_as_they_were(changes):
    """Insert or delete marks: fields of records that no change touches are read as before."""
    records = written(end="\n")
    touched = set()
    for place, mark, insert in changes:
        number = place % len(records)
        at = place * 7 % (len(records[number]) or 1)
        old = records[number]
        records[number] = old[:at] + mark + old[at:] if insert else old[:at] + old[at + 1 :]
        # A line end that is gone takes the next record with it.
        touched |= {number, number + 1, number - 1}
    text = "".join(records)
    try:
        raw = load(text.encode())
    except InputError:
        return
    if raw.columns != tuple(HEADER):
        return
    # Each physical line below the header is kept, joined, blank or set aside.
    assert raw.count is not None
    table = text[max(0, text.find(",".join(HEADER))) :].lstrip()  # a mark may stand above it
    assert raw.count.lines == table.count("\n") + (not table.endswith("\n")) - 1
    untouched = Counter(tuple(row) for n, row in enumerate(ROWS, 1) if n not in touched)
    cells = raw.frame.drop(ROW).collect().fill_null("").rows()
    assert not untouched - Counter(cells)

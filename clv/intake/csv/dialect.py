"""The dialect of a text table: delimiter, quoting, and the line on which the header stands.

Each candidate delimiter splits the head of the file; the one wins whose rows agree best on a
width, whose cells are of one kind down a column, and in whose cells no other delimiter is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from clv.errors import InputError
from clv.intake.columns.names import named_roles
from clv.intake.csv.kinds import NO_PROFILE, Profile, profile_of
from clv.intake.csv.records import Grammar, Record, records
from clv.options import ReadHints

_DELIMITERS = ",;\t|^~\x01\x1f¦: "
_UNLIKELY = {":": 0.5, " ": 0.6}
_HEAD_RECORDS = 300
_LONGEST_VALUE = 60
_NEEDED = {"customer", "date", "amount"}
_TABLE_ABOVE = 5
_WHOLE_PART = re.compile(r"[-+(]?\W?\d{1,3}")
_REST_OF_NUMBER = re.compile(r"\d{3}(?:[.,]\d{1,2})?\)?|\d{2}\)?")
_FEWEST, _SOMETIMES, _OFTEN_EMPTY, _REGULARLY = 2, 0.05, 0.5, 0.2
_QUOTES = "\"'"
_MONTH, _FEWEST_MONTHS = (
    re.compile(
        # A workbook's cells of months are days, the first of each.
        r"(?:19|20)\d\d[-/. ]?[01]\d(?:-01(?: 00:00:00)?)?|[01]\d[-/.](?:19|20)\d\d"
    ),
    3,
)
_NUMBER = re.compile(r"[-+(]?\s*[^\w\s]?\s*[-+]?\d[\d.,'’\s\u00a0\u202f]*\)?-?\s*[^\w\s]?%?")
_DATE = re.compile(
    r"\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}.*|\d{1,2}[ .-]+\w{3,}[ .,-]+\d{2,4}.*"
    r"|\w{3,} \d{1,2},? \d{4}.*|\w{3},? \d{1,2} \w{3} \d{4}.*"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text table is written.

    Parameters
    ----------
    grammar : Grammar
        Delimiter, quote and escape character.
    header : Record, optional
        The record with the column names, None where there is none.
    width : int
        Number of columns.
    above : int
        Records passed over above the header.
    beyond : int
        Empty fields that every line has beyond the last column.
    profile : Profile
        The kinds of values in the columns.
    empty : tuple of float
        How often each column is empty.
    """

    grammar: Grammar
    header: Record | None
    width: int
    above: int = 0
    beyond: int = 0
    profile: Profile = NO_PROFILE
    empty: tuple[float, ...] = ()

    @property
    def fields(self) -> int:
        """Number of fields of every line."""
        return self.width + self.beyond

    def may_be_short(self, fields: list[str], share: float) -> bool:
        """Tell whether a line of too few fields only lacks empty ones at its end.

        Parameters
        ----------
        fields : list of str
            What the line has.
        share : float
            How many of all lines are short: what happens once is no habit.
        """
        missing = self.empty[len(fields) :]
        if not missing or len(fields) < _FEWEST or not fields[-1].strip():
            return False
        often = share >= _SOMETIMES and min(missing) >= _OFTEN_EMPTY
        always = share >= _REGULARLY and missing[-1] == 0
        return (often or always) and self.profile.fits(fields)


def sniff(head: list[str], hints: ReadHints) -> Dialect:
    """Find the dialect from the first lines of a file.

    Parameters
    ----------
    head : list of str
        Whole lines without their ends.
    hints : ReadHints
        What the person knows already.

    Raises
    ------
    InputError
        ``missing_columns`` when there seems to be no header, ``no_data_rows`` when the named
        header line is not there.

    Examples
    --------
    >>> lines = ["who;when;how much", "a;2024-01-02;12,50", "b;2024-01-03;7,00"]
    >>> dialect = sniff(lines, ReadHints())
    >>> dialect.grammar.delimiter, dialect.width, dialect.header.fields
    (';', 3, ['who', 'when', 'how much'])
    """
    skip, delimiter = _declaration(head)
    if delimiter and hints.delimiter is None:
        hints = replace(hints, delimiter=delimiter)
    start = max(skip, hints.header_row or 0)
    body = head[start:]
    grammar = _best_grammar(body, hints)
    whole = (record for record in records(body, grammar) if not record.is_blank)
    sample = [replace(record, line=record.line + start) for record in islice(whole, _HEAD_RECORDS)]
    return _with_habits(choose_header(grammar, sample, hints), sample)


def _with_habits(dialect: Dialect, sample: list[Record]) -> Dialect:
    """Learn from the first rows how many fields they have and what stands in the columns.

    Raises
    ------
    InputError
        ``malformed_csv`` where the rows have other numbers of columns than the header.
    """
    header = dialect.header
    below = [r.fields for r in sample if r.sound and (header is None or r.line > header.line)]
    usual = _commonest(map(len, below)) or dialect.width
    width = dialect.width
    if header is not None and usual < width:
        # Names that are empty, and that no row reaches, are a delimiter at the end of the header.
        width = max(usual, len(_cut(header.fields, 1)))
        if usual < width and not any(len(fields) == width for fields in below):
            raise InputError(
                "malformed_csv", variant="short", row=header.line + 1, names=width, fields=usual
            )
    rows = [fields for fields in below if len(fields) == max(usual, width)]
    beyond = [any(map(str.strip, fields[width:])) for fields in rows]
    if header is not None and 2 * sum(beyond) > len(rows):
        raise InputError(
            "malformed_csv", variant="long", row=header.line + 1, names=width, fields=usual
        )
    dialect = replace(
        dialect,
        width=width,
        beyond=max(0, usual - width),
        profile=profile_of(rows, width),
        empty=tuple(
            sum(not fields[n].strip() for fields in rows) / max(1, len(rows)) for n in range(width)
        ),
    )
    _refuse_parted_numbers(dialect, rows)
    return dialect


def _refuse_parted_numbers(dialect: Dialect, rows: list[list[str]]) -> None:
    """Ask where a mark within unquoted amounts seems to part them: 1,250.00 or 12,50."""
    if dialect.beyond != 1 or dialect.header is None:
        return
    for place, name in enumerate(dialect.header.fields[: dialect.width - 1]):
        if named_roles([name]) & {"amount", "unit_price"} and all(
            _WHOLE_PART.fullmatch(fields[place].strip())
            and _REST_OF_NUMBER.fullmatch(fields[place + 1].strip())
            for fields in rows
        ):
            raise InputError(
                "malformed_csv",
                variant="long",
                row=dialect.header.line + 1,
                names=dialect.width,
                fields=dialect.fields,
            )


def _commonest(counts: Iterable[int]) -> int:
    """Return the commonest number, the last of equals; 0 where there is none."""
    tally = Counter(counts)
    return max(tally, key=lambda count: (tally[count], count), default=0)


def choose_header(grammar: Grammar, sample: list[Record], hints: ReadHints) -> Dialect:
    """Find the header among the first records, none of them blank.

    Raises
    ------
    InputError
        ``no_data_rows`` or ``missing_columns``.

    Examples
    --------
    >>> rows = [Record(0, ["Report", ""]), Record(1, ["who", "sum"]), Record(2, ["a", "5"])]
    >>> choose_header(Grammar(","), rows, ReadHints()).above
    1
    """
    if hints.header_row is not None:
        sample = [record for record in sample if record.line >= hints.header_row]
    if not sample:
        raise InputError("no_data_rows", variant="there")
    if not hints.has_header:
        return Dialect(grammar, None, _width(sample))
    if hints.header_row is not None:
        return Dialect(grammar, sample[0], len(sample[0].fields))
    return _with_header(grammar, sample)


def _declaration(head: list[str]) -> tuple[int, str | None]:
    """Obey Excel's ``sep=;`` on the first line."""
    match = re.fullmatch(r'"?sep=(.)"?', head[0].strip(" \ufeff")) if head else None
    return (1, match[1]) if match else (0, None)


def _best_grammar(body: list[str], hints: ReadHints) -> Grammar:
    delimiters = hints.delimiter or _DELIMITERS
    quotes = _QUOTES if hints.quote_char is None else [hints.quote_char]
    escapes = [hints.escape_char]
    if hints.escape_char is None and any(f"\\{quote}" in line for line in body for quote in quotes):
        escapes.append("\\")
    grammars = [
        Grammar(delimiter, quote, escape)
        for escape in escapes
        for quote in quotes
        for delimiter in delimiters
        if delimiter != quote
    ]
    # Of equals the first counts: apostrophes are letters where nothing tells otherwise.
    return max(grammars, key=lambda grammar: _fitness(body, grammar))


def _fitness(body: list[str], grammar: Grammar) -> float:
    """Return how well the head of the file splits; 0 when it does not."""
    if not any(grammar.delimiter in line for line in body[:_HEAD_RECORDS]):
        return 0.0
    sample = [r for r in records(body[:_HEAD_RECORDS], grammar) if not r.is_blank]
    rows = [record.fields for record in sample if record.sound]
    width = _width(sample)
    if width < 2:
        return 0.0
    fitting = [fields for fields in rows if len(_cut(fields, width)) == width]
    consistency = len(fitting) / max(1, len(sample))
    cells = [cell for fields in fitting for cell in fields if cell]
    if not cells:
        return 0.0
    typed = sum(1 for cell in cells if _is_value(cell)) / len(cells)
    foreign = sum(1 for cell in cells if _holds_delimiter(cell, grammar)) / len(cells)
    foreign += sum(1 for fields in fitting if _is_wrapped(fields, grammar)) / len(fitting)
    prior = _UNLIKELY.get(grammar.delimiter, 0.0) + (0.01 if grammar.escape else 0.0)
    prior += 0.01 if grammar.quote == "'" else 0.0
    return consistency * (1 + typed + 0.05 * min(width, 10)) - foreign - prior


def _holds_delimiter(cell: str, grammar: Grammar) -> bool:
    return any(mark in cell for mark in ";\t|^~" if mark != grammar.delimiter)


def _is_wrapped(fields: list[str], grammar: Grammar) -> bool:
    """Tell whether a field of a row still begins with the other kind of quote."""
    return any(field[:1] in _QUOTES and field[:1] != grammar.quote for field in fields if field)


def _width(sample: list[Record]) -> int:
    """Return the commonest number of fields, the last of equals."""
    return _commonest(len(record.fields) for record in sample if record.sound)


def _cut(fields: list[str], width: int) -> list[str]:
    """Drop empty fields beyond the width."""
    end = len(fields)
    while end > width and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


def _with_header(grammar: Grammar, sample: list[Record]) -> Dialect:
    width = _width([replace(record, fields=_cut(record.fields, 1)) for record in sample])
    usual = _usually_filled(sample, width)
    candidates = []
    for index, record in enumerate(sample):
        if _is_header(record, width, usual):
            candidates.append(index)
        elif record.sound and _filled(record) >= usual and _is_data(record.fields):
            break
    if candidates:
        # The first of those that name the most of what is needed.
        best = max(candidates, key=lambda index: len(_NEEDED & named_roles(sample[index].fields)))
        _refuse_table_above(sample[:best], sample[best].line)
        return Dialect(grammar, sample[best], len(sample[best].fields), best)
    first = sample[0]
    if width < 2:
        return Dialect(grammar, first, len(first.fields))
    if first.sound and 2 <= len(_cut(first.fields, 1)) < width and not _is_data(first.fields):
        raise InputError(
            "malformed_csv",
            variant="long",
            row=first.line + 1,
            names=len(first.fields),
            fields=width,
        )
    raise InputError("missing_columns", variant="no_header", row=first.line + 1)


def _usually_filled(sample: list[Record], width: int) -> int:
    """Count the columns that most rows of values fill."""
    rows = [record.fields for record in sample if record.sound and _is_data(record.fields)]
    filled = (sum(1 for row in rows if row[n : n + 1] and row[n].strip()) for n in range(width))
    return sum(1 for count in filled if 2 * count > len(rows)) or width


def _filled(record: Record) -> int:
    return sum(1 for cell in record.fields if cell.strip())


def _is_header(record: Record, width: int, usual: int) -> bool:
    cells = [cell.strip() for cell in record.fields]
    return (
        record.sound
        and len(_cut(cells, width)) >= width
        and _filled(record) >= max(min(2, width), 0.6 * usual)
        and not _is_data(cells)
        and not cells[0].startswith("#")
    )


def _refuse_table_above(above: list[Record], line: int) -> None:
    """Refuse to pass over what seems to be another table, perhaps the first half of this one."""
    rows = [record for record in above if _filled(record) > 2 and _is_data(record.fields)]
    if len(rows) >= _TABLE_ABOVE:
        raise InputError("ambiguous_structure", row=line + 1)


def _is_data(cells: list[str]) -> bool:
    """Tell a row of values from a row of names: names are no numbers and no dates.

    Months side by side (2024-01; 2024-02; 2024-03) are names of columns.
    """
    values = [cell.strip() for cell in cells if _is_value(cell)]
    months = len(values) >= _FEWEST_MONTHS and len(set(values)) == len(values)
    return bool(values) and not (months and all(map(_MONTH.fullmatch, values)))


def _is_value(cell: str) -> bool:
    cell = cell.strip()
    return len(cell) <= _LONGEST_VALUE and bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))

"""The quick readers and the careful one agree; several files are one."""

import csv
import io
import random
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import Mapping, clean, load, load_many
from clv.intake.csv.dialect import Dialect
from clv.intake.csv.records import Grammar, Record
from clv.intake.csv.rows import record_by_record
from clv.intake.csv.structure import is_regular
from tests.intake.seeds import TRUTH, table

# A field that holds both line ends and delimiters may be a stray quote: that is another test.
FIELDS = st.one_of(
    st.text(alphabet='ab ",;é1.\t', max_size=6), st.text(alphabet='ab "\n;é1.\t', max_size=6)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(FIELDS, FIELDS, FIELDS), min_size=1, max_size=8))
def test_polars_and_the_careful_reader_agree_on_regular_tables(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    data = out.getvalue().encode()
    if not is_regular(data, 0, ",", '"', 3):
        return
    columns = ["a", "b", "c"]
    quick = pl.read_csv(data, has_header=False, schema=dict.fromkeys(columns, pl.String))
    dialect = Dialect(Grammar(","), Record(-1, columns), 3)
    lines = iter(out.getvalue().removesuffix("\n").split("\n"))
    slow = record_by_record(lines, dialect, columns, lambda line: line + 1)
    assert slow.malformed.is_empty()
    trimmed = pl.col(columns).fill_null("").str.strip_chars()
    assert slow.frame.select(trimmed).collect().equals(quick.select(trimmed))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='a,"\n', max_size=40))
def test_a_table_is_called_regular_only_if_it_is(text):
    data = text.encode()
    if data and is_regular(data, 0, ",", '"', 2):
        rows = list(csv.reader(io.StringIO(text), strict=True))
        assert all(len(row) == 2 for row in rows)


@pytest.fixture
def _small_is_large(monkeypatch):
    monkeypatch.setattr(sys.modules["clv.intake.load"], "_LARGE", 1)


@pytest.mark.usefixtures("_small_is_large")
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("clean", lambda lines: None),
        ("blank line", lambda lines: lines.insert(500, "")),
        ("short line", lambda lines: lines.insert(500, "C0001,2023-01-02")),
        ("long line", lambda lines: lines.insert(500, "C0001,2023-01-02,5.00,what,else")),
        ("bad date", lambda lines: lines.insert(500, "C0001,02-01-2023x,5.00")),
        ("bad amount", lambda lines: lines.insert(500, "C0001,2023-01-02,1e400")),
        ("no id", lambda lines: lines.insert(500, ",2023-01-02,5.00")),
        ("white space", lambda lines: lines.insert(500, " C0001 ,2023-01-02,5.00")),
        ("not ascii", lambda lines: lines.insert(500, "Zoë,2023-01-02,5.00")),
        ("last line cut", lambda lines: lines.append("C0001,2023-01")),
    ],
)
def test_the_quick_way_and_the_careful_way_agree(tmp_path, name, change):
    lines = table(TRUTH * 30).splitlines()
    change(lines)
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    quick, slow = clean(load(path)), clean(load(path.read_bytes()))
    assert quick.orders.equals(slow.orders)
    assert quick.ledger.equals(slow.ledger)
    assert (quick.valid, quick.kept, quick.notices) == (slow.valid, slow.kept, slow.notices)
    assert quick.input.records == slow.input.records
    assert quick.input.sha256 == slow.input.sha256
    for reason in quick.ledger["reason"]:
        assert quick.rows_of(reason).equals(slow.rows_of(reason))


@pytest.mark.usefixtures("_small_is_large")
def test_a_clean_file_takes_the_quick_way(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(table())
    assert load(path).plain is not None


def test_many_records_over_several_lines_are_read():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["customer", "note", "date", "amount"])
    writer.writerows((f"c{n}", "two\nlines", "2024-01-02", n + 1) for n in range(3_000))
    writer.writerow(['stray"', 'x"y', "2024-01-02"])
    assert clean(load(out.getvalue().encode())).valid.rows == 3_000


def test_an_open_quote_costs_its_line_and_not_the_file():
    lines = table().splitlines()
    lines[10] = '"' + lines[10]
    lines[30] = lines[30].replace(",", '",', 1)
    cleaned = clean(load("\n".join(lines).encode()))
    assert cleaned.valid.rows == len(TRUTH) - 1
    assert cleaned.ledger.rows()[0][:3] == ("read", "malformed_row", 1)


def test_several_files_are_one():
    halves = [table(TRUTH[:60]).encode(), table(TRUTH[60:]).encode("utf-16")]
    both = clean(load_many(halves, ["h1.csv", "h2.csv"]))
    assert both.orders.equals(clean(load(table().encode())).orders)
    assert both.input.file == "h1.csv + h2.csv"
    assert both.input.records == len(TRUTH)


def test_files_of_different_kinds_are_not_joined():
    with pytest.raises(InputError, match="lacks the columns"):
        load_many([table().encode(), b"a,b\n1,2\n"])


def test_a_table_without_header_is_asked_about():
    with pytest.raises(InputError, match="no header"):
        load(table(header=()).encode())


def test_columns_may_be_named_loosely():
    mapping = Mapping(customer="CUSTOMER ID", date="Order-Date", amount="amount")
    assert clean(load(table().encode()), mapping).valid.rows == len(TRUTH)


def test_a_missing_file_is_said_in_one_line(tmp_path):
    with pytest.raises(InputError) as refusal:
        load(tmp_path / "none.csv")
    assert refusal.value.kind == "unreadable_file"


def test_the_order_of_rows_changes_nothing_but_their_order():
    rows = list(TRUTH)
    random.Random(1).shuffle(rows)
    mixed, plain = clean(load(table(rows).encode())), clean(load(table().encode()))
    assert (mixed.valid, mixed.kept) == (plain.valid, plain.kept)

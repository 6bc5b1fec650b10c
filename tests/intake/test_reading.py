"""The quick readers and the careful one agree; several files are one."""

import csv
import io
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import Mapping, clean, load, load_many
from clv.intake.csv.dialect import Dialect
from clv.intake.csv.records import Grammar
from clv.intake.csv.rows import read_rows
from clv.intake.files.raw import ROW
from tests.intake.seeds import TRUTH, table

# A field that holds both line ends and delimiters may be a stray quote: that is another test.
FIELDS = st.one_of(
    st.text(alphabet='ab ",;é1.\t', max_size=6), st.text(alphabet='ab "\n;é1.\t', max_size=6)
)


def by_both(data: bytes, width: int = 3):
    """Read with Polars for the regular lines, and with the exact reader for all; None: refused."""
    columns = [f"c{number}" for number in range(width)]
    try:
        quick = read_rows(data, Dialect(Grammar(","), None, width), 0, columns)
    except InputError:
        return None
    # No line of a table parted by a character beyond ASCII is regular.
    other = data.replace(b",", "¦".encode())
    slow = read_rows(other, Dialect(Grammar("¦"), None, width), 0, columns)
    return quick, slow


def cells_of(rows):
    return rows.frame.collect().select(ROW, pl.exclude(ROW).fill_null("").str.replace_all("¦", ","))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(FIELDS, FIELDS, FIELDS), min_size=1, max_size=8))
def test_polars_and_the_exact_reader_agree(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    read = by_both(out.getvalue().encode())
    if read is None:
        return
    quick, slow = read
    assert cells_of(quick).equals(cells_of(slow))
    assert quick.count == slow.count


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='a,"\n ', max_size=60))
def test_every_physical_line_is_accounted_for(text):
    read = by_both(text.encode(), 2)
    if read is None:
        return
    quick, slow = read
    assert quick.count == slow.count
    assert quick.count.lines == len(text.removesuffix("\n").split("\n")) - (not text)
    assert quick.frame.collect().height == quick.count.kept
    assert quick.malformed.height == quick.count.aside


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
def test_a_file_and_its_bytes_are_read_alike(tmp_path, name, change):
    lines = table(TRUTH * 30).splitlines()
    change(lines)
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    one, other = clean(load(path)), clean(load(path.read_bytes()))
    assert one.orders.equals(other.orders)
    assert one.ledger.equals(other.ledger)
    assert (one.valid, one.kept, one.notices) == (other.valid, other.kept, other.notices)
    assert one.input.sha256 == other.input.sha256
    odd = name not in ("clean", "blank line", "white space", "not ascii")
    assert one.input.records == one.valid.rows + odd


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


@pytest.mark.parametrize(
    ("quote", "thing"), [('"', '19" screen'), ("'", "Men's shoe"), ('"', '5" x 4"'), ('"', "5'")]
)
def test_a_quote_within_an_unquoted_field_is_a_letter(quote, thing):
    lines = [
        f"{row.customer},{row.day},{row.amount},{thing if n % 3 else 'Belt'},"
        f"{quote}plain, good{quote}"
        for n, row in enumerate(TRUTH)
    ]
    cleaned = clean(load("\n".join(["customer,date,amount,kind,note", *lines]).encode()))
    assert cleaned.valid.rows == len(TRUTH)
    assert (
        set(cleaned.lines["category"]) == {thing, "Belt"} if "category" in cleaned.lines else True
    )


def test_several_files_are_one():
    halves = [table(TRUTH[:60]).encode(), table(TRUTH[60:]).encode("utf-16")]
    both = clean(load_many(halves, ["h1.csv", "h2.csv"]))
    assert both.orders.equals(clean(load(table().encode())).orders)
    assert both.input.file == "h1.csv + h2.csv"
    assert both.input.records == len(TRUTH)


def test_files_of_different_kinds_are_not_joined():
    with pytest.raises(InputError, match="different_columns"):
        load_many([table().encode(), b"a,b\n1,2\n"])


def test_a_table_without_header_is_asked_about():
    with pytest.raises(InputError, match="no_header"):
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


def test_reading_and_cleaning_tell_how_far_they_are(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(table(TRUTH * 30), "utf-8")
    told = []
    clean(load(path, tell=lambda *step: told.append(step)), tell=lambda *step: told.append(step))
    assert list(dict.fromkeys(code for code, _share in told)) == ["reading", "dates", "cleaning"]
    for code in ("reading", "dates", "cleaning"):
        shares = [share for step, share in told if step == code]
        assert shares == sorted(shares)
        assert all(0 <= share <= 1 for share in shares)

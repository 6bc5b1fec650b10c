"""One small shop, written in every way people write files: what it holds is known.

`CASES` are files that must be read as the truth; `fuzz` and the Hypothesis tests mutate them.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl

from clv.intake import Mapping, ReadHints

HEADER = ("customer_id", "order_date", "amount")


@dataclass(frozen=True)
class Row:
    customer: str
    day: date
    amount: Decimal


def shop(rows: int = 120, customers: int = 30, names: tuple[str, ...] = ()) -> list[Row]:
    """Return the truth: sorted by day, amounts with two decimals up to some thousands."""
    draw = random.Random(7)
    made = []
    for number in range(rows):
        who = draw.randrange(customers)
        name = names[who % len(names)] + f"-{who:02}" if names else f"C{who:04}"
        cents = draw.randrange(100, 250_000) if number % 3 else draw.randrange(100, 9_000)
        day = date(2023, 1, 2) + timedelta(days=3 * number)
        made.append(Row(name, day, Decimal(cents) / 100))
    return made


TRUTH = shop()


NO_HINTS = ReadHints()


@dataclass(frozen=True)
class Case:
    """A file and what must come of it."""

    name: str
    data: bytes
    truth: list[Row] = field(repr=False, default_factory=lambda: TRUTH)
    hints: ReadHints = NO_HINTS
    mapping: Mapping | None = None


FULL_WIDTH = {code: code + 0xFEE0 for code in b"0123456789."}


def point(amount: Decimal) -> str:
    return f"{amount:.2f}"


def iso(day: date) -> str:
    return day.isoformat()


def table(
    rows: list[Row] | None = None,
    header: tuple[str, ...] = HEADER,
    when: Callable[[date], str] = iso,
    money: Callable[[Decimal], str] = point,
    **dialect: object,
) -> str:
    """Write rows as delimited text."""
    out = io.StringIO()
    options: dict[str, object] = {"lineterminator": "\n", **dialect}
    writer = csv.writer(out, **options)  # type: ignore[arg-type]
    if header:
        writer.writerow(header)
    for row in TRUTH if rows is None else rows:
        writer.writerow((row.customer, when(row.day), money(row.amount)))
    return out.getvalue()


def grouped(group: str, decimal: str) -> Callable[[Decimal], str]:
    return lambda amount: (
        f"{amount:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    )


def _indian(amount: Decimal) -> str:
    whole, cents = f"{amount * 1000:.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*groups, tail]) + "." + cents


def _at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


WESTERN = shop(names=("Müller", "Señora Ñ", "Åse", "Zoë", "François"))
CENTRAL = shop(names=("Łukasz", "Žofie", "Györgyi", "Ştefan"))
CYRILLIC = shop(names=("Иванов", "Ольга", "Дмитрий", "Ёлкин"))
CHINESE = shop(names=("张伟", "王芳", "李娜", "陈静"))
TAIWANESE = shop(names=("張偉", "王芳"))
JAPANESE = shop(names=("ソ能表", "山田太郎", "さくら", "カタカナ"))
KOREAN = shop(names=("김철수", "이영희", "박민수"))
GREEK = shop(names=("Γιώργος", "Μαρία", "Ελένη"))


def text_cases() -> Iterator[Case]:
    plain = table()
    yield Case("plain", plain.encode())
    for mark in ("utf-8-sig", "utf-16", "utf-32"):
        yield Case(f"bom {mark}", plain.encode(mark))
    for wide in ("utf-16-le", "utf-16-be"):
        yield Case(f"no bom {wide}", plain.encode(wide))
    for encoding, rows in (
        ("cp1252", WESTERN), ("latin-1", WESTERN), ("cp1250", CENTRAL), ("cp1251", CYRILLIC),
        ("koi8-r", CYRILLIC), ("gb18030", CHINESE), ("gbk", CHINESE), ("big5", TAIWANESE),
        ("shift_jis", JAPANESE), ("cp932", JAPANESE), ("euc_jp", JAPANESE), ("cp949", KOREAN),
        ("cp1253", GREEK), ("utf-8", CHINESE), ("utf-16", JAPANESE),
    ):  # fmt: skip
        data = table(rows).encode(encoding)
        yield Case(f"encoding {encoding} named", data, rows, ReadHints(encoding=encoding))
        yield Case(f"encoding {encoding} guessed", data, rows)
    for delimiter in ",;\t|^~":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
            data = table(delimiter=delimiter, quoting=quoting).encode()
            yield Case(f"delimiter {delimiter!r} quoting {quoting}", data)
    for end in ("\r\n", "\r", "\n\n", "\r\r\n"):
        yield Case(f"line end {end!r}", table(lineterminator=end).encode())
    yield Case("no final newline", plain.rstrip("\n").encode())
    yield Case("ctrl-z", (plain + "\x1a").encode())
    yield Case("nul tail", plain.encode() + b"\0" * 512)
    yield Case("sep line", b"sep=;\r\n" + table(delimiter=";").encode())
    yield Case("double pipes", plain.replace(",", "||").encode())
    yield Case("title above", b"Sales report;;\n;;\n" + table(delimiter=";").encode())
    yield Case("comments above", b"# made by shop 2.1\n# currency: EUR\n" + plain.encode())
    yield Case("blank lines", plain.replace("\n", "\n\n").encode())
    yield Case("trailing delimiter", plain.replace("\n", ",\n").encode())
    yield Case(
        "trailing delimiter in rows only",
        plain.replace("\n", ",\n").replace(",\n", "\n", 1).encode(),
    )
    yield Case("spaces after commas", plain.replace(",", ", ").encode())
    yield Case("spaces before quotes", table(quoting=csv.QUOTE_ALL).replace('","', '", "').encode())
    yield Case("apostrophe quotes", table(quotechar="'", quoting=csv.QUOTE_ALL).encode())
    yield Case(
        "no header",
        table(header=()).encode(),
        hints=ReadHints(has_header=False),
        mapping=Mapping(customer="1", date="2", amount="3"),
    )
    note = [[row.customer, 'said "hi, there"\nand left', row.day, row.amount] for row in TRUTH]
    for escape in (None, "\\"):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n", escapechar=escape, doublequote=escape is None)
        writer.writerows([["customer_id", "note", "order_date", "amount"], *note])
        yield Case(f"line breaks and quotes, escape {escape}", out.getvalue().encode())
    pipe = [f'{row.customer},5" pipe,{row.day},{row.amount}' for row in TRUTH]
    yield Case("stray quotes", "\n".join(["customer_id,note,order_date,amount", *pipe]).encode())
    yield Case("gzip", gzip.compress(plain.encode()))
    yield Case(
        "gzip of two members",
        gzip.compress(plain[:100].encode()) + gzip.compress(plain[100:].encode()),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders/2023.csv", plain)
    yield Case("zip of one", packed.getvalue())


def value_cases() -> Iterator[Case]:
    for name, money, options in (
        ("comma", lambda a: f"{a:.2f}".replace(".", ","), {"delimiter": ";"}),
        ("comma quoted", lambda a: f"{a:.2f}".replace(".", ","), {}),
        ("1.234,56", grouped(".", ","), {"delimiter": ";"}),
        ("1,234.56", grouped(",", "."), {}),
        ("1 234,56", grouped(" ", ","), {"delimiter": ";"}),
        ("1 nbsp 234,56", grouped("\u00a0", ","), {"delimiter": ";"}),
        ("1'234.56", grouped("'", "."), {}),
        ("1’234.56", grouped("’", "."), {}),
        ("€ before", lambda a: f"€{a:.2f}", {}),
        ("€ after, comma", lambda a: f"{a:.2f} €".replace(".", ","), {"delimiter": ";"}),
        ("$1,234.56", lambda a: f"${a:,.2f}", {}),
        ("USD 12.50", lambda a: f"USD {a:.2f}", {}),
        ("12.50 USD", lambda a: f"{a:.2f} USD", {}),
        ("kr", lambda a: f"{a:.2f} kr".replace(".", ","), {"delimiter": ";"}),
        ("R$ 1.234,56", lambda a: "R$ " + grouped(".", ",")(a), {"delimiter": ";"}),
        ("full width", lambda a: f"{a:.2f}".translate(FULL_WIDTH), {}),
        ("scientific", lambda a: f"{a:.5E}", {}),
        ("plus", lambda a: f"+{a:.2f}", {}),
        ("four decimals", lambda a: f"{a:.4f}", {}),
        ("spaces", lambda a: f"  {a:.2f} ", {}),
    ):  # fmt: skip
        yield Case(f"amount {name}", table(money=money, **options).encode())
    lakhs = [Row(row.customer, row.day, row.amount * 1000) for row in TRUTH]
    yield Case("amount indian", table(money=_indian).encode(), lakhs)
    for name, form in (
        ("dd/mm/yyyy", "%d/%m/%Y"), ("mm/dd/yyyy", "%m/%d/%Y"), ("dd.mm.yyyy", "%d.%m.%Y"),
        ("dd-mm-yyyy", "%d-%m-%Y"), ("dd/mm/yy", "%d/%m/%y"), ("mm/dd/yy", "%m/%d/%y"),
        ("yyyy/mm/dd", "%Y/%m/%d"), ("yyyymmdd", "%Y%m%d"), ("d Mon yyyy", "%d %b %Y"),
        ("d-Mon-yy", "%d-%b-%y"), ("Month d, yyyy", "%B %d, %Y"), ("Mon d yyyy", "%b %d %Y"),
        ("us 12h", "%m/%d/%Y %I:%M %p"), ("us 12h seconds", "%m/%d/%Y %I:%M:%S %p"),
        ("eu time", "%d.%m.%Y %H:%M"), ("iso t", "%Y-%m-%dT%H:%M:%S"),
        ("iso fraction", "%Y-%m-%dT%H:%M:%S.%fZ"), ("iso zone", "%Y-%m-%dT%H:%M:%S+00:00"),
        ("iso basic", "%Y%m%d%H%M%S"), ("rfc 2822", "%a, %d %b %Y %H:%M:%S +0000"),
        ("ctime", "%a %b %d %H:%M:%S %Y"), ("japanese", "%Y年%m月%d日"),
        ("utc", "%Y-%m-%d %H:%M:%S UTC"),
        ("weekday", "%A, %d %B %Y"), ("yy.mm.dd", "%y.%m.%d"),
    ):  # fmt: skip
        yield Case(
            f"date {name}", table(when=lambda day, f=form: _at_noon(day).strftime(f)).encode()
        )
    for name, scale in (("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)):
        counted = table(when=lambda day, k=scale: str(int(_at_noon(day).timestamp()) * k))
        yield Case(f"date epoch {name}", counted.encode())
    origin = date(1899, 12, 30)
    yield Case("date excel", table(when=lambda day: str((day - origin).days)).encode())
    origin = date(1904, 1, 1)
    yield Case(
        "date excel 1904",
        table(when=lambda day: str((day - origin).days)).encode(),
        hints=ReadHints(date_unit="excel1904"),
    )
    few = [row for row in TRUTH if row.day.day <= 12]
    yield Case(
        "date open, told month first",
        table(few, when=lambda d: d.strftime("%m/%d/%Y")).encode(),
        few,
        ReadHints(date_format="%m/%d/%Y"),
    )
    yield Case("date open, sorted", table(few, when=lambda d: d.strftime("%d/%m/%Y")).encode(), few)
    for name, who in (
        ("leading zeros", lambda i: f"{i:06}"), ("17 digits", lambda i: f"9007199254740{i:04}"),
        ("emails", lambda i: f"person{i}@example.org"), ("emoji", lambda i: f"😀{i}"),
        ("NA and null", lambda i: (["NA", "null", "None", "N/A", "nan"] + [f"c{i}"] * 25)[i]),
        ("booleans and dates", lambda i: (["TRUE", "2023-01-02", "1-2", "1e5", "+1"] * 6)[i]),
        ("formulas", lambda i: f"=cmd|{i}"), ("html", lambda i: f"<b>{i}</b>"),
        ("delimiters", lambda i: f"a,b;c|{i}"), ("quotes", lambda i: f'the "{i}"'),
    ):  # fmt: skip
        rows = [Row(who(int(row.customer[1:])), row.day, row.amount) for row in TRUTH]
        yield Case(f"ids {name}", table(rows).encode(), rows)


def book(options: dict[str, object], fill: Callable[..., None]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        fill(made, made.add_format({"num_format": "dd/mm/yyyy"}))
    return out.getvalue()


def sheet(made, form, top=0, left=0, name="Orders", rows=TRUTH, text=False, serial=False):
    page = made.add_worksheet(name)
    page.write_row(top, left, HEADER)
    for number, row in enumerate(rows, top + 1):
        page.write(number, left, row.customer)
        if text:
            page.write_string(number, left + 1, row.day.isoformat())
            page.write_string(number, left + 2, f"{row.amount:.2f}")
        elif serial:
            page.write_number(number, left + 1, (row.day - date(1899, 12, 30)).days)
            page.write_number(number, left + 2, float(row.amount))
        else:
            page.write_datetime(number, left + 1, datetime(*row.day.timetuple()[:3]), form)
            page.write_number(number, left + 2, float(row.amount))
    return page


def workbook_cases() -> Iterator[Case]:
    yield Case("xlsx", book({}, sheet))
    yield Case("xlsx 1904", book({"date_1904": True}, sheet))
    yield Case("xlsx text", book({}, lambda m, f: sheet(m, f, text=True)))
    yield Case("xlsx serials", book({}, lambda m, f: sheet(m, f, serial=True)))
    yield Case("xlsx offset", book({}, lambda m, f: sheet(m, f, top=4, left=2)))

    def titled(made, form):
        page = sheet(made, form, top=3)
        page.merge_range(0, 0, 0, 2, "Sales 2023")
        page.write(1, 0, "made on")

    yield Case("xlsx merged title", book({}, titled))

    def readme_first(made, form):
        made.add_worksheet("Read me").write(0, 0, "This workbook holds sales")
        sheet(made, form)
        sheet(made, form, name="old").hide()

    yield Case("xlsx with other sheets", book({}, readme_first))

    def halves(made, form):
        sheet(made, form, name="H1", rows=TRUTH[:60])
        sheet(made, form, name="H2", rows=TRUTH[60:])

    yield Case("xlsx two halves", book({}, halves))

    def summed_up(made, form):
        page = made.add_worksheet("Summary")
        page.write_row(0, 0, ["Month", "Revenue", "Orders"])
        for month in range(1, 13):
            page.write_row(month, 0, [f"2023-{month:02}", month * 100.0, month])
        sheet(made, form, name="Data")

    yield Case("xlsx summary first", book({}, summed_up))
    yield Case("xlsx one half", book({}, halves), TRUTH[60:], ReadHints(sheet="H2"))


def parquet_cases() -> Iterator[Case]:
    frame = pl.DataFrame(
        {
            "customer_id": [row.customer for row in TRUTH],
            "order_date": [row.day for row in TRUTH],
            "amount": [float(row.amount) for row in TRUTH],
        }
    )
    moment = pl.col("order_date").cast(pl.Datetime("us"))
    exact = pl.Series("amount", [row.amount for row in TRUTH], pl.Decimal(12, 2))
    for name, changed in (
        ("plain", frame),
        ("micros", frame.with_columns(moment)),
        ("nanos in a zone", frame.with_columns(
            moment.dt.cast_time_unit("ns").dt.replace_time_zone("UTC"))),
        ("millis", frame.with_columns(moment.dt.cast_time_unit("ms"))),
        ("categories", frame.with_columns(pl.col("customer_id").cast(pl.Categorical))),
        ("float32", frame.with_columns(pl.col("amount").cast(pl.Float32))),
        ("decimals", frame.with_columns(exact)),
        ("text", frame.with_columns(pl.all().cast(pl.String))),
        ("binary ids", frame.with_columns(pl.col("customer_id").cast(pl.Binary))),
        ("epoch", frame.with_columns(moment.dt.epoch("s"))),
        ("yyyymmdd", frame.with_columns(pl.col("order_date").dt.strftime("%Y%m%d").cast(pl.Int32))),
    ):  # fmt: skip
        out = io.BytesIO()
        changed.write_parquet(out)
        yield Case(f"parquet {name}", out.getvalue())
    numbers = frame.with_columns(pl.col("customer_id").str.slice(1).cast(pl.Int64))
    rows = [Row(str(int(row.customer[1:])), row.day, row.amount) for row in TRUTH]
    for name, kind in (("whole", pl.Int64), ("floating", pl.Float64), ("unsigned", pl.UInt64)):
        out = io.BytesIO()
        numbers.with_columns(pl.col("customer_id").cast(kind)).write_parquet(out)
        yield Case(f"parquet {name} ids", out.getvalue(), rows)


def cases() -> list[Case]:
    """Return every file."""
    return [*text_cases(), *value_cases(), *workbook_cases(), *parquet_cases()]


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    """Pack files, each by its name, into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()

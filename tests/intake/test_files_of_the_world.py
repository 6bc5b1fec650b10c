"""Files as people send them, of kinds that went wrong elsewhere: each with what must come of it.

Quotes and separators, days, files that overlap, containers, shapes, odd values. A file is read with
the right money and customers, rows that can't be read set aside and counted, or it is asked about;
never read as something else in silence.
"""

import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
import xlsxwriter

from clv.errors import InputError
from clv.intake import ReadHints, clean, load, load_many
from clv.intake.clean import Cleaned
from clv.present.words import say
from tests.intake.seeds import zipped

DAYS = [date(2023, 1, 5) + timedelta(days=17 * n) for n in range(36)]
ROWS = [(f"O{100 + n}", f"K{n * 5 % 9}", DAYS[n], 20 + n * 7.25) for n in range(36)]
ALL = sum(row[3] for row in ROWS), 9
THINGS = ("Tea", "Belt", "Lamp", "Hat")
ASK = "ask"
Row = tuple[str, str, date, float]


def without(*places: int) -> tuple[float, int]:
    kept = [row for n, row in enumerate(ROWS) if n not in places]
    return sum(row[3] for row in kept), len({row[1] for row in kept})


def lines(
    cell: Callable[[int, Row], str],
    header: str = "order,customer,date,amount",
    end: str = "\n",
    rows: Sequence[Row] = ROWS,
) -> str:
    return end.join([header, *(cell(n, row) for n, row in enumerate(rows)), ""])


def dated(write: Callable[[date], object], mark: str = ",") -> str:
    header = mark.join(("order", "customer", "date", "amount"))
    return lines(lambda _n, r: mark.join((r[0], r[1], str(write(r[2])), f"{r[3]:.2f}")), header)


def plain(rows: Sequence[Row] = ROWS) -> str:
    return lines(lambda _n, r: f"{r[0]},{r[1]},{r[2]},{r[3]:.2f}", rows=rows)


def of_money(write: Callable[[float], str], mark: str = ";") -> str:
    header = mark.join(("order", "customer", "date", "amount"))
    return lines(lambda _n, r: mark.join((r[0], r[1], str(r[2]), write(r[3]))), header)


def named(thing: Callable[[int], str], mark: str = ",", quote: str = "") -> str:
    """Orders with a product before the money; quotes where `quote` says so."""
    header = mark.join(("order", "customer", "product", "date", "amount"))
    return lines(
        lambda n, r: mark.join((r[0], f"{quote}{r[1]}{quote}", thing(n), str(r[2]), f"{r[3]:.2f}")),
        header,
    )


def at(places: Sequence[int], odd: str, usual: str = "Tea") -> Callable[[int], str]:
    return lambda n: odd if n in places else usual


def changed(text: str, place: int, change: Callable[[str], str]) -> str:
    """Change the line of one order."""
    parts = text.split("\n")
    parts[place + 1] = change(parts[place + 1])
    return "\n".join(parts)


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def with_totals(book):
    sheet, bold = book.add_worksheet("Report"), book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, 3, "Umsatzbericht 2023/24", bold)
    sheet.write(1, 0, "erstellt am 05.01.2025")
    sheet.write_row(3, 0, ["Bestellnr.", "Kunde", "Datum", "Betrag"], bold)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for n, (order, who, when, money) in enumerate(ROWS, 4):
        sheet.write_row(n, 0, [order, who])
        sheet.write_datetime(n, 2, when, day)
        sheet.write(n, 3, money)
    sheet.write_row(len(ROWS) + 4, 0, ["Summe", "", "", ALL[0]])
    sheet.write(len(ROWS) + 6, 0, "Alle Preise inkl. MwSt.")
    sheet.write(len(ROWS) + 7, 0, "Rückfragen an buchhaltung@example.org")


def of_years(book):
    for year in (2023, 2024):
        sheet = book.add_worksheet(str(year))
        sheet.write_row(0, 0, ["order", "customer", "date", "amount"])
        mine = [row for row in ROWS if row[2].year == year]
        for n, (order, who, when, money) in enumerate(mine, 1):
            sheet.write_row(n, 0, [order, who, when.isoformat(), money])
    book.add_worksheet("Chart data").write_row(0, 0, ["Month", "Sum"])


def of_text_numbers(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["order", "customer", "date", "amount"])
    for n, (order, who, when, money) in enumerate(ROWS, 1):
        cells = [order, who, f"{when:%d.%m.%Y}", f"{money:.2f}".replace(".", ",") + " €"]
        for column, cell in enumerate(cells):
            sheet.write_string(n, column, cell)


def of_subtotals(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["customer", "date", "amount"])
    n = 0
    for who in sorted({row[1] for row in ROWS}):
        mine = [row for row in ROWS if row[1] == who]
        for _order, _who, when, money in mine:
            n += 1
            sheet.write_row(n, 0, [who, when.isoformat(), money])
        n += 1
        sheet.write_row(n, 0, [f"{who} Total", "", sum(row[3] for row in mine)])
    sheet.write_row(n + 1, 0, ["Grand Total", "", ALL[0]])


def of_halves(book):
    for name, order, rows in (("A", (0, 1, 2, 3), ROWS[:18]), ("B", (3, 0, 2, 1), ROWS[18:])):
        sheet = book.add_worksheet(name)
        head = ("order", "customer", "date", "amount")
        sheet.write_row(0, 0, [head[place] for place in order])
        for n, (number, who, when, money) in enumerate(rows, 1):
            cells = (number, who, when.isoformat(), money)
            sheet.write_row(n, 0, [cells[place] for place in order])


def of_months(book):
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "mmm yy"})
    months = sorted({row[2].replace(day=1) for row in ROWS})
    sheet.write(0, 0, "Customer")
    for column, month in enumerate(months, 1):
        sheet.write_datetime(0, column, month, form)
    for n, who in enumerate(sorted({row[1] for row in ROWS}), 1):
        sheet.write(n, 0, who)
        for row in ROWS:
            if row[1] == who:
                sheet.write(n, 1 + months.index(row[2].replace(day=1)), row[3])


def of_merged_cells(book):
    sheet, n = book.add_worksheet(), 1
    sheet.write_row(0, 0, ["customer", "date", "amount"])
    for who in sorted({row[1] for row in ROWS}):
        mine = [row for row in ROWS if row[1] == who]
        sheet.merge_range(n, 0, n + len(mine) - 1, 0, who)
        for row in mine:
            sheet.write_row(n, 1, [row[2].isoformat(), row[3]])
            n += 1


def by_group(total: str, mark: str = ",") -> str:
    made = [mark.join(("Customer", "Date", "No", "Amount"))]
    for who in sorted({row[1] for row in ROWS}):
        mine = [row for row in ROWS if row[1] == who]
        made.append(who + 3 * mark)
        made += [f"{mark}{when}{mark}{order}{mark}{money:.2f}" for order, _w, when, money in mine]
        made.append(f"{total} {who}{3 * mark}{sum(row[3] for row in mine):.2f}")
    return "\n".join([*made, f"{total}{3 * mark}{ALL[0]:.2f}", ""])


def by_month(write: Callable[[date], str], mark: str, money: Callable[[float], str]) -> str:
    months = sorted({row[2].replace(day=1) for row in ROWS})
    made = [mark.join(("Customer", *map(write, months)))]
    for who in sorted({row[1] for row in ROWS}):
        sums = [
            sum(r[3] for r in ROWS if r[1] == who and r[2].replace(day=1) == month)
            for month in months
        ]
        made.append(mark.join((who, *(money(each) if each else "" for each in sums))))
    return "\n".join([*made, ""])


def nested(row: Row) -> dict[str, object]:
    order, who, when, money = row
    return {
        "id": order, "customer": {"id": who, "email": f"{who}@example.org"},
        "created_at": f"{when}T10:00:00Z", "total_price": f"{money:.2f}", "tags": ["a", "b"],
    }  # fmt: skip


def chinese(encoding: str, header: str, name: str) -> bytes:
    text = lines(lambda _n, r: f"{r[0]},{name}{r[1]},{r[2]},{r[3]:.2f}", header)
    return text.encode(encoding)


HALF = len(ROWS) // 2
ITEMS = "order,item,price,qty\n" + "".join(
    f"{order},Thing,{money / 2},2\n" for order, *_rest, money in ROWS
)
PERSONS = "customer,city\n" + "".join(f"K{n},Town {n}\n" for n in range(9))
HEADS = "order,customer,date\n" + "".join(f"{o},{who},{day}\n" for o, who, day, _m in ROWS)
THAI, MINGUO = 543, -1911
OFF = ("+01:00", "+02:00")
# Name: what makes the files (text, bytes, or several of them), and what must come of it.
FILES: dict[str, tuple[Callable[[], object], object]] = {
    # Point 0: quotes and separators.
    "inches beside quoted names": (
        lambda: named(at((3, 9, 20), 'Screen 19"', "Tea"), ";", '"'), ALL),
    "inches at the begin of a cell": (lambda: named(at((3, 9), '" wide belt'), ";"), (ALL, ASK)),
    "two inches in one cell": (lambda: named(at((5, 8), 'Pipe 5" to 7"')), ALL),
    "apostrophes in a tab table": (lambda: named(at((2, 7, 8), "Men's hat"), "\t"), ALL),
    "apostrophe at the begin": (lambda: named(at((2, 7), "'t Winkeltje"), "\t"), ALL),
    "letters in typographic quotes": (lambda: named(at((4,), "“Tea 5”"), ","), ALL),
    "doubled quotes": (lambda: named(at((4, 5), '"the ""big"" hat"')), ALL),
    "quotes within quotes, not doubled": (
        lambda: named(at((4, 5), '"the "big" hat"')), (ALL, without(4, 5), ASK)),
    "backslashes before quotes": (lambda: named(at((4, 5), r'"the \"big\" hat"')), ALL),
    "a note over three lines": (lambda: named(at((6,), '"one\ntwo\nthree"')), ALL),
    "a blank line within a note": (lambda: named(at((6,), '"one\n\nthree"')), ALL),
    "a comma too many": (lambda: named(at((6, 9), "Hat, blue")), without(6, 9)),
    "a comma too few": (
        lambda: changed(named(at((), "")), 6, lambda line: line.replace(",Tea,", ",Tea", 1)),
        without(6)),
    "thousands unquoted in one row": (
        lambda: changed(plain(), 30, lambda line: line.replace("237.50", "1,237.50")), without(30)),
    "thousands unquoted, a cell missing": (
        lambda: changed(named(at((), "")), 30, lambda line: line.replace(",Tea", "").replace(
            "237.50", "1,237.50")), (without(30), ASK)),
    "the last line cut": (lambda: plain().rstrip()[:-12], without(35)),
    "a quote that opens and never closes": (
        lambda: changed(named(at((), "")), 6, lambda line: line.replace("Tea", '"Tea')),
        (without(6), ALL, ASK)),
    "a header again, as files were joined": (lambda: plain(ROWS[:HALF]) + plain(ROWS[HALF:]), ALL),
    "sums at the end": (lambda: plain() + f"Total,,,{ALL[0]:.2f}\n", ALL),
    "a sum and a remark at the end": (
        lambda: plain() + f"\n,,Sum,{ALL[0]:.2f}\nPrices with tax\n", ALL),
    "carriage returns alone": (lambda: plain().replace("\n", "\r"), ALL),
    "every line quoted whole": (
        lambda: "\n".join(f'"{line}"' if line else "" for line in plain().split("\n")), (ALL, ASK)),
    "cells padded with blanks": (lambda: plain().replace(",", " , "), ALL),
    "two delimiters in turn": (
        lambda: plain(ROWS[:HALF]) + plain(ROWS[HALF:]).replace(",", ";"), (ASK, without(
            *range(HALF, len(ROWS))))),
    # Point 6: days.
    "yymmdd": (lambda: dated(lambda d: f"{d:%y%m%d}"), ALL),
    "yyyymmdd": (lambda: dated(lambda d: f"{d:%Y%m%d}"), ALL),
    "yyyymmddhhmm": (lambda: dated(lambda d: f"{d:%Y%m%d}0915"), ALL),
    "ddmmyyyy": (lambda: dated(lambda d: f"{d:%d%m%Y}"), (ALL, ASK)),
    "a month alone": (lambda: dated(lambda d: f"{d:%Y-%m}"), (ALL, ASK)),
    "a month in words": (lambda: dated(lambda d: f"{d:%B %Y}"), (ALL, ASK)),
    "JavaScript": (
        lambda: dated(lambda d: f"{d:%a %b %d %Y} 10:00:00 GMT+0100 (Central European Time)"), ALL),
    "Minguo": (lambda: dated(lambda d: f"{d.year + MINGUO}/{d:%m/%d}"), ALL),
    "Buddhist": (lambda: dated(lambda d: f"{d:%d/%m}/{d.year + THAI}"), ALL),
    "Reiwa": (lambda: dated(lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日"), ALL),
    "Hungarian": (lambda: dated(lambda d: f"{d:%Y. %m. %d.}", ";"), ALL),
    "Finnish times": (lambda: dated(lambda d: f"{d.day}.{d.month}.{d.year} klo 9.30"), ALL),
    "narrow blanks before PM": (lambda: dated(lambda d: f"{d:%b %d %Y} 3:05\u202fPM"), ALL),
    "offsets of summer and winter": (
        lambda: dated(lambda d: f"{d}T23:30:00{OFF[4 <= d.month <= 9]}"), ALL),
    "milliseconds": (
        lambda: dated(lambda d: 1000 * 86_400 * (d - date(1970, 1, 1)).days + 4_000_000), ALL),
    "a spreadsheet's days": (lambda: dated(lambda d: (d - date(1899, 12, 30)).days + 0.5), ALL),
    "a day in 2099": (lambda: plain() + "O900,K1,2099-12-31,5.00\n", ALL),
    "a day in 1970": (lambda: plain() + "O900,K1,1970-01-01,5.00\n", ALL),
    "days before there were shops": (lambda: plain() + "O900,K1,0001-01-01,5.00\n", ALL),
    "day and month that can't be told": (
        lambda: lines(lambda n, r: f"{r[0]},{r[1]},{n % 12 + 1:02}/{n * 5 % 12 + 1:02}/2024,5.00"),
        ASK),
    "years of two digits first": (lambda: dated(lambda d: f"{d:%y.%m.%d}"), (ALL, ASK)),
    "year, month and day apart": (
        lambda: lines(
            lambda _n, r: f"{r[0]},{r[1]},{r[2].year},{r[2].month},{r[2].day},{r[3]:.2f}",
            "order,customer,year,month,day,amount"), ALL),
    "Jahr, Monat und Tag beside an order's date": (
        lambda: lines(
            lambda _n, r: f"{r[0]};{r[1]};{r[2]};{r[2].year};{r[2].month};{r[2].day};{r[3]:.2f}",
            "Bestellnr;Kunde;Bestelldatum;Jahr;Monat;Tag;Betrag"), ALL),
    "words for no day": (
        lambda: changed(plain(), 5, lambda line: line.replace(str(DAYS[5]), "pending")),
        without(5)),
    # Point 8: several files.
    "exports that overlap": (lambda: [plain(ROWS[:24]), plain(ROWS[16:])], ALL),
    "exports that overlap, without orders": (
        lambda: [lines(lambda _n, r: f"{r[1]},{r[2]},{r[3]:.2f}", "customer,date,amount", rows=rows)
                 for rows in (ROWS[:24], ROWS[16:])], ALL),
    "one export twice": (lambda: [plain(), plain()], ALL),
    "a corrected export": (
        lambda: [changed(plain(), 3, lambda line: line.replace("41.75", "99.99")), plain()], ALL),
    "a zip of months": (
        lambda: zipped(("a/01.csv", plain(ROWS[:9])), ("a/02.csv", plain(ROWS[9:20])),
                       ("a/03.csv", plain(ROWS[20:]))), ALL),
    "a zip of a Mac": (
        lambda: zipped(("orders.csv", plain()), ("__MACOSX/._orders.csv", "\0\5\x16\7"),
                       (".DS_Store", "x"), ("README.txt", "made by the shop")), ALL),
    "a zip of orders, items and persons": (
        lambda: zipped(("orders.csv", HEADS), ("items.csv", ITEMS), ("customers.csv", PERSONS)),
        ALL),
    "a zip of orders and refunds": (
        lambda: zipped(("orders.csv", plain()), (
            "refunds.csv", "order,refunded_at,refund_amount\nO103,2024-01-01,41.75\n")),
        without(3)),
    "a zip of months that overlap": (
        lambda: zipped(("1.csv", plain(ROWS[:24])), ("2.csv", plain(ROWS[16:]))), ALL),
    "columns in another order": (
        lambda: [plain(ROWS[:HALF]),
                 lines(lambda _n, r: f"{r[3]:.2f},{r[2]},{r[1]},{r[0]}",
                       "amount,date,customer,order", rows=ROWS[HALF:])], ALL),
    "a gzip of tabs": (lambda: gzip.compress(dated(str, "\t").encode()), ALL),
    # Point 9: shapes and containers.
    "lines of JSON, nested": (lambda: "\n".join(json.dumps(nested(row)) for row in ROWS), ALL),
    "JSON within data": (
        lambda: json.dumps({"meta": {"page": 1}, "data": [nested(row) for row in ROWS]}), ALL),
    "a workbook with titles, totals and notes": (lambda: workbook(with_totals), ALL),
    "a workbook of years": (lambda: workbook(of_years), ALL),
    "a workbook of text": (lambda: workbook(of_text_numbers), ALL),
    "a workbook with subtotals": (lambda: workbook(of_subtotals), ALL),
    "a workbook whose sheets differ in order": (lambda: workbook(of_halves), ALL),
    "a workbook of months as columns": (lambda: workbook(of_months), ALL),
    "a workbook of merged cells": (lambda: workbook(of_merged_cells), ALL),
    "a report by customer": (lambda: by_group("Total for"), ALL),
    "a German report by customer": (lambda: by_group("Summe", ";"), ALL),
    "months as columns": (lambda: by_month(lambda m: f"{m:%b %Y}", ",", "{:.2f}".format), ALL),
    "German months as columns": (
        lambda: by_month(lambda m: f"{m:%m.%Y}", ";",
                         lambda sums: f"{sums:.2f}".replace(".", ",")), ALL),
    "a summary of customers": (
        lambda: "customer,orders,total spent,last order\n" + "".join(
            f"K{n},{n + 1},{n * 9.5},2024-01-0{n + 1}\n" for n in range(9)), ASK),
    "recency, frequency, monetary": (
        lambda: "CustomerID,Recency,Frequency,Monetary\n" + "".join(
            f"K{n},{n * 9},{n + 1},{n * 9.5}\n" for n in range(30)), ASK),
    "a page called .xls": (
        lambda: "<html><body><table><tr><td>order</td></tr></table></body></html>", ASK),
    "GB18030": (lambda: chinese("gb18030", "订单号,客户,日期,金额", "张伟"), (ALL, ASK)),
    "Big5": (lambda: chinese("big5", "訂單編號,客戶,日期,金額", "張偉"), (ALL, ASK)),
    "Shift JIS": (lambda: chinese("cp932", "注文番号,会員番号,注文日,金額", "佐藤"), (ALL, ASK)),
    "Cyrillic of Windows": (
        lambda: chinese("cp1251", "Заказ,Покупатель,Дата,Сумма", "Иванов"), (ALL, ASK)),
    "UTF-16 with tabs": (lambda: dated(str, "\t").encode("utf-16"), ALL),
    # Point 12: odd values.
    "control characters in a cell": (
        lambda: named(at((3, 4), "Tea\x0b\x1f \x07bag")), ALL),
    "an amount beyond all": (lambda: plain() + "O900,K1,2024-05-01,1e308\n", (ALL, ASK)),
    "infinity and no number": (
        lambda: plain() + "O900,K1,2024-05-01,inf\nO901,K1,2024-05-01,NaN\n", ALL),
    "an id of ten thousand letters": (
        lambda: plain() + f"O900,{'x' * 10_000},2024-05-01,5.00\n", (ALL[0] + 5, 10)),
    "words for nothing as ids": (
        lambda: plain() + "O900,,2024-05-01,5.00\nO901,   ,2024-05-01,5.00\n", ALL),
    "thousands or decimals": (
        lambda: lines(lambda n, r: f"{r[0]};{r[1]};{r[2]};{n + 1}.{250 + n}",
                      "order;customer;date;amount"), ASK),
    "decimals of a comma": (lambda: of_money(lambda m: f"{m:.2f}".replace(".", ",")), ALL),
    "francs": (lambda: of_money(lambda m: f"CHF {m:,.2f}".replace(",", "'")), ALL),
    "minus behind, brackets": (
        lambda: of_money(lambda m: f"{m:.2f}") + "O900;K3;2024-09-01;(5.00)\n"
        "O901;K3;2024-09-02;5.00-\n",
        (ALL[0] - 10, 9)),
    "nothing but a header": (lambda: "order,customer,date,amount\n", ASK),
}  # fmt: skip


def opened(made: object):
    if isinstance(made, list):
        return load_many([part.encode() for part in made])
    return load(made.encode() if isinstance(made, str) else made)


def read_or_asked(made: object) -> Cleaned | InputError:
    try:
        return clean(opened(made))
    except InputError as error:
        return error


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_right_or_asked_about(name):
    make, wanted = FILES[name]
    choices = wanted if isinstance(wanted[0], tuple) or ASK in wanted else (wanted,)
    cleaned = read_or_asked(make())
    if isinstance(cleaned, InputError):
        assert ASK in choices or wanted == ASK, cleaned
        assert "\n" not in say(cleaned)
        return
    answer = float(cleaned.kept.amount), cleaned.kept.customers
    assert any(answer == pytest.approx(each, abs=0.02) for each in choices if each != ASK), (
        answer, choices, cleaned.ledger, cleaned.mapping)  # fmt: skip
    if answer != pytest.approx(ALL, abs=0.02):
        assert cleaned.notices or not cleaned.ledger.is_empty()


def test_the_days_of_offsets_are_the_shop_s():
    make, _wanted = FILES["offsets of summer and winter"]
    cleaned = clean(load(make().encode(), hints=ReadHints()))
    assert sorted(cleaned.orders["date"].dt.date()) == DAYS

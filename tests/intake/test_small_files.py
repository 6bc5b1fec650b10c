"""Small files of many countries, each with the answer worked out by hand, and what changes none."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from babel.dates import format_date

from clv.errors import InputError
from clv.intake import ReadHints, clean, load, load_many

ROWS = range(30)
DAYS = [date(2024, 1, 3) + timedelta(days=11 * row) for row in ROWS]
HALVES = sum(row + 0.5 for row in range(10, 40))  # 10.50, 11.50 …: 750.00
WHOLE = sum(range(10, 40))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
OTHER_YEAR = "{month:02}/{dom:02}"

# Name, header, row, and what differs from 750.00 of ten customers from 3 January 2024 on.
READ = [
    ("German", "Kunde;Bestelldatum;Betrag", "K{c};{d:%d.%m.%Y};{r},50 €", {}),
    ("French", "Client;Date de commande;Montant TTC", "K{c};{fr};{r},50 €", {}),
    ("Turkish", "Müşteri;Sipariş Tarihi;Tutar", "K{c};{tr};₺{r},50", {}),
    ("Polish", "klient;data;kwota", "K{c};{d:%d.%m.%Y} r.;{r},50 zł", {}),
    ("Swedish", "Kund;Datum;Belopp", "K{c};{d};1 0{r},50 kr", {"money": 30_000 + HALVES}),
    ("Chinese", "客户编号,下单时间,金额", "K{c},{d.year}年{d.month}月{d.day}日 下午3:05,¥{r}.50",
     {}),
    ("Korean", "고객번호,주문일자,결제금액", 'K{c},{d:%Y. %m. %d}. 오후 3:05,"{r},000원"',
     {"money": 1_000 * WHOLE}),
    ("Japanese", "顧客番号,注文日,合計金額", 'K{c},令和6年{d.month}月{d.day}日,"{r},000円"',
     {"money": 1_000 * WHOLE}),
    ("Thai", "รหัสลูกค้า,วันที่,ยอดรวม", "K{c},{d:%d/%m}/2567,{r}.50", {}),
    ("Taiwanese", "客戶,訂單日期,總金額", "K{c},113/{d:%m/%d},NT${r}", {"money": WHOLE}),
    ("Arabic", "العميل,التاريخ,المبلغ", "K{c},{arabic},{r}.50", {}),
    ("Islamic", "customer,date,amount", f"K{{c}},1445/{OTHER_YEAR},{{r}}.50",
     {"first": date(2023, 7, 19)}),
    ("Persian", "customer,date,amount", f"K{{c}},1402/{OTHER_YEAR},{{r}}.50",
     {"first": date(2023, 3, 21)}),
    ("a spreadsheet's days", "Customer ID,Order Date,Total", "K{c},{excel},{r}.50", {}),
    ("with times", "Customer ID,Order Date,Total", "K{c},{excel}.604166667,{r}.50", {}),
    ("from 1904", "Customer ID,Order Date,Total", "K{c},{excel1904},{r}.50",
     {"date_unit": "excel1904"}),
    ("milliseconds", "user_id,created_at,amount", "u{c},{ms},{r}.50", {}),
    ("American", "Customer ID,Order Date,Total", "K{c},{d:%m/%d/%y} 3:05 PM,${r}.50", {}),
    ("in words", "customer,date,amount", 'K{c},"{d:%A, %B %d, %Y}",{r}.50', {}),
    ("ordinals", "customer,date,amount", 'K{c},"{d:%B} {d.day}th, {d:%Y}",{r}.50', {}),
    ("with an apostrophe", "customer,date,amount", "K{c},'{d},{r}.50", {}),
    ("hours alone", "customer,date,amount", "K{c},{d} 15h,{r}.50", {}),
    ("dotted halves", "customer,date,amount", "K{c},{d} 03:05 p.m.,{r}.50", {}),
    ("summer time", "customer,created_at,amount", "K{c},{d}T23:30:00{offset},{r}.50", {}),
    ("one of 2099", "customer,date,amount", "K{c},{d2099},{r}.50", {"money": HALVES - 17.5}),
    ("one of 1970", "customer,date,amount", "K{c},{d1970},{r}.50", {"money": HALVES - 17.5}),
    ("delivered later", "customer,order_date,delivery_date,amount", "K{c},{d},2025-01-01,{r}.50",
     {}),
    ("born earlier", "customer,birth_date,order_date,amount", "K{c},1960-01-{r},{d},{r}.50", {}),
    ("ids as numbers", "CustomerID,InvoiceDate,Amount", "1234{c}.0,{d},{r}.50", {}),
    ("leading zeros", "customer,date,amount", "{c:04},{d},{r}.50", {}),
    ("Id alone", "Id,Date,Price", "{c}00,{d},{r}.50", {}),
    ("guests", "Customer Email,Order Date,Total", "{guest},{d},{r}.50", {"customers": 8}),
    ("guest 0", "customer_id,order_date,total", "{zero},{d},{r}.50", {}),
    ("an empty customer", "customer_id,email,date,amount", ",c{c}@x.org,{d},{r}.50", {}),
    ("one customer", "customer,email,date,amount", "Shop,c{c}@x.org,{d},{r}.50", {}),
    ("consent", "Email,Accepts Marketing,Created at,Total", "c{c}@x.org,no,{d},{r}.50", {}),
    ("rupiah", "Pelanggan,Tanggal,Total", "K{c},{d},Rp {r}.500", {"money": 1_000 * HALVES}),
    ("reais", "Cliente;Data;Valor total", "K{c};{d:%d/%m/%Y};R$ {r},50", {}),
    ("dinars", "customer,date,amount", "K{c},{d},KWD {r}.500", {}),
    ("dinars by column", "customer,date,amount,currency", "K{c},{d},{r}.500,KWD", {}),
    ("yen by column", "customer,date,amount,currency", 'K{c},{d},"{r},500",JPY',
     {"money": 1_000 * HALVES}),
    ("full-width yen", "customer,date,amount", "K{c},{d},{wide}", {"money": WHOLE}),
    ("Swiss", "customer;date;amount", "K{c};{d:%d.%m.%Y};1'0{r}.50", {"money": 30_000 + HALVES}),
    ("lakhs", "customer,date,amount", 'K{c},{d},"₹1,00,0{r}.50"', {"money": 3_000_000 + HALVES}),
    ("no cents", "Kunde;Datum;Betrag", "K{c};{d:%d.%m.%Y};€ 1.0{r},-", {"money": 30_000 + WHOLE}),
    ("pesos", "Cliente;Fecha;Monto", "K{c};{d:%d-%m-%Y};CLP {r}.500", {"money": 1_000 * HALVES}),
    ("currency above", "customer,date,amount (EUR)", "K{c},{d},{r}.50", {}),
    ("thousands told", "customer,date,amount", 'K{c},{d},"{r},500"',
     {"money": 1_000 * HALVES, "decimal_mark": "."}),
    ("pieces and price", "customer,date,quantity,unit price", "K{c},{d},2,{r}.50",
     {"money": 2 * HALVES}),
]  # fmt: skip
ASK = [
    ("customer,month,amount", "K{c},{d:%b %Y},{r}.50"),
    ("customer,date,amount", "K{c},{d:%d/%m},1"),
    ("customer,week,amount", "K{c},2024-W{r},{r}.50"), ("customer,date,amount", "K{c},2024-Q3,{r}"),
    ("customer,date,amount,currency", "K{c},{d},{r}.50,{currency}"),
    ("customer,date,amount", "K{c},{d},{sign}{r}.50"),
    ("customer,date,amount", 'K{c},{d},"{r},500"'),
    ("customer,recency,frequency,monetary", "K{r},{r},{c},{r}.50"),
]  # fmt: skip


def written(row: str, number: int) -> str:
    day, customer = DAYS[number], number % 10
    return row.format(
        d=day, c=customer, r=10 + number, month=1 + number % 12, dom=1 + number % 28,
        fr=format_date(day, "long", locale="fr"), tr=format_date(day, "long", locale="tr"),
        arabic=f"{day:%Y/%m/%d}".translate(ARABIC), excel=(day - date(1899, 12, 30)).days,
        excel1904=(day - date(1904, 1, 1)).days, ms=(day - date(1970, 1, 1)).days * 86_400_000 + 1,
        offset="+02:00" if 4 <= day.month <= 10 else "+01:00",
        d2099="2099-12-31" if number == 7 else day, d1970="1970-01-01" if number == 7 else day,
        guest="guest" if number % 5 == 0 else f"c{customer}@x.org",
        zero=0 if number % 3 == 0 else customer + 100,
        wide=f"￥{10 + number}".translate(FULL_WIDTH),
        currency="PLN" if number == 9 else "CZK", sign="$" if number % 2 else "€",
    )  # fmt: skip


def text(header: str, rows: list[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def assert_read(parts: list[bytes], *, money=HALVES, customers=10, first=DAYS[0], **hints) -> None:
    options = ReadHints(**hints)
    raw = load(parts[0], hints=options) if len(parts) == 1 else load_many(parts, hints=options)
    kept = clean(raw).kept
    assert (kept.customers, kept.first_day) == (customers, first)
    assert float(kept.amount) == pytest.approx(money)


def turned(header: str, rows: list[str]) -> list[bytes]:
    return [text(header, rows[::-1])]


def mixed(header: str, rows: list[str]) -> list[bytes]:
    return [text(header, random.Random(5).sample(rows, len(rows)))]


def wider(header: str, rows: list[str]) -> list[bytes]:
    mark = ";" if ";" in header else ","
    return [text(f"{header}{mark}note", [f"{row}{mark}n{n % 7}" for n, row in enumerate(rows)])]


def parted(header: str, rows: list[str]) -> list[bytes]:
    return [text(header, rows[start::3]) for start in range(3)]


def renamed(header: str, rows: list[str]) -> list[bytes]:
    return [text(header, [re.sub(r"\bK(\d)\b", r"buyer-\1\1", row) for row in rows])]


def as_is(header: str, rows: list[str]) -> list[bytes]:
    return [text(header, rows)]


@pytest.mark.parametrize("change", [as_is, turned, mixed, wider, parted, renamed])
@pytest.mark.parametrize(("name", "header", "row", "truth"), READ, ids=[each[0] for each in READ])
def test_what_does_not_concern_who_bought_changes_nothing(name, header, row, truth, change):
    assert_read(change(header, [written(row, number) for number in ROWS]), **truth)


@pytest.mark.parametrize(("header", "row"), ASK)
def test_what_the_file_does_not_tell_is_asked(header, row):
    with pytest.raises(InputError):
        clean(load(text(header, [written(row, number) for number in ROWS])))

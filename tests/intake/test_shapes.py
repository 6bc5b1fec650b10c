"""Tables of other shapes and containers: turned into orders, or refused with the reason."""

import io
import json
import zipfile

import pytest
import xlsxwriter

from clv.errors import InputError
from clv.intake import clean, load
from tests.intake.seeds import CHINESE, KOREAN, TAIWANESE, TRUTH, table

TOTAL = sum(row.amount for row in TRUTH)


def records():
    return [
        {
            "customer_id": row.customer,
            "order_date": row.day.isoformat(),
            "amount": float(row.amount),
        }
        for row in TRUTH
    ]


def codes(cleaned):
    return {notice.code for notice in cleaned.notices}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(records()),
        json.dumps({"orders": records(), "count": len(TRUTH)}, indent=1),
        "\n".join(map(json.dumps, records())),
        json.dumps({name: [row[name] for row in records()] for name in records()[0]}),
        json.dumps(
            [["customer_id", "order_date", "amount"], *[list(row.values()) for row in records()]]
        ),
    ],
    ids=["list", "within an object", "lines", "columns", "rows"],
)
def test_json_records(text):
    cleaned = clean(load(text.encode()))
    assert cleaned.valid.amount == TOTAL
    assert cleaned.input.records == len(TRUTH)


def test_a_line_that_is_no_json_is_set_aside():
    lines = [*map(json.dumps, records()), '{"customer_id": "C00']
    cleaned = clean(load("\n".join(lines).encode()))
    assert cleaned.valid.amount == TOTAL
    assert ("read", "malformed_row", 1) in [row[:3] for row in cleaned.ledger.rows()]


def test_orders_nested_one_level_count_their_total_once():
    orders = [
        {
            "id": number,
            "created_at": f"{row.day}T12:00:00-08:00",
            "total_price": f"{row.amount:.2f}",
            "currency": "USD",
            "customer": {"id": row.customer, "email": f"{row.customer}@example.org"},
            "line_items": [{"title": "Tea", "price": "1.00", "quantity": 2}] * 2,
        }
        for number, row in enumerate(TRUTH)
    ]
    cleaned = clean(load(json.dumps({"orders": orders}).encode()))
    assert cleaned.kept.amount == TOTAL
    assert cleaned.currency == "USD"
    assert "nested_left_out" in codes(cleaned)


def test_line_items_that_alone_name_money_are_parted():
    orders = [
        {
            "order_id": f"O{number}",
            "customer_id": row.customer,
            "order_date": row.day.isoformat(),
            "items": [
                {"product": "Tea", "amount": f"{row.amount:.2f}"},
                {"product": "Bag", "amount": "1.00"},
            ],
        }
        for number, row in enumerate(TRUTH)
    ]
    cleaned = clean(load("\n".join(map(json.dumps, orders)).encode()))
    assert cleaned.kept.amount == TOTAL + len(TRUTH)
    assert cleaned.orders.height == len(TRUTH)


@pytest.mark.parametrize("text", ['{"customer": "a"', '["a", "b"]', "[]", "{}", '[{"a": 1}, 2]'])
def test_json_that_is_no_table_is_refused(text):
    with pytest.raises(InputError):
        clean(load(text.encode()))


def test_a_failed_export_that_is_json_is_named():
    with pytest.raises(InputError) as refusal:
        load(b'{"error": "login first"}', name="orders.csv")
    assert refusal.value.kind == "unsupported_format"


def ods(rows) -> bytes:
    """Write a spreadsheet as LibreOffice does, as far as a reader looks."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Orders">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def test_an_open_document_spreadsheet():
    rows = [("customer_id", "order_date", "amount")]
    rows += [(row.customer, row.day.isoformat(), f"{row.amount:.2f}") for row in TRUTH]
    assert clean(load(ods(rows))).valid.amount == TOTAL


def test_a_workbook_with_titles_totals_and_notes():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Sales 2023")
        sheet.write_row(2, 0, ["customer_id", "order_date", "amount"])
        for number, row in enumerate(TRUTH, 3):
            sheet.write_row(number, 0, [row.customer, row.day.isoformat(), float(row.amount)])
        sheet.write_row(len(TRUTH) + 4, 0, ["Total", "", float(TOTAL)])
        sheet.write(len(TRUTH) + 6, 0, "Prices include tax.")
    cleaned = clean(load(out.getvalue()))
    assert cleaned.kept.amount == TOTAL


def by_group(first: str) -> str:
    lines = ["Acme Ltd,,,,", "Sales by Customer Detail,,,,", f"{first},Date,Type,Num,Amount"]
    for who in sorted({row.customer for row in TRUTH}):
        mine = [row for row in TRUTH if row.customer == who]
        lines.append(f"{who},,,,")
        lines += [f",{row.day},Invoice,{n},{row.amount:.2f}" for n, row in enumerate(mine)]
        lines.append(f'Total for {who},,,,"{sum(row.amount for row in mine):,.2f}"')
    return "\n".join([*lines, f'TOTAL,,,,"{TOTAL:,.2f}"']) + "\n"


@pytest.mark.parametrize("first", ["", "Customer"])
def test_a_report_by_customer_is_filled_down(first):
    cleaned = clean(load(by_group(first).encode()))
    assert cleaned.kept.amount == TOTAL
    assert cleaned.kept.customers == len({row.customer for row in TRUTH})
    assert "groups_filled" in codes(cleaned)


def wide(total: bool, wrong: int = 0) -> str:
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    lines = [",".join(["Customer", *months, *["Total"] * total])]
    for who in sorted({row.customer for row in TRUTH}):
        sums = [
            sum(r.amount for r in TRUTH if r.customer == who and f"{r.day:%Y-%m}" == m)
            for m in months
        ]
        cells = [f"{amount:.2f}" if amount else "" for amount in sums]
        lines.append(",".join([who, *cells, *[f"{sum(sums) + wrong:.2f}"] * total]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("total", [False, True])
def test_months_as_columns_are_put_below_each_other(total):
    cleaned = clean(load(wide(total).encode()))
    assert cleaned.kept.amount == TOTAL
    assert "months_unpivoted" in codes(cleaned)


def test_months_that_do_not_add_up_are_asked_about():
    with pytest.raises(InputError) as refusal:
        load(wide(total=True, wrong=1).encode())
    assert refusal.value.kind == "months_as_columns"


@pytest.mark.parametrize(
    "header",
    ["customer_id,recency,frequency,monetary", "Email,Orders,Total Spent,Last Order Date"],
)
def test_customers_instead_of_orders_are_refused_with_the_reason(header):
    rows = "".join(f"c{n},{n + 3},{n + 1},2024-01-{n + 1:02}\n" for n in range(20))
    with pytest.raises(InputError) as refusal:
        load(f"{header}\n{rows}".encode())
    assert refusal.value.kind == "customer_summary"


WORDS = {
    "gb18030": "备注，中文订单，新客户，优惠",
    "gbk": "备注，中文订单，新客户，优惠",
    "big5": "備註訂單新客戶優惠商品名稱測試內容說明",
    "cp949": "비고주문신규고객할인상품명시험내용설명",
}


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [("gb18030", CHINESE), ("gbk", CHINESE), ("big5", TAIWANESE), ("cp949", KOREAN)],
)
def test_east_asian_encodings_are_told_apart(encoding, rows):
    header, *lines = table(rows).splitlines()
    text = "\n".join([f"{header},note", *(f"{line},{WORDS[encoding]}" for line in lines)])
    cleaned = clean(load(text.encode(encoding)))
    assert set(cleaned.lines["customer_id"]) == {row.customer for row in rows}
    assert "guessed_encoding" in codes(cleaned)


def test_control_characters_within_a_field_are_read():
    text = table().replace("\n", ",a\x0bb\x07\n").replace("amount,a\x0bb\x07", "amount,note", 1)
    assert clean(load(text.encode())).valid.amount == TOTAL

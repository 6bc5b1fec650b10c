"""Several files of one shop: stacked, overlapping, or tables joined by their keys."""

from __future__ import annotations

import io
import itertools
import zipfile
from decimal import Decimal

import polars as pl
import pytest

from clv.errors import InputError
from clv.intake import Mapping, Policy, clean, load, load_many


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"export/{name}.csv", text)
        archive.writestr("__MACOSX/export/._orders.csv", "junk")
    return packed.getvalue()


def codes(cleaned) -> set[str]:
    return {notice.code for notice in cleaned.notices}


OLIST = {
    "olist_orders_dataset": "order_id,customer_id,order_status,order_purchase_timestamp\n"
    + "".join(f"o{n},k{n},delivered,2017-0{1 + n % 9}-1{n % 9} 10:00:00\n" for n in range(30)),
    "olist_customers_dataset": "customer_id,customer_unique_id,customer_zip_code_prefix\n"
    + "".join(f"k{n},person{n % 10},0100{n % 10}\n" for n in range(30)),
    "olist_order_items_dataset": "order_id,order_item_id,product_id,price,freight_value\n"
    + "".join(f"o{n},{line},p{n},10.00,2.00\n" for n in range(30) for line in (1, 2)),
    "olist_order_payments_dataset": "order_id,payment_sequential,payment_type,payment_value\n"
    + "".join(f"o{n},{part},credit_card,12.00\n" for n in range(30) for part in (1, 2)),
}


def test_tables_of_olist_are_joined_by_their_keys():
    cleaned = clean(load(zipped(**OLIST)))
    assert cleaned.kept.amount == Decimal("720.00")
    assert cleaned.orders.height == 30
    assert "joined_tables" in codes(cleaned)


def test_without_payments_the_items_are_the_lines():
    tables = {name: text for name, text in OLIST.items() if "payments" not in name}
    cleaned = clean(load(zipped(**tables)), Mapping(amount="price"))
    assert cleaned.kept.rows == 60
    assert cleaned.kept.amount == Decimal("600.00")


def test_an_id_names_the_table_it_belongs_to():
    cleaned = clean(
        load(
            zipped(
                orders="id,customer_id,order_date,total\n1,7,2024-01-02,5.00\n2,7,2024-02-02,6.50\n"
                "3,8,2024-02-05,7.00\n",
                customers="id,email\n7,ann@x.org\n8,bob@x.org\n",
            )
        )
    )
    assert cleaned.kept.amount == Decimal("18.50")
    assert cleaned.kept.customers == 2


ORDERS = [f"o{n},c{n % 10},2024-0{1 + n % 9}-1{n % 9},{10 + n}.50" for n in range(30)]
BARE = [row.rpartition(",")[0] for row in ORDERS]
ITEMS = [f"o{n},p{n % 4},2,{5 + n}.25" for n in range(30)]
PAYMENTS = [f"y{n}{part},o{n},2024-09-2{part},{5 + n}.00" for n in range(30) for part in (1, 2)]


def lines(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows, ""])


TABLES = {
    "orders": lines("order_id,customer_id,order_date,total", ORDERS),
    "bare": lines("order_id,customer_id,order_date", BARE),
    "items": lines("order_id,product_id,quantity,unit_price", ITEMS),
    "payments": lines("payment_id,order_id,paid_at,amount", PAYMENTS),
    "sales": lines(
        "sale_id,customer_id,product_id,quantity,date",
        [f"s{n},c{n % 10},p{n % 4},2,2024-0{1 + n % 9}-1{n % 9}" for n in range(30)],
    ),
    "customers": lines(
        "id,name,email,created_at,status,total_spent,orders_count",
        [f"c{n},Ann {n},c{n}@x.org,2020-0{1 + n % 9}-01,active,999.00,3" for n in range(10)],
    ),
    "products": lines("product_id,name,price", [f"p{n},Mug {n},{n + 1}.00" for n in range(4)]),
    "states": lines("id,technical_name", ["t1,completed", "t2,cancelled"]),
    "order_state": lines(
        "order_id,customer_id,order_date,total,state_id",
        [f"{row},{'t2' if row.startswith('o29') else 't1'}" for row in ORDERS],
    ),
    "newer": lines(
        "order_id,customer_id,order_date,total,channel", [f"n{row},web" for row in ORDERS]
    ),
}


@pytest.mark.parametrize(
    ("names", "amount"),
    [
        (("orders", "customers"), "750.00"), (("orders", "items", "customers"), "750.00"),
        (("bare", "items"), "1185.00"), (("bare", "items", "products"), "1185.00"),
        (("bare", "payments"), "1170.00"), (("bare", "items", "payments"), "1170.00"),
        (("sales", "products"), "146.00"), (("sales", "products", "customers"), "146.00"),
        (("order_state", "states"), "710.50"), (("orders", "newer"), "1500.00"),
    ],
)  # fmt: skip
def test_tables_in_any_order_are_one_log(names, amount):
    """A customer's signup day, total and state, and a product's list price, are not the order's."""
    for turn in itertools.permutations(names):
        cleaned = clean(load(zipped(**{name: TABLES[name] for name in turn})))
        assert (cleaned.kept.amount, cleaned.kept.customers) == (Decimal(amount), 10)
        assert cleaned.kept.first_day.year == 2024


def test_every_row_of_every_table_is_accounted_for():
    customers = TABLES["customers"].replace("\nc9,", "\nz9,") + "c1,Ann,c1@x.org,,,,\nbroken\n"
    cleaned = clean(load(zipped(orders=TABLES["orders"], customers=customers)))
    match = next(notice for notice in cleaned.notices if notice.code == "joined_table")
    assert [match[name] for name in ("rows", "matched", "unmatched", "duplicates", "missing")] == [
        11, 10, 1, 1, 3,
    ]  # fmt: skip
    assert cleaned.ledger.filter(reason="malformed_row")["rows"].to_list() == [1]
    assert cleaned.kept.rows == 30


def test_files_without_a_key_are_refused():
    with pytest.raises(InputError) as refusal:
        load(zipped(orders="who,when,sum\na,2024-01-02,5\n", weather="station,rain\nx,3\n"))
    assert (refusal.value.kind, refusal.value.variant) == ("different_columns", "no_keys")


JANUARY = [f"#{n},c{n % 7},2024-01-{1 + n % 28:02},{n}.50" for n in range(1, 60)]
HEADER = "order,customer,date,amount"


def table(rows: list[str]) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def test_overlapping_exports_count_once_and_can_be_undone():
    parts = [table(JANUARY[:40]), table(JANUARY[20:])]
    once, whole = clean(load_many(parts)), clean(load(table(JANUARY)))
    assert once.kept.amount == whole.kept.amount
    assert "overlapping_rows" in codes(once)
    twice = clean(load_many(parts), policy=Policy(overlaps="keep"))
    assert twice.kept.rows == 79


def test_the_later_export_knows_better():
    changed = [row.replace(".50", ".00") for row in JANUARY[20:]]
    both = clean(load_many([table(JANUARY[:40]), table(changed)]))
    assert both.kept.rows == 59
    assert both.orders.filter(order_id="#30")["amount"].to_list() == [30.0]


def test_overlap_is_seen_without_order_numbers_too():
    bare = [row.partition(",")[2] for row in JANUARY]
    parts = ["\n".join(["customer,date,amount", *rows]).encode() for rows in (bare[:40], bare[20:])]
    assert clean(load_many(parts)).kept.rows == 59


def test_two_branches_on_the_same_days_are_no_overlap():
    other = [row.replace("#", "b").replace(",c", ",d") for row in JANUARY]
    assert clean(load_many([table(JANUARY), table(other)])).kept.rows == 118


def test_a_zip_of_months_is_one_log():
    text = zipped(
        may="customer,date,amount\na,2024-05-02,5\n", june="customer,date,amount\nb,2024-06-02,7\n"
    )
    assert clean(load(text)).kept.amount == Decimal("12.00")


def test_splitting_a_file_changes_nothing():
    rows = [
        f'c{n % 9},{1 + n % 28:02}/{1 + n % 12:02}/2024,"{n}.{n % 10}50,00"' for n in range(1, 80)
    ]
    header = "customer,date,amount"
    whole = clean(load("\n".join([header, *rows]).encode()))
    parts = ["\n".join([header, *rows[start : start + 20]]).encode() for start in range(0, 79, 20)]
    split = clean(load_many(parts))
    assert split.kept == whole.kept


def test_a_customer_of_each_order_stands_in_a_table_of_its_own():
    cleaned = clean(
        load(
            zipped(
                order="id,order_number,order_date_time,amount_total\n"
                + "".join(f"x{n},10{n},2024-03-{n + 1:02} 10:00:00,{n}.50\n" for n in range(1, 20)),
                order_customer="id,order_id,email,first_name\n"
                + "".join(f"y{n},x{n},p{n % 5}@x.org,Ann\n" for n in range(1, 20)),
                order_line_item="id,order_id,label,quantity,unit_price\n"
                + "".join(f"z{n},x{n},Mug,1,{n}.50\n" for n in range(1, 20)),
            )
        ),
        Mapping(customer="email", amount="amount_total", date="order_date_time"),
    )
    assert cleaned.kept.customers == 5
    assert cleaned.kept.amount == Decimal("199.50")


ITEMS = "order,customer,date,product,amount"
FIRST_EXPORT = [
    "#1,ann,2024-01-02,tea,10.00",
    "#1,ann,2024-01-02,pot,30.00",
    "#2,bob,2024-01-05,tea,10.00",
    "#2,bob,2024-01-05,tea,10.00",
    "#2,bob,2024-01-05,cup,5.00",
]


def items(*exports: list[str]) -> bytes:
    """Zip exports of order lines."""
    return zipped(
        **{f"export{n}": "\n".join([ITEMS, *rows]) for n, rows in enumerate(exports, start=1)}
    )


def spent(*exports: list[str]) -> dict[str, float]:
    orders = clean(load(items(*exports))).orders
    return dict(orders.group_by("customer_id").agg(amount=pl.col("amount").sum()).iter_rows())


def test_a_corrected_order_takes_the_place_of_the_earlier_one():
    corrected = ["#1,ann,2024-01-02,tea,10.00", "#1,ann,2024-01-02,pot,25.00"]
    assert spent(FIRST_EXPORT, corrected) == {"ann": 35.0, "bob": 25.0}


def test_a_page_that_ends_within_an_order_repeats_nothing():
    for cut in (1, 2, 3, 4):
        assert spent(FIRST_EXPORT[:cut], FIRST_EXPORT[cut:]) == {"ann": 40.0, "bob": 25.0}


def test_a_refund_under_the_number_of_its_order_is_no_second_telling():
    refund = ["#1,ann,2024-02-02,tea,-10.00"]
    assert spent(FIRST_EXPORT, refund) == {"ann": 30.0, "bob": 25.0}
    assert spent(FIRST_EXPORT, refund, [*FIRST_EXPORT, *refund]) == {"ann": 30.0, "bob": 25.0}


def test_a_refund_of_an_order_of_one_row_leaves_the_order():
    first = [f"#{n},c{n % 3},2024-01-0{1 + n % 9},{n}.00" for n in range(1, 9)]
    files = {"a": first, "b": ["#2,c2,2024-02-01,-2.00"]}
    text = {name: "\n".join([HEADER, *rows]) for name, rows in files.items()}
    cleaned = clean(load(zipped(**text)))
    assert cleaned.kept.amount == Decimal("34.00")


def test_an_id_new_on_each_order_is_told_of_and_the_other_column_named():
    rows = [f"k{n},person{n % 10},o{n},2024-{1 + n // 4:02}-1{n % 4},5.00" for n in range(40)]
    text = "\n".join(["customer_id,customer_unique_id,order_id,date,amount", *rows]).encode()
    once = clean(load(text), Mapping(customer="customer_id"))
    notice = next(notice for notice in once.notices if notice.code == "nobody_twice")
    assert notice["columns"] == ("customer_unique_id",)
    assert "nobody_twice" not in codes(clean(load(text), Mapping(customer="customer_unique_id")))


@pytest.mark.parametrize("header", ["customer city", "sales_rep", "email"])
def test_what_repeats_but_is_no_customer_is_not_proposed(header):
    shared = "shop@x.org" if header == "email" else "Rome"
    rows = [f"k{n},{shared},2024-{1 + n // 4:02}-1{n % 4},5.00" for n in range(40)]
    text = "\n".join([f"customer_id,{header},date,amount", *rows]).encode()
    assert "nobody_twice" not in codes(clean(load(text), Mapping(customer="customer_id")))

"""Other sources: recognised, matched to the customers of the orders, every row told."""
# ruff: noqa: E501 - tables in small

from __future__ import annotations

import io
import time
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clv.errors import InputError, SettingsError
from clv.intake import SourceFile, load, source_of
from clv.intake.contacts import consent_columns
from clv.intake.sources.read import read_source
from clv.intake.sources.read_all import match_sources, open_sources
from clv.present.words import say
from clv.run import Run

IDS = pl.DataFrame({"customer_id": [f"{number:04}" for number in range(1, 41)]})
ORDERS = b"customer,date,amount,email\n" + b"".join(
    b"%04d,2024-%02d-%02d,%d,c%d@x.org\n" % (who, 1 + who % 6, day, 10 + who, who)
    for who in range(1, 41)
    for day in (3, 17)
)


def csv(text):
    return load(text.encode(), "other.csv", beside_others=True)


def of_all_kinds():
    return {
        "attributes": "household_id,age,tier\n" + "".join(
            f"{n},{20 + n},{'gold' if n % 2 else 'silver'}\n" for n in range(1, 61)
        ),
        "touches": "Customer ID,Campaign,Sent at,Cost\n" + "".join(
            f"{n % 50},{'spring' if n % 3 else 'autumn'},2024-0{1 + n % 6}-05,0.12\n"
            for n in range(120)
        ),
        "events": "user_id,event,timestamp\n" + "".join(
            f"{n % 30},{('view', 'cart', 'visit')[n % 3]},2024-01-05 10:{n % 60:02}:00\n"
            for n in range(150)
        ),
        "reviews": "client,stars,comment,date\n" + "".join(
            f"{n},{1 + n % 5},The soap number {n} smells of olives and summer,2024-02-0{1 + n % 9}\n"
            for n in range(1, 40)
        ),
    }  # fmt: skip


@pytest.mark.parametrize("kind", of_all_kinds())
def test_the_kind_is_recognised_by_headers_and_content(kind):
    source = read_source(csv(of_all_kinds()[kind]), "x", IDS)
    assert source.kind == kind
    assert source.report.ids_matched > 20


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kunde;Kampagne;Datum\n" + "1;Mai;01.05.2024\n1;Juni;02.06.2024\n2;Mai;01.05.2024\n" * 9, "touches"),
        ("用户ID,评分,评论,日期\n" + "".join(f"{n},5,肥皂很好闻，快递也很快，下次再买,2024-01-0{1 + n % 9}\n" for n in range(1, 30)), "reviews"),
        ("客户,性别,城市\n" + "".join(f"{n},{'男女'[n % 2]},{'北京' if n % 3 else '上海'}\n" for n in range(1, 30)), "attributes"),
        ("user_id,item_id,behavior_type,time\n" + "".join(f"{n % 20},{n},{n % 4 + 1},2024-01-05 12:00:00\n" for n in range(90)), "events"),
        ("Email,First Name,Accepts Email Marketing,Total Spent,City\n" + "".join(f"c{n}@x.org,Ann,yes,{n}.00,Rome\n" for n in range(30)), "attributes"),
        ("client_id,date_de_naissance,ville\n" + "".join(f"{n},19{50 + n}-01-0{1 + n % 9},Lyon\n" for n in range(1, 30)), "attributes"),
    ],
)  # fmt: skip
def test_kinds_in_other_languages(text, kind):
    assert read_source(csv(text), "x", IDS).kind == kind


def test_ids_match_however_either_side_writes_them():
    text = "customer id,city\n1.0,Rome\n0002,Oslo\n 3 ,Bern\n99,Wien\n,Graz\n"
    report = read_source(csv(text), "x", IDS).report
    assert (report.rows, report.matched, report.unmatched, report.without_id) == (5, 3, 1, 1)
    assert (report.ids_matched, report.ids_folded) == (3, 2)
    assert report.customers_unmatched == 37


def test_capitals_of_addresses_do_not_part_a_customer():
    known = pl.DataFrame({"customer_id": ["ann@x.org", "bob@x.org"]})
    source = read_source(csv("E-Mail,city\nANN@x.org,Rome\nbob@x.org,Oslo\n"), "x", known)
    assert source.table.rows() == [("ann@x.org", "Rome"), ("bob@x.org", "Oslo")]


def test_two_customers_that_fold_alike_are_never_mixed():
    known = pl.DataFrame({"customer_id": ["Ann", "ann", "bob"]})
    source = read_source(csv("customer,city\nAnn,Rome\nANN,Oslo\nBob,Bern\n"), "x", known)
    assert source.table.rows() == [("Ann", "Rome"), ("bob", "Bern")]
    assert source.report.ids_unmatched == 1


def test_an_address_in_the_orders_matches_a_list_of_addresses():
    run = Run.of(ORDERS, name="o.csv", sources=[
        ("Email,tier\n" + "".join(f"C{n}@X.org,gold\nZ{n}@x.org,tin\n" for n in range(1, 31))).encode()
    ])  # fmt: skip
    (source,) = run.customer_sources.known
    assert source.customer == "Email"
    assert source.report.ids_matched == 30
    assert source.table["customer_id"][0] == "0001"


def test_ids_that_match_nobody_are_told_in_one_sentence():
    source = read_source(csv("customer,city\nx1,Rome\nx2,Oslo\n"), "x", IDS)
    (notice,) = source.notices
    sentence = say(notice)
    assert source.table.is_empty()
    assert "No id in" in sentence
    assert "x1, x2" in sentence
    assert "0001" in sentence


def test_a_file_that_names_nobody_is_refused_with_its_columns():
    run = Run.of(
        ORDERS, name="o.csv", sources=[b"month,weather\n2024-01-01,rain\n2024-02-01,sun\n"]
    )
    ((_file, notice),) = run.customer_sources.failures
    assert notice.code == "source_without_ids"
    assert "weather" in say(notice)
    assert run.customers.height == 40


@pytest.mark.parametrize("content", [b"", b"\x00" * 900, b"<html><body>404</body></html>", b"\x89PNG\r\n\x1a\n" + b"\x01" * 99])  # fmt: skip
def test_hostile_files_stop_nothing_else(content):
    run = Run.of(ORDERS, name="o.csv", sources=[content, b"customer,city\n1,Rome\n2,Oslo\n"])
    sources = run.customer_sources
    assert len(sources.known) == 1
    assert len(sources.failures) == 1
    assert say(sources.failures[0][1])
    assert run.customers.height == 40


def test_the_report_accounts_for_every_row_and_every_customer():
    for text in of_all_kinds().values():
        source = read_source(csv(text), "x", IDS)
        report = source.report
        assert report.matched + report.unmatched + report.without_id == report.rows
        assert report.ids_matched + report.ids_unmatched == report.ids
        assert report.customers_matched + report.customers_unmatched == report.customers == 40
        assert source.table.height == report.matched - report.duplicates
        table = report.table()
        assert table.filter(step="match")["rows"].sum() == report.rows


@st.composite
def tables(draw):
    rows = draw(st.lists(st.tuples(
        st.integers(0, 60), st.sampled_from(["gold", "tin", ""]), st.integers(18, 90)), min_size=3,
        max_size=40))  # fmt: skip
    return pl.DataFrame(
        rows, {"customer": pl.Int64, "tier": pl.String, "age": pl.Int64}, orient="row"
    )


@settings(max_examples=25, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_reordering_rows_and_columns_changes_nothing(table, random):
    order = list(range(table.height))
    random.shuffle(order)
    columns = table.columns
    random.shuffle(columns)
    for kind in ("attributes", "events"):
        first = read_source(csv(table.write_csv()), "x", IDS, kind)
        other = read_source(csv(table[order].select(columns).write_csv()), "x", IDS, kind)
        assert first.report == other.report
        assert_frame_equal(first.table, other.table, check_column_order=False)


def test_what_a_customers_rows_tell_oftenest_counts():
    text = "customer,city\n1,Rome\n1,Oslo\n1,Rome\n2,Bern\n"
    source = read_source(csv(text), "x", IDS, "attributes")
    assert source.table.rows() == [("0001", "Rome"), ("0002", "Bern")]
    assert source.report.duplicates == 2


def test_contacts_and_words_without_end_are_no_attributes():
    rows = "".join(f"{n},Ann B{n},a{n}@x.org,note number {n},{n % 3}\n" for n in range(1, 40))
    source = read_source(csv("customer,name,email,note,children\n" + rows), "x", IDS)
    assert source.table.columns == ["customer_id", "children"]
    assert source.unused == ("note",)
    assert source.contacts["email"][0] == "a1@x.org"


def test_what_repeats_the_orders_is_never_learned():
    rows = "".join(f"{who},{2 * (10 + who)},{who % 5}\n" for who in range(1, 41))
    run = Run.of(ORDERS, name="o.csv", sources=[f"customer,Total Spent,kids\n{rows}".encode()])
    (source,) = run.customer_sources.known
    assert source.retold == ("Total Spent",)
    assert "source_retold" in [notice.code for notice in source.notices]


def test_days_and_months_are_told_apart_by_the_days_of_the_orders():
    summary = pl.DataFrame({"customer_id": ["0001"], "first_order": [date(2024, 1, 1)],
                            "last_order": [date(2024, 6, 30)]})  # fmt: skip
    text = "customer,event,date\n1,visit,05/03/2024\n1,visit,05/04/2024\n2,visit,07/05/2024\n"
    source = read_source(csv(text), "x", IDS, "events", summary=summary)
    assert source.table["date"].dt.month().to_list() == [3, 4, 5]


def test_a_person_corrects_kind_and_column():
    text = "customer,partner,tier\n" + "".join(f"{n},{41 - n},gold\n" for n in range(1, 41))
    source = source_of(text.encode(), "x.csv")
    run = Run.of(ORDERS, name="o.csv", sources=[SourceFile(source, customer="partner")])
    assert run.customer_sources.known[0].customer == "partner"
    with pytest.raises(SettingsError, match="bad_setting"):
        SourceFile(source, kind="weather")


def test_consent_is_obeyed_whoever_tells_it():
    klaviyo = b"Email,Email Marketing Consent,SMS Marketing Consent\n" + b"".join(
        b"c%d@x.org,%s,NEVER_SUBSCRIBED\n" % (n, b"UNSUBSCRIBED" if n <= 10 else b"SUBSCRIBED")
        for n in range(1, 31)
    )
    optout = b"customer,opt_out\n0011,1\n0012,0\n0013,yes\n"
    run = Run.of(ORDERS, name="o.csv", sources=[klaviyo, optout])
    assert run.unwilling.to_list() == [f"{n:04}" for n in range(1, 11)] + ["0011", "0013"]
    contacts = run.contacts.sort("customer_id")
    assert (
        contacts.filter(accepts_marketing=False)["customer_id"].to_list() == run.unwilling.to_list()
    )
    assert contacts.height == 40


def test_a_consent_to_text_messages_is_none_to_mail():
    raw = csv("Email,Accepts SMS Marketing,Accepts Email Marketing\na@x.org,no,yes\n")
    assert consent_columns(raw) == ["Accepts Email Marketing"]


def test_twelve_customers_and_one_source():
    orders = b"customer,date,amount\n" + b"".join(
        b"%d,2024-01-%02d,%d\n" % (n % 12, 1 + n % 28, 5 + n) for n in range(60)
    )
    run = Run.of(orders, name="o.csv", sources=[b"customer,city\n1,Rome\n2,Oslo\n"])
    assert run.source_groups.filter(pl.col("upload/city") == "Rome").height == 1
    assert set(run.cohorts("upload/city")["cohort"]) == {"Rome", "Oslo", "unknown"}


def test_the_same_file_twice_is_one_source():
    file = SourceFile(source_of(b"customer,city\n1,Rome\n2,Oslo\n", "c.csv"))
    assert len(open_sources([file, file])) == 1


def test_two_files_of_one_name_are_two_sources():
    run = Run.of(ORDERS, name="o.csv", sources=[
        SourceFile(source_of(b"customer,city\n1,Rome\n2,Oslo\n", "c.csv")),
        SourceFile(source_of(b"customer,tier\n1,gold\n2,tin\n", "C.csv")),
    ])  # fmt: skip
    assert [source.name for source in run.customer_sources] == ["c", "c_2"]


def test_a_million_events_take_a_few_seconds():
    size = 1_000_000
    number = pl.int_range(size, eager=True)
    table = pl.DataFrame({
        "user_id": (number % 50_000).cast(pl.String),
        "event": pl.Series(["view", "cart", "visit", "click"] * (size // 4)),
        "timestamp": (1_700_000_000_000 + number * 20_000)
        .cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%d %H:%M:%S"),
    })  # fmt: skip
    written = io.BytesIO()
    table.write_csv(written)
    known = pl.DataFrame({"customer_id": [str(n) for n in range(40_000)]})
    start = time.process_time()
    source = read_source(load(written.getvalue(), "e.csv", beside_others=True), "e", known)
    assert time.process_time() - start < 30  # 2 s of the clock on two quiet cores
    assert source.kind == "events"
    assert source.report.matched == 800_000


def test_matching_needs_no_order_of_the_files():
    run = Run.of(ORDERS, name="o.csv")
    files = [SourceFile(source_of(text.encode(), f"{kind}.csv")) for kind, text in of_all_kinds().items()]  # fmt: skip
    one = match_sources(open_sources(files), run.cleaned)
    other = match_sources(open_sources(files[::-1]), run.cleaned)
    assert [source.name for source in one] == [source.name for source in other]
    for first, second in zip(one, other, strict=True):
        assert_frame_equal(first.table, second.table)


def test_an_unreadable_customer_column_is_told():
    with pytest.raises(InputError, match="source_without_ids"):
        read_source(csv("weather,rain\nsun,1\n"), "x", IDS)


@pytest.mark.parametrize("header", ["id", "ID", "编号", "Nr"])
def test_a_plain_id_is_the_customers_where_no_other_column_is(header):
    text = f"{header},city\n" + "".join(f"{n},{'Rome' if n % 2 else 'Oslo'}\n" for n in range(1, 9))
    assert read_source(csv(text), "x", IDS).report.ids_matched == 8
    events = f"{header},user_id,event,time\n" + "".join(
        f"{n},{n % 9 + 30},view,2024-01-0{1 + n % 9}\n" for n in range(1, 40)
    )
    assert read_source(csv(events), "x", IDS).customer == "user_id"


def test_a_named_column_that_matches_nobody_is_not_passed_over_for_amounts():
    text = "customer_id,amount\n" + "".join(f"x{n},{n}\n" for n in range(1, 41))
    source = read_source(csv(text), "x", IDS)
    assert source.customer == "customer_id"
    assert source.report.ids_matched == 0


def test_attributes_may_be_called_as_columns_of_ours_are():
    rows = "".join(f"{n},x{n % 3},2024-01-0{1 + n % 9},{n % 5},{n % 7}\n" for n in range(1, 41))
    text = f"client,customer_id,date,orders,comment\n{rows}"
    summary = IDS.with_columns(orders=pl.int_range(40))
    source = read_source(csv(text), "x", IDS, "attributes", "client", summary)
    assert set(source.table.columns) == {
        "customer_id",
        "customer_id (2)",
        "date",
        "orders",
        "comment",
    }
    assert source.retold == ()
    assert source.report.undated == 0

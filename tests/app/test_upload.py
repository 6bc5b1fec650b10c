"""A visitor's own file: guessed, corrected, cleaned by other rules, refused in words."""

import pytest

from clv.option import options_of
from clv.options import Mapping, ReadHints

ORDERS = "\n".join(
    ["wer,wann,wieviel,notiz"]
    + [
        f"k{n % 40:02d},2024-{n % 12 + 1:02d}-{n % 28 + 1:02d},{10 + n % 7}.50,{n}"
        for n in range(400)
    ]
    + ["k01,2024-11-30,-12.50,zurück", ",2024-05-05,9.00,wer?"]
).encode()


@pytest.fixture
def uploaded(visit):
    def upload(content, name="bestellungen.csv"):
        visitor = visit("pages/data/page.py")
        visitor.file_uploader[0].upload(name, content, "text/csv")
        visitor.run()
        assert not visitor.exception
        return visitor

    return upload


def assign(visitor, **columns):
    for role, column in columns.items():
        visitor.selectbox(key=f"role-{role}").select(column)
    submit = next(b for b in visitor.button if b.label == "Use these columns")
    submit.click().run()
    assert not visitor.exception
    return visitor


def test_columns_can_be_named_by_hand(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    assert "40 customers" in visitor.title[0].value


def test_another_rule_shows_before_and_after_and_is_used_on_demand(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    visitor.radio(key="rule-returns").set_value("keep").run()
    assert [metric.label for metric in visitor.metric] == ["Orders", "Customers", "Money"]
    next(b for b in visitor.button if b.label == "Use these rules").click().run()
    assert not visitor.exception
    assert not visitor.metric  # what was tried is now in use: nothing to compare


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x04\x95junk", b"a,b\n"], ids=["empty", "pickle", "no rows"]
)
def test_a_useless_file_is_refused_in_words(uploaded, content):
    visitor = uploaded(content)
    assert visitor.title[0].value.endswith(".") or visitor.title[0].value.endswith("\\.")


def test_several_files_are_read_as_one(visit):
    head, *rows = ORDERS.decode().splitlines()
    halves = ["\n".join([head, *part]).encode() for part in (rows[:200], rows[200:])]
    visitor = visit("pages/data/page.py")
    for number, half in enumerate(halves):
        visitor.file_uploader[0].upload(f"part{number}.csv", half, "text/csv")
    visitor.run()
    visitor = assign(visitor, customer="wer", date="wann", amount="wieviel")
    assert "402 lines" in visitor.title[0].value


def test_files_of_different_kinds_are_refused_in_words(visit):
    visitor = visit("pages/data/page.py")
    visitor.file_uploader[0].upload("orders.csv", ORDERS, "text/csv")
    visitor.file_uploader[0].upload("costs.csv", b"month,spend\n2024-01,5\n", "text/csv")
    visitor.run()
    assert "different columns" in visitor.title[0].value.replace("\\", "")


def test_ids_that_look_like_markdown_stay_text(uploaded):
    odd = ORDERS.replace(b"k01", b"**k**")
    visitor = assign(uploaded(odd), customer="wer", date="wann", amount="wieviel")
    assert "40 customers" in visitor.title[0].value


def test_other_pages_lead_back_when_the_file_is_refused(visit, uploaded):
    visitor = uploaded(b"a,b\n1,2\n")
    visitor.switch_page("pages/overview/page.py").run()
    assert visitor.error
    assert not visitor.exception


AMBIGUOUS = "\n".join(
    ["customer,date,amount"]
    + [f"c{n % 50},{n % 12 + 1:02d}/{n * 7 % 12 + 1:02d}/2024,{9 + n % 9}" for n in range(300)]
).encode()
MIXED = "\n".join(
    ["customer,date,amount,currency"]
    + [f"c{n % 50},2024-{n % 12 + 1:02d}-11,10,{'USD' if n % 3 else 'EUR'}" for n in range(300)]
).encode()


def press(visitor, label):
    next(button for button in visitor.button if button.label == label).click().run()
    assert not visitor.exception


def test_dates_that_fit_both_orders_are_asked_about(uploaded):
    visitor = uploaded(AMBIGUOUS)
    assert "told apart" in visitor.title[0].value
    press(visitor, "The day: 31/12/2024")
    assert "300 lines became" in visitor.title[0].value


def test_several_currencies_are_converted_by_the_rates_given(uploaded):
    visitor = uploaded(MIXED)
    assert "several currencies" in visitor.title[0].value
    visitor.number_input(key="rate-EUR-USD").set_value(1.5).run()
    press(visitor, "Convert")
    captions = " ".join(caption.value for caption in visitor.caption)
    assert "US\\$3.5K" in captions or "\\$3.5K" in captions


def test_the_account_of_all_rows_is_shown_and_adds_up(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    (account,) = (c.value for c in visitor.caption if c.value.startswith("402 rows"))
    total, parts = account.split("=")
    counts = [int(part.split()[0]) for part in parts.split("+")]
    assert int(total.split()[0]) == sum(counts) == 402


UCI = b"""InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,A,x,2,2011-01-01,3,17850,UK
2,A,x,1,2011-02-01,3,17850,UK
"""


def test_a_known_export_is_named(uploaded):
    visitor = uploaded(UCI, "uci.csv")
    assert any("UCI Online Retail" in text.value for text in visitor.markdown)


def test_a_decision_can_be_undone(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    assert any(caption.value == "You decided" for caption in visitor.caption)


def test_every_option_has_its_control(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    boxes = (visitor.selectbox, visitor.text_input, visitor.number_input, visitor.toggle)
    keys = {box.key for kind in (*boxes, visitor.date_input) for box in kind}
    reading = set(options_of(ReadHints)) - {"sheet", "escape_char"}
    assert {f"reading-{name}" for name in reading} <= keys
    assert {f"role-{name}" for name in options_of(Mapping)} <= keys


def test_a_hint_can_be_given_and_taken_back(uploaded):
    visitor = assign(uploaded(ORDERS), customer="wer", date="wann", amount="wieviel")
    visitor.selectbox(key="reading-date_format").select("year_first")
    press(visitor, "Read again")
    assert any(caption.value == "You decided" for caption in visitor.caption)


STATUSES = "\n".join(
    ["order,customer,date,amount,status"]
    + [
        f"o{n},c{n % 50}@shop.org,2024-{n % 12 + 1:02d}-11,10,{'paid' if n % 5 else 'cancelled'}"
        for n in range(300)
    ]
    + [f"p{n},C{n}@Shop.org,2024-06-12,10,paid" for n in range(20)]
).encode()


def test_a_status_is_moved_to_the_other_side_on_one_click(uploaded):
    visitor = uploaded(STATUSES)
    cancelled = next(b for b in visitor.button if (b.key or "") == "status-False-cancelled")
    assert "60 rows" in cancelled.label
    cancelled.click().run()
    assert not visitor.exception
    assert any((b.key or "") == "status-True-cancelled" for b in visitor.button)


def test_ids_that_may_be_one_customer_are_merged_and_unmerged_on_a_click(uploaded):
    visitor = uploaded(STATUSES)
    before = visitor.title[0].value
    visitor.button(key="merge-spelling").click().run()
    assert not visitor.exception
    assert visitor.title[0].value != before
    assert "44 customers" in visitor.title[0].value


def test_a_currency_that_nobody_names_is_asked_once(uploaded):
    visitor = uploaded(STATUSES)
    visitor.selectbox(key="answer-currency").select("EUR").run()
    press(visitor, "Use this currency")
    assert not [box for box in visitor.selectbox if box.key == "answer-currency"]
    assert any("€" in (caption.value or "") for caption in visitor.caption)


def test_another_customer_column_is_one_click_where_nobody_bought_twice(uploaded):
    rows = [f"k{n},person{n % 40},2024-{1 + n % 12:02}-{1 + n % 28:02},5.50" for n in range(400)]
    text = "\n".join(["customer_id,buyer_key,date,amount", *rows]).encode()
    visitor = assign(uploaded(text), customer="customer_id", date="date", amount="amount")
    assert "400 customers" in visitor.title[0].value
    visitor.button(key="customer-buyer_key").click().run()
    assert not visitor.exception
    assert "40 customers" in visitor.title[0].value

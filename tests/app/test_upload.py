"""A visitor's own file: guessed, corrected, cleaned by other rules, refused in words."""

import pytest

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
        visitor = visit("pages/start/data.py")
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
    visitor = visit("pages/start/data.py")
    for number, half in enumerate(halves):
        visitor.file_uploader[0].upload(f"part{number}.csv", half, "text/csv")
    visitor.run()
    visitor = assign(visitor, customer="wer", date="wann", amount="wieviel")
    assert "402 lines" in visitor.title[0].value


def test_files_of_different_kinds_are_refused_in_words(visit):
    visitor = visit("pages/start/data.py")
    visitor.file_uploader[0].upload("orders.csv", ORDERS, "text/csv")
    visitor.file_uploader[0].upload("costs.csv", b"month,spend\n2024-01,5\n", "text/csv")
    visitor.run()
    assert "lacks the columns" in visitor.title[0].value.replace("\\", "")


def test_ids_that_look_like_markdown_stay_text(uploaded):
    odd = ORDERS.replace(b"k01", b"**k**")
    visitor = assign(uploaded(odd), customer="wer", date="wann", amount="wieviel")
    assert "40 customers" in visitor.title[0].value


def test_other_pages_lead_back_when_the_file_is_refused(visit, uploaded):
    visitor = uploaded(b"a,b\n1,2\n")
    visitor.switch_page("pages/start/overview.py").run()
    assert visitor.error
    assert not visitor.exception

"""What became of an order, in the languages of shops: each class by several of its words."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from clv.intake.columns.status_words import class_of

CLASSES = ("paid", "open", "cancelled", "refunded", "returned", "failed")
LINES = (Path(__file__).parent / "statuses.tsv").read_text("utf-8").splitlines()[1:]
CASES = [
    (language, expected, status)
    for language, expected, statuses in (line.split("\t") for line in LINES)
    for status in statuses.split("|")
]


@pytest.mark.parametrize(("language", "expected", "word"), CASES)
def test_a_status_says_what_became_of_an_order(language, expected, word):
    assert class_of(word) == expected


def test_every_class_has_three_words_in_each_of_26_languages():
    count = Counter(case[:2] for case in CASES)
    assert {expected for _language, expected in count} == set(CLASSES)
    assert len(count) == 26 * len(CLASSES)
    assert min(count.values()) >= 3


def shouted(word):
    return word.upper()


def decomposed(word):
    return unicodedata.normalize("NFD", word)


def full_width(word):
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in word)


def spaced(word):
    return f"  {word} "


@pytest.mark.parametrize("change", [shouted, decomposed, full_width, spaced])
def test_case_accents_and_widths_change_nothing(change):
    differ = [
        (word, class_of(change(word)))
        for _language, expected, word in CASES
        if class_of(change(word)) != expected
    ]
    assert differ == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *[(word, "paid") for word in (
            "Not shipped", "Nicht versendet", "Não enviado", "Non expédiée", "未发货", "未出貨",
            "Not cancelled", "Not refunded", "Non-refundable", "Refund rejected", "退款失败",
            "Return declined", "Partially refunded", "Teilweise erstattet", "一部返金",
            "Chargeback won", "Awaiting shipment", "待发货", "Closed", "已成团",
        )],
        *[(word, "open") for word in (
            "Not paid", "Non payée", "Nicht bezahlt", "Não pago", "Pledged", "Draft",
            "In negotiation",
            "Unconfirmed", "Layaway", "In collections", "past_due", "Trialing", "Quote",
        )],
        *[(word, "cancelled") for word in (
            "Uncollectible", "Bad debt", "Written off", "Closed lost", "Abandoned", "Void",
            "Cancelled - no stock", "Cancelled & refunded", "交易关闭", "ｷｬﾝｾﾙ", "İPTAL EDİLDİ",
        )],
        *[(word, "failed") for word in ("No-show", "Did not attend", "Missed", "Chargeback")],
        *[(word, None) for word in ("Layer 3", "Berlin", "Comped", "Stage 2", "")],
    ],
)  # fmt: skip
def test_negated_half_and_businesses_own_words(status, expected):
    assert class_of(status) == expected

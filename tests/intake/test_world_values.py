"""Money, days and ids as the world's shops write them: each a small file with its right values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_currency, get_territory_currencies
from hypothesis import given, settings
from hypothesis import strategies as st

from clv.errors import InputError, SettingsError
from clv.intake import Cleaned, Mapping, Policy, ReadHints, clean, load
from clv.intake.values import dates, money
from clv.intake.values.currency_signs import may_be

DAYS = [date(2023, 1, 3) + timedelta(days=13 * step) for step in range(28)]


def a_file(amounts: list[str] | None = None, days: list[str] | None = None) -> bytes:
    amounts = amounts or [f"{10 + row}.50" for row in range(28)]
    days = days or [str(day) for day in DAYS]
    rows = [
        f'c{row % 5},"{day}","{amount}"'
        for row, (day, amount) in enumerate(zip(days, amounts, strict=False))
    ]
    return "\n".join(["customer,date,amount", *rows]).encode()


def read(text: bytes, **hints) -> Cleaned:
    return clean(load(text, hints=ReadHints(**hints)))


def refusal(text: bytes, **hints) -> tuple[str, str]:
    with pytest.raises(InputError) as error:
        read(text, **hints)
    return error.value.kind, error.value.variant


def days_of(cleaned: Cleaned) -> list[date]:
    return cleaned.lines["date"].dt.date().to_list()


def codes(cleaned: Cleaned) -> set[str]:
    return {notice.code for notice in cleaned.notices}


# Money

AMOUNTS = [1234.5, 12.99, 99_999.0, 0.75, 345_678.25, 77.0]
LOCALES = (
    "en_US", "en_GB", "en_CA", "en_AU", "en_NZ", "en_IN", "en_ZA", "en_NG", "en_KE", "en_PH",
    "en_SG", "en_HK", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_CA", "fr_CH", "es_ES", "es_MX",
    "es_AR", "es_CO", "es_PE", "es_UY", "it_IT", "pt_BR", "pt_PT", "nl_NL", "pl_PL", "cs_CZ",
    "hu_HU", "ro_RO", "bg_BG", "hr_HR", "sr_RS", "sv_SE", "da_DK", "nb_NO", "fi_FI", "el_GR",
    "tr_TR", "ru_RU", "uk_UA", "kk_KZ", "he_IL", "ar_EG", "ar_SA", "ar_AE", "ar_KW", "fa_IR",
    "hi_IN", "bn_BD", "ta_IN", "ur_PK", "th_TH", "vi_VN", "id_ID", "ms_MY", "fil_PH", "zh_CN",
    "zh_Hant_TW", "zh_Hant_HK", "ja_JP", "ko_KR", "ka_GE", "sw_KE", "am_ET", "fr_SN", "fr_MA",

)  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_money_of_every_country(locale):
    currency = get_territory_currencies(locale.rpartition("_")[2])[0]
    places = get_global("currency_fractions").get(currency, (2,))[0]
    texts = [format_currency(amount, currency, locale=locale) for amount in AMOUNTS]
    amounts = money.parse(pl.Series(texts))
    worth = [float(round(Decimal(str(amount)), places)) for amount in AMOUNTS]
    assert amounts.values.to_list() == pytest.approx(worth)
    assert all(may_be(code, currency) for code in amounts.currencies.to_list())


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("RM 491.80", 491.8, "MYR"), ("₱1,234.50", 1_234.5, "PHP"), ("NT$8,930.00", 8_930, "TWD"),
        ("S/ 1,234.50", 1_234.5, "PEN"), ("S/. 12.50", 12.5, "PEN"), ("৳1,345.00", 1_345, "BDT"),
        ("KSh 1,200/=", 1_200, "KES"), ("Tk. 500.5", 500.5, "BDT"), ("GH₵12.50", 12.5, "GHS"),
        ("Rs. 1,23,456/-", 123_456, "INR"), ("CHF 1'234.50", 1_234.5, "CHF"),
        ("AED 1,234.50", 1_234.5, "AED"), ("د.إ. 12.50", 12.5, "AED"), ("USD$ 12.50", 12.5, "USD"),
        ("$12.50 AUD", 12.5, "AUD"), ("usd 12.50", 12.5, "USD"), ("(€12.50)", -12.5, "EUR"),
        ("12.50- GBP", -12.5, "GBP"), ("₦12,000.00", 12_000, "NGN"), ("KWD 1.250", 1.25, "KWD"),
        ("B/. 12.50", 12.5, "PAB"), ("１２．５０円", 12.5, "JPY"), ("٣٤٫٥٠ ر.س", 34.5, "SAR"),
    ],
)  # fmt: skip
def test_signs_of_everyday(text, amount, code):
    amounts = money.parse(pl.Series([text, "0.5"]))
    assert (amounts.values[0], amounts.currencies[0]) == (amount, code)


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("Rp 1.234.567", 1_234_567, "IDR"), ("Rp150.000,50", 150_000.5, "IDR"),
        ("R$ 1.234,56", 1_234.56, "BRL"), ("R 1 234,50", 1_234.5, "ZAR"),
        ("1.234,50 €", 1_234.5, "EUR"), ("EUR 12,-", 12, "EUR"), ("12,50 zł", 12.5, "PLN"),
        ("1 234,50 Kč", 1_234.5, "CZK"), ("−12,50 €", -12.5, "EUR"), ("12,50 kr.", 12.5, "KR"),
        ("₡1.234,50", 1_234.5, "CRC"), ("FCFA 12 500,50", 12_500.5, "XOF"),
    ],
)  # fmt: skip
def test_signs_beside_decimal_commas(text, amount, code):
    amounts = money.parse(pl.Series([text, "0,5"]))
    assert (amounts.values[0], amounts.currencies[0]) == (amount, code)


@pytest.mark.parametrize(
    ("texts", "amounts"),
    [
        (["1,250.00 CR", "300.00 Dr."], [1_250, -300]), (["12.50CR", "7.00"], [-12.5, 7]),
        (["$12.50 (DR)", "7.00"], [-12.5, 7]), (["199:- kr", "99,50 kr"], [199, 99.5]),
        (["'12.50", '"9.00"'], [12.5, 9]), (["1.250,00 CR", "7,00"], [-1_250, 7]),
    ],
)  # fmt: skip
def test_sides_of_a_ledger_and_dashes_for_cents(texts, amounts):
    assert money.parse(pl.Series(texts)).values.to_list() == amounts


def test_rials_and_tomans_are_not_added():
    amounts = money.parse(pl.Series(["1500 ریال", "150 تومان"]))
    assert amounts.currencies.n_unique() == 2


@pytest.mark.parametrize("text", ["12K", "1.5M", "5 kg", "3 pcs", "€5 USD", "12 XQZ", "A$B5"])
def test_what_is_no_money_is_none(text):
    assert money.parse(pl.Series([text, "1.50"])).values[0] is None


@pytest.mark.parametrize(
    "amounts",
    [["¥2,400", "¥3,240"], ["₩12,000", "₩5,500"], ["Rp 150.000", "Rp 99.000"],
     ["NT$8,930", "NT$2,529"], ["1.234 Ft", "5.678 Ft"], ["CLP 12.990", "CLP 9.990"]],
)  # fmt: skip
def test_a_currency_without_cents_tells_thousands(amounts):
    values = money.parse(pl.Series(amounts)).values.to_list()
    assert values == [float("".join(sign for sign in text if sign.isdigit())) for text in amounts]


def test_thousands_told_by_a_sign_are_said():
    cleaned = read(a_file([f"${row + 1},{row + 100}" for row in range(28)]))
    assert cleaned.kept.amount == Decimal(sum(1000 * (n + 1) + n + 100 for n in range(28)))
    assert "thousands_by_currency" in codes(cleaned)


@pytest.mark.parametrize(("mark", "total"), [("point", 409_178), ("comma", Decimal("409.178"))])
def test_all_thousands_are_one_question_with_an_answer(mark, total):
    text = a_file([f"{row + 1},{row + 100}" for row in range(28)])
    assert refusal(text)[0] == "ambiguous_amounts"
    assert read(text, decimal_mark=mark).kept.amount == Decimal(total)


def test_points_and_commas_mixed_have_an_answer_too():
    text = a_file(["12.50", "12,50", "3,75", "4.25"] * 7)
    assert refusal(text) == ("bad_amounts", "mixture")
    assert read(text, decimal_mark="comma").kept.rows == 14


def test_the_header_names_the_currency():
    text = a_file().replace(b"amount", b"Amount (INR)", 1)
    assert read(text).currency == "INR"


@pytest.mark.parametrize(("currency", "sign"), [("AUD", "$"), ("SEK", "kr "), ("CNY", "¥")])
def test_a_person_says_what_a_shared_sign_means(currency, sign):
    text = a_file([f"{sign}{row + 1}.50" for row in range(28)])
    assert clean(load(text), policy=Policy(currency=currency)).currency == currency


def test_rows_without_a_currency_among_several_are_set_aside():
    rows = ("a,2024-01-02,20,EUR", "a,2024-01-05,10,USD", "a,2024-01-09,7,")
    text = "\n".join(["customer,date,amount,currency", *rows]).encode()
    cleaned = clean(load(text), policy=Policy(currency="EUR", rates=(("USD", 0.5),)))
    assert cleaned.kept.amount == Decimal("25.00")
    assert "no_currency" in codes(cleaned)


# Days

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "hu", "sv", "da", "nb", "fi",
    "et", "lv", "lt", "el", "tr", "ru", "uk", "be", "bg", "ro", "hr", "sl", "sr", "mk", "sq",
    "ca", "is", "ar", "he", "fa", "hi", "bn", "ta", "te", "ur", "th", "vi", "id", "ms", "ko",
    "ja", "zh", "zh_Hant", "fil", "sw", "af", "az", "ka", "hy", "uz",
)  # fmt: skip


@pytest.mark.parametrize("width", ["long", "medium", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_days_in_every_language(language, width):
    texts = [format_date(day, width, locale=language) for day in DAYS]
    assert days_of(read(a_file(days=texts))) == DAYS


FORMS = {
    "compact": ("%Y%m%d", {}), "compact day first": ("%d%m%Y", {}), "yymmdd": ("%y%m%d", {}),
    "with minutes": ("%Y%m%d%H%M", {}), "with seconds": ("%Y%m%d%H%M%S", {}),
    "with hours": ("%Y%m%d%H", {}), "Hungarian": ("%Y. %m. %d.", {}), "dotted": ("%Y.%m.%d.", {}),
    "JavaScript": ("%a %b %d %Y 10:00:00 GMT+0100 (Central European Standard Time)", {}),
    "locale string": ("%m/%d/%Y, 10:15:00 AM", {}), "ISO": ("%Y-%m-%dT10:00:00.000Z", {}),
    "basic ISO": ("%Y%m%dT101500Z", {}), "week day": ("%A, %d %B %Y", {}),
    "Oracle": ("%d-%b-%y", {}), "US": ("%m/%d/%y", {}), "RFC": ("%a, %d %b %Y 23:30:00 -0500", {}),
    "Spanish": ("%d/%m/%Y 10:05 a. m.", {}), "Chinese": ("%Y年%m月%d日 下午 2:24", {}),
    "Korean": ("%Y. %m. %d. 오후 2:24", {}), "apostrophe": ("%d %b '%y", {}),
    "asctime": ("%a %b %d 10:00:00 %Y", {}), "short year first": ("%y/%m/%d", {}),
    "of hinted format": ("%Y_%d_%m", {"date_format": "%Y_%d_%m"}),
    "ISO week": ("%G-W%V-%u", {}), "day of the year": ("%Y-%j", {}), "hour": ("%Y-%m-%d 13h", {}),
    "dash": ("%Y-%m-%d - 13:05", {}), "Apache": ("%d/%b/%Y:13:05:00 +0000", {}),
    "Uhr": ("%d.%m.%Y, 13:05 Uhr", {}), "through a float": ("%Y%m%d.0", {}),
    "bracketed": ("%d/%b/%Y:10:00:00", {"date_format": "%d/%b/%Y:%H:%M:%S"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_days_in_every_shape(name):
    form, hints = FORMS[name]
    texts = [day.strftime(form) for day in DAYS]
    assert days_of(read(a_file(days=texts), **hints)) == DAYS


@pytest.mark.parametrize("script", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_digits_of_every_script(script):
    texts = [str(day).translate(str.maketrans("0123456789", script)) for day in DAYS]
    assert days_of(read(a_file(days=texts))) == DAYS


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["16/05/2567", "28/02/2567"], (2024, 5, 16)), (["16 พ.ค. 2567"], (2024, 5, 16)),
        (["1402/05/08", "1402/02/31"], (2023, 7, 30)), (["1403/12/30"], (2025, 3, 20)),
        (["113/05/16", "113/12/31"], (2024, 5, 16)), (["民國113年5月16日"], (2024, 5, 16)),
        (["令和6年5月16日"], (2024, 5, 16)), (["R6.5.16"], (2024, 5, 16)),
        (["令和元年5月16日"], (2019, 5, 16)), (["中華民國113年5月16日"], (2024, 5, 16)),
        (["1130516", "1121231"], (2024, 5, 16)), (["16 พ.ค. 67"], (2024, 5, 16)),
        (["16/05/67", "28/02/67"], (2024, 5, 16)), (["16 พ.ค. 24"], (2024, 5, 16)),
        (["1445/09/01", "1446/02/03"], (2024, 3, 11)),
        (["01-09-1445", "30-09-1445"], (2024, 3, 11)),
        (["١ رمضان ١٤٤٥"], (2024, 3, 11)), (["1 Ramadan 1445 AH"], (2024, 3, 11)),
        (["1 Rabi al-Thani 1445"], (2023, 10, 16)), (["١ ذو الحجة ١٤٤٥ هـ"], (2024, 6, 7)),
        (["۸ مرداد ۱۴۰۲"], (2023, 7, 30)), (["8 Mordad 1402"], (2023, 7, 30)),
    ],
)  # fmt: skip
def test_years_of_other_calendars(texts, day):
    read_dates = dates.parse(pl.Series(texts))
    assert read_dates.values[0] == datetime(*day)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024年5月3日 星期五 下午3:05", 15), ("2024年5月3日 晚上8:05", 20),
        ("2024年5月3日 中午12:05", 12), ("2024年5月3日 凌晨12:05", 0),
        ("2024年5月3日(金) 15時05分30秒", 15), ("2024年5月3日15:05", 15),
        ("2024년 5월 3일 금요일 오후 3:05", 15), ("2024년 5월 3일 15시 05분", 15),
        ("3 de maio de 2024 às 15:05", 15), ("May 3rd, 2024 3:05 PM", 15), ("15:05 3 May 2024", 15),
        ("ngày 3 tháng 5 năm 2024", 0), ("2024-05-03 03:05 CH", 15), ("2024-05-03 15:05 PM", 15),
        ("٢٠٢٤/٠٥/٠٣ ٣:٠٥ م", 15), ("3 Μαΐου 2024 3:05 μ.μ.", 15), ("'2024-05-03 09:05", 9),
    ],
)  # fmt: skip
def test_times_of_day_round_the_world(text, hour):
    assert dates.parse(pl.Series([text])).values[0].replace(minute=0, second=0) == datetime(
        2024, 5, 3, hour
    )


@pytest.mark.parametrize("text", ["2024-Q2", "Q2 2024", "2024年5月"])
def test_quarters_and_months_are_asked_about(text):
    with pytest.raises(InputError) as error:
        dates.parse(pl.Series([text]))
    assert error.value.variant == "months"
    assert dates.parse(pl.Series([text]), "month").values[0].year == 2024


def test_another_calendar_is_said():
    texts = [f"{day.day:02}/{day.month:02}/{day.year + 543}" for day in DAYS]
    cleaned = read(a_file(days=texts))
    assert days_of(cleaned) == DAYS
    assert "other_calendar" in codes(cleaned)


@pytest.mark.parametrize(
    ("days", "variant", "answer"),
    [
        ([f"{day:%Y-%m}" for day in DAYS], "months", {"date_format": "month"}),
        ([f"{day:%b-%y}" for day in DAYS], "months", {"date_format": "month"}),
        ([f"{day:%B %Y}" for day in DAYS], "months", {"date_format": "%B %Y"}),
        ([f"{day:%Y%m}" for day in DAYS], "months", {"date_format": "month"}),
        ([str(1 + 13 * n) for n in range(28)], "day_numbers", {"day_one": date(2023, 1, 3)}),
        ([f"{1 + n % 12:02}/{1 + n % 11:02}/2023" for n in range(28)], "day_or_month",
         {"date_format": "day_first"}),
        ([f"{1 + n % 12:02}{1 + n % 11:02}2023" for n in range(28)], "compact",
         {"date_format": "month_first"}),
        ([f"{n % 27 + 1}. listopada 2023." for n in range(28)], "month_name",
         {"date_format": "hr"}),
    ],
)  # fmt: skip
def test_an_open_question_names_the_option_that_answers(days, variant, answer):
    text = a_file(days=days)
    assert refusal(text) == ("ambiguous_dates", variant)
    assert read(text, **answer).kept.rows == 28


def test_day_one_is_the_day_of_number_one():
    text = a_file(days=[str(1 + 13 * n) for n in range(28)])
    assert days_of(read(text, day_one=date(2023, 1, 3))) == DAYS


@pytest.mark.parametrize(
    ("days", "variant"),
    [(["2019", "2020", "2021", "2022"] * 7, "years"), (["17000000", "99999999"] * 14, "numbers")],
)  # fmt: skip
def test_numbers_that_are_no_days_are_asked_about(days, variant):
    assert refusal(a_file(days=days)) == ("ambiguous_dates", variant)


def test_what_cannot_be_read_at_all_is_shown():
    assert refusal(a_file(days=[f"{day:%d-%b}" for day in DAYS])) == ("bad_dates", "unread")
    assert refusal(a_file([f"{n}.5K" for n in range(28)])) == ("bad_amounts", "unread")


# Zones


def at(*times: str) -> bytes:
    return a_file(days=list(times) * (28 // len(times)))


def test_the_offset_of_the_text_gives_the_shops_day():
    assert days_of(read(at("2024-01-14 20:15:00 -0800")))[0] == date(2024, 1, 14)


def test_summer_and_winter_are_one_shop():
    cleaned = read(at("2024-01-14 23:30:00 -0800", "2024-07-14 23:30:00 -0700"))
    assert set(days_of(cleaned)) == {date(2024, 1, 14), date(2024, 7, 14)}
    assert "several_offsets" not in codes(cleaned)


def test_offsets_of_several_places_are_said_and_brought_to_the_most_frequent():
    cleaned = read(
        at(
            "2024-01-14T23:30:00+01:00",
            "2024-01-15T23:00:00+01:00",
            "2024-01-14T20:00:00-08:00",
            "2024-01-16T23:30:00+01:00",
        )
    )
    assert days_of(cleaned)[2] == date(2024, 1, 15)
    assert "several_offsets" in codes(cleaned)


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Los_Angeles", 14), ("Asia/Tokyo", 15), ("UTC", 15)]
)
def test_a_zone_can_be_chosen(zone, day):
    text = at("2024-01-15T03:30:00Z", "2024-02-15T10:00:00Z")
    assert days_of(read(text, zone=zone))[0] == date(2024, 1, day)


def test_utc_is_said_where_no_zone_is_chosen():
    text = at("2024-01-15T03:30:00Z", "2024-02-15T10:00:00Z")
    assert "utc_days" in codes(read(text))
    assert "utc_days" not in codes(read(text, zone="Europe/Berlin"))


def test_a_header_that_says_utc_is_believed():
    text = at("2024-01-15 03:30:00", "2024-02-15 10:00:00").replace(
        b"date", b"Created date (UTC)", 1
    )
    assert days_of(read(text, zone="America/New_York"))[0] == date(2024, 1, 14)
    assert "utc_days" in codes(read(text))


def test_seconds_since_1970_follow_the_zone():
    text = at("1705289400", "1707991200")
    assert days_of(read(text, zone="America/New_York"))[0] == date(2024, 1, 14)


def test_moments_of_a_parquet_file_follow_their_own_zone():
    moment = pl.Series([datetime(2024, 1, 15, 3, 30)]).dt.replace_time_zone("UTC")
    local = moment.dt.convert_time_zone("America/New_York")
    assert dates.parse(local).values[0] == datetime(2024, 1, 14, 22, 30)
    assert dates.parse(moment, zone="America/New_York").values[0].day == 14


@pytest.mark.parametrize(
    "hints", [{"zone": "Mars/Olympus"}, {"decimal_mark": "dot"}, {"date_format": "soon"}]
)
def test_answers_without_sense_are_refused(hints):
    with pytest.raises(SettingsError):
        ReadHints(**hints)


# Days far away


@pytest.mark.parametrize("stray", ["2099-12-31", "1970-01-01", "1900-01-01"])
def test_one_day_far_away_does_not_move_the_log(stray):
    days = [str(day) for day in DAYS]
    days[5] = stray
    cleaned = read(a_file(days=days))
    assert (cleaned.kept.first_day, cleaned.kept.last_day) == (DAYS[0], DAYS[-1])
    assert "stray_dates" in codes(cleaned)
    kept = clean(load(a_file(days=days)), policy=Policy(stray_dates="keep"))
    assert kept.kept.rows == 28


# Ids


def ids(*names: str) -> Cleaned:
    rows = [
        f"{name},2024-0{1 + turn}-0{1 + n % 9},5.00"
        for turn in range(2)
        for n, name in enumerate(names)
    ]
    return clean(load("\n".join(["customer,date,amount", *rows]).encode()))


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (("Ann@x.org", "ann@x.org ", "bob@x.org"), "spelling"),
        (("ann+shop@x.org", "ann@x.org", "bob@x.org"), "plus_tag"),
        (("0047", "47", "48"), "number"), (("47.0", "47", "A1"), "number"),
        (("+49 171 1234567", "0171/1234567", "0049-171-1234567"), "phone"),
    ],
)  # fmt: skip
def test_ids_of_one_customer_are_proposed_and_merged_when_accepted(names, rule):
    apart = ids(*names)
    proposal = next(merge for merge in apart.merge_proposals if merge.rule == rule)
    assert proposal.customers_merged < proposal.customers == apart.kept.customers
    together = clean(apart.state.raw, policy=Policy(merge_ids=(rule,)))
    assert together.kept.customers == proposal.customers_merged
    assert together.kept.amount == apart.kept.amount
    assert "merged_customers" in together.ledger["reason"].to_list()


def test_plain_ids_are_not_proposed_as_phones():
    assert ids("1000000001", "2000000001", "C3").merge_proposals == ()


def test_ids_through_a_calculation_lose_their_zero():
    cleaned = ids("17850.0", "12346.0")
    assert set(cleaned.orders["customer_id"]) == {"17850", "12346"}
    assert set(cleaned.contacts["original_id"]) == {"17850.0", "12346.0"}


CONTACTS = b"""customer,date,amount,E-Mail,Phone,Accepts Marketing
a,2024-03-01,5,new@x.org,0171 1,no
a,2024-01-01,5,old@x.org,,yes
b,2024-02-01,5,b@x.org,,yes
c,2024-02-01,5,,,
"""


def test_the_latest_order_tells_how_to_reach_a_customer():
    contacts = clean(load(CONTACTS), Mapping(customer="customer")).contacts
    by_id = {row["customer_id"]: row for row in contacts.to_dicts()}
    assert by_id["a"]["email"] == "new@x.org"
    assert [by_id[name]["accepts_marketing"] for name in "abc"] == [False, True, None]


PEOPLE = """customer,date,amount,Email,Phone,Name,Postcode
k1,2024-01-01,5.00,Ann@x.org,+49 171 1234567,Ann Lee,10115
k2,2024-02-01,7.00,ann@x.org ,,A. Lee,
k3,2024-03-01,9.00,,0171/1234567,Ann,
k4,2024-04-01,11.00,bob@x.org,,BOB  Ray,SW1A 1AA
k5,2024-05-01,13.00,rob@x.org,,Bob Ray,sw1a1aa
k6,2024-06-01,15.00,cy@x.org,0221 7654321,Cy,50667
"""


@pytest.mark.parametrize(
    ("rules", "customers"),
    [
        ((), 6), (("same_email",), 5), (("same_phone",), 5), (("same_name",), 5),
        (("same_email", "same_phone"), 4), (("same_email", "same_phone", "same_name"), 3),
    ],
)  # fmt: skip
def test_ids_that_share_an_address_a_number_or_a_name_are_proposed(rules, customers):
    raw = load(PEOPLE.encode())
    mapping = Mapping(customer="customer")
    merged = clean(raw, mapping, Policy(merge_ids=rules))
    assert (merged.kept.customers, merged.kept.amount) == (customers, Decimal("60.00"))
    left = {merge.rule: merge.customers_merged for merge in merged.merge_proposals}
    assert left == {
        rule: customers - 1 for rule in ("same_email", "same_phone", "same_name")
        if rule not in rules
    }  # fmt: skip
    originals = " = ".join(merged.contacts["original_id"]).split(" = ")
    assert sorted(originals) == [f"k{n}" for n in range(1, 7)]


def test_an_address_that_many_share_is_nobodys():
    rows = [f"k{n},2024-01-{n + 1:02},5.00,shop@x.org" for n in range(20)]
    cleaned = clean(load("\n".join(["customer,date,amount,email", *rows]).encode()),
                    Mapping(customer="customer"))  # fmt: skip
    assert cleaned.merge_proposals == ()


@pytest.mark.parametrize(
    ("header", "no"),
    [
        ("Accepts Marketing", "no"), ("Newsletter", "nein"), ("E-Mail-Werbung erlaubt", "nein"),
        ("Consentement", "non"), ("acepta marketing", "No"), ("consenso marketing", "no"),
        ("toestemming", "nee"), ("Unsubscribed", "TRUE"), ("opt_out", "1"), ("abgemeldet", "ja"),
        ("Zgoda marketingowa", "nie"), ("Согласие на рассылку", "нет"), ("是否接受营销", "否"),
        ("メルマガ購読", "いいえ"), ("Email Marketing Status", "unsubscribed"),
        ("désinscrit", "oui"), ("Unsubscribed at", "2024-01-03"), ("마케팅 수신 동의", "아니오"),
        ("Samtycke", "nej"), ("Pazarlama izni", "hayır"), ("aceita marketing", "não"),
    ],
)  # fmt: skip
def test_consent_in_many_languages(header, no):
    rows = [f"c{n},2024-01-0{n + 1},5.00,{no if n == 1 else ''}" for n in range(4)]
    cleaned = clean(load("\n".join([f"customer,date,amount,{header}", *rows]).encode()))
    assert cleaned.unwilling.to_list() == ["c1"]


# Tax and shipping


ORDERS = [("a", "10.00", "2.00", "3.00", "15.00"), ("b", "20.00", "4.00", "0.00", "24.00")] * 10


def with_parts(header: str = "Total", *, subtotal: bool = True, **policy: str) -> Cleaned:
    names = ["Customer", "Order Date", "Subtotal", "Taxes", "Shipping", header]
    rows = [
        f"{who},2024-01-{day + 1:02},{net if subtotal else ''},{tax},{shipping},{total}"
        for day, (who, net, tax, shipping, total) in enumerate(ORDERS)
    ]
    text = "\n".join([",".join(names), *rows]).encode()
    return clean(load(text), Mapping(amount=header), Policy(**policy))


def test_tax_and_shipping_in_the_total_are_said_and_can_be_left_out():
    whole = with_parts()
    assert whole.kept.amount == Decimal("390.00")
    said = {notice.code: notice.variant for notice in whole.notices}
    assert (said["tax"], said["shipping"]) == ("inside", "inside")
    assert with_parts(tax="without").kept.amount == Decimal("330.00")
    assert with_parts(tax="without", shipping="without").kept.amount == Decimal("300.00")


def test_a_net_amount_holds_no_tax_to_take_out():
    net = with_parts("Net Total", subtotal=False, tax="without")
    assert net.kept.amount == Decimal("390.00")
    assert {notice.variant for notice in net.notices if notice.code == "tax"} == {"beside"}


# Properties


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(28)))
def test_the_order_of_rows_changes_nothing(order):
    days = [f"{DAYS[row]:%d.%m.%Y}" for row in order]
    amounts = [f"{1000 + row},50 €" for row in order]
    cleaned = read(a_file(amounts, days))
    assert cleaned.kept.amount == Decimal("28392.00")
    assert sorted(days_of(cleaned)) == DAYS


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_translating_months_changes_nothing(one, other):
    first, second = (
        dates.parse(pl.Series([format_date(day, "long", locale=name) for day in DAYS])).values
        for name in (one, other)
    )
    assert first.to_list() == second.to_list()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(0, 999_999, places=2), min_size=3, max_size=9),
    st.sampled_from(["€", "£", "RM", "R$", "zł", "KSh", "₹", "S/"]),
)
def test_translating_signs_changes_nothing(amounts, sign):
    texts = [f"{sign} {amount:,.2f}" for amount in amounts]
    assert money.parse(pl.Series(texts)).values.to_list() == [float(amount) for amount in amounts]

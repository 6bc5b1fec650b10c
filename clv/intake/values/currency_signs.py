"""Signs, words and codes of currencies, and how many decimals each has."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.core import get_global

UNNAMED_KR = "KR"
"""What ``kr`` is read as: the crown of one of several countries."""

# Sign, and the currencies it may mean, the likeliest first.
_SIGNS: dict[str, str] = {
    "$": "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP BSD BBD BMD BZD BND FJD GYD JMD KYD LRD "
    "NAD SBD SRD TTD XCD UYU DOP CVE CUP MOP",
    "€": "EUR", "Euro": "EUR", "Euros": "EUR", "£": "GBP EGP FKP GIP SHP SSP SYP LBP", "₤": "GBP",
    "¥": "JPY CNY", "円": "JPY", "元": "CNY TWD HKD", "圆": "CNY", "圓": "TWD HKD", "￥": "JPY CNY",
    "CN¥": "CNY", "RMB": "CNY", "JP¥": "JPY", "₹": "INR", "₨": "PKR INR LKR NPR MUR SCR",
    "Rs": "INR PKR LKR NPR MUR SCR", "Rs.": "INR PKR LKR NPR MUR SCR", "रु": "NPR INR",
    "रू": "NPR", "රු.": "LKR", "Re": "INR", "৳": "BDT", "Tk": "BDT", "Tk.": "BDT", "₽": "RUB",
    "руб": "RUB BYN", "руб.": "RUB BYN", "р.": "RUB", "р": "RUB", "₴": "UAH", "грн": "UAH",
    "грн.": "UAH", "Br": "BYN ETB", "Rbl": "BYN", "₺": "TRY", "TL": "TRY", "₩": "KRW KPW",
    "￦": "KRW", "원": "KRW", "₪": "ILS", "ש״ח": "ILS", 'ש"ח': "ILS", "NIS": "ILS", "฿": "THB",
    "บาท": "THB", "Bht": "THB", "₫": "VND", "đ": "VND", "VNĐ": "VND", "₱": "PHP CUP",
    "Php": "PHP", "Rp": "IDR", "Rp.": "IDR", "RM": "MYR", "NT$": "TWD", "NTD": "TWD",
    "TW$": "TWD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "MOP$": "MOP", "B$": "BND",
    "₸": "KZT", "тг": "KZT", "тг.": "KZT", "₾": "GEL", "֏": "AMD", "դր.": "AMD", "₼": "AZN",
    "man.": "AZN", "сом": "KGS", "⃀": "KGS", "soʻm": "UZS", "сўм": "UZS", "₮": "MNT", "₭": "LAK",
    "៛": "KHR", "K": "PGK MMK ZMW", "Ks": "MMK", "Nu.": "BTN", "Rf": "MVR", "Rf.": "MVR",
    "؋": "AFN", "Af": "AFN",
    "US$": "USD", "USD$": "USD", "U$S": "USD", "U$": "USD UYU", "C$": "CAD NIO", "CA$": "CAD",
    "CAD$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "FJ$": "FJD", "MX$": "MXN",
    "Mex$": "MXN", "AR$": "ARS", "CL$": "CLP", "CLP$": "CLP", "COL$": "COP", "CO$": "COP",
    "R$": "BRL", "S/": "PEN", "S/.": "PEN", "Bs": "BOB VES", "Bs.": "BOB VES", "Bs.S": "VES",
    "₲": "PYG", "Gs": "PYG", "Gs.": "PYG", "$U": "UYU", "UY$": "UYU", "RD$": "DOP", "₡": "CRC",
    "Q": "GTQ", "L": "HNL MDL", "B/.": "PAB", "J$": "JMD", "TT$": "TTD", "BZ$": "BZD", "EC$": "XCD",
    "Bds$": "BBD", "G$": "GYD", "Afl.": "AWG", "NAf.": "ANG", "G": "HTG",
    "Fr.": "CHF", "Fr": "CHF", "SFr.": "CHF", "SFr": "CHF", "sFr.": "CHF",
    "kr": "KR DKK ISK NOK SEK", "kr.": "KR DKK ISK NOK SEK", "Kr": "KR DKK ISK NOK SEK",
    "Kr.": "KR DKK ISK NOK SEK", "Dkr": "DKK", "Skr": "SEK", "Nkr": "NOK", "Íkr": "ISK",
    "zł": "PLN", "zl": "PLN", "PLN": "PLN", "Kč": "CZK", "Kc": "CZK", "Kčs": "CZK", "Ft": "HUF",
    "lei": "RON MDL", "Lei": "RON MDL", "leu": "RON MDL", "лв": "BGN", "лв.": "BGN", "lv": "BGN",
    "kn": "HRK", "KM": "BAM", "КМ": "BAM", "дин": "RSD", "дин.": "RSD", "din": "RSD",
    "din.": "RSD", "ден": "MKD", "ден.": "MKD", "den": "MKD", "Lekë": "ALL", "Lek": "ALL",
    "R": "ZAR", "N$": "NAD", "P": "BWP", "E": "SZL", "₦": "NGN", "N": "NGN", "₵": "GHS",
    "GH₵": "GHS", "GH¢": "GHS", "GHc": "GHS", "KSh": "KES", "Ksh": "KES", "KSh.": "KES",
    "Ksh.": "KES", "KES": "KES", "TSh": "TZS", "TSh.": "TZS", "USh": "UGX", "UGX": "UGX",
    "Sh": "KES TZS UGX SOS", "FRw": "RWF", "RF": "RWF", "FBu": "BIF", "Fdj": "DJF", "FG": "GNF",
    "CF": "KMF", "FCFA": "XOF XAF", "F CFA": "XOF XAF", "CFA": "XOF XAF", "FCFP": "XPF",
    "Ar": "MGA", "MT": "MZN", "MTn": "MZN", "Kz": "AOA", "ZK": "ZMW", "MK": "MWK", "D": "GMD",
    "Le": "SLE", "Db": "STN", "Nfk": "ERN", "UM": "MRU", "LS": "LSL SYP", "M": "LSL",
    "DH": "MAD AED", "Dh": "MAD AED", "Dhs": "AED MAD", "DHS": "AED MAD", "Dhs.": "AED MAD",
    "د.إ": "AED", "د.إ.": "AED", "درهم": "AED MAD", "د.م.": "MAD", "ر.س": "SAR", "ر.س.": "SAR",
    "ريال": "SAR QAR OMR YER IRR", "﷼": "SAR IRR QAR OMR YER", "⃁": "SAR", "SR": "SAR SCR",
    "QR": "QAR", "ر.ق": "QAR", "ر.ق.": "QAR", "ر.ع.": "OMR", "R.O.": "OMR", "د.ك": "KWD",
    "د.ك.": "KWD", "KD": "KWD", "د.ب": "BHD", "د.ب.": "BHD", "BD": "BHD", "د.أ": "JOD",
    "د.أ.": "JOD", "JD": "JOD", "ج.م": "EGP", "ج.م.": "EGP", "E£": "EGP", "LE": "EGP",
    "L.E.": "EGP", "د.ت": "TND", "د.ت.": "TND", "DT": "TND", "د.ج": "DZD", "د.ج.": "DZD",
    "DA": "DZD", "ل.ل.": "LBP", "LL": "LBP", "د.ع.": "IQD", "ل.س.": "SYP", "ر.ي.": "YER",
    "VT": "VUV", "$US": "USD", "ብር": "ETB", "Cg.": "XCG", "FC": "CDF", "أ.م.": "MRU", "S": "SOS",
    "ج.س.": "SDG", "ރ.": "MVR", "T$": "TOP", "WS$": "WST", "नेरू": "NPR", "د.ل.": "LYD",
    "ریال": "IRR", "تومان": "IRT",
}  # fmt: skip
_BY_SIGN = {sign: tuple(codes.split()) for sign, codes in _SIGNS.items()}
# Written every day without what ISO 4217 gives them.
_WITHOUT_CENTS = frozenset(("TWD", "IDR", "HUF", "COP", "CRC"))
PREFIX_ONLY = frozenset(sign for sign in _BY_SIGN if len(sign) == 1 and "A" <= sign <= "Z")
"""Letters that mean thousands, millions, litres … behind a number."""

UNIT = (
    "(?:"
    + "|".join(re.escape(sign) for sign in sorted(_BY_SIGN, key=len, reverse=True))
    + r"|(?-i:[A-Za-z]{3})(?![A-Za-z]))"
)
"""A regular expression for a sign, a word or a code; the last has still to be a known one."""


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Return the codes of all currencies that are or were."""
    return frozenset(code for code in get_global("all_currencies") if not code.startswith("XX"))


@lru_cache(maxsize=1_024)
def meanings(unit: str) -> tuple[str, ...]:
    """Return the codes that a sign, word or code may mean, the likeliest first.

    Examples
    --------
    >>> meanings("€"), meanings("usd"), meanings("Rs")[:3], meanings("kg")
    (('EUR',), ('USD',), ('INR', 'PKR', 'LKR'), ())
    """
    bare = unit.strip()
    if bare in _BY_SIGN:
        return _BY_SIGN[bare]
    return (bare.upper(),) if bare.upper() in codes() else ()


@lru_cache(maxsize=256)
def may_be(code: str, other: str) -> bool:
    """Tell whether a sign that is read as `code` may as well mean `other`.

    Examples
    --------
    >>> may_be("USD", "CAD"), may_be("EUR", "USD"), may_be("KR", "SEK")
    (True, False, True)
    """
    return code == other or any(
        several[0] == code and other in several for several in _BY_SIGN.values()
    )


@lru_cache(maxsize=512)
def decimals(code: str) -> int:
    """Return how many decimals amounts of a currency have in everyday writing.

    Examples
    --------
    >>> decimals("USD"), decimals("JPY"), decimals("KWD"), decimals("IDR")
    (2, 0, 3, 0)
    """
    fractions = get_global("currency_fractions")
    return 0 if code in _WITHOUT_CENTS else fractions.get(code, fractions["DEFAULT"])[0]


_IN_HEADER = re.compile(r"[(\[](?P<inside>[^)\]]{1,5})[)\]]\s*$|(?:^|[\s_-])(?P<code>[A-Za-z]{3})$")


def in_header(column: str) -> str | None:
    """Return the code of the currency that a column's name ends in.

    Examples
    --------
    >>> in_header("TransactionAmount (INR)"), in_header("Total ($)"), in_header("amount_eur")
    ('INR', 'USD', 'EUR')
    >>> in_header("Total (net)"), in_header("sub all")
    (None, None)
    """
    match = _IN_HEADER.search(column)
    if match is None:
        return None
    unit = match["inside"] or match["code"]
    named = meanings(unit) if match["inside"] or unit.upper() in _USUAL_IN_HEADERS else ()
    return named[0] if named else None


_USUAL_IN_HEADERS = frozenset(
    ("AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
     "ILS", "INR", "JPY", "KES", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD", "PHP", "PKR", "PLN",
     "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TWD", "UAH", "USD", "VND", "ZAR")
)  # fmt: skip

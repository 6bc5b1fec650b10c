"""Rows that hold sums of other rows: "Grand Total" is no customer."""

from __future__ import annotations

import re

import polars as pl

from clv.intake.columns.header_words import fold_letters
from clv.tables import CUSTOMER_ID

_SUMS = """
    total totals grand_total subtotal sub_total sum overall_total report_total sum_total totale
    totaal totales total_general gesamt gesamtsumme summe zwischensumme endsumme total_general
    somme sous_total suma totale_generale soma eindtotaal razem lacznie celkem soucet osszesen
    summa totalt yhteensa συνολο γενικο_συνολο toplam genel_toplam итого всего общий_итог разом
    всього الاجمالي المجموع סהכ סה״כ 合计 总计 總計 小计 合計 総計 小計 합계 총계 소계 รวม รวมทั้งสิ้น
    tong tong_cong jumlah total_keseluruhan"""
_WORDS = frozenset(fold_letters(word).replace("_", " ") for word in _SUMS.split())
_OF_A_CUSTOMER = re.compile(r"(?:sub)?totals?(?: for)? (.{1,80})|(.{1,80}) (?:sub)?totals?")


def are_totals(lines: pl.DataFrame) -> pl.Series:
    """Tell which lines have a word for a sum, alone or beside a customer's name, as customer.

    Examples
    --------
    >>> are_totals(pl.DataFrame({CUSTOMER_ID: ["Acme", "Total Acme", "Grand Total", "Total Ltd"]}))
    shape: (4,)
    Series: 'customer_id' [bool]
    [
        false
        true
        true
        false
    ]
    """
    ids = lines[CUSTOMER_ID]
    short = ids.filter(ids.str.len_chars() <= 100).unique().drop_nulls()
    likely = short.filter(short.str.contains(r"(?i)total|^\D{1,20}$"))
    names = set(short.to_list())
    sums = [name for name in likely.to_list() if _is_sum(name, names)]
    return ids.is_in(sums).fill_null(value=False)


def _is_sum(name: str, names: set[str]) -> bool:
    plain = " ".join(re.findall(r"[\w״]+", fold_letters(name)))
    if plain in _WORDS:
        return True
    match = _OF_A_CUSTOMER.fullmatch(name.casefold().strip())
    whom = (match[1] or match[2]) if match else None
    return whom is not None and any(whom == other.casefold() for other in names)

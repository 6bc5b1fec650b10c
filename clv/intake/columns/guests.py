"""Customer ids that stand for nobody."""

from __future__ import annotations

import polars as pl

from clv.intake.columns.header_words import fold_letters

_ALWAYS = """
    guest guests guest_customer guest_user walkin walk_in walk_in_customer walkincustomer
    anonymous anon anonymous_customer no_customer cash_customer cash_sale cash_sales
    counter_sale retail_customer unregistered not_logged_in guest_checkout default_customer
    unknown_customer gast gastkunde gastbestellung laufkunde laufkundschaft barverkauf barkunde
    anonym invite client_de_passage anonyme client_comptoir invitado anonimo cliente_general
    publico_en_general venta_al_publico consumidor_final cliente_mostrador ospite
    cliente_generico convidado visitante cliente_balcao passant anoniem gosc klient_detaliczny
    anonimowy host neprihlaseny anonymni vendeg gastkund gjest gaest vieras επισκεπτης misafir
    perakende_musteri гость розничный_покупатель гість ضيف زائر אורח 游客 访客 匿名 散客 ゲスト
    非会員 비회원 게스트 ทั่วไป ลูกค้าทั่วไป khach_le khach_vang_lai tamu pelanggan_umum umum"""
_IF_FREQUENT = "0 -1 0.0 - -- none null nil na n_a unknown undefined blank 00000000 unbekannt"
_TIMES, _SHARE, _FEWEST = 3, 0.02, 5


def _key(word: str) -> str:
    return "".join(sign for sign in fold_letters(word) if sign.isalnum() or sign == "-") or word


_GUESTS = frozenset(_key(word) for word in _ALWAYS.split())
_PLACEHOLDERS = frozenset(fold_letters(word).replace("_", "/") for word in _IF_FREQUENT.split())


def is_guest(ids: pl.Series) -> pl.Series:
    """Tell which ids stand for nobody: guests, and placeholders that far too many rows share.

    Examples
    --------
    >>> is_guest(pl.Series(["Walk-in", "a", "0", None])).to_list()
    [True, False, False, False]
    >>> is_guest(pl.Series(["0"] * 6 + list("abcde"))).sum()
    6
    """
    counted = ids.drop_nulls().value_counts(name="rows")
    values, rows = counted[ids.name], counted["rows"]
    usual = rows.median() or 0
    least = max(_FEWEST, _SHARE * len(ids), _TIMES * float(usual))  # type: ignore[arg-type]
    # No word for a guest has a digit, most ids have: they need no closer look.
    wordy = ~values.str.contains(r"[0-9]") | (rows >= least)
    short = counted.filter(wordy & (values.str.len_chars() <= 40))
    nobody = [
        value
        for value, count in short.iter_rows()
        if _key(value).replace("-", "") in _GUESTS
        or (count >= least and value.casefold() in _PLACEHOLDERS)
    ]
    return ids.is_in(nobody).fill_null(value=False)

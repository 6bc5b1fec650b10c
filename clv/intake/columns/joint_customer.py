"""Customers told apart by several columns together: names, and where they live."""

from __future__ import annotations

import polars as pl

from clv.errors import Notice
from clv.intake.columns.header_roles import LIKELY_WORDS, score
from clv.intake.columns.header_words import fold_letters
from clv.intake.files.raw import Raw

_BEGINNING = "customer = "
_FIRST = (
    "first name", "firstname", "vorname", "prénom", "nombre", "given name", "billing first name",
    "first name (billing)", "voornaam", "imię", "jméno", "keresztnév", "förnamn", "fornavn",
    "etunimi", "όνομα", "ad", "имя", "名",
)  # fmt: skip
_LAST = (
    "last name", "lastname", "surname", "nachname", "nom", "nom de famille", "apellido",
    "apellidos", "cognome", "sobrenome", "family name", "billing last name", "last name (billing)",
    "achternaam", "nazwisko", "příjmení", "vezetéknév", "efternamn", "etternavn", "efternavn",
    "sukunimi", "επώνυμο", "soyad", "soyadı", "фамилия", "姓",
)  # fmt: skip
_WHOLE = (
    "name", "full name", "customer name", "billing name", "buyer name", "client name",
    "contact name", "nom complet", "nombre completo", "nome", "nome completo", "naam", "nazwa",
    "imię i nazwisko", "jméno a příjmení", "név", "navn", "namn", "nimi", "ονοματεπώνυμο",
    "ad soyad", "фио", "пiб", "піб", "姓名", "收货人", "氏名", "お名前", "이름", "ชื่อ", "nama",
)  # fmt: skip
_POSTCODE = (
    "postcode", "postal code", "zip", "zip code", "zipcode", "billing zip", "billing postcode",
    "postcode (billing)", "plz", "postleitzahl", "code postal", "código postal", "cap", "cep",
    "kod pocztowy", "psč", "irányítószám", "postnummer", "postnr", "postinumero", "τκ",
    "posta kodu", "индекс", "почтовый индекс", "邮编", "邮政编码", "郵便番号", "우편번호",
    "รหัสไปรษณีย์", "kode pos",
)  # fmt: skip


def with_joint_customer(raw: Raw) -> Raw:
    r"""Add a column of customers made of names and postcodes, where no column names customers.

    A first and a last name are a person's; a name alone may be a product's, and is asked about.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> raw = load(b"Name,Postcode,Date,Total\nAnn,10115,2024-01-02,5\nAnn,80331,2024-01-03,7\n")
    >>> raw.columns[-1], raw.frame.collect()[raw.columns[-1]].to_list()
    ('customer = Name + Postcode', ['Ann, 10115', 'Ann, 80331'])
    """
    parts = _parts(raw)
    if not parts or any(score("customer", name) >= LIKELY_WORDS * 0.99 for name in raw.columns):
        return raw
    name = f"{_BEGINNING}{' + '.join(parts)}"
    cells = [pl.col(part).cast(pl.String).str.strip_chars() for part in parts]
    named = [pl.when(cell != "").then(cell) for cell in cells]
    is_somebody = pl.any_horizontal(cell.is_not_null() for cell in named[:1])
    joint = pl.when(is_somebody).then(pl.concat_str(named, separator=", ", ignore_nulls=True))
    told = Notice("joint_customer", columns=tuple(parts))
    return raw.with_column(joint.alias(name)).noting(told)


def is_joint(column: str) -> bool:
    """Tell whether a column was made here.

    Examples
    --------
    >>> is_joint("customer = Name + Postcode"), is_joint("customer")
    (True, False)
    """
    return column.startswith(_BEGINNING)


def _parts(raw: Raw) -> list[str]:
    """List the columns of a person's name and postcode, if together they tell people apart."""
    flat = [name for name, kind in raw.sample.schema.items() if kind in (pl.String, pl.Int64)]
    folded = {_plain(name): name for name in reversed(flat)}
    first, last, whole, postcode = (
        next((folded[_plain(name)] for name in names if _plain(name) in folded), None)
        for names in (_FIRST, _LAST, _WHOLE, _POSTCODE)
    )
    if last is not None and first is not None:
        return [name for name in (last, first, postcode) if name is not None]
    if whole is not None and postcode is not None:
        return [whole, postcode]
    return []


def _plain(name: str) -> str:
    return "".join(sign for sign in fold_letters(name) if sign.isalnum())

"""How customers can be reached, and whether they agreed to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from clv.errors import InputError, Notice
from clv.intake.columns.guess import shop_of
from clv.intake.columns.header_roles import LIKELY_WORDS, score
from clv.intake.columns.header_words import fold_letters
from clv.intake.columns.names import fold
from clv.intake.files.raw import ROW, Raw
from clv.intake.identity import merged, needs_contacts
from clv.intake.ledger import FIRST, LAST, Ledger
from clv.intake.values import dates
from clv.intake.values.ids import parse_ids, text
from clv.options import DEFAULT_POLICY, Mapping, Policy
from clv.tables import (
    ACCEPTS_MARKETING,
    CONTACTS,
    CUSTOMER_ID,
    DATE,
    EMAIL,
    NAME,
    ORIGINAL_ID,
    PHONE,
    POSTCODE,
)

# Words of a header, in the order in which columns are preferred.
_HEADERS: dict[str, tuple[str, ...]] = {
    EMAIL: (
        "email", "e-mail", "email address", "customer email", "billing email", "email (billing)",
        "buyer email", "contact email", "from email address", "e-mail-adresse", "e-mail adresse",
        "absender e-mail-adresse", "mail", "correo", "correo electrónico", "courriel",
        "adresse e-mail", "adres e-mail", "邮箱", "メールアドレス", "이메일",
    ),
    PHONE: (
        "phone", "phone number", "telephone", "mobile", "mobile number", "billing phone",
        "customer phone", "phone (billing)", "contact phone", "telefon", "telefonnummer", "handy",
        "mobil", "téléphone", "telefono", "teléfono", "telefone", "celular", "telefoon", "电话",
        "手机", "手机号", "電話番号", "전화번호", "телефон",
    ),
    NAME: (
        "customer name", "full name", "name", "billing name", "buyer name", "client name",
        "contact name", "kundenname", "nom du client", "nombre", "nombre del cliente", "nome",
        "nome do comprador", "naam", "姓名", "收货人", "氏名", "お名前", "이름", "имя",
    ),
    POSTCODE: (
        "postcode", "postal code", "zip", "zip code", "billing zip", "billing postcode",
        "postcode (billing)", "customer zip code prefix", "plz", "postleitzahl", "code postal",
        "código postal", "cap", "cep", "邮编", "郵便番号", "우편번호", "индекс",
    ),
}  # fmt: skip
# Stems of words of headers, without accents, blanks and marks.
_CONSENT = re.compile(
    "newsletter|marketing(?:consent|optin|status|permission|allowed)|acceptsmarketing"
    "|accepts(?:email|sms)marketing|optin|optedin|subscri(?!ption)|suscri|iscritto|abonniert|consent"
    "|consens|einwillig|zustimm|werbung|mailingok|permission|allowmarketing|(?:acepta|aceita)market"
    "|toestemming|zgoda|souhlas|suhlas|hozzajarul|samtyck|samtykk|suostumus|(?:pazarlama|iletisim|posta).*(?:izni|izin|onay)"
    "|согласие|рассылк|подписк|згода|розсилк|συγκαταθ|接受.*营销|營銷|行銷|订阅|訂閱|同意|購読|メルマガ"
    "|配信|동의|수신|ยินยอม|persetujuan|dongy|موافقة|הסכמה"
)
_REFUSAL = re.compile(
    "unsub|optout|optedout|donot(?:contact|email|mail|call)|nomarketing|abgemeldet|abmeld"
    "|werbesperre|desabonn|desinscri|baja$|disiscri|afgemeld|uitgeschr|wypisan|odhlas|leiratkoz"
    "|avregistr|avmeld|frameld|отпис|退订|退訂|拒收|拒絕|配信停止|수신거부|suppressed"
)
_OTHER_WAYS = re.compile("sms|whatsapp|push|phone|telefon|postal|briefpost")
_DATED = r"^\d{1,4}\D\d{1,2}\D\d{1,4}"
_YES = (
    "yes", "y", "true", "1", "t", "x", "on", "ja", "j", "oui", "si", "sí", "sim", "tak", "да",
    "是", "はい", "subscribed", "granted", "opted in", "opt-in", "accepted", "wahr", "evet",
    "igen", "ano", "áno", "kyllä", "ναι", "так", "예", "네", "同意", "ใช่", "có", "ya", "نعم", "כן",
)  # fmt: skip
_NO = (
    "no", "n", "false", "0", "f", "off", "nein", "non", "não", "nie", "нет", "否", "いいえ",
    "nee", "nej", "nei", "ei", "ne", "nem", "hayır", "όχι", "ні", "아니오", "아니요", "不同意",
    "不", "ไม่", "không", "tidak", "لا", "לא", "cleaned", "unsubscribed", "not subscribed",
    "denied", "opted out", "opt-out", "declined", "pending", "falsch", "not_subscribed",
    "never_subscribed", "never subscribed", "no consent", "revoked", "withdrawn", "suppressed",
)  # fmt: skip
# An order's number is called Name in Shopify's export.
_ORDER_NUMBER = r"^#?\d+$"
_FEWEST_BUYERS, _AGAIN = 5, 0.05


def contact_columns(raw: Raw) -> dict[str, str]:
    r"""Return the column of each kind of contact, by its header.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> contact_columns(load(b"id,E-Mail,Telefon,Opt-out\n1,a@x.org,0171 1,no\n"))
    {'email': 'E-Mail', 'phone': 'Telefon', 'accepts_marketing': 'Opt-out'}
    """
    folded = {fold(column): column for column in reversed(raw.columns)}
    columns = {
        kind: next((folded[fold(name)] for name in names if fold(name) in folded), None)
        for kind, names in _HEADERS.items()
    }
    columns[ACCEPTS_MARKETING] = next(iter(consent_columns(raw)), None)
    matches = {kind: column for kind, column in columns.items() if column is not None}
    if NAME in matches and _are_order_numbers(raw.sample[matches[NAME]]):
        del matches[NAME]
    return matches


def consent_columns(raw: Raw) -> list[str]:
    r"""List the columns that say who agreed to mail, or refused it; of other ways only alone.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> text = b"Email,SMS consent,Email consent,UNSUB_TIME\na@x.org,no,yes,\n"
    >>> consent_columns(load(text))
    ['Email consent', 'UNSUB_TIME']
    """
    columns = [name for name in raw.columns if _tells_consent(raw, name)]
    mail = [name for name in columns if not _OTHER_WAYS.search(_stems(name))]
    return mail or columns


def refuses(column: str) -> bool:
    """Tell by its header whether a column names those who refused.

    Examples
    --------
    >>> refuses("UNSUB_TIME"), refuses("Newsletter")
    (True, False)
    """
    return _REFUSAL.search(_stems(column)) is not None


def nobody_twice(
    raw: Raw, mapping: Mapping, lines: pl.DataFrame, buyers: pl.DataFrame
) -> Iterator[Notice]:
    """Say that nobody bought on two days although another column of customers comes again.

    An id that is new on each order (Olist's ``customer_id``) makes everybody a one-time buyer.

    Parameters
    ----------
    raw : Raw
        The file.
    mapping : Mapping
        Its columns.
    lines : polars.DataFrame
        Readable lines.
    buyers : polars.DataFrame
        Each customer's first and last day, see `clv.intake.ledger.people`.
    """
    if buyers.height < _FEWEST_BUYERS or (buyers[LAST] > buyers[FIRST]).any():
        return
    details = contact_columns(raw)
    reached = {column for kind, column in details.items() if kind in (EMAIL, PHONE)}
    columns = [
        name
        for name in raw.columns
        if (name in reached or score("customer", name) >= LIKELY_WORDS)
        and name not in mapping.roles.values()
        and _come_again(raw, name, lines)
    ]
    if columns:
        yield Notice("nobody_twice", columns=tuple(columns))


def _come_again(raw: Raw, column: str, lines: pl.DataFrame) -> bool:
    """Tell whether a good part of a column's values stand on several days."""
    cells = raw.frame.select(ROW, column).collect()
    values = cells.select(ROW, text(cells[column]).alias(EMAIL))
    dated = lines.select(ROW, pl.col(DATE).dt.date()).join(values, on=ROW).drop_nulls()
    days = dated.group_by(EMAIL).agg(pl.col(DATE).n_unique(), pl.len().alias("rows"))
    again = days.filter(pl.col(DATE) > 1)
    # One value on most rows is nobody's; a handful of values are groups.
    return (
        days.height >= _FEWEST_BUYERS
        and again.height >= _AGAIN * days.height
        and bool((2 * days["rows"] < dated.height).all())
    )


def _are_order_numbers(values: pl.Series) -> bool:
    given = text(values).drop_nulls()
    return not given.is_empty() and bool(given.str.contains(_ORDER_NUMBER).all())


def _tells_consent(raw: Raw, column: str) -> bool:
    """Tell by its header and by what its cells hold whether a column says who agreed."""
    if not (_CONSENT.search(_stems(column)) or _REFUSAL.search(_stems(column))):
        return False
    cells = raw.sample[column]
    if cells.dtype.is_nested() or cells.dtype == pl.Binary:
        return False
    given = text(cells).drop_nulls()
    return given.is_empty() or 2 * consent_in(given, column).null_count() < len(given)


def _stems(column: str) -> str:
    return "".join(sign for sign in fold_letters(column) if sign.isalnum())


def consent_in(values: pl.Series, column: str) -> pl.Series:
    """Read who agreed: true, false, or null where nothing is said.

    Examples
    --------
    >>> consent_in(pl.Series(["Yes", "no", ""]), "Accepts Marketing").to_list()
    [True, False, None]
    >>> consent_in(pl.Series(["1", "0"]), "opt_out").to_list()
    [False, True]
    """
    words = text(values).str.to_lowercase().alias("word")
    refused = refuses(column)
    # "Unsubscribed at" holds the day on which they did.
    agrees = pl.col("word").is_in(_YES) | pl.col("word").str.contains(_DATED)
    answer = pl.when(agrees).then(not refused).when(pl.col("word").is_in(_NO)).then(refused)
    return words.to_frame().select(answer.alias(ACCEPTS_MARKETING))[ACCEPTS_MARKETING]


def contacts_of(raw: Raw, mapping: Mapping, policy: Policy = DEFAULT_POLICY) -> pl.DataFrame:
    """Return table `clv.tables.CONTACTS`: the latest order that tells, tells.

    Parameters
    ----------
    raw : Raw
        The file.
    mapping : Mapping
        Its columns.
    policy : Policy
        Its `merge_ids` apply here as in the orders.
    """
    rows = _rows(raw, mapping)
    contacts = _latest(rows) if needs_contacts(policy.merge_ids) else None
    return _latest(merged(rows, policy.merge_ids, Ledger(), contacts))


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the latest row of each customer tells, and all ids they have in the file."""
    details = [name for name in CONTACTS.names[2:] if name in rows.columns]
    return (
        rows.sort(DATE, maintain_order=True)
        .group_by(CUSTOMER_ID, maintain_order=True)
        .agg(
            pl.col(ORIGINAL_ID).unique(maintain_order=True).str.join(" = "),
            *[pl.col(name).drop_nulls().last() for name in details],
        )
    )


def _rows(raw: Raw, mapping: Mapping) -> pl.DataFrame:
    """Return what each row of the file tells about its customer."""
    columns = contact_columns(raw)
    needed = {mapping.customer or "", mapping.date or "", *columns.values()}
    frame = raw.frame.select(ROW, *sorted(needed)).collect()
    original = frame[mapping.customer or ""]
    ids, _notices = parse_ids(original)
    table = frame.select(
        ROW, ids.alias(CUSTOMER_ID), text(original).alias(ORIGINAL_ID), _when(raw, mapping, frame)
    ).with_columns(
        consent_in(frame[column], column) if kind == ACCEPTS_MARKETING
        else text(frame[column]).alias(kind)
        for kind, column in columns.items()
    )  # fmt: skip
    return table.filter(pl.col(CUSTOMER_ID).is_not_null())


def _when(raw: Raw, mapping: Mapping, frame: pl.DataFrame) -> pl.Series:
    """Return the day of each row, in the order of the file where days can't be read."""
    shop, hints = shop_of(raw, mapping), raw.hints
    form = hints.date_format or (shop.date_form if shop else None)
    try:
        read = dates.parse(frame[mapping.date or ""], form, hints.date_unit, zone=hints.zone,
                           day_one=hints.day_one)  # fmt: skip
    except InputError:
        return frame[ROW].cast(pl.Datetime("us")).alias(DATE)
    return read.values.alias(DATE)

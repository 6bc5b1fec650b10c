"""Which column of a source plays which part, and what its rows are: by headers and by content."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from clv.intake.columns.facts import Facts
from clv.intake.columns.header_roles import score
from clv.intake.columns.header_words import fold_letters, header
from clv.intake.contacts import contact_columns
from clv.intake.files.raw import Raw
from clv.intake.sources.customer_source import Kind
from clv.intake.values.ids import text

# Stems of words of headers, without accents, blanks and marks.
_REVIEW = re.compile(
    "review|rating|stars?$|feedback|comment|ticket|subject|message|nps|csat|bewert|stern|kommentar"
    "|avis|critique|resena|valorac|opini|recens|valutaz|avaliac|beoordel|ocena|hodnocen|ertekel"
    "|omdome|anmeld|arvio|arvostel|yorum|puan|отзыв|оценк|відгук|评价|評價|评分|評分|评论|評論|星级"
    "|レビュー|評価|리뷰|평점|후기"
)
_RATING = re.compile(
    "rating|score|stars?$|points|nps|csat|sterne|note$|punkte|valorac|puntua|voto|nota$|ocena|betyg"
    "|arvosana|puan|оценк|评分|評分|星级|評価|평점"
)
_TOUCH = re.compile(
    "campaign|coupon|voucher|mailing|utm|touch|adset|adgroup|creative|impression|kampagne|campagne"
    "|campan|campanh|gutschein|kupon|cupon|buono|kampan|кампан|купон|营销|行銷|活动|活動|优惠券|優惠券"
    "|キャンペーン|クーポン|캠페인|쿠폰"
)
_COST = re.compile(
    "cost|spend|kosten|cout|costo|custo|koszt|naklad|koltseg|kostnad|omkostning|kustannus|maliyet"
    "|расход|стоимост|витрат|费用|費用|成本|コスト|비용"
)
_EVENT = re.compile(
    "event|session|page|url|action|visit|click|cart|basket|view|behavio|ereignis|aktion|seite"
    "|besuch|klick|evenement|visite|panier|evento|visita|sessione|gebeurtenis|handelse|tapahtuma"
    "|событ|страниц|визит|подія|事件|行为|行為|访问|訪問|点击|點擊|浏览|イベント|閲覧|이벤트|방문|클릭"
)
# What a customer did with a coupon is no touch of the shop's.
_REDEEMED = re.compile(
    "redeem|redemption|eingelost|einlos|canje|utilis|riscatt|погаш|核销|核銷|使用时间"
)
_WHAT = re.compile(
    f"{_EVENT.pattern}|{_TOUCH.pattern}|type|kind|channel|medium|source|status|typ$|art$|kanal|canal"
    "|類型|类型|渠道"
)
_BORN = re.compile(
    "birth|born|geburt|naiss|nacimi|nascit|nascim|geboort|urodz|fodel|рожд|生日|出生"
)
_DATED, _LIKELY_DATE, _NEARLY = 0.9, 0.6, 0.95
_MOST_WHATS, _LONG_TEXT, _LONG_HAN = 500, 18, 7
_HAN = r"[\u{3040}-\u{30ff}\u{4e00}-\u{9fff}\u{ac00}-\u{d7af}]"
_FEW_A_CUSTOMER = 1.1  # rows, up to which each customer has one


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of a source that play a part, by header name; None where there is none."""

    date: str | None = None
    what: str | None = None
    cost: str | None = None
    rating: str | None = None
    text: str | None = None

    @property
    def used(self) -> set[str | None]:
        """All of them."""
        return {self.date, self.what, self.cost, self.rating, self.text}


def stems(column: str) -> str:
    """Write a header as its letters alone, without case and accents.

    Examples
    --------
    >>> stems("Campaign Name (übrig)")
    'campaignnameubrig'
    """
    return "".join(sign for sign in fold_letters(column) if sign.isalnum())


def is_birthday(column: str) -> bool:
    """Tell by its header whether a column of days tells when somebody was born."""
    return _BORN.search(stems(column)) is not None


def is_number(facts: Facts, column: str) -> bool:
    """Tell whether nearly all cells of a column are numbers."""
    numbers, given = facts.numbers(column), facts.texts(column).count()
    return numbers is not None and given > 0 and numbers.count() >= _NEARLY * given


def parts_of(facts: Facts, customer: str) -> Parts:
    """Find the columns that play a part, each at most one.

    Parameters
    ----------
    facts : Facts
        The sample of the file.
    customer : str
        The column that names the customer.
    """
    reached = set(contact_columns(facts.raw).values())
    free = [name for name in facts.columns if name != customer and name not in reached]
    date = _best({name: _date_score(facts, name) for name in free}, _LIKELY_DATE)
    numbers = [name for name in free if name != date and is_number(facts, name)]
    rating = _first(numbers, _RATING)
    cost = _first([name for name in numbers if name != rating], _COST)
    words = [name for name in free if name not in (date, rating, cost)]
    long = _best({name: _length(facts, name) for name in words}, 1.0)
    rest = [name for name in words if name != long and _is_label(facts, name)]
    what = _first(rest, _EVENT) or _first(rest, _TOUCH) or _first(rest, _WHAT)
    return Parts(date, what, cost, rating, long)


def kind_of(facts: Facts, parts: Parts, rows_a_customer: float) -> Kind:
    r"""Recognise what the rows of a source are.

    Parameters
    ----------
    facts : Facts
        The sample of the file.
    parts : Parts
        Its columns.
    rows_a_customer : float
        Rows for each different id.

    Examples
    --------
    >>> from clv.intake.load import load
    >>> facts = Facts(load(b"id,stars,review\na,5,Lovely soap and quick delivery\n"))
    >>> kind_of(facts, parts_of(facts, "id"), 1.0)
    'reviews'
    """
    headers = [stems(name) for name in facts.columns]
    redeemed = parts.date is not None and any(map(_REDEEMED.search, headers))
    few = rows_a_customer <= _FEW_A_CUSTOMER
    is_profile = few and _is_profile(facts.raw)
    if any(map(_REVIEW.search, headers)) and (parts.rating or parts.text) and not is_profile:
        return "reviews"
    if redeemed:
        return "events"
    touches = parts.cost is not None or any(map(_TOUCH.search, headers))
    if touches and not is_profile and (parts.date or not few):
        return "touches"
    if few and not (parts.date and any(map(_EVENT.search, headers)) and not is_profile):
        return "attributes"
    return "events" if parts.date else "attributes"


def _is_profile(raw: Raw) -> bool:
    """Tell whether each row holds how to reach somebody: an export of customers."""
    return len(contact_columns(raw)) > 1


def _date_score(facts: Facts, column: str) -> float:
    if is_birthday(column) or facts.is_nested(column):
        return 0.0
    cells = facts.raw.sample[column]
    native = cells.dtype.is_temporal()
    fit = 1.0 if native else facts.fit("date", column)
    named = score("date", column) or (0.5 if "date" in header(column).concepts else 0.0)
    if fit < _DATED or not facts.values(column):
        return 0.0
    plain = not native and cells.dtype.is_numeric()
    return fit * (0.4 + 0.6 * named) if plain and not named else fit * (0.7 + 0.3 * named)


def _length(facts: Facts, column: str) -> float:
    """Return how much a column is free text: at least 1 where it is."""
    texts = facts.texts(column).drop_nulls()
    if texts.is_empty() or is_number(facts, column) or facts.fit("date", column) > _DATED:
        return 0.0
    han = bool(texts.str.contains(_HAN).mean() > 0.5)  # type: ignore[operator]
    longest = float(texts.str.len_chars().mean() or 0) / (_LONG_HAN if han else _LONG_TEXT)  # type: ignore[arg-type]
    named = 1.5 if _REVIEW.search(stems(column)) else 1.0
    is_address = bool(texts.str.contains(r"^(?:https?://|www\.|/)").mean() > 0.5)  # type: ignore[operator]
    has_words = bool(texts.str.contains(r"\S\s+\S").mean() > 0.5) or han  # type: ignore[operator]
    return longest * named if has_words and not is_address else 0.0


def _is_label(facts: Facts, column: str) -> bool:
    texts = facts.texts(column).drop_nulls()
    return not texts.is_empty() and texts.n_unique() <= min(_MOST_WHATS, 1 + len(texts) // 2)


def _first(names: list[str], words: re.Pattern[str]) -> str | None:
    return next((name for name in names if words.search(stems(name))), None)


def _best(scores: dict[str, float], least: float) -> str | None:
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= least else None


def id_candidates(raw: Raw) -> list[str]:
    """List the columns that may name the customer, the likeliest by its header first."""
    reached = contact_columns(raw)
    scores = {}
    for column in raw.columns:
        cells = raw.sample[column]
        if cells.dtype.is_nested() or cells.dtype == pl.Binary or text(cells).is_null().all():
            continue
        named = score("customer", column)
        scores[column] = max(named, 0.5 if column in reached.values() else 0.0)
    return sorted(scores, key=lambda name: -scores[name])

"""Words for gift cards, vouchers, discounts and means of payment, in the languages of shops.

A star stands for any ending, an underscore for a space, see `clv.intake.columns.phrases`.
"""

from __future__ import annotations

import re

from babel.numbers import list_currencies

from clv.intake.columns.phrases import Phrases, phrase_of

_CARDS = Phrases.of("""
    gift_card* giftcard* gift_certificate* gift_voucher* gift_coupon* e_gift* egift* giftvoucher*
    store_credit* prepaid_card* geschenkgutschein* geschenkkarte* geschenkkarten wertgutschein*
    gutscheinkarte* guthabenkarte* carte_cadeau* cartes_cadeaux cheque_cadeau* bon_cadeau*
    tarjeta_regalo* tarjeta_de_regalo* tarjetas_regalo* cheque_regalo* bono_regalo* vale_regalo
    carta_regalo* buono_regalo* buoni_regalo* cartao_presente* vale_presente* cartao_oferta*
    cheque_oferta* vale_oferta* cadeaubon* cadeaukaart* kadobon* kadokaart* karta_podarunkow*
    karta_upominkow* bon_podarunkow* bon_upominkow* darkovy_poukaz* darkovy_certifikat*
    darkova_kart* darcekova_kart* ajandekkarty* ajandekutalvany* presentkort* gavekort*
    lahjakort* δωροκαρτ* δωροεπιταγ* hediye_kart* hediye_cek* подарочная_карта
    подарочный_сертификат подарочные_карты подарочные_сертификаты подарункова_картка
    подарунковий_сертифікат بطاقه_هديه بطاقه_هدايا قسيمه_هديه כרטיס_מתנה שובר_מתנה גיפט_קארד
    礼品卡 购物卡 储值卡 礼券 禮物卡 禮券 禮品卡 ギフトカード ギフト券 商品券 기프트카드 상품권
    선물카드 บัตรของขวัญ the_qua_tang phieu_qua_tang kartu_hadiah voucher_hadiah""")
# Sold they are gift cards; given away, or handed in, they make an order cheaper.
_VOUCHERS = Phrases.of("""
    voucher* gutschein* bon_d_achat buono_acquisto buono_spesa poukaz* utalvan* vardebevis*
    tilgodebevis* ваучер* сертификат 代金券""")
_DISCOUNTS = Phrases.of("""
    discount* rabatt* promo* reduction* remise* descuento* desconto* sconto* korting* rabat* slev*
    kedvezmeny* alennus* εκπτωσ* indirim* скидк* знижк* الخصم خصم הנחה 折扣 优惠 優惠 满减 割引
    値引 할인 ส่วนลด giam_gia diskon* potongan* coupon* cupon* cupom* купон* クーポン 쿠폰 คูปอง
    aktionsgutschein* rabattgutschein* willkommensgutschein* promotional_voucher loyalty_reward*
    bundle_saving* multibuy* nachlass* skonto kupon* קופון""")
_TENDERS = Phrases.of("""
    cash visa mastercard maestro amex american_express paypal klarna sepa credit* debit* apple_pay
    google_pay stripe shopify_payments bank_transfer card bar barzahlung bargeld ec kreditkarte
    lastschrift uberweisung rechnung vorkasse especes carte_bancaire cb virement efectivo
    tarjeta contanti
    bonifico dinheiro pix boleto contant ideal pin gotowka przelew blik hotovost karta prevodem
    bankkartya keszpenz atutalas kontant swish kort mobilepay vipps kateinen kortti μετρητα καρτα
    nakit kredi_karti наличн* карта карт* готівка картка نقد* מזומן אשראי 现金 微信 支付宝 現金
    クレジット 현금 카드 เงินสด tien_mat chuyen_khoan tunai gopay ovo""")
# A holder of gift cards is none.
_BESIDE = Phrases.of("""
    holder* box* envelope* tin sleeve* stand wallet* display* frame case umschlag* hulle* schachtel*
    pochette* etui* busta sobre* obal* doos""")
_PARTS = re.compile(r"[,;|\n/+&]")
_SHORT = 3
_MONEY = frozenset((*list_currencies(), "KC", "ZL", "RUB", "KR", "FT", "LEI"))
STEMS = sorted({
    word[:4] for phrases in (_CARDS, _VOUCHERS, _DISCOUNTS)
    for word in (*phrases.whole, *phrases.beginnings) if word.isascii()
})  # fmt: skip
"""Beginnings of the words that are written in plain letters, for a quick look."""


def is_gift_card(text: str) -> bool:
    """Tell whether all that a cell lists is gift cards; numbers and signs of money aside.

    Examples
    --------
    >>> [is_gift_card(text) for text in ("Gift Card - 50 EUR", "Carte cadeau", "Gift card holder")]
    [True, True, False]
    >>> is_gift_card("1x Gift card, 2x Tea"), is_gift_card("Geschenkkarte 25 €")
    (False, True)
    """
    return _is_all(text, _CARDS) and not is_discount(text)


def is_voucher(text: str) -> bool:
    """Tell whether a text names vouchers, which somebody bought or was given.

    Examples
    --------
    >>> is_voucher("Gutschein 50 €"), is_voucher("Rabattgutschein"), is_voucher("Tea")
    (True, False, False)
    """
    return _is_all(text, _VOUCHERS) and not is_discount(text)


def is_discount(text: str) -> bool:
    """Tell whether a text names a discount.

    Examples
    --------
    >>> is_discount("Rabatt 10 %"), is_discount("Promo code SUMMER"), is_discount("Tea")
    (True, True, False)
    """
    return bool(_DISCOUNTS.longest(phrase_of(text)))


def is_type_of_gift_cards(text: str) -> bool:
    """Tell whether a type or category of products is gift cards, by nothing else beside.

    Examples
    --------
    >>> is_type_of_gift_cards("gift_card"), is_type_of_gift_cards("Gift cards and stationery")
    (True, False)
    """
    phrase = phrase_of(text)
    return _CARDS.longest(phrase) >= max(len(phrase) - _SHORT, 1)


def is_tender(text: str) -> bool:
    """Tell whether a text is a means of payment.

    Examples
    --------
    >>> is_tender("Visa"), is_tender("Barzahlung"), is_tender("Tea")
    (True, True, False)
    """
    return bool(_TENDERS.longest(phrase_of(text)))


def _is_all(text: str, phrases: Phrases) -> bool:
    parts = [phrase_of(part) for part in _PARTS.split(text)]
    named = [part for part in parts if any(_is_word(word) for word in part.split())]
    return bool(named) and all(
        phrases.longest(part) and not _BESIDE.longest(part) for part in named
    )


def _is_word(word: str) -> bool:
    if not word.isascii():
        return True
    return len(word) > 1 and not re.search(r"\d", word) and word.upper() not in _MONEY

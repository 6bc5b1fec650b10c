"""Lines that are money but nothing bought: postage, fees, entries by hand, bank charges."""

from __future__ import annotations

import polars as pl

from clv.intake.columns.phrases import Phrases, phrase_of
from clv.tables import PRODUCT, PRODUCT_NAME

# Codes of the Online Retail log; its single letters (M, D, S) are told by their names.
_CODES = Phrases.of("post dot bank_charges amazonfee cruk")
_NAMES = Phrases.of("""
    post postage dotcom_postage shipping shipping_cost* shipping_fee* delivery delivery_charge*
    delivery_fee* freight carriage handling handling_fee* manual manual_adjustment adjust
    adjust_bad_debt adjustment* bank_charges amazon_fee fee fees service_fee* service_charge
    processing_fee* transaction_fee* discount samples cruk_commission commission tip tips gratuity
    rounding deposit surcharge* tax insurance_fee versand versandkosten porto lieferkosten
    frachtkosten rabatt gebuhr servicegebuhr trinkgeld frais_de_port livraison frais_de_livraison
    remise gastos_de_envio envio descuento spese_di_spedizione spedizione sconto frete desconto
    verzendkosten korting wysylka koszt_dostawy doprava postovne szallitasi_dij frakt fragt porto
    toimituskulut μεταφορικα kargo kargo_ucreti доставка стоимость_доставки скидка الشحن משלוח
    运费 邮费 送料 手数料 배송비 ค่าจัดส่ง phi_van_chuyen ongkir ongkos_kirim""")

_LONGEST = 40


def without_fees(lines: pl.DataFrame) -> pl.DataFrame:
    """Leave lines of postage, fees and the like without a product; their money stays.

    Examples
    --------
    >>> lines = pl.DataFrame({PRODUCT: ["POST", "85123A"], PRODUCT_NAME: ["POSTAGE", "HEART"]})
    >>> without_fees(lines)[PRODUCT].to_list()
    [None, '85123A']
    """
    fees = [
        lines[column].is_in(_listed(lines[column], phrases))
        for column, phrases in ((PRODUCT, _CODES), (PRODUCT, _NAMES), (PRODUCT_NAME, _NAMES))
        if column in lines.columns
    ]
    if not fees:
        return lines
    is_fee = pl.select(pl.any_horizontal(fee.fill_null(value=False) for fee in fees)).to_series()
    if not is_fee.any():
        return lines
    present = [name for name in (PRODUCT, PRODUCT_NAME) if name in lines.columns]
    return lines.with_columns(lines[name].set(is_fee, None) for name in present)


def _listed(values: pl.Series, phrases: Phrases) -> list[str]:
    texts = values.drop_nulls().unique()
    # No fee has a figure in its name; most codes of products do.
    likely = texts.filter((texts.str.len_chars() <= _LONGEST) & ~texts.str.contains(r"\d"))
    return [text for text in likely if _is_one(text, phrases)]


def _is_one(text: str, phrases: Phrases) -> bool:
    phrase = phrase_of(text)
    return (
        phrase in phrases.whole
        or text in phrases.anywhere
        or (phrase.startswith(phrases.beginnings))
    )

"""Header names in many languages, and what they usually hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Of several fitting columns the one named earlier wins.
NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        "customer_id", "customer", "customer no", "customer number", "customer key",
        "customer code", "cust_id", "cust no", "custid", "cust", "client_id", "client",
        "client number", "user_id", "userid", "uid", "member_id", "member", "household_id",
        "household key", "account_id", "account", "account number", "buyer_id", "buyer",
        "buyer user id", "buyer username", "user", "username", "user name", "shopper_id",
        "visitor_id", "contact_id", "subscriber_id", "guest_id",
        "customer email", "customer e-mail", "email", "e-mail", "email address", "user email",
        "buyer email", "billing email", "email (billing)", "customer name", "client name",
        "kunde", "kunden-id", "kundennummer", "kundennr", "kunden nr", "kundenname", "käufer",
        "numéro client", "n° client", "code client", "id client", "client id", "cliente",
        "id cliente", "código cliente", "codigo cliente", "número de cliente", "klantnummer",
        "klant", "klant id", "kund", "kundnummer", "kundnr", "kunde nr", "kundenummer",
        "codice cliente", "numer klienta", "klient", "id klienta", "müşteri", "müşteri no",
        "客户编号", "客户", "客户id", "顾客编号", "会员编号", "会员id", "用户id", "用户编号",
        "買家", "顧客id", "顧客番号", "顧客コード", "会員番号", "会員id", "клиент", "id клиента",
        "код клиента", "номер клиента", "покупатель", "고객번호", "고객id", "고객",
    ),
    "date": (
        "order_date", "invoice_date", "invoicedate", "purchase_date", "transaction_date",
        "sale_date", "sales_date", "date", "datetime", "date time", "order datetime",
        "order time", "order timestamp", "transaction_timestamp", "transaction time", "timestamp",
        "created_at", "created at", "created", "created date", "created (utc)",
        "created date (utc)", "order created", "paid at", "purchase time", "purchase timestamp",
        "order purchase timestamp", "purchased at", "event_time", "time", "day", "when",
        "ordered at", "order placed", "order day", "posting date", "document date", "dt", "ts",
        "bestelldatum", "datum", "auftragsdatum", "rechnungsdatum", "kaufdatum", "belegdatum",
        "date de commande", "date commande", "date d'achat", "date facture", "fecha",
        "fecha de pedido", "fecha pedido", "fecha de compra", "data", "data ordine",
        "data acquisto", "data do pedido", "data da compra", "data zamówienia", "besteldatum",
        "orderdatum", "ordredato", "dato", "köpdatum", "sipariş tarihi", "tarih", "订单日期",
        "日期", "下单时间", "下单日期", "交易日期", "购买日期", "注文日", "注文日時", "購入日",
        "日付", "дата", "дата заказа", "дата покупки", "주문일", "주문일자", "날짜",
    ),
    "amount": (
        "amount", "total_amount", "order_amount", "order_total", "order value", "order amount",
        "total", "grand_total", "grand total (base)", "grand total", "total price", "total paid",
        "amount paid", "paid", "payment amount", "payment value", "net sales", "net revenue",
        "revenue", "sales", "sales_value", "sales amount", "sale amount", "sale value",
        "transaction_amount", "transaction value", "purchase amount", "purchase value",
        "line total", "linetotal", "total sales", "total value", "total spend", "spend", "spent",
        "monetary", "value", "gross sales", "gross", "net", "turnover", "subtotal", "sum",
        "net amount", "gross amount", "invoice amount", "invoice total", "price", "betrag",
        "gesamtbetrag", "summe", "gesamtsumme", "umsatz", "bestellwert", "rechnungsbetrag",
        "gesamt", "preis", "montant", "montant total", "total ttc", "prix total", "importe",
        "importe total", "monto", "valor", "valor total", "ventas", "importo", "totale", "prezzo",
        "bedrag", "totaal", "totaalbedrag", "omzet", "kwota", "wartość", "suma", "belopp",
        "summa", "beløb", "tutar", "toplam", "金额", "订单金额", "总金额", "实付金额", "支付金额",
        "销售额", "金額", "合計", "合計金額", "売上", "注文金額", "購入金額", "сумма",
        "сумма заказа", "стоимость", "итого", "выручка", "금액", "주문금액", "결제금액",
    ),
    "quantity": (
        "quantity", "qty", "units", "pieces", "item quantity", "quantity ordered",
        "lineitem quantity", "items", "menge", "anzahl", "stückzahl", "quantité", "qté",
        "cantidad", "quantità", "quantidade", "aantal", "ilość", "antal", "adet", "数量", "個数",
        "количество", "кол-во", "수량",
    ),
    "unit_price": (
        "unit_price", "unitprice", "price per unit", "price each", "item price", "price",
        "lineitem price", "selling price", "einzelpreis", "stückpreis", "preis", "preis pro stück",
        "prix unitaire", "prix", "precio unitario", "precio", "prezzo unitario", "preço unitário",
        "preço", "stukprijs", "prijs", "cena jednostkowa", "cena", "à-pris", "styckpris",
        "birim fiyat", "单价", "価格", "単価", "цена", "단가",
    ),
    "order": (
        "order_id", "orderid", "order", "order no", "order number", "order #", "invoice_no",
        "invoiceno", "invoice", "invoice number", "invoice id", "transaction_id", "transaction no",
        "transaction number", "basket_id", "basket", "receipt", "receipt id", "receipt number",
        "bill no", "ticket", "bestellnummer", "bestell-nr", "auftragsnummer", "rechnungsnummer",
        "numéro de commande", "n° commande", "commande", "número de pedido", "pedido",
        "numero ordine", "ordine", "bestelnummer", "ordernummer", "numer zamówienia", "订单编号",
        "订单号", "订单id", "注文番号", "номер заказа", "заказ", "주문번호",
    ),
    "status": (
        "status", "order_status", "payment status", "financial status", "state", "order state",
        "bestellstatus", "statut", "estado", "stato", "订单状态", "状态", "статус", "주문상태",
    ),
    "currency": (
        "currency", "currency code", "order currency", "iso currency", "währung", "devise",
        "moneda", "valuta", "moeda", "waluta", "货币", "币种", "通貨", "валюта",
    ),
    "product": (
        "product_id", "sku", "stock_code", "stockcode", "item_id", "product", "product code",
        "product name", "article", "item", "item name", "lineitem sku", "lineitem name",
        "description", "artikel", "artikelnummer", "produkt", "produit", "producto", "prodotto",
        "produto", "商品编号", "商品", "商品名", "商品id", "товар", "상품",
    ),
    "category": (
        "category", "product category", "department", "main category", "category name", "type",
        "product type", "kategorie", "warengruppe", "catégorie", "categoría", "categoria",
        "类别", "品类", "カテゴリ", "категория",
    ),
    "channel": (
        "channel", "sales channel", "source", "utm_source", "marketing channel", "traffic source",
        "acquisition channel", "store", "store_id", "kanal", "canal", "渠道", "канал",
    ),
    "country": (
        "country", "country code", "shipping country", "billing country", "ship country", "land",
        "pays", "país", "paese", "国家", "国", "страна", "region",
    ),
    "discount": (
        "discount", "discount amount", "total discount", "coupon amount", "coupon", "rabatt",
        "remise", "descuento", "sconto", "desconto", "retail_disc", "折扣", "скидка",
    ),
    "payment_status": (
        "payment status", "financial status", "payment state", "zahlungsstatus",
        "status do pagamento", "estado del pago", "statut du paiement",
    ),
    "reference": (
        "reference txn id", "original transaction id", "original order id", "parent order id",
        "parent id", "refund of", "original order", "original invoice", "related transaction id",
        "zugehöriger transaktionscode",
    ),
    "product_name": (
        "product name", "item name", "item title", "lineitem name", "title", "description",
        "artikelbezeichnung", "bezeichnung", "produktname", "nome do produto",
        "nombre del producto", "nom du produit", "商品名称", "商品名", "宝贝标题", "상품명",
    ),
    "refund": (
        "refund", "refund amount", "refunded amount", "amount refunded", "total refunded",
        "order refund amount", "refunded", "erstattung", "remboursement", "reembolso",
    ),
}  # fmt: skip


def named_roles(columns: Iterable[str]) -> set[str]:
    """Return the roles for which some column has one of the usual names.

    Examples
    --------
    >>> sorted(named_roles(["Kunde", "Datum", "whatever"]))
    ['customer', 'date']
    """
    folded = {fold(column) for column in columns}
    return {role for role, names in _folded_names().items() if folded & names}


@cache
def _folded_names() -> dict[str, frozenset[str]]:
    return {role: frozenset(map(fold, names)) for role, names in NAMES.items()}


def shown(columns: Iterable[str]) -> str:
    r"""List column names for a message: on one line, not too long, and no name of a person.

    Examples
    --------
    >>> shown(["id", "sum\n(EUR)", "ann@example.org"])
    'id, sum (EUR), …'
    """
    names = list(columns)
    listed = ["…" if "@" in name else " ".join(name.split())[:30] for name in names[:12]]
    return ", ".join(listed) + (" …" if len(names) > 12 else "")


# Bounded, so that a header of brackets takes no time.
_UNIT = re.compile(r"[\(\[][^\w]{0,4}(?:[a-z]{3})?[^\w]{0,4}[\)\]]\s{0,4}$")


def fold(name: str) -> str:
    """Reduce a header to what is compared: lower case, letters and digits, no unit in brackets.

    Examples
    --------
    >>> fold("  Customer ID "), fold("Amount ($)"), fold("Order #"), fold("E-Mail")
    ('customerid', 'amount', 'order#', 'email')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _UNIT.sub("", plain)
    return re.sub(r"[^\w#]+|_", "", plain)

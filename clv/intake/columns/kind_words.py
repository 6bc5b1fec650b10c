"""Kinds of row: a sale, a line of it and its payment tell the same money; one of them counts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from clv.intake.columns.phrases import Phrases, phrase_of

SALE, ORDER, LINE, PAYMENT = "sale", "order", "line", "payment"
REFUND, OTHER, DRAFT = "refund", "other", "draft"

_KINDS = {
    OTHER: """
        view* click* add_to_cart addtocart cart remove_from_cart impression* wishlist session*
        login signup sign_up search* visit* browse* page_view pageview begin_checkout checkout
        open_email email_open fee* transfer* withdraw* payout* conversion* currency_conversion*
        journal* opening_balance deposit* adjustment* tax vat shipping discount* tip* expense*
        bill_credit vendor* total subtotal balance* hold* bank_charge* bank_deposit stripe_fee*
        topup* top_up general_withdrawal general_currency_conversion general_card_withdrawal
        payments_made own_transfers bank_charges_and_interest provider_payouts
        repaid_by_suppliers authorization* authorisation* gebuhr* uberweisung* umbuchung
        auszahlung* abhebung
        versandkosten steuer rabatt frais* virement* retrait* comision* comissao* tarifa*
        transferencia* retiro* saque commission* prelievo* trasferimento* kosten overboeking*
        prowizja wyplata* przelew 手续费 转账 提现 手数料 振込 수수료 이체 출금""",
    DRAFT: """
        quote* quotation* estimate* proforma pro_forma draft* purchase_order angebot*
        kostenvoranschlag devis presupuesto* orcamento preventivo offerte oferta 报价 見積 견적""",
    REFUND: """
        refund* credit_memo credit_note* creditnote* credit return* reversal* chargeback*
        storno* gutschrift* erstattung* ruckerstattung* retoure* stornorechnung
        rechnungskorrektur avoir* remboursement* retour* nota_de_credito nota_credito
        nota_di_credito reembolso* devolucion* devoluc* estorno* rimborso* reso creditnota
        terugbetaling* korekta* zwrot* dobropis* jovairas* kreditnota* kreditfaktura*
        kreditering* hyvitys* hyvityslasku iade* возврат* сторно повернен* مرتجع* استرداد* זיכוי
        החזר* 退款 退货 红冲 返金 返品 환불 반품 คืนเงิน hoan_tien pengembalian*""",
    LINE: """
        sale_line* line* item line_item* lineitem* order_line* order_item* invoice_line*
        position posten rechnungsposition auftragsposition ligne_de_commande linea_de_pedido
        riga_ordine orderregel pozycja_zamowienia 明细 明細""",
    PAYMENT: """
        payments_received payment* tender* receive_payment payment_received bill_payment paid
        zahlung* zahlungseingang paiement* reglement* pago* pagamento* betaling*
        platnosc*
        wplata* platba* fizetes* betalning* maksu* πληρωμ* odeme* tahsilat оплата платеж* платіж*
        دفع*
        תשלום* 付款 支付 收款 入金 支払 決済 결제 입금 thanh_toan pembayaran""",
    ORDER: """
        order order_header sales_order bestellung* auftrag* commande* pedido* ordine*
        bestelling* zamowienie* objednavka* rendeles* tilaus* siparis* заказ* замовлення* طلب*
        הזמנה 订单 訂單 注文 주문 pesanan""",
    SALE: """
        sale* sales_receipt invoice* header document receipt* transaction purchase* charge* buy
        booking tax_invoice cash_sale pos_sale web_sale verkauf* rechnung* bon barverkauf vente*
        facture* venta* factura* venda* vendita* fattura* scontrino verkoop* factuur* sprzedaz*
        faktura* paragon* prodej* eladas* szamla* forsaljning* salg* myynti* lasku* πωληση*
        τιμολογιο* satis* fatura* продажа* чек счет* продаж* بيع* فاتوره* חשבונית 销售 发票 消费
        购买 売上 販売 판매 매출 ขาย ban_hang hoa_don penjualan faktur""",
}
_WORDS = {kind: Phrases.of(words) for kind, words in _KINDS.items()}


@lru_cache(maxsize=4096)
def kind_of(cell: str) -> str | None:
    """Return which kind of row a cell names, None where it names none.

    Examples
    --------
    >>> [kind_of(cell) for cell in ("Sale", "Sale Line", "Payment", "Credit Memo", "Tea")]
    ['sale', 'line', 'payment', 'refund', None]
    """
    phrase = phrase_of(cell)
    for kind, words in _WORDS.items():
        if phrase in words.whole:
            return kind
    lengths = {kind: words.longest(phrase) for kind, words in _WORDS.items()}
    return next((kind for kind, length in lengths.items() if length), None)


def are_kinds(values: Iterable[str]) -> bool:
    """Tell whether a column's different values are kinds of row that must not be added up.

    Examples
    --------
    >>> are_kinds(["Invoice", "Payment"]), are_kinds(["sale", "refund"]), are_kinds(["sale"])
    (True, True, False)
    >>> are_kinds(["Articles", "Tea", "Sale"]), are_kinds(["view", "cart", "purchase"])
    (False, True)
    """
    kinds = [kind_of(value) for value in values]
    money = {SALE, ORDER, LINE, PAYMENT} & set(kinds)
    return (
        None not in kinds
        and bool(money)
        and len({SALE, ORDER, LINE, PAYMENT, REFUND, DRAFT, OTHER} & set(kinds)) >= 2
    )


def sides(kinds: Iterable[str | None], *, headers_are_empty: bool = False) -> dict[str | None, str]:
    """Say for each kind whether its rows count: "keep", "drop", or "turn" for money paid back.

    Examples
    --------
    >>> sides(["sale", "line", "payment"])
    {'sale': 'keep', 'line': 'drop', 'payment': 'drop'}
    >>> sides(["payment", "refund", "other"])
    {'payment': 'keep', 'refund': 'turn', 'other': 'drop'}
    """
    present = list(dict.fromkeys(kinds))
    order = (LINE, SALE, ORDER, PAYMENT) if headers_are_empty else (SALE, ORDER, LINE, PAYMENT)
    counted = next((kind for kind in order if kind in present), None)
    side = {counted: "keep", REFUND: "turn", None: "keep"}
    return {kind: side.get(kind, "drop") for kind in present}

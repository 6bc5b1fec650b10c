"""What an order's status says of its money, by words of an order's life in the languages of shops.

Its classes are paid, open, cancelled, failed, refunded and returned. The languages are those of
`clv.intake.columns.vocabulary`. A star stands for any ending, an underscore for a space within a
phrase that is compared as a whole. Words of scripts without spaces may stand anywhere in a status.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from clv.intake.columns.phrases import Phrases, phrase_of

PAID, OPEN, CANCELLED, FAILED = "paid", "open", "cancelled", "failed"
REFUNDED, RETURNED, NEUTRAL = "refunded", "returned", "neutral"
UNPAID = (CANCELLED, FAILED, REFUNDED, RETURNED, OPEN)
"""Classes of orders that brought nothing (yet), the first that applies counts."""

STATUS_WORDS: dict[str, str] = {
    "cancelled": """
        duplicate bad_debt test test_order testbestellung 删除 刪除 skipped skip 註銷 注销 בוטלה
        cancel* void voided lost closed_lost trade_closed withdrawn abandon* trash deleted removed
        dropped released uncollectible written_off write_off writeoff no_longer_needed dead
        rescinded storn* storno abgebrochen abgelehnt verloren widerruf* geloscht ungultig annull*
        annul* anul* perdu* supprim* cancelad* perdid* eliminad* cancell* perso persa eliminat*
        excluid* geannuleerd* vervallen verwijderd anulow* utracon* porzuc* usuniet* zrusen*
        stornov* zamitnut* ztracen* smazan* torol* sztorn* lemond* visszavon* elveszt* avbrut*
        afbrud* borttag* poistet* διαγραφ* avboj* makul* forlor* annuller* slettet tapt kanseller*
        avbrutt avlyst peruut* peruttu mitatoi* havitty hylat* ακυρ* απορριφ* χαθηκε iptal* vazgec*
        silindi kaybed* отмен* аннулир* удален* потерян* проигран* скасован* анульован* видален*
        втрачен* ملغ* الغاء الغي ملغا* تم_الالغاء محذوف בוטל* מבוטל* ביטול נמחק 取消 关闭 關閉
        已关闭 作废 作廢 撤单 撤销 已撤 丢单 输单 已删除 流失 キャンセル 取り消し 失注 취소 철회
        폐기 삭제 ยกเลิก dahuy bi_huy huy huy* da_huy batal dibatalkan pembatalan gugur""",
    "failed": """
        fail* declin* denied reject* expir* error timeout timed_out fraud* suspected_fraud bounced
        blocked disputed dispute incomplete requires_payment_method uncaptured no_show noshow
        missed undeliverable not_attended did_not_attend absent insufficient_funds reversed
        reversal chargeback charge_back charged_back fehl* gescheitert verfallen abgelaufen
        nicht_erschienen betrug* ruckbuchung ruckgebucht echec* echou* refus* rejet* fraude fallid*
        rechaz* caducad* vencid* fallit* rifiut* scadut* respint* recusad* negad* falh* expirad*
        rejeitad* nao_autorizad* mislukt* geweigerd* verlopen afgewezen niepowodz* nieudan* odrzuc*
        wygasl* blad selhal* neuspe* odmitn* vyprsel* sikertelen* hibas lejart misslyck* nekad*
        utgang* mislykk* avvist* udlobet fejlet afvist mislykked* epaonnist* vanhentun* virhe
        hylatty_maksu ei_saapunut elutasit* mislykt* utlop* απετυχ* αποτυχ* αποτυχια ληξ* εληξε
        basarisiz* reddedil* hata suresi_doldu ошибк* отклон* неудач* не_удал* неуспеш* истек*
        не_явился неявка помилк* відхил* не_вдалося невдал* протерм* فشل* فاشل* مرفوض* منتهي* נכשל*
        נדחה* פג_תוקף 失败 失敗 拒绝 拒絕 过期 過期 超时 逾期取消 エラー 期限切れ 拒否
        無断キャンセル 실패 거절 만료 오류 노쇼 ล้มเหลว ไม่สำเร็จ หมดอายุ ปฏิเสธ that_bai thatbai
        het_han bi_tu_choi tu_choi loi gagal ditolak kedaluwarsa kadaluarsa""",
    "refunded": """
        refund* money_back reimburs* credited credit_issued store_credit erstattet ruckerstattet
        gutgeschrieben erstattung* ruckerstattung* ruckzahlung* rembours* reembols* devuelto_dinero
        rimbors* estornad* estorno ressarcid* terugbetaald terugbetal* gerestitueerd zwroc*
        zwrot_srodkow refundowan* vracen* refundovan* vracena visszaterit* zwrocono_srodki
        aterbetal* refunder* tilbagebetalt refusjon* tilbakebetal* hyvitet* hyvitys
        palautettu_rahat επιστροφη_χρηματων επιστραφηκ* αποζημι* відшкод* החזר_כספי החזר direfund*
        เงินคืน iade* geri_odendi возвращен* возмещен* возврат_средств возврат повернен* повернення
        مسترد* استرداد مسترجع* تم_الاسترداد זוכה הוחזר* זיכוי 退款 已退 返金 払い戻し 환불 คืนเงิน
        hoan_tien da_hoan_tien hoantien pengembalian_dana dana_dikembalikan refund""",
    "returned": """
        退貨 已退貨 已退货 vracene_zbozi возврат_товара повернення_товару повернут* urun_iadesi
        الارجاع المرتجع diretur* barang_diretur return* rma sent_back retour* zuruckgesendet
        zuruckgeschickt ruckgabe* rucksend* retourn* renvoy* devuelt* devol* restituit* reso resi
        devolvid* geretourneerd teruggestuurd zwrocon* zwrot* reklamacj* vracen* vratk* reklamac*
        visszakuld* visszaru* returner* returnerad* retur* palautet* palautus επιστροφ* επεστραφ*
        возвращ* вернул* возврат* مرتجع* مرجع* ارجاع הוחזר* החזרה 退货 退回 拒收 返品 返送 반품
        반송 ส่งคืน คืนสินค้า tra_hang da_tra_hang hoan_hang dikembalikan retur pengembalian""",
    "open": """
        dunning collections in_collections layaway unconfirmed tentative waitlist* unposted
        auth_only requires_action requires_confirmation 待成团 qualif* queued upcoming rescheduled
        待出貨付款 待確認付款 未結 pending unpaid open draft* quote quoted quotation estimate
        proforma pro_forma awaiting_payment payment_pending pending_payment payment_review
        pending_review overdue past_due due authorised authorized pre_authorized preauthorized hold
        on_hold onhold unfulfilled_payment not_paid outstanding invoice_sent sent_invoice scheduled
        planned pledged pledge qualified* negotiat* proposal* prospect* lead contract_sent
        appointment_scheduled appointmentscheduled contractsent qualifiedtobuy
        presentationscheduled decisionmakerboughtin decision_maker* presentation* closing verbal*
        in_negotiation need_s_analysis needs_analysis value_proposition id_decision_makers
        perception_analysis waiting* awaiting* created checkout cart trial trialing in_trial
        uninvoiced on_credit part_paid partially_paid_no offen ausstehend unbezahlt entwurf
        angebot* wartend warte* uberfallig fallig angemahnt mahnung zahlung_ausstehend
        zuruckgestellt reserviert impaye* en_attente attente brouillon devis a_payer non_regle
        en_suspens pendiente* impagad* borrador presupuesto por_pagar en_espera in_attesa attesa
        da_pagare bozza preventivo sospes* pendente* aguardand* rascunho orcamento em_aberto
        a_pagar em_espera openstaand* wacht* wait_buyer* concept offerte in_afwachting in_de_wacht
        oczekuj* nieoplac* niezaplac* szkic wstrzyman* do_zaplaty cekajic* cekaj* ceka nezaplac*
        neuhraz* koncept k_zaplaceni pozastav* fuggoben varakoz* fizetesre_var kifizetetlen nyitott
        piszkozat felfuggeszt* vantar* vantande obetald* utkast offert vilande avvaktar afventer
        ubetalt kladde tilbud venter pa_vent kladd odottaa odottav* maksamaton luonnos avoin
        tarjous εκκρεμ* προχειρο jonossa avventer בהמתנה αναμον* σε_αναμονη ανεξοφλητ* απληρωτ*
        προσχεδιο beklem* bekliyor odenmedi taslak teklif odeme_bekl* ожида* неоплач* черновик
        отложен* в_ожидании открыт* очіку* несплач* чернетк* відкладен* معلق* قيد_الانتظار بانتظار
        في_انتظار غير_مدفوع* مسوده ממתין* ממתינ* לא_שולם טיוטה פתוח 待付款 未付款 等待买家付款
        等待付款 未支付 待支付 待付 未付 草稿 意向 报价 跟进中 入金待ち 未入金 支払い待ち 支払待ち
        未払い 未払 保留 見積 商談中 仮登録 決済待ち 입금대기 결제대기 미결제 미입금 입금전 대기
        보류 견적 รอชำระ รอการชำระ ค้างชำระ ยังไม่ชำระ ร่าง cho_thanh_toan chua_thanh_toan
        cho_xac_nhan tam_giu nhap menunggu* belum_bayar belum_dibayar belum_lunas tertunda draf
        ditunda""",
    "paid": """
        chargeback_won chargeback_reversed dispute_won stayed in_house 已成团 收货 exchang*
        replac* umtausch* umgetauscht echang* cambiad* manual_verification* reshipped הושלמ* 出貨
        已出貨 寄出 送達 上架 完成订单 exported_to_erp 完成交易 paid complete* fulfilled fulfil*
        partially_fulfilled unfulfilled shipped ship* partially_shipped deliver* dispatch* sent
        processing processed process in_process in_progress inprogress success* succeed*
        successful settled captured capture received confirmed approved accepted won closed_won
        closed finish* done ok invoiced billed partially_paid partially_refunded partial_refund
        picked* packed packing ready* in_transit transit collected attended checked_in
        checked_out arrived archived posted cleared placed new ordered active fullfilled printed
        exported backorder* pre_order preorder awaiting_fulfillment awaiting_shipment
        awaiting_pickup waiting_for_shipment pending_fulfillment unshipped to_ship wait_seller*
        wait_buyer_confirm* sale sold yes warenausgang* bezahlt versendet versand* abgeschlossen
        zugestellt geliefert erledigt ausgeliefert verschickt in_bearbeitung bearbeitung
        verarbeit* bestatigt gewonnen fertig teilgeliefert abgeholt angekommen neu eingegangen
        teilversendet fakturiert berechnet verbucht paye* payee reglee regle termine* livr*
        expedi* envoye* en_cours traite* valide* confirme* accepte* gagne* facture* prepar*
        nouvelle nouveau recu* encaisse* en_preparation pagad* completad* enviad* entregad*
        procesand* procesad* confirmad* aprobad* ganad* finalizad* facturad* preparand* nuevo
        recibid* cobrad* en_proceso listo pagat* completat* spedit* consegnat* evas*
        in_lavorazione elaborazione confermat* approvat* vint* fatturat* nuovo conclus* chius*
        ricevut* lavorazione preparazione incassat* pago paga concluid* entregue* processand*
        em_processamento aprovad* ganh* faturad* arquivad* em_separacao em_transporte recebid*
        novo autorizad* aberto betaald* verzonden* afgerond* voltooid* geleverd* bezorgd*
        verwerk* in_behandeling bevestigd* gefactureerd* nieuw ontvangen verstuurd* afgehandeld*
        klaar oplac* zaplac* zrealizow* wyslan* dostarcz* zakoncz* w_realizacji realizow*
        realizacj* potwierdz* przyjet* wygran* nowe nowy spakowan* odebran* wykonan* gotowe
        w_trakcie przetwarzan* zaplacen* uhrazen* dokonc* odeslan* doruc* vyrizen* expedovan*
        zpracov* potvrzen* prijat* vyhran* nova novy zabalen* vyrizuje* vybaven* odbaven* dodan*
        fizetve kifizet* teljesit* kiszallit* szallit* kezbesit* elkuldv* feldolgoz*
        visszaigazol* megerosit* lezart* befejez* kesz uj megnyert atvett csomagol* postaz*
        jovahagy* betald* betalt* slutford* slutfort klar skickad* levererad* leverans* behandl*
        bekraft* vunn* ny mottag* packad* godkand* fakturerad* avslutad* leveret levereret levert
        sendt afsendt fullfort gjennomfort ferdig fuldfort gennemfort faerdig bekraeft* godkendt
        modtaget vundet pakket bekreft* godkjent mottatt vunnet under_behandling plukket maksettu
        toimitet* toimitus lahetet* valmis kasittel* vahvistet* hyvaksyt* voitettu uusi
        vastaanotet* pakattu laskutettu suoritettu ολοκληρ* πληρωμ* πληρωθηκε εξοφλη* απεσταλ*
        αποσταλ* εσταλη παραδοθ* παραδομ* επεξεργασ* σε_επεξεργασια επιβεβαι* κερδηθηκε εγκρι*
        νεα νεο ετοιμ* τιμολογηθηκε odendi tamamlan* kargo* gonderil* teslim* hazirlan* isleniyor
        isleme* onaylan* kazanil* yeni faturalan* kargoya_verildi tahsil* basarili оплачен*
        выполнен* заверш* отправлен* доставлен* обработ* обрабатыва* подтвержд* выдан* получен*
        новый новая принят* выигран* успешн* собран* сборк* закрыт* отгружен* готов* комплект*
        в_обработке сплачен* виконан* відправлен* обробл* оброб* підтвердж* отриман* нове новий
        прийнят* виграно успішн* видан* в_обробці مكتمل* مدفوع* تم_التوصيل تم_الشحن تم_التسليم
        شحن* مشحون* قيد_المعالجه قيد_التنفيذ قيد_التجهيز مسلم* موصل* تم_الدفع مؤكد* جديد تم ناجح*
        منجز* التوصيل הושלם* שולם* נשלח* סופק* נמסר* בטיפול בעיבוד מאושר* אושר* התקבל* חדש הסתיים
        נסגר שולמה 完成 成功 已付款 已支付 已发货 已發貨 发货 待发货 待發貨 已收货 已收貨 待收货
        签收 已簽收 待评价 已评价 处理中 處理中 已确认 已確認 确认收货 已结算 赢单 成交 配送中
        已出库 备货 已送达 已完成 完了 発送済 発送 出荷 配達 入金済 支払済 支払い済 決済完了
        処理中 受注 確認済 新規 準備中 済 成約 受取 완료 확정 배송중 배송 준비중 결제 발송 처리중
        접수 확인 수령 교환 สำเร็จ เสร็จ จัดส่ง ชำระแล้ว ชำระเงินแล้ว ได้รับ ดำเนินการ ยืนยัน
        กำลังเตรียม ส่งแล้ว hoan_thanh hoanthanh da_giao da_thanh_toan thanh_cong dang_giao
        dang_xu_ly da_xac_nhan hoan_tat da_gui dang_van_chuyen da_nhan moi selesai dibayar lunas
        dikirim terkirim diproses sukses berhasil diterima dikonfirmasi sedang_dikirim baru siap
        diantar tiba""",
    "neutral": """
        unavailable unknown other misc none na n_a inactive regular standard vip gold silver bronze
        platinum online offline enabled disabled true false returning member retail wholesale
        无售后或售后取消 无售后""",
}
"""Class to the words that say it."""

PARTIAL = """
    partial* part partly teilweise teil partiel* parcial* parzial* gedeeltelijk* deels czesciow*
    castecn* reszleg* delvis* delvist osittain* μερικ* kismi* kismen частичн* частков* جزئي* חלקי*
    部分 一部 부분 บางส่วน mot_phan sebagian"""
NOT = """
    not no non never un unpaid nicht pas keine sin nao niet nie ne nem nincs inte ej ikke ei δεν μη
    degil не нет غير لم לא 未 没 沒 不 ない chua belum tidak khong 미 ไม่ ยังไม่"""
WAIT = """
    await* waiting wait pending to ready warte* wartet attente espera* attesa aguard* wacht* oczek*
    ceka* varak* vant* vent* odott* αναμ* bekl* ожид* очік* انتظار بانتظار ממתין* 等待 待 待ち 대기
    รอ cho menunggu*"""
SHIP = """
    ship* fulfil* pickup pick dispatch* deliver* delivery collection sent versand* versend*
    verschick* abholung liefer* geliefert zugestellt expedi* livr* envoy* envio envia* entreg*
    sped* consegn* verzend* verzond* levering bezorgd* wysyl* wyslan* dostaw* dostarcz* odesl*
    doruc* szallit* kiszallit* elkuld* leverans* lever* skick* afsend* sendt toimit* lahet*
    αποστολ* απεστ* παραδοθ* kargo* gonder* teslim* отправ* доставк* доставлен* відправ* شحن* الشحن
    التوصيل משלוח* נשלח* 发货 發貨 收货 收貨 确认收货 评价 自提 発送 出荷 出貨 受取 배송 발송 수령
    จัดส่ง giao van_chuyen pengiriman dikirim"""
BACK = """
    refund return retoure erstattung ruckerstattung ruckgabe remboursement retour reembolso
    devolucion devolucao rimborso reso terugbetaling zwrot refundace vraceni visszaterites
    aterbetalning retur refusion refusjon hyvitys palautus επιστροφη iade возврат повернення
    استرداد החזר 退款 退货 退貨 返金 返品 환불 반품 คืนเงิน hoan_tien pengembalian"""

# Words that other things than orders are called too.
_WEAK = frozenset(("new", "active", "ok", "yes", "done", "open", "closed", "sale", "sold", "ready"))
_MOST = 0.8

_CLASSES = {name: Phrases.of(words) for name, words in STATUS_WORDS.items()}
_PARTIAL, _NOT, _WAIT, _SHIP, _BACK = (
    Phrases.of(words) for words in (PARTIAL, NOT, WAIT, SHIP, BACK)
)
_LOST = {CANCELLED, FAILED, REFUNDED, RETURNED}


@lru_cache(maxsize=8192)
def class_of(status: str) -> str | None:
    """Return what a status says of the money, None where no word of it is known.

    Examples
    --------
    >>> [class_of(status) for status in ("wc-refunded", "İptal Edildi", "交易关闭", "Closed won")]
    ['refunded', 'cancelled', 'cancelled', 'paid']
    >>> [class_of(status) for status in ("Not paid", "partially_refunded", "Awaiting pickup", "X")]
    ['open', 'paid', 'paid', None]
    """
    phrase = phrase_of(status)
    for name, words in _CLASSES.items():
        if phrase in words.whole or phrase in words.anywhere:
            return name
    return _by_words(phrase)


def _by_words(phrase: str) -> str | None:
    lengths = {name: words.longest(phrase) for name, words in _CLASSES.items()}
    spoken = {name for name, length in lengths.items() if length}
    is_on_its_way = _WAIT.longest(phrase) and _SHIP.longest(phrase)
    if not spoken or is_on_its_way:
        return PAID if is_on_its_way else None
    is_in_part = _PARTIAL.longest(phrase) and spoken & {REFUNDED, RETURNED, PAID}
    if is_in_part or (spoken <= _LOST and _is_undone(phrase, spoken)):
        return PAID
    if {REFUNDED, RETURNED} <= spoken:
        # What names the goods is longer than what names goods or money.
        spoken.discard(RETURNED if lengths[REFUNDED] >= lengths[RETURNED] else REFUNDED)
    if _NOT.longest(phrase) and PAID in spoken and not spoken & _LOST:
        return PAID if _SHIP.longest(phrase) and OPEN not in spoken else OPEN
    return next((name for name in UNPAID if name in spoken), PAID if PAID in spoken else NEUTRAL)


def _is_undone(phrase: str, spoken: set[str]) -> bool:
    """Tell whether what would undo an order did not come about: not cancelled, refund denied."""
    first, *others = phrase.split() or [""]
    if len(others) == 1 and first in _NOT.whole and class_of(others[0]) in _LOST:
        return True
    is_refund = first in _BACK.whole or any(phrase.startswith(word) for word in _BACK.anywhere)
    return is_refund and bool(spoken & {FAILED, CANCELLED})


def are_statuses(values: Iterable[str]) -> bool:
    """Tell whether a column's different values are statuses of orders, by their words.

    Examples
    --------
    >>> are_statuses(["completed", "cancelled"]), are_statuses(["Berlin", "Open Sky Records"])
    (True, False)
    >>> are_statuses(["New", "Open box"]), are_statuses(["New", "Returned"])
    (False, False)
    """
    phrases = [phrase_of(value) for value in values]
    classes = [class_of(phrase) for phrase in phrases]
    strong = {name for name, phrase in zip(classes, phrases, strict=True) if phrase not in _WEAK}
    are_most = sum(name is not None for name in classes) >= _MOST * len(classes)
    return PAID in strong and bool(strong & set(UNPAID)) and are_most

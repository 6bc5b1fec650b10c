"""Words that headers are made of, by what they speak of, in the languages of shops.

English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Hungarian, Swedish,
Danish, Norwegian, Finnish, Greek, Turkish, Russian, Ukrainian, Arabic, Hebrew, Chinese, Japanese,
Korean, Thai, Vietnamese and Indonesian. A star stands for an ending of up to four letters; words
are compared without case and accents, and may stand together (Bestelldatum, 订单金额).
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "customer": """
        supporter* organization* organisation* loyaltyid loyaltycard loyaltynumber loyaltyno
        attendee* participant* patient* student* traveller* traveler* passenger* teilnehmer*
        cari carisi reise hesap 会员卡 customer* cust client* buyer* purchaser* member* shopper*
        donor* subscriber* patron* guest payer* debtor* contact* account* acct household* user*
        visitor* kunde* kund kunden* kaufer* besteller* mitglied* debitor* gast auftraggeber*
        acheteur* abonne* adherent* cliente* comprador* socio* acquirente* compratore*
        consumidor* klant* koper* afnemer* lid klient* nabywc* kupujac* zakaznik* kupujici*
        odberatel* vevo* ugyfel* vasarlo* vasarloi* kopare* compan* firma* entreprise* empresa*
        azienda* bedrijf* kunder kober* kjoper* medlem* asiakas asiakka* ostaja* tilaaja* πελατ*
        αγοραστ* musteri* alici* uye* клиент* покупател* заказчик* контрагент* клієнт* покупец*
        покупц* замовник* العميل عميل الزبون زبون المشتري مشتري الزبائن لقوح לקוח* הלקוח קונה*
        客户 顾客 客戶 顧客 会员 會員 买家 買家 买方 買方 用户 用戶 购买者 消费者 お客様
        お客さま 客様 会員 購入者 注文者 ユーザー 取引先 得意先 고객 구매자 회원 주문자 사용자
        ลูกค้า ผู้ซื้อ สมาชิก khachhang khach nguoimua thanhvien pelanggan pembeli konsumen
        anggota""",
    "name": """
        name names fullname nickname surname lastname firstname nom nombre nome naam imie
        nazwisko nazwa jmeno prijmeni nev neve navn namn nimi ονομα* ad adi soyadi adsoyad имя
        фио имени наименован* назва ім'я імя الاسم اسم שם 姓名 名称 名稱 昵称 氏名 名前 お名前
        名 이름 성명 명 ชื่อ ten nama""",
    "email": """
        email e-mail mail emailaddress adresseemail correo epost sahkoposti eposta epostadresse
        почта почты эл электронная пошта البريد الالكتروني דואל אימייל 邮箱 電子郵件 郵箱
        电子邮件 メール メールアドレス 이메일 อีเมล surel""",
    "phone": """
        whatsapp
        phone* mobile telephone* tel telefon* handy telefono* telefone* celular* gsm puhelin*
        τηλεφωνο телефон* هاتف הטלפון טלפון 电话 手机 手机号 電話 電話番号 전화 연락처 โทรศัพท์
        dienthoai telepon hp""",
    "id": """
        nif cif nip dni rut cpf cnpj rfc card cards karte karty karta carte tarjeta tessera kort
        kortti kartya карта карты картки kartu 卡 卡号 カード 카드 통 id ids no nr nbr num
        number nummer numbers code codes key ref reference referenz uuid guid sk pk fk uid hash
        # № identifier identificativo identifiant numero numeros n codigo codice cod kod kodu
        cislo szam szama azonosito* azon kodja tunnus numer αριθμος αριθμ* κωδικ* numara*
        numarasi no'su номер* код ид идентификатор ідентифікатор رقم معرف كود מספר מזהה קוד 号
        號 编号 編號 代码 番号 コード ナンバー 번호 코드 아이디 หมายเลข เลขที่ รหัส เลข ma so
        maso nomor kode""",
    "unique": """
        login nick username unique hashed masked anonymized anonymised anon primary external crm
        dim index""",
    "order": """
        reservation* booking* reservierung* rezerva* varaus* reserva* prenotazion* order*
        ordered purchase* purchased booking booked basket cart checkout bestell* auftrag*
        commande* achat* pedido* compra* encomenda* ordine* ordini acquisto acquisti bestelling*
        bestel aankoop* zamowien* zamowieni* zakup* objednav* objednavk* nakup* rendeles* rendel
        vasarlas* megrendeles* bestallning* kop inkop kjop ordre* bestilling* kob tilaus*
        tilauks* osto* παραγγελ* αγορα* siparis* заказ* покупк* замовлен* الطلب طلب الطلبيه
        الشراء شراء הזמנה ההזמנה רכישה הרכישה 订单 訂單 下单 下單 购买 購買 交易 注文 購入 受注
        オーダー 주문 구매 คำสั่งซื้อ สั่งซื้อ ใบสั่งซื้อ การสั่งซื้อ donhang dathang don
        muahang mua pesanan pemesanan pembelian order""",
    "sale": """
        won
        sale sales sold verkauf* vente* venta* vendita* vendite venda* verkoop* sprzedaz*
        prodej* eladas* ertekesites* forsaljning* salg* myynti* πωλησ* satis* продаж* البيع بيع
        المبيعات מכירה המכירה מכירות 销售 銷售 売上 販売 판매 ขาย การขาย banhang ban penjualan
        deal deals geschaft* gift donation* pledge* spende* don visit event activity record
        close closed subscription abo""",
    "invoice": """
        billed invoiced документ* dokument* documento* asiakirja belgesi belge 单据 單據 票据
        传票 invoice* bill billing rechnung* beleg* facture* facturation factura* fattura*
        fatura* factuur* faktur* faktura* fakturac* szamla* lasku* τιμολογ* счет* счёт* рахун*
        الفاتوره فاتوره חשבונית 发票 發票 账单 請求 請求書 伝票 청구 계산서 ใบแจ้งหนี้ hoadon
        document posting""",
    "receipt": """
        check chk cheque docket receipt* ticket* slip bon kassenbon* quittung* recu scontrino
        ricevuta recibo paragon* uctenk* nyugta* kvitto* kvittering* kuitti* αποδειξ* fis fisno
        чек* الايصال קבלה 小票 レシート 영수증 ใบเสร็จ bienlai struk nota""",
    "transaction": """
        transaction* trans tran trx txn transaktion* transaccion* transazion* transac* transakc*
        tranzakc* transaksjon* tapahtuma* συναλλαγ* islem* транзакц* операц* المعامله معامله
        עסקה 取引 거래 ธุรกรรม giaodich transaksi""",
    "payment": """
        payment* paid received collected charged zahlung* bezahlt* paiement* paye pago* pagado*
        pagamento* pagato betaling* betaald* platnosc* zaplacon* platb* zaplacen* fizet*
        fizetett* betalning* betalt* maksu* maksettu* πληρωμ* πληρωτεο odeme* odenen tahsil*
        оплат* оплачен* платеж* платіж* сплачен* الدفع دفع المدفوع תשלום לתשלום שולם 付款 支付
        实付 實付 缴费 支払 お支払 支払い 決済 お支払い 입금 결제 ชำระ การชำระ ชำระเงิน
        thanhtoan pembayaran dibayar bayar""",
    "date": """
        dibuat
        opened create month monat mois mese maand miesiac mesic ngaydat placed zlozenia zlozeni
        wystawienia vystaveni issued issue kiallitas utstedt ausgestellt emision emissione
        emissao date dates datetime timestamp time created on at day when dt ts utc gmt local iso
        datum* zeit zeitpunkt zeitstempel uhrzeit erstellt angelegt tag vom cree le heure fecha*
        hora dia data datas ora orario giorno creato creado criado em tijd tijdstip dag
        aangemaakt dzien czas utworzono cas den vytvoreno ido idopont idopontja datuma datumu
        napja kelt kelte skapad tid dato tidspunkt opprettet oprettet paiva paivamaara paivays
        pvm aika luotu ημερομηνια* ημ/νια ημνια ωρα tarih* tarihi zaman zamani дата даты время
        времени создан* час створен* التاريخ تاريخ الوقت وقت תאריך מועד זמן 日期 时间 時間 日
        日時 日付 時刻 創建 创建 成立 生成 일자 일시 날짜 일 시간 วันที่ วัน เวลา ngay thoigian
        gio tanggal tgl waktu""",
    "money": """
        amount* total* sum revenue value turnover gmv mrr arr spend spent spending monetary
        money proceeds income takings betrag* gesamt* summe* wert umsatz* endbetrag erlos*
        montant* somme valeur chiffre ca ttc importe* monto* valor* suma ingreso* importo totale
        totali ricavo ricavi incasso fatturato quantia receita* bedrag* totaal* omzet waarde
        kwot* wartosc* lacznie razem sume castka* celkem celkova hodnota trzba osszeg* osszesen
        vegosszeg ertek bevetel belopp* summa* totalt varde omsattning belob belop ialt
        totalbelob summa yhteensa loppusumma arvo liikevaihto συνολο* συνολικ* ποσο* αξια* τζιρ*
        tutar* toplam* ciro bedel* сумма* сумм* итог* итого стоимост* выручк* всего сума* суми
        вартіст* разом виторг المبلغ مبلغ الاجمالي اجمالي المجموع مجموع القيمه قيمه الايرادات
        סכום סהכ סה"כ הסכום מחיר 金额 金額 总额 總額 总价 總價 总计 合计 合計 总 總 总金额
        销售额 货款 额 額 소계 합계 총 총액 금액 액 매출 매출액 総額 総計 税込 ยอด รวม ยอดรวม
        จำนวนเงิน มูลค่า ยอดเงิน ราคารวม tien sotien tong tongtien giatri thanhtien doanhthu
        jumlah nilai nominal""",
    "price": """
        price* preis* prix precio* preco* prezzo* prijs* cena* ceny cene ar ara pris hinta τιμη
        τιμες fiyat* цена* цены ціна* ціни السعر سعر מחיר 价格 價格 价 價 価格 値段 가격 ราคา
        gia dongia harga""",
    "unit": """
        unit* each per piece single einzel* stuck pro unitaire unitario unitaria unit stuk
        jednostkow* jednotkov* kus egyseg* styck stk yksikko μοναδ* birim единиц* одиниц* шт
        الوحده وحده יחידה 单 單 單位 单位 単 단 หน่วย ต่อหน่วย donvi satuan item lineitem""",
    "quantity": """
        quantity qty units pieces pcs count items menge anzahl stuckzahl quantite qte cantidad
        cant quantita qta quantidade qtde qtd aantal ilosc szt mnozstvi pocet ks mennyiseg* db
        antal antall maara kpl ποσοτητα τεμαχια adet miktar количество кол колво кількіст* к-сть
        кількість الكميه كميه العدد כמות 数量 數量 件数 個数 点数 수량 จำนวน soluong sl
        jumlahbarang kuantitas""",
    "product": """
        product* sku article* item* goods description variant lineitem artikel* produkt* ware
        waren bezeichnung produit* producto* articulo* prodotto* articolo produto* item towar*
        zbozi polozk* termek* cikk* vara varor varenummer vare tuote* tuott* προιον* ειδος urun*
        товар* продукт* المنتج منتج מוצר פריט 商品 产品 產品 宝贝 货号 品名 品番 アイテム 상품
        제품 품목 สินค้า sanpham hanghoa produk barang stock""",
    "status": """
        status state stage zustand statut etat estado situacao situacion stato stan stav
        allapot* statusz tila tilanne κατασταση durum* durumu статус* состояни* стан الحاله حاله
        סטטוס מצב 状态 狀態 狀况 状況 ステータス 状態 상태 สถานะ trangthai tinhtrang statusnya""",
    "type": """
        type kind art typ typen vorgang tipo tipologia typu druh tipus* fajta slag tyyppi laji
        τυπος tur turu тип* вид النوع نوع סוג 类型 類型 種別 種類 タイプ 区分 유형 구분 종류
        ประเภท loai jenis tipe""",
    "currency": """
        currency wahrung waehrung devise moneda divisa valuta moeda waluta mena penznem valuutta
        νομισμα parabirimi doviz валют* العمله عمله מטבע 货币 貨幣 币种 幣別 通貨 통화 สกุลเงิน
        tiente matauang""",
    "tax": """
        tax taxes vat gst mwst ust steuer* taxe tva impuesto* iva imposta* imposto* btw podatek
        dph afa moms skat mva alv vero φπα φόρος kdv vergi ндс налог* пдв الضريبه ضريبه מעמ מס
        税 稅 税额 税費 消費税 세금 부가세 ภาษี thue pajak ppn""",
    "shipping": """
        shipping ship shipped shipment freight postage delivery delivered deliver dispatch
        fulfillment fulfilment versand* liefer* frachtkosten fracht porto zustell* livraison*
        expedition* port envio* entrega* flete spedizion* consegna frete verzend* levering*
        bezorg* wysylk* dostaw* przesylk* doprav* doruc* dodan* szallitas* frakt* leverans*
        fragt forsendelse toimitus* rahti αποστολ* μεταφορικ* παραδοσ* kargo teslim* доставк*
        отгрузк* відправ* الشحن شحن التوصيل توصيل משלוח 运费 運費 邮费 郵費 配送 发货 發貨 物流
        送料 発送 出荷 배송 배송비 จัดส่ง ค่าส่ง vanchuyen giaohang pengiriman ongkir""",
    "discount": """
        discount* coupon* voucher rebate rabatt* nachlass gutschein* remise* reduction
        descuento* sconto* desconto* cupom korting* rabat* slev* kedvezmeny* alennus* εκπτωσ*
        indirim* скидк* знижк* الخصم خصم הנחה 折扣 优惠 優惠 割引 値引 クーポン 할인 쿠폰 ส่วนลด
        giamgia chietkhau diskon potongan""",
    "refund": """
        refund* chargeback erstattung* erstattet ruckerstattung* rembours* reembolso* rimbors*
        terugbetal* zwrot* vrac* vracen* visszaterit* aterbetal* refusion* tilbagebetal*
        tilbakebetal* hyvitys* palautus* επιστροφ* iade* возврат* повернен* الاسترداد استرداد
        החזר זיכוי 退款 返金 환불 คืนเงิน hoantien pengembalian returned return""",
    "gross": """
        gross brutto* brut bruto lordo bruttosumma μικτ* валов* الاجماليه ברוטו 毛 税込""",
    "net": "net netto* neto netto liquido neto καθαρ* netto чист* צafi נטו 净 淨 正味 税抜",
    "grand": """
        current actual actuel aktuell attuale atual genel general generale generell ogolem
        γενικο γενικός общий общая add added dell dello della delle degli dei nell al alla l d
        aux au un business trading fiscal local client_side buyers' is has was web store shop
        online pos grand address* adres* adresse* direccion indirizzo endereco associated final
        whole full entire base in of the and or for by from to my with usd eur gbp cad aud chf
        inr jpy sek nok dkk pln brl incl included including inkl de del di du des la le el da do
        dos das van der den die von und za na w z ze pro az a i o och og ja και του της את של по
        за от 的 ご お の 所 应 實際 实际 실 총 ของ cua yang line lm""",
    "subtotal": """
        subtotal zwischensumme sous subtotale subtotaal mezisoucet delsumma delsum valisumma
        υποσυνολο aratoplam подытог промежуточн* 小计 小計 소계 mellansumma""",
    "other": """
        balance saldo solde kontostand limit budget fee fees gebuhr* frais comision* commission*
        cost costs kosten cout coste custo koszt naklad* kostnad* margin profit gewinn tip tips
        trinkgeld points punkte loyalty weight gewicht target forecast age birth birthday
        geburt* naissance nacimiento nascita nascimento urodzen* narozeni expir* expire* due
        fallig* echeance vencimiento scadenza vencimento vervaldatum termin update* updated
        modified geandert last first since segment city ort ville zip postcode country land pays
        pais gender sex growth rank credit debit soll haben score rating old valid until end
        start cancelled canceled cancel stornodatum churn renewal renew signup registered
        registration remaining outstanding open offen restant pending deposit quota""",
    "staff": """
        staff cashier employee seller salesperson salesman vendor rep owner agent clerk server
        operator waiter manager verkaufer* mitarbeiter* kassierer* bediener* bearbeiter*
        vendeur* caissier* vendedor* empleado* cajero* venditore cassiere funcionario* verkoper*
        medewerker* sprzedawc* kasjer* prodejce prodavac* elado* penztaros* saljare* selger*
        saelger* myyja* πωλητ* kasiyer satici* продавец* кассир* продавц* касир* البائع מוכר
        店员 店員 收银员 卖家 賣家 販売員 担当 担当者 판매자 พนักงาน nhanvien kasir""",
}
"""What a header speaks of, and the words for it."""

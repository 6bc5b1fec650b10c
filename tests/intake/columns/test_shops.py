"""Exports of known shops: recognised, and read as the shop meant them."""

import pytest

from clv.errors import InputError
from clv.intake import clean, guess, load
from clv.intake.columns.shops import SHOPS
from clv.present.words import say

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Discount Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount\n"
    "#1001,ann@example.org,paid,2024-01-02,EUR,30,35.00,0,2024-01-02 10:00:00 +0100,1,Tea,10,0\n"
    "#1001,ann@example.org,,,,,,,2024-01-02 10:00:00 +0100,2,Cup,10,\n"
    "#1002,bob@example.org,refunded,2024-01-05,EUR,9,9.00,0,2024-01-05 10:00:00 +0100,1,Tea,9,9\n"
    "#1003,,,,,,,,,1,Pot,20,\n"
    "#1004,ann@example.org,paid,2024-02-02,EUR,20,22.00,0,2024-02-02 00:30:00 +0100,1,Pot,20,5.00\n"
)
FILES = {
    "Stripe": (
        (
            "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer ID\n"
            "ch_1,2024-01-02 10:00,10.00,0.00,usd,Paid,cus_1\n"
            "ch_2,2024-01-03 10:00,12.00,2.00,usd,Paid,cus_1\n"
            "ch_3,2024-01-04 10:00,99.00,0.00,usd,Failed,cus_2\n"
        ),
        [("cus_1", 10.0), ("cus_1", 10.0)],
    ),
    "Etsy": (
        (
            "Sale Date,Order ID,Buyer User ID,Currency,Order Value,Discount Amount,Order Total,"
            "Status\n01/02/24,1,ann,USD,10,0,12.00,Completed\n03/04/24,2,bob,USD,10,0,11.50,"
            "Completed\n"
        ),
        [("ann", 12.0), ("bob", 11.5)],
    ),
    "Square": (
        (
            "Date,Time,Time Zone,Gross Sales,Net Sales,Transaction ID,Customer ID\n"
            '02/03/24,10:00,ET,"$1,027.00","$1,020.00",t1,c1\n02/14/24,10:00,ET,$7.00,$7.00,t2,c1\n'
        ),
        [("c1", 1020.0), ("c1", 7.0)],
    ),
    "WooCommerce (Analytics)": (
        (
            "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Items sold,"
            "Net Sales\n"
            "2024-01-02 10:00:00,11,$9.00,completed,Ann A,new,1,9.00\n"
            "2024-01-03 10:00:00,12,$5.00,wc-cancelled,Bob B,new,1,5.00\n"
        ),
        [("Ann A", 9.0)],
    ),
    "Magento": (
        (
            "ID,Purchase Date,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,"
            "Total Refunded\n1,2024-01-02,20.00,20.00,Complete,ann@example.org,5.00\n"
        ),
        [("ann@example.org", 15.0)],
    ),
    "BigCommerce": (
        (
            "Order ID,Order Date,Order Status,Order Total,Refund Amount,Email Address\n"
            "1,2024-01-02,Shipped,20.00,0,ann@example.org\n2,2024-01-04,Refunded,8.00,8,"
            "b@example.org\n"
        ),
        [("ann@example.org", 20.0)],
    ),
    "PayPal": (
        (
            "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,Transaction ID\n"
            '13/02/2024,10:00,Ann,Payment,Completed,EUR,"1.020,50","-5,00","1.015,50",'
            "a@example.org,t1\n"
        ),
        [("a@example.org", 1020.5)],
    ),
    "UCI Online Retail": (
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "1,A,Jar,10,2011-01-18 10:01:00,1.04,12346,UK\n"
            "C2,A,Jar,-10,2011-01-18 10:17:00,1.04,12346,UK\n"
            "3,B,Cup,2,2011-01-19 10:17:00,2.50,12347,UK\n"
            "3,C,Tea,1,2011-01-19 10:17:00,1.50,12347,UK\n"
        ),
        [("12347", 6.5)],
    ),
    "Shopify": (SHOPIFY, [("ann@example.org", 35.0), ("ann@example.org", 17.0)]),
    "Squarespace": (
        (
            "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,"
            "Shipping,Taxes,Amount Refunded,"
            "Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
            "Cancelled at\n"
            "00001,ann@x.org,PAID,2024-01-02 10:00:00 -0500,FULFILLED,USD,20,5,0,0,25.00,0,"
            "2024-01-02 10:00:00 -0500,1,Tea,10,\n"
            "00001,ann@x.org,,,,,,,,,,,,1,Cup,10,\n"
            "00002,bob@x.org,PAID,2024-01-03 10:00:00 -0500,FULFILLED,USD,20,0,0,8,20.00,0,"
            "2024-01-03 10:00:00 -0500,2,Tea,10,\n"
            "00003,bob@x.org,REFUNDED,2024-01-04 10:00:00 -0500,FULFILLED,USD,9,0,0,9,9.00,0,"
            "2024-01-04 10:00:00 -0500,1,Tea,9,\n"
        ),
        [("ann@x.org", 25.0), ("bob@x.org", 12.0)],
    ),
    "Wix": (
        (
            "Order number,Date created,Time,Total order quantity,Contact email,Item,SKU,Qty,Price,"
            "Payment status,Coupon code,"
            "Gift card amount,Shipping rate,Total tax,Total,Currency,Refunded amount,Net amount,"
            "Fulfillment status\n"
            '10001,"Jan 2, 2024",10:00 AM,2,ann@x.org,Tea,T,1,10,Paid,,0,5,0,25,EUR,0,25,'
            "Fulfilled\n"
            '10001,"Jan 2, 2024",10:00 AM,2,ann@x.org,Cup,C,1,10,Paid,,0,5,0,25,EUR,0,25,'
            "Fulfilled\n"
            '10002,"Jan 3, 2024",10:00 AM,1,bob@x.org,Tea,T,1,10,Partially refunded,,0,0,0,10,EUR,'
            "4,6,Fulfilled\n"
            '10003,"Jan 4, 2024",10:00 AM,1,bob@x.org,Tea,T,1,10,Unpaid,,0,0,0,10,EUR,0,10,'
            "Not fulfilled\n"
        ),
        [("ann@x.org", 25.0), ("bob@x.org", 6.0)],
    ),
    "WooCommerce (Advanced Order Export)": (
        (
            "Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),"
            "Country Code (Billing),"
            "Order Total Amount,Order Refund Amount\n"
            "11,Completed,2024-01-02 10:00,Ann,ann@x.org,DE,20.00,0\n12,Completed,"
            "2024-01-03 10:00,Bob,bob@x.org,DE,30.00,5\n"
            "13,Failed,2024-01-04 10:00,Bob,bob@x.org,DE,9.00,0\n"
        ),
        [("ann@x.org", 20.0), ("bob@x.org", 25.0)],
    ),
    "WooCommerce (Order Export Suite)": (
        (
            "order_id,order_number,date,status,shipping_total,order_total,refunded_total,"
            "order_currency,customer_id,"
            "billing_email,item_name,item_quantity,item_total\n"
            "11,11,2024-01-02 10:00,completed,5,25,0,EUR,3,ann@x.org,Tea,1,10\n"
            "11,11,2024-01-02 10:00,completed,5,25,0,EUR,3,ann@x.org,Cup,1,10\n"
            "12,12,2024-01-03 10:00,processing,0,30,10,EUR,4,bob@x.org,Tea,3,30\n"
            "13,13,2024-01-04 10:00,cancelled,0,7,0,EUR,4,bob@x.org,Tea,1,7\n"
        ),
        [("3", 25.0), ("4", 20.0)],
    ),
    "Easy Digital Downloads": (
        (
            "Payment ID,Email,Customer ID,First Name,Last Name,Products (Verbose),Products (Raw),"
            "Amount ($),Tax ($),Discount Code,"
            "Payment Method,Transaction ID,Purchase Key,Date,User,Currency,IP Address,"
            "Mode (Live|Test),Status,Country Name\n"
            "1,ann@x.org,7,Ann,A,Plugin,Plugin|20{0},20.00,0,,Stripe,t1,k1,2024-01-02 10:00:00,7,"
            "USD,,live,Complete,Spain\n"
            "2,bob@x.org,8,Bob,B,Plugin,Plugin|20{0},20.00,0,,Stripe,t2,k2,2024-01-03 10:00:00,8,"
            "USD,,live,Refunded,Spain\n"
            "3,me@x.org,9,Me,M,Plugin,Plugin|20{0},20.00,0,,Stripe,t3,k3,2024-01-04 10:00:00,9,"
            "USD,,test,Complete,Spain\n"
        ),
        [("7", 20.0)],
    ),
    "PrestaShop": (
        (
            "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date\n"
            "1;XKBKNABJK;1;France;A. Martin;€25.50;Chèque;Payment accepted;2024-01-02 10:00:00\n"
            "2;OHSATSERP;0;France;A. Martin;€14.00;Chèque;Canceled;2024-01-03 10:00:00\n"
            "3;UOYEVOLI;1;France;B. Petit;€9.90;Carte;Delivered;2024-01-04 10:00:00\n"
        ),
        [("A. Martin", 25.5), ("B. Petit", 9.9)],
    ),
    "Shopware": (
        (
            "ordernumber;customernumber;ordertime;invoice_amount;invoice_shipping;"
            "statusdescription;cleareddescription;currency\n"
            "20001;10001;2024-01-02 10:00:00;25.50;4.90;Komplett abgeschlossen;Komplett bezahlt;"
            "EUR\n"
            "20002;10001;2024-01-03 10:00:00;14.00;0;Storniert / Abgelehnt;Offen;EUR\n"
            "20003;10002;2024-01-04 10:00:00;9.90;0;Komplett ausgeliefert;Komplett bezahlt;EUR\n"
        ),
        [("10001", 25.5), ("10002", 9.9)],
    ),
    "JTL": (
        (
            "Auftragsnummer;Kundennummer;Erstellt am;Auftragsstatus;Zahlungsstatus;Bruttobetrag;"
            "Nettobetrag;Währung\n"
            "AU1;10001;29.01.2024 10:00;Versendet;Bezahlt;816,63;686,24;EUR\n"
            "AU2;10001;30.01.2024 10:00;Storniert;Offen;10,00;8,40;EUR\n"
            "AU3;10002;31.01.2024 10:00;Versendet;Bezahlt;1.020,00;857,14;EUR\n"
        ),
        [("10001", 816.63), ("10002", 1020.0)],
    ),
    "Nuvemshop": (
        (
            "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Status do Envio;"
            "Moeda;Subtotal;Desconto;"
            "Valor do Frete;Total;Nome do comprador;Nome do Produto;Valor do Produto;"
            "Quantidade Comprada\n"
            "100;ann@x.br;02/07/2024 00:00:00;Aberto;Confirmado;Enviado;BRL;40.00;0.00;5.00;45.00;"
            "Ana;Camiseta;20.00;1\n"
            "100;ann@x.br;02/07/2024 00:00:00;;;;;;;;;;Caneca;20.00;1\n"
            "101;bob@x.br;03/07/2024 00:00:00;Cancelado;Pendente;Não enviado;BRL;9.00;0.00;0.00;"
            "9.00;Bob;Caneca;9.00;1\n"
            "102;bob@x.br;13/07/2024 00:00:00;Arquivado;Confirmado;Enviado;BRL;9.00;0.00;0.00;"
            "9.00;Bob;Caneca;9.00;1\n"
        ),
        [("ann@x.br", 45.0), ("bob@x.br", 9.0)],
    ),
    "Tiendanube": (
        (
            "Número de orden;Email;Fecha;Estado de la orden;Estado del pago;Estado del envío;"
            "Moneda;Subtotal;Descuento;"
            "Costo de envío;Total;Nombre del producto;Precio del producto;Cantidad del producto\n"
            "100;ann@x.ar;02/07/2024;Abierta;Recibido;Enviado;ARS;40.00;0.00;5.00;45.00;Mate;"
            "20.00;1\n"
            "100;ann@x.ar;02/07/2024;;;;;;;;;Bombilla;20.00;1\n"
            "101;bob@x.ar;03/07/2024;Cancelada;Pendiente;No está empaquetado;ARS;9.00;0.00;0.00;"
            "9.00;Mate;9.00;1\n"
            "102;bob@x.ar;13/07/2024;Cerrada;Recibido;Enviado;ARS;9.00;0.00;0.00;9.00;Mate;9.00;1\n"
        ),
        [("ann@x.ar", 45.0), ("bob@x.ar", 9.0)],
    ),
    "eBay": (
        (
            '\n"Sales Record Number","Order Number","Buyer Username","Buyer Name","Item Number",'
            '"Item Title","Quantity","Sold For",'
            '"Shipping And Handling","Total Price","Sale Date","Paid On Date"\n"","","","","","",'
            '"","","","","",""\n'
            '"149","11-1","ann1","Ann","220","Card","1","$90.00","$7.99","$97.99","Sep-18-24",'
            '"Sep-18-24"\n'
            '"150","11-2","bob1","Bob","","","2","$30.00","$2.00","$32.00","Sep-20-24",'
            '"Sep-20-24"\n'
            '"150","11-2","bob1","Bob","221","Card A","1","$10.00","","","Sep-20-24","Sep-20-24"\n'
            '"150","11-2","bob1","Bob","222","Card B","1","$20.00","","","Sep-20-24","Sep-20-24"\n'
            "\n2,record(s) downloaded,\nSeller ID : a-seller\n"
        ),
        [("ann1", 97.99), ("bob1", 32.0)],
    ),
    "Taobao / Tmall": (
        (
            "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,返点积分,"
            "买家实际支付金额,订单状态,订单创建时间,"
            "订单付款时间,宝贝标题,宝贝总数量,店铺名称,退款金额\n"
            '"=""1001""",tb01,1*1,40.00,5.00,45.00,0,45.00,交易成功,2024-01-02 12:00:00,'
            "2024-01-02 12:01:00,茶,1,旗舰店,0.00\n"
            '"=""1002""",tb01,1*1,9.00,0.00,9.00,0,0.00,交易关闭,2024-01-03 12:00:00,,茶,1,旗舰店,'
            "0.00\n"
            '"=""1003""",tb02,1*2,30.00,0.00,30.00,0,30.00,交易成功,2024-01-04 12:00:00,'
            "2024-01-04 12:01:00,茶,1,旗舰店,10.00\n"
        ),
        [("tb01", 45.0), ("tb02", 20.0)],
    ),
    "JD": (
        (
            "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,"
            "应付金额,订单状态,订单类型,下单帐号,客户姓名\n"
            "9001,S1,茶,1,在线支付,2024-01-02 10:00:00,20,50.00,45.00,0,45.00,完成,SOP,jd_1,王\n"
            "9001,S2,杯,1,在线支付,2024-01-02 10:00:00,30,50.00,45.00,0,45.00,完成,SOP,jd_1,王\n"
            "9002,S1,茶,1,在线支付,2024-01-03 10:00:00,20,20.00,20.00,0,20.00,(锁定)已取消,SOP,"
            "jd_1,王\n"
            "9003,S1,茶,3,在线支付,2024-01-04 10:00:00,20,60.00,60.00,0,60.00,完成,SOP,jd_2,李\n"
            "9003,S2,杯,1,在线支付,2024-01-04 10:00:00,30,60.00,60.00,0,60.00,完成,SOP,jd_2,李\n"
        ),
        [("jd_1", 45.0), ("jd_2", 60.0)],
    ),
    "Pinduoduo": (
        (
            "商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),平台优惠折扣(元),邮费(元),"
            "用户实付金额(元),商家实收金额(元),商品数量(件),"
            "订单成交时间,商品id,售后状态,手机\n"
            "茶,2401-1,已收货,20,0,5,0,15.00,20.00,1,2024-01-02 10:00:00,7,无售后或售后取消,"
            "13800000001\n"
            "茶,2401-2,已取消，退款成功,20,0,0,0,20.00,20.00,1,2024-01-03 10:00:00,7,退款成功,"
            "13800000001\n"
            "茶,2401-3,已收货,20,0,0,0,20.00,20.00,1,2024-01-04 10:00:00,7,退款成功,13800000002\n"
            "茶,2401-4,已发货，待收货,30,0,0,0,30.00,30.00,1,2024-01-05 10:00:00,7,"
            "无售后或售后取消,13800000002\n"
        ),
        [("13800000001", 15.0), ("13800000002", 30.0)],
    ),
    "Douyin": (
        (
            "主订单编号,子订单编号,选购商品,商品数量,商品ID,商品单价,订单应付金额,运费,"
            "收件人手机号,订单提交时间,订单状态,售后状态\n"
            '"\t6901","\t6901",茶,1,7,20,20.00,0,13800000001,2024-01-02 10:00:00,已完成,-\n'
            '"\t6901","\t6902",杯,1,8,30,30.00,0,13800000001,2024-01-02 10:00:00,已完成,-\n'
            '"\t6903","\t6903",茶,1,7,20,20.00,0,13800000002,2024-01-03 10:00:00,已发货,退款成功\n'
            '"\t6904","\t6904",茶,1,7,20,20.00,0,13800000002,2024-01-04 10:00:00,已关闭,-\n'
            '"\t6905","\t6905",茶,2,7,20,40.00,0,13800000002,2024-01-05 10:00:00,已发货,-\n'
        ),
        [("13800000001", 50.0), ("13800000002", 40.0)],
    ),
    "Youzan": (
        (
            "订单号,订单类型,订单状态,订单创建时间,买家付款时间,订单商品金额合计,订单实付金额,"
            "订单已退款金额,买家手机号\n"
            "E1,普通订单,交易完成,2024-01-02 10:00:00,2024-01-02 10:01:00,45,45.00,0.00,"
            "13800000001\n"
            "E2,普通订单,交易关闭,2024-01-03 10:00:00,,9,9.00,0.00,13800000001\n"
            "E3,普通订单,交易完成,2024-01-04 10:00:00,2024-01-04 10:01:00,30,30.00,10.00,"
            "13800000002\n"
        ),
        [("13800000001", 45.0), ("13800000002", 20.0)],
    ),
    "Rakuten": (
        (
            "注文番号,注文ステータス,注文日時,注文者メールアドレス,商品番号,商品名,単価,個数,"
            "合計金額,請求金額\n"
            "312-1,処理済,2024-01-02 10:00:00,a@x.jp,T,茶,1000,1,3500,3400\n312-1,処理済,"
            "2024-01-02 10:00:00,a@x.jp,C,茶碗,2500,1,3500,3400\n"
            "312-2,キャンセル確定,2024-01-03 10:00:00,a@x.jp,T,茶,1000,1,1000,1000\n"
            "312-3,処理済,2024-01-04 10:00:00,b@x.jp,T,茶,1000,2,2000,2000\n312-3,処理済,"
            "2024-01-04 10:00:00,b@x.jp,C,茶碗,0,1,2000,2000\n"
        ),
        [("a@x.jp", 3400.0), ("b@x.jp", 2000.0)],
    ),
    "Mercado Libre": (
        (
            "N.º de venta;Fecha de venta;Estado;Unidades;Ingresos por productos (ARS);"
            "Cargo por venta (ARS);"
            "Anulaciones y reembolsos (ARS);Total (ARS);Título de la publicación;Comprador\n"
            "2001;2 de enero de 2024 10:00 hs.;Entregado;1;45,00;-5,00;0,00;40,00;Mate;Ana Paz\n"
            "2002;3 de enero de 2024 10:00 hs.;Venta cancelada;1;9,00;0,00;-9,00;0,00;Mate;"
            "Ana Paz\n"
            "2003;4 de enero de 2024 10:00 hs.;Entregado;1;30,00;-3,00;-10,00;17,00;Mate;"
            "Bruno Sosa\n"
        ),
        [("Ana Paz", 45.0), ("Bruno Sosa", 20.0)],
    ),
    "Mercado Livre": (
        (
            "N.º de venda;Data da venda;Estado;Unidades;Receita por produtos (BRL);"
            "Tarifa de venda e impostos (BRL);"
            "Cancelamentos e reembolsos (BRL);Total (BRL);Título do anúncio;Comprador\n"
            "2001;2 de janeiro de 2024 10:00 hs.;Entregue;1;45,00;-5,00;0,00;40,00;Caneca;Ana Paz\n"
            "2002;3 de janeiro de 2024 10:00 hs.;Venda cancelada;1;9,00;0,00;-9,00;0,00;Caneca;"
            "Ana Paz\n"
            "2003;4 de janeiro de 2024 10:00 hs.;Entregue;1;30,00;-3,00;-10,00;17,00;Caneca;"
            "Bruno Sá\n"
        ),
        [("Ana Paz", 45.0), ("Bruno Sá", 20.0)],
    ),
    "Olist": (
        (
            "order_id,customer_id,customer_unique_id,order_status,order_purchase_timestamp,"
            "payment_sequential,payment_type,payment_value\n"
            "o1,c1,u1,delivered,2017-05-17 03:24:17,1,credit_card,40.00\no1,c1,u1,delivered,"
            "2017-05-17 03:24:17,2,voucher,5.00\n"
            "o2,c2,u1,canceled,2017-06-17 03:24:17,1,boleto,9.00\no3,c3,u2,shipped,"
            "2017-07-17 03:24:17,1,boleto,30.00\n"
        ),
        [("u1", 45.0), ("u2", 30.0)],
    ),
    "Stripe invoices": (
        (
            "id,Amount Due,Amount Paid,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,"
            "Paid,Subtotal,Total,Status\n"
            "in_1,29.00,29.00,true,usd,cus_1,2024-01-02 10:00,,A1,TRUE,29.00,29.00,paid\n"
            "in_2,29.00,0.00,true,usd,cus_1,2024-02-02 10:00,,A2,FALSE,29.00,29.00,uncollectible\n"
            "in_3,19.00,0.00,false,usd,cus_2,2024-02-03 10:00,,A3,FALSE,19.00,19.00,draft\n"
            "in_4,19.00,19.00,true,usd,cus_2,2024-02-04 10:00,,A4,TRUE,19.00,19.00,paid\n"
        ),
        [("cus_1", 29.0), ("cus_2", 19.0)],
    ),
    "Lightspeed (Vend)": (
        (
            "Date,Receipt Number,Line Type,Customer Code,Customer Name,Quantity,Subtotal,"
            "Sales Tax,Discount,Total,Paid,Details,"
            "Register,User,Status,Sku\n"
            "2024-01-02 10:00:00,501,Sale,C1,Ann,2,30,0,0,30.00,30.00,,Main,Kim,CLOSED,\n"
            "2024-01-02 10:00:00,501,Sale Line,C1,Ann,1,10,0,0,10.00,,Tea,Main,,,T\n"
            "2024-01-02 10:00:00,501,Sale Line,C1,Ann,1,20,0,0,20.00,,Pot,Main,,,P\n"
            "2024-01-02 10:00:00,501,Payment,C1,Ann,,,,,30.00,30.00,Cash,Main,,,\n"
            "2024-01-03 10:00:00,502,Sale,C2,Bob,1,20,0,0,20.00,20.00,,Main,Kim,CLOSED,\n"
            "2024-01-03 10:00:00,502,Sale Line,C2,Bob,1,20,0,0,20.00,,Pot,Main,,,P\n"
            "2024-01-03 10:00:00,502,Payment,C2,Bob,,,,,20.00,20.00,Card,Main,,,\n"
        ),
        [("C1", 30.0), ("C2", 20.0)],
    ),
    "Chargebee": (
        (
            "Invoice Number,Customer Id,Subscription Id,Customer Email,Invoice Date,Amount,"
            "Amount Due,Status,Currency\n"
            "1,cb1,s1,ann@x.org,2024-01-02 10:00,29.00,0,Paid,USD\n2,cb1,s1,ann@x.org,"
            "2024-02-02 10:00,29.00,0,Voided,USD\n"
            "3,cb2,s2,bob@x.org,2024-02-03 10:00,19.00,19.00,Not Paid,USD\n4,cb2,s2,bob@x.org,"
            "2024-03-03 10:00,19.00,0,Paid,USD\n"
        ),
        [("cb1", 29.0), ("cb2", 19.0)],
    ),
    "Recharge": (
        (
            "charge_id,customer_id,email,charge_status,processed_at,total_price,total_refunds\n"
            "1,901,ann@x.org,success,2024-01-02T10:00:00,29.00,\n2,901,ann@x.org,error,"
            "2024-02-02T10:00:00,29.00,\n"
            "3,902,bob@x.org,partially_refunded,2024-02-03T10:00:00,19.00,4.00\n4,902,bob@x.org,"
            "skipped,2024-03-03T10:00:00,19.00,\n"
        ),
        [("901", 29.0), ("902", 15.0)],
    ),
    "Xero": (
        (
            "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,"
            "InvoiceAmountPaid,InvoiceAmountDue,"
            "InventoryItemCode,Description,Quantity,UnitAmount,LineAmount,Currency,Type,Status\n"
            "Ann Ltd,a@x.org,INV-1,,13/01/2024,20/01/2024,30.00,0,30.00,0,T,Tea,1,10,10.00,NZD,"
            "Sales invoice,Paid\n"
            "Ann Ltd,a@x.org,INV-1,,13/01/2024,20/01/2024,30.00,0,30.00,0,P,Pot,1,20,20.00,NZD,"
            "Sales invoice,Paid\n"
            "Bob Ltd,b@x.org,INV-2,,14/01/2024,20/01/2024,50.00,0,50.00,0,P,Pot,2,20,40.00,NZD,"
            "Sales invoice,Paid\n"
            "Bob Ltd,b@x.org,INV-2,,14/01/2024,20/01/2024,50.00,0,50.00,0,T,Tea,1,10,10.00,NZD,"
            "Sales invoice,Paid\n"
            "Bob Ltd,b@x.org,INV-3,,15/01/2024,20/01/2024,9.00,0,0,9.00,T,Tea,1,9,9.00,NZD,"
            "Sales invoice,Voided\n"
        ),
        [("Ann Ltd", 30.0), ("Bob Ltd", 50.0)],
    ),
    "QuickBooks": (
        (
            "Date,Transaction Type,Num,Name,Memo/Description,Amount\n01/13/2024,Invoice,1,Ann Ltd,"
            "Tea,30.00\n"
            "01/14/2024,Payment,901,Ann Ltd,,30.00\n01/15/2024,Sales Receipt,2,Bob Ltd,Pot,"
            "50.00\n01/16/2024,Credit Memo,3,Bob Ltd,Pot,-20.00\n"
        ),
        [("Ann Ltd", 30.0), ("Bob Ltd", 30.0)],
    ),
    "HubSpot deals": (
        (
            "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company\n"
            "1,Big,Closed won,2024-01-02 10:00,Rep,300.00,Ann Ltd\n2,Small,Closed lost,"
            "2024-01-03 10:00,Rep,200.00,Ann Ltd\n"
            "3,Next,Appointment scheduled,2024-09-03 10:00,Rep,900.00,Bob Ltd\n4,Old,Closed won,"
            "2024-01-04 10:00,Rep,50.00,Bob Ltd\n"
        ),
        [("Ann Ltd", 300.0), ("Bob Ltd", 50.0)],
    ),
    "Salesforce opportunities": (
        (
            "Opportunity Name,Stage,Close Date,Amount,Account Name,Opportunity Owner,"
            "Probability (%)\n"
            "Big,Closed Won,2024-01-02,300.00,Ann Ltd,Rep,100\nSmall,Closed Lost,2024-01-03,"
            "200.00,Ann Ltd,Rep,0\n"
            "Next,Negotiation/Review,2024-09-03,900.00,Bob Ltd,Rep,90\nOld,Closed Won,2024-01-04,"
            "50.00,Bob Ltd,Rep,100\n"
        ),
        [("Ann Ltd", 300.0), ("Bob Ltd", 50.0)],
    ),
    "UCI Online Retail II": (
        (
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
            "1,A,Jar,10,2010-01-18 10:01:00,1.04,12346.0,UK\nC2,A,Jar,-10,2010-01-18 10:17:00,"
            "1.04,12346.0,UK\n"
            "3,B,Cup,2,2010-01-19 10:17:00,2.50,12347.0,UK\n3,C,Tea,1,2010-01-19 10:17:00,1.50,"
            "12347.0,UK\n"
        ),
        [("12347", 6.5)],
    ),
    "Complete Journey": (
        (
            "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,"
            "coupon_disc,transaction_timestamp\n"
            "900,330,1,1095275,1,0.50,0.00,0,2017-01-01 06:53:26\n900,330,1,9878513,1,0.99,0.10,0,"
            "2017-01-01 06:53:26\n"
            "906,319,2,1102949,2,2.43,0.00,0,2017-01-02 07:10:28\n"
        ),
        [("900", 1.49), ("906", 2.43)],
    ),
    "Ta-Feng": (
        (
            "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,"
            "ASSET,SALES_PRICE\n"
            "11/13/2000,01104905,45-49,115,110411,4710199010372,2,24,30\n11/13/2000,00418683,"
            "45-49,115,120107,4710857472535,1,48,46\n"
        ),
        [("00418683", 46.0), ("01104905", 30.0)],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_is_recognised_and_read(name):
    text, orders = FILES[name]
    raw = load(text.encode())
    assert guess(raw).shop == name
    assert sorted(clean(raw).orders.select("customer_id", "amount").rows()) == sorted(orders)


def test_every_known_export_has_a_file():
    assert {shop.title for shop in SHOPS if not shop.lacks} == set(FILES)


def test_shopify_orders_stand_on_their_first_line():
    cleaned = clean(load(SHOPIFY.encode()))
    assert cleaned.orders.select("customer_id", "amount", "order_id").rows() == [
        ("ann@example.org", 35.0, "#1001"), ("ann@example.org", 17.0, "#1004"),
    ]  # fmt: skip
    assert cleaned.orders["date"].dt.date().cast(str).to_list() == ["2024-01-02", "2024-02-02"]
    assert cleaned.input.records == 5
    assert {row[1]: row[2] for row in cleaned.ledger.rows()} == {
        "missing_customer": 1, "cancelled": 1, "refunds": 0, "line_items": 1,
    }  # fmt: skip


def test_an_export_without_customers_is_refused_with_a_way_out():
    header = b"amazon-order-id\tpurchase-date\torder-status\tcurrency\titem-price\n"
    text = header + b"1\t2024-01-02\tS\tEUR\t5\n"
    with pytest.raises(InputError) as refusal:
        guess(load(text))
    assert refusal.value.kind == "missing_columns"
    assert "payment provider" in say(refusal.value)


def test_every_shop_names_what_orders_need():
    for shop in SHOPS:
        columns = [names[0] for names in shop.roles.values()]
        assert shop.lacks or not shop.mapping(columns).missing

"""Logs that research uses."""

from __future__ import annotations

from clv.intake.columns.shops.shop import Shop

EXPORTS: tuple[Shop, ...] = (
    Shop(
        "UCI Online Retail",
        ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"),
        {
            "customer": ("CustomerID",),
            "date": ("InvoiceDate",),
            "quantity": ("Quantity",),
            "unit_price": ("UnitPrice",),
            "order": ("InvoiceNo",),
            "product": ("StockCode",),
            "product_name": ("Description",),
            "country": ("Country",),
        },
        currency="GBP",
    ),
    Shop(
        "UCI Online Retail II",
        ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"),
        {
            "customer": ("Customer ID",),
            "date": ("InvoiceDate",),
            "quantity": ("Quantity",),
            "unit_price": ("Price",),
            "order": ("Invoice",),
            "product": ("StockCode",),
            "product_name": ("Description",),
            "country": ("Country",),
        },
        currency="GBP",
    ),
    Shop(
        "Complete Journey",
        ("household_id", "basket_id", "sales_value", "transaction_timestamp"),
        {
            "customer": ("household_id",),
            "date": ("transaction_timestamp",),
            "amount": ("sales_value",),
            "quantity": ("quantity",),
            "order": ("basket_id",),
            "product": ("product_id",),
            "category": ("department", "product_category"),
            "channel": ("store_id",),
            "discount": ("retail_disc",),
        },
        currency="USD",
    ),
    Shop(
        "Ta-Feng",
        ("TRANSACTION_DT", "CUSTOMER_ID", "PRODUCT_SUBCLASS", "AMOUNT", "SALES_PRICE"),
        {
            "customer": ("CUSTOMER_ID",),
            "date": ("TRANSACTION_DT",),
            "amount": ("SALES_PRICE",),
            "quantity": ("AMOUNT",),
            "product": ("PRODUCT_ID",),
            "category": ("PRODUCT_SUBCLASS",),
        },
        currency="TWD",
    ),
    Shop(
        "Instacart",
        ("order_id", "user_id", "order_dow", "days_since_prior_order"),
        {},
        lacks="dates",
    ),
)

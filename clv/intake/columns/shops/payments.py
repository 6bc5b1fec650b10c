"""Exports of payment providers, tills and subscriptions."""

from __future__ import annotations

from clv.intake.columns.shops.shop import Shop

EXPORTS: tuple[Shop, ...] = (
    Shop(
        "Stripe",
        ("id", "Amount", "Amount Refunded", "Currency", "Status"),
        {
            "customer": ("Customer ID", "Customer Email"),
            "date": ("Created date (UTC)", "Created (UTC)", "Created"),
            "amount": ("Amount",),
            "order": ("id",),
            "status": ("Status",),
            "currency": ("Currency",),
            "refund": ("Amount Refunded",),
        },
    ),
    Shop(
        "Stripe invoices",
        ("id", "Amount Due", "Amount Paid", "Customer", "Date (UTC)", "Status"),
        {
            "customer": ("Customer", "Customer Email"),
            "date": ("Date (UTC)",),
            "amount": ("Amount Paid", "Total"),
            "order": ("id",),
            "status": ("Status",),
            "currency": ("Currency",),
        },
    ),
    Shop(
        "PayPal",
        ("Date", "Time", "Type", "Status", "Currency", "Gross", "Net", "From Email Address"),
        {
            "customer": ("From Email Address",),
            "date": ("Date",),
            "amount": ("Gross",),
            "order": ("Transaction ID",),
            "status": ("Status",),
            "currency": ("Currency",),
            "kind": ("Type",),
            "reference": ("Reference Txn ID",),
        },
    ),
    Shop(
        "Square",
        ("Date", "Time", "Time Zone", "Gross Sales", "Net Sales", "Transaction ID"),
        {
            "customer": ("Customer ID", "Customer Reference ID", "Customer Name"),
            "date": ("Date",),
            "amount": ("Net Sales",),
            "order": ("Transaction ID",),
            "discount": ("Discounts",),
            "channel": ("Channel", "Source"),
        },
        date_form="month_first",
    ),
    Shop(
        "Lightspeed (Vend)",
        ("Date", "Receipt Number", "Line Type", "Customer Code", "Total"),
        {
            "customer": ("Customer Code", "Customer Name"),
            "date": ("Date",),
            "amount": ("Total",),
            "order": ("Receipt Number",),
            "status": ("Status",),
            "kind": ("Line Type",),
            "discount": ("Discount",),
            "product": ("Sku",),
            "product_name": ("Details",),
            "channel": ("Register",),
        },
    ),
    Shop(
        "Chargebee",
        ("Invoice Number", "Customer Id", "Subscription Id", "Invoice Date", "Amount"),
        {
            "customer": ("Customer Id", "Customer Email"),
            "date": ("Invoice Date",),
            "amount": ("Amount",),
            "order": ("Invoice Number",),
            "status": ("Status",),
            "currency": ("Currency", "Currency Code"),
        },
    ),
    Shop(
        "Recharge",
        ("charge_id", "customer_id", "charge_status", "total_price"),
        {
            "customer": ("customer_id", "email", "customer_email"),
            "date": ("processed_at", "charge_date", "created_at", "scheduled_at"),
            "amount": ("total_price",),
            "order": ("charge_id",),
            "status": ("charge_status",),
            "currency": ("currency",),
            "discount": ("total_discounts",),
            "refund": ("total_refunds",),
        },
    ),
)

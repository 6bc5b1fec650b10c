"""Exports of accounting and customer relationship systems."""

from __future__ import annotations

from clv.intake.columns.shops.shop import Shop

EXPORTS: tuple[Shop, ...] = (
    Shop(
        "Xero",
        ("ContactName", "InvoiceNumber", "InvoiceDate", "Total", "Status"),
        {
            "customer": ("ContactName",),
            "date": ("InvoiceDate",),
            "amount": ("Total",),
            "order": ("InvoiceNumber",),
            "status": ("Status",),
            "kind": ("Type",),
            "currency": ("Currency",),
            "product": ("InventoryItemCode",),
            "product_name": ("Description",),
        },
        of_order=True,
    ),
    Shop(
        "QuickBooks",
        ("Date", "Transaction Type", "Num", "Amount"),
        {
            "customer": ("Customer", "Name", "Customer full name", "Customer/Vendor/Employee"),
            "date": ("Date",),
            "amount": ("Amount",),
            "order": ("Num",),
            "kind": ("Transaction Type",),
            "product_name": ("Product/Service", "Memo/Description"),
        },
    ),
    Shop(
        "HubSpot deals",
        ("Deal Name", "Deal Stage", "Close Date", "Amount"),
        {
            "customer": (
                "Associated Company",
                "Associated Company IDs",
                "Associated Contact",
                "Company Name",
            ),
            "date": ("Close Date",),
            "amount": ("Amount",),
            "order": ("Record ID",),
            "status": ("Deal Stage",),
            "currency": ("Currency",),
        },
    ),
    Shop(
        "Salesforce opportunities",
        ("Opportunity Name", "Stage", "Close Date", "Amount", "Account Name"),
        {
            "customer": ("Account ID", "Account Name"),
            "date": ("Close Date",),
            "amount": ("Amount",),
            "order": ("Opportunity ID",),
            "status": ("Stage",),
            "currency": ("Amount Currency", "Opportunity Currency"),
        },
    ),
)

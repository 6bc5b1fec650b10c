"""Exports of known shops, recognised by their headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clv.errors import InputError
from clv.intake.columns.names import fold
from clv.options import Mapping
from clv.words import _


@dataclass(frozen=True, slots=True)
class Shop:
    """One kind of export.

    Parameters
    ----------
    title : str
        What people call it.
    signs : tuple of str
        Headers that together tell it from all others.
    roles : dict
        Role to headers, the first that the file has counts.
    first_row_only : bool
        Whether an order's own fields stand only on the first of its line items.
    date_form : str, optional
        Order of day and month where the export always uses one.
    no_customer : bool
        Whether it holds no customer at all, so that it can't be used.

    Examples
    --------
    >>> found = recognise(["id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency",
    ...                    "Status", "Customer ID"])
    >>> found.title, found.mapping(["Customer ID", "Amount"])
    ('Stripe', Mapping(customer='Customer ID', amount='Amount'))
    """

    title: str
    signs: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    first_row_only: bool = False
    date_form: str | None = None
    no_customer: bool = False

    def mapping(self, columns: Sequence[str]) -> Mapping:
        """Return the mapping for a file with these columns."""
        known = {fold(column): column for column in reversed(columns)}
        found = {
            role: next((known[fold(name)] for name in names if fold(name) in known), None)
            for role, names in self.roles.items()
        }
        return Mapping(**found)


SHOPS: tuple[Shop, ...] = (
    Shop(
        "Shopify",
        ("Name", "Email", "Financial Status", "Total", "Created at", "Lineitem name"),
        {
            "customer": ("Email",),
            "date": ("Created at", "Paid at"),
            "amount": ("Total",),
            "order": ("Name",),
            "status": ("Financial Status",),
            "currency": ("Currency",),
            "discount": ("Discount Amount",),
            "refund": ("Refunded Amount",),
            "country": ("Shipping Country", "Billing Country"),
            "channel": ("Source",),
        },
        first_row_only=True,
    ),
    Shop(
        "WooCommerce (Analytics)",
        ("Date", "Order #", "Customer", "Customer type", "Net Sales"),
        {
            "customer": ("Customer",),
            "date": ("Date",),
            "amount": ("Net Sales",),
            "order": ("Order #",),
            "status": ("Status",),
            "channel": ("Attribution",),
        },
    ),
    Shop(
        "WooCommerce (Advanced Order Export)",
        ("Order Number", "Order Date", "Email (Billing)", "Order Total Amount"),
        {
            "customer": ("Email (Billing)",),
            "date": ("Order Date",),
            "amount": ("Order Total Amount",),
            "order": ("Order Number",),
            "status": ("Order Status",),
            "refund": ("Order Refund Amount",),
            "country": ("Country Code (Billing)", "Country Name (Billing)"),
        },
    ),
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
        "Amazon",
        ("amazon-order-id", "purchase-date", "item-price"),
        {},
        no_customer=True,
    ),
    Shop(
        "Magento",
        ("ID", "Purchase Date", "Grand Total (Base)", "Customer Email"),
        {
            "customer": ("Customer Email",),
            "date": ("Purchase Date",),
            "amount": ("Grand Total (Base)",),
            "order": ("ID",),
            "status": ("Status",),
            "refund": ("Total Refunded",),
        },
    ),
    Shop(
        "BigCommerce",
        ("Order ID", "Order Date", "Order Status", "Refund Amount"),
        {
            "customer": ("Customer Email", "Email Address", "Customer ID"),
            "date": ("Order Date",),
            "amount": ("Order Total (inc tax)", "Order Total"),
            "order": ("Order ID",),
            "status": ("Order Status",),
            "currency": ("Order Currency Code", "Currency"),
            "refund": ("Refund Amount",),
        },
    ),
    Shop(
        "Etsy",
        ("Sale Date", "Order ID", "Buyer User ID", "Order Total"),
        {
            "customer": ("Buyer User ID",),
            "date": ("Sale Date",),
            "amount": ("Order Total",),
            "order": ("Order ID",),
            "status": ("Status",),
            "currency": ("Currency",),
            "discount": ("Discount Amount",),
            "country": ("Ship Country",),
        },
        date_form="month_first",
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
        "PayPal",
        ("Date", "Time", "Type", "Status", "Currency", "Gross", "Net", "From Email Address"),
        {
            "customer": ("From Email Address",),
            "date": ("Date",),
            "amount": ("Gross",),
            "order": ("Transaction ID",),
            "status": ("Status",),
            "currency": ("Currency",),
        },
    ),
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
            "country": ("Country",),
        },
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
            "country": ("Country",),
        },
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
    ),
)


def recognise(columns: Sequence[str]) -> Shop | None:
    """Return the export with these headers, None for any other table.

    Raises
    ------
    InputError
        ``missing_columns`` for an export that holds no customer.
    """
    known = {fold(column) for column in columns}
    shop = next((s for s in SHOPS if known >= {fold(sign) for sign in s.signs}), None)
    if shop is not None and shop.no_customer:
        raise InputError(
            "missing_columns",
            _(
                "{shop} order reports do not say who bought, so no customer can be followed; use "
                "an export with a customer number or e-mail, for example of your payment provider."
            ).format(shop=shop.title),
        )
    return shop

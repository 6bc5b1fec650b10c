"""The contracts: which columns each table has, of which type, in which unit.

Column names are written here once and nowhere else. Time is in days, money in the currency of
the orders, probabilities between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clv.errors import InputError

CUSTOMER_ID = "customer_id"
DATE = "date"
AMOUNT = "amount"
ORDER_ID = "order_id"
QUANTITY = "quantity"
UNIT_PRICE = "unit_price"
STATUS = "status"
CURRENCY = "currency"
PRODUCT = "product"
CATEGORY = "category"
CHANNEL = "channel"
COUNTRY = "country"
DISCOUNT = "discount"

FREQUENCY = "frequency"
RECENCY = "recency"
T = "T"
MONETARY_VALUE = "monetary_value"
FIRST_ORDER = "first_order"
LAST_ORDER = "last_order"
ORDER_COUNT = "orders"
REVENUE = "revenue"

P_ALIVE = "p_alive"
P_BUY = "p_buy"
EXPECTED_ORDERS = "expected_orders"
EXPECTED_ORDERS_LOW = "expected_orders_low"
EXPECTED_ORDERS_HIGH = "expected_orders_high"
EXPECTED_SPEND = "expected_spend"
EXPECTED_SPEND_LOW = "expected_spend_low"
EXPECTED_SPEND_HIGH = "expected_spend_high"
CLV = "clv"
CLV_LOW = "clv_low"
CLV_HIGH = "clv_high"
SEGMENT = "segment"
NEXT_ORDER = "next_order"
NEXT_ORDER_LOW = "next_order_low"
NEXT_ORDER_HIGH = "next_order_high"
QUIET_UNTIL = "quiet_until"
EXPECTED_REVENUE = "expected_revenue"
EXPECTED_REVENUE_LOW = "expected_revenue_low"
EXPECTED_REVENUE_HIGH = "expected_revenue_high"

STEP = "step"
REASON = "reason"
ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract: its name, type, unit and meaning.

    Parameters
    ----------
    name : str
        As it stands in the table and in every file.
    dtype : polars data type
        The type the column must have.
    unit : str
        ``"days"``, ``"money"``, ``"orders"``, ``"probability"``, ``"date"`` or ``"text"``.
    meaning : str
        One line for people; the pages show it as help text.
    optional : bool
        Whether a table may go without it.
    """

    name: str
    dtype: pl.DataType
    unit: str
    meaning: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A contract between two wings: what one row is, and the columns it has.

    Examples
    --------
    >>> CUSTOMERS.names[:5]
    ('customer_id', 'frequency', 'recency', 'T', 'monetary_value')
    >>> ORDERS[AMOUNT].unit
    'money'
    """

    name: str
    row: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in the order in which files show them."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns a table of this kind can't go without."""
        return tuple(column for column in self.columns if not column.optional)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column name to type, for making an empty table."""
        return {column.name: column.dtype for column in self.columns}

    def check(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        """Raise `InputError` when `frame` breaks the contract.

        Raises
        ------
        InputError
            ``missing_columns`` or ``unsupported_types``, naming each column at fault.

        Examples
        --------
        >>> ORDERS.check(pl.DataFrame({"customer_id": ["a"]}))
        Traceback (most recent call last):
        clv.errors.InputError: A table of orders needs the columns date, amount.
        """
        schema = frame.collect_schema()
        missing = [column.name for column in self.required if column.name not in schema]
        if missing:
            raise InputError(
                "missing_columns", f"A table of {self.name} needs the columns {', '.join(missing)}."
            )
        wrong = [
            f"{column.name} is {schema[column.name]}, not {column.dtype}"
            for column in self.columns
            if column.name in schema and schema[column.name] != column.dtype
        ]
        if wrong:
            raise InputError(
                "unsupported_types", f"In the table of {self.name}, {'; '.join(wrong)}."
            )


_text, _money, _count = pl.String(), pl.Float64(), pl.Int64()
_day, _moment, _real = pl.Date(), pl.Datetime("us"), pl.Float64()


def _optional_text(name: str, meaning: str) -> Column:
    return Column(name, _text, "text", meaning, optional=True)


LINES = Table(
    "lines",
    "one readable line of the input, before line items are summed into orders",
    (
        Column(CUSTOMER_ID, _text, "text", "Who bought"),
        Column(DATE, _moment, "date", "When, in UTC where the input names a zone"),
        Column(AMOUNT, _money, "money", "Money of the line; returns are negative"),
        _optional_text(ORDER_ID, "The shop's order or invoice number"),
        Column(QUANTITY, _real, "pieces", "Pieces; returns are negative", optional=True),
        _optional_text(PRODUCT, "What was bought"),
        _optional_text(CATEGORY, "The kind of thing bought"),
        _optional_text(CHANNEL, "Where the customer came from"),
        _optional_text(COUNTRY, "Where the order went"),
        Column(DISCOUNT, _money, "money", "Money taken off the price", optional=True),
    ),
)

ORDERS = Table(
    "orders",
    "one order: line items summed, returns netted",
    (
        Column(CUSTOMER_ID, _text, "text", "Who bought"),
        Column(DATE, _moment, "date", "When the order was placed"),
        Column(AMOUNT, _money, "money", "What was paid, after returns"),
        _optional_text(ORDER_ID, "The shop's order or invoice number"),
        _optional_text(CATEGORY, "The category that most of the order's money went to"),
        _optional_text(CHANNEL, "Where the customer came from"),
        _optional_text(COUNTRY, "Where the order went"),
        Column(DISCOUNT, _money, "money", "Money taken off the price", optional=True),
    ),
)

CUSTOMERS = Table(
    "customers",
    "one customer, as seen at the end of the observation",
    (
        Column(CUSTOMER_ID, _text, "text", "Who bought"),
        Column(FREQUENCY, _count, "days", "Repeat purchase days: purchase days less the first"),
        Column(RECENCY, _count, "days", "From the first to the last purchase"),
        Column(T, _count, "days", "From the first purchase to the end of the observation"),
        Column(MONETARY_VALUE, _money, "money", "Mean spend per repeat purchase day, else 0"),
        Column(FIRST_ORDER, _day, "date", "Day of the first purchase"),
        Column(LAST_ORDER, _day, "date", "Day of the last purchase"),
        Column(ORDER_COUNT, _count, "orders", "Orders in all"),
        Column(REVENUE, _money, "money", "Money of all orders"),
    ),
)

PREDICTIONS = Table(
    "predictions",
    "one customer, looking ahead from the end of the observation",
    (
        Column(CUSTOMER_ID, _text, "text", "Who bought"),
        Column(P_ALIVE, _real, "probability", "Chance of still being a customer"),
        Column(P_BUY, _real, "probability", "Chance of at least one order within the horizon"),
        Column(EXPECTED_ORDERS, _real, "orders", "Expected purchase days within the horizon"),
        Column(EXPECTED_ORDERS_LOW, _real, "orders", "Lower end of the 90 % range"),
        Column(EXPECTED_ORDERS_HIGH, _real, "orders", "Upper end of the 90 % range"),
        Column(EXPECTED_SPEND, _money, "money", "Expected spend per purchase day"),
        Column(EXPECTED_SPEND_LOW, _money, "money", "Lower end of the 90 % range"),
        Column(EXPECTED_SPEND_HIGH, _money, "money", "Upper end of the 90 % range"),
        Column(CLV, _money, "money", "Expected margin within the horizon, discounted to today"),
        Column(CLV_LOW, _money, "money", "Lower end of the 90 % range"),
        Column(CLV_HIGH, _money, "money", "Upper end of the 90 % range"),
        Column(SEGMENT, _text, "text", "The named RFM segment"),
        Column(NEXT_ORDER, _day, "date", "Likely day of the next order (median)", optional=True),
        Column(NEXT_ORDER_LOW, _day, "date", "Early end of the likely window", optional=True),
        Column(NEXT_ORDER_HIGH, _day, "date", "Late end of the likely window", optional=True),
        Column(QUIET_UNTIL, _day, "date", "Silence until then is still normal", optional=True),
    ),
)

OUTLOOK = Table(
    "outlook",
    "one customer as any forecaster sees it: the common ground on which all are compared",
    (
        Column(CUSTOMER_ID, _text, "text", "Who bought"),
        Column(P_BUY, _real, "probability", "Chance of at least one order within the horizon"),
        Column(EXPECTED_ORDERS, _real, "orders", "Expected purchase days within the horizon"),
        Column(EXPECTED_REVENUE, _money, "money", "Expected revenue within the horizon"),
        Column(EXPECTED_REVENUE_LOW, _money, "money", "Lower end of the 90 % range", optional=True),
        Column(
            EXPECTED_REVENUE_HIGH, _money, "money", "Upper end of the 90 % range", optional=True
        ),
    ),
)

LEDGER = Table(
    "ledger",
    "one reason for which rows left or changed on the way from the file to the orders",
    (
        Column(STEP, _text, "text", "Stage: read, policy, observe or merge"),
        Column(REASON, _text, "text", "Stable code of the reason"),
        Column(ROWS, _count, "rows", "Rows of the input concerned"),
        Column(AMOUNT, _money, "money", "Their money, where it could be read"),
    ),
)

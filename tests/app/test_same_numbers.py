"""The app and the command line run one engine: what one shows, the other writes."""

import polars as pl
import pytest

from clv.__main__ import main
from tests.app.conftest import ROOT


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    log = ROOT / "sample_data" / "cdnow_sample.csv"
    settings = ["--currency", "USD", "--horizon", "183", "--margin", "0.4"]
    assert main(["run", str(log), "--out", str(folder), *settings]) == 0
    return pl.read_csv(folder / "customers.csv", schema_overrides={"customer_id": pl.String})


def test_the_best_customers_are_the_same(visit, written):
    visitor = visit("pages/value/page.py", "cdnow_sample")
    visitor.selectbox(key="setting-horizon").select(183)
    visitor.slider(key="setting-margin").set_value(40)
    visitor.run()
    shown = visitor.dataframe[0].value
    best = written.head(len(shown))
    assert len(shown) >= 10
    assert shown["customer_id"].to_list() == best["customer_id"].to_list()
    for column in ("clv", "clv_low", "clv_high"):
        assert shown[column].to_list() == pytest.approx(best[column].to_list(), rel=1e-4)
    assert (shown["p_buy"] / 100).to_list() == pytest.approx(best["p_buy"].to_list(), rel=1e-4)

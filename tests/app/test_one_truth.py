"""One truth: customers, segments and totals have one number on pages, lists, report and files."""

import json
import re
from contextlib import redirect_stdout
from html import unescape
from io import StringIO

import polars as pl
import pytest
import streamlit as st

from clv import tables as t
from clv.__main__ import main
from clv.options import Settings
from clv.present.files import write_run
from clv.present.numbers import Numbers
from clv.present.report import to_html
from pages.shared import downloads
from tests.app import screen, shopify
from tests.app.conftest import PAGES, ROOT, SAMPLES
from tests.app.test_odd_shops import SHOPS

UCI = ROOT.parent / "shared" / "data" / "uci_online_retail_lines.csv.gz"
SOURCES = (*SAMPLES, "shopify", "twelve customers", "uci")
AS_WRITTEN = {"value_now": t.CLV, "customer": t.CUSTOMER_ID}
COMPARED = (
    *(t.ORDER_COUNT, t.REVENUE, t.LAST_ORDER, t.SEGMENT, t.ACTIVITY),
    *(t.P_BUY, t.P_RETURN, t.CLV, t.CLV_LOW, t.CLV_HIGH, t.EXPECTED_SPEND, t.VALUE_AT_RISK),
)
PER_CENT = (t.P_BUY, t.P_RETURN)
OPTIONS = {
    "cdnow_sample": ["--currency", "USD", "--horizon", "183", "--margin", "0.4"],
    "complete_journey": ["--currency", "USD"],
}
MATCHES = {"twelve customers": "orders.csv", "shopify": "orders_export_1.csv"}


_SCHEMA = {**t.CUSTOMERS.schema, **t.PREDICTIONS.schema}


class Walk:
    """All that one source says of itself: each page's texts and tables, lists, and files."""

    def __init__(self, visit, name, folder, monkeypatch):
        self.lists, self.pages = {}, {}
        log = self._log(name, folder)
        out, printed = folder / "out", StringIO()
        monkeypatch.setattr("clv.__main__.write_run", self._written)
        with redirect_stdout(printed):
            assert main(["run", str(log), "--out", str(out), *OPTIONS.get(name, [])]) == 0
        self.printed = printed.getvalue()
        self.report = json.loads((out / "report.json").read_text())
        self.customers = pl.read_csv(out / "customers.csv", schema_overrides=_SCHEMA)
        self.numbers = Numbers(self.report["currency"])
        chosen = {key: self.report["settings"][key] for key in ("horizon", "margin")}
        settings = Settings(**chosen)
        self.html = unescape(to_html(self.run)).split("Run passport")[0]
        self.holds = self.report["verdict"]["use"] == "money"
        monkeypatch.setattr(downloads, "offer", self._keep)
        visitor = visit("pages/data/page.py", name if name in SAMPLES else None)
        if name not in SAMPLES:
            visitor.file_uploader[0].upload(log.name, log.read_bytes(), "text/csv").run()
        visitor.selectbox(key="setting-horizon").select(settings.horizon)
        visitor.slider(key="setting-margin").set_value(round(100 * settings.margin))
        visitor.run()
        for page in PAGES:
            visitor.switch_page(page).run()
            assert not visitor.exception, (page, [error.value for error in visitor.exception])
            self.pages[page.split("/")[1]] = _Page(visitor)

    def _log(self, name, folder):
        if name in SAMPLES:
            return next((ROOT / "sample_data").glob(f"{name}.*"))
        if name == "uci":
            return UCI
        log = folder / MATCHES[name]
        log.write_bytes(shopify.export() if name == "shopify" else SHOPS[name])
        return log

    def _written(self, run, *where):
        """Keep the run that the command line made: all else is held against it."""
        self.run = run
        return write_run(run, *where)

    def _keep(self, frame, name, key):
        self.lists[key] = frame() if callable(frame) else frame

    @property
    def count(self):
        return self.numbers.count(self.customers.height)

    def of(self, activity):
        return self.customers.filter(pl.col(t.ACTIVITY).is_in(activity)).height


class _Page:
    """What one page showed."""

    def __init__(self, visitor):
        self.title = _plain(visitor.title[0].value)
        self.metrics = {one.label: _plain(one.value) for one in visitor.metric}
        self.marks = [_plain(one.value) for one in visitor.markdown]
        self.marks += [_plain(one.proto.help) for one in visitor.markdown]
        self.tables = screen.tables(visitor)
        captions = (*visitor.caption, *visitor.subheader, *visitor.sidebar.caption)
        self.lines = [_plain(one.value) for one in captions]


def _plain(text):
    """Take off what keeps Markdown from reading money and links into a text."""
    return text.replace("\\", "").replace("\u2060", "")


@pytest.fixture(
    scope="module",
    # Of one log all tests run in one process: the walk is made once.
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"walk {name}")) for name in SOURCES],
)
def walk(request, tmp_path_factory):
    if request.param == "uci" and not UCI.exists():
        pytest.skip("UCI Online Retail is not shipped with the repository")
    st.cache_resource.clear()
    from tests.app import conftest

    with pytest.MonkeyPatch.context() as patch:
        opened = conftest.visit.__wrapped__(patch)
        yield Walk(opened, request.param, tmp_path_factory.mktemp("walk"), patch)


def test_one_customer_count(walk):
    count = walk.count
    assert walk.report["kept"]["customers"] == walk.customers.height
    assert walk.pages["overview"].metrics["Customers"] == count
    assert re.search(rf"by {count} customers?\b", walk.pages["data"].title)
    for name, page in walk.pages.items():
        beside = [line for line in page.lines if re.search(r"customers?, \w+ \d{4} to ", line)]
        assert beside, name
        assert all(line.startswith(f"{count} ") for line in beside), name
    groups = next(table for table in walk.pages["segments"].tables if "customers" in table.columns)
    assert groups["customers"].sum() == walk.customers.height
    assert f"All customers: {count}" in walk.pages["segments"].lines
    assert f"Everybody: {count}" in walk.pages["movement"].lines
    assert any(line.endswith(f" of {count}") for line in walk.pages["cohorts"].lines)
    assert f">{count}<" in walk.html


def test_active_quiet_and_lost_are_counted_alike(walk):
    if walk.of(["unknown"]):
        assert walk.pages["overview"].metrics["Active now"] == "–"
        pytest.skip("the log is too short to call anybody quiet")
    numbers, churn = walk.numbers, walk.pages["churn"]
    active, quiet, lost = walk.of(["recent", "active"]), walk.of(["quiet"]), walk.of(["lost"])
    assert walk.pages["overview"].metrics["Active now"] == numbers.count(active)
    assert f"{numbers.count(quiet)} " in churn.title
    assert f"{numbers.count(lost)} " in churn.title
    assert f"Quiet and lost: {numbers.count(quiet + lost)}" in churn.lines
    assert walk.lists["watch-list"].height == quiet + lost
    staged = walk.run.lifecycle["stage"].value_counts()
    stages = dict(staged.iter_rows())
    assert (stages.get("Quiet", 0), stages.get("Lost", 0)) == (quiet, lost)
    assert churn.title.rstrip(".") in walk.html


def test_a_customer_has_the_same_numbers_in_every_table_and_list(walk):
    truth = walk.run.activity
    if walk.report["verdict"]["use"] == "nothing":
        truth = truth.drop(t.P_BUY, t.CLV, t.CLV_LOW, t.CLV_HIGH, t.EXPECTED_SPEND, t.VALUE_AT_RISK)
    shown = {
        (page, place): (table, True)
        for page, made in walk.pages.items()
        for place, table in enumerate(made.tables)
    }
    shown |= {(key, "list"): (table, False) for key, table in walk.lists.items()}
    compared = 0
    for where, (table, on_screen) in shown.items():
        if t.CUSTOMER_ID not in table.columns:
            continue
        for name in table.columns:
            same = AS_WRITTEN.get(name, name)
            if same in COMPARED and same in truth.columns:
                _same(table, name, truth, same, on_screen and same in PER_CENT, where)
                compared += 1
    assert compared > 20


def _same(table, name, truth, same, per_cent, where):
    pair = table.select(t.CUSTOMER_ID, pl.col(name).alias("here")).join(
        truth.select(t.CUSTOMER_ID, pl.col(same).alias("there")), on=t.CUSTOMER_ID, how="inner"
    )
    assert pair.height == table.height, where
    here, there = pair["here"], pair["there"]
    if same == t.ACTIVITY:  # shown by its title, "not known" where the code says unknown
        here = here.str.to_lowercase().replace("not known", "unknown")
    if not there.dtype.is_numeric():
        assert here.cast(there.dtype, strict=False).to_list() == there.to_list(), (where, name)
        return
    scale = 100 if per_cent else 1
    known = pair.drop_nulls()
    if per_cent:  # what is not all is never written as all
        nearly = pl.col("there").is_between(0.999, 1, closed="none")
        known = known.with_columns(pl.when(nearly).then(0.999).otherwise("there").alias("there"))
    assert (known["here"] / scale).to_list() == pytest.approx(
        known["there"].to_list(), rel=1e-6, abs=1e-9
    ), (where, name)
    assert here.is_null().to_list() == there.is_null().to_list(), (where, name)


def test_the_files_hold_what_the_pages_show(walk):
    forecast, verdict = walk.report["forecast"], walk.report["verdict"]
    assert forecast is None or (forecast["use"], forecast["reason"]) == (
        verdict["use"],
        verdict["reason"],
    )
    if verdict["use"] == "nothing":
        foreseen = set(t.PREDICTIONS.names) - {t.CUSTOMER_ID, t.SEGMENT, t.ACTIVITY, t.P_RETURN}
        assert all(walk.customers[name].is_null().all() for name in foreseen)
        return
    people = walk.run.activity.select(t.CUSTOMER_ID, *(n for n in COMPARED if n in COMPARED[:-1]))
    written = walk.customers.select(people.columns)
    pair = people.join(written, on=t.CUSTOMER_ID, suffix="_written")
    for name in people.columns[1:]:
        one, other = pair[name].to_list(), pair[f"{name}_written"].to_list()
        if pair[name].dtype.is_float():
            assert pair[name].is_null().equals(pair[f"{name}_written"].is_null()), name
            known = pair.drop_nulls([name])
            other = known[f"{name}_written"].to_list()
            assert known[name].to_list() == pytest.approx(other, rel=1e-4, abs=1e-2), name
        else:
            assert one == other, name


def test_one_customer_is_one_on_their_page_and_in_their_explanation(walk):
    use = walk.report["verdict"]["use"]
    if use == "nothing":
        assert walk.pages["customer"].metrics["Expected value"] == "–"
        return
    best = walk.run.customer_values.row(0, named=True)
    page, numbers = walk.pages["customer"], walk.numbers
    assert page.metrics["Expected value"] == numbers.money(best[t.CLV])
    assert page.metrics["Likely to buy again"] == numbers.percent(best[t.P_BUY])
    assert numbers.money(best[t.CLV]) in page.title
    words = f"{best[t.CUSTOMER_ID]} should bring {numbers.money(best[t.CLV])}"
    assert any(words in line for line in walk.pages["explain"].lines)


def test_totals_are_one(walk):
    forecast, numbers = walk.report["forecast"], walk.numbers
    overview = walk.pages["overview"]
    if not walk.holds:
        assert overview.metrics["Expected value"] == "–"
        return
    value, revenue = float(forecast["value"]), float(forecast["revenue"])
    assert walk.customers[t.CLV].sum() == pytest.approx(value, rel=1e-3)
    assert overview.metrics["Expected value"] == numbers.money(value)
    assert numbers.money(revenue) in overview.title
    assert any(numbers.money(value) in line for line in walk.pages["value"].lines)
    assert numbers.money(value) in walk.html
    assert numbers.money(revenue) in walk.html
    groups = next(table for table in walk.pages["segments"].tables if "value" in table.columns)
    assert groups["value"].sum() == pytest.approx(value, rel=1e-6)
    assert walk.lists["segment-profiles" if "segment-profiles" in walk.lists else "segments"][
        "value"
    ].sum() == pytest.approx(value, rel=1e-6)
    assert walk.lists["value-by-year"]["total"][-1] == pytest.approx(value, rel=1e-6)
    assert walk.lists["movement"]["value_now"].sum() == pytest.approx(value, rel=1e-6)
    at_risk = walk.lists["watch-list"][t.VALUE_AT_RISK].sum()
    assert walk.pages["churn"].title.startswith(numbers.money(at_risk))


def test_chances_and_ranges_of_a_customer_agree(walk):
    people = walk.run.predictions.drop_nulls([t.P_BUY])
    sure = pl.col(t.P_BUY) > 0.95
    assert people.filter(sure, pl.col(t.CLV_LOW) <= 0, pl.col(t.CLV) > 0).is_empty()
    assert people.filter(~sure, pl.col(t.CLV_LOW) > 0).is_empty()
    assert people.filter(pl.col(t.P_BUY) > pl.col(t.EXPECTED_PURCHASES) + 1e-9).is_empty()
    assert people.filter(pl.col(t.P_BUY) > pl.col(t.P_ALIVE) + 1e-9).is_empty()
    for low, middle, high in (
        (t.CLV_LOW, t.CLV, t.CLV_HIGH),
        (t.EXPECTED_PURCHASES_LOW, t.EXPECTED_PURCHASES, t.EXPECTED_PURCHASES_HIGH),
    ):
        assert people.filter(pl.col(low) > pl.col(middle) + 1e-9).is_empty()
        assert people.filter(pl.col(high) < pl.col(middle) - 1e-9).is_empty()


def test_the_past_is_one(walk):
    numbers, kept, pages = walk.numbers, walk.report["kept"], walk.pages
    revenue, orders = float(kept["amount"]), walk.run.cleaned.orders.height
    assert walk.customers[t.REVENUE].sum() == pytest.approx(revenue, rel=1e-6)
    assert walk.customers[t.ORDER_COUNT].sum() == orders
    assert any(f"{numbers.money(revenue)} in orders" in line for line in pages["data"].lines)
    assert f"became {numbers.count(orders)} orders" in pages["data"].title
    assert f"became {numbers.count(orders)} orders" in walk.printed
    assert f"{numbers.count(orders)} orders" in walk.html
    assert pages["overview"].metrics["Order value"] == numbers.money(revenue / orders)
    repeated = walk.customers.filter(pl.col(t.FREQUENCY) > 0).height / walk.customers.height
    assert pages["overview"].metrics["Repeat rate"] == numbers.percent(repeated)
    months = walk.run.revenue_by_month.select(pl.col("new", "returning").sum()).row(0)
    assert sum(months) == pytest.approx(revenue, rel=1e-6)


def test_gap_and_window_are_one(walk):
    model, numbers = walk.run.return_model, walk.numbers
    assert walk.pages["overview"].metrics["Order gap"] == numbers.days(model.usual_gap_)
    if not model.known_:
        return
    evidence = [line for line in walk.pages["churn"].lines if line.startswith("Of 100 customers")]
    assert f"within {numbers.days(model.window_)}." in evidence[0]
    why = walk.lists["watch-list"]["why"] if "watch-list" in walk.lists else pl.Series([""])
    told = why.filter(why.str.contains("of 100"))
    assert told.str.contains(f"within {numbers.days(model.window_)}", literal=True).all()


def test_the_verdict_is_one(walk):
    reason = walk.report["verdict"]["reason"]
    assert walk.pages["models"].title == reason
    assert reason in walk.html
    assert reason in walk.printed
    for name in ("overview", "value"):
        if walk.report["verdict"]["use"] != "nothing":
            assert reason in walk.pages[name].marks
    forecast = walk.report["forecast"]
    assert forecast is None or forecast["model"] == walk.run.champion.name


def test_this_week_is_for_those_whom_the_pages_count(walk):
    marks = " ".join(walk.pages["overview"].marks)
    for task in walk.run.this_week:
        assert f"{walk.numbers.count(task.customers.height)} customer" in marks
    stop = next((each for each in walk.run.this_week if each.name == "stop"), None)
    assert (0 if stop is None else stop.customers.height) == walk.of(["lost"])


def test_the_command_line_prints_the_pages_total(walk):
    if not walk.holds:
        assert "Expected value" not in walk.printed
        return
    value = walk.numbers.money(float(walk.report["forecast"]["value"]))
    assert f": {value} (" in walk.printed


def test_segments_are_one(walk):
    truth = walk.customers.group_by(t.SEGMENT).len().sort(t.SEGMENT)
    groups = next(table for table in walk.pages["segments"].tables if "customers" in table.columns)
    assert groups.sort(t.SEGMENT).select(t.SEGMENT, "customers").rows() == truth.rows()
    listed = walk.lists["segments"].sort(t.SEGMENT).select(t.SEGMENT, "customers")
    assert listed.rows() == truth.rows()
    if "value" in groups.columns:
        sums = dict(walk.customers.group_by(t.SEGMENT).agg(pl.col(t.CLV).sum()).iter_rows())
        shown = dict(groups.select(t.SEGMENT, "value").iter_rows())
        assert shown == pytest.approx(sums, rel=1e-4)
    for name, size in truth.iter_rows():
        if walk.report["verdict"]["use"] == "money":
            words = f"{walk.numbers.count(size)} customer"
            assert name in walk.html
            assert words in walk.html

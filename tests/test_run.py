"""One Run: each step once, shared where its inputs are equal, whoever asks."""

import ast
import gc
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from clv import run as run_module
from clv import tables as t
from clv.action import Campaign, Choice
from clv.errors import InputError, ModelError, SettingsError
from clv.intake import ReadHints, Table
from clv.memo import Memo, Steps, step
from clv.options import Settings
from clv.present.files import customer_table
from clv.present.words import say
from clv.run import Run

CDNOW = Path(__file__).parent.parent / "sample_data" / "cdnow_sample.csv"
HEAD, *ROWS = CDNOW.read_bytes().splitlines(keepends=True)
SOME = HEAD + b"".join(row for row in ROWS if row < b"0500")  # the first customers: quicker
QUICK = Settings(model="bg_nbd", spend="gamma_gamma", horizon=90, forecasters="bg_nbd")


class Counting(Memo):
    """A memo that counts what is computed."""

    def __init__(self):
        super().__init__()
        self.computed = Counter()

    def ask(self, name, key, compute, keep):
        def counting():
            self.computed[name] += 1
            return compute()

        return super().ask(name, key, counting, keep)


@pytest.fixture
def counted(monkeypatch):
    """A run of which everything the value page needs was computed, and its counting memo."""
    memo = Counting()
    monkeypatch.setattr(run_module, "Memo", lambda: memo)
    run = Run.of(SOME, settings=QUICK)
    value_page(run)
    return run, memo.computed


def value_page(run):
    """Ask what the value page asks, and ask again, as its parts do."""
    for _again in range(2):
        _answers = run.customer_values, run.forecast, run.predictions, run.verdict, run.fit_notices
        _more = run.purchase_model, run.customers, run.end, run.cleaned, run.revenue_by_month


def test_each_step_is_computed_once(counted):
    _run, computed = counted
    assert set(computed.values()) == {1}
    assert {"raw", "cleaned", "backtest", "fit", "forecast", "customer_values", "verdict"} <= set(
        computed
    )


def test_a_changed_margin_touches_what_depends_on_it_once_and_nothing_else(counted):
    run, computed = counted
    computed.clear()
    value_page(run.with_(margin=0.4))
    assert computed == {"forecast": 1, "predictions": 1, "customer_values": 1}


def test_a_pinned_model_is_not_fitted_anew_for_another_horizon(counted):
    run, computed = counted
    computed.clear()
    _forecast = run.with_(horizon=120).forecast
    assert computed["fit"] == computed["customers"] == 0


def test_the_same_options_are_the_same_run(counted):
    run, computed = counted
    computed.clear()
    value_page(run.with_(margin=0.4).with_(margin=1.0))
    assert run.with_(margin=0.4).with_(margin=1.0) == run
    assert not computed


def test_two_threads_share_one_computation(monkeypatch):
    memo = Counting()
    monkeypatch.setattr(run_module, "Memo", lambda: memo)
    run, start = Run.of(SOME, settings=QUICK), threading.Barrier(4)
    answers = []

    def ask():
        start.wait()
        answers.append(run.forecast)
        answers.append(run.customer_values)

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(memo.computed.values()) == {1}
    assert len({id(answer) for answer in answers}) == 2


def test_a_refusal_is_kept_and_raised_again(monkeypatch):
    memo = Counting()
    monkeypatch.setattr(run_module, "Memo", lambda: memo)
    short = Run.of(b"customer,date,amount\na,2024-01-01,10\nb,2024-01-02,12\n")
    for _again in range(3):
        with pytest.raises(ModelError):
            _tested = short.backtest
    assert set(memo.computed.values()) == {1}
    memo.computed.clear()
    empty = Run.of(b"")
    for _again in range(3):
        with pytest.raises(InputError):
            _customers = empty.customers
    assert set(memo.computed.values()) == {1}
    assert short.verdict.use == "nothing"
    assert short.predictions["clv"].null_count() == 2


class Flour(Steps):
    fail = True

    @property
    @step("grain")
    def dough(self):
        if Flour.fail:
            Flour.fail = False
            raise KeyboardInterrupt
        return self._inputs["grain"]

    @step("dough", keep=2)
    def bread(self, minutes):
        return [self.dough, minutes]


def test_a_step_that_was_stopped_is_left_to_the_next():
    steps = Flour({"grain": "rye"})
    with pytest.raises(KeyboardInterrupt):
        _dough = steps.dough
    assert steps.dough == "rye"


def test_the_memo_is_bounded():
    Flour.fail = False
    steps = Flour({"grain": "rye"})
    first = steps.bread(1)
    assert steps.bread(1) is first
    for minutes in range(2, 5):
        steps.bread(minutes)
    gc.collect()
    assert steps.bread(1) is not first
    assert not steps.has("bread", 3)
    assert steps.has("bread", 4)


def test_a_step_must_name_what_it_asks_for():
    class Oven(Steps):
        @property
        @step("heat", "grain")
        def loaf(self):
            return self._inputs["grain"]

        @property
        @step("heat")
        def toast(self):
            return self.loaf

    with pytest.raises(TypeError, match="grain"):
        _toast = Oven({"heat": 1, "grain": 2}).toast
    with pytest.raises(TypeError, match="above"):

        class Circle(Steps):
            @property
            @step("second")
            def first(self): ...

            @property
            @step("first")
            def second(self): ...


def test_a_step_reads_only_the_settings_it_names():
    """A setting read but not named would silently stand at its default."""
    files = sorted(Path(run_module.__file__).parent.glob("*.py"))
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    options = {*Settings.__dataclass_fields__, "hints", "mapping", "policy", "source"}
    looked_at = 0
    for function in (node for node in nodes if isinstance(node, ast.FunctionDef)):
        if function.name not in Run._reach:
            continue
        reads = {
            node.attr
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute)
            and node.attr in options
            and ast.unparse(node.value) in ("self", "self.settings", "settings")
        }
        assert reads <= Run._reach[function.name], function.name
        looked_at += 1
    assert looked_at == len(Run._reach)


def test_every_kind_of_source_gives_the_same_run(tmp_path):
    content = CDNOW.read_bytes()
    lines = content.splitlines(keepends=True)
    middle = len(lines) // 2
    halves = [b"".join(lines[:middle]), b"".join([lines[0], *lines[middle:]])]
    sources = [
        CDNOW,
        str(CDNOW),
        content,
        [("first.csv", halves[0]), ("second.csv", halves[1])],
        pl.read_csv(CDNOW, infer_schema=False),
        Table(pl.read_csv(CDNOW, infer_schema=False)),
    ]
    customers = [Run.of(source, name="shop.csv").customers for source in sources]
    assert all(table.equals(customers[0]) for table in customers)


def test_options_are_checked_when_they_are_chosen():
    run = Run.of(CDNOW)
    with pytest.raises(SettingsError):
        run.with_(margin=2)
    with pytest.raises(TypeError, match="wrong"):
        run.with_(wrong=1)
    assert run.with_(as_of=date(1998, 1, 1)).settings.as_of == date(1998, 1, 1)
    assert run.with_(hints=ReadHints(delimiter=";")).hints.delimiter == ";"


def test_progress_is_told_in_words_and_a_share():
    told = []
    run = Run.of(SOME, settings=Settings(horizon=90), tell=lambda *news: told.append(news))
    _answers = run.predictions, run.verdict
    shares = [share for _notice, share in told]
    assert len(told) > 3
    assert all(0 <= share <= 1 for share in shares)
    # Reading is a way of its own, done before looking ahead begins.
    ahead = next(i for i, (notice, _share) in enumerate(told) if notice.code == "testing")
    assert shares[:ahead] == sorted(shares[:ahead])
    assert shares[ahead:] == sorted(shares[ahead:])
    for notice, _share in told:
        assert say(notice) != notice.code.replace("_", " ")


@pytest.mark.parametrize("model", ["lightgbm", "last_period"])
def test_movement_sees_today_what_every_page_shows_whoever_spreads_the_value(model):
    run = Run.of(CDNOW, settings=Settings(model=model, horizon=91))
    moved = run.value_bridge(run.end - timedelta(days=182), run.end).customers
    pair = run.predictions.join(moved, on=t.CUSTOMER_ID)
    assert run.champion.name == model
    assert pair["value_now"].to_list() == pytest.approx(pair[t.CLV].to_list())
    assert pair["value_then"].to_list() != pair["value_now"].to_list()


def test_a_campaign_is_corrected_by_what_saw_only_the_days_before_it():
    pinned = Settings(model="mbg_nbd", spend="gamma_gamma_all")
    run = Run.of(CDNOW, settings=pinned)
    eve = run.end - timedelta(days=120)
    orders = run.cleaned.orders.filter(pl.col(t.DATE).dt.date() <= eve)
    whole, past = (one.expected_before(eve, 30) for one in (run, Run.of(orders, settings=pinned)))
    assert whole.sort(t.CUSTOMER_ID).equals(past.sort(t.CUSTOMER_ID))


def test_a_customers_path_ends_in_the_chance_that_every_page_shows():
    run = Run.of(CDNOW)
    for row in run.predictions.sort(t.P_BUY).gather([0, 900, -1]).iter_rows(named=True):
        path = run.alive_history(row[t.CUSTOMER_ID])
        assert path[t.P_BUY][-1] == pytest.approx(row[t.P_BUY], abs=1e-5)
        drawn = path.drop_nulls()
        assert (drawn[t.P_ALIVE] >= drawn[t.P_BUY]).all()


def test_who_wants_no_mail_is_on_no_campaign_list():
    head, *rows = SOME.decode().splitlines()
    marked = [f"{row},{'no' if row.startswith('00') else ''}" for row in rows]
    run = Run.of("\n".join([f"{head},newsletter", *marked]).encode(), settings=QUICK)
    unwilling = set(run.cleaned.unwilling)
    names = set(run.plan(Choice(), Campaign(lift=0.02)).customers[t.CUSTOMER_ID])
    assert unwilling
    assert names == set(run.customers[t.CUSTOMER_ID]) - unwilling


def test_lists_of_customers_say_who_wants_no_mail_and_how_the_file_wrote_ids():
    rows = [
        f"{n % 40}.0,2023-{1 + n % 12:02d}-{1 + n % 28:02d},{10 + n % 7},{'no' if n % 4 else 'yes'}"
        for n in range(400)
    ]
    text = "\n".join(["customer,date,amount,newsletter", *rows])
    run = Run.of(text.encode()).with_(forecasters="none")
    table = customer_table(run)
    assert table[t.ORIGINAL_ID].to_list() == [f"{name}.0" for name in table[t.CUSTOMER_ID]]
    refused = table.filter(~pl.col(t.ACCEPTS_MARKETING))[t.CUSTOMER_ID]
    assert sorted(refused) == run.unwilling.to_list() != []
    plain = Run.of(b"customer,date,amount\na,2024-01-02,5\na,2024-02-02,6\nb,2024-02-03,7\n")
    assert plain.customer_notes.columns == [t.CUSTOMER_ID]

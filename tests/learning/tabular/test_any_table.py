"""Any table with a column to predict: what is learnt, what is refused, what is said."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clv.errors import InputError, PerennialError, UnsuitableDataError
from clv.intake import load, load_table
from clv.learning import TABLE_LEARNERS, learn_table, load_table_model, save_table_model
from clv.learning.tabular.candidates import candidates
from clv.learning.tabular.target import target_of
from clv.options import TargetOptions
from tests.learning.tabular.conftest import opened, telco, user_status, watson

QUICK = TargetOptions(learner="lightgbm", folds=3)


def codes(notices):
    return {notice.code for notice in notices}


@pytest.fixture(scope="module")
def valued(policies):
    return learn_table(opened(policies), "Customer Lifetime Value")


@pytest.fixture(scope="module")
def churned(subscribers):
    return learn_table(opened(subscribers.drop("chance")), "Churn")


def test_a_lifetime_value_is_learnt_as_a_number(valued):
    """The noise in the value alone leaves a quarter of it unexplained."""
    best = valued.leaderboard.row(0, named=True)
    assert valued.target.kind == "number"
    assert valued.beats_baseline
    assert best["r2"] > 0.65
    assert valued.importances["feature"].head(2).to_list() == [
        "Number of Policies",
        "Monthly Premium Auto",
    ]
    assert valued.importances["importance"][2] < 0.05
    assert "baseline" in valued.leaderboard["name"]


def test_ids_and_constants_are_left_out_and_said(valued):
    assert valued.reasons == {"Customer": "identifier", "Country": "constant"}
    assert {"columns_left_out", "target_kind"} <= codes(valued.notices)


def test_ranges_hold_nine_times_out_of_ten_on_rows_never_seen(valued):
    assert valued.covered == pytest.approx(0.9, abs=0.03)
    new = watson(2000, seed=9)
    scored = valued.model.score(opened(new))
    actual = opened(new).column("Customer Lifetime Value").values
    low, high = scored.predicted["Customer Lifetime Value low"], scored.predicted[:, -1]
    assert actual.is_between(low, high).mean() == pytest.approx(0.9, abs=0.03)
    wide = (high - low).to_numpy()
    assert np.corrcoef(wide, scored.predicted[:, 0].to_numpy())[0, 1] > 0.5


def test_chances_of_rows_never_seen_are_those_that_made_them(churned):
    new = telco(3000, seed=11)
    scored = churned.model.score(opened(new.drop("chance")))
    gap = (scored.predicted["chance of Yes"] - new["chance"]).abs()
    assert gap.mean() < 0.06
    assert (
        (scored.predicted["chance of No"] + scored.predicted["chance of Yes"])
        .is_between(0.9999, 1.0001)
        .all()
    )


def test_what_gives_the_answer_away_is_left_out(churned):
    assert churned.reasons == {
        "customerID": "identifier",
        "Churn Value": "leak",
        "Churn Reason": "leak",
    }
    assert 0.6 < churned.leaderboard["accuracy"][0] < 0.9


def test_confusion_counts_every_row_once(churned):
    table = churned.confusion
    assert table["rows"].sum() == len(churned.target.values)
    right = table.filter(pl.col("actual") == pl.col("predicted"))["rows"].sum()
    chosen = churned.leaderboard.row(
        by_predicate=pl.col("name") == churned.model.learner, named=True
    )
    assert right / table["rows"].sum() == pytest.approx(chosen["accuracy"])


def test_curves_and_calibration_are_right(churned):
    from sklearn.metrics import auc

    curve = churned.curves
    chosen = churned.leaderboard.row(
        by_predicate=pl.col("name") == churned.model.learner, named=True
    )
    area = auc([0, *curve["false_share"]], [0, *curve["recall"]])
    assert area == pytest.approx(chosen["auc"], abs=0.005)
    assert curve["recall"][-1] == 1
    gaps = (churned.calibration["chance"] - churned.calibration["came"]).abs()
    assert gaps.max() < 0.15
    assert churned.calibration["rows"].sum() == len(churned.target.values)


def test_a_status_in_words_is_a_class_and_its_code_a_leak():
    learnt = learn_table(opened(user_status(900)), "user_status", QUICK)
    assert learnt.target.kind == "class"
    assert set(learnt.target.labels) == {"active", "slipping", "lost"}
    assert learnt.reasons == {"CustomerID": "identifier", "status_code": "leak"}
    assert learnt.leaderboard["accuracy"][0] > 0.85
    assert learnt.importances["feature"][0] == "Recency"
    assert learn_table(opened(user_status(900)), "status_code", QUICK).target.kind == "class"


@pytest.mark.parametrize(
    ("other", "is_leak"),
    [
        (lambda v: v * 0.92, True),
        (np.log, True),
        (np.round, True),
        (lambda v: v * np.random.default_rng(0).lognormal(0, 0.3, len(v)), False),
    ],
    ids=["other currency", "logarithm", "rounded", "related"],
)
def test_a_number_that_is_the_target_in_other_words_is_a_leak(other, is_leak):
    frame = watson(300)
    value = frame["Customer Lifetime Value"].str.replace_all(r"[$,]", "").cast(pl.Float64)
    frame = frame.with_columns(copy=pl.Series(other(value.to_numpy())))
    learnt = learn_table(opened(frame), "Customer Lifetime Value", QUICK)
    assert ("copy" in learnt.reasons) is is_leak


def test_a_column_that_tells_alone_is_kept_and_doubted():
    rng = np.random.default_rng(0)
    days = rng.integers(1, 300, 400)
    frame = pl.DataFrame({"days": days, "age": rng.integers(18, 80, 400), "gone": days > 90})
    learnt = learn_table(opened(frame), "gone", QUICK)
    assert "days" not in learnt.reasons
    assert "columns_doubted" in codes(learnt.notices)


def test_a_person_can_keep_and_leave_out_columns(subscribers):
    options = TargetOptions(learner="logistic", keep=("Churn Value",), leave_out=("tenure",))
    learnt = learn_table(opened(subscribers), "Churn", options)
    assert "Churn Value" in learnt.model.encoder.names
    assert learnt.reasons["tenure"] == "chosen"
    assert learnt.leaderboard["accuracy"][0] > 0.99
    with pytest.raises(InputError, match="unknown_column"):
        learn_table(opened(subscribers), "Churn", TargetOptions(leave_out=("no such",)))


def test_where_nothing_tells_the_baseline_is_kept_and_said():
    rng = np.random.default_rng(1)
    frame = pl.DataFrame(
        {"a": rng.normal(size=300), "b": rng.normal(size=300), "y": rng.normal(size=300)}
    )
    learnt = learn_table(opened(frame), "y")
    assert not learnt.beats_baseline
    assert learnt.model.learner == "baseline"
    assert "nothing_beats_baseline" in codes(learnt.notices)
    model, _note = load_table_model(save_table_model(learnt.model))
    assert model.score(opened(frame)).predicted["predicted y"].n_unique() == 1


def test_a_rare_class_is_named_where_its_chance_is_above_its_share():
    rng = np.random.default_rng(2)
    risk = rng.random(2000)
    frame = pl.DataFrame(
        {"risk": risk, "fraud": np.where(rng.random(2000) < 0.12 * risk, "yes", "no")}
    )
    learnt = learn_table(opened(frame), "fraud", TargetOptions(learner="logistic"))
    assert "uneven_classes" in codes(learnt.notices)
    named = learnt.confusion.filter(pl.col("predicted") == "yes")["rows"].sum()
    assert 400 < named < 1400
    assert learnt.leaderboard["balanced_accuracy"][0] > 0.6


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_another_order_changes_nothing(policies, order):
    frame = policies.head(400)
    turned = frame.sample(fraction=1, shuffle=True, seed=3) if order == "rows" else frame[:, ::-1]
    first, second = (
        learn_table(opened(each), "Customer Lifetime Value", QUICK) for each in (frame, turned)
    )
    columns = ["name", "r2", "mae"]
    assert_frame_equal(first.leaderboard.select(columns), second.leaderboard.select(columns))
    names = [name for name in frame.columns if name in turned.columns]
    scores = [each.model.score(opened(frame.select(names))).predicted for each in (first, second)]
    assert_frame_equal(*scores)


@pytest.mark.parametrize("kind", ["number", "class"])
@pytest.mark.parametrize("rows", [12, 40])
def test_a_dozen_rows_are_learnt_from_and_cautioned(kind, rows):
    frame = telco(rows) if kind == "class" else watson(rows)
    target = "Churn" if kind == "class" else "Customer Lifetime Value"
    learnt = learn_table(opened(frame), target)
    assert "few_rows" in codes(learnt.notices)
    assert learnt.model.score(opened(frame)).frame.height == rows


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (pl.DataFrame({"a": range(8), "y": range(8)}), "too_few_rows"),
        (pl.DataFrame({"a": range(20), "y": [1.5] * 20}), "one_class"),
        (pl.DataFrame({"a": range(20), "y": ["x"] * 19 + ["z"]}), "one_class"),
        (pl.DataFrame({"a": range(40), "y": [f"name {n}" for n in range(40)]}), "too_few_rows"),
        (pl.DataFrame({"a": [1] * 20, "y": [n * 1.1 for n in range(20)]}), "nothing_to_learn_from"),
        (pl.DataFrame({"a": range(20), "y": ["2024-01-02"] * 20}), "no_such_target"),
        (
            pl.DataFrame({"a": range(400), "y": [f"c{n % 80}" for n in range(400)]}),
            "no_such_target",
        ),
        (pl.DataFrame({"a": range(20), "z": range(20)}), "unknown_column"),
    ],
)
def test_what_can_not_be_learnt_is_refused_in_a_sentence(frame, kind):
    with pytest.raises(PerennialError) as refusal:
        learn_table(opened(frame), "y")
    assert refusal.value.kind == kind


def test_the_target_can_be_forced():
    frame = pl.DataFrame({"a": np.arange(200) % 9, "stars": 1 + np.arange(200) % 5})
    assert learn_table(opened(frame), "stars", QUICK).target.kind == "class"
    forced = TargetOptions(target_kind="number", learner="lightgbm", folds=3)
    assert learn_table(opened(frame), "stars", forced).target.kind == "number"
    words = frame.with_columns(name=pl.Series(["x", "y"] * 100))
    with pytest.raises(InputError, match="no_such_target"):
        learn_table(opened(words), "name", forced)


def test_new_rows_may_lack_columns_and_have_others(churned, subscribers):
    whole = churned.model.score(opened(subscribers.drop("chance")))
    new = subscribers.drop("chance", "tenure", "Churn").with_columns(extra=pl.lit(1)).head(30)
    scored = churned.model.score(opened(new))
    assert scored.frame.columns[: new.width] == new.columns
    assert {"columns_missing", "columns_unused"} <= codes(scored.notices)
    assert scored.frame.height == 30
    assert not codes(whole.notices) & {"columns_missing"}
    with pytest.raises(InputError, match="no_known_columns"):
        churned.model.score(opened(pl.DataFrame({"other": [1, 2]})))


def test_new_rows_of_other_kinds_are_read_as_in_training(churned, subscribers):
    texts = subscribers.head(20).with_columns(
        MonthlyCharges=pl.concat_str(pl.lit("$"), "MonthlyCharges"),
        tenure=pl.lit("long"),
        Contract=pl.lit("Three year"),
    )
    scored = churned.model.score(opened(texts))
    assert {"cells_unread", "new_words"} <= codes(scored.notices)
    same = churned.model.score(
        opened(subscribers.head(20).with_columns(tenure=pl.lit(None), Contract=pl.lit(None)))
    )
    assert_frame_equal(scored.predicted, same.predicted)


@pytest.mark.parametrize("target", ["Customer Lifetime Value", "Response", "State"])
def test_every_learner_comes_back_from_its_file(policies, target):
    frame = policies.head(240).with_columns(
        shop=pl.Series([f"s{number % 40}" for number in range(240)])
    )
    table = opened(frame)
    names = {each.name for each in candidates(target_of(table, target))} - {"baseline"}
    assert names <= set(TABLE_LEARNERS)
    for name in names:
        learnt = learn_table(table, target, TargetOptions(learner=name, folds=2))
        model, note = load_table_model(save_table_model(learnt.model, {"run": "of today"}))
        assert note == {"run": "of today"}
        assert_frame_equal(model.score(table).frame, learnt.model.score(table).frame)


def test_no_row_is_in_the_file(churned, subscribers):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(save_table_model(churned.model))) as file:
        inside = b"".join(file.read(name) for name in file.namelist())
    assert not [each for each in subscribers["customerID"].head(100) if each.encode() in inside]


def test_a_tampered_file_is_refused(churned):
    good = save_table_model(churned.model)
    for bad in (good[:-30], good.replace(b"table.json", b"fable.json"), b"", b"PK\x03\x04"):
        with pytest.raises(InputError, match="not_a_model"):
            load_table_model(bad)


HOSTILE = st.one_of(
    st.none(), st.text(max_size=6), st.integers(-(10**20), 10**20), st.floats(),
    st.sampled_from(["", "NaN", "inf", "1e400", "12 %", "$5", "1,234", "=cmd()", "2024-02-30"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(HOSTILE, HOSTILE, st.sampled_from(["a", "b", "", "1", "2.5"])),
        min_size=12,
        max_size=30,
    )
)
def test_whatever_stands_in_the_cells_it_is_learnt_or_refused(rows):
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    frame = pl.DataFrame(texts, ["x", "z", "y"], orient="row")
    try:
        table = opened(frame)
        learnt = learn_table(table, "y", QUICK)
    except PerennialError:
        return
    scored = learnt.model.score(table).predicted
    numbers = scored.select(pl.col(pl.Float64))
    assert all(numbers[name].is_finite().all() for name in numbers.columns)
    assert scored.null_count().sum_horizontal().item() == 0


def test_columns_are_read_for_what_they_hold():
    text = (
        "share;sum;day;code;flag;word;mixed\n"
        "12 %;1.234,50 €;03.04.2024;01234;ja;a;1\n"
        "7,5 %;(7,00) €;17.05.2024;98765;nein;b;x\n"
        "n/a;;;;;;2\n"
    )
    table = load_table(text.encode())
    kinds = {each.name: each.kind for each in table.columns}
    assert kinds == {
        "share": "number", "sum": "number", "day": "date", "code": "text", "flag": "truth",
        "word": "text", "mixed": "text",
    }  # fmt: skip
    assert table.column("share").values.to_list() == [12.0, 7.5, None]
    assert table.column("sum").values.to_list() == [1234.5, -7.0, None]


def test_a_customer_summary_is_a_table_here_although_it_is_no_log():
    frame = user_status(50).rename({"Frequency": "Orders", "Monetary": "Total Spent"})
    with pytest.raises(InputError, match="customer_summary"):
        load(frame.write_csv().encode())
    assert len(opened(frame)) == 50


def test_one_sided_data_do_not_break_the_draw():
    """Many rows, one class nearly all: the sample keeps enough of the rare one."""
    rng = np.random.default_rng(0)
    rows = 12_000
    rare = np.zeros(rows, bool)
    rare[:25] = True
    frame = pl.DataFrame({"x": rng.normal(size=rows) + 3 * rare, "y": np.where(rare, "yes", "no")})
    learnt = learn_table(opened(frame), "y", TargetOptions(learner="logistic"))
    assert {"rows_drawn", "uneven_classes"} <= codes(learnt.notices)
    assert learnt.leaderboard["auc"][0] > 0.9


def test_unsuitable_data_are_no_input_errors():
    with pytest.raises(UnsuitableDataError):
        learn_table(opened(pl.DataFrame({"a": range(3), "y": range(3)})), "y")

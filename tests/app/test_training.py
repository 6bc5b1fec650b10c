"""Training beside the page: start, go on working, cancel, keep, bring back."""

import time

import pytest

from clv import learning
from clv.customers import History
from clv.intake import clean, load
from clv.learning import LEARNERS, TrainingData
from pages.shared import samples
from pages.shared.jobs import Bench
from tests.app.conftest import PATIENCE

PAGE = "pages/models/page.py"


def trainer(visit, sample="cdnow_sample"):
    visitor = visit(PAGE, sample)
    visitor.session_state["training"] = True
    visitor.run()
    visitor.selectbox(key="training-seconds").select(300).run()
    return visitor


def finished(visitor):
    for _second in range(PATIENCE):
        visitor.run()
        assert not visitor.exception, [error.value for error in visitor.exception]
        if "training-start" in [button.key for button in visitor.button]:
            return visitor
        time.sleep(1)
    raise AssertionError("the training does not end")


def leaderboards(visitor):
    return [item.value for item in visitor.subheader if item.value.startswith("Use ")]


def test_nothing_trains_before_the_button_is_pressed(visit):
    visitor = trainer(visit)
    assert not leaderboards(visitor)
    assert not visitor.get("progress")


def test_a_training_ends_in_a_recommendation_over_all_models(visit):
    visitor = trainer(visit)
    visitor.button(key="training-start").click().run()
    assert visitor.get("progress")
    finished(visitor)
    assert leaderboards(visitor)
    boards = [
        table.value["title"].to_list() for table in visitor.dataframe if "title" in table.value
    ]
    assert any({"LightGBM", "BG/NBD + Gamma-Gamma"} <= set(titles) for titles in boards)


@pytest.mark.slow
def test_a_cancelled_training_leaves_the_old_result(visit):
    visitor = trainer(visit)
    visitor.button(key="training-start").click().run()
    finished(visitor)
    before = leaderboards(visitor)
    visitor.button(key="training-start").click().run()
    assert leaderboards(visitor) == before
    visitor.button(key="training-cancel").click().run()
    finished(visitor)
    assert leaderboards(visitor) == before
    assert any("Cancelled" in caption.value for caption in visitor.caption)


@pytest.mark.slow
def test_another_horizon_has_a_training_of_its_own(visit):
    visitor = trainer(visit)
    visitor.button(key="training-start").click().run()
    finished(visitor)
    visitor.selectbox(key="setting-horizon").select(91).run()
    assert not leaderboards(visitor)


def test_a_kept_model_comes_back_and_a_strange_file_is_refused(visit):
    sample = samples.CATALOGUE["cdnow_sample"]
    orders = clean(load(sample.read(), sample.file)).orders
    past = TrainingData(History(orders, orders["date"].max().date()), 365)
    kept = learning.save(LEARNERS["ridge"]().fit(past), past)
    visitor = trainer(visit)
    visitor.file_uploader(key="training-file").upload("a.perennial", kept, "application/zip").run()
    assert not visitor.exception
    assert any("kept model" in item.value for item in visitor.subheader)
    visitor.file_uploader(key="training-file").upload("b.zip", b"PK not a model", "x/y").run()
    assert not visitor.exception
    assert "not a model" in visitor.error[0].value


def test_a_job_that_fails_says_so_and_keeps_the_last_answer():
    bench = Bench()
    bench.start(lambda tell, stopped: 7)
    bench.job.wait()
    bench.start(lambda tell, stopped: 1 // 0)
    bench.job.wait()
    assert isinstance(bench.job.fault, ZeroDivisionError)
    assert bench.answer == 7
    assert not bench.running


def test_one_job_at_a_time():
    bench = Bench()
    bench.start(lambda tell, stopped: _until(stopped))
    first = bench.job
    bench.start(lambda tell, stopped: "second")
    assert bench.job is first
    bench.cancel()
    first.wait()
    assert bench.answer is None


def _until(stopped):
    while not stopped():
        time.sleep(0.01)
    return "too late"

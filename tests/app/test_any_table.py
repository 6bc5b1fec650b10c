"""Any table on the Models page: upload, target, training, scores, keep and bring back."""

import time

import pytest

from clv.intake import load_table
from clv.learning import learn_table, save_table_model
from clv.options import TargetOptions
from tests.app.conftest import PATIENCE
from tests.learning.tabular.conftest import telco, watson

PAGE = "pages/models/page.py"


@pytest.fixture
def opened(visit):
    visitor = visit(PAGE)
    visitor.session_state["models-view"] = "table"
    return visitor.run()


def trained(visitor):
    button = next(each for each in visitor.button if each.label == "Train")
    button.click().run()
    for _second in range(PATIENCE):
        assert not visitor.exception, [error.value for error in visitor.exception]
        if visitor.header:
            return visitor
        time.sleep(1)
        visitor.run()
    raise AssertionError("the training does not end")


def upload(visitor, frame, key="table-file", name="t.csv"):
    return visitor.file_uploader(key=key).upload(name, frame.write_csv().encode(), "text/csv").run()


def test_a_table_is_learnt_without_any_orders(opened):
    upload(opened, telco(240).drop("chance"))
    assert opened.selectbox[0].value == "Churn"
    trained(opened)
    assert "Churn" in opened.header[0].value
    shown = " ".join(item.value for item in opened.markdown)
    assert "give it away" in shown
    assert {"Who is taken for what"} <= {item.value for item in opened.subheader}
    upload(opened, telco(12).drop("chance", "tenure"), "table-rows-new", "new.csv")
    assert not opened.exception
    assert "12 rows scored" in [item.value for item in opened.subheader]
    shown = " ".join(item.value for item in opened.markdown)
    assert "taken as unknown" in shown


def test_a_number_has_ranges_and_a_refusal_is_said(opened):
    upload(opened, watson(240))
    assert opened.selectbox[0].value == "Customer Lifetime Value"
    trained(opened)
    assert "What was predicted, and what was the case" in [item.value for item in opened.subheader]
    opened.selectbox[0].select("Country")
    next(each for each in opened.button if each.label == "Train").click().run()
    for _second in range(30):
        if opened.info:
            break
        time.sleep(0.5)
        opened.run()
    assert "nothing is to be told apart" in opened.info[0].value


def test_a_kept_model_scores_and_a_strange_file_is_refused(opened):
    table = load_table(telco(120).drop("chance").write_csv().encode())
    model = learn_table(table, "Churn", TargetOptions(learner="logistic", folds=2)).model
    uploader = opened.file_uploader(key="table-model")
    uploader.upload("m.perennial", save_table_model(model), "application/zip").run()
    upload(opened, telco(5).drop("chance"), "table-rows-kept")
    assert not opened.exception
    assert "5 rows scored" in [item.value for item in opened.subheader]
    opened.file_uploader(key="table-model").upload("x.zip", b"PK no model", "application/zip").run()
    assert "not a model" in opened.error[0].value


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0\0", b"PK\x03\x04broken", b"a\n\n", b"\xff\xfe\x00"]
)
def test_a_hostile_file_is_refused_in_a_sentence(opened, content):
    opened.file_uploader(key="table-file").upload("x.csv", content, "text/csv").run()
    assert not opened.exception
    assert opened.error or opened.caption

"""Every page, without data, on every sample, and after one changed setting."""

import pytest

from clv.memo import Memo
from tests.app.conftest import PAGES, SAMPLES

HEADS_WITH_FINDING = 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_data_offers_samples_and_upload(visit, page):
    visitor = visit(page)
    assert [button.key for button in visitor.button if (button.key or "").startswith("sample-")]
    assert visitor.file_uploader
    assert visitor.title


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_its_finding_about_each_sample(visit, page, sample):
    visitor = visit(page, sample)
    (finding,) = visitor.title
    assert finding.value
    assert not visitor.error
    assert not [word for word in ("nan", "None", "inf") if word in finding.value.split()]


@pytest.mark.parametrize("page", PAGES)
def test_a_changed_setting_reaches_every_page(visit, page):
    visitor = visit(page, "cdnow_sample")
    visitor.selectbox(key="setting-horizon").select(91)
    visitor.slider(key="setting-margin").set_value(40)
    visitor.run()
    assert not visitor.exception
    assert visitor.title[0].value


def test_less_margin_is_less_value(visit):
    visitor = visit("pages/overview/page.py", "demo_shop")
    before = visitor.metric[5].value
    visitor.slider(key="setting-margin").set_value(50).run()
    assert visitor.metric[5].value != before


def test_where_totals_did_not_hold_none_is_stated(visit):
    visitor = visit("pages/overview/page.py", "cdnow_sample")
    if visitor.metric[5].value != "–":
        pytest.skip("the totals of this sample hold by now")
    assert "should bring" not in visitor.title[0].value
    visitor.switch_page("pages/value/page.py").run()
    assert not [text.value for text in visitor.caption if "All together" in text.value]


def test_a_changed_margin_computes_each_step_once_and_tests_nothing_again(visit, monkeypatch):
    visitor = visit("pages/value/page.py", "demo_shop")
    asked, compute = [], Memo._compute

    def counted(memo, name, key, future, work):
        asked.append((name, key))
        return compute(memo, name, key, future, work)

    monkeypatch.setattr(Memo, "_compute", counted)
    visitor.slider(key="setting-margin").set_value(35).run()
    assert not visitor.exception
    names = [name for name, _key in asked]
    assert "forecast" in names
    assert len(asked) == len(set(asked))
    assert not {"raw", "cleaned", "customers", "backtest", "fit", "return_model"} & set(names)


def test_a_sample_opens_on_one_click(visit):
    visitor = visit("pages/data/page.py")
    visitor.button(key="sample-cdnow_sample").click().run()
    assert not visitor.exception
    assert "customers" in visitor.title[0].value  # Overview's finding
    assert visitor.metric[0].value == "2,357"


def test_segments_can_be_drawn_as_areas(visit):
    visitor = visit("pages/segments/page.py", "cdnow_sample")
    visitor.segmented_control(key="segment-view-3").set_value("value").run()
    assert not visitor.exception


@pytest.mark.parametrize("preset", ["three", "quintiles", "fixed"])
def test_other_rules_name_other_groups(visit, preset):
    visitor = visit("pages/segments/page.py", "cdnow_sample")
    visitor.selectbox(key="segment-rules-eleven").select(preset).run()
    assert not visitor.exception
    shown = visitor.dataframe[0].value
    assert shown["customers"].sum() == 2357


@pytest.mark.parametrize("drawer", ["audit-open", "cluster-open"])
def test_a_drawer_works_out_what_is_in_it_when_opened(visit, drawer):
    visitor = visit("pages/segments/page.py", "cdnow_sample")
    closed = len(visitor.dataframe)
    visitor.session_state[drawer] = True
    visitor.run()
    assert not visitor.exception
    assert len(visitor.dataframe) > closed


def test_cohorts_can_be_grouped_by_channel(visit):
    visitor = visit("pages/cohorts/page.py", "demo_shop")
    visitor.segmented_control(key="cohort-by").set_value("channel").run()
    assert not visitor.exception
    assert "order in a month" in visitor.title[0].value


@pytest.mark.parametrize("drawer", ["totals-open", "luck-open", "fit-open", "importance-open"])
def test_the_models_page_trains_only_what_is_opened(visit, drawer):
    visitor = visit("pages/models/page.py", "cdnow_sample")
    closed = len(visitor.get("plotly_chart"))
    assert closed == 2
    visitor.session_state[drawer] = True
    visitor.run()
    assert not visitor.exception
    assert len(visitor.get("plotly_chart")) > closed


def test_the_models_page_says_what_sets_groups_apart(visit):
    visitor = visit("pages/models/page.py", "demo_shop")
    visitor.session_state["covariates-open"] = True
    visitor.run()
    assert not visitor.exception
    lines = [each.value for each in visitor.markdown if "as often as" in each.value]
    assert any("Social" in line for line in lines)  # whom the demo shop makes buy less often
    columns = {name for table in visitor.dataframe for name in table.value.columns}
    assert {"covariate", "factor", "p_value"} <= columns

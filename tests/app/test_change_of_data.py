"""Other data start anew: no widget keeps its state, nothing is said of files that are gone."""

from pages.shared import session


def test_the_currency_of_one_sample_is_not_kept_for_the_next(visit):
    visitor = visit("pages/data/page.py", "cdnow_sample")
    assert visitor.selectbox(key="rule-currency").value == "USD"
    visitor.button(key="sample-demo_shop").click().run()
    assert not visitor.exception
    assert not visitor.error
    assert visitor.session_state["chosen:origin"].name == "demo_shop"
    currencies = [box.value for box in visitor.selectbox if (box.key or "").startswith("rule-curr")]
    assert "USD" not in currencies


def test_settings_stay_when_other_data_are_opened(visit):
    visitor = visit("pages/data/page.py", "cdnow_sample")
    visitor.slider(key="setting-margin").set_value(40).run()
    visitor.button(key="sample-demo_shop").click().run()
    assert visitor.slider(key="setting-margin").value == 40


def test_a_reload_says_which_upload_is_gone(visit):
    visitor = visit("pages/data/page.py")
    visitor.query_params["upload"] = "bestellungen_*.csv"
    visitor.run()
    assert "gone since this page was loaded anew" in visitor.warning[0].value


def test_the_link_names_the_sample_on_every_page(visit):
    visitor = visit("pages/overview/page.py", "cdnow_sample")
    assert visitor.query_params["sample"] in ("cdnow_sample", ["cdnow_sample"])


class Deleted:
    """What Streamlit hands out for a file that a restart has taken: it has no content."""

    file_id = "gone"


def test_files_that_a_restart_took_are_told_and_not_read(monkeypatch):
    state = {"uploader-0": [Deleted()]}
    monkeypatch.setattr(session.st, "session_state", state)
    session.take_upload()
    assert session.lost_upload()
    assert session.uploader_key() == "uploader-1"  # an empty one in its place
    assert "chosen:origin" not in state

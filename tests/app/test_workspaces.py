"""A shop that is kept: made of an upload, opened again, added to, and asked what changed."""

from pathlib import Path

import polars as pl
import pytest

from clv.options import Settings
from clv.workspace import Workspace, WorkspaceOrders

ROOT = Path(__file__).parents[2]
DATA, OVERVIEW = "pages/data/page.py", "pages/overview/page.py"
MIDDLE = pl.date(1998, 1, 1)


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def exports():
    """CDNOW's earlier and later orders."""
    log = pl.read_csv(ROOT / "sample_data" / "cdnow_sample.csv", infer_schema=False)
    earlier = pl.col("date").str.to_date() < MIDDLE
    return log.filter(earlier).write_csv().encode(), log.filter(~earlier).write_csv().encode()


def press(visitor, label):
    next(button for button in visitor.button if button.label == label).click().run()
    assert not visitor.exception, [error.value for error in visitor.exception]


def texts(visitor):
    return " ".join(
        str(element.value)
        for element in (*visitor.subheader, *visitor.caption, *visitor.markdown, *visitor.title)
    )


def test_a_marketer_comes_back_on_friday(visit, exports, at_home):
    visitor = visit(DATA)
    visitor.file_uploader[0].upload("monday.csv", exports[0], "text/csv")
    visitor.run()
    visitor.text_input[0].set_value("My shop")
    press(visitor, "Keep")
    assert visitor.query_params["workspace"] == "My shop"
    visitor.switch_page(OVERVIEW).run()
    assert not visitor.exception
    assert len(Workspace.open(at_home / "My shop").snapshots) == 1

    friday = visit(DATA, query={"workspace": "My shop"})
    newer = next(each for each in friday.file_uploader if each.label.startswith("Add newer"))
    newer.upload("friday.csv", exports[1], "text/csv")
    friday.run()
    assert not friday.exception
    assert len(Workspace.open(at_home / "My shop").files) == 2
    friday.switch_page(OVERVIEW).run()
    assert not friday.exception
    assert "165 fell quiet" in texts(friday)
    press(friday, "Save list")
    assert Workspace.open(at_home / "My shop").lists


def test_a_workspace_opens_as_it_was_left(visit, exports, at_home):
    shop = Workspace.create(at_home / "shop")
    shop.append([("monday.csv", exports[0])], settings=Settings(horizon=183, margin=0.4))
    visitor = visit(OVERVIEW, query={"workspace": "shop"})
    assert visitor.slider(key="setting-margin").value == 40
    visitor.slider(key="setting-margin").set_value(50).run()
    assert not visitor.exception
    assert shop.options["settings"] == Settings(horizon=183, margin=0.5)


def test_a_reload_reads_nothing_again_until_the_workspace_is_deleted(
    visit, exports, at_home, monkeypatch
):
    Workspace.create(at_home / "shop").append([("monday.csv", exports[0])])
    opened = []
    read = WorkspaceOrders.open
    monkeypatch.setattr(
        WorkspaceOrders, "open", lambda self, *rest: opened.append(1) or read(self, *rest)
    )
    for _visitor in range(2):
        visit(OVERVIEW, query={"workspace": "shop"})
    assert len(opened) == 1
    press(visit(DATA, query={"workspace": "shop"}), "Delete for good")
    Workspace.create(at_home / "shop").append([("monday.csv", exports[0])])
    opened.clear()
    visit(OVERVIEW, query={"workspace": "shop"})
    assert len(opened) == 1


def test_a_workspace_deleted_meanwhile_leaves_the_welcome(visit, exports, at_home):
    shop = Workspace.create(at_home / "shop")
    shop.append([("monday.csv", exports[0])])
    visitor = visit(DATA, query={"workspace": "shop"})
    shop.purge()
    visitor.run()
    assert not visitor.exception
    assert "valuable customers" in visitor.title[0].value


def test_a_refused_newer_file_is_said_and_not_kept(visit, exports, at_home):
    shop = Workspace.create(at_home / "shop")
    shop.append([("monday.csv", exports[0])])
    visitor = visit(DATA, query={"workspace": "shop"})
    newer = next(each for each in visitor.file_uploader if each.label.startswith("Add newer"))
    newer.upload("weather.csv", b"station,rain\nx,3\n", "text/csv")
    visitor.run()
    assert not visitor.exception
    assert "lacks the columns" in visitor.error[0].value
    assert len(shop.files) == 1
    newer = next(each for each in visitor.file_uploader if each.label.startswith("Add newer"))
    newer.upload("friday.csv", exports[1], "text/csv")
    visitor.run()
    assert not visitor.exception
    assert not visitor.error  # what was said of one choice is over with the next
    assert len(shop.files) == 2


def test_a_refusal_is_not_said_of_other_data(visit, exports, at_home):
    for name, content in zip(("first", "second"), exports, strict=True):
        Workspace.create(at_home / name).append([(f"{name}.csv", content)])
    visitor = visit(DATA, query={"workspace": "first"})
    newer = next(each for each in visitor.file_uploader if each.label.startswith("Add newer"))
    newer.upload("weather.csv", b"station,rain\nx,3\n", "text/csv")
    visitor.run()
    assert visitor.error
    press(visitor, "second")
    visitor.switch_page(DATA).run()
    assert not visitor.error


def test_a_name_that_is_taken_is_said(visit, exports, at_home):
    Workspace.create(at_home / "shop").append([("monday.csv", exports[0])])
    visitor = visit(DATA)
    visitor.file_uploader[0].upload("monday.csv", exports[0], "text/csv")
    visitor.run()
    visitor.text_input[0].set_value("shop")
    press(visitor, "Keep")
    assert "there already" in visitor.error[0].value


def test_a_server_for_others_shows_no_workspace(visit, exports, at_home, monkeypatch):
    Workspace.create(at_home / "shop").append([("monday.csv", exports[0])])
    monkeypatch.setattr("pages.shared.workspaces.allowed", lambda: False)
    visitor = visit(DATA, query={"workspace": "shop"})
    assert "shop" not in [button.label for button in visitor.button]
    assert "valuable customers" in visitor.title[0].value

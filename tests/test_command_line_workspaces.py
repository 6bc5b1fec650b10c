"""`perennial update` and `perennial workspace`, as a person or a scheduler would call them."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clv.__main__ import EXIT_ALERT, main

CDNOW = Path(__file__).parent.parent / "sample_data" / "cdnow_sample.csv"
NEW_YEAR = date(1998, 1, 1)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """CDNOW in two exports: of 1997, and of what came after."""
    folder = tmp_path_factory.mktemp("exports")
    log = pl.read_csv(CDNOW, infer_schema=False)
    earlier = pl.col("date").str.to_date() < NEW_YEAR
    log.filter(earlier).write_csv(folder / "1997.csv")
    log.filter(~earlier).write_csv(folder / "1998.csv")
    return folder


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))


def update(*words, capsys=None):
    code = main(["update", "shop", *map(str, words), "--backtest", "none", "--json"])
    return code, json.loads(capsys.readouterr().out) if capsys else {}


def test_an_update_says_what_changed(exports, tmp_path, capsys):
    code, first = update(exports / "1997.csv", capsys=capsys)
    assert (code, first["added"], first["since"]) == (0, ["1997.csv"], None)
    assert first["health"]["state"] == "too_early"
    report = tmp_path / "report"
    code, second = update(
        exports / "1998.csv", exports / "1997.csv", "--report", report, capsys=capsys
    )
    assert (second["added"], second["repeated"]) == (["1998.csv"], ["1997.csv"])
    assert second["since"] == "1997-12-31"
    assert second["kept"]["customers"] == 2357
    changes = pl.read_csv(report / "changes.csv", infer_schema_length=None)
    counts = dict(changes.group_by("event").len().iter_rows())
    assert counts == {k: n for k, n in second["changes"].items() if n and k != "steady"}
    assert sum(second["changes"].values()) == 2357
    score = second["health"]["scores"][0]
    assert (score["day"], score["until"]) == ("1997-12-31", "1998-06-01")
    log = pl.read_csv(CDNOW, try_parse_dates=True)
    came = log.filter(pl.col("date").is_between(NEW_YEAR, date(1998, 6, 1)))["amount"].sum()
    assert score["came"] == pytest.approx(came)


def test_a_scheduler_is_told_by_the_exit_code(exports, tmp_path, capsys, monkeypatch):
    update(exports / "1997.csv", capsys=capsys)
    monkeypatch.setattr("clv.workspace.monitor.Score.inside", False)
    code, _second = update(exports / "1998.csv", "--alert", tmp_path / "a.json", capsys=capsys)
    assert code == EXIT_ALERT
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["state"] == "refit"


def test_a_workspace_can_be_read_like_a_file(exports, tmp_path, capsys):
    update(exports / "1997.csv", "--horizon", "90", capsys=capsys)
    home = str(tmp_path / "home" / "shop")
    out = str(tmp_path / "out")
    assert main(["run", home, "--backtest", "none", "--out", out, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["horizon"] == 90
    assert main(["check", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"]["customers"] == 2357


def test_a_refused_first_file_leaves_no_workspace(tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert main(["update", "shop", str(empty), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "empty_file"
    assert not (tmp_path / "home" / "shop").exists()


def test_the_life_of_a_workspace(exports, tmp_path, capsys):
    def say(*words, code=0):
        assert main(["workspace", *map(str, words)]) == code
        captured = capsys.readouterr()
        return captured.out + captured.err

    assert "There is no workspace yet" in say("list")
    update(exports / "1997.csv", capsys=capsys)
    assert "shop" in say("list")
    assert "backed up" in say("backup", "shop", tmp_path / "shop.zip")
    assert "can't be undone" in say("purge", "shop", code=2)
    assert "nothing of it is left" in say("purge", "shop", "--yes")
    assert "restored with 1 file" in say("restore", tmp_path / "shop.zip", "again")
    assert "now called last" in say("rename", "again", "last")
    assert "no workspace “again”" in say("purge", "again", "--yes", code=2)
    assert "got other words" in say("rename", "last", code=2)

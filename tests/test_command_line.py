"""`python -m clv` as a person or a program would call it."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from clv import __main__ as command_line
from clv.__main__ import chosen, grammar, main
from clv.models.pareto_nbd import ParetoNBD
from clv.option import options_of
from clv.options import Mapping, Policy, ReadHints, Settings, TargetOptions
from clv.run import Run

ROOT = Path(__file__).parent.parent
CDNOW = ROOT / "sample_data" / "cdnow_sample.csv"
UCI = ROOT.parent / "shared" / "data" / "uci_online_retail_lines.csv.gz"
TO_SEPTEMBER = ["--as-of", "1997-09-30", "--unit", "week", "--model", "bg_nbd"]


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    """One run on the CDNOW sample as the papers saw it: its folder and its passport."""
    folder = tmp_path_factory.mktemp("run")
    assert main(["run", str(CDNOW), "--out", str(folder), *TO_SEPTEMBER]) == 0
    return folder, json.loads((folder / "report.json").read_text("utf-8"))


def test_cdnow_gives_the_published_parameters(cdnow):
    """Fader, Hardie & Lee (2005), table 2."""
    purchase = cdnow[1]["models"][0]
    assert purchase["name"] == "bg_nbd"
    assert purchase["customers"] == 2357
    assert purchase["time_unit"] == "week"
    published = {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}
    assert purchase["parameters"] == pytest.approx(published, rel=1e-3)
    assert purchase["log_likelihood"] == pytest.approx(-9582.43, abs=0.01)


def test_the_passport_adds_up(cdnow):
    report = cdnow[1]
    rows = dict.fromkeys(("read", "policy", "observe"), 0)
    for entry in report["ledger"]:
        if entry["step"] in rows:
            rows[entry["step"]] += entry["rows"]
    assert report["input"]["records"] == report["valid"]["rows"] + rows["read"]
    assert report["valid"]["rows"] == report["kept"]["rows"] + rows["policy"] + rows["observe"]
    assert Decimal(report["valid"]["amount"]) >= Decimal(report["kept"]["amount"])


def test_the_passport_holds_every_key_of_the_design(cdnow):
    report = cdnow[1]
    assert {"input", "mapping", "settings", "versions", "valid", "kept", "ledger", "warnings",
            "models", "backtest", "verdict", "forecast"} <= report.keys()  # fmt: skip
    forecast = report["forecast"]
    assert {"model", "horizon", "revenue", "revenue_low", "revenue_high", "value", "value_low",
            "value_high", "purchases", "p_range", "by_month", "use",
            "reason"} == forecast.keys()  # fmt: skip
    assert Decimal(forecast["revenue"]) > Decimal(forecast["value"])
    assert {"file", "bytes", "sha256", "format", "encoding", "records"} == report["input"].keys()
    assert {"name", "mae_orders", "mae_spend", "rmse_spend", "bias", "gini", "spearman", "top10",
            "top20", "auc", "coverage90", "seconds"} <= report["backtest"][0].keys()  # fmt: skip
    assert report["verdict"]["use"] in {"money", "ranking", "nothing"}


def test_the_files_hold_every_customer_and_no_hole(cdnow):
    folder, report = cdnow
    customers = pl.read_csv(folder / "customers.csv", infer_schema_length=None)
    assert customers.height == report["kept"]["customers"] == 2357
    assert customers["clv"].null_count() == 0
    assert customers["clv"].is_sorted(descending=True)
    assert (customers["clv_low"] <= customers["clv"]).all()
    assert (customers["clv"] <= customers["clv_high"]).all()
    assert sorted(path.name for path in folder.iterdir()) == [
        "customers.csv",
        "ledger.csv",
        "report.json",
    ]


def test_python_gives_the_same_numbers(cdnow):
    from datetime import date

    settings = Settings(as_of=date(1997, 9, 30), unit="week", model="bg_nbd")
    predictions = Run.of(CDNOW, settings=settings).predictions
    written = pl.read_csv(cdnow[0] / "customers.csv", schema_overrides={"customer_id": pl.String})
    both = predictions.join(written, on="customer_id", suffix="_written")
    assert both.height == predictions.height
    for column in ("p_alive", "p_buy", "expected_purchases", "expected_spend", "clv", "clv_high"):
        written = both[f"{column}_written"].to_list()
        assert both[column].to_list() == pytest.approx(written, abs=1e-6)


def test_check_prints_the_first_half(capsys):
    assert main(["check", str(CDNOW), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["input"]["records"] == 6919
    assert report["mapping"] == {"customer": "customer_id", "date": "date", "amount": "amount"}
    assert "models" not in report


def test_backtest_prints_a_table(capsys):
    chosen = ["--split", "1997-09-30", "--models", "bg_nbd,last_period"]
    assert main(["backtest", str(CDNOW), "--json", *chosen]) == 0
    rows = json.loads(capsys.readouterr().out)["backtest"]
    assert rows[0]["name"] == "bg_nbd+gamma_gamma"
    assert rows[0]["gini"] == pytest.approx(0.638, abs=0.01)
    assert main(["backtest", str(CDNOW), *chosen]) == 0
    assert "mae_spend" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["check", "nowhere.csv"], "file_not_found"),
        (["run", str(CDNOW), "--horizon", "0"], "bad_setting"),
        (["run", str(CDNOW), "--model", "oracle"], "unknown_model"),
        (["run", str(CDNOW), "--as-of", "soon"], "usage"),
        (["check", str(CDNOW), "--map", "customer=nobody"], "missing_columns"),
        (["check", str(CDNOW), "--map", "who=nobody"], "usage"),
        (["run", str(CDNOW), "--seed", "-1"], "bad_setting"),
        (["run", str(CDNOW), "--seed", "9" * 40], "bad_setting"),
        (["run", str(CDNOW), "--margin", "nan"], "bad_setting"),
        (["run", str(CDNOW), "--as-of", "9999-12-31"], "bad_setting"),
        (["check", str(CDNOW), "--as-of", "1990-01-01"], "before_first_order"),
        (["check", str(CDNOW), "--date-format", "soon"], "bad_setting"),
        (["check", str(CDNOW), "--date-format", "%H:%M"], "bad_setting"),
        (["check", str(CDNOW), "--date-unit", "weeks"], "usage"),
        (["backtest", str(CDNOW), "--models", "oracle"], "unknown_model"),
        (["check"], "usage"),
        ([], "usage"),
    ],
)
def test_a_refusal_is_one_line_and_a_code(arguments, kind, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["kind"] == kind
    assert said.err.splitlines()[-1].endswith(f"[{kind}]")
    assert not list(tmp_path.iterdir())


def test_a_refusal_leaves_earlier_files_whole(tmp_path, capsys):
    earlier = tmp_path / "customers.csv"
    earlier.write_text("mine")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert main(["run", str(empty), "--out", str(tmp_path)]) == 2
    assert earlier.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["customers.csv", "empty.csv"]


def test_too_few_customers_get_words_and_no_numbers(tmp_path, capsys):
    log = tmp_path / "tiny.csv"
    log.write_text(
        "customer,date,amount\n"
        + "".join(f"{who},2024-0{month}-11,20\n" for who in "ab" for month in range(1, 9))
    )
    assert main(["run", str(log), "--out", str(tmp_path / "out"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["models"] == []
    assert report["verdict"]["use"] == "nothing"
    assert "too_few_customers" in {warning["code"] for warning in report["warnings"]}
    customers = pl.read_csv(tmp_path / "out" / "customers.csv")
    assert customers["clv"].null_count() == 2
    assert customers["segment"].null_count() == 0


def test_customers_who_are_all_alike_get_words(tmp_path, capsys):
    """60 customers who all buy 10.00 on the first of each month."""
    log = tmp_path / "alike.csv"
    days = [f"{2022 + month // 12}-{month % 12 + 1:02d}-01" for month in range(24)]
    rows = [f"c{who},{day},10.00" for who in range(60) for day in days]
    log.write_text("\n".join(["customer,date,amount", *rows]))
    assert main(["run", str(log), "--out", str(tmp_path / "out"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"]["use"] in {"money", "ranking", "nothing"}
    assert pl.read_csv(tmp_path / "out" / "customers.csv").height == 60


def test_arguments_are_made_from_the_options(capsys):
    for command in ("run", "check", "backtest"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        usage = capsys.readouterr().out
        for kind in (ReadHints, Policy, *([] if command == "check" else [Settings])):
            for name, limits in options_of(kind).items():
                if (command, name) != ("backtest", "forecasters"):
                    assert (limits.flag or "--" + name.replace("_", "-")) in usage, name


def test_a_table_is_learnt_and_new_rows_are_scored(tmp_path, capsys):
    rows = "".join(f"c{n},{n % 7},{'yes' if n % 7 > 3 else 'no'},{n % 2}\n" for n in range(80))
    table, new = tmp_path / "table.csv", tmp_path / "new.csv"
    table.write_text(f"customer,visits,churned,noise\n{rows}", "utf-8")
    new.write_text("customer,visits,city\nx,1,=cmd()\ny,6,Rome\n", "utf-8")
    out = ["--out", str(tmp_path / "out")]
    assert main(["learn", str(table), "--target", "churned", "--score", str(new), *out]) == 0
    assert "[columns_missing]" in capsys.readouterr().out
    scored = pl.read_csv(tmp_path / "out" / "scored.csv")
    assert scored["predicted churned"].to_list() == ["no", "yes"]
    assert scored["city"][0] == "'=cmd()"
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["left_out"] == {"customer": "identifier"}
    assert report["scored"]["rows"] == 2
    assert (tmp_path / "out" / "model.perennial").stat().st_size > 1_000
    typed = ["--target", "gone", "--json", "--out", str(tmp_path / "none")]
    assert main(["learn", str(table), *typed]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "unknown_column"
    assert not (tmp_path / "none").exists()


def test_arguments_of_learn_are_made_from_the_options(capsys):
    with pytest.raises(SystemExit):
        main(["learn", "--help"])
    usage = capsys.readouterr().out
    for name, limits in options_of(TargetOptions).items():
        assert (limits.flag or "--" + name.replace("_", "-")) in usage


def test_options_typed_are_options_chosen(capsys):
    typed = ["--cancelled", "keep", "--date-unit", "excel1904", "--no-header", "--rates", "USD=0.9"]
    options = grammar().parse_args(["check", "x.csv", *typed, "--map", "customer=1"])
    assert chosen(ReadHints, options) == {"date_unit": "excel1904", "has_header": False}
    assert chosen(Policy, options) == {"cancelled": "keep", "rates": (("USD", 0.9),)}
    assert options.map == Mapping(customer="1")


def test_tables_can_be_written_as_parquet(tmp_path):
    settings = ["--model", "bg_nbd", "--backtest", "none", "--format", "parquet"]
    assert main(["run", str(CDNOW), "--out", str(tmp_path), *settings]) == 0
    customers = pl.read_parquet(tmp_path / "customers.parquet")
    assert customers.height == 2357
    assert customers["clv"].is_sorted(descending=True)
    assert pl.read_parquet(tmp_path / "ledger.parquet").columns[:2] == ["step", "reason"]
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["backtest"] == []
    assert report["verdict"]["use"] == "nothing"
    assert "No backtest was asked for" in report["verdict"]["reason"]


def test_a_model_that_lifetimes_has_not_fails_alone(monkeypatch, capsys):
    monkeypatch.setattr(ParetoNBD, "lifetimes_fitter", "")
    chosen = ["--models", "bg_nbd,pareto_nbd", "--engine", "lifetimes", "--split", "1998-01-31"]
    assert main(["backtest", str(CDNOW), "--json", *chosen]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in report["backtest"]] == ["bg_nbd+gamma_gamma"]
    assert "lifetimes" in report["failures"]["pareto_nbd+gamma_gamma"]


def test_an_error_inside_is_said_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setattr(command_line, "_check", lambda _options: 1 / 0)
    assert main(["check", str(CDNOW)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("perennial: Something broke inside (ZeroDivisionError)")
    assert len(said.splitlines()) == 1


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "clv", "check", str(CDNOW)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "6,919 records became" in done.stdout


@pytest.mark.skipif(not UCI.exists(), reason="the UCI log is not shipped with the repository")
def test_two_huge_cancelled_orders_make_no_best_customers():
    """Customers 16446 and 12346 each made one huge order, cancelled within minutes."""
    best = Run.of(UCI).predictions.sort("clv", descending=True, nulls_last=True).head(100)
    assert not {"16446", "12346", "16446.0", "12346.0"} & set(best["customer_id"])


def test_a_rolling_backtest_tells_each_day_and_their_means(capsys):
    chosen = ["--horizon", "90", "--rolling", "--models", "bg_nbd,last_period"]
    assert main(["backtest", str(CDNOW), "--json", *chosen]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in told["mean"]} == {"bg_nbd+gamma_gamma", "last_period"}
    assert len(told["splits"]) == 2 * told["mean"][0]["splits"]
    assert main(["backtest", str(CDNOW), *chosen]) == 0
    assert "gini_worst" in capsys.readouterr().out


def test_a_log_without_amounts_is_asked_about_then_counted(tmp_path, capsys):
    orders = pl.read_csv(CDNOW).select("customer_id", "date")
    (log := tmp_path / "log.csv").write_bytes(orders.write_csv().encode())
    assert main(["check", str(log)]) == 2
    assert "--amounts none" in capsys.readouterr().err
    out = tmp_path / "out"
    assert main(["run", str(log), "--amounts", "none", "--out", str(out), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    ahead, seen = report["forecast"], report["kept"]
    assert (seen["amount"], ahead["revenue"], ahead["value_low"]) == (None, None, None)
    assert "no amounts" in ahead["no_money"]
    assert ahead["purchases_low"] < ahead["purchases"] < ahead["purchases_high"]
    assert all(row["mae_spend"] is None and row["gini"] > 0 for row in report["backtest"])
    table = pl.read_csv(out / "customers.csv")
    empty = {name for name in table.columns if table[name].null_count() == table.height}
    assert {"clv", "revenue", "expected_spend"} <= empty
    assert not {"p_buy", "expected_purchases", "segment", "orders"} & empty


def test_other_sources_stand_beside_the_orders(tmp_path, capsys):
    people = tmp_path / "people.csv"
    people.write_text("customer,tier\n" + "".join(f"{n},{'ab'[n % 2]}\n" for n in range(1, 900)))
    visits = tmp_path / "visits.csv"
    rows = "".join(f"{n},view,1997-05-0{1 + n % 9}\n" * 2 for n in range(1, 900))
    visits.write_text(f"customer,event,time\n{rows}")
    arguments = ["check", str(CDNOW), "--json", "--with", str(people), f"events={visits}"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)["sources"]
    assert [each["kind"] for each in found] == ["attributes", "events"]
    match = found[0]["match"]
    assert match["matched"] + match["unmatched"] + match["without_id"] == match["rows"] == 899
    assert main(["check", str(CDNOW), "--with", str(people)]) == 0
    assert "knows" in capsys.readouterr().out


def test_a_source_that_names_nobody_is_refused_in_one_sentence(tmp_path, capsys):
    weather = tmp_path / "weather.csv"
    weather.write_text("month,rain\n2024-01,9\n2024-02,8\n")
    assert main(["check", str(CDNOW), "--with", str(weather)]) == 2
    assert "source_without_ids" in capsys.readouterr().err

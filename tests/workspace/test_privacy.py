"""What a workspace knows of people, and how it forgets them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from clv.__main__ import main
from clv.errors import InputError
from clv.intake import SourceFile, source_of
from clv.workspace import Workspace, forget_person, retain, trail
from tests.workspace.test_workspace import csv, rows

KEY, OTHER = b"k" * 64, b"l" * 64


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def named(lines):
    """Give customers names that nothing else in a folder could hold."""
    return csv(lines).replace(b"\nc", b"\npersonx")


def test_a_workspace_under_a_key_holds_nobody_s_id(tmp_path):
    lines = rows()
    shop = Workspace.create(tmp_path / "shop")
    plain = Workspace.create(tmp_path / "plain")
    for part in (lines[:200], lines[200:]):
        shop.append([("orders.csv", named(part))], pseudonym_key=KEY)
        plain.append([("orders.csv", named(part))])
    assert shop.append([("again.csv", named(lines[:200]))], pseudonym_key=KEY).repeated
    assert b"personx" not in everything(shop.folder)
    one, other = shop.run().cleaned.kept, plain.run().cleaned.kept
    assert (one.amount, one.customers) == (other.amount, other.customers)


def test_ids_and_pseudonyms_are_not_mixed(tmp_path):
    shop = Workspace.create(tmp_path / "shop")
    shop.append([("orders.csv", named(rows()[:200]))], pseudonym_key=KEY)
    later = [("later.csv", named(rows()[200:]))]
    for key, variant in ((None, "missing"), (OTHER, "")):
        with pytest.raises(InputError) as refusal:
            shop.append(later, pseudonym_key=key)
        assert (refusal.value.kind, refusal.value.variant) == ("other_key", variant)
    assert len(shop.files) == 1


def test_from_the_command_line_and_back(tmp_path, capsys):
    log, key, out = tmp_path / "orders.csv", tmp_path / "shop.key", tmp_path / "out"
    log.write_bytes(named(rows()))
    assert main(["key", str(key)]) == 0
    arguments = ["run", str(log), "--out", str(out), "--pseudonym-key", str(key), "--json"]
    assert main([*arguments, "--model", "bg_nbd", "--backtest", "none"]) == 0
    assert b"personx" not in everything(out)
    capsys.readouterr()
    customers = str(out / "customers.csv")
    assert main(["reidentify", customers, str(log), "--key", str(key)]) == 0
    back = capsys.readouterr().out
    report = json.loads((out / "report.json").read_text())
    assert back.count("personx") == report["kept"]["customers"]


def mailed(lines, mark=","):
    """Orders with e-mails, in one of two forms."""
    head = mark.join(("customer", "date", "amount", "order", "email"))
    made = [head]
    for line in lines:
        who, *rest = line.split(",")
        made.append(mark.join((f"personx{who[1:]}", *rest, f"mail.{who}@example.org")))
    return "\n".join([*made, ""]).encode()


ATTRIBUTES = b"email,age\n" + b"".join(b"mail.c%d@example.org,%d\n" % (n, n) for n in range(41))


@pytest.fixture
def shop(tmp_path):
    workspace = Workspace.create(tmp_path / "shop")
    workspace.append([("may.csv", mailed(rows()[:200]))])
    workspace.append([("june.csv", mailed(rows()[200:], ";"))])
    workspace.set_sources([SourceFile(source_of(ATTRIBUTES, "age.csv"), "attributes", "email")])
    workspace.save_list("best", ["personx5", "personx6"])
    workspace.archive(workspace.run())
    return workspace


def test_one_person_is_forgotten_everywhere_and_nobody_else(shop):
    before = shop.run().cleaned
    receipt = forget_person(shop, "personx5")
    after = shop.run().cleaned
    own = before.orders.filter(pl.col("customer_id") == "personx5")["amount"].sum()
    assert float(before.kept.amount - after.kept.amount) == pytest.approx(own)
    assert before.kept.customers - 1 == after.kept.customers
    assert (receipt.files, receipt.looks, receipt.lists) == (3, 1, 1)
    assert receipt.rows > 5
    assert shop.lists == {"best": ("personx6",)}
    content = everything(shop.folder)
    assert b"mail.c5@" not in content
    assert b"personx5\n" not in content.replace(b",", b"\n").replace(b";", b"\n")
    assert b"personx6" in content
    for snapshot in shop.snapshots:
        assert "personx5" not in shop.customers_of(snapshot)["customer_id"]


def test_a_later_export_goes_on_in_its_own_form(shop):
    forget_person(shop, "personx5")
    shop.append([("july.csv", mailed(["c50,2024-02-01,12.5,n1"], ";"))])
    assert "personx50" in shop.run().cleaned.orders["customer_id"]


def test_who_is_not_there_changes_nothing(shop):
    files = shop.files
    with pytest.raises(InputError, match="unknown_customer"):
        forget_person(shop, "personx999")
    assert shop.files == files
    assert "forget" not in {event.what for event in trail(shop)}


def test_the_trail_keeps_what_was_done_and_forgets_to_whom(shop):
    forget_person(shop, "personx5")
    events = trail(shop)
    assert [event.what for event in events][-1] == "forget"
    assert {event.what for event in events} >= {"append", "sources", "save list", "forget"}
    assert "personx5" not in events[-1].about
    with closing(sqlite3.connect(shop.manifest.path)) as db:
        assert db.execute("SELECT count(*) FROM person_key").fetchone() == (0,)
        for statement in ("DELETE FROM trail", "UPDATE trail SET about = ''"):
            with pytest.raises(sqlite3.DatabaseError, match="only grow"):
                db.execute(statement)


def test_old_orders_leave(tmp_path):
    lines = [*rows(), "c99,2019-03-01,10.5,old", "c5,2018-03-01,10.5,older"]
    workspace = Workspace.create(tmp_path / "shop")
    workspace.append([("orders.csv", named(lines))])
    workspace.archive(workspace.run())
    receipt = retain(workspace, 2)
    assert receipt.rows == 2
    assert b"personx99" not in everything(workspace.folder / "files")
    assert workspace.run().cleaned.kept.rows == len(rows()) - 2 * 40


def test_forgetting_from_the_command_line(shop, monkeypatch, capsys):
    monkeypatch.setenv("PERENNIAL_HOME", str(shop.folder.parent))
    assert main(["workspace", "forget", "shop", "personx5"]) == 2
    assert main(["workspace", "forget", "shop", "personx5", "--yes"]) == 0
    assert "Backups" in capsys.readouterr().out
    assert main(["workspace", "retain", "shop", "soon", "--yes"]) == 2
    capsys.readouterr()
    assert main(["workspace", "trail", "shop"]) == 0
    assert "forget" in capsys.readouterr().out

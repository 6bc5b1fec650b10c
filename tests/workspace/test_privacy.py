"""What a workspace knows of people, and how it forgets them."""

import json
from pathlib import Path

import pytest

from clv.__main__ import main
from clv.errors import InputError
from clv.workspace import Workspace
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

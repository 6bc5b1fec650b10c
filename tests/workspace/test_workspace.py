"""A workspace: what is appended stands as if it had always been there, or not at all."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import SourceFile, source_of
from clv.options import Mapping, Policy, ReadHints, Settings
from clv.run import Run
from clv.workspace import Update, Workspace, backup, look_of, restore

DAYS = [datetime(2023, 1, 1) + timedelta(days=3 * n) for n in range(120)]
HEAD = "customer,date,amount,order"


def rows(count=360, returns=True):
    """Orders of some forty customers; every ninth is returned later."""
    lines = []
    for number in range(count):
        day = DAYS[number % len(DAYS)]
        who, amount = f"c{(number * 7) % 41}", 10 + number % 13
        lines.append(f"{who},{day:%Y-%m-%d},{amount}.5,o{number}")
        if returns and number % 9 == 0:
            lines.append(f"{who},{day + timedelta(days=20):%Y-%m-%d},-{amount}.5,o{number}")
    return lines


def csv(lines):
    return "\n".join([HEAD, *lines, ""]).encode()


def people(run):
    return run.customers.sort("customer_id")


@pytest.fixture
def shop(tmp_path):
    return Workspace.create(tmp_path / "shop")


def test_appending_in_parts_is_having_had_them_all_at_once(shop):
    lines = rows()
    for start in range(0, len(lines), 100):
        shop.append([(f"part {start}.csv", csv(lines[start : start + 100]))])
    assert people(shop.run()).equals(people(Run.of(csv(lines))))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(30, 350), min_size=5, max_size=5))
def test_neither_the_parts_nor_their_order_matter(tmp_path_factory, order, cuts):
    lines = rows()
    ends = [0, *sorted(cuts), len(lines)]
    parts = [csv(lines[low:high]) for low, high in pairwise(ends)]
    shop = Workspace.create(tmp_path_factory.mktemp("shops") / "shop")
    # Which column is which is known from the whole; a part of it may leave it open.
    mapping = Mapping(customer="customer", date="date", amount="amount", order="order")
    for number in order:
        shop.append([(f"{number}.csv", parts[number])], mapping=mapping)
    assert people(shop.run()).equals(people(Run.of(csv(lines), mapping=mapping)))


def test_cdnow_in_ten_files_one_of_them_twice_is_cdnow_at_once(shop):
    text = (Path(__file__).parents[2] / "sample_data" / "cdnow_sample.csv").read_bytes()
    head, *lines = text.splitlines(keepends=True)
    ends = [len(lines) * tenth // 10 for tenth in range(11)]
    parts = [head + b"".join(lines[low:high]) for low, high in pairwise(ends)]
    for number, part in enumerate([*parts, parts[3]]):
        shop.append([(f"{number}.csv", part)])
    assert len(shop.files) == 10
    assert people(shop.run()).equals(people(Run.of(text)))


def test_the_same_file_twice_changes_nothing_under_any_name(shop):
    content = csv(rows())
    shop.append([("may.csv", content)])
    again = shop.append([("june.csv", content)])
    assert (again.added, again.repeated) == ((), ("june.csv",))
    assert len(shop.files) == 1


def test_a_file_that_cannot_be_read_leaves_the_workspace_as_it_was(shop):
    shop.append([("may.csv", csv(rows(90)))])
    before = people(shop.run())
    for content, code in (
        (b"", "empty_file"),
        (b"who,when,sum\na,2024-01-01,5\n", "other_columns"),
    ):
        with pytest.raises(InputError) as refusal:
            shop.append([("june.csv", content)])
        assert refusal.value.kind == code
    assert people(shop.run()).equals(before)
    assert len(list((shop.folder / "files").iterdir())) == 1


def test_decisions_are_kept(shop):
    chosen = Settings(horizon=90, as_of=date(2023, 12, 1))
    policy = Policy(rates=(("USD", 0.9),), currency="EUR", statuses=(("Open", "keep"),))
    shop.append([("may.csv", csv(rows()))], settings=chosen, policy=policy)
    options = Workspace.open(shop.folder).options
    assert options["settings"] == chosen
    assert options["policy"] == policy
    assert options["mapping"].customer == "customer"


def test_a_forgotten_file_is_gone_from_the_disk(shop):
    shop.append([("may.csv", csv(rows(90))), ("june.csv", csv(rows(180)[90:]))])
    shop.remove(shop.files[1].digest)
    assert [path.name for path in (shop.folder / "files").iterdir()] == [shop.files[0].digest]


def test_an_empty_one_says_so(shop):
    with pytest.raises(InputError) as refusal:
        shop.run()
    assert refusal.value.kind == "empty_workspace"


def test_another_process_at_work_is_told_from_a_fault(shop, monkeypatch):
    monkeypatch.setattr("clv.workspace.manifest._PATIENCE", 0.05)
    with closing(sqlite3.connect(shop.manifest.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError) as refusal:
            shop.append([("may.csv", csv(rows()))])
    assert refusal.value.kind == "workspace_busy"
    shop.append([("may.csv", csv(rows()))])


def test_what_a_crash_left_is_swept_away(shop):
    (shop.folder / "files" / "half.unfinished").write_bytes(b"half a file")
    (shop.folder / "files" / "whole but never named").write_bytes(b"whole")
    shop.append([("may.csv", csv(rows()))])
    assert len(list((shop.folder / "files").iterdir())) == 1


def test_a_backup_brings_everything_back_elsewhere(shop, tmp_path):
    shop.append([("may.csv", csv(rows()))])
    shop.save_list("Best", ["c1", "c2"])
    shop.archive(shop.run())
    backup(shop, tmp_path / "shop.zip")
    other = restore(tmp_path / "shop.zip", tmp_path / "elsewhere" / "moved")
    assert people(other.run()).equals(people(shop.run()))
    assert other.lists == {"Best": ("c1", "c2")}
    assert other.has_seen(other.run())


@pytest.mark.parametrize("content", [b"", b"PK no zip", csv(rows(9))])
def test_what_is_no_backup_makes_no_workspace(tmp_path, content):
    (tmp_path / "other.zip").write_bytes(content)
    with pytest.raises(InputError) as refusal:
        restore(tmp_path / "other.zip", tmp_path / "shop")
    assert refusal.value.kind == "no_backup"
    assert [path.name for path in tmp_path.iterdir()] == ["other.zip"]


def test_nothing_is_left_of_a_purged_one(shop, tmp_path):
    shop.append([("may.csv", csv(rows()))])
    assert shop.purge() > 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", " ", "..", "a/b", "a\\b", "x" * 81, "a\0b", "hidden."])
def test_a_name_is_a_folder_s_on_any_system(shop, name):
    with pytest.raises(InputError) as refusal:
        shop.rename(name)
    assert refusal.value.kind == "bad_workspace_name"


def test_a_renamed_one_keeps_all(shop):
    shop.append([("may.csv", csv(rows()))])
    shop.archive(shop.run())
    moved = shop.rename("Laden 中文")
    assert moved.has_seen(moved.run())
    assert not shop.folder.exists()


def test_a_folder_of_another_kind_is_none(tmp_path):
    with pytest.raises(InputError) as refusal:
        Workspace.open(tmp_path)
    assert refusal.value.kind == "no_workspace"
    (tmp_path / "manifest.sqlite").write_bytes(b"not a database at all, but long enough" * 9)
    with pytest.raises(InputError) as refusal:
        Workspace.open(tmp_path)
    assert refusal.value.kind == "corrupt_workspace"
    (tmp_path / "manifest.sqlite").unlink()
    with closing(sqlite3.connect(tmp_path / "manifest.sqlite")) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(InputError) as refusal:
        Workspace.open(tmp_path)
    assert refusal.value.kind == "newer_workspace"


def test_the_first_look_has_nothing_to_compare_with(shop):
    shop.append([("may.csv", csv(rows(90)))])
    run = shop.run()
    shop.archive(run)
    update = Update.of(shop, run)
    assert update.since is None
    assert update.changes is None
    assert update.health.state == "too_early"


def test_a_later_look_says_who_came_and_what_lists_did(shop):
    shop.append([("may.csv", csv(rows()))])
    shop.archive(shop.run())
    shop.save_list("Two of them", ["c1", "c2"])
    shop.append([("june.csv", csv(["zoe,2024-01-02,9.5,z1"]))])
    update = Update.of(shop, shop.run())
    assert update.since == date(2023, 12, 24)
    joined = update.changes.of("joined")
    assert joined.select("customer_id", "orders_since", "spent_since").rows() == [("zoe", 1, 9.5)]
    assert update.lists["Two of them"].customers.height == 2


def test_values_under_other_settings_are_no_change(shop):
    shop.append([("may.csv", csv(rows()))])
    shop.archive(shop.run())
    shop.append([("june.csv", csv(["zoe,2024-01-02,9.5,z1"]))], settings=Settings(horizon=30))
    changes = Update.of(shop, shop.run()).changes
    assert changes.bridge is None
    assert changes.customers["value_then"].null_count() == changes.customers.height


def test_looking_twice_is_one_look(shop):
    shop.append([("may.csv", csv(rows()))])
    shop.archive(shop.run())
    shop.archive(shop.run())
    assert len(shop.snapshots) == 1
    assert isinstance(shop.customers_of(shop.snapshots[0]), pl.DataFrame)


PEOPLE = b"customer,tier\n" + b"".join(b"%d,%s\n" % (n, b"ab"[n % 2 :][:1]) for n in range(60))


def test_files_about_customers_are_kept_with_what_was_decided(tmp_path):
    workspace = Workspace.create(tmp_path / "shop")
    file = SourceFile(source_of(PEOPLE, "people.csv"), kind="attributes", customer="customer")
    workspace.set_sources([file, file])
    (kept,) = workspace.sources
    assert (kept.source.title, kept.kind, kept.customer) == ("people.csv", "attributes", "customer")
    assert kept == Workspace.open(workspace.folder).sources[0]
    raw = kept.source.open(ReadHints())
    assert raw.frame.collect().height == 60
    workspace.set_sources(workspace.sources)
    assert workspace.sources == (kept,)
    backup(workspace, tmp_path / "shop.zip")
    assert restore(tmp_path / "shop.zip", tmp_path / "again").sources == (kept,)
    workspace.set_sources([])
    assert workspace.sources == ()
    assert not list((workspace.folder / "files").iterdir())


def test_a_run_over_a_workspace_knows_its_sources(tmp_path):
    orders = b"customer,date,amount\n" + b"".join(
        b"%d,2024-0%d-11,%d\n" % (n % 40, 1 + n % 6, 5 + n) for n in range(120)
    )
    workspace = Workspace.create(tmp_path / "shop")
    workspace.append([("orders.csv", orders)])
    plain = look_of(workspace.run())
    workspace.set_sources([SourceFile(source_of(PEOPLE, "people.csv"))])
    run = workspace.run()
    assert run.customer_sources.known[0].report.customers_matched == 40
    assert "people/tier" in run.source_groups.columns
    assert look_of(run).orders == plain.orders
    assert look_of(run) != plain
    workspace.set_sources([])
    assert look_of(workspace.run()) == plain

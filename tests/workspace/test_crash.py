"""Killed at any moment, a workspace opens at its last complete state."""

import random
import subprocess
import sys
import time

import polars as pl
import pytest

from clv.run import Run
from clv.workspace import Workspace

DAYS = 40
APPENDING = """
import sys
from pathlib import Path
from clv.workspace import Workspace

shop = Workspace.open(Path(sys.argv[1]))
print("ready", flush=True)
for path in sorted(Path(sys.argv[2]).iterdir()):
    shop.append([(path.name, path.read_bytes())])
    print(path.name, flush=True)
"""


def exports(folder, count=30):
    """Write a file for each day: three orders a day."""
    folder.mkdir()
    for day in range(count):
        lines = [f"c{(day * 3 + n) % 17},2024-01-{1 + day % 28:02},{5 + n}.25" for n in range(3)]
        (folder / f"{day:03}.csv").write_text("\n".join(["customer,date,amount", *lines, ""]))
    return sorted(folder.iterdir())


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_kill_nine(tmp_path, kills):
    files = exports(tmp_path / "exports")
    shop = Workspace.create(tmp_path / "shop")
    draw = random.Random(7)
    told = 0
    for _kill in range(kills):
        command = [sys.executable, "-c", APPENDING, str(shop.folder), str(tmp_path / "exports")]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0, 0.25))
        child.kill()
        told = max(told, len(child.communicate()[0].split()))
        begun = time.perf_counter()
        names = [file.name for file in Workspace.open(shop.folder).files]
        if names:
            assert shop.run().cleaned.orders.height == 3 * len(names)
        assert time.perf_counter() - begun < 5
        # What was told as done is there, once, in order; the next may have made it just in time.
        assert names == [path.name for path in files[: len(names)]]
        assert len(names) >= told
    shop.append([(path.name, path.read_bytes()) for path in files])
    frames = [pl.read_csv(path, infer_schema=False) for path in files]
    at_once = Run.of(pl.concat(frames).write_csv().encode())
    assert shop.run().customers.sort("customer_id").equals(at_once.customers.sort("customer_id"))

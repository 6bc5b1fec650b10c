"""What the app imports at its start."""

import subprocess
import sys


def test_importing_the_wings_brings_no_heavy_library():
    code = "import sys, clv.evaluate; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"sklearn", "lightgbm", "xgboost", "lifetimes", "skops", "pandas", "scipy.optimize"}
    assert not heavy & set(done.stdout.split())

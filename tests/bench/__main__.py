"""``make bench``: run every bench of this folder, or those named, one after the other.

``python -m tests.bench fitting reading`` runs two of them.
"""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> None:
    """Run the benches called `names`, all of them when there are none."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"No bench is called {', '.join(unknown)}; there are {', '.join(known)}.")
    for name in names or known:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])

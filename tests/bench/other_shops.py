"""Where the parameters of other shops lie: the source of `other_shops` in the models' files.

``python -m tests.bench.other_shops`` fits every model to every sample at three days, and prints
mean and standard deviation of the logarithms of its parameters in rescaled units. What ran off to
a boundary tells nothing and is left out. The constants in the models are these, rounded, with the
deviations opened to at least 0.7, since three shops are few (0.3 for q of Gamma-Gamma, which is
the same nearly everywhere).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from clv.customers import summarise
from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.run import Run

SAMPLES = Path(__file__).parents[2] / "sample_data"
NAMES = ("cdnow_sample.csv", "demo_shop.csv", "complete_journey.parquet")
SHARES = (0.4, 0.7, 1.0)  # of the log


def main() -> None:
    """Fit and print."""
    points: dict[str, list[np.ndarray]] = {}
    for name in NAMES:
        orders = Run.of(SAMPLES / name).cleaned.orders
        first, last = orders["date"].min(), orders["date"].max()
        for share in SHARES:
            customers = summarise(orders, (first + share * (last - first)).date())
            for kind in (*PURCHASE_MODELS.values(), *SPEND_MODELS.values()):
                model = kind().fit(customers)
                if model.boundary_:
                    continue
                _evidence, unit, _notices = model._gather(customers)
                scale = [unit if each in model.with_unit else 1.0 for each in model.parameter_names]
                points.setdefault(kind.name, []).append(np.log(model._parameters / scale))
    for name, each in points.items():
        table = np.stack(each)
        print(name, table.mean(axis=0).round(2), table.std(axis=0).round(2), len(table), "fits")


if __name__ == "__main__":
    main()

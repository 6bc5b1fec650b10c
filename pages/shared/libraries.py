"""Large libraries, imported once: two threads that import pandas at once get half of it.

Python locks a module while it is imported, but libraries import their own parts in circles, and
then a second thread may be handed an unfinished module. This file's own lock holds the others back.
"""

from __future__ import annotations

from threading import Lock

import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import pyarrow  # noqa: F401

_lock = Lock()


def import_learning() -> None:
    """Import what models and learners need, before the first job of a thread."""
    with _lock:
        import lightgbm  # noqa: F401
        import scipy.optimize
        import scipy.special
        import scipy.stats  # noqa: F401
        import sklearn.ensemble
        import sklearn.linear_model
        import sklearn.pipeline  # noqa: F401

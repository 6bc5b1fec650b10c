"""Perennial's engine: a transaction log into lifetime values, and how far to trust them.

The way of the data, one direction only: `intake` reads and cleans, `customers` summarises,
`models` and `learning` predict, `evaluate` judges, `action` decides, `present` shows.
`clv.run.Run` walks the whole way, step by step when asked; the app and the command line
``perennial`` (``python -m clv``) ask the same one.
"""

import os

__version__ = "0.1.0"

# Polars' allocator keeps freed memory for ten seconds in case it is asked for again: a large upload
# would take a sixth more. It is told before Polars is imported, and only where nobody else did.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:20,muzzy_decay_ms:0")

"""Perennial's engine: a transaction log into lifetime values, and how far to trust them.

The way of the data, one direction only: `intake` reads and cleans, `customers` summarises,
`models` and `learning` predict, `evaluate` judges, `action` decides, `present` shows. `pipeline`
walks the whole way in one call; the app and ``python -m clv`` both run it.
"""

__version__ = "0.1.0"

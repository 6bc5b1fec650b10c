"""Perennial's engine: a transaction log into lifetime values, and how far to trust them.

The way of the data, one direction only: `intake` reads and cleans, `customers` summarises,
`models` and `learning` predict, `evaluate` judges, `action` decides, `present` shows.
`clv.run.Run` walks the whole way, step by step when asked; the app and the command line
``perennial`` (``python -m clv``) ask the same one.
"""

__version__ = "0.1.0"

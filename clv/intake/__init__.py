"""Read anything, account for every row: bytes of any kind into orders and a ledger."""

from clv.intake.choices import Mapping, Policy, ReadHints
from clv.intake.clean import Cleaned, clean
from clv.intake.columns.guess import Guess, guess
from clv.intake.files.raw import Input, Raw
from clv.intake.files.sheets import sheets_of
from clv.intake.ledger import Totals
from clv.intake.load import load, load_many

__all__ = [
    "Cleaned",
    "Guess",
    "Input",
    "Mapping",
    "Policy",
    "Raw",
    "ReadHints",
    "Totals",
    "clean",
    "guess",
    "load",
    "load_many",
    "sheets_of",
]

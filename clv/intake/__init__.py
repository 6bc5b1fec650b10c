"""Read anything, account for every row: bytes of any kind into orders and a ledger."""

from clv.intake.clean import Cleaned, clean
from clv.intake.columns.guess import Guess, guess
from clv.intake.files.raw import Input, Raw
from clv.intake.identity import Merge
from clv.intake.ledger import Totals
from clv.intake.load import load, load_many, sheets_of
from clv.intake.progress import Tell, silently
from clv.intake.source import File, Files, Source, Table, source_of
from clv.intake.values.formula_guard import guarded
from clv.options import Mapping, Policy, ReadHints

__all__ = [
    "Cleaned",
    "File",
    "Files",
    "Guess",
    "Input",
    "Mapping",
    "Merge",
    "Policy",
    "Raw",
    "ReadHints",
    "Source",
    "Table",
    "Tell",
    "Totals",
    "clean",
    "guarded",
    "guess",
    "load",
    "load_many",
    "sheets_of",
    "silently",
    "source_of",
]

"""Read anything, account for every row: bytes of any kind into orders and a ledger."""

from clv.intake.account import Account, combined, read_account, read_layers, write_layer
from clv.intake.append import Layer
from clv.intake.clean import Cleaned, clean
from clv.intake.columns.guess import Guess, guess
from clv.intake.files.raw import Input, Raw
from clv.intake.identity import Merge
from clv.intake.ledger import Totals
from clv.intake.load import load, load_many, sheets_of
from clv.intake.progress import Tell, silently
from clv.intake.pseudonyms import (
    create_key,
    fingerprint,
    keyed_digest,
    pseudonymised,
    read_key,
    reidentified,
)
from clv.intake.rewriting import Rewritten, without_older, without_people
from clv.intake.source import CleanedSource, File, Files, Source, Table, source_of
from clv.intake.sources.customer_source import KINDS as SOURCE_KINDS
from clv.intake.sources.customer_source import CustomerSource, MatchReport, SourceFile
from clv.intake.sources.customer_source import Kind as SourceKind
from clv.intake.sources.read_all import (
    CustomerSources,
    contacts_of_all,
    match_sources,
    open_sources,
)
from clv.intake.typed_table import Column, TypedTable, load_table, read_column
from clv.intake.values.formula_guard import guarded
from clv.options import Mapping, Policy, ReadHints

__all__ = [
    "SOURCE_KINDS",
    "Account",
    "Cleaned",
    "CleanedSource",
    "Column",
    "CustomerSource",
    "CustomerSources",
    "File",
    "Files",
    "Guess",
    "Input",
    "Layer",
    "Mapping",
    "MatchReport",
    "Merge",
    "Policy",
    "Raw",
    "ReadHints",
    "Rewritten",
    "Source",
    "SourceFile",
    "SourceKind",
    "Table",
    "Tell",
    "Totals",
    "TypedTable",
    "clean",
    "combined",
    "contacts_of_all",
    "create_key",
    "fingerprint",
    "guarded",
    "guess",
    "keyed_digest",
    "load",
    "load_many",
    "load_table",
    "match_sources",
    "open_sources",
    "pseudonymised",
    "read_account",
    "read_column",
    "read_key",
    "read_layers",
    "reidentified",
    "sheets_of",
    "silently",
    "source_of",
    "without_older",
    "without_people",
    "write_layer",
]

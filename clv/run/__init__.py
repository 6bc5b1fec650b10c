"""One run: the orders, how to read them, the settings, and every step from there, made when asked.

The app, the command line, the HTML report and Python's users ask the same object::

    run = Run.of("orders.csv", settings=Settings(horizon=90))
    run.cleaned.ledger
    run.predictions.head()
    run.with_(margin=0.4).forecast      # refits nothing: no model depends on the margin

Answers are frozen values and tables of `clv.tables`, codes and numbers, in no language.

A file here is a stretch of the way, a class of steps that inherits the one before it: `inputs`,
`orders`, `customers`, `backtests`, `models`, `forecasts`, `customer_values`, `actions`,
`explanations`. A step asks for steps above it only, so each file reads without those that come
after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import polars as pl

from clv.intake import Mapping, Policy, ReadHints, Source, SourceFile, source_of
from clv.memo import Memo, Tell, silent
from clv.options import Settings
from clv.run.choices import choices
from clv.run.explanations import ExplanationSteps, FitChecks
from clv.run.inputs import SETTINGS

__all__ = ["FitChecks", "Run", "choices"]


class Run(ExplanationSteps):
    r"""Orders, options, and all that follows from them.

    Every property and method below is a step (`clv.memo.step`): computed when first asked for,
    kept, and shared by all runs that `with_` made and whose inputs to it are the same. What the
    data or the settings can't carry is raised as `ModelError` or `InputError`, also when asked
    again.

    Examples
    --------
    >>> log = b"customer,date,amount\na,2024-01-01,10\na,2024-02-01,12\n,2024-02-02,5\n"
    >>> run = Run.of(log, name="shop.csv")
    >>> run.cleaned.valid.rows, run.customers["revenue"].to_list(), run.verdict.use
    (2, [22.0], 'nothing')
    >>> run.with_(margin=0.4).customers is run.customers
    True
    """

    @classmethod
    def of(
        cls,
        source: Source | bytes | str | Path | Sequence[tuple[str, bytes]] | pl.DataFrame,
        *,
        settings: Settings | None = None,
        hints: ReadHints | None = None,
        mapping: Mapping | None = None,
        policy: Policy | None = None,
        sources: Sequence[SourceFile | Source | bytes | str | Path | pl.DataFrame] = (),
        name: str = "",
        tell: Tell = silent,
    ) -> Self:
        """Begin a run; nothing is read yet.

        Parameters
        ----------
        source : bytes, path, (name, bytes) of several files, polars.DataFrame, or a `Source`
            Where the orders are.
        settings : Settings, optional
            How to look ahead.
        hints, mapping, policy : optional
            How to read them, which column is which, what to count; what they leave open is
            guessed from the data.
        sources : sequence, optional
            What else is known of the customers: files of attributes, touches, events, reviews.
        name : str
            What to call bytes or a table.
        tell : callable
            (Notice, share done) -> None: told what is being done.
        """
        settings = settings or Settings()
        inputs = {name: getattr(settings, name) for name in SETTINGS}
        inputs |= {
            "source": source_of(source, name),
            "hints": hints or ReadHints(),
            "mapping": mapping,
            "policy": policy or Policy(),
            "sources": _files_of(sources),
        }
        return cls(inputs, Memo(), tell)

    def with_(self, **changes: Any) -> Self:
        """Return this run under other options; steps that don't depend on them are shared.

        Parameters
        ----------
        **changes
            Fields of `Settings`, ``settings`` as a whole, ``hints``, ``mapping``, ``policy`` or
            ``sources``.

        Raises
        ------
        SettingsError
            ``bad_setting`` for a value outside what it may be.
        """
        settings: Settings = changes.pop("settings", self.settings)
        own = {name: changes.pop(name) for name in SETTINGS if name in changes}
        settings = replace(settings, **own)
        if "sources" in changes:
            changes["sources"] = _files_of(changes["sources"])
        if unknown := changes.keys() - {"hints", "mapping", "policy", "sources"}:
            raise TypeError(f"A run has no option {', '.join(sorted(unknown))}.")
        options = {name: getattr(settings, name) for name in SETTINGS}
        return self._but(self._inputs | options | changes)


def _files_of(sources: Sequence[Any]) -> tuple[SourceFile, ...]:
    return tuple(
        each if isinstance(each, SourceFile) else SourceFile(source_of(each)) for each in sources
    )

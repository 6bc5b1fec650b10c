"""The whole way as one call: what the app and the command line both run.

`run` walks from bytes to predictions. Each step is also a function of its own, so that the app can
keep every step's answer under its own key and redo only what a changed setting touches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from clv import tables as t
from clv.customers import ReturnModel, segment, summarise
from clv.errors import ModelError, Notice
from clv.evaluate import (
    FORECASTERS,
    Backtest,
    Verdict,
    backtest,
    judge,
    line_up,
)
from clv.intake import Cleaned, Mapping, Policy, ReadHints, clean, load
from clv.models import (
    PURCHASE_MODELS,
    SPEND_MODELS,
    Forecast,
    PurchaseModel,
    SpendModel,
    check_suitable,
    forecast,
)
from clv.options import Settings
from clv.words import _

Progress = Callable[[str], None]


def silent(_message: str) -> None:
    """Say nothing: the default way to report progress."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The chosen models, or the reason why the data carry none.

    Parameters
    ----------
    purchase, spend : fitted models or None
        Both or neither.
    notices : tuple of Notice
        What has to be said about the fit; the refusal when there is none.
    """

    purchase: PurchaseModel | None
    spend: SpendModel | None
    notices: tuple[Notice, ...] = ()

    @property
    def models(self) -> tuple[PurchaseModel | SpendModel, ...]:
        """Those of the two that were fitted."""
        return tuple(model for model in (self.purchase, self.spend) if model is not None)


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run found; the tables are those of `clv.tables`."""

    cleaned: Cleaned
    settings: Settings
    end: date
    customers: pl.DataFrame
    segments: pl.DataFrame
    fitted: Fitted
    forecast: Forecast | None
    predictions: pl.DataFrame
    backtest: Backtest | None
    verdict: Verdict

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that has to be said, the reader first, each sentence once."""
        said = (*self.cleaned.notices, *self.fitted.notices)
        return tuple(dict.fromkeys(said))


def check(
    source: bytes | str | Path,
    name: str = "",
    hints: ReadHints | None = None,
    mapping: Mapping | None = None,
    policy: Policy | None = None,
    as_of: date | None = None,
) -> Cleaned:
    r"""Read, map and clean: the first half of a run.

    Parameters
    ----------
    source : bytes or path
        The file, or what is in it.
    name : str
        The file's name for messages, where `source` is bytes.
    hints, mapping, policy
        What the person decided; None leaves it to the evidence.
    as_of : datetime.date, optional
        Last day of the observation.

    Returns
    -------
    Cleaned
        Orders, ledger and what has to be said.

    Raises
    ------
    InputError
        When the input can't be used.

    Examples
    --------
    >>> log = b"customer,date,amount\na,2024-01-01,10\na,2024-02-01,12\n,2024-02-02,5\n"
    >>> cleaned = check(log, "shop.csv")
    >>> cleaned.valid.rows, cleaned.input.records
    (2, 3)
    """
    raw = load(source, name, hints or ReadHints())
    return clean(raw, mapping, policy or Policy(), as_of)


def run(
    source: bytes | str | Path,
    name: str = "",
    hints: ReadHints | None = None,
    mapping: Mapping | None = None,
    policy: Policy | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Run:
    """Walk the whole way: from a file to predictions, and how far to trust them.

    Parameters
    ----------
    source, name, hints, mapping, policy
        As in `check`.
    settings : Settings, optional
        How to look ahead.
    progress : callable
        Told in words what is being done.

    Returns
    -------
    Run
        Where the data carry no model, `forecast` is None, the predictions are empty (null) and
        the verdict says why.

    Raises
    ------
    InputError, SettingsError
        When the input or a setting can't be used.
    """
    settings = settings or Settings()
    progress(_("Reading and cleaning"))
    cleaned = check(source, name, hints, mapping, policy, settings.as_of)
    return look_ahead(cleaned, settings, progress)


def look_ahead(cleaned: Cleaned, settings: Settings, progress: Progress = silent) -> Run:
    """Walk on from cleaned orders: customers, segments, backtest, models, predictions.

    Parameters
    ----------
    cleaned : Cleaned
        From `check`.
    settings : Settings
        How to look ahead.
    progress : callable
        Told in words what is being done.

    Returns
    -------
    Run
    """
    end = end_of(cleaned, settings)
    customers = summarise(cleaned.orders, end)
    tested, why_not = trial(cleaned, settings, progress)
    fitted = fit(customers, settings, tested, progress)
    ahead = None
    if fitted.purchase is not None and fitted.spend is not None:
        progress(_("Valuing {count:,} customers").format(count=customers.height))
        ahead = forecast(customers, fitted.purchase, fitted.spend, settings, end)
    segments = segment(customers)
    return Run(
        cleaned,
        settings,
        end,
        customers,
        segments,
        fitted,
        ahead,
        predictions(customers, segments, ahead, ReturnModel().fit(cleaned.orders, end)),
        tested,
        verdict(tested, fitted, why_not),
    )


def end_of(cleaned: Cleaned, settings: Settings) -> date:
    """Return the last day of the observation: `settings.as_of`, else the day of the last order."""
    if settings.as_of is not None:
        return settings.as_of
    last: date = cleaned.orders[t.DATE].max().date()  # type: ignore[union-attr]
    return last


def trial(
    cleaned: Cleaned,
    settings: Settings,
    progress: Progress = silent,
    models: str = "default",
    split: date | None = None,
) -> tuple[Backtest | None, Notice | None]:
    """Hold the models against days they have not seen.

    Returns
    -------
    tuple of (Backtest or None, Notice or None)
        No backtest where the log is too short for one, and then why.
    """
    progress(_("Testing the models on days they have not seen"))
    try:
        tested = backtest(
            cleaned.orders, split, models, settings, lines=cleaned.lines, progress=progress
        )
    except ModelError as error:
        return None, error.notice
    return tested, None


def verdict(tested: Backtest | None, fitted: Fitted, why_not: Notice | None = None) -> Verdict:
    """Say how far to trust the numbers that are shown: those of the fitted models.

    Parameters
    ----------
    tested : Backtest or None
        From `trial`.
    fitted : Fitted
        From `fit`.
    why_not : Notice, optional
        Why there is no backtest.

    Returns
    -------
    Verdict
        On the fitted models, not on the best of the backtest: a rival's success is no reason to
        trust these numbers.
    """
    if fitted.purchase is None or fitted.spend is None:
        return Verdict("nothing", "", Notice("verdict_untested"), fitted.notices[-1])
    shown = next(
        name
        for name, pair in FORECASTERS.items()
        if (pair.purchase, pair.spend) == (fitted.purchase.name, fitted.spend.name)
    )
    return judge(tested, why_not, shown)


def fit(
    customers: pl.DataFrame,
    settings: Settings,
    tested: Backtest | None = None,
    progress: Progress = silent,
) -> Fitted:
    """Fit the chosen purchase and spend models, or say why the data carry none.

    Where ``"auto"`` chose and the choice can't be fitted, the next best pair is, and the notices
    say what failed. A model asked for by name is never replaced.

    Parameters
    ----------
    customers : polars.DataFrame
        Table `clv.tables.CUSTOMERS`.
    settings : Settings
        Names the models, or ``"auto"``.
    tested : Backtest, optional
        What ``"auto"`` chooses by.
    progress : callable
        Told in words what is being done.

    Returns
    -------
    Fitted
    """
    pairs = line_up(settings, tested)
    try:
        suited = check_suitable(customers)
    except ModelError as refusal:
        return Fitted(None, None, (refusal.notice,))
    failed: tuple[Notice, ...] = ()
    for pair in pairs:
        progress(
            _("Fitting {model} on {count:,} customers").format(
                model=pair.title, count=customers.height
            )
        )
        try:
            purchase = PURCHASE_MODELS[pair.purchase](engine=settings.engine).fit(customers)
            spend = SPEND_MODELS[pair.spend](engine=settings.engine).fit(customers)
        except ModelError as error:
            failed += (error.notice,)
            continue
        said = (*suited, *failed, *purchase.notices_, *spend.notices_)
        return Fitted(purchase, spend, tuple(dict.fromkeys(said)))
    return Fitted(None, None, tuple(dict.fromkeys(failed)))


def predictions(
    customers: pl.DataFrame,
    segments: pl.DataFrame,
    ahead: Forecast | None,
    model: ReturnModel,
) -> pl.DataFrame:
    """Join forecast and segment into the table `clv.tables.PREDICTIONS`.

    Parameters
    ----------
    customers, segments : polars.DataFrame
        Of the same customers.
    ahead : Forecast or None
        Without one, every predicted column is null: unknown is not zero.
    model : ReturnModel
        Calls them active, quiet or lost.

    Returns
    -------
    polars.DataFrame
        One row a customer.
    """
    known = customers.select(t.CUSTOMER_ID) if ahead is None else ahead.predictions
    table = known.join(
        segments.select(t.CUSTOMER_ID, t.SEGMENT),
        on=t.CUSTOMER_ID,
        how="left",
        maintain_order="left",
    )
    table = table.with_columns(model.predict(customers).select(t.ACTIVITY, t.P_RETURN))
    return table.select(
        pl.col(name) if name in table.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in t.PREDICTIONS.schema.items()
    )

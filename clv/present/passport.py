"""The run passport: everything that was read, decided, fitted and judged, as one JSON document."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import polars as pl

import clv
from clv import tables as t
from clv.errors import ModelError, Notice
from clv.memo import silent
from clv.options import Settings, TargetOptions
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.present.words.verdicts import verdict_sentence

if TYPE_CHECKING:
    from clv.evaluate import Backtest, RollingBacktest, Verdict
    from clv.intake import Cleaned, CustomerSources, Totals, TypedTable
    from clv.learning import Scored, TableComparison
    from clv.models import PurchaseModel, SpendModel
    from clv.run import Run
    from clv.workspace import Appended, Health, Update

Passport = dict[str, Any]

_LIBRARIES = (
    "polars",
    "numpy",
    "scipy",
    "scikit-learn",
    "lightgbm",
    "lifetimes",
    "pandas",
    "plotly",
    "streamlit",
)
_INPUT = ("file", "bytes", "sha256", "format", "encoding", "records")
_SMALLEST = Decimal("1e-8")
P_RANGE = 0.9
"""Share of the cases in which a range is to hold what comes."""

_OF_MONEY = ("mae_spend", "rmse_spend", "crps")
_TOO_LONG = ("ledger", "backtest", "warnings")  # they have files of their own
Note = tuple[str, str]


def decimal_text(amount: Decimal | float | None) -> str | None:
    """Write money as decimal text: at least two places, at most eight, never an exponent.

    Parameters
    ----------
    amount : decimal.Decimal or float or None
        Money in the orders' currency; None or a value that is no number gives None.

    Returns
    -------
    str or None
        Plain digits, ready for `decimal.Decimal`.

    Examples
    --------
    >>> decimal_text(10585.29), decimal_text(0.1 + 0.2), decimal_text(Decimal("1E+3"))
    ('10585.29', '0.30', '1000.00')
    """
    if amount is None or not math.isfinite(amount):
        return None
    exact = Decimal(repr(amount)) if isinstance(amount, float) else amount
    digits = f"{exact.quantize(_SMALLEST, rounding=ROUND_HALF_EVEN):f}".rstrip("0")
    whole, _point, places = digits.partition(".")
    return f"{whole}.{places:0<2}"


def of_check(cleaned: Cleaned) -> Passport:
    """Describe what was read and what became of every row: the passport's first half.

    Parameters
    ----------
    cleaned : clv.intake.Cleaned
        The cleaned input.

    Returns
    -------
    dict
        Keys ``input``, ``mapping``, ``policy``, ``currency``, ``valid``, ``kept``, ``ledger``,
        ``statuses``,
        ``warnings`` and ``versions``; JSON types only.
    """
    return {
        "input": {name: getattr(cleaned.input, name) for name in _INPUT},
        "mapping": cleaned.mapping.roles,
        "policy": _plain(asdict(cleaned.policy)),
        "currency": cleaned.currency,
        "valid": _totals(cleaned.valid, has_money=cleaned.has_money),
        "kept": _totals(cleaned.kept, has_money=cleaned.has_money),
        "ledger": _ledger(cleaned.ledger, has_money=cleaned.has_money),
        "statuses": _statuses(cleaned.statuses, has_money=cleaned.has_money),
        "warnings": warnings_of(cleaned.notices, Numbers.of(cleaned)),
        "versions": _versions(),
    }


def of_run(run: Run) -> Passport:
    """Describe a whole run: the check, then settings, models, forecast, backtest and verdict.

    Parameters
    ----------
    run : clv.run.Run
        The run; steps it has not made yet are made.

    Returns
    -------
    dict
        DESIGN's passport; JSON types only.
    """
    verdict, backtest = run.verdict, run.backtest_or_none
    return (
        of_check(run.cleaned)
        | {
            "warnings": warnings_of(run.notices, Numbers.of(run.cleaned)),
            "settings": _plain(asdict(run.settings)),
            "models": [_model(model, run.settings) for model in run.models],
            "forecast": _forecast(run),
            "backtest": [] if backtest is None else backtest_rows(backtest, run.cleaned.has_money),
            "verdict": _verdict(verdict),
        }
        | (of_sources(run.customer_sources, _gains(run)) if run.sources else {})
    )


def of_sources(sources: CustomerSources, gains: list[dict[str, object]] | None = None) -> Passport:
    """Describe what else was known of the customers, how it matched, and what it adds."""
    found = [
        {
            "name": source.name,
            "file": source.title,
            "kind": source.kind,
            "customer": source.customer,
            "match": asdict(source.report),
            "unused": list(source.unused),
            "retold": list(source.retold),
        }
        for source in sources
    ]
    added = {} if gains is None else {"source_gains": gains}
    return {"sources": found} | added if found else {}


def _gains(run: Run) -> list[dict[str, object]]:
    try:
        return run.source_gains.to_dicts()
    except ModelError:
        return []


def of_backtest(backtest: Backtest, verdict: Verdict) -> Passport:
    """Describe a backtest alone: what each forecaster did, which failed and why, the verdict."""
    return {
        "backtest": backtest_rows(backtest),
        "failures": {name: say(why) for name, why in backtest.failures.items()},
        "verdict": _verdict(verdict),
    }


def of_rolling_backtest(rolling: RollingBacktest) -> Passport:
    """Describe backtests on several earlier days: every one of them, and their means."""
    splits = rolling.table.with_columns(pl.col("split").cast(pl.String))
    return {"splits": splits.to_dicts(), "mean": rolling.mean.to_dicts()}


def of_update(update: Update, appended: Appended) -> Passport:
    """Describe what an update brought: files, who changed since the look before, old forecasts."""
    changes, lists = update.changes, update.lists
    return {
        "added": list(appended.added),
        "repeated": list(appended.repeated),
        "since": _plain(update.since),
        "changes": None if changes is None else changes.counts,
        "lists": {title: each.counts for title, each in lists.items()},
        "health": of_health(update.health),
    }


def of_table(table: TypedTable, comparison: TableComparison, options: TargetOptions) -> Passport:
    """Describe what training on a table brought: target, columns left out, comparison, warnings."""
    target, model = comparison.target, comparison.model
    return {
        "input": {name: getattr(table.input, name) for name in _INPUT} | {"records": len(table)},
        "target": {"name": target.name, "kind": target.kind, "classes": list(target.labels)},
        "options": _plain(asdict(options)),
        "left_out": comparison.reasons,
        "features": list(model.encoder.names),
        "leaderboard": comparison.leaderboard.to_dicts(),
        "model": model.learner,
        "beats_baseline": comparison.beats_baseline,
        "covered": comparison.covered,
        "importances": comparison.importances.to_dicts(),
        "confusion": comparison.confusion.to_dicts() if target.labels else [],
        "warnings": warnings_of((*table.notices, *comparison.notices)),
        "versions": _versions(),
    }


def of_scored(scored: Scored) -> Passport:
    """Describe the rows that a model of a table was asked about."""
    return {"rows": scored.frame.height, "warnings": warnings_of(scored.notices)}


def of_health(health: Health) -> Passport:
    """Describe how the archived forecasts did: what a scheduler reads."""
    scores = [
        _plain(asdict(each)) | {"inside": each.inside, "off": each.off} for each in health.scores
    ]
    return {"state": health.state, "order_value_shift": health.shift, "scores": scores}


def _verdict(verdict: Verdict) -> Passport:
    return {"use": verdict.use, "model": verdict.model, "reason": verdict_sentence(verdict)}


def _forecast(run: Run) -> Passport | None:
    """Describe what today's customers should bring: revenue undiscounted, value as discounted.

    Beside the sums stands what they may be used for: a reader of this part alone must know that a
    total did not hold, or that nothing did.
    """
    value, revenue = run.forecast, run.telling(silent).with_(margin=1.0, discount=0.0).forecast
    if value is None or revenue is None or run.champion is None:
        return None
    months = revenue.by_month.select("month", "value", "low", "high")
    money = run.cleaned.has_money
    return {
        "model": run.champion.name,
        "horizon": run.settings.horizon,
        "use": run.verdict.use,
        "reason": verdict_sentence(run.verdict),
        **_money_range("revenue", revenue.total if money else None),
        **_money_range("value", value.total if money else None),
        "purchases": run.predictions[t.EXPECTED_PURCHASES].sum(),
        **({} if money else _counted(revenue.total)),
        "p_range": P_RANGE,
        "by_month": [
            {"month": month} | _money_range("revenue", (middle, low, high) if money else None)
            for month, middle, low, high in months.iter_rows()
        ],
    }


def _counted(total: tuple[float, float, float]) -> Passport:
    """Give the range of the purchases where they stand for money, and say so."""
    reason = say(Notice("orders_counted"))
    return {"purchases_low": total[1], "purchases_high": total[2], "no_money": reason}


def _money_range(name: str, amounts: tuple[float, float, float] | None) -> Passport:
    """Write a sum of money with its range; null where the log has no amounts."""
    names = (name, f"{name}_low", f"{name}_high")
    if amounts is None:
        return dict.fromkeys(names)
    cents = (decimal_text(round(amount, 2)) for amount in amounts)
    return dict(zip(names, cents, strict=True))


def backtest_rows(backtest: Backtest, has_money: bool = True) -> list[Passport]:
    """List the backtest's table as one JSON object a model; what was not measured is null."""
    unmeasured = {} if has_money else dict.fromkeys(_OF_MONEY)
    return [_plain(row) | unmeasured for row in backtest.table.iter_rows(named=True)]


def warnings_of(notices: Iterable[Notice], numbers: Numbers | None = None) -> list[Passport]:
    """List notices as JSON objects, each said once.

    Examples
    --------
    >>> warnings_of([Notice("returns", "3 rows are returns.")] * 2)
    [{'code': 'returns', 'message': '3 rows are returns.'}]
    """
    once = dict.fromkeys(notices)
    return [{"code": notice.code, "message": say(notice, numbers)} for notice in once]


def to_json(report: Mapping[str, Any]) -> str:
    """Write a passport as JSON text that any reader accepts: no NaN, no infinity, UTF-8 as is.

    Examples
    --------
    >>> print(to_json({"error": {"kind": "empty_file"}}))
    {
      "error": {
        "kind": "empty_file"
      }
    }
    """
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)


def _model(model: PurchaseModel | SpendModel, settings: Settings) -> Passport:
    return {
        "name": model.name,
        "title": model.title,
        "engine": settings.engine,
        "parameters": _plain(model.parameters_in(settings.unit)),
        "time_unit": settings.unit,
        "log_likelihood": _plain(model.log_likelihood_in(settings.unit)),
        "customers": model.customers_,
        "states": model.states_,
        "converged": model.converged_,
        "seconds": round(model.seconds_, 4),
    }


def _totals(totals: Totals, *, has_money: bool) -> Passport:
    plain: Passport = _plain(asdict(totals))
    return plain | {t.AMOUNT: decimal_text(totals.amount) if has_money else None}


def _statuses(statuses: pl.DataFrame, *, has_money: bool) -> list[Passport]:
    return [
        {**row, t.AMOUNT: f"{row[t.AMOUNT]:.2f}" if has_money else None}
        for row in statuses.select(t.STATUSES.names).iter_rows(named=True)
    ]


def _ledger(ledger: pl.DataFrame, *, has_money: bool) -> list[Passport]:
    return [
        row | {t.AMOUNT: decimal_text(row[t.AMOUNT]) if has_money else None}
        for row in ledger.select(t.LEDGER.names).iter_rows(named=True)
    ]


def _versions() -> dict[str, str]:
    versions = {"perennial": clv.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def _plain(value: Any) -> Any:
    """Turn a value into JSON's own types; a number that is none becomes null."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return decimal_text(value)
        case float():
            return value if math.isfinite(value) else None
        case _:
            return value


def notes_of(passport: Mapping[str, Any]) -> list[Note]:
    """Write a passport as pairs of what and how, without long tables and sums that did not hold.

    Parameters
    ----------
    passport : mapping
        From `of_check` or `of_run`.

    Examples
    --------
    >>> notes_of({"input": {"file": "a.csv"}, "models": [{"name": "bg_nbd"}], "ledger": [1]})
    [('input file', 'a.csv'), ('models 1 name', 'bg_nbd')]
    """
    return [
        (name, value)
        for key, part in passport.items()
        if key not in _TOO_LONG and (key != "forecast" or _totals_hold(passport))
        for name, value in _flat(key, part)
    ]


def _totals_hold(passport: Mapping[str, Any]) -> bool:
    """Whether the sums may stand among notes for people: not where they failed before."""
    return bool(passport.get("verdict", {}).get("use") == "money")


def _flat(name: str, part: Any) -> Iterator[Note]:
    if isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _flat(f"{name} {key}", inner)
    elif isinstance(part, list | tuple):
        for number, inner in enumerate(part, start=1):
            yield from _flat(f"{name} {number}", inner)
    elif part is not None and part != "":
        yield name, str(part)

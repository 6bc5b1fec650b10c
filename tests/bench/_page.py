"""The public table as Markdown."""

from __future__ import annotations

import textwrap
from typing import Any

import polars as pl

PROTOCOL = """\
Made by `make benchmark` (`tests/bench/forecasters.py`). On each log, at three earlier days and two
horizons each, everybody is fitted on what was known on the day and held against the days after it;
customers are those known on that day, those who then bought nothing included; nobody sees a later
day, and nothing is tuned to the days after. Of a log with more than 8,000 customers so many are
drawn by lot. Figures are means over a log's tests.

- **Gini**: 1 is a perfect order of the customers by the revenue that came, 0 drawing lots.
- **MAE**, **CRPS**: in money a customer. MAE alone rewards who forecasts too little where half the
  customers buy nothing; CRPS is proper: it can't be lowered so.
- **Total**: forecast over fact, as the forecaster alone tells it, before past errors correct it.
- **Tenths off**: the misses of the ten groups of customers by forecast, over all money that came.
- **Top tenth**: share of the revenue that the best-forecast tenth brought.
- **Coverage**: customers inside their 90 % range, as the forecaster alone tells it."""
SHOWN = """\
The run is made as of the day (`--as-of`, `--horizon`), the champion chosen from earlier days still;
what its pages and files would have shown, the total moved by past errors and the ranges
recalibrated, is held against what came, and beside BG/NBD + Gamma-Gamma, with 90 % ranges of a
paired bootstrap of the customers. MAE × is the ratio of the errors as the app would show both
(`--model bg_nbd --spend gamma_gamma` for the other); then that of both as they were fitted, each
with its own total; then with both totals set right."""
SUMMARY = """\
In {count} tests the champion was for certain more than .005 of Gini or 1 % of MAE worse, as shown
or as fitted, in {lost}{which}. Mean over logs: Gini {gini:+.3f}, MAE × {mae:.3f} as shown, ×
{own:.3f} as fitted, × {right:.3f} with totals set right. {inside:.0%} of the totals lay in their 90
% ranges, {near:.0%} within 10 % of what came; the mean interval score is {score:.2f} times what
came; {customers:.0%} of the customers lay in their ranges."""
SIMULATED = """\
`python -m tests.bench.coverage`: at a day by chance of each shop the money of its customers is
forecast over 30 to 365 days. Inside: in its 90 % range; width: of that range, over the forecast
(median); score: width and, twenty times, what lay outside, over what came (median). A log is young
below two years: its season can't be known."""
BY_CHANCE = """\
The same at days by chance of the logs at hand, over 30 to 365 days, as soon as a log is eight weeks
old. These are no independent tests: many days of few logs. CDNOW is one cohort whose buying rose
when its first year's autumn came, after a summer in which every total had held; no history of half
a year can tell that, nor does any range made from it."""
SMALL = """\
`python -m tests.bench.small_shops`: shops drawn from the logs at hand, forecast as if their
customers were all there is, over 60 or 120 days. Error: summed misses over all that came; best
before: the same of whichever did better on earlier days of the same shop, the model or "same as
last period"."""
CONTROLS = """\
Nothing foretells anything here, and the verdict has to say so. (Days or amounts dealt anew among
the orders of a log are no such control: who buys often still does, and a ranking of them holds.)"""
TRIED = """\
Each was held against earlier days by the same protocol, at 10 to 96 days of the logs at hand.

- **An aggregate forecast of revenue** (Holt's damped trend over the months of repeat revenue,
  with a season from two years on, times the share that known customers had of it): mean error of
  the log total at 52 days by chance of four logs .124 where the purchase models' total, corrected
  by its past errors, has .117; averaged with it by their past errors .111; whichever was nearer
  before .133. On 73 simulated shops .256 against .150, averaged .169: what it wins on real logs
  lies within chance, what it loses on others does not. It takes no part in totals.
- **Covariates** (`--model covariates`: MBG/NBD + Gamma-Gamma, with channel, country, category and
  discount of the first order, and uploaded attributes): on ten days of three logs Gini within
  .002 and CRPS within .4 % either way, at ten times the time. Effects are worth reading; as a
  candidate it is there on request, not among the six.
- **Rates that change** (decayed counts of 4 to 104 weeks against decayed exposure; half-life and
  prior from the window before): against MBG/NBD Gini + .015 and MAE, totals right, × .98 on
  grocery baskets, + .006 and × .97 on UCI, but + .002 and × 1.06 on CDNOW, − .036 and × 1.06 on
  the demo shop. Learners, which see the decayed counts, win as much where it wins and lose
  nothing where it loses.
- **A trend in the calendar**: at 30 simulated shops of a thousand customers and more who order 30
  % more or less often each year, the total's mean error falls from .18 to .15, or the trend is
  left out. At 96 days by chance of four logs, taken wherever it is beyond chance, it would have
  raised .14 to .21; held against earlier days it was never taken. It is kept, and taken only
  where it halves the squared errors of earlier days."""
WIDTH = 100
Row = dict[str, Any]
GAINS = ("gini_gain", "mae_ratio", "own_mae_ratio", "shared_mae_ratio")


def page(
    days: list[Row],
    simulated: pl.DataFrame,
    by_chance: pl.DataFrame,
    small: pl.DataFrame,
    controls: list[Row],
    absent: list[str],
) -> str:
    """Write the results as Markdown."""
    tested = [day for day in days if day["shown"]["champion"]]
    parts = [
        "# Forecasters compared",
        PROTOCOL,
        *([f"Not at hand when this was made: {', '.join(absent)}."] if absent else []),
        _forecasters(days),
        "## What the app would have shown",
        SHOWN,
        _summary(tested),
        _logs(tested),
        _days(tested),
        "## Totals of simulated shops",
        SIMULATED,
        _held(simulated),
        "## Totals at days by chance",
        BY_CHANCE,
        _held(by_chance),
        "## Small shops",
        SMALL,
        _table(
            ["log", "customers", "tests", "refused", "inside", "error", "best before"],
            [_cells(row) for row in small.iter_rows()],
            words=1,
        ),
        "## Negative controls",
        CONTROLS,
        _table(
            ["log", "verdict", "Gini"],
            [[each["title"], each["use"], _number(each["gini"])] for each in controls],
            words=2,
        ),
        "## Tried",
        TRIED,
    ]
    return "\n\n".join(parts) + "\n"


def _held(totals: pl.DataFrame) -> str:
    head = ["shops", "tests", "inside", "within 10 %", "width", "score"]
    return _table(head, [_cells(row) for row in totals.iter_rows()], words=1)


def _forecasters(days: list[Row]) -> str:
    rows = [
        {"log": day["log"], **row}
        for day in days
        for row in day["forecasters"].values()
        if row is not None
    ]
    measures = ("gini", "mae_spend", "crps", "bias", "tenths_missed", "top10", "coverage90")
    means = (
        pl.DataFrame(rows, infer_schema_length=None)
        .group_by("log", "title", maintain_order=True)
        .agg(pl.len(), pl.col(measures).mean())
        .sort("log", "gini", descending=[False, True], nulls_last=True, maintain_order=True)
    )
    head = "log, forecaster, tests, Gini, MAE, CRPS, total, tenths off, top tenth, coverage"
    return _table(head.split(", "), [_cells(row) for row in means.iter_rows()], words=2)


def _summary(days: list[Row]) -> str:
    table = pl.DataFrame([_flat(day) for day in days])
    logs = _by_log(days).select(pl.selectors.numeric().mean()).row(0, named=True)
    tests = table.select(pl.selectors.numeric().mean()).row(0, named=True)
    lost = [_name(day) for day in days if _certainly_worse(day["shown"])]
    text = SUMMARY.format(
        count=len(days),
        lost=len(lost),
        which=f" ({', '.join(lost)})" if lost else "",
        gini=logs["gini_gain"],
        right=logs["shared_mae_ratio"],
        mae=logs["mae_ratio"],
        own=logs["own_mae_ratio"],
        inside=tests["inside"],
        near=tests["near"],
        score=tests["interval_score"],
        customers=tests["coverage90"],
    )
    return textwrap.fill(text, WIDTH)


def _certainly_worse(shown: Row) -> bool:
    ratios = shown["mae_ratio"], shown["own_mae_ratio"]
    return bool(shown["gini_gain"][2] < -0.005 or any(low > 1.01 for _mean, low, _high in ratios))


def _name(day: Row) -> str:
    return f"{day['log']} {day['split']} +{day['horizon']}"


def _flat(day: Row) -> Row:
    shown = day["shown"]
    total = shown["total"]["value"] / shown["total"]["came"]
    gains = {name: shown[name][0] for name in GAINS}
    names = ("gini", "crps", "coverage90", "tenths_missed", "interval_score")
    return {
        "log": day["log"],
        **gains,
        **{name: shown[name] for name in names},
        "inside": float(shown["inside"]),
        "near": float(abs(total - 1) <= 0.1),
        "total": total,
    }


def _by_log(days: list[Row]) -> pl.DataFrame:
    table = pl.DataFrame([_flat(day) for day in days])
    return table.group_by("log", maintain_order=True).agg(pl.len(), pl.selectors.numeric().mean())


def _logs(days: list[Row]) -> str:
    columns = {
        "gini_gain": "Gini gained",
        "mae_ratio": "MAE ×",
        "own_mae_ratio": "as fitted",
        "shared_mae_ratio": "totals right",
        "crps": "CRPS",
        "tenths_missed": "tenths off",
        "coverage90": "customers inside",
        "inside": "totals inside",
        "near": "within 10 %",
        "interval_score": "interval score",
    }
    rows = _by_log(days).select("log", "len", *columns).iter_rows()
    return _table(["log", "tests", *columns.values()], [_cells(row) for row in rows], words=1)


def _days(days: list[Row]) -> str:
    compared = "Gini gained, MAE ×, as fitted, totals right"
    head = f"log, day, ahead, champion, verdict, {compared}, total, range, came"
    return _table(head.split(", "), [_day(day) for day in days], words=5)


def _day(day: Row) -> list[str]:
    shown, total = day["shown"], day["shown"]["total"]
    return [
        day["log"],
        day["split"],
        str(day["horizon"]),
        shown["champion"],
        shown["use"],
        *(_range(shown[name]) for name in GAINS),
        f"{total['value']:,.0f}",
        f"{total['low']:,.0f} to {total['high']:,.0f}",
        f"{total['came']:,.0f}" + ("" if shown["inside"] else " (outside)"),
    ]


def _range(ends: list[float]) -> str:
    middle, low, high = ends
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def _cells(row: tuple[Any, ...]) -> list[str]:
    return [value if isinstance(value, str) else _number(value) for value in row]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"


def _table(head: list[str], rows: list[list[str]], words: int) -> str:
    line = ["---"] * words + ["--:"] * (len(head) - words)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, line, *rows])

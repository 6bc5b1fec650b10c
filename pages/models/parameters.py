"""What analysts open: all measures, the parameters, the run passport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from clv.evaluate import FORECASTERS, Backtest
from clv.present import passport as of_passport
from clv.present.numbers import Numbers
from clv.present.words import say
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop

_MONEY = ("mae_spend", "rmse_spend")
_SHARES = ("bias", "gini", "spearman", "top10", "top20", "auc", "coverage90")
_MEASURES: dict[str, Callable[[], tuple[str, str | None]]] = {
    "title": lambda: (_("Way to forecast"), None),
    "mae_orders": lambda: (_("Error, orders"), _("Mean absolute error of orders a customer (MAE)")),
    "mae_spend": lambda: (_("Error, money"), _("Mean absolute error of revenue a customer (MAE)")),
    "rmse_spend": lambda: (
        _("Large errors"),
        _("Root mean squared error of revenue a customer (RMSE)"),
    ),
    "bias": lambda: (_("Total"), _("Predicted total over actual total; 100% is right")),
    "gini": lambda: (_("Ranking"), _("Normalised Gini of the ranking")),
    "spearman": lambda: (_("Rank agreement"), _("Spearman's correlation of ranks")),
    "top10": lambda: (_("Best tenth"), _("Share of revenue caught by the best tenth")),
    "top20": lambda: (_("Best fifth"), _("Share of revenue caught by the best fifth")),
    "auc": lambda: (
        _("Who returns"),
        _("Area under the curve for “buys again” (AUC); 50% is a coin"),
    ),
    "coverage90": lambda: (
        _("Range holds"),
        _("Share of customers inside their 90% range; should be 90%"),
    ),
    "seconds": lambda: (_("Seconds"), _("Time to fit and forecast")),
}
_COUNTED: dict[str, Callable[[], tuple[str, str | None]]] = {  # in a log without amounts
    "top10": lambda: (_("Best tenth"), _("Share of orders caught by the best tenth")),
    "top20": lambda: (_("Best fifth"), _("Share of orders caught by the best fifth")),
}


def measures(backtest: Backtest, numbers: Numbers, key: str = "backtest") -> None:
    """Show every measure of every forecaster, and who could not take part."""
    column = st.column_config
    config: dict[str, Any] = {}
    texts = {**_MEASURES, **_COUNTED} if numbers.counted else _MEASURES
    shown = [name for name in texts if not (numbers.counted and name in _MONEY)]
    for name in shown:
        label, meaning = texts[name]()
        if name == "title":
            config[name] = column.TextColumn(label, pinned=True)
        elif name in _MONEY:
            config[name] = column.NumberColumn(label, help=meaning, format=numbers.column_format(2))
        elif name in _SHARES:
            config[name] = column.NumberColumn(label, help=meaning, format="percent")
        else:
            config[name] = column.NumberColumn(label, help=meaning, format="%.2f")
    st.dataframe(
        backtest.table.select(shown),
        column_config=config,
        hide_index=True,
        key=session.key(f"{key}-measures"),
        placeholder="–",
    )
    downloads.offer(backtest.table, "backtest", key)
    for name, why in backtest.failures.items():
        st.caption(panels.plain(f"{_(FORECASTERS[name].title)}: {say(why)}"))


def parameters(shop: Shop) -> None:
    """Show the fitted parameters with their errors, in the time unit of the settings."""
    unit = shop.settings.unit
    for model in shop.run.models:
        st.markdown(
            say(
                "models.fitted",
                shop.numbers,
                title=panels.plain(model.title),
                n=model.customers_,
                ll=model.log_likelihood_in(unit),
            )
        )
        values = model.parameters_in(unit)
        st.dataframe(
            pl.DataFrame({"parameter": list(values), "value": list(values.values())}),
            column_config={
                "parameter": _("Parameter"),
                "value": st.column_config.NumberColumn(
                    say("models.estimate", unit=unit), format="%.4f"
                ),
            },
            hide_index=True,
            width="content",
            key=session.key(f"parameters-{model.name}"),
        )
    if shop.run.model_notices:
        panels.notices(shop.run.model_notices, shop.numbers)


def passport(shop: Shop) -> None:
    """Offer the run passport: all that was read, decided, fitted and judged."""
    run = shop.run
    st.download_button(
        _("Run passport (JSON)"),
        lambda: of_passport.to_json(of_passport.of_run(run)),
        file_name="report.json",
        mime="application/json",
        on_click="ignore",
        icon=":material/badge:",
        help=_("The same document that the command line writes as report.json."),
        key="passport",
    )

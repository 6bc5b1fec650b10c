"""The recurrent network: train it, see how it learnt, keep its weights."""

from __future__ import annotations

import streamlit as st

from clv.errors import Notice, PerennialError
from clv.learning import SequenceModel, is_deep_installed
from clv.present.charts import models as charts
from clv.present.words import say
from clv.words import _
from pages.shared import downloads, panels, session
from pages.shared.shop import Shop


def panel(shop: Shop) -> None:
    """Draw the section; without the extra, say how to add it."""
    if not is_deep_installed():
        panels.refusal(Notice("no_deep_extra", names=("JAX", "optax", "safetensors")))
        return
    st.markdown(
        _(
            "A network that reads each customer's weeks and lives them on. It stands in the "
            "comparison of all models; training takes some minutes, thrice, since one training "
            "differs from the next."
        )
    )
    begun = st.toggle(_("Train it on the whole log"), key=session.key("sequence-train"))
    if not begun and not shop.run.has("sequence_model"):
        return
    try:
        model: SequenceModel | None = shop.ask("sequence_model")
    except PerennialError as error:
        panels.refusal(error)
        return
    if model is None:
        return
    panels.picture(
        charts.loss_curve(model.loss_curve_),
        say("models.sequence_learnt", n=model.loss_curve_.height),
        _("Training ends when the loss of the customers held back no longer falls"),
        "sequence-loss",
    )
    downloads.keep_model(
        _(model.title),
        "sequence.safetensors",
        "sequence-keep",
        model.to_bytes,
        _("Numbers and their names: nothing in it runs."),
    )

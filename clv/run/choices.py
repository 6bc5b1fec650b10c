"""What an option can be, with the members of the registry that it names."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import Any

from clv.evaluate import FORECASTERS
from clv.learning import TABLE_LEARNERS
from clv.models import PURCHASE_MODELS, SPEND_MODELS
from clv.option import options_of

_REGISTRIES: dict[str, Dictionary[str, Any]] = {
    "purchase_models": PURCHASE_MODELS,
    "spend_models": SPEND_MODELS,
    "forecasters": FORECASTERS,
    "table_learners": TABLE_LEARNERS,
}


def choices(kind: Any, name: str) -> dict[str, str]:
    """Return what an option can be, value -> label, with the members of its registry.

    Examples
    --------
    >>> from clv.options import Settings
    >>> list(choices(Settings, "spend"))
    ['auto', 'gamma_gamma', 'gamma_gamma_all']
    """
    limits = options_of(kind)[name]
    members = _REGISTRIES.get(limits.registry, {})
    return dict(limits.choices) | {key: member.title for key, member in members.items()}

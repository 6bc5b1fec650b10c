"""The map of clusters put into words."""

from __future__ import annotations

from clv.customers import Axis
from clv.words import N_, _

_MORE = {
    "silence": N_("longer silence"),
    "orders": N_("more orders"),
    "spend": N_("more spend an order"),
    "age": N_("customers for longer"),
}
_LESS = {
    "silence": N_("shorter silence"),
    "orders": N_("fewer orders"),
    "spend": N_("less spend an order"),
    "age": N_("customers for less long"),
}
_STRONG = 0.6  # of the strongest weight from which another is named


def axis_title(axis: Axis) -> str:
    """Say what an axis of the map is made of.

    Examples
    --------
    >>> axis_title(Axis(0.48, (("orders", 0.7), ("silence", -0.6), ("age", 0.1))))
    'more orders, shorter silence (48%)'
    """
    strongest = abs(axis.loadings[0][1])
    names = [
        _((_MORE if weight > 0 else _LESS)[feature])
        for feature, weight in axis.loadings
        if abs(weight) >= _STRONG * strongest
    ]
    return f"{', '.join(names)} ({axis.share:.0%})"

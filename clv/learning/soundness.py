"""Whether trees from a file can be walked: no child, and no feature, that is not there.

scikit-learn walks its trees in compiled code that trusts them. A file that was tampered with could
lead it out of its memory; children that always lie behind their parent, and inside the tree, can't.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def trees_are_valid(thing: Any, features: int) -> bool:
    """Look at every tree inside `thing`.

    Parameters
    ----------
    thing : object
        A learner, or anything it is made of.
    features : int
        Columns its trees will be given.
    """
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if not _can_be_walked(part, features):
            return False
        waiting.extend(_inside(part))
    return True


def _inside(part: Any) -> Iterable[Any]:
    if isinstance(part, dict):
        return part.values()
    if isinstance(part, list | tuple):
        return part
    if isinstance(part, np.ndarray):
        return part.ravel().tolist() if part.dtype == object else ()
    return vars(part).values() if hasattr(part, "__dict__") else ()


def _can_be_walked(part: Any, features: int) -> bool:
    kind = type(part).__name__
    if kind == "Tree":
        inner = part.children_left >= 0
        sides = (part.children_left, part.children_right)
        return _ordered(sides, inner, part.node_count) and _known(part.feature[inner], features)
    if kind == "TreePredictor":
        nodes = part.nodes
        inner = nodes["is_leaf"] == 0
        sides = (nodes["left"].astype(np.int64), nodes["right"].astype(np.int64))
        numeric = not nodes["is_categorical"].any()
        return (
            numeric
            and _ordered(sides, inner, len(nodes))
            and _known(nodes["feature_idx"][inner], features)
        )
    return True


def _ordered(sides: tuple[Any, Any], inner: Any, size: int) -> bool:
    place = np.arange(size)[inner]
    return size > 0 and all(
        bool((side[inner] > place).all() and (side[inner] < size).all()) for side in sides
    )


def _known(used: Any, features: int) -> bool:
    return bool((used >= 0).all() and (used < features).all())

"""Keep a model of a table in a file, and bring it back without trusting the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from clv.errors import InputError
from clv.learning.persistence import is_valid_estimator, pack, unpack
from clv.learning.tabular.encoding import Encoder
from clv.learning.tabular.intervals import Intervals
from clv.learning.tabular.table_model import TableModel

FORMAT = 1
MEMBERS = ("passport.json", "table.json", "learner.skops")


def save_table_model(model: TableModel, passport: dict[str, Any] | None = None) -> bytes:
    """Write a fitted model of a table as the bytes of a file; no row of the table is in it.

    Parameters
    ----------
    model : TableModel
        Fitted.
    passport : dict, optional
        What the run had written down: JSON types only.
    """
    table = {
        name: getattr(model, name)
        for name in ("target", "kind", "labels", "weights", "learner", "title", "floor")
    }
    table["encoder"] = model.encoder.to_json()
    table["intervals"] = None if model.intervals is None else asdict(model.intervals)
    header = {"format": FORMAT, "passport": passport or {}}
    return pack(MEMBERS, header, table, model.estimator)


def load_table_model(data: bytes) -> tuple[TableModel, dict[str, Any]]:
    """Bring a model of a table, and its passport, back from `save_table_model`'s bytes.

    Raises
    ------
    InputError
        ``not_a_model``, ``other_model_format``, ``untrusted_model``.

    Examples
    --------
    >>> load_table_model(b"PK")
    Traceback (most recent call last):
    clv.errors.InputError: not_a_model
    """
    header, table, estimator = unpack(data, MEMBERS, FORMAT)
    try:
        model = _model(table, estimator)
        return model, dict(header["passport"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("not_a_model") from error


def _model(table: Mapping[str, Any], estimator: Any) -> TableModel:
    ranges, floor = table["intervals"], table["floor"]
    labels, encoder = tuple(map(str, table["labels"])), Encoder.from_json(table["encoder"])
    copies = len(labels) if len(labels) > 2 else 1
    plain = len(encoder.origins) - len(encoder.many)
    if not is_valid_estimator(estimator, plain + copies * len(encoder.many)):
        raise InputError("not_a_model")
    model = TableModel(
        str(table["target"]),
        str(table["kind"]),
        labels,
        tuple(map(float, table["weights"])),
        str(table["learner"]),
        str(table["title"]),
        encoder,
        None if ranges is None else _intervals(ranges),
        None if floor is None else float(floor),
        estimator,
    )
    # It has to answer for a row.
    answer = model.predict_matrix(np.zeros((1, len(encoder.origins))))
    if not np.isfinite(answer).all() or answer.size != max(1, len(labels)):
        raise InputError("not_a_model")
    return model


def _intervals(ends: Mapping[str, Any]) -> Intervals:
    edges, low, high = (tuple(map(float, ends[name])) for name in ("edges", "low", "high"))
    return Intervals(edges, low, high)

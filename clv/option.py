"""What a field of the options may be: its label, limits and choices, and the check of its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, get_args, get_type_hints

from clv.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Option:
    """What a field may be, and how it is presented.

    Parameters
    ----------
    label, help : str
        Marked with `N_`: the control's name, and a line about it.
    low, high, above : number or date, optional
        Limits; `above` is one that is not reached.
    choices : mapping of str to str, optional
        Value -> label.
    closed : bool
        Whether there is nothing but the choices; else they are suggestions.
    registry : str
        Name of the registry that the choices come from, see `clv.run.choices`.
    offered : range or tuple
        What forms offer of many numbers: a range to slide over (of a share, in per cent) or a few
        values; all that the limits allow can still be had elsewhere.
    characters : int, optional
        The most characters.
    check : callable, optional
        Raises `SettingsError` for a value that makes no sense.
    parse : callable, optional
        From text to value, where the type alone does not say it.
    flag, metavar : str
        The name on the command line where it is not the field's, and what stands for the value.
    """

    label: str
    help: str = ""
    low: Any = None
    high: Any = None
    above: Any = None
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    closed: bool = True
    registry: str = ""
    offered: range | tuple[int, ...] = ()
    characters: int | None = None
    check: Callable[[Any], None] | None = None
    parse: Callable[[str], Any] | None = None
    flag: str = ""
    metavar: str = ""


def option(default: Any, label: str, help: str = "", **limits: Any) -> Any:  # noqa: A002
    """Declare a field with its limits and labels; see `Option` for what can be said."""
    return field(default=default, metadata={"option": Option(label, help, **limits)})


@cache
def options_of(kind: Any) -> dict[str, Option]:
    """Return the options of `Settings`, `ReadHints`, `Mapping` or `Policy` by field name.

    Examples
    --------
    >>> from clv.options import Policy, Settings
    >>> horizon = options_of(Settings)["horizon"]
    >>> horizon.label, horizon.low, horizon.high
    ('Look ahead', 1, 3650)
    >>> list(options_of(Policy)["returns"].choices)
    ['net', 'drop', 'keep']
    """
    return {part.name: part.metadata["option"] for part in fields(kind)}


@cache
def type_of(kind: Any, name: str) -> type:
    """Return the type of a field's value: bool, int, float, str, datetime.date or tuple.

    Examples
    --------
    >>> from clv.options import Settings
    >>> type_of(Settings, "as_of").__name__, type_of(Settings, "unit").__name__
    ('date', 'str')
    """
    hint = get_type_hints(kind)[name]
    for one in (bool, int, float, date, tuple):
        if one is hint or (one in get_args(hint) and str not in get_args(hint)):
            return one
    return tuple if getattr(hint, "__origin__", None) is tuple else str


class Checked:
    """Holds every field to what its option says."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kind: Any = type(self)
        for name, limits in options_of(kind).items():
            value = getattr(self, name)
            if value is not None:
                _check_type(type_of(kind, name), limits, value)
                _check(limits, value)


def _check_type(kind: type, limits: Option, value: Any) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if kind is int and not whole:
        raise SettingsError("bad_setting", variant="whole", option=limits.label, value=str(value))
    if kind is float and not (whole or isinstance(value, float)):
        raise SettingsError("bad_setting", variant="number", option=limits.label, value=str(value))
    if kind is date and not isinstance(value, date):
        raise SettingsError("bad_setting", variant="date", option=limits.label, value=str(value))


def _check(limits: Option, value: Any) -> None:
    values: dict[str, Any] = {"option": limits.label, "value": value}
    low, high, above = limits.low, limits.high, limits.above
    if above is not None and not above < value <= high:
        raise SettingsError("bad_setting", variant="above", above=above, high=high, **values)
    if low is not None and high is not None and not low <= value <= high:
        raise SettingsError("bad_setting", variant="between", low=low, high=high, **values)
    if low is not None and high is None and not low <= value:
        raise SettingsError("bad_setting", variant="least", low=low, **values)
    if limits.choices and limits.closed and value not in limits.choices:
        choices = tuple(limits.choices)
        raise SettingsError(
            "bad_setting", variant="choice", choices=choices, option=limits.label, value=str(value)
        )
    if limits.characters is not None and value and len(value) > limits.characters:
        raise SettingsError("bad_setting", variant="characters", **values)
    if limits.check is not None:
        limits.check(value)


def parse(kind: Any, name: str, text: str) -> Any:
    """Read the value of an option from text, as it comes from a command line or an address.

    Raises
    ------
    SettingsError
        ``bad_setting`` where the text is no such value.

    Examples
    --------
    >>> from clv.options import Settings
    >>> parse(Settings, "as_of", "2024-12-31"), parse(Settings, "margin", "0.4")
    (datetime.date(2024, 12, 31), 0.4)
    """
    limits, expected = options_of(kind)[name], type_of(kind, name)
    if limits.parse is not None:
        return limits.parse(text)
    try:
        return date.fromisoformat(text) if expected is date else expected(text)
    except ValueError:
        variant = {int: "whole", float: "number", date: "date"}[expected]
        raise SettingsError(
            "bad_setting", variant=variant, option=limits.label, value=text
        ) from None

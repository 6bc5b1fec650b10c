"""Everything that can go wrong, as codes and values.

The tree::

    PerennialError            .kind is a stable code, .values what its sentence speaks of
    ├── InputError            the file or table can't be used (exit 2 on the command line)
    ├── SettingsError         a setting is outside what it may be
    └── ModelError            the data are readable, a model can't be had from them
        ├── UnsuitableDataError    too few customers, no repeat buyers, all on one day …
        ├── ConvergenceError  the optimiser found no maximum worth the name
        └── NotFittedError    asked for a prediction before `fit`

A `Notice` is what has to be said although the work goes on. Neither holds a sentence: an answer can
be kept for readers of any language, and `clv.present.words.say` puts it into words at the door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = str | int | float | bool | date | tuple["Value", ...] | None


class PerennialError(Exception):
    """The root: one code for a program, and the values of the sentence for a person.

    Parameters
    ----------
    kind : str
        Stable code, for example ``"missing_columns"``; programs may rely on it.
    message : str
        A sentence that is not in the catalogue of messages; empty for all that are.
    variant : str
        Which of several sentences of the same code is meant.
    **values : str, int, float, bool, datetime.date, tuple or None
        What the sentence speaks of.

    Examples
    --------
    >>> error = PerennialError("too_few_customers", least=50, count=12)
    >>> error.kind, error.values["count"], str(error)
    ('too_few_customers', 12, 'too_few_customers (least=50, count=12)')
    """

    def __init__(self, kind: str, message: str = "", *, variant: str = "", **values: Value) -> None:
        super().__init__(kind)
        self.kind = kind
        self.message = message
        self.variant = variant
        self.values = values

    @property
    def notice(self) -> Notice:
        """The same as something to be said while the work goes on."""
        return Notice(self.kind, self.message, variant=self.variant, **self.values)

    def __str__(self) -> str:
        if self.message:
            return self.message
        inside = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        code = f"{self.kind}.{self.variant}" if self.variant else self.kind
        return f"{code} ({inside})" if inside else code

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild from all arguments, so that the error survives a process boundary."""
        return _rebuilt, (type(self), self.kind, self.message, self.variant, self.values)


def _rebuilt(
    kind_of: type[PerennialError], kind: str, message: str, variant: str, values: dict[str, Value]
) -> PerennialError:
    return kind_of(kind, message, variant=variant, **values)


class InputError(PerennialError):
    """The input can't be used as it is."""


class SettingsError(PerennialError):
    """A setting is outside what it may be."""


class ModelError(PerennialError):
    """The data are readable, but this model can't be had from them."""


class UnsuitableDataError(ModelError):
    """The data can't carry the model: too few customers, no repeats, no time."""


class ConvergenceError(ModelError):
    """The optimiser found no maximum worth the name."""


class NotFittedError(ModelError):
    """A prediction was asked for before `fit`."""

    def __init__(
        self,
        kind: str = "not_fitted",
        message: str = "",
        *,
        variant: str = "",
        **values: Value,
    ) -> None:
        super().__init__(kind, message, variant=variant, **values)


@dataclass(frozen=True, slots=True, init=False)
class Notice:
    """Something that has to be said although the work goes on.

    Parameters
    ----------
    code : str
        Stable code, for example ``"returns"`` or ``"bad_dates"``.
    message : str
        A sentence that is not in the catalogue of messages; empty for all that are.
    variant : str
        Which of several sentences of the same code is meant.
    **values : str, int, float, bool, datetime.date, tuple or None
        What the sentence speaks of.

    Examples
    --------
    >>> notice = Notice("bad_dates", count=3, row=17)
    >>> notice["count"], notice == Notice("bad_dates", count=3, row=17)
    (3, True)
    """

    code: str
    message: str
    variant: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, code: str, message: str = "", *, variant: str = "", **values: Value) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "variant", variant)
        object.__setattr__(self, "values", tuple(values.items()))

    def __getitem__(self, name: str) -> Value:
        """Return one of the values."""
        return dict(self.values)[name]

"""Everything that can go wrong, and how it is said.

The tree::

    PerennialError            .kind is a stable code, the message is one sentence with its remedy
    ├── InputError            the file or table can't be used (exit 2 on the command line)
    ├── SettingsError         a setting is outside what it may be
    └── ModelError            the data are readable, a model can't be had from them
        ├── UnsuitableDataError    too few customers, no repeat buyers, all on one day …
        ├── ConvergenceError  the optimiser found no maximum worth the name
        └── NotFittedError    asked for a prediction before `fit`

A `Notice` is what has to be said although the work goes on.
"""

from __future__ import annotations

from dataclasses import dataclass


class PerennialError(Exception):
    """The root: one sentence for a person, one code for a program.

    Parameters
    ----------
    kind : str
        Stable code, for example ``"missing_columns"``; programs may rely on it.
    message : str
        One sentence: what was found, where, and what to do about it.

    Examples
    --------
    >>> raise_me = PerennialError("empty_file", "The file is empty; export it again.")
    >>> raise_me.kind, str(raise_me)
    ('empty_file', 'The file is empty; export it again.')
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def __reduce__(self) -> tuple[type[PerennialError], tuple[str, str]]:
        """Rebuild from both arguments, so that the error survives a process boundary."""
        return type(self), (self.kind, self.message)


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
        self, kind: str = "not_fitted", message: str = "Call fit() before predicting."
    ) -> None:
        super().__init__(kind, message)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that has to be said although the work goes on.

    Parameters
    ----------
    code : str
        Stable code, for example ``"returns"`` or ``"bad_dates"``.
    message : str
        One sentence in plain words, with the numbers.
    """

    code: str
    message: str

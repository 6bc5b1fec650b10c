"""From a code and its values to a sentence in the reader's language and number forms."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from babel.lists import format_list

from clv.errors import Notice, PerennialError
from clv.present.numbers import Numbers
from clv.present.words.messages import MESSAGES, Plural
from clv.words import _, ngettext

_LONGEST = 40


def say(
    thing: Notice | PerennialError | str, numbers: Numbers | None = None, /, **values: Any
) -> str:
    """Put a notice, an error or a sentence of a page into words.

    Parameters
    ----------
    thing : Notice, PerennialError or str
        A code with its values, or a key of `MESSAGES` alone.
    numbers : Numbers, optional
        How the reader writes numbers and money; without a currency there, money is in the one
        that the values name, if any.
    **values
        What the key's sentence holds.

    Returns
    -------
    str
        One or two sentences; the code itself where the catalogue has none.

    Examples
    --------
    >>> say(PerennialError("not_fitted"))
    'Call fit() before predicting.'
    >>> say("value.best_hold", Numbers(), n=1200, share=0.5)
    'The best 1,200 hold 50% of the value'
    """
    if isinstance(thing, str):
        return _sentence(thing, values, numbers)
    if thing.message:
        return thing.message
    code = thing.kind if isinstance(thing, PerennialError) else thing.code
    key = f"{code}.{thing.variant}" if thing.variant else code
    if key not in MESSAGES:
        return str(thing) if isinstance(thing, PerennialError) else key.replace("_", " ")
    return _sentence(key, dict(thing.values), numbers)


def _sentence(key: str, values: Mapping[str, Any], numbers: Numbers | None) -> str:
    message = MESSAGES[key]
    template = (
        ngettext(message.one, message.many, float(values[message.by]))
        if isinstance(message, Plural)
        else _(message)
    )
    return fill(template, values, _in_currency(numbers or Numbers(), values.get("currency")))


def _in_currency(numbers: Numbers, currency: object) -> Numbers:
    if numbers.currency is None and isinstance(currency, str):
        return replace(numbers, currency=currency)
    return numbers


def fill(template: str, values: Mapping[str, Any], numbers: Numbers | None = None) -> str:
    """Write `values` into a translated template, each in the form that the template asks for.

    Examples
    --------
    >>> fill("{rows:n} rows of {names:list}", {"rows": 1200, "names": ("a.csv", "b.csv")})
    '1,200 rows of a.csv and b.csv'
    """
    return _Sentence(numbers or Numbers()).vformat(template, (), values)


class _Sentence(string.Formatter):
    """`str.format` with the number forms of a reader."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def format_field(self, value: Any, format_spec: str) -> str:
        write = self._forms.get(format_spec)
        return str(super().format_field(value, format_spec)) if write is None else write(value)

    @property
    def _forms(self) -> dict[str, Callable[[Any], str]]:
        numbers = self.numbers
        return {
            "n": numbers.count,
            "money": numbers.money,
            "exact": numbers.exact,
            "percent": numbers.percent,
            "date": numbers.day,
            "month": numbers.month,
            "days": numbers.days,
            "ahead": numbers.ahead,
            "span": numbers.span,
            "range": lambda ends: numbers.money_range(*ends),
            "decimal": numbers.decimal,
            "decimal2": lambda value: numbers.decimal(value, 2),
            "list": self._list,
            "sums": self._sums,
            "either": lambda values: self._list(values, "or"),
            "code": lambda value: f"“{value}”",
            "term": lambda value: _(str(value)),
        }

    def _sums(self, entries: Iterable[tuple[str, int, float]]) -> str:
        return self._list([self._sum(*entry) for entry in entries])

    def _sum(self, name: str, rows: int, amount: float) -> str:
        words = ngettext("{name} ({rows} row, {money})", "{name} ({rows} rows, {money})", rows)
        exact = self.numbers.exact(amount)
        return words.format(name=name[:_LONGEST], rows=self.numbers.count(rows), money=exact)

    def _list(self, values: Any, style: Literal["standard", "or"] = "standard") -> str:
        texts = [
            self.numbers.day(value) if isinstance(value, date) else str(value) for value in values
        ]
        return str(format_list(texts, style, locale=self.numbers.locale))

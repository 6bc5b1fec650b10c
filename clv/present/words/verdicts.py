"""How far to trust the forecasts, in one or two sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clv.present.numbers import Numbers
from clv.present.words.say import fill, say
from clv.words import _

if TYPE_CHECKING:
    from clv.evaluate import Verdict


def verdict_sentence(verdict: Verdict, numbers: Numbers | None = None) -> str:
    """Say what the numbers may be used for, and why.

    Parameters
    ----------
    verdict : Verdict
        The answer, as a code with its numbers.
    numbers : Numbers, optional
        How the reader writes numbers.

    Examples
    --------
    >>> from clv.errors import Notice
    >>> from clv.evaluate import judge
    >>> verdict_sentence(judge(None, Notice("no_orders_to_test")))
    "Don't use the forecast: it could not be tested. There are no orders to test on."
    """
    numbers = numbers or Numbers()
    values: dict[str, Any] = dict(verdict.reason.values)
    if "bias" not in values:
        parts = [verdict.reason, *([verdict.because] if verdict.because else [])]
        return " ".join(say(part, numbers) for part in parts)
    sentences = [say(_with_words(verdict, values, numbers), numbers)]
    with_totals = verdict.reason.code == "verdict_ranking" and not verdict.reason.variant
    if "splits" in values and verdict.use != "nothing" and not with_totals:
        sentences.append(_of_totals(values, numbers))
    if values["baseline"]:
        words = _("No model did better than this rule of thumb: {title}.")
        sentences.append(words.format(title=_(values["title"])))
    return " ".join(sentences)


def off(bias: float | None, numbers: Numbers) -> str:
    """Say how far a total lay off: "4% low", "right", "2.6 times too high".

    Examples
    --------
    >>> [off(bias, Numbers()) for bias in (0.96, 1.001, 2.6)]
    ['4% low', 'right', '2.6 times too high']
    """
    if bias is None:
        return numbers.percent(None)
    if abs(bias - 1) < 0.005:
        return _("right")
    if bias >= 10:
        return _("more than ten times too high")
    if bias >= 2:
        return _("{times} times too high").format(times=numbers.decimal(bias, 1))
    words = _("{share} low") if bias < 1 else _("{share} high")
    return words.format(share=numbers.percent(abs(bias - 1)))


def _with_words(verdict: Verdict, values: dict[str, Any], numbers: Numbers) -> Any:
    """Return the reason with the error of the total in words."""
    from clv.errors import Notice

    spoken = values | {"off": off(values["bias"], numbers)}
    counted = "counted" if numbers.counted and verdict.use == "money" else verdict.reason.variant
    return Notice(verdict.reason.code, variant=counted, **spoken)


def _of_totals(values: dict[str, Any], numbers: Numbers) -> str:
    words = _(
        "On {splits:n} earlier days {held:percent} of its totals lay in their ranges, "
        "{miss:percent} off in the mean."
    )
    return fill(words, values, numbers)

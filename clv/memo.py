"""Steps that are computed once: when first asked for, and for everybody whose inputs are the same.

A class of steps says which inputs each step depends on::

    class Bakery(Steps):
        @property
        @step("flour", "water")
        def dough(self): ...

        @step("dough", "heat")
        def bread(self, minutes): ...

`step` names inputs or steps *above* it, so that steps can't go in a circle. While a step is
computed it sees those inputs only, and asking another step for more is an error: what it returns
can depend on nothing else, and a changed input touches exactly the steps that name it.
"""

from __future__ import annotations

import functools
import inspect
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import CancelledError, Future
from copy import copy
from threading import Lock
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from clv.errors import Notice, PerennialError

P = ParamSpec("P")
Answer = TypeVar("Answer")
StepsT = TypeVar("StepsT", bound="Steps")
Tell = Callable[[Notice, float], None]


def silent(_notice: Notice, _share_done: float) -> None:
    """Say nothing: the default way to report progress."""


class Memo:
    """The answers of steps: a few of each step, those used longest ago go first.

    Examples
    --------
    >>> memo = Memo()
    >>> [memo.ask("double", n, lambda: 2 * n, keep=1) for n in (3, 3, 4)]
    [6, 6, 8]
    >>> memo.holds("double", 3), memo.holds("double", 4)
    (False, True)
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[str, OrderedDict[Hashable, Future[Any]]] = defaultdict(OrderedDict)

    def ask(self, name: str, key: Hashable, compute: Callable[[], Answer], keep: int) -> Answer:
        """Return the answer of a step; who asks first computes it, the others wait.

        A refusal (`PerennialError`) is an answer like any other. After any other exception (an
        error in the code, a thread that was stopped) nothing is kept, and whoever waited computes.
        """
        while True:
            with self._lock:
                answers = self._answers[name]
                first = key not in answers
                future = answers.setdefault(key, Future())
                answers.move_to_end(key)
            if first:
                self._compute(name, key, future, compute)
                self._forget(name, keep)
            try:
                refusal = future.exception()
            except CancelledError:
                continue
            if refusal is not None:
                raise copy(refusal)  # each raise adds its frames, and those hold tables
            answer: Answer = future.result()
            return answer

    def holds(self, name: str, key: Hashable) -> bool:
        """Say whether a step's answer is there already."""
        with self._lock:
            future = self._answers[name].get(key)
            return future is not None and future.done()

    def _compute(
        self, name: str, key: Hashable, future: Future[Any], compute: Callable[[], Any]
    ) -> None:
        try:
            answer = compute()
        except PerennialError as refusal:
            future.set_exception(copy(refusal))
        except BaseException:
            with self._lock:
                self._answers[name].pop(key, None)
            future.cancel()
            raise
        else:
            future.set_result(answer)

    def _forget(self, name: str, keep: int) -> None:
        with self._lock:
            answers = self._answers[name]
            over = [key for key, future in answers.items() if future.done()]
            for key in over[: max(0, len(over) - keep)]:
                del answers[key]


class Steps:
    """Frozen inputs, and the memo in which the answers of all steps are kept.

    Parameters
    ----------
    inputs : mapping of str to frozen values
        What the steps depend on, by name.
    memo : Memo, optional
        Shared with others whose steps are the same.
    tell : callable
        (Notice, share done) -> None: told what is being done.
    """

    _reach: ClassVar[dict[str, frozenset[str]]] = {}  # step -> the inputs it comes down to

    def __init_subclass__(cls) -> None:
        cls._reach = {
            step: reach
            for base in cls.__bases__
            for step, reach in getattr(base, "_reach", {}).items()
        }
        for name, member in vars(cls).items():
            needs = getattr(getattr(member, "fget", member), "needs", None)
            if needs is not None:
                reach = [cls._reach.get(need, frozenset({need})) for need in needs]
                cls._reach[name] = frozenset().union(*reach)
        if below := cls._reach.keys() & frozenset().union(*cls._reach.values()):
            raise TypeError(f"A step may name steps above it only, not {sorted(below)}.")

    def __init__(
        self, inputs: Mapping[str, Any], memo: Memo | None = None, tell: Tell = silent
    ) -> None:
        self._inputs, self._memo, self.tell = dict(inputs), memo or Memo(), tell

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Steps) and self._inputs == other._inputs

    def __hash__(self) -> int:
        return hash(frozenset(self._inputs.items()))

    def telling(self, tell: Tell) -> Self:
        """Return the same steps, reporting their progress to `tell`."""
        return self._but(self._inputs, tell)

    def key(self, name: str) -> Hashable:
        """Return what tells apart the answers of a step: the values of the inputs it depends on."""
        return self._key(self._reach[name])

    def has(self, name: str, *arguments: Hashable) -> bool:
        """Say whether a step was computed already (its arguments, if any, all given)."""
        return self._memo.holds(name, (self.key(name), arguments))

    def _but(self, inputs: Mapping[str, Any], tell: Tell | None = None) -> Self:
        other = copy(self)
        other._inputs, other.tell = dict(inputs), tell or self.tell
        return other

    def _key(self, needs: frozenset[str]) -> Hashable:
        return tuple((name, self._inputs[name]) for name in sorted(needs))


def step(
    *needs: str, keep: int = 4
) -> Callable[[Callable[Concatenate[StepsT, P], Answer]], Callable[Concatenate[StepsT, P], Answer]]:
    """Make a method a step: computed once for equal inputs and arguments.

    Parameters
    ----------
    *needs : str
        Inputs, and steps above this one, that it depends on.
    keep : int
        Answers to keep; small for heavy ones.

    Examples
    --------
    >>> class Bakery(Steps):
    ...     @property
    ...     @step("flour")
    ...     def dough(self):
    ...         print("kneading")
    ...         return f"{self._inputs['flour']} dough"
    ...
    ...     @step("dough", "heat")
    ...     def bread(self, minutes=40):
    ...         return f"{self.dough} after {minutes} minutes at {self._inputs['heat']}"
    >>> bakery = Bakery({"flour": "rye", "heat": 250, "price": 3})
    >>> bakery.bread()
    kneading
    'rye dough after 40 minutes at 250'
    >>> bakery._but({"flour": "rye", "heat": 200, "price": 3}).bread(50)
    'rye dough after 50 minutes at 200'
    """

    def decorate(
        compute: Callable[Concatenate[StepsT, P], Answer],
    ) -> Callable[Concatenate[StepsT, P], Answer]:
        name, signature = compute.__name__, inspect.signature(compute)

        @functools.wraps(compute)
        def ask(steps: StepsT, *args: P.args, **kwargs: P.kwargs) -> Answer:
            reach = steps._reach[name]
            if missing := reach - steps._inputs.keys():
                raise TypeError(f"The step that asks for {name} has to name {sorted(missing)}.")
            bound = signature.bind(steps, *args, **kwargs)
            bound.apply_defaults()
            _self, *arguments = bound.arguments.values()
            view = steps._but({need: steps._inputs[need] for need in reach})
            return steps._memo.ask(
                name,
                (view._key(reach), tuple(arguments)),
                lambda: compute(view, *arguments),  # type: ignore[call-arg]
                keep,
            )

        ask.needs = needs  # type: ignore[attr-defined]
        return ask  # type: ignore[return-value]

    return decorate

"""The rules of a segmentation as a frozen value: how to score, and which scores have which name.

Rules are ordered and the first that fits wins; what none fits has the last name. So whatever a
person edits, every customer is in exactly one segment.
"""

from __future__ import annotations

from dataclasses import dataclass

from clv.errors import SettingsError
from clv.words import N_

Range = tuple[int, int]
ANY: Range = (1, 99)


@dataclass(frozen=True, slots=True)
class Rule:
    """One name, and the scores that earn it; both ends of a range are included.

    Parameters
    ----------
    segment : str
        The name.
    r, f, m : tuple of int
        Lowest and highest score of recency, frequency and money.
    fm : tuple of int
        The same for the mean of frequency and money, halves rounded up.
    total : tuple of int
        The same for the sum of all three.

    Examples
    --------
    >>> Rule("Loyal", r=(3, 4), fm=(4, 5)).segment
    'Loyal'
    """

    segment: str
    r: Range = ANY
    f: Range = ANY
    m: Range = ANY
    fm: Range = ANY
    total: Range = ANY

    def __post_init__(self) -> None:
        for name in ("r", "f", "m", "fm", "total"):
            low, high = getattr(self, name)
            if low > high:
                values = {"segment": self.segment, "score": name, "low": low, "high": high}
                raise SettingsError("bad_setting", variant="rule", **values)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Fixed borders between scores, for shops that keep theirs from year to year.

    Parameters
    ----------
    silence : tuple of int
        Days since the last order, falling: 365 or fewer earn score 2, 180 or fewer score 3 …
    frequency : tuple of int
        Repeat purchase days, rising: each border reached earns one score more.
    money : tuple of float
        Revenue in all, rising, in the currency of the orders.

    Examples
    --------
    >>> Cuts(silence=(90, 30), frequency=(1, 5), money=(20.0, 200.0)).silence
    (90, 30)
    """

    silence: tuple[int, ...] = (365, 180, 90, 30)
    frequency: tuple[int, ...] = (1, 2, 4, 9)
    money: tuple[float, ...] = (50.0, 100.0, 250.0, 1000.0)

    def __post_init__(self) -> None:
        falling = tuple(sorted(set(self.silence), reverse=True)) == self.silence
        rising = all(tuple(sorted(set(c))) == c for c in (self.frequency, self.money))
        if not (falling and rising):
            raise SettingsError("bad_setting", variant="cuts")


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """How customers are scored and named.

    Parameters
    ----------
    name : str
        What a person calls this set of rules.
    rules : tuple of Rule
        In order; the first that fits wins.
    otherwise : str
        The segment of those whom no rule fits.
    groups : int
        Highest score of each measure where scores come from ranks, 2 to 10.
    cuts : Cuts, optional
        Fixed borders instead of ranks.

    Examples
    --------
    >>> SegmentRules("two", (Rule("Here", r=(2, 2)),), otherwise="Gone", groups=2).segments
    ('Here', 'Gone')
    """

    name: str
    rules: tuple[Rule, ...]
    otherwise: str
    groups: int = 5
    cuts: Cuts | None = None

    def __post_init__(self) -> None:
        if not 2 <= self.groups <= 10:
            raise SettingsError("bad_setting", variant="scores", value=self.groups)

    @property
    def segments(self) -> tuple[str, ...]:
        """The names, in the order of the rules, each once."""
        return tuple(dict.fromkeys([*(rule.segment for rule in self.rules), self.otherwise]))


ELEVEN = SegmentRules(
    N_("Eleven groups"),
    (
        Rule(N_("Champions"), r=(5, 5), fm=(4, 5)),
        Rule(N_("Loyal"), r=(3, 4), fm=(4, 5)),
        Rule(N_("Rising"), r=(5, 5), fm=(3, 3)),
        Rule("Active", r=(4, 4), fm=(3, 3)),
        Rule("New", r=(5, 5)),
        Rule(N_("Promising"), r=(4, 4)),
        Rule(N_("Needs attention"), r=(3, 3), fm=(2, 3)),
        Rule(N_("Previously loyal"), r=(1, 2), fm=(5, 5)),
        Rule(N_("At risk"), r=(1, 2), fm=(3, 4)),
        Rule(N_("Almost lost"), r=(2, 3), fm=(1, 2)),
    ),
    otherwise=N_("Dormant"),
)

THREE_BY_THREE = SegmentRules(
    "3 × 3 × 3",
    tuple(
        Rule(f"R{r} F{f} M{m}", r=(r, r), f=(f, f), m=(m, m))
        for r in (3, 2, 1)
        for f in (3, 2, 1)
        for m in (3, 2, 1)
    )[:-1],
    otherwise="R1 F1 M1",
    groups=3,
)

_BY_TOTAL = (
    Rule("Highest", total=(13, 15)),
    Rule("High", total=(11, 12)),
    Rule("Middle", total=(8, 10)),
    Rule("Low", total=(5, 7)),
)
QUINTILES = SegmentRules(N_("Quintiles"), _BY_TOTAL, otherwise="Lowest")
FIXED = SegmentRules(N_("Fixed cut points"), ELEVEN.rules, ELEVEN.otherwise, cuts=Cuts())

PRESETS: dict[str, SegmentRules] = {
    "eleven": ELEVEN,
    "three": THREE_BY_THREE,
    "quintiles": QUINTILES,
    "fixed": FIXED,
}

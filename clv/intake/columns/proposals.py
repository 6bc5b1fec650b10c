"""The columns proposed for the roles so far, with how sure each is."""

from __future__ import annotations

from dataclasses import dataclass, field

from clv.intake.columns.facts import Facts
from clv.options import Mapping

SURE = 0.5
"""A role proposed with at least this confidence is used without asking."""
UNSURE = 0.4


@dataclass
class Proposals:
    """Role to column and confidence, settled step by step.

    Parameters
    ----------
    facts : Facts
        What the cells say.
    columns : dict
        Role to column and confidence.
    scores : dict
        Role to all columns whose header speaks for it.
    """

    facts: Facts
    columns: dict[str, tuple[str, float]] = field(default_factory=dict)
    scores: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def mapping(self) -> Mapping:
        """The proposals as a mapping."""
        return Mapping(**{role: column for role, (column, _sure) in self.columns.items()})

    @property
    def taken(self) -> set[str]:
        """Columns that have a role."""
        return {column for column, _sure in self.columns.values()}

    @property
    def free(self) -> list[str]:
        """Columns that have none."""
        return [name for name in self.facts.columns if name not in self.taken]

    def column(self, role: str) -> str | None:
        """Return the column proposed for a role."""
        return self.columns[role][0] if role in self.columns else None

    def doubt(self, role: str) -> None:
        """Keep a proposal, but have it confirmed by the person."""
        column, sure = self.columns[role]
        self.columns[role] = (column, min(sure, UNSURE))

    def rivals(self, role: str) -> list[str]:
        """List the columns that may play a role, the proposed one first."""
        scores = self.scores.get(role, {})
        ranked = sorted(scores, key=lambda name: -scores[name])
        first = self.column(role)
        return list(dict.fromkeys(([first] if first else []) + ranked))

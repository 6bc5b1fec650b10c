"""What a run is given: where the orders are, how to read them, how to look ahead."""

from __future__ import annotations

from dataclasses import fields

from clv.intake import Mapping, Policy, ReadHints, Source, SourceFile
from clv.memo import Steps
from clv.options import Settings

SETTINGS = tuple(field.name for field in fields(Settings))


class Inputs(Steps):
    """The inputs of every step, by their names."""

    @property
    def settings(self) -> Settings:
        """How to look ahead; inside a step, what the step depends on, and defaults beside it."""
        return Settings(**{name: self._inputs[name] for name in SETTINGS if name in self._inputs})

    @property
    def source(self) -> Source:
        """Where the orders come from."""
        return self._inputs["source"]  # type: ignore[no-any-return]

    @property
    def hints(self) -> ReadHints:
        """How to read them."""
        return self._inputs["hints"]  # type: ignore[no-any-return]

    @property
    def mapping(self) -> Mapping | None:
        """Which column is which, as far as it was decided."""
        return self._inputs["mapping"]  # type: ignore[no-any-return]

    @property
    def policy(self) -> Policy:
        """What to count."""
        return self._inputs["policy"]  # type: ignore[no-any-return]

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """What else is known of the customers: files beside the orders."""
        return self._inputs["sources"]  # type: ignore[no-any-return]

"""The data sets that come with the house, as `sample_data/catalogue.json` lists them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True, slots=True)
class Sample:
    """One data set: what is in it, where it is from, under which terms."""

    file: str
    title: str
    about: str
    source: str
    licence: str
    currency: str
    rows: int

    @property
    def name(self) -> str:
        """Short name, as links carry it: the file's without its ending."""
        return Path(self.file).stem

    def read(self) -> bytes:
        """Return the file's bytes."""
        return (_FOLDER / self.file).read_bytes()


@lru_cache(maxsize=1)
def catalogue() -> tuple[Sample, ...]:
    """Return all samples, in the order in which people should see them."""
    entries = json.loads((_FOLDER / "catalogue.json").read_text("utf-8"))
    return tuple(Sample(**entry) for entry in entries)


def names() -> tuple[str, ...]:
    """Return the names of all samples."""
    return tuple(sample.name for sample in catalogue())


def find(name: str) -> Sample:
    """Return the sample of that name."""
    return next(sample for sample in catalogue() if sample.name == name)


def costs_of(name: str) -> bytes | None:
    """Return the cost table that comes with a sample, where one does."""
    path = _FOLDER / f"{name}_costs.csv"
    return path.read_bytes() if path.exists() else None

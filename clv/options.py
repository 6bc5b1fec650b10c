"""What a person can choose, as frozen values: they key the caches and go into the run passport."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from clv.errors import SettingsError

Unit = Literal["day", "week", "month"]
Returns = Literal["net", "drop", "keep"]
Engine = Literal["perennial", "lifetimes"]

DAYS_PER: dict[Unit, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look ahead.

    Parameters
    ----------
    horizon : int
        Days to look ahead, 1 to 3,650.
    discount : float
        Yearly discount rate, 0 (none) to 10; 0.1 makes money in a year worth 1 / 1.1 today.
    margin : float
        Share of revenue that stays after the cost of goods, above 0 to 1.
    unit : {"day", "week", "month"}
        Time unit in which parameters are shown; a month is 365.25 / 12 days.
    model : str
        A name in `clv.models.PURCHASE_MODELS`, or ``"auto"``: the backtest chooses.
    spend : str
        A name in `clv.models.SPEND_MODELS`, or ``"auto"``.
    engine : {"perennial", "lifetimes"}
        Who fits the purchase and spend models.
    as_of : datetime.date, optional
        Last day of the observation; later orders are set aside and counted in the ledger.
    seed : int
        Seed of everything random.

    Raises
    ------
    SettingsError
        ``bad_setting``, naming the setting and what it may be.

    Examples
    --------
    >>> Settings(horizon=90).horizon
    90
    >>> Settings(margin=1.5)
    Traceback (most recent call last):
    clv.errors.SettingsError: The margin is a share above 0 and up to 1, not 1.5.
    """

    horizon: int = 365
    discount: float = 0.10
    margin: float = 1.0
    unit: Unit = "day"
    model: str = "auto"
    spend: str = "auto"
    engine: Engine = "perennial"
    as_of: date | None = None
    seed: int = 7

    def __post_init__(self) -> None:
        _require(1 <= self.horizon <= 3650, f"The horizon is 1 to 3,650 days, not {self.horizon}.")
        _require(
            0 <= self.discount <= 10, f"The yearly discount is 0 to 10, not {self.discount:g}."
        )
        _require(
            0 < self.margin <= 1, f"The margin is a share above 0 and up to 1, not {self.margin:g}."
        )
        _require(self.unit in DAYS_PER, f"The unit is day, week or month, not {self.unit!r}.")
        _require(
            self.engine in get_args(Engine),
            f"The engine is perennial or lifetimes, not {self.engine!r}.",
        )


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise SettingsError("bad_setting", message)

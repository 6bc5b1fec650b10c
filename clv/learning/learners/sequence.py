r"""A recurrent network over weeks: what a customer does next week, from all weeks before.

Valendin, J., Reutterer, T., Platzer, M. & Kalcher, K. (2022). "Customer base analysis with
recurrent neural networks." International Journal of Research in Marketing 39(4), 988-1018.

Time is cut into weeks. With :math:`x_{t}` what is known before week t (purchase days and money of
the week before, weeks since the last and the first purchase, purchase days so far, the place of the
week in the year), a gated recurrent unit (Cho et al. 2014, EMNLP) carries a state along,

.. math::
    z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z), \quad r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)

    \tilde h_t = \tanh(W_h x_t + r_t \odot U_h h_{t-1} + b_h), \quad
    h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t,

and from it and :math:`x_t` come the chances of 0, 1, ..., 7 purchase days (softmax) and the mean of
the logarithm of what a purchase day costs (normal, one spread for all). All customers share the
weights; they minimise the negative log-likelihood of every week after a customer's first. A tenth
of the customers is held back and ends the training (early stopping).

To look ahead, lives are lived on: a week is drawn from the network's own chances and becomes what
the next one knows. The mean over many lives is the forecast, their quantiles are its range. One
training differs from the next by tens of per cent in total, so several seeds are averaged.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from clv import tables as t
from clv.errors import InputError, NotFittedError, Notice, UnsuitableDataError
from clv.learning.features.weekly import WEEK, Weekly, seasons
from clv.learning.sampling import content_order
from clv.learning.training_data import FEWEST_BUYERS, FEWEST_CUSTOMERS, TrainingData
from clv.words import N_

Array = npt.NDArray[np.float32]
Tell = Callable[[Notice, float], None]
NEEDS = ("jax", "optax", "safetensors")
SEEDS = 3
MOST_LEARNT = 10_000  # customers
FEWEST_WEEKS = 16
CALENDAR_FROM = 78  # weeks of log from which the season is an input: before, a year was not seen
EPOCHS, PATIENCE, BATCH = 80, 8, 256
LIVES, FEWEST_LIVES, ROWS = 40, 6, 100_000  # a customer and seed, at most; rows lived at once
LEAST_PAID = 0.02  # of the usual purchase day: what was free is not minus infinity
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """How money and the calendar were put to the network.

    Parameters
    ----------
    unit : float
        What a usual purchase day costs.
    most : float
        Logarithm of the most a purchase day cost, in units.
    level : float
        What drawn money is multiplied with, so that the past adds up.
    calendar : bool
        Whether it was told the place of a week in the year.
    """

    unit: float
    most: float
    level: float
    calendar: bool


class SequenceModel:
    """A gated recurrent network over weekly purchase days and money.

    Parameters
    ----------
    seed : int
        Of the first training; the others follow it.
    seeds : int
        Trainings that are averaged.
    epochs : int
        At most so many rounds over the customers in each.

    Attributes
    ----------
    weights_ : list of dict of ndarray
        Of each training.
    loss_curve_ : polars.DataFrame
        ``seed``, ``epoch``, ``training`` and ``held_back``: mean loss a week.
    scale_ : Scale
        How money was put.
    """

    name = "sequence"
    title = N_("Recurrent network (weekly)")

    def __init__(self, seed: int = 7, seeds: int = SEEDS, epochs: int = EPOCHS) -> None:
        self.seed = seed
        self.seeds = seeds
        self.epochs = epochs

    def __repr__(self) -> str:
        return f"SequenceModel(seed={self.seed}, seeds={self.seeds}, epochs={self.epochs})"

    def fit(
        self,
        data: TrainingData,
        tell: Tell | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Self:
        """Learn from the whole history of `data`.

        Parameters
        ----------
        data : TrainingData
            Whose customers are learnt from.
        tell : callable, optional
            Told which round it is, and the share done.
        stopped : callable
            Asked after each round whether to be content with what was learnt.

        Raises
        ------
        UnsuitableDataError
            ``no_deep_extra`` where JAX is not installed; ``too_little_to_learn``.
        """
        if not is_deep_installed():
            raise UnsuitableDataError("no_deep_extra", names=NEEDS)
        from clv.learning.learners import recurrent

        arrays = self._examples(Weekly.of(data.history))
        curve = []
        self.weights_: list[dict[str, Array]] = []
        for number in range(self.seeds):
            rounds = recurrent.train(arrays, self.seed + number, self.epochs, PATIENCE, BATCH)
            for epoch, (learnt, held, weights) in enumerate(rounds, start=1):
                best = weights
                curve.append((self.seed + number, epoch, learnt, held))
                notice = Notice(
                    "training_sequence", number=number + 1, count=self.seeds, epoch=epoch
                )
                if tell is not None:
                    tell(notice, (number + epoch / self.epochs) / self.seeds)
                if stopped():
                    break
            self.weights_.append({name: np.asarray(each) for name, each in best.items()})
            if stopped():
                break
        columns = {"seed": pl.Int64, "epoch": pl.Int64, "training": pl.Float64}
        self.loss_curve_ = pl.DataFrame(curve, {**columns, "held_back": pl.Float64}, orient="row")
        return self

    def _examples(self, weekly: Weekly) -> tuple[Array, ...]:
        returned = int((weekly.counts.sum(axis=1) > 1).sum())
        few = len(weekly.ids) < FEWEST_CUSTOMERS or returned < FEWEST_BUYERS
        if few or weekly.weeks < FEWEST_WEEKS:
            raise UnsuitableDataError(
                "too_little_to_learn", customers=FEWEST_CUSTOMERS, buyers=FEWEST_BUYERS
            )
        rows = _order(weekly)  # before any sum: its last digit must not depend on the ids
        counts, spend = weekly.counts[rows], weekly.spend[rows]
        bought = counts > 0
        paid = np.maximum(spend[bought], 0.0) / counts[bought]
        unit = float(np.exp(np.log(paid[paid > 0]).mean())) if (paid > 0).any() else 1.0
        logs = np.log(np.maximum(paid / unit, LEAST_PAID))
        level = float(paid.sum() / (unit * np.exp(logs).sum()))
        calendar = weekly.weeks >= CALENDAR_FROM
        self.scale_ = Scale(unit, float(logs.max()), level, calendar)
        counts, spend, age, season = self._arrays(weekly)
        first = np.where(weekly.age > 0, -1, weekly.first)
        weigh = (np.arange(weekly.weeks) > first[:, None]).astype(np.float32)
        if len(rows) > MOST_LEARNT:
            rows = rows[np.random.default_rng(self.seed).permutation(len(rows))[:MOST_LEARNT]]
        return counts[rows], spend[rows], weigh[rows], age[rows], season

    def _arrays(self, weekly: Weekly) -> tuple[Array, Array, Array, Array]:
        """Put weeks as the network wants them."""
        counts = weekly.counts
        paid = np.maximum(weekly.spend, 0.0) / np.maximum(counts, 1.0) / self.scale_.unit
        logs = np.log(np.maximum(paid, LEAST_PAID))
        spend = np.where(counts > 0, np.minimum(logs, self.scale_.most), 0.0).astype(np.float32)
        return counts, spend, weekly.age, self._season(weekly.season)

    def _season(self, season: Array) -> Array:
        return season if self.scale_.calendar else np.full_like(season, -1.0)

    def outlook(self, data: TrainingData) -> pl.DataFrame:
        """Look ahead from the cut of `data` over its horizon.

        Returns
        -------
        polars.DataFrame
            Table `clv.tables.OUTLOOK`, sorted by customer.

        Raises
        ------
        NotFittedError
            Before `fit`.
        """
        if not hasattr(self, "weights_"):
            raise NotFittedError
        weekly = Weekly.of(data.history)
        days, paid = self._lives(weekly, data.horizon)
        expected, revenue = days.mean(axis=1), paid.mean(axis=1)
        drawn = days.shape[1]
        # Nobody's chance is nought because some lives happened to be without.
        chance = ((days > 0).sum(axis=1) + (days > 0).mean()) / (drawn + 1)
        low, high = np.quantile(paid, [TAIL, 1 - TAIL], axis=1)
        columns = {
            t.P_BUY: chance,
            t.EXPECTED_PURCHASES: np.maximum(expected, chance),
            t.EXPECTED_REVENUE: revenue,
            t.EXPECTED_REVENUE_LOW: np.minimum(low, revenue),
            t.EXPECTED_REVENUE_HIGH: np.maximum(high, revenue),
        }
        table = pl.DataFrame({t.CUSTOMER_ID: weekly.ids}).with_columns(
            pl.Series(name, values, pl.Float64) for name, values in columns.items()
        )
        return data.history.customers.select(t.CUSTOMER_ID).join(
            table, on=t.CUSTOMER_ID, how="left", maintain_order="left"
        )

    def _lives(self, weekly: Weekly, horizon: int) -> tuple[Array, Array]:
        """Purchase days and money over the horizon: one row a customer, one column a life."""
        import jax

        from clv.learning.learners import recurrent

        weeks = -(-horizon // WEEK)
        ahead = self._season(seasons(weekly.cut, 1, weeks))
        part = np.ones(weeks, np.float32)
        part[-1] = (horizon - WEEK * (weeks - 1)) / WEEK
        counts, spend, age, season = self._arrays(weekly)
        order, size = _order(weekly), len(weekly.ids)
        lives = int(np.clip(4 * ROWS // size, FEWEST_LIVES, LIVES))
        at_once = max(1, ROWS // lives)
        roll = recurrent.roller(self.scale_.most)
        days = np.zeros((size, lives * len(self.weights_)), np.float32)
        paid = np.zeros_like(days)
        key = jax.random.key(self.seed)
        for number, weights in enumerate(self.weights_):
            columns = slice(number * lives, (number + 1) * lives)
            for begin in range(0, size, at_once):
                rows = order[begin : begin + at_once]
                many = np.repeat(rows, lives)
                batch = (counts[many], spend[many], age[many], season)
                key, now = jax.random.split(key)
                bought, money = roll(weights, batch, ahead, part, now)
                days[rows, columns] = np.asarray(bought).reshape(len(rows), lives)
                paid[rows, columns] = np.asarray(money).reshape(len(rows), lives)
        return days, paid * np.float32(self.scale_.unit * self.scale_.level)

    def to_bytes(self) -> bytes:
        """Write the weights as a safetensors file: numbers and their names, nothing that runs."""
        from safetensors.numpy import save

        if not hasattr(self, "weights_"):
            raise NotFittedError
        tensors = {
            f"{number}.{name}": np.array(each)
            for number, weights in enumerate(self.weights_)
            for name, each in weights.items()
        }
        about = {"perennial": "sequence 1", "scale": json.dumps(asdict(self.scale_))}
        about |= {"seed": str(self.seed), "curve": self.loss_curve_.write_json()}
        content: bytes = save(tensors, about)
        return content

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Bring a trained network back.

        Raises
        ------
        InputError
            ``not_a_model`` when the bytes are none of ours.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        from clv.learning.learners import recurrent

        try:
            size = int.from_bytes(content[:8], "little")
            about = json.loads(content[8 : 8 + size])["__metadata__"]
            tensors = load(content)
            model = cls(int(about["seed"]), 1 + max(int(name.split(".")[0]) for name in tensors))
            model.scale_ = Scale(**json.loads(about["scale"]))
            shapes = {name: each.shape for name, each in recurrent.start(0).items()}
            model.weights_ = [
                {name: tensors[f"{number}.{name}"] for name in shapes}
                for number in range(model.seeds)
            ]
            model.loss_curve_ = pl.read_json(io.BytesIO(about["curve"].encode()))
        except (
            SafetensorError,
            KeyError,
            TypeError,
            ValueError,
            pl.exceptions.PolarsError,
        ) as error:
            raise InputError("not_a_model") from error
        sound = all(
            each.shape == shapes[name] and np.isfinite(each).all()
            for weights in model.weights_
            for name, each in weights.items()
        )
        if not sound:
            raise InputError("not_a_model")
        return model


def trained_sequence(data: TrainingData, seed: int, tell: Tell | None = None) -> SequenceModel:
    """Train on `data`, or return what was trained on it before."""
    key = (SequenceModel.name, seed)
    if key not in data.fitted:
        data.fitted[key] = SequenceModel(seed).fit(data, tell)
    model: SequenceModel = data.fitted[key]
    return model


def _order(weekly: Weekly) -> npt.NDArray[np.int64]:
    """Put customers in an order that only what they did decides."""
    places = np.arange(weekly.weeks)
    return content_order(
        weekly.first,
        weekly.age,
        weekly.counts.sum(axis=1),
        weekly.spend.sum(axis=1),
        weekly.counts @ places,
        weekly.counts @ places**2,
        weekly.spend @ places,
    )


def is_deep_installed() -> bool:
    """Say whether the libraries of the extra ``deep`` are there."""
    return all(find_spec(name) is not None for name in NEEDS)

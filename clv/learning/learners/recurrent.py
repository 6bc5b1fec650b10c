"""The recurrent network of `clv.learning.learners.sequence`, in JAX: its step, loss and rolling on.

Imports JAX and optax (extra ``deep``) when it is imported: import it inside the function that
needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax

Array = npt.NDArray[np.float32]
Params = dict[str, Any]
Past = tuple[Any, Any, Any]  # weeks silent, weeks since the first, purchase days so far
CLASSES = 8  # purchase days of a week: none to seven
INPUTS = CLASSES + 1 + 3 + 4
HIDDEN = 32
SPREAD = (0.05, 2.0)  # bounds of the spread of log spend


def start(seed: int) -> Params:
    """Draw the weights to begin with (Glorot & Bengio 2010)."""
    keys = jax.random.split(jax.random.key(seed), 3)

    def drawn(key: Any, rows: int, columns: int) -> Any:
        return jax.random.normal(key, (rows, columns)) * np.sqrt(2 / (rows + columns))

    return {
        "into": drawn(keys[0], INPUTS, 3 * HIDDEN),
        "again": drawn(keys[1], HIDDEN, 3 * HIDDEN),
        "bias": jnp.zeros(3 * HIDDEN),
        "out": drawn(keys[2], HIDDEN + INPUTS, CLASSES + 1) * 0.1,
        "level": jnp.zeros(CLASSES + 1),
        "spread": jnp.zeros(()),
    }


def inputs(count: Any, spend: Any, past: Past, season: Any) -> Any:
    """Put together what is known before a week: the last one, the past in short, the calendar."""
    days = jax.nn.one_hot(jnp.clip(count, 0, CLASSES - 1).astype(jnp.int32), CLASSES)
    short = [jnp.log1p(each) / size for each, size in zip(past, (3, 4, 3), strict=True)]
    waves = [wave(2 * jnp.pi * k * season) for k in (1, 2) for wave in (jnp.sin, jnp.cos)]
    there = season >= 0
    calendar = [jnp.where(there, wave, 0.0) for wave in waves]
    rest = jnp.stack([spend, *short, *calendar], axis=-1)
    return jnp.concatenate([days, rest], axis=-1)


def step(params: Params, state: Any, x: Any) -> tuple[Any, Any]:
    """One week of a gated recurrent unit (Cho et al. 2014): the new state, and the outputs."""
    mine, again = x @ params["into"] + params["bias"], state @ params["again"]
    mine_z, mine_r, mine_h = jnp.split(mine, 3, axis=-1)
    again_z, again_r, again_h = jnp.split(again, 3, axis=-1)
    keep = jax.nn.sigmoid(mine_z + again_z)
    fresh = jnp.tanh(mine_h + jax.nn.sigmoid(mine_r + again_r) * again_h)
    state = keep * state + (1 - keep) * fresh
    seen = jnp.concatenate([state, x], axis=-1)
    return state, seen @ params["out"] + params["level"]


def after(count: Any, past: Past) -> Past:
    """Bring the past in short forward by a week with so many purchase days."""
    silent, age, total = past
    return jnp.where(count > 0, 0.0, silent + 1), age + 1, total + count


def spread_of(params: Params) -> Any:
    """Spread of the logarithm of what a purchase day costs, around its prediction."""
    return jnp.clip(jax.nn.softplus(params["spread"] + 0.5), *SPREAD)


def losses(params: Params, batch: tuple[Any, ...]) -> tuple[Any, Any]:
    """Sum of the loss over the weeks of a batch after the first purchase, and their number."""
    counts, spend, weigh, age, season = batch

    def week(carry: Any, column: Any) -> tuple[Any, Any]:
        state, count, money, past = carry
        new_count, new_money, counted, place = column
        x = inputs(count, money, past, jnp.broadcast_to(place, count.shape))
        state, out = step(params, state, x)
        days = -jnp.take_along_axis(
            jax.nn.log_softmax(out[:, :CLASSES]), new_count.astype(jnp.int32)[:, None], axis=1
        )[:, 0]
        spread = spread_of(params)
        off = (new_money - out[:, CLASSES]) / spread
        paid = jnp.where(new_count > 0, 0.5 * off**2 + jnp.log(spread), 0.0)
        begun = (counted > 0) | (past[2] > 0) | (new_count > 0)
        newer = after(new_count, past)
        past = tuple(jnp.where(begun, new, old) for new, old in zip(newer, past, strict=True))
        return (state, new_count, new_money, past), jnp.sum(counted * (days + paid))

    size = counts.shape[0]
    zeros = jnp.zeros(size)
    past = (zeros, age, jnp.where(age > 0, 1.0, 0.0))
    begin = (jnp.zeros((size, HIDDEN)), zeros, zeros, past)
    _end, sums = jax.lax.scan(week, begin, (counts.T, spend.T, weigh.T, season))
    return jnp.sum(sums), jnp.sum(weigh)


def train(
    data: tuple[Array, ...],
    seed: int,
    epochs: int,
    patience: int,
    batch_size: int,
) -> Iterator[tuple[float, float, Params]]:
    """Fit to nine tenths of the customers; yield both losses and the best weights, epoch by epoch.

    Every week of every customer is foretold from all weeks before it. Training ends when the loss
    of the tenth has not fallen for `patience` epochs.
    """
    counts, spend, weigh, age, season = data
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(counts))
    held, learnt = order[: max(1, len(order) // 10)], order[max(1, len(order) // 10) :]
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(5e-3))
    params = start(seed)
    state = optimiser.init(params)

    def update(params: Params, state: Any, batch: tuple[Any, ...]) -> tuple[Params, Any, Any]:
        def mean(params: Params) -> Any:
            total, weeks = losses(params, batch)
            return total / jnp.maximum(weeks, 1.0)

        loss, slope = jax.value_and_grad(mean)(params)
        change, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, change), state, loss

    renew, judge = jax.jit(update), jax.jit(losses)
    whole = (counts[held], spend[held], weigh[held], age[held], season)
    best, best_loss, waited = params, np.inf, 0
    size = min(batch_size, len(learnt))
    for _epoch in range(epochs):
        shuffled, sums = rng.permutation(learnt), []
        for place in range(0, len(shuffled) - size + 1, size):
            rows = shuffled[place : place + size]
            batch = (counts[rows], spend[rows], weigh[rows], age[rows], season)
            params, state, loss = renew(params, state, batch)
            sums.append(float(loss))
        total, weeks = judge(params, whole)
        now = float(total) / max(float(weeks), 1.0)
        waited = 0 if now < best_loss - 1e-5 else waited + 1
        if now < best_loss:
            best, best_loss = params, now
        yield float(np.mean(sums)), now, best
        if waited >= patience:
            return


def roller(most: float) -> Any:
    """Return the function that lives on: weeks drawn one by one from the network's own chances."""

    def roll(
        params: Params, data: tuple[Any, ...], ahead: Any, part: Any, key: Any
    ) -> tuple[Any, Any]:
        """Return purchase days and money (in units) of each customer over the weeks `ahead`."""
        counts, spend, age, season = data
        size = counts.shape[0]
        zeros = jnp.zeros(size)

        def known(carry: Any, column: Any) -> tuple[Any, None]:
            state, count, money, past = carry
            new_count, new_money, place = column
            x = inputs(count, money, past, jnp.broadcast_to(place, count.shape))
            state, _out = step(params, state, x)
            begun = (past[2] > 0) | (new_count > 0)
            newer = after(new_count, past)
            past = tuple(jnp.where(begun, new, old) for new, old in zip(newer, past, strict=True))
            return (state, new_count, new_money, past), None

        past = (zeros, age, jnp.where(age > 0, 1.0, 0.0))
        begin = (jnp.zeros((size, HIDDEN)), zeros, zeros, past)
        now, _none = jax.lax.scan(known, begin, (counts.T, spend.T, season))

        def drawn(carry: Any, column: Any) -> tuple[Any, tuple[Any, Any]]:
            (state, count, money, past), key = carry
            place, share = column
            key, for_days, for_money, for_part = jax.random.split(key, 4)
            x = inputs(count, money, past, jnp.broadcast_to(place, count.shape))
            state, out = step(params, state, x)
            count = jax.random.categorical(for_days, out[:, :CLASSES]).astype(jnp.float32)
            count = jnp.where(jax.random.uniform(for_part, (size,)) < share, count, 0.0)
            noise = jax.random.normal(for_money, (size,)) * spread_of(params)
            money = jnp.where(count > 0, jnp.minimum(out[:, CLASSES] + noise, most), 0.0)
            past = after(count, past)
            paid = jnp.where(count > 0, count * jnp.exp(money), 0.0)
            return ((state, count, money, past), key), (count, paid)

        _end, (days, paid) = jax.lax.scan(drawn, (now, key), (ahead, part))
        return days.sum(axis=0), paid.sum(axis=0)

    return jax.jit(roll)

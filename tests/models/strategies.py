"""Tables of customers as Hypothesis thinks of them: sparse, extreme, degenerate."""

import numpy as np
import polars as pl
from hypothesis import strategies as st


@st.composite
def shops(draw) -> pl.DataFrame:
    """Any table of customers that could be: sparse, extreme, degenerate, huge amounts."""
    size = draw(st.integers(10, 40))
    longest = draw(st.sampled_from([8, 40, 400, 11_000]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    age = rng.integers(0, longest + 1, size)
    age[0] = longest
    often = draw(st.sampled_from([0.05, 0.5, 5.0, 100.0]))
    frequency = np.minimum(rng.poisson(often * rng.gamma(0.5, 2.0, size)), age)
    recency = np.where(frequency > 0, rng.integers(frequency, age + 1), 0)
    money = draw(st.sampled_from([1e-4, 1.0, 1e12])) * rng.lognormal(
        3, draw(st.sampled_from([0.0, 1e-7, 0.3, 4.0])), size
    )
    last = np.datetime64("2024-06-30")
    return pl.DataFrame(
        {
            "customer_id": [str(place) for place in range(size)],
            "frequency": frequency,
            "recency": recency,
            "T": age,
            "monetary_value": np.where(frequency > 0, money, 0.0),
            "first_order": (last - age).astype("datetime64[ms]"),
            "last_order": (last - age + recency).astype("datetime64[ms]"),
            "orders": frequency + 1,
            "revenue": money * (frequency + 1),
        }
    ).with_columns(pl.col("first_order", "last_order").cast(pl.Date))

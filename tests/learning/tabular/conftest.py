"""Tables in the shapes of the field's first examples, whose truth is known."""

import numpy as np
import polars as pl
import pytest

from clv.intake import load_table


def watson(rows, seed=0):
    """Marketing customer value of an insurer: a lifetime value that policies and premium make."""
    rng = np.random.default_rng(seed)
    coverage = rng.choice(["Basic", "Extended", "Premium"], rows, p=[0.6, 0.3, 0.1])
    policies = rng.integers(1, 10, rows)
    dearer = 30 * (coverage == "Extended") + 60 * (coverage == "Premium")
    premium = np.round(60 + dearer + rng.gamma(2, 8, rows))
    times = np.where(policies == 1, 40, np.where(policies == 2, 160, 75))
    value = premium * times * np.exp(rng.normal(0, 0.25, rows))
    months, days = rng.integers(1, 3, rows), rng.integers(1, 29, rows)
    return pl.DataFrame(
        {
            "Customer": [f"BU{79786 + number}" for number in range(rows)],
            "State": rng.choice(["California", "Oregon", "Arizona", "Nevada"], rows),
            "Customer Lifetime Value": [f"${each:,.2f}" for each in value],
            "Response": rng.choice(["Yes", "No"], rows, p=[0.14, 0.86]),
            "Coverage": coverage,
            "Effective To Date": [f"{m}/{d}/11" for m, d in zip(months, days, strict=True)],
            "Income": rng.integers(10_000, 99_999, rows),
            "Monthly Premium Auto": premium,
            "Number of Policies": policies,
            "Renew Discount": [f"{each} %" for each in rng.integers(0, 30, rows)],
            "Country": ["US"] * rows,
        }
    )


def telco(rows, seed=0):
    """Churn of a telephone company, with the columns that give it away."""
    rng = np.random.default_rng(seed)
    tenure = rng.integers(0, 73, rows)
    contract = rng.choice(["Month-to-month", "One year", "Two year"], rows, p=[0.55, 0.2, 0.25])
    charge = np.round(rng.uniform(18, 118, rows), 2)
    logit = -1.2 + 1.5 * (contract == "Month-to-month") - 1.2 * (contract == "Two year")
    chance = 1 / (1 + np.exp(-(logit - 0.04 * tenure + 0.015 * charge)))
    left = rng.random(rows) < chance
    return pl.DataFrame(
        {
            "customerID": [f"{number:04d}-ABCDE" for number in range(rows)],
            "gender": rng.choice(["Male", "Female"], rows),
            "SeniorCitizen": rng.integers(0, 2, rows),
            "tenure": tenure,
            "Contract": contract,
            "MonthlyCharges": charge,
            "TotalCharges": [
                " " if t == 0 else f"{t * c:.2f}" for t, c in zip(tenure, charge, strict=True)
            ],
            "Churn": np.where(left, "Yes", "No"),
            "Churn Value": left.astype(int),
            "Churn Reason": np.where(left, rng.choice(["Price", "Moved", "Service"], rows), ""),
            "chance": chance,
        }
    )


def user_status(rows, seed=0):
    """A summary of online retail by customer with a status in words and a code of it."""
    rng = np.random.default_rng(seed)
    recency, frequency = rng.integers(1, 374, rows), 1 + rng.poisson(3, rows)
    status = np.where(recency < 60, "active", np.where(recency < 200, "slipping", "lost"))
    wrong = rng.random(rows) < 0.1
    status = np.where(wrong, rng.choice(["active", "slipping", "lost"], rows), status)
    codes = {"active": 0, "slipping": 1, "lost": 2}
    return pl.DataFrame(
        {
            "CustomerID": 12346 + np.arange(rows),
            "Recency": recency,
            "Frequency": frequency,
            "Monetary": np.round(frequency * rng.gamma(2, 150, rows), 2),
            "Country": rng.choice([f"land {number}" for number in range(30)], rows),
            "user_status": status,
            "status_code": [codes[each] for each in status],
        }
    )


def opened(frame, name="table.csv"):
    return load_table(frame.write_csv().encode(), name)


@pytest.fixture(scope="session")
def policies():
    return watson(1500)


@pytest.fixture(scope="session")
def subscribers():
    return telco(1500)

"""A newer file added to what was cleaned is the same as all files cleaned together."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clv.errors import InputError
from clv.intake import Account, clean, load, load_many
from clv.options import Policy

START = date(2023, 1, 1)
MANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def lines_of(seed, count=400, *, orders=True, statuses=False):
    """Orders of some people over two years, dirty as exports are: returned, repeated, unpaid."""
    draw = random.Random(seed)
    lines = []
    for number in range(count):
        who = f"c{draw.randrange(90)}" if draw.random() > 0.03 else draw.choice(["", "guest"])
        day = START + timedelta(days=number * 700 // count)
        amount = draw.choice([9.5, 12.0, 20.0, 35.25])
        own = [f"o{number}"] if orders else []
        state = [draw.choice(["paid", "paid", "paid", "cancelled"])] if statuses else []
        lines.append([who, f"{day:%d/%m/%Y}", f"{amount:.2f}", *own, *state])
        if draw.random() < 0.15:  # a second line, or the same once more
            more = amount if draw.random() < 0.3 else draw.choice([3.0, 4.5])
            lines.append([who, f"{day:%d/%m/%Y}", f"{more:.2f}", *own, *state])
        if draw.random() < 0.12:  # comes back weeks later
            back = day + timedelta(days=draw.randrange(3, 60))
            lines.append([who, f"{back:%d/%m/%Y}", f"{-amount:.2f}", *own, *state])
    lines.sort(key=lambda line: (line[1][6:], line[1][3:5], line[1][:2]))
    return lines


def csv(lines):
    head = ["customer", "date", "amount", "order", "status"][: len(lines[0])]
    if len(lines[0]) == 4 and not lines[0][3].startswith("o"):
        head[3] = "status"
    return "\n".join(map(",".join, [head, *lines, [""]])).encode()


def same(one, other):
    """Compare two accounts of orders in everything that people see."""
    assert one.orders.equals(other.orders)
    assert one.lines.equals(other.lines)
    assert one.ledger.equals(other.ledger)
    for reason in one.ledger["reason"]:
        assert one.rows_of(reason).equals(other.rows_of(reason)), reason
    assert (one.valid, one.kept, one.input) == (other.valid, other.kept, other.input)
    assert one.statuses.equals(other.statuses)
    assert one.notices == other.notices


def added(parts, policy=None):
    """Add the parts one after the other, each time as the whole; count those added."""
    policy = policy or Policy()
    try:
        account, _layer = Account.of(clean(load(parts[0], "0"), policy=policy))
    except InputError:  # a first part of refunds alone carries no shop
        return 0
    count = 0
    for number, part in enumerate(parts[1:], 1):
        names = [str(n) for n in range(number + 1)]
        files = load_many(parts[: number + 1], names)
        try:
            together = clean(files, account.cleaned.mapping, policy)
        except InputError:
            assert account.with_newer(load(part, str(number))) is None
            return count
        result = account.with_newer(load(part, str(number)))
        if result is None:
            account, _layer = Account.of(together)
            continue
        account, count = result[0], count + 1
        same(account.cleaned, together)
    return count


def cut(lines, places):
    ends = [0, *sorted(places), len(lines)]
    return [lines[low:high] for low, high in pairwise(ends) if high > low]


@MANY
@given(
    seed=st.integers(0, 10_000),
    places=st.sets(st.integers(60, 400), min_size=1, max_size=4),
    shuffle=st.randoms(use_true_random=False),
    orders=st.booleans(),
    statuses=st.booleans(),
)
def test_random_splits_in_any_order(seed, places, shuffle, orders, statuses):
    parts = cut(lines_of(seed, orders=orders, statuses=statuses), places)
    shuffle.shuffle(parts)
    added([csv(part) for part in parts])


@MANY
@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 0.9), step=st.integers(40, 200))
def test_overlapping_and_corrected_exports(seed, share, step):
    lines = lines_of(seed, 300)
    draw = random.Random(seed)
    parts = []
    for start in range(0, len(lines) - 100, step):
        part = [list(line) for line in lines[start : start + 200]]
        for line in part:
            if draw.random() < 0.05:
                line[2] = "77.00"  # corrected
        parts.append(csv(part))
    added(parts)


def test_plain_growth_touches_only_the_customers_in_it():
    lines = [
        [f"c{n % 300}", f"{START + timedelta(days=n // 4)}", f"{10 + n % 7}.50", f"o{n}"]
        for n in range(1600)
    ]
    parts = [csv(lines[:1200]), csv(lines[1200:1210]), csv(lines[1210:1220])]
    assert added(parts) == 2
    account, _layer = Account.of(clean(load(parts[0])))
    _account, layer = account.with_newer(load(parts[1]))
    assert (layer.orders.height, layer.gone.height) == (10, 0)


@pytest.mark.parametrize(
    ("policy", "newer"),
    [
        (Policy(), "c1,31.12.2023,1.000,5,x1"),  # other marks of day and money
        (Policy(), "c1,2024-01-02,EUR 5,x1"),
        (Policy(), "c1,2099-01-02,5.5,x1"),  # a stray day
        (Policy(merge_ids=("spelling",)), "c1,2024-01-02,5.5,x1"),
    ],
)
def test_where_a_rule_of_the_whole_log_is_at_stake_nothing_is_added(policy, newer):
    lines = [
        [f"c{n % 50}", f"{START + timedelta(days=n)}", f"{10 + n % 7}.50", f"o{n}"]
        for n in range(300)
    ]
    account, _layer = Account.of(clean(load(csv(lines)), policy=policy))
    further = csv([newer.split(",")])
    assert account.with_newer(load(further)) is None


def test_zeros_that_become_many_are_dropped_from_all():
    def line(n, amount):
        return [f"c{n % 50}", f"{START + timedelta(days=n)}", amount, f"o{n}"]

    few = [line(n, "0.00" if n == 7 else "9.50") for n in range(300)]
    more = [line(300 + n, "0.00") for n in range(40)]
    assert added([csv(few), csv(more)]) == 0

"""Feed mutated files to the readers: whatever comes, orders or one clear sentence.

``python -m tests.intake.fuzz [files] [seed]`` tries 100,000 files and prints what they came to;
an exception that is no `InputError` is printed with what it takes to repeat it, and fails the run.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter
from collections.abc import Sequence

from clv.errors import PerennialError
from clv.intake import Raw, clean, load
from clv.intake.files.raw import ROW
from tests.intake.seeds import Case, cases

FILES = 100_000
MOST_BYTES = 6_000
TOKENS = (
    b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf",
    b"\xff\xfe", b"-", b"(", b")", b"%", b"e308", b"NaN", b"inf", b"1e999", b"9" * 40, b"\xc3",
    b"0000-00-00", b"9999-12-31", b"2023-02-30", b"1,234", b"1.234", b"\xe2\x80\xa8", b"=1+1",
    b"amount", b"customer_id", b"\x1a", b"\\", b'\\"', b"\xed\xa0\x80", b"\xf0\x9f\x98\x80",
)  # fmt: skip


def mutate(data: bytes, draw: random.Random) -> bytes:
    """Change a file in one to four places."""
    changed = bytearray(data[:MOST_BYTES] if data[:2] not in (b"PK", b"PA") else data)
    for _change in range(draw.randint(1, 4)):
        place = draw.randrange(len(changed) + 1)
        _MUTATIONS[draw.randrange(len(_MUTATIONS))](changed, place, draw)
    return bytes(changed)


def _insert(data: bytearray, place: int, draw: random.Random) -> None:
    data[place:place] = draw.choice(TOKENS)


def _replace(data: bytearray, place: int, draw: random.Random) -> None:
    token = draw.choice(TOKENS)
    data[place : place + len(token)] = token


def _flip(data: bytearray, place: int, draw: random.Random) -> None:
    if data:
        data[place % len(data)] ^= 1 << draw.randrange(8)


def _noise(data: bytearray, place: int, draw: random.Random) -> None:
    data[place : place + draw.randrange(20)] = draw.randbytes(draw.randrange(20))


def _cut(data: bytearray, place: int, draw: random.Random) -> None:
    del data[place : place + draw.randrange(200)]


def _truncate(data: bytearray, place: int, draw: random.Random) -> None:
    del data[place:]


def _repeat(data: bytearray, place: int, draw: random.Random) -> None:
    data[place:place] = data[place : place + draw.randrange(300)]


_MUTATIONS = (_insert, _insert, _replace, _replace, _flip, _flip, _noise, _cut, _truncate, _repeat)


def outcome(data: bytes, case: Case) -> str:
    """Return ``"read"`` or the kind of the refusal; let everything else through."""
    try:
        raw = load(data, hints=case.hints)
        assert_no_line_vanishes(raw)
        cleaned = clean(raw, case.mapping)
    except PerennialError as error:
        return error.kind if "\n" not in error.message else "SEVERAL LINES"
    gone = {"read": 0, "policy": 0, "observe": 0}
    for step, _reason, rows, _amount in cleaned.ledger.rows():
        gone[step] = gone.get(step, 0) + rows
    assert cleaned.input.records == cleaned.valid.rows + gone["read"]
    assert cleaned.valid.rows == cleaned.kept.rows + gone["policy"] + gone["observe"]
    return "read"


def assert_no_line_vanishes(raw: Raw) -> None:
    """Every physical line of a text table is kept, joined, blank or set aside."""
    if raw.count is None or any(notice.code == "months_unpivoted" for notice in raw.notices):
        return
    rows = raw.frame.select(ROW).collect()[ROW]
    aside = raw.malformed[ROW]
    assert raw.count.kept == len(rows) == rows.n_unique()
    assert raw.count.aside == len(aside) == aside.n_unique()
    assert rows.is_sorted()
    assert not set(rows) & set(aside)
    if len(rows) + len(aside):
        first, last = (min(rows.to_list() + aside.to_list()), max(rows.to_list() + aside.to_list()))
        assert last - first + 1 <= raw.count.lines


def main(arguments: Sequence[str] = ()) -> int:
    """Run the fuzzer; return the number of files that raised."""
    files = int(arguments[0]) if arguments else FILES
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    seeds = [case for case in cases() if len(case.data) < 40_000]
    draw = random.Random(seed)
    found: Counter[str] = Counter()
    for number in range(files):
        case = draw.choice(seeds)
        data = mutate(case.data, draw)
        if number % 10_000 == 0:
            print(f"{number:>8,} files", file=sys.stderr, flush=True)
        try:
            found[outcome(data, case)] += 1
            assert not found["SEVERAL LINES"]
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            found["RAISED"] += 1
            print(f"file {number} from {case.name!r}, seed {seed}: {data[:300]!r}")
            traceback.print_exc(limit=-4)
            if found["RAISED"] >= 10:
                break
    for kind, count in found.most_common():
        print(f"{count:>8,}  {kind}")
    return found["RAISED"]


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)

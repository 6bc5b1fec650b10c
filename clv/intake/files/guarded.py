"""Readers written in Rust may panic on damaged files; here that becomes a plain refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clv.errors import InputError, PerennialError


@contextmanager
def refusing(kind: str, message: str) -> Iterator[None]:
    """Turn whatever a foreign reader raises into an `InputError` of that kind.

    Memory errors, interrupts and our own errors pass.

    Examples
    --------
    >>> with refusing("corrupt_file", "The file is damaged; export it again."):
    ...     {}["cell"]
    Traceback (most recent call last):
    clv.errors.InputError: The file is damaged; export it again.
    """
    try:
        yield
    except (PerennialError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    # A panic derives from BaseException and has no importable type.
    except BaseException as error:
        raise InputError(kind, message) from error

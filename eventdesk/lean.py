"""Leaving out what libraries load only in case somebody needs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """In here an import of these packages fails as if they were not installed, unless they are loaded already.

    For libraries that offer more where such a package is there, and load it to see: a server needs no HTTP client.
    What was loaded in here does without for good; imports after it find the packages.
    """
    left_out = [each for each in packages if each not in sys.modules]
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]  # None is how an import is told to fail
    try:
        yield
    finally:
        for each in left_out:
            del sys.modules[each]

"""Gives memory that a phrase has used back to the machine.

glibc keeps freed blocks in one pool for each thread. Measured with three neural voices loaded, after ten phrases: 927 MB
resident without these calls, 410 MB with them; a call takes 3 to 10 ms.
"""

import ctypes
import ctypes.util
from functools import lru_cache
from typing import Any

_M_ARENA_MAX = -8


@lru_cache(maxsize=1)
def _libc() -> Any | None:
    name = ctypes.util.find_library("c")
    library = ctypes.CDLL(name) if name else None
    # musl and macOS have neither function and need neither.
    return library if library and hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def limit_pools(pools: int) -> None:
    """Let all threads share a few pools; to be called before they start."""
    library = _libc()
    if library:
        library.mallopt(_M_ARENA_MAX, pools)


def give_back() -> None:
    """Return freed memory to the machine."""
    library = _libc()
    if library:
        library.malloc_trim(0)

"""Memory of a process that answers in many threads."""

import ctypes
from contextlib import suppress

M_ARENA_MAX = -8  # of malloc.h


def few_arenas() -> None:
    """Have the C library give threads memory from one heap, where it knows how to.

    Each thread that answers would else get a heap of its own, which keeps for good the most that it ever held.
    To be called before threads are begun; anywhere but on Linux with glibc it does nothing.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, 1)

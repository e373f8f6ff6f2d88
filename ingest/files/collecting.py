"""A pause of the collector of garbage while a file is read.

A file of very many small lines becomes as many objects, all of which last; the collector would look through
them, and through all that the libraries have made, again and again: up to half of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Within the context no garbage is collected, unless somebody else has turned that off already."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

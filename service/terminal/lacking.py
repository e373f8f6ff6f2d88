"""A lack of memory, as each part of the program says it."""

# Python's threads, torch, the dynamic linker, onnxruntime and the operating system
_WORDS = (
    "can't start new thread",
    "can't allocate memory",
    "failed to map segment",
    "cannot allocate memory",
    "bad_alloc",
)
NO_MEMORY = "there is not enough memory for this"


def lacks_memory(error: BaseException) -> bool:
    """Whether that is what an error says."""
    return isinstance(error, MemoryError) or any(word in str(error).lower() for word in _WORDS)

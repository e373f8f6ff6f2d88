"""Packages that only some commands need, and what to run where one of them is not installed."""

OURS = {"ingest", "index", "service", "eval"}  # one of these missing is a fault of the program
EXTRAS = {"ir_measures": "eval", "openai": "llm", "sklearn": "eval"}  # all others come with `ingest`


def not_installed(error: ModuleNotFoundError) -> str | None:
    """What to install for a module that was not found, in a line; None for one of our own."""
    module = (error.name or "").partition(".")[0]
    if not module or module in OURS:
        return None
    extra = EXTRAS.get(module, "ingest")
    return f"this needs more packages than answering ({module} is missing): pip install '.[{extra}]'"

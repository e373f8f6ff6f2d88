"""How a question was understood, in words that a person would use; only where something was changed."""

from collections.abc import Sequence


def understood(question: str, spelt: str, earlier: Sequence[str]) -> str | None:
    """What was changed of a question: its spelling, or that it was read with earlier ones, else None."""
    asked = f"Read as “{spelt}”" if spelt != question else ""
    if not earlier:
        return asked or None
    before = f"together with your earlier question{'s' * (len(earlier) > 1)} " + ", ".join(
        f"“{one}”" for one in earlier
    )
    return f"{asked}, {before}" if asked else f"Read {before}"

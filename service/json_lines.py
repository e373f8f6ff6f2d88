"""JSON lines checked by pydantic models, with one sentence for what is wrong with a line."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

SHOWN = 40  # characters of a faulty value

Record = TypeVar("Record", bound=BaseModel)
_KINDS = {
    "string_type": "text",
    "list_type": "a list",
    "float_type": "a number",
    "int_type": "a whole number",
    "finite_number": "a number",
    "model_type": "an object",
}


class LineError(ValueError):
    """A line that is not what it should be; the message says why, without naming file and line."""


def parse_line(line: str) -> Any:
    """What a line of JSON holds; raises `LineError`."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except ValueError as error:  # a number of too many digits
        raise LineError("not JSON that can be read: a number is too long") from error
    except RecursionError:
        raise LineError("not JSON that can be read: nested too deeply") from None


def check_record(model: type[Record], record: Any) -> Record:
    """A record by its model, whose types are taken strictly; raises `LineError` for the first fault."""
    try:
        return model.model_validate(record, strict=True)
    except ValidationError as error:
        raise LineError(_fault(error.errors(include_url=False))) from error


def _fault(errors: Sequence[Any]) -> str:
    """The first fault, with all others of its kind where fields are missing or unknown."""
    first = errors[0]
    kind, within = first["type"], first["loc"][:-1]
    alike = [each["loc"] for each in errors if each["type"] == kind and each["loc"][:-1] == within]
    fields = sorted(str(place[-1]) for place in alike if place)
    if kind == "missing":
        return f"{_named(within)} lacks {', '.join(fields)}"
    if kind == "extra_forbidden":
        return f"{_named(within)} has an unknown field: {', '.join(fields)}"
    name, value, limits = _named(first["loc"]), json.dumps(first["input"])[:SHOWN], first.get("ctx", {})
    if kind == "too_short":
        return f"{name} is empty: give at least {limits['min_length']}"
    if kind == "value_error":
        return f"{name} {limits['error']}"
    if kind == "literal_error":
        wanted = limits["expected"].replace("'", "")
    elif kind in ("less_than_equal", "greater_than_equal"):
        wanted = f"at most {limits['le']:g}" if "le" in limits else f"at least {limits['ge']:g}"
    else:
        wanted = _KINDS.get(kind, first["msg"])
    return f"{name} must be {wanted}, not {value}"


def _named(place: Sequence[int | str]) -> str:
    """A place in a record as a reader knows it."""
    names = [part for part in place if isinstance(part, str)]
    if not names:
        return "the line"
    return f"each entry of {names[-1]}" if isinstance(place[-1], int) else names[-1]

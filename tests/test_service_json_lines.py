"""Lines of JSON by a model, each fault in one sentence."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.json_lines import LineError, check_record, parse_line


def _is_even(number: int) -> int:
    if number % 2:
        raise ValueError("is odd")
    return number


class Part(BaseModel):
    """A part of a line."""

    model_config = ConfigDict(extra="forbid")

    text: str


class Line(BaseModel):
    """A line with a field of each kind."""

    model_config = ConfigDict(extra="forbid")

    text: str
    parts: list[Part] = []
    numbers: list[int] = Field(default=[1], min_length=1)
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.5
    way: Literal["up", "down"] = "up"
    even: Annotated[int, AfterValidator(_is_even)] = 0


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        pytest.param([], "the line must be an object, not []", id="a list"),
        pytest.param({}, "the line lacks text", id="a missing field"),
        pytest.param(
            {"text": "a", "b": 1, "a": 2}, "the line has an unknown field: a, b", id="unknown fields"
        ),
        pytest.param({"text": 5}, "text must be text, not 5", id="a number as text"),
        pytest.param({"text": "a", "parts": {}}, "parts must be a list, not {}", id="an object as a list"),
        pytest.param(
            {"text": "a", "parts": ["b"]},
            'each entry of parts must be an object, not "b"',
            id="text as an entry",
        ),
        pytest.param(
            {"text": "a", "parts": [{}]}, "each entry of parts lacks text", id="an entry without a field"
        ),
        pytest.param({"text": "a", "numbers": []}, "numbers is empty: give at least 1", id="an empty list"),
        pytest.param(
            {"text": "a", "numbers": [True]},
            "each entry of numbers must be a whole number, not true",
            id="truth as a number",
        ),
        pytest.param({"text": "a", "share": "x"}, 'share must be a number, not "x"', id="text as a number"),
        pytest.param(
            {"text": "a", "share": float("inf")}, "share must be a number, not Infinity", id="no end"
        ),
        pytest.param({"text": "a", "share": 2}, "share must be at most 1, not 2", id="too much"),
        pytest.param({"text": "a", "share": -1}, "share must be at least 0, not -1", id="too little"),
        pytest.param({"text": "a", "way": "in"}, 'way must be up or down, not "in"', id="none of the names"),
        pytest.param({"text": "a", "even": 3}, "even is odd", id="a check of one's own"),
        pytest.param(
            {"text": "b" * 99 + "c", "even": "d" * 99},
            f'even must be a whole number, not "{"d" * 39}',
            id="cut",
        ),
    ],
)
def test_the_first_fault_is_one_sentence(record: Any, fault: str) -> None:
    """It names the field, what must stand there, and what does."""
    with pytest.raises(LineError) as told:
        check_record(Line, record)
    assert str(told.value) == fault


def test_a_record_without_fault_is_taken() -> None:
    """Whole numbers are numbers; what may be left out has its default."""
    line = check_record(Line, {"text": "a", "parts": [{"text": "b"}], "share": 1})
    assert (line.text, line.parts[0].text, line.share, line.numbers) == ("a", "b", 1.0, [1])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param('{"a" 1}', "not JSON: Expecting ':' delimiter at character 6", id="no colon"),
        pytest.param("[" * 100_000, "not JSON that can be read: nested too deeply", id="endless"),
    ],
)
def test_a_line_that_is_no_json_is_told(line: str, fault: str) -> None:
    """Where, and what is missing."""
    with pytest.raises(LineError) as told:
        parse_line(line)
    assert str(told.value) == fault

"""Log lines: JSON for programs, text for people."""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from service.serving.logs import JsonLines, TextLines, fields_of, log_config, of_request


def record(message: str, fields: dict[str, Any] | None = None) -> logging.LogRecord:
    """A record of an error that is being handled."""
    made = logging.LogRecord(
        "service.serving.live", logging.ERROR, __file__, 1, message, ("index",), sys.exc_info()
    )
    made.fields = fields or {}
    return made


def test_a_traceback_stays_in_its_line() -> None:
    """JSON has one line for a record, whatever it holds."""
    try:
        raise ValueError("line\nbreak")
    except ValueError:
        told = JsonLines().format(record("the %s\nis damaged", {"path": Path("a")}))
    assert "\n" not in told
    one = json.loads(told)
    assert (one["message"], one["path"], one["level"]) == ("the index\nis damaged", "a", "error")
    assert one["time"].endswith("+00:00")
    assert "ValueError: line\nbreak" in one["traceback"]


def test_text_is_for_people() -> None:
    """Time, level and message, then name=value; a traceback below."""
    try:
        raise ValueError("broken")
    except ValueError:
        with of_request("mine"):
            first, *rest = TextLines().format(record("the %s is damaged", {"status": 500})).splitlines()
    assert first[8:] == " error   the index is damaged status=500 request_id=mine"
    assert rest[-1] == "    ValueError: broken"


def test_the_request_id_ends_with_the_request() -> None:
    """What is logged afterwards has none."""
    with of_request("mine"):
        assert fields_of(record("")) == {"request_id": "mine"}
    assert fields_of(record("")) == {}


@pytest.mark.parametrize(("form", "formatter"), [("json", JsonLines), ("text", TextLines)])
def test_all_loggers_share_one_form(form: Any, formatter: type[logging.Formatter]) -> None:
    """The configuration has one handler, on the root, at the level that is set.

    It can be handed to another process.
    """
    config = log_config(form, "warning")
    assert config["formatters"]["lines"]["()"] is formatter
    assert config["root"] == {"handlers": ["stderr"], "level": "WARNING"}

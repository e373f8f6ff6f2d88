"""What the page asks before it asks several questions."""

import pytest
from fastapi.testclient import TestClient

from service.answering.answer import LONGEST_QUESTION
from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Desk


@pytest.mark.parametrize(
    ("text", "questions"),
    [("Why?\nWhen is it?", ["Why?", "When is it?"]), ("I left.\nWhy?", ["I left.\nWhy?"])],
    ids=["two", "one"],
)
def test_the_questions_of_a_text_are_told(desk: Desk, text: str, questions: list[str]) -> None:
    """In their order; no index is needed for it."""
    with TestClient(
        create_app(Settings(index=desk.root / "none")), base_url="http://localhost:8000"
    ) as client:
        assert client.post("/api/questions", json={"text": text}).json() == {"questions": questions}


def test_what_is_too_long_is_refused(desk: Desk) -> None:
    """In the one shape of every error."""
    with TestClient(create_app(Settings(index=desk.root)), base_url="http://localhost:8000") as client:
        told = client.post("/api/questions", json={"text": "a" * (LONGEST_QUESTION + 1)})
    assert (told.status_code, told.json()["error"]["code"]) == (422, "invalid_request")

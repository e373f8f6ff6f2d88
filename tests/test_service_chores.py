"""What front ends' own tasks are answered: what the conversation and the sources hold, in the form that is wanted."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from service.answering.answer import Answer
from service.answering.chores import LONGEST_TITLE, UNTITLED, Chore, chore_of, title
from tests.test_service_answer import ANSWER, citation

TALK = "USER: when do I ask for more?\nASSISTANT: In spring. [1]\nUSER: and if they say no? [2]\nASSISTANT: Ask again."
FENCED = f"### Chat History:\n<chat_history>\n{TALK}\n</chat_history>"
ASKED = ["when do I ask for more?", "and if they say no?"]


def found(question: str, history: Sequence[str]) -> Answer:
    """An answer that names what it was asked."""
    sections: list[list[str]] = [["Pay", "When"], ["Pay"], ["Leaving"], []]
    cited = [replace(citation(number), section=section) for number, section in enumerate(sections, start=1)]
    understood = f"{question} ({' '.join(history)})" if history else question
    return replace(
        ANSWER,
        question=question,
        standalone_question=understood,
        citations=cited,
        related=["What next?", "Notice"],
    )


def never(*_: Any) -> Answer:
    """What needs no look into the sources."""
    raise AssertionError("it was looked up")


def test_questions_are_found_in_every_form_of_a_conversation() -> None:
    """Written out, fenced, as messages in JSON, by the last message alone, or before the task itself."""
    assert chore_of(f"Write a title of this conversation.\n{FENCED}").asked == ASKED
    assert chore_of(f"Write a title of this conversation.\n{TALK}").asked == ASKED
    messages = [
        {"role": "user", "content": ASKED[0]},
        {"role": "assistant", "content": "No."},
        {"role": "user", "content": ASKED[1]},
    ]
    assert chore_of(f"Write a title of this conversation: {json.dumps(messages)}").asked == ASKED
    almost = '[{"role": "user", "content": "a \\x b"}]'
    assert chore_of(f"Write a title of this conversation: {almost}").asked == ["a \\x b"]
    assert chore_of(f"{TALK}\n\nWrite a title of this conversation.").kind == "title"
    assert chore_of(f"Write a title for the following query: {ASKED[0]}").asked == ASKED[:1]
    assert chore_of(f'Write a title, the title only. "{ASKED[0]}"').asked == ASKED[:1]
    assert (
        chore_of(f"Name this conversation.\n```\n{ASKED[0]}\n---\nIn spring.\n```\nKeep it short.").asked
        == ASKED[:1]
    )
    assert chore_of("Write a title of our conversation.", ASKED).asked == ASKED
    follow_up = f"Chat History:\nHuman: {ASKED[0]}\nAssistant: In spring.\nFollow Up Input: {ASKED[1]}\nStandalone question:"
    assert chore_of(f"Rephrase it to be a standalone question.\n{follow_up}").asked == ASKED


@pytest.mark.parametrize(
    ("task", "told"),
    [
        pytest.param("Write a title for this conversation.", "When do I ask for more?", id="a title"),
        pytest.param("Give this conversation a name.", "When do I ask for more?", id="a name"),
        pytest.param("Suggest three follow-up questions to this conversation.", "What next?", id="follow-ups"),
        pytest.param("Suggest three questions that the user might ask next in this conversation.", "What next?", id="questions"),
        pytest.param("Generate 1-3 tags of the themes of this conversation.", "Pay\nLeaving\nHow to Ask", id="tags"),
        pytest.param("Generate search queries for this conversation.", f"{ASKED[1]} ({ASKED[0]})", id="queries"),
        pytest.param("Rephrase the last question.", f"{ASKED[1]} ({ASKED[0]})", id="a question of its own"),
        pytest.param("You are an autocompletion system.", "", id="a completion"),
        pytest.param("Summarize this conversation in 50 words.", None, id="a summary"),
        pytest.param("Answer by what the tags hold.", None, id="tags that are no tags"),
    ],
)  # fmt: skip
def test_what_is_wanted_is_made_of_what_there_is(task: str, told: str | None) -> None:
    """In lines; None for what would have to be made up."""
    assert chore_of(f"{task}\n{FENCED}").done(found) == told


@pytest.mark.parametrize(
    ("task", "told"),
    [
        pytest.param('Write a title. JSON format: { "title": "your title here" }', {"title": "When do I ask for more?"}, id="a title"),
        pytest.param('Suggest what comes next. ### Output:\nJSON format: { "follow_ups": ["Question 1?", "…"] }', {"follow_ups": ["What next?"]}, id="follow-ups"),
        pytest.param('Find the themes.\nRespond with JSON only, like this:\n{\n  "tags": ["tag1", "tag2"]\n}', {"tags": ["Pay", "Leaving", "How to Ask"]}, id="tags"),
        pytest.param('Respond with a JSON object in the format: { "queries": ["query1"] }', {"queries": [f"{ASKED[1]} ({ASKED[0]})"]}, id="queries"),
        pytest.param('You are an autocompletion system. JSON: `{ "text": "<your_completion>" }`', {"text": ""}, id="a completion"),
        pytest.param('Return JSON: {"title": "…", "tags": ["…"], "mood": "…"}', {"title": "When do I ask for more?", "tags": ["Pay", "Leaving", "How to Ask"], "mood": ""}, id="several"),
        pytest.param('Choose a tool. Return JSON; where none fits {"tool_calls": []}', {"tool_calls": []}, id="what is not known"),
        pytest.param("Suggest two follow-up questions as a JSON array of strings.", ["What next?"], id="a list"),
    ],
)  # fmt: skip
def test_json_has_the_shape_that_is_asked_for(task: str, told: Any) -> None:
    """Each field that is known is filled, all others are empty."""
    assert json.loads(chore_of(f"{task}\n{FENCED}").done(found) or "") == told


def test_json_in_the_conversation_is_no_shape() -> None:
    """What is said there is not what the task wants."""
    talk = 'USER: what is JSON? {"title": "x"}\nASSISTANT: A format.'
    task = f"Write a title for this conversation.\n<chat_history>\n{talk}\n</chat_history>"
    assert chore_of(task).done(never) == 'What is JSON? {"title": "x"}'


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        pytest.param([], UNTITLED, id="nothing was asked"),
        pytest.param(["hi", "thanks", "why leave?"], "Why leave?", id="what is more than a greeting"),
        pytest.param(["hi"], "Hi", id="a greeting alone"),
        pytest.param(
            ["a word " * 20], "A word a word a word a word a word a word a word a word a…", id="cut at a word"
        ),
        pytest.param(["x" * 90], "X" + "x" * 58 + "…", id="a word without an end"),
    ],
)
def test_a_title_is_the_first_question(asked: list[str], shown: str) -> None:
    """Shortened, with a capital."""
    assert title(asked) == shown
    assert len(shown) <= LONGEST_TITLE


def test_without_a_conversation_nothing_is_looked_up() -> None:
    """Lists are empty; greetings are no questions."""
    for asked in ([], ["hello", "thanks"]):
        for kind in ("tags", "follow-ups", "queries"):
            assert Chore(kind, {kind: True}, asked).done(never) == json.dumps({kind: []})


@pytest.mark.parametrize(
    "line",
    [
        "JSON ",
        '"role": "user", "content": "',
        "<context>",
        "user:\n",
        "write a ",
        '{"a": ',
        "the " + " " * 50,
        '"',
        "```\n",
    ],
)
def test_no_line_of_a_long_text_takes_long(line: str) -> None:
    """However it is made, only its ends are read; a pattern that is worse than linear would not come back."""
    text = f"Write a title for this conversation.\n{line * (200_000 // len(line))}"
    assert chore_of(text).kind == "title"

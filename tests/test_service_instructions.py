"""What chat front ends send for themselves."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.answering.answer import LONGEST_QUESTION
from service.answering.asking import NO_QUESTION
from service.answering.instructions import is_instruction, is_task, without_conversation
from service.assistant import Assistant
from service.settings import Settings
from service.web.api import create_app

HISTORY = "USER: should I do an exit interview?\nASSISTANT: Generally, it is not recommended."
TITLE = f"""### Task:
Write a title of 3 to 5 words, with one emoji, that sums up the conversation.
### Guidelines:
- Plain language, no quotation marks.
### Output:
JSON format: {{ "title": "your title here" }}
### Chat History:
<chat_history>
{HISTORY}
</chat_history>"""
TASKS = {
    "title": TITLE,
    "tags": """### Task:
Name 1-3 broad tags of the main themes of the chat history, and 1-3 more specific ones.
### Output:
JSON format: { "tags": ["tag1", "tag2", "tag3"] }""",
    "follow-ups": """### Task:
Suggest 3-5 questions that the user might naturally ask next, as the user would put them.
### Output:
JSON format: { "follow_ups": ["Question 1?", "Question 2?"] }""",
    "search queries": f"""### Task:
Determine from the chat history whether a search is needed, and give queries for it.
### Output:
JSON format: {{ "queries": ["query1", "query2"] }}
### Chat History:
{HISTORY}""",
    "completion": """### Task:
You are an autocompletion system. Continue the text in `<text>`.
### Instructions:
1. Do not repeat it.
<type>search query</type><text>are exit interviews</text>""",
    "sources of somebody else": """Answer by what stands between the tags alone.
<context>
</context>
Query: are exit interviews mandatory?""",
    "tools": """Available Tools: []
Return an empty string if no tool fits.
Query: are exit interviews mandatory?""",
    "a conversation alone": HISTORY,
    "a question made to stand alone": """Rephrase the last question so that it can be understood by itself.
Chat History:
Human: should I do an exit interview?
Follow Up Input: are they mandatory?
Standalone question:""",
    "title alone": 'Summarize in a title of ten words. Give the title only. "should I do an exit interview?"',
    "title of a message": "Given the following... please reply with a title for the chat of 3 words.\n\nIt is a risk.",
    "title in a sentence": "Please write a title of four or five words for our conversation, without quotation marks.",
    "name": "Based on the chat history, give this conversation a name. Keep it short.",
    "summary": "Summarize the discussion in 200 words or less, to be used as a prompt for what comes.",
    "emoji": "Your task is to find one emoji for the speaker's face. Message: I was fired",
    "header": "Create a phrase of 3-5 words as a header for the following query: should I do an exit interview?",
}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_an_instruction_is_recognised(task: str) -> None:
    """By its parts, by the conversation in it, or by what is to be made of that."""
    assert is_instruction(task)
    assert is_instruction(task.upper())


@pytest.mark.parametrize(
    "question",
    [
        "should I do an exit interview?",
        "write a title for my resume",
        "give me just the title of a book about pay",
        "Given my notice period, suggest a name for my last project",
        "how do I summarize a conversation with my boss?",
        "suggest follow-up questions for the end of an interview",
        "write a follow-up email after the conversation with the recruiter",
        "suggest a follow-up to the conversation with my manager",
        "summarize the discussion about exit interviews",
        "please name the main reasons to decline",
        "how should I answer the following question: why do you want to leave",
        "what does 'follow up' mean in the conversation?",
        "provide tips for the message I send to a recruiter",
        "User: is that a job title?",
        "Recruiter: what is your salary?\nMe: what should I say?",
        "Context: I was laid off.\nQuestion: should I mention it?",
        "## My situation\nI was fired.\n## My question\nWhat now?",
        "what goes under ## Output in a resume",
        "<b>exit</b> interviews",
        "",
    ],
)
def test_a_persons_question_is_none(question: str) -> None:
    """Though it gives an order, tells its context or speaks of conversations."""
    assert not is_instruction(question)


@pytest.mark.parametrize(
    ("told", "task"),
    [
        pytest.param("- you will write a short title for the first message of a chat", True, id="a title"),
        pytest.param("Summarize the user's conversation into a title of ten words.", True, id="named last"),
        pytest.param(
            "Generate a very short chat title (2-5 words max) based on the user's message.",
            True,
            id="in brackets",
        ),
        pytest.param(
            "Your *sole task* is to generate a *concise*, one-line title for the chat.", True, id="set off"
        ),
        pytest.param("Suggest three follow-up questions after each message.", False, id="follow-ups"),
        pytest.param("Provide answers to messages; never mention names or titles.", False, id="a rule"),
        pytest.param("Write a title above every message.", False, id="a form of answers"),
        pytest.param("You are a careers adviser. Give short answers.", False, id="a person to be"),
        pytest.param(
            "Write like a friend. The conversation is about work. Use no titles.", False, id="a style"
        ),
        pytest.param("Help with CVs. " * 30 + "Write a title for the conversation.", False, id="far down"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_task_may_be_told_the_system(told: str, task: bool) -> None:
    """Only where it is what it is told first: such a message stands before every question."""
    assert is_task(told) is task


def test_an_instruction_is_read_without_its_conversation() -> None:
    """Neither what is fenced nor what comes from the first who speaks on is what it says itself."""
    told = "Write a title.\n<context>in JSON</context>\nIn JSON.\nUser: in JSON?"
    assert without_conversation(told).split() == ["Write", "a", "title.", "In", "JSON."]
    assert without_conversation(HISTORY) == ""
    assert without_conversation(f"{HISTORY}\n\nIt is a risk.\n\nWrite a title.") == "Write a title."


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("task", [TITLE, TITLE + "\n" + HISTORY * 100], ids=["short", "long"])
def test_a_chat_front_end_gets_its_title(task: str, stream: bool, seeds_root: Path) -> None:
    """Alone, without citations, and no error, however long the conversation is."""
    asked = {"model": "careerqa", "messages": [{"role": "user", "content": task}], "stream": stream}
    with TestClient(create_app(Settings(index=seeds_root)), base_url="http://localhost:8000") as client:
        told = client.post("/v1/chat/completions", json=asked)
        assert told.status_code == 200
        if stream:
            events = [
                line.removeprefix("data: ") for line in told.text.splitlines() if line.startswith("data: {")
            ]
            chunks = [json.loads(event) for event in events]
            content = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
            answer = chunks[-1]["careerqa"]
        else:
            content, answer = told.json()["choices"][0]["message"]["content"], told.json()["careerqa"]
        assert json.loads(content) == {"title": "Should I do an exit interview?"}
        assert (answer["status"], answer["confidence"], answer["citations"], answer["passages"]) == (
            "not_in_sources",
            0,
            [],
            [],
        )
        assert len(answer["question"]) <= LONGEST_QUESTION


@pytest.mark.parametrize("name", ["sources of somebody else", "summary", "emoji", "a conversation alone"])
def test_what_cannot_be_made_is_refused_in_a_sentence(name: str, seeds_assistant: Assistant) -> None:
    """A template around a question too: what stands in it is not what the sources say."""
    answer = seeds_assistant.ask(TASKS[name])
    assert (answer.status, answer.answer, answer.citations) == ("not_in_sources", NO_QUESTION, [])


def test_the_question_before_it_is_the_title(seeds_assistant: Assistant) -> None:
    """A front end may send its task behind the conversation itself."""
    answer = seeds_assistant.ask(TASKS["title in a sentence"], ["should I do an exit interview?"])
    assert (answer.answer, answer.citations) == ("Should I do an exit interview?", [])

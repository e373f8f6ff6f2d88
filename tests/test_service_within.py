"""Questions that are asked of some collections only, through every door."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import anyio
import httpx
import openai
import pytest
from mcp import Client
from rich.console import Console

from index import ArticleCard, LocalStore
from service.answering.within import MOST_WITHIN, CollectionError, collections_of, scope_of
from service.assistant import Assistant, Fixed
from service.protocols.plain_text import with_sources
from service.settings import Settings
from service.terminal.chat import Chat
from service.terminal.printed import print_answer
from service.terminal.transcript import markdown
from service.web.api import create_app
from tests.conftest import Desk
from tests.loopback import served
from tests.one_article import OneArticle
from tests.processes import wait_until
from tests.test_service_cli import careerqa
from tests.test_service_events import read_events

QUESTION = "should I do an exit interview?"
FOLLOWING_UP = "how do I send a follow-up email after an interview?"
JOINT = f"should I do an exit interview and {FOLLOWING_UP}"
UNKNOWN = "there is no collection or article “nowhere”; the collections are “advice”, “talks”"


@pytest.fixture(scope="module")
def assistant(collected_root: Path) -> Iterator[Assistant]:
    """What answers from two collections and an article in none."""
    snapshot = LocalStore(collected_root).open()
    yield Assistant(Fixed(snapshot))
    snapshot.close()


@pytest.fixture(scope="module")
def service(collected_root: Path) -> Iterator[str]:
    """The service over them."""
    with served(create_app(Settings(index=collected_root))) as address:
        yield address


def test_what_is_looked_in_answers(assistant: Assistant) -> None:
    """Where a collection holds the answer, it is given as without the others; it names the collection."""
    told = assistant.ask(QUESTION, within=["talks"])
    assert (told.status, told.within) == ("answered", ["talks"])
    assert {citation.path.partition("/")[0] for citation in told.citations} == {"talks"}
    assert told.citations == [
        citation for citation in assistant.ask(QUESTION).citations if citation.path.startswith("talks/")
    ]


def test_what_is_elsewhere_does_not_answer(assistant: Assistant) -> None:
    """It is refused; the nearest passages and what is offered are the collection's own."""
    told = assistant.ask(QUESTION, within=["advice"])
    assert (told.status, told.within) == ("not_in_sources", ["advice"])
    shown = {passage.article for passage in told.passages}
    assert shown == {"advice/003_0c5a6819a0cc41f0"}
    with assistant.checking():
        wait_until(lambda: assistant.ask(QUESTION, within=["talks"]).related)
        for question in assistant.ask(QUESTION, within=["talks"]).related:
            assert assistant.ask(question).citations[0].path.startswith("talks/")


def test_both_are_looked_in_together(assistant: Assistant) -> None:
    """Each once, by name; the parts of a question each have their answer."""
    told = assistant.ask(JOINT, within=["talks", "advice", "talks"])
    assert (told.within, told.unanswered) == (["advice", "talks"], [])
    assert {citation.path.partition("/")[0] for citation in told.citations} == {"advice", "talks"}
    assert assistant.ask(JOINT, within=["talks"]).unanswered == [FOLLOWING_UP]


def test_without_a_restriction_all_is_found(assistant: Assistant) -> None:
    """Also what is in no collection, which none finds; nothing is said of where was looked."""
    question = "what should I jot down as soon as I leave the interview?"
    told = assistant.ask(question)
    assert told.citations[0].article == "002_95b02d27df277159"
    assert "within" not in told.as_dict()
    restricted = assistant.ask(question, within=["advice", "talks"])
    assert "002_95b02d27df277159" not in {passage.article for passage in restricted.passages}


def test_a_follow_up_is_restricted_too(assistant: Assistant) -> None:
    """It is read with what was asked before, wherever that was answered."""
    told = assistant.ask("are they mandatory?", [QUESTION], within=["talks"])
    assert told.status == "answered"
    assert told.standalone_question == f"are they mandatory? ({QUESTION})"
    assert assistant.ask("are they mandatory?", [QUESTION], within=["advice"]).status == "not_in_sources"


def test_misspelt_words_are_corrected_by_all_sources(assistant: Assistant) -> None:
    """A word is right that any collection has."""
    told = assistant.ask("shoud I do an exit interveiw?", within=["advice"], explain=True)
    assert told.explanation is not None
    assert told.explanation["corrections"] == {"shoud": "should", "interveiw": "interview"}


@pytest.mark.parametrize("line", ["thanks", "как мне подготовиться к собеседованию?"])
def test_where_nothing_is_looked_up_nothing_is_said_of_it(assistant: Assistant, line: str) -> None:
    """Small talk and what is not read look nowhere; a collection that is not there is refused all the same."""
    assert "within" not in assistant.ask(line, within=["talks"]).as_dict()
    with pytest.raises(CollectionError):
        assistant.ask(line, within=["nowhere"])


def test_single_articles_are_looked_in(assistant: Assistant) -> None:
    """Named by id or by file; what is found elsewhere counts for nothing, and the answer names them by id."""
    question = "what should I jot down as soon as I leave the interview?"
    told = assistant.ask(question, within=["002_95b02d27df277159.txt"])
    assert (told.status, told.within) == ("answered", ["002_95b02d27df277159"])
    assert told.citations == assistant.ask(question).citations
    both = assistant.ask(question, within=["advice", "talks/000_545cee09d23d1661", "advice"])
    assert both.within == ["advice", "talks/000_545cee09d23d1661"]
    assert {passage.article for passage in both.passages} <= {
        "advice/003_0c5a6819a0cc41f0",
        "talks/000_545cee09d23d1661",
    }
    assert [card.id for card in assistant.articles(["talks/000_545cee09d23d1661"])] == [
        "talks/000_545cee09d23d1661"
    ]


def test_too_many_are_refused(assistant: Assistant) -> None:
    """With how many may be named."""
    with pytest.raises(CollectionError, match=f"201 collections and articles .* at most {MOST_WITHIN} "):
        assistant.ask(QUESTION, within=["talks"] * 201)


class Files(OneArticle):
    """An index of articles with these ids and files."""

    def __init__(self, *files: tuple[str, str]) -> None:
        super().__init__()
        self.files = files

    def articles(self) -> list[ArticleCard]:
        """One for each."""
        return [replace(self.card, id=name, path=path) for name, path in self.files]


def test_a_collection_goes_before_an_article_of_its_name() -> None:
    """Which is then named by its file, also in the answer, so that asking again asks the same."""
    index = Files(("pay", "pay.md"), ("pay/rise", "pay/rise.md"))
    assert scope_of(index, ["pay"]).names == ("pay",)
    assert scope_of(index, ["pay"]).articles == ()
    named = scope_of(index, ["pay.md"])
    assert (named.collections, named.articles, named.names) == ((), ("pay",), ("pay.md",))
    assert scope_of(index, named.names) == named


class Named(OneArticle):
    """An index of an article in each of some collections."""

    def __init__(self, *collections: str) -> None:
        super().__init__()
        self.names = collections

    def articles(self) -> list[ArticleCard]:
        """One for each."""
        return [replace(self.card, path=f"{name}/a.md" if name else "a.md") for name in self.names]


@pytest.mark.parametrize(
    ("there", "wanted", "meant"),
    [
        pytest.param(["b", "a"], [], (), id="none"),
        pytest.param(["b", "a"], ["b", "a", "b"], ("a", "b"), id="by-name"),
        pytest.param(["talks", "Talks"], ["Talks"], ("Talks",), id="letter-by-letter"),
        pytest.param(["talks"], ["talks/"], ("talks",), id="as-a-shell-completes-it"),
        pytest.param(
            [normalize("NFD", "café")], ["café"], (normalize("NFD", "café"),), id="composed-otherwise"
        ),
        pytest.param(
            [normalize("NFD", "café"), "café"], ["café"], ("café",), id="composed-otherwise-and-the-same"
        ),
    ],
)
def test_collections_are_named(there: list[str], wanted: list[str], meant: tuple[str, ...]) -> None:
    """By their whole names, whatever a keyboard or a shell makes of them."""
    assert scope_of(Named(*there), wanted).names == meant


@pytest.mark.parametrize(
    ("there", "wanted", "told"),
    [
        pytest.param(
            ["b", "a"],
            ["a", "c"],
            "there is no collection or article “c”; the collections are “a”, “b”",
            id="another",
        ),
        pytest.param(
            ["a", ""], ["c"], "there is no collection or article “c”; the collection is “a”", id="one"
        ),
        pytest.param(
            [""],
            ["c"],
            "there is no collection or article “c”; there are no collections, as no article is in a folder",
            id="none",
        ),
        pytest.param(["a"], [""], "there is no collection or article “”; the collection is “a”", id="empty"),
        pytest.param(
            ["a"],
            ["c\n" * 100],
            f"there is no collection or article “{'c ' * 49}c…”; the collection is “a”",
            id="long",
        ),
        pytest.param(
            [f"{number:02d}" for number in range(22)],
            ["c"],
            f"there is no collection or article “c”; the collections are {', '.join(f'“{number:02d}”' for number in range(20))} "
            "and 2 more",
            id="many",
        ),
    ],
)
def test_a_collection_that_is_not_there_is_told(there: list[str], wanted: list[str], told: str) -> None:
    """With those that are, in one line."""
    with pytest.raises(CollectionError) as raised:
        scope_of(Named(*there), wanted)
    assert str(raised.value) == told


def test_collections_are_counted() -> None:
    """An article in no folder counts for none."""
    assert collections_of(Named("b", "a", "", "b")) == {"a": 1, "b": 2}


def command_line(_: str, root: Path, within: list[str]) -> dict[str, Any]:
    """`careerqa ask --in`."""
    words = [word for name in within for word in ("--in", name)]
    found: dict[str, Any] = json.loads(careerqa("ask", "--json", *words, QUESTION, index=root).stdout)
    return found


def batch(_: str, root: Path, within: list[str]) -> dict[str, Any]:
    """`careerqa ask --batch`."""
    line = json.dumps({"question": QUESTION, "in": within})
    found: dict[str, Any] = json.loads(careerqa("ask", "--batch", "-", index=root, stdin=line).stdout)
    return found


def as_json(address: str, _: Path, within: list[str]) -> dict[str, Any]:
    """`POST /api/ask`."""
    told = httpx.post(f"{address}/api/ask", json={"question": QUESTION, "in": within}, timeout=60)
    found: dict[str, Any] = told.raise_for_status().json()
    return found


def as_events(address: str, _: Path, within: list[str]) -> dict[str, Any]:
    """The same as events; the first says too where was looked."""
    told = httpx.post(
        f"{address}/api/ask",
        json={"question": QUESTION, "in": within},
        headers={"accept": "text/event-stream"},
        timeout=60,
    )
    events = read_events(told.text)
    understood, answer = events[0][1], events[-1][1]
    assert understood.get("within") == answer.get("within")
    found: dict[str, Any] = answer
    return found


def chat(address: str, _: Path, within: list[str]) -> dict[str, Any]:
    """`POST /v1/chat/completions`."""
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        told: Any = client.chat.completions.create(
            model="careerqa", messages=[{"role": "user", "content": QUESTION}], extra_body={"in": within}
        )
    found: dict[str, Any] = told.careerqa
    return found


def agent(address: str, _: Path, within: list[str]) -> dict[str, Any]:
    """The MCP tool `ask`."""

    async def ask() -> Any:
        async with Client(f"{address}/mcp", read_timeout_seconds=60) as client:
            return await client.call_tool("ask", {"question": QUESTION, "within": within})

    found: dict[str, Any] = anyio.run(ask).structured_content
    return found


Door = Callable[[str, Path, list[str]], dict[str, Any]]


@pytest.mark.parametrize(
    "within", [[], ["advice"], ["talks", "advice"], ["002_95b02d27df277159", "advice"]], ids=str
)
@pytest.mark.parametrize("door", [command_line, batch, as_json, as_events, chat, agent])
def test_every_door_restricts(
    door: Door, within: list[str], service: str, collected_root: Path, assistant: Assistant
) -> None:
    """The answer object is the same; without a restriction it has no field for one."""
    expected = json.loads(json.dumps(assistant.ask(QUESTION, within=within).as_dict()))
    told = door(service, collected_root, within)
    assert told | {"took_ms": 0, "related": []} == expected | {"took_ms": 0, "related": []}
    assert told.get("within") == (sorted(within, key=lambda name: (name[0].isdigit(), name)) or None)


def test_every_door_tells_what_is_not_there(service: str, collected_root: Path) -> None:
    """In the same words, each in its form."""
    body = {"question": QUESTION, "in": ["nowhere"]}
    error = {"error": {"code": "invalid_request", "message": UNKNOWN}}
    told = httpx.post(f"{service}/api/ask", json=body, timeout=60)
    assert (told.status_code, told.json()) == (422, error)
    told = httpx.post(f"{service}/api/ask", json=body, headers={"accept": "text/event-stream"}, timeout=60)
    assert (told.status_code, read_events(told.text)) == (422, [("error", error)])
    told = httpx.post(f"{service}/api/ask", json={"question": QUESTION, "in": "talks"}, timeout=60)
    assert (told.status_code, told.json()["error"]["code"]) == (422, "invalid_request")
    messages = [{"role": "user", "content": QUESTION}]
    told = httpx.post(
        f"{service}/v1/chat/completions",
        json={"model": "careerqa", "messages": messages, "in": ["nowhere"]},
        timeout=60,
    )
    assert (told.status_code, told.json()["error"]["message"]) == (400, UNKNOWN)
    assert told.json()["error"]["param"] == "in"

    async def ask(tool: str, arguments: dict[str, Any]) -> Any:
        async with Client(f"{service}/mcp", read_timeout_seconds=60) as client:
            return await client.call_tool(tool, arguments | {"within": ["nowhere"]})

    for tool, arguments in (("ask", {"question": QUESTION}), ("search_passages", {"query": QUESTION})):
        result = anyio.run(ask, tool, arguments)
        assert result.is_error
        assert result.content[0].text.endswith(UNKNOWN)
    for words in (["ask", QUESTION], ["sources"], ["chat"]):
        done = careerqa(words[0], "--in", "nowhere", *words[1:], index=collected_root, stdin="")
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"careerqa: {UNKNOWN}\n")


def test_lines_of_a_file_have_their_own(collected_root: Path) -> None:
    """What the command names holds for those that name none."""
    lines = [
        {"question": QUESTION, "in": ["talks"]},
        {"question": QUESTION},
        {"question": QUESTION, "in": []},
    ]
    text = "\n".join(map(json.dumps, lines))
    done = careerqa("ask", "--batch", "-", "--in", "advice", index=collected_root, stdin=text)
    assert [json.loads(line)["within"] for line in done.stdout.splitlines()] == [
        ["talks"],
        ["advice"],
        ["advice"],
    ]
    wrong = json.dumps({"question": QUESTION, "in": "talks"})
    done = careerqa("ask", "--batch", "-", index=collected_root, stdin=wrong)
    assert (done.returncode, done.stderr) == (2, 'careerqa: -:1: in must be a list, not "talks"\n')


def test_sources_are_listed_by_collection(collected_root: Path) -> None:
    """Those of one, or of several."""

    def listed(*words: str) -> list[str]:
        told = json.loads(careerqa("sources", "--json", *words, index=collected_root).stdout)
        return [source["path"] for source in told["sources"]]

    assert listed("--in", "advice") == ["advice/003_0c5a6819a0cc41f0.txt"]
    both = listed("--in", "advice", "--in", "talks/")
    assert [path.partition("/")[0] for path in both] == ["advice", "talks", "talks"]
    folder = str(collected_root.parent / "sources")
    assert listed(folder, "--in", "talks") == both[1:]
    assert len(listed(folder)) == 4


def test_collections_are_listed_for_programs(service: str) -> None:
    """By name, with the number of articles."""
    told = httpx.get(f"{service}/api/collections", timeout=60).json()
    assert told == [{"name": "advice", "articles": 1}, {"name": "talks", "articles": 2}]


def test_an_agent_searches_passages_of_a_collection(assistant: Assistant) -> None:
    """The nearest of it, however far."""
    everywhere = {passage.article for passage in assistant.passages("exit interview")}
    assert everywhere != {"advice/003_0c5a6819a0cc41f0"}
    shown = assistant.passages("exit interview", ["advice"])
    assert {passage.article for passage in shown} == {"advice/003_0c5a6819a0cc41f0"}


def test_a_conversation_is_restricted_until_told_otherwise(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its questions, its list of sources and what `/why` explains."""
    chat = Chat(assistant)

    def told(line: str) -> str:
        assert chat.handle(line)
        return "".join(capsys.readouterr())

    assert told("/in advice") == "Answers from 1 article in advice.\n"
    assert told("/sources").count("passages,") == 1
    assert "looked only in: advice" in told(QUESTION)
    assert chat.turns[-1].answer.status == "not_in_sources"
    assert told("/in advice, talks/") == "Answers from 3 articles in advice, talks.\n"
    assert told("/in nowhere") == f"careerqa: {UNKNOWN}\n"
    assert "looked only in: advice, talks" in told(QUESTION)
    assert told("/in") == "Answers from 4 articles.\nCollections: advice, talks\n"
    assert "looked only in" not in told(QUESTION)
    assert chat.turns[-1].answer.within is None


def test_why_is_explained_of_what_was_asked(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    """The collections that the answer was looked up in, whatever was chosen since."""
    chat = Chat(assistant, within=("advice",))
    chat.handle(QUESTION)
    chat.handle("/in talks")
    capsys.readouterr()
    chat.handle("/why")
    explained = capsys.readouterr().out
    assert "advice/003_0c5a6819a0cc41f0" in explained
    assert "talks/" not in explained


@pytest.mark.usefixtures("quick_export")
def test_a_name_may_hold_commas(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole name goes before a list of names."""
    desk.write("pay, leave/one.txt", "A Title\n\nAsk in spring.\n")
    desk.ingest()
    snapshot = LocalStore(desk.root).open()
    chat = Chat(Assistant(Fixed(snapshot)))
    chat.handle("/in pay, leave")
    assert capsys.readouterr().out == "Answers from 1 article in pay, leave.\n"
    snapshot.close()


def test_it_is_said_where_was_looked(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    """In a terminal, in Markdown and below the text for programs; in none of them where it was everywhere."""
    restricted, free = assistant.ask(QUESTION, within=["talks"]), assistant.ask(QUESTION)
    for answer, count in ((restricted, 1), (free, 0)):
        print_answer(Console(width=200), assistant, answer)
        assert capsys.readouterr().out.count("looked only in: talks") == count
        assert markdown([answer], assistant).count("*Looked only in: talks*") == count
        assert with_sources(answer).count("\n\nLooked only in: talks") == count

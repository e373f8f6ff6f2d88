"""Questions that are offered: made in the background, only such as the sources surely answer."""

from collections.abc import Iterator
from dataclasses import replace
from threading import enumerate as enumerate_threads

from index import ArticleCard, LocalSnapshot, LocalStore, Snapshot
from ingest import Article
from service.answering.answer import AnswerOverdue
from service.answering.offers import ARTICLES, SHOWN, TRIED, Offers, unchecked
from service.assistant import Assistant, Fixed
from service.phrasing.language_model import LanguageModel
from tests.conftest import Desk
from tests.processes import wait_until

PURPOSE = ("000_545cee09d23d1661", "Purpose of Exit Interviews")


def examples(assistant: Assistant) -> list[str]:
    """The questions to begin with, when all are found."""
    with assistant.checking():
        wait_until(lambda: assistant.examples()[1])
    return assistant.examples()[0]


def test_the_sources_surely_answer_what_is_offered(seeds_index: Snapshot) -> None:
    """Each is a question, none is asked twice, and more than one article answers."""
    assistant = Assistant(Fixed(seeds_index))
    questions = examples(assistant)
    assert 2 < len(questions) == len({question.lower() for question in questions}) <= SHOWN
    assert all(question.endswith("?") for question in questions)
    answers = [assistant.ask(question) for question in questions]
    assert {answer.sureness and answer.sureness.degree for answer in answers} == {"sure"}
    assert len({answer.citations[0].article for answer in answers}) > 1


def test_nothing_is_offered_that_is_not_checked(seeds_index: Snapshot) -> None:
    """A program that answers once has no time for it, and starts no thread."""
    assistant = Assistant(Fixed(seeds_index))
    assert assistant.examples() == ([], True)
    assert assistant.ask("should I do an exit interview?").related == []
    assert unchecked(seeds_index, [PURPOSE]) == []


def test_what_is_near_an_answer_is_offered_once_it_is_checked(seeds_index: Snapshot) -> None:
    """Beside the next answer; never the heading itself, nor what the answer is from."""
    assistant = Assistant(Fixed(seeds_index))
    question = "What is the purpose of exit interviews?"
    with assistant.checking():
        wait_until(lambda: question in assistant.ask("should I do an exit interview?").related)
        assert all(one.endswith("?") for one in assistant.ask("should I do an exit interview?").related)
        assert question not in assistant.ask(question).related


def test_given_questions_take_the_place_of_headings(seeds_index: Snapshot) -> None:
    """Those of them that are surely answered."""
    given = ["what is the capital of France?", "What is an exit interview?"]
    assert examples(Assistant(Fixed(seeds_index), examples=given)) == ["What is an exit interview?"]


class Noted(LanguageModel):
    """A model at an address where nothing answers; it notes what it is given."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/v1", "small")
        self.tasks: list[str] = []

    def draft(self, instructions: str, task: str) -> Iterator[str]:
        """What the endpoint says, which is an error."""
        self.tasks.append(task)
        return super().draft(instructions, task)


def test_no_language_model_is_asked_for_them(seeds_index: Snapshot) -> None:
    """Where there is one, they are found without a word to it."""
    model = Noted()
    assistant = Assistant(Fixed(seeds_index), model=model)
    assert examples(assistant)
    assert model.tasks == []


def test_sources_without_headings_have_none(desk: Desk) -> None:
    """An index is no less usable for it."""
    for path in desk.sources.rglob("*"):
        if path.is_file():
            path.unlink()
    desk.write("plain.txt", "Ask in spring, when the budgets are open. Nobody can say yes in winter.\n")
    desk.ingest(confirmed=True)
    index = LocalStore(desk.root).open()
    assert examples(Assistant(Fixed(index))) == []
    index.close()


class Vault(LocalSnapshot):
    """The seeds as if they were ten thousand articles, none of which is cited under its number.

    It notes what is read.
    """

    def __init__(self, index: Snapshot) -> None:
        self.__dict__.update(index.__dict__)
        self.read: list[str] = []
        self._real = index.articles()

    def articles(self) -> list[ArticleCard]:
        """The cards, over and over."""
        return [replace(self._real[number % len(self._real)], id=f"{number:05d}") for number in range(10_000)]

    def source(self, article_id: str) -> Article | None:
        """The seed that a number stands for."""
        self.read.append(article_id)
        return super().source(self._real[int(article_id) % len(self._real)].id)


def test_ten_thousand_articles_cost_little(seeds_index: Snapshot, seeds_assistant: Assistant) -> None:
    """A few are read, from the first to the last, and a bounded number of questions is asked, though none will do."""
    vault, asked = Vault(seeds_index), list[str]()

    def ask(question: str) -> object:
        asked.append(question)
        return seeds_assistant.ask("thanks")

    offers = Offers(ask)  # type: ignore[arg-type]  # any answer will do that cites nothing
    with offers.checked(lambda: vault):
        wait_until(lambda: offers.first(vault)[1])
    assert offers.first(vault) == ([], True)
    assert len(set(vault.read)) == ARTICLES
    assert max(vault.read) > "09000"
    assert 0 < len(asked) <= TRIED


def test_a_question_that_fails_ends_nothing(seeds_index: Snapshot) -> None:
    """It is not offered, and what comes after it is checked all the same; the thread ends with the service."""
    assistant = Assistant(Fixed(seeds_index))
    failed = list[str]()

    def ask(question: str) -> object:
        if not failed:
            failed.append(question)
            raise AnswerOverdue("it took too long")
        return assistant.ask(question)

    offers, others = Offers(ask), set(enumerate_threads())  # type: ignore[arg-type]
    near = [PURPOSE, ("001_878addb260ad28b5", "Why you should respond to job rejection")]
    with offers.checked(lambda: seeds_index):
        wait_until(lambda: offers.related(seeds_index, near))
    assert failed[0] not in offers.related(seeds_index, near)
    assert "offers" not in {thread.name for thread in set(enumerate_threads()) - others}

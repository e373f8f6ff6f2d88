"""Questions to begin with: headings that the sources answer, spread over them, at little cost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index import ArticleCard, LocalSnapshot, LocalStore, Snapshot
from ingest import Span
from service.answering.answer import Answer
from service.assistant import Assistant, Fixed
from service.phrasing.language_model import LanguageModel
from service.web.examples import ARTICLES, SHOWN, TRIED, example_questions
from tests.conftest import Desk


def test_each_example_is_answered_by_the_sources(seeds_assistant: Assistant) -> None:
    """None is refused; they come from several articles, and twice the same are made."""
    questions = example_questions(seeds_assistant)
    assert len(questions) == len({question.lower() for question in questions}) == SHOWN
    answers = [seeds_assistant.ask(question) for question in questions]
    assert all(answer.status == "answered" for answer in answers)
    assert len({answer.citations[0].article for answer in answers}) > 1
    assert example_questions(seeds_assistant) == questions


class Noted(LanguageModel):
    """A model at an address where nothing answers; it notes what it is given."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/v1", "small")
        self.tasks: list[str] = []

    def draft(self, instructions: str, task: str) -> Iterator[str]:
        """What the endpoint says, which is an error."""
        self.tasks.append(task)
        return super().draft(instructions, task)


def test_no_language_model_is_asked_for_them(seeds_index: Snapshot, seeds_assistant: Assistant) -> None:
    """Where there is one, the same are made without a word to it; what a person asks is given to it."""
    model = Noted()
    assistant = Assistant(Fixed(seeds_index), model=model)
    questions = example_questions(assistant)
    assert questions == example_questions(seeds_assistant)
    assert model.tasks == []
    assert assistant.ask(questions[0]).note
    assert len(model.tasks) == 1


def test_sources_without_headings_have_no_examples(desk: Desk) -> None:
    """An index is no less usable for it."""
    for path in desk.sources.rglob("*"):
        if path.is_file():
            path.unlink()
    desk.write("plain.txt", "Ask in spring, when the budgets are open. Nobody can say yes in winter.\n")
    desk.ingest(confirmed=True)
    index = LocalStore(desk.root).open()
    assert example_questions(Assistant(Fixed(index))) == []
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

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """The seed that a number stands for, or one that an answer quotes."""
        if article_id.isdigit():
            self.read.append(article_id)
        return super().article(
            self._real[int(article_id) % len(self._real)].id if article_id.isdigit() else article_id
        )


class Counted(Assistant):
    """It notes what it is asked."""

    def __init__(self, index: Snapshot) -> None:
        super().__init__(Fixed(index))
        self.asked: list[str] = []

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        within: Sequence[str] = (),
        explain: bool = False,
        phrased: bool = True,
    ) -> Answer:
        """The answer, as ever."""
        self.asked.append(question)
        return super().ask(question, history, within=within, explain=explain, phrased=phrased)


def test_ten_thousand_articles_cost_little(seeds_index: Snapshot) -> None:
    """A few are read, from the first thousand to the last, and a bounded number of headings is asked.

    Though none will do.
    """
    vault = Vault(seeds_index)
    assistant = Counted(vault)
    assert example_questions(assistant) == []
    assert len(vault.read) == ARTICLES
    assert (vault.read[0], vault.read[-1] > "09000") == ("00000", True)
    assert len(assistant.asked) == TRIED

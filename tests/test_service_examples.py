"""Questions to begin with: headings that the sources answer, spread over them, at little cost."""

from dataclasses import replace

import pytest

from index import ArticleCard, LocalSnapshot, LocalStore, Snapshot
from ingest import Span
from service.answering.answer import Answer, answer
from service.web import examples
from service.web.examples import ARTICLES, SHOWN, TRIED, example_questions
from tests.conftest import Desk


def test_each_example_is_answered_by_the_sources(seeds_index: Snapshot) -> None:
    """None is refused; they come from several articles, and twice the same are made."""
    found = example_questions(seeds_index)
    assert len(found) == len({one.lower() for one in found}) == SHOWN
    told = [answer(seeds_index, one) for one in found]
    assert all(one.status == "answered" for one in told)
    assert len({one.citations[0].article for one in told}) > 1
    assert example_questions(seeds_index) == found


def test_sources_without_headings_have_no_examples(desk: Desk) -> None:
    """An index is no less usable for it."""
    for path in desk.sources.rglob("*"):
        if path.is_file():
            path.unlink()
    desk.write("plain.txt", "Ask in spring, when the budgets are open. Nobody can say yes in winter.\n")
    desk.ingest()
    index = LocalStore(desk.root).open()
    assert example_questions(index) == []
    index.close()


class Vault(LocalSnapshot):
    """The seeds as if they were ten thousand articles, none of which is cited under its number; it notes what is read."""

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
        return super().article(self._real[int(article_id) % len(self._real)].id if article_id.isdigit() else article_id)


def test_ten_thousand_articles_cost_little(seeds_index: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few are read, from the first thousand to the last, and a bounded number of headings is asked, though none will do."""
    asked: list[str] = []

    def counted(index: Snapshot, question: str) -> Answer:
        asked.append(question)
        return answer(index, question)

    monkeypatch.setattr(examples, "answer", counted)
    vault = Vault(seeds_index)
    assert example_questions(vault) == []
    assert len(vault.read) == ARTICLES
    assert (vault.read[0], vault.read[-1] > "09000") == ("00000", True)
    assert len(asked) == TRIED

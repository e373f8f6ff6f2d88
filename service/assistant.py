"""What every door holds: it answers from a store, by a reranker, with a language model where there is one."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index import ArticleCard, Snapshot
from service.answering.answer import Answer, ShownPassage
from service.answering.asking import Asker, readable
from service.answering.citation import Citation
from service.answering.late_interaction import LateInteraction
from service.answering.lookup import Lookup
from service.answering.offers import Offers, unchecked
from service.answering.rerankers import MakeReranker, best_reranker
from service.answering.tuning import Tuning
from service.answering.within import collections_of, scope_of
from service.phrasing.phrase import Telling, phrasing

if TYPE_CHECKING:
    from service.phrasing.judge import Judge
    from service.phrasing.language_model import LanguageModel

ANSWER_SECONDS = 10.0
QUICK: MakeReranker = LateInteraction  # in a fifth of the time, and refuses less well


class Opened(Protocol):
    """What gives the snapshot to answer from: the newest of a store that is watched, or always the same."""

    def get(self) -> Snapshot:
        """The snapshot; raises `IndexUnusable` where there is none."""
        ...

    def watched(self) -> AbstractContextManager[None]:
        """Look for newer ones meanwhile."""
        ...


class Fixed:
    """One snapshot, always the same."""

    def __init__(self, index: Snapshot) -> None:
        self._index = index

    def get(self) -> Snapshot:
        """The snapshot."""
        return self._index

    def watched(self) -> AbstractContextManager[None]:
        """Nothing can come after it."""
        return nullcontext()


class Assistant:
    """Answers questions. Safe for many threads; `ask` and `stream` are the only ways in.

    Without a `reranker` each index is answered by the best one that it carries what is needed for.
    """

    def __init__(
        self,
        opened: Opened,
        *,
        model: "LanguageModel | None" = None,
        judge: "Judge | None" = None,
        reranker: MakeReranker | None = None,
        seconds: float = ANSWER_SECONDS,
        examples: Sequence[str] = (),
    ) -> None:
        self.opened = opened
        self.model = model
        self._judge = judge
        self._make_reranker = reranker
        self._seconds = seconds
        self._asker: Asker | None = None
        self.offers = Offers(self._alone, examples)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        within: Sequence[str] = (),
        explain: bool = False,
        phrased: bool = True,
    ) -> Answer:
        """The answer to a question, with what was asked before in the same conversation, oldest first.

        It comes from all sources, or from the collections and articles `within` them. Without `phrased` no
        language model is asked, though there be one. Raises `QuestionError` where nothing can be asked or
        what is named is not there, `AnswerOverdue` where it takes too long, `IndexUnusable` where there is nothing to answer
        from.
        """
        steps = self.stream(question, history, within=within, explain=explain, phrased=phrased)
        return next(step for step in steps if isinstance(step, Answer))

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        within: Sequence[str] = (),
        explain: bool = False,
        phrased: bool = True,
    ) -> Iterator[Telling]:
        """The same as it comes about.

        What was understood, each sentence as it is certain, last the whole answer.

        What can go wrong is raised before the first of them.
        """
        readable(question)  # what cannot be asked needs no index
        answer = self.asker().ask(question, history, within=within, explained=explain)
        return phrasing(answer, self.model if phrased else None, self._judge)

    def passages(self, query: str, within: Sequence[str] = ()) -> list[ShownPassage]:
        """The passages nearest to a query, best first, also where they do not answer it; raises as `ask`."""
        return self.asker().ask(query, within=within).passages

    def asker(self) -> Asker:
        """What answers from the snapshot that is served now."""
        index = self.opened.get()
        asker = self._asker
        if asker is None or asker.index is not index:
            kept = Tuning.of(index.tuning) if index.tuning else Tuning()
            make = self._make_reranker or best_reranker(index, kept)
            tuning = kept.serving(index.encoder.settings.digest, make.name)
            related = self.offers.related
            asker = self._asker = Asker(index, make(index, tuning), tuning, self._seconds, related)
        return asker

    def examples(self) -> tuple[list[str], bool]:
        """Questions to begin with that the sources surely answer, as far as found, and whether these are all."""
        return self.offers.first(self.opened.get())

    def checking(self) -> AbstractContextManager[None]:
        """Find meanwhile which questions may be offered; without it none is."""
        return self.offers.checked(self.opened.get)

    def _alone(self, question: str) -> Answer:
        """An answer that offers no questions."""
        return replace(self.asker(), related=unchecked).ask(question)

    def lookup(self) -> Lookup:
        """Search and ranking alone, for evaluation and fitting."""
        asker = self.asker()
        return Lookup(asker.index, asker.reranker, asker.tuning)

    def articles(self, within: Sequence[str] = ()) -> list[ArticleCard]:
        """All articles, by id, or those `within` what is named; raises `CollectionError` for what is not."""
        index = self.opened.get()
        scope = scope_of(index, within)
        return [card for card in index.articles() if scope.holds(card)]

    def named(self, within: Sequence[str]) -> tuple[str, ...]:
        """The collections and articles that names mean; raises `CollectionError` for one that is not there."""
        return scope_of(self.opened.get(), within).names

    def collections(self) -> dict[str, int]:
        """The collections by name, each with the number of its articles."""
        return collections_of(self.opened.get())

    def source_file(self, citation: Citation) -> Path | None:
        """The file that a citation stands in, if it still is there; for doors on that machine."""
        file = self.opened.get().manifest.location(citation.path)
        return file if file.is_file() else None

"""Questions that are offered: to begin with, and beside an answer.

Made of titles and headings or taken from a question set, and offered once it was found that the sources surely
answer them. That costs an answer each, so it is done in the background and kept for as long as an index is
served; what is not checked yet is not offered.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread

from index import IndexUnusable, Snapshot
from service.answering.answer import Answer, AnswerOverdue, QuestionError
from service.answering.headings import article_questions

log = logging.getLogger(__name__)

SHOWN = 6  # to begin with
RELATED = 3
ARTICLES = 24  # read at most for questions to begin with, spread over all of them
TRIED = 40  # questions asked at most for these
OF_ONE = 2  # shown of one article, more where there are but few
WAITING = 200  # headings at most that wait to be checked
LOOK_EVERY = 0.2  # seconds
LONGEST_ARTICLE = 500_000  # characters; every word of an article is looked at for its headings
Heading = tuple[str, str]  # an article's id and a heading in it, or its title
Ask = Callable[[str], Answer]


@dataclass
class _Known:
    """What was found for one index."""

    index: Snapshot
    made: dict[Heading, str | None] = field(
        default_factory=dict
    )  # None: no question, or none that is answered
    waiting: set[Heading] = field(default_factory=set)
    first: list[str] = field(default_factory=list)
    whole: bool = False  # the questions to begin with are all found


def unchecked(_index: Snapshot, _near: Sequence[Heading]) -> list[str]:
    """The questions that headings may be offered as, where none is checked: none."""
    return []


class Offers:
    """The questions that may be offered from the index that is served; for many threads."""

    def __init__(self, ask: Ask, given: Sequence[str] = ()) -> None:
        self._ask = ask
        self._given = list(given)
        self._known: _Known | None = None
        self._lock = Lock()
        self._queue: Queue[tuple[_Known, Heading | None]] = Queue(WAITING)
        self._checking = False

    def first(self, index: Snapshot) -> tuple[list[str], bool]:
        """Questions to begin with as far as they are found, and whether these are all."""
        known = self._of(index)
        return list(known.first), known.whole or not self._checking

    def related(self, index: Snapshot, near: Sequence[Heading]) -> list[str]:
        """Of the headings near an answer the questions that may be offered; the others are checked for next time."""
        known = self._of(index)
        found = [question for heading in near if (question := known.made.get(heading))]
        for heading in near:
            self._put(known, heading)
        return list(dict.fromkeys(found))[:RELATED]

    @contextmanager
    def checked(self, served: Callable[[], Snapshot]) -> Iterator[None]:
        """Check meanwhile what may be offered, beginning with the index that is served."""
        ended = Event()
        worker = Thread(target=self._work, args=(ended, served), name="offers", daemon=True)
        self._checking = True
        worker.start()
        try:
            yield
        finally:
            self._checking = False
            ended.set()
            worker.join()

    def _of(self, index: Snapshot) -> _Known:
        with self._lock:
            if self._known is None or self._known.index is not index:
                self._known = _Known(index)
                if self._checking:
                    self._put(self._known, None)
            return self._known

    def _put(self, known: _Known, heading: Heading | None) -> None:
        if not self._checking or heading in known.made or heading in known.waiting:
            return
        try:
            self._queue.put_nowait((known, heading))
        except Full:
            return  # it is asked for again
        if heading is not None:
            known.waiting.add(heading)

    def _work(self, ended: Event, served: Callable[[], Snapshot]) -> None:
        with suppress(IndexUnusable):
            self._put(self._of(served()), None)
        while not ended.is_set():
            try:
                known, heading = self._queue.get(timeout=LOOK_EVERY)
            except Empty:
                continue
            try:
                if known is not self._known:
                    continue  # of an index that is not served any more
                if heading is None:
                    self._begin(known, ended)
                else:
                    self._check(known, heading)
            except Exception:  # of whatever library: without this thread there would be no offers for good
                log.exception("a question that might be offered could not be checked")

    def _begin(self, known: _Known, ended: Event) -> None:
        """Find the questions to begin with: those given, else of headings, in turns over the articles."""
        if known.whole:
            return
        shown: Counter[str] = Counter()
        cards = known.index.articles()
        most = max(OF_ONE, SHOWN // max(min(len(cards), ARTICLES), 1))
        for question in self._given:
            if ended.is_set() or len(known.first) == SHOWN:
                break
            if self._surely(question, None):
                known.first.append(question)
        tried = 0
        for heading in () if self._given else self._headings(known.index):
            if ended.is_set() or len(known.first) == SHOWN or tried == TRIED:
                break
            if shown[heading[0]] < most:
                tried += 1
                made = self._check(known, heading)
                if made and made not in known.first:
                    known.first.append(made)
                    shown[heading[0]] += 1
        known.whole = True

    def _headings(self, index: Snapshot) -> Iterator[Heading]:
        """Headings that can be made into questions: the first of each of some articles, then the second of each."""
        cards = index.articles()
        spread = cards[:: max(1, len(cards) // ARTICLES)][:ARTICLES]
        step = max(1, len(spread) // SHOWN)
        spread = [
            card for first in range(step) for card in spread[first::step]
        ]  # not all of the first folder
        every = [self._of_article(index, card.id) for card in spread]
        for turn in zip_longest(*every):
            yield from ((card.id, one) for card, one in zip(spread, turn, strict=True) if one)

    def _of_article(self, index: Snapshot, article_id: str) -> dict[str, str]:
        short = any(one.id == article_id and one.characters <= LONGEST_ARTICLE for one in index.articles())
        article = index.source(article_id) if short else None
        return article_questions(article) if article else {}

    def _check(self, known: _Known, heading: Heading) -> str | None:
        """The question that a heading makes, if the sources surely answer it from the heading's own article."""
        if heading not in known.made:
            question = self._of_article(known.index, heading[0]).get(heading[1])
            good = question is not None and self._surely(question, heading[0])
            known.made[heading] = question if good else None
        return known.made[heading]

    def _surely(self, question: str, article: str | None) -> bool:
        try:
            answer = self._ask(question)
        except (QuestionError, AnswerOverdue):
            return False
        if not answer.citations or (article is not None and answer.citations[0].article != article):
            return False
        return answer.sureness is None or answer.sureness.degree == "sure"

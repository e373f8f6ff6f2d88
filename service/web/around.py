"""The sentences before and after a quote, as they stand in its source."""

from dataclasses import dataclass

from index import Snapshot
from ingest import Passage

SENTENCES = 2  # on each side
NEAR = 10_000  # characters on each side that are looked in


@dataclass(frozen=True, slots=True)
class Around:
    """Sentences before and after a stretch, in the source's order; none of them is part of an answer."""

    before: list[str]
    after: list[str]


def around(index: Snapshot, article_id: str, start: int, end: int) -> Around | None:
    """What stands around the characters `start:end` of an article, in the same section and the same voice.

    None where there is no such article.
    """
    card = next((card for card in index.articles() if card.id == article_id), None)
    if card is None:
        return None
    start, end = min(start, card.characters), min(end, card.characters)
    near = index.passages(article_id, max(start - NEAR, 0), max(start, end) + NEAR)
    own = next((one for one in near if one.start <= start < one.end), None)
    together = [one for one in near if own and _belongs(one, own)]
    sentences = {one.start: one for passage in together for one in passage.sentences}
    ordered = [sentences[at] for at in sorted(sentences)]
    before = [one for one in ordered if one.end <= start][-SENTENCES:]
    after = [one for one in ordered if one.start >= end][:SENTENCES]
    return Around([one.text for one in before], [one.text for one in after])


def _belongs(one: Passage, own: Passage) -> bool:
    return (one.section, one.kind, one.author) == (own.section, own.kind, own.author)

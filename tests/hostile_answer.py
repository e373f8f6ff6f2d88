"""An answer of which every word that a source or a visitor controls is the same hostile text."""

from ingest import harmless
from service.answering.answer import Answer, ShownPassage
from service.answering.citation import Citation
from service.answering.said import Said, spoken

ADDRESS = "https://good.example/page"


def hostile_answer(text: str, *, url: str | None = ADDRESS, refused: bool = False) -> Answer:
    """An answer of one quote, or a refusal with a passage near the question."""
    citation = Citation(
        number=1, article=harmless(text), title=text, section=[text], kind="reply", author=text, quote=text, start=0,
        end=9, line=3, path=text, place=f"{text} › {text}", speaker=f"a reply to a reader, by {text}",
        timestamp="00:01:00" if url else None, seconds=60 if url else None, url=url, licence=text,
    )  # fmt: skip
    passage = ShownPassage(
        rank=1, article=harmless(text), title=text, section=[text], kind="article", text=f"{text}\n{text}", start=0,
        end=9, place=text, speaker=text, timestamp=None, score=0.5,
    )  # fmt: skip
    said = [Said(f"There is 1 article: “{text}”.") if refused else Said(text, (1,))]
    return Answer(
        question=text, standalone_question=text, status="not_in_sources" if refused else "answered",
        answer=spoken(said).text, confidence=0.9, calibrated=False, citations=[] if refused else [citation],
        passages=[passage], said=said, related=[text], unanswered=[], index="digest", tuning="tuning",
        took_ms=1.0, note=text, within=[text], understood=f"Read as “{text}”",
    )  # fmt: skip

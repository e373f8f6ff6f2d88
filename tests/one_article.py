"""An index of one article, and answer objects about it, for the tests of evaluation."""

from typing import Any

from index import ArticleCard, LocalSnapshot
from ingest import Span

RAW = (
    "Say **no** [00:00:05], they [[ask_why | ask]] "
    '<a class="yt-timestamp" data-t="00:01:13">[00:01:13]</a>.\n'
    "Always [00:01:20]."
)


class OneArticle(LocalSnapshot):
    """An index of one article, `a`, whose raw text is `RAW`."""

    def __init__(self, form: str = "wiki") -> None:
        self.card = ArticleCard("a", "A", "a.md", form, None, None, None, len(RAW), 1)

    def articles(self) -> list[ArticleCard]:
        """Its only one."""
        return [self.card]

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """Its only one, by its id."""
        return (self.card, RAW, [Span(0, len(RAW), "text")]) if article_id == "a" else None


def citation(
    quote: str, *, article: str = "a", seconds: int | None = None, start: int = 0, end: int = 0
) -> dict[str, Any]:
    """A citation as an answer object has it, with what evaluation reads."""
    return {"number": 1, "article": article, "quote": quote, "seconds": seconds, "start": start, "end": end}


def answered(
    *citations: dict[str, Any], passages: tuple[str, ...] = (), status: str = "answered"
) -> dict[str, Any]:
    """An answer object with what evaluation reads."""
    return {
        "question": "Must I go?",
        "status": status,
        "citations": list(citations),
        "passages": [{"article": "a", "text": text} for text in passages],
        "confidence": 0.7,
        "took_ms": 12.5,
    }

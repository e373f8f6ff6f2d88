"""One question of the report page: a row of figures, and below it the answer with its sources.

All text is escaped.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from eval.escaping import escape
from eval.judgement import Judgement
from eval.metrics import gold_rank, sentence_recall, words_until
from eval.questions import Gold, Question
from ingest import format_time, web_address

OUTCOMES = ("right", "wrong", "refused rightly", "refused wrongly")
COLUMNS = {
    "id": "Id",
    "question": "Question",
    "kind": "Kind",
    "outcome": "Outcome",
    "confidence": "Confidence",
    "words": "Words",
    "rank": "Rank",
    "error": "Time error",
    "took": "ms",
}


def outcome(row: Judgement) -> str:
    """Right is an answer that soon quotes gold.

    Any other answer is wrong, also to what the sources do not answer.
    """
    if row.answered:
        return "right" if row.right else "wrong"
    return "refused wrongly" if row.answerable else "refused rightly"


def citations_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An answer's citations.

    One of another system that has no number or no time gets its place as number, and None.
    """
    return [
        {"number": place, "seconds": None} | citation
        for place, citation in enumerate(answer.get("citations") or [], start=1)
    ]


def row_html(place: int, question: Question, answer: Mapping[str, Any], row: Judgement) -> str:
    """A table body of two rows; `place` orders and names it."""
    said = outcome(row)
    figures = (
        (str(place), escape(question.id)),
        (question.question, f"<details><summary>{escape(question.question)}</summary></details>"),
        (question.kind, escape(question.kind)),
        (str(OUTCOMES.index(said)), f'<span class="pill {said.replace(" ", "-")}">{said}</span>'),
        _number(row.confidence, ".2f"),
        _number(row.words_until, "d"),
        _number(row.rank, "d"),
        _number(max(row.time_errors, default=None), "g", " s"),
        _number(row.took_ms, ".1f"),
    )
    cells = "".join(
        f'<td class="{name}" data-label="{label}" data-value="{escape(value)}">{shown}</td>'
        for (name, label), (value, shown) in zip(COLUMNS.items(), figures, strict=True)
    )
    citations, passages = citations_of(answer), answer.get("passages") or []
    opened = (
        _answer(place, question, answer, citations)
        + _sources(place, citations, passages)
        + _gold(question, citations, passages)
        + _ok(question, citations)
    )
    return (
        f'<tbody data-kind="{escape(question.kind)}" data-outcome="{said}"><tr>{cells}</tr>'
        f'<tr class="more"><td colspan="{len(COLUMNS)}">{opened}</td></tr></tbody>'
    )


def _number(value: float | None, form: str, unit: str = "") -> tuple[str, str]:
    """A cell's value to sort by, and as it is shown; a dash where there is none."""
    return ("", "–") if value is None else (str(value), f"{value:{form}}{unit}")


def _answer(
    place: int, question: Question, answer: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]
) -> str:
    """What was asked before, how it was understood, and what was said, each number a link to its quote.

    A text that is not kept part by part, with the numbers of its citations, has no such links.
    """
    before = "".join(f'<p class="quiet">Asked before: {escape(turn)}</p>' for turn in question.history)
    understood = answer.get("standalone_question") or question.question
    if understood != question.question:
        before += f'<p class="quiet">Understood as: {_text(understood)}</p>'
    known = {citation["number"] for citation in citations}
    said = answer.get("said") or _said(answer, citations)
    parts = [_text(part["text"]) + _chips(place, part.get("citations") or [], known) for part in said]
    return f'{before}<p class="answer">{" ".join(parts)}</p>'


def _said(answer: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a system says that does not keep it part by part: its text, or else its quotes."""
    if answer.get("answer") or not citations:
        return [{"text": answer.get("answer") or "No answer."}]
    return [{"text": citation["quote"], "citations": [citation["number"]]} for citation in citations]


def _chips(place: int, numbers: Sequence[Any], known: Container[Any]) -> str:
    """A link to its quote for each number of a citation that there is."""
    links = [
        f'<a class="chip" href="#quote-{place}-{_text(at)}">{_text(at)}</a>' for at in numbers if at in known
    ]
    return "".join(f" {link}" for link in links)


def _sources(
    place: int, citations: Sequence[Mapping[str, Any]], passages: Sequence[Mapping[str, Any]]
) -> str:
    """Passages with their quotes marked, then quotes whose passage is not shown, then the other passages."""
    left, quoted, others = list(citations), "", ""
    for passage in passages:
        inside = [
            citation
            for citation in left
            if citation["article"] == passage["article"] and citation["quote"] in passage["text"]
        ]
        left = [citation for citation in left if citation not in inside]
        shown = _source(place, passage, inside)
        quoted, others = (quoted + shown, others) if inside else (quoted, others + shown)
    for citation in left:
        quoted += _source(
            place,
            {**citation, "text": citation["quote"]},
            [citation],
            " (its passage is not among those shown)",
        )
    sources = f'<h3>Sources</h3><ol class="sources">{quoted}</ol>' if quoted else ""
    if others:
        opening, name = ("", "Other passages") if quoted else (" open", "Passages")
        sources += f'<details class="others"{opening}><summary>{name} near the question</summary>'
        sources += f'<ol class="sources">{others}</ol></details>'
    return sources


def _source(
    place: int, passage: Mapping[str, Any], citations: Sequence[Mapping[str, Any]], note: str = ""
) -> str:
    """A passage below its place and the numbers and times of what is quoted of it."""
    where = _text(
        " › ".join(map(str, [passage.get("title") or passage["article"], *(passage.get("section") or [])]))
    )
    cited = "".join(_cited(citation) for citation in citations)
    marked = _marked(place, passage["text"], citations)
    return f'<li><p class="place">{where}{note}{cited}</p><p class="passage">{marked}</p></li>'


def _marked(place: int, text: str, citations: Sequence[Mapping[str, Any]]) -> str:
    """A passage with each quote marked and numbered.

    Where quotes overlap the later mark begins behind the earlier.
    """
    shown, read = "", 0
    for start, citation in sorted(
        ((text.index(citation["quote"]), citation) for citation in citations), key=lambda pair: pair[0]
    ):
        start, end = max(start, read), max(start + len(citation["quote"]), read)
        number = _text(citation["number"])
        mark = f'<mark id="quote-{place}-{number}">{escape(text[start:end])}<sup>{number}</sup></mark>'
        shown += escape(text[read:start]) + mark
        read = end
    return shown + escape(text[read:])


def _cited(citation: Mapping[str, Any]) -> str:
    """A citation's number, author and time, which is a link where the citation has a web address."""
    who = f"{_text(citation['author'])}, " if citation.get("author") else ""
    when = "no time" if citation["seconds"] is None else format_time(int(citation["seconds"]))
    url = web_address(str(citation.get("url")))
    shown = f'<a href="{escape(url)}" rel="noopener noreferrer">{when}</a>' if url else when
    return f' <span class="cited">[{_text(citation["number"])}] {who}{shown}</span>'


def _gold(
    question: Question, citations: Sequence[Mapping[str, Any]], passages: Sequence[Mapping[str, Any]]
) -> str:
    """Each gold quotation, its article's times, and where it was found."""
    if not question.gold:
        return "<h3>Gold</h3><p>None: the sources do not answer this.</p>"
    said, read = (
        [(citation["article"], citation["quote"]) for citation in citations],
        [(passage["article"], passage["text"]) for passage in passages],
    )
    shown = ""
    for gold in question.gold:
        times = ", ".join(format_time(at) for at in gold.stamps) or "without times"
        shown += f'<li><p class="place">{escape(gold.article)}, {times}</p>'
        for quote in gold.quotes:
            alone = [Gold(gold.article, (quote,))]
            rank = gold_rank(read, alone)
            near = (
                f"in passage {rank}, not in the answer"
                if rank
                else "neither in the answer nor in a shown passage"
            )
            where = "in the answer" if words_until(said, alone) else near
            shown += f'<blockquote>{escape(quote)} <span class="found">{where}</span></blockquote>'
        shown += "</li>"
    return f'<h3>Gold</h3><ul class="gold">{shown}</ul>'


def _ok(question: Question, citations: Sequence[Mapping[str, Any]]) -> str:
    """What else belongs in a good answer, and whether the answer has it."""
    said = [(citation["article"], citation["quote"]) for citation in citations]
    shown = ""
    for entry in question.ok:
        shown += f'<li><p class="place">{escape(entry.article)}</p>'
        for quote in entry.quotes:
            where = "in the answer" if sentence_recall(said, [Gold(entry.article, (quote,))]) else ""
            shown += f'<blockquote>{escape(quote)} <span class="found">{where}</span></blockquote>'
        shown += "</li>"
    return f'<h3>Fine beside it</h3><ul class="gold">{shown}</ul>' if shown else ""


def _text(value: object) -> str:
    """Anything of an answer object as escaped text; another system's may be no text."""
    return escape(str(value))

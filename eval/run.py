"""Ask every question of a set, judge each answer against its gold, and add the judgements up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics import auroc, gold_rank, hit_at, percentile, quotes_gold, reciprocal_rank, time_right, words_until
from eval.questions import Question, QuestionSetError
from index import Index
from service.answer import QuestionError, answer

OVERALL = "overall"
BUDGETS = (60, 120, 300)
HITS = (1, 3, 5)

Figures = dict[str, float | int | None]
Summary = dict[str, Figures]

_STAMP = r"(?:<a class=\"yt-timestamp\"[^>]*>[\s\[\]\d:]*</a>|\[(?:\d+:)?\d+:\d\d\])"
_STAMPS = re.compile(rf"\s*{_STAMP}(?:,?\s*{_STAMP})*")
_MARKS = re.compile(
    r"\[\[(?:[^\[\]|]*\|)?\s*|\s*\]\]"  # a wiki link, each side by itself, for a quote may end inside one
    r"|!\[[^\]]*\]\([^)]*\)|\[(?=[^\[\]]+(?:\]\([^)\s]+\)|$))|(?<=\S)\]\([^)\s]+\)"  # image, web link
    r"|</?[A-Za-z][^<>]*>"
    r"|\*\*+|__|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one answer met its question's gold; counts of citations are over those that quote gold with stamps.

    `words_until` counts words up to the first gold quotation's end, `first` says that the first quote holds it,
    `rank` is that of the first shown passage with gold. `took_ms` is in milliseconds.
    """

    id: str
    kind: str
    answerable: bool
    answered: bool
    words_until: int | None
    first: bool
    rank: int | None
    times_cited: int
    times_right: int
    confidence: float
    took_ms: float


def run(index: Index, questions: Iterable[Question]) -> list[tuple[Question, dict[str, Any]]]:
    """Each question with its answer; raises `QuestionSetError` where gold names no article of the index or a question cannot be asked."""
    asked: list[tuple[Question, dict[str, Any]]] = []
    known = {card.id for card in index.articles()}
    for one in questions:
        for gold in one.gold:
            if gold.article not in known:
                raise QuestionSetError(f"question {one.id}: its gold names article {gold.article!r}, which is not in the index")
        try:
            asked.append((one, answer(index, one.question, one.history).as_dict()))
        except QuestionError as error:
            raise QuestionSetError(f"question {one.id}: {error}") from error
    return asked


def judge(question: Question, answer_dict: Mapping[str, Any]) -> Judgement:
    """One answer object against its question's gold."""
    answered = answer_dict["status"] == "answered"
    citations = answer_dict["citations"] if answered else []
    quotes = [(one["article"], one["quote"]) for one in citations]
    passages = [(one["article"], one["text"]) for one in answer_dict["passages"]]
    timed = [gold for gold in question.gold if gold.stamps]
    cited = [one for one in citations if quotes_gold(one["article"], one["quote"], timed)]
    return Judgement(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        answered=answered,
        words_until=words_until(quotes, question.gold),
        first=words_until(quotes[:1], question.gold) is not None,
        rank=gold_rank(passages, question.gold),
        times_cited=len(cited),
        times_right=sum(
            any(quotes_gold(one["article"], one["quote"], [gold]) and time_right(one["seconds"], gold.stamps) for gold in timed)
            for one in cited
        ),
        confidence=answer_dict["confidence"],
        took_ms=answer_dict["took_ms"],
    )


def summarise(judgements: Sequence[Judgement]) -> Summary:
    """Figures by kind, in the order the kinds first appear, then `overall`; None where a figure does not apply."""
    kinds = dict.fromkeys(one.kind for one in judgements)
    summary = {kind: _figures([one for one in judgements if one.kind == kind]) for kind in kinds}
    return {**summary, OVERALL: _figures(judgements) | {"auroc": _separation(judgements)}}


def check_quotes(index: Index, answers: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each citation whose quote its article's raw characters `start:end` do not show.

    Markup and stamps are stripped here by other means than the service's own check, and blanks count as one.
    """
    violations: list[str] = []
    for one in answers:
        for citation in one["citations"]:
            article, start, end = citation["article"], citation["start"], citation["end"]
            found = index.article(article)
            if found is None:
                fault = "is not in the index"
            elif not 0 <= start < end <= len(found[1]):
                fault = f"has no characters {start}:{end}"
            else:
                raw = found[1][start:end]
                if _collapsed(strip_markup(raw) if found[0].format == "wiki" else raw) == _collapsed(citation["quote"]):
                    continue
                fault = f"reads {raw!r} at {start}:{end}, not {citation['quote']!r}"
            violations.append(f"{one['question']!r} [{citation['number']}]: {article} {fault}")
    return violations


def strip_markup(raw: str) -> str:
    """Wiki text without its time stamps, tags, marks of emphasis and link targets."""
    return _MARKS.sub("", _STAMPS.sub("", raw))


def _figures(judgements: Sequence[Judgement]) -> Figures:
    answerable = [one for one in judgements if one.answerable]
    ranks = [one.rank for one in answerable]
    took = [one.took_ms for one in judgements]
    return {
        "questions": len(judgements),
        **{f"evidence@{budget}": hit_at([one.words_until for one in answerable], budget) for budget in BUDGETS},
        "first": _share(one.first for one in answerable),
        **{f"hit@{k}": hit_at(ranks, k) for k in HITS},
        "mrr": sum(reciprocal_rank(rank) for rank in ranks) / len(ranks) if ranks else None,
        "times": _ratio(sum(one.times_right for one in answerable), sum(one.times_cited for one in answerable)),
        "refused_right": _share(not one.answered for one in judgements if not one.answerable),
        "refused_wrong": _share(not one.answered for one in answerable),
        "auroc": None,
        "p50_ms": percentile(took, 50),
        "p99_ms": percentile(took, 99),
    }


def _separation(judgements: Sequence[Judgement]) -> float | None:
    """How well confidence tells answerable questions from the others."""
    return auroc([one.confidence for one in judgements if one.answerable], [one.confidence for one in judgements if not one.answerable])


def _share(truths: Iterable[bool]) -> float | None:
    values = list(truths)
    return _ratio(sum(values), len(values))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _collapsed(text: str) -> str:
    return " ".join(text.split())

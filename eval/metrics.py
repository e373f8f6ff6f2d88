"""Measures of answers against gold, as pure functions; a word is a word of `normalised`."""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from eval.questions import Gold, normalised

SHORTEST_PART = 5  # words; a shorter quote within a gold quotation says too little to count
PASSAGE_PART = 0.8  # of a gold quotation's words, where the passages' border may cut it


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a confidence above `low` (in the first bin from it) up to `high`.

    How many, the mean confidence, the share right.
    """

    low: float
    high: float
    count: int
    confidence: float
    share: float


def words_until(quotes: Sequence[tuple[str, str]], gold: Sequence[Gold]) -> int | None:
    """Words of the answer's quotes, (article, text), read until a gold quotation is first read to its end.

    A gold quotation may run over consecutive quotes of its article. A quote of at least `SHORTEST_PART` words
    that lies wholly inside one counts too, to the quote's end. None where there is none.
    """
    ends: list[int] = []
    read = 0
    for article, run in groupby(quotes, key=itemgetter(0)):
        texts = [normalised(text) for _, text in run]
        for quotation in _quotations(gold, article):
            ends += [read + end for end in _ends(texts, quotation)]
        read += sum(_count(text) for text in texts)
    return min(ends, default=None)


def sentence_precision(quotes: Sequence[tuple[str, str]], gold: Sequence[Gold]) -> float | None:
    """Share of the answer's quotes, (article, text), that are evidence; None without quotes.

    A quote is evidence when it holds a gold quotation of its article, or `SHORTEST_PART` or more words of one
    in a row and no others.
    """
    return _share(
        [any(_agree(text, quotation) for quotation in _quotations(gold, article)) for article, text in quotes]
    )


def sentence_recall(quotes: Sequence[tuple[str, str]], gold: Sequence[Gold]) -> float | None:
    """Share of the gold quotations that a quote, (article, text), is evidence of; None without gold."""
    return _share(
        [
            any(article == entry.article and _agree(text, normalised(quote)) for article, text in quotes)
            for entry in gold
            for quote in entry.quotes
        ]
    )


def f1(precision: float | None, recall: float | None) -> float:
    """The harmonic mean of precision and recall, 0 where either is none or 0."""
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def gold_rank(passages: Sequence[tuple[str, str]], gold: Sequence[Gold]) -> int | None:
    """Rank from 1 of the first passage, (article, text), that holds gold of its article, or None."""
    return next((rank for rank, held in enumerate(gold_held(passages, gold), start=1) if held), None)


def gold_held(passages: Sequence[tuple[str, str]], gold: Sequence[Gold]) -> list[set[str]]:
    """For each passage, (article, text), the gold quotations of its article that it holds, normalised.

    A passage holds a quotation when `PASSAGE_PART` of its words stand there in a row.
    """
    return [
        {quotation for quotation in _quotations(gold, article) if _holds(normalised(text), quotation)}
        for article, text in passages
    ]


def quotes_gold(article: str, quote: str, gold: Sequence[Gold]) -> bool:
    """Whether a quote contains a gold quotation of its article or lies in one."""
    words = normalised(quote)
    return any(
        _end(words, quotation) is not None or _end(quotation, words) is not None
        for quotation in _quotations(gold, article)
    )


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank, 0 where there is none."""
    return 1 / rank if rank else 0.0


def time_right(seconds: int | None, stamps: Sequence[int], tolerance: int = 2) -> bool:
    """Whether a cited time is within `tolerance` seconds of a gold stamp; no time is not."""
    return seconds is not None and any(abs(seconds - stamp) <= tolerance for stamp in stamps)


def time_errors(citations: Sequence[tuple[str, str, int | None]], gold: Sequence[Gold]) -> list[int]:
    """Seconds from each citation's time, (article, quote, seconds), to the nearest stamp of its gold.

    A citation without a time, or that quotes no gold with stamps, has none.
    """
    errors = []
    for article, quote, seconds in citations:
        stamps = [stamp for entry in gold if quotes_gold(article, quote, [entry]) for stamp in entry.stamps]
        if seconds is not None and stamps:
            errors.append(min(abs(seconds - stamp) for stamp in stamps))
    return errors


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Answers in bins of equal width from 0 to 1 by confidence; empty bins are left out."""
    edges = [number / bins for number in range(bins + 1)]
    members: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, correct in zip(confidences, right, strict=True):
        members[bisect_left(edges[1:-1], confidence)].append((confidence, correct))
    return [
        Bin(
            edges[at],
            edges[at + 1],
            len(pairs),
            sum(confidence for confidence, _ in pairs) / len(pairs),
            sum(correct for _, correct in pairs) / len(pairs),
        )
        for at, pairs in sorted(members.items())
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """Expected calibration error.

    Distance of a bin's mean confidence from its share right, averaged over answers; None without any.
    """
    bins_with_answers = reliability(confidences, right, bins)
    return (
        sum(each.count * abs(each.confidence - each.share) for each in bins_with_answers) / len(confidences)
        if bins_with_answers
        else None
    )


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) for each confidence as the threshold, the highest first.

    Coverage is the share of answers with at least that confidence, risk the share of those that are wrong.
    Equal confidences are one point.
    """
    points: list[tuple[float, float]] = []
    read = mistakes = 0
    for _, group in groupby(
        sorted(zip(confidences, wrong, strict=True), key=lambda pair: -pair[0]), key=itemgetter(0)
    ):
        for _, mistake in group:
            read += 1
            mistakes += mistake
        points.append((read / len(confidences), mistakes / read))
    return points


def risk_coverage_area(confidences: Sequence[float], wrong: Sequence[bool]) -> float | None:
    """Area under the steps of the risk-coverage curve (Geifman and others, 2019), 0 at best.

    None without answers.
    """
    points = risk_coverage(confidences, wrong)
    before = [0.0, *(coverage for coverage, _ in points)]
    return (
        sum((coverage - low) * risk for low, (coverage, risk) in zip(before, points, strict=False))
        if points
        else None
    )


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """Probability that an answerable question scores above an unanswerable one, ties one half.

    None where either is empty.

    By the ranks of all scores (Mann and Whitney, 1947).
    """
    if not answerable or not unanswerable:
        return None
    scores = sorted([*answerable, *unanswerable])
    ranks = ((bisect_left(scores, score) + bisect_right(scores, score) + 1) / 2 for score in answerable)
    count = len(answerable)
    return (sum(ranks) - count * (count + 1) / 2) / (count * len(unanswerable))


def percentile(values: Sequence[float], p: float) -> float | None:
    """The smallest value that at least `p` percent (above 0, at most 100) of the values do not exceed.

    None without values.
    """
    if not 0 < p <= 100:
        raise ValueError(f"percentile {p} is not above 0 and at most 100")
    return sorted(values)[math.ceil(p * len(values) / 100) - 1] if values else None


def _quotations(gold: Sequence[Gold], article: str) -> Iterator[str]:
    """Normalised gold quotations of an article."""
    return (normalised(quote) for entry in gold if entry.article == article for quote in entry.quotes)


def _ends(texts: Sequence[str], quotation: str) -> Iterator[int]:
    """Where, in words of consecutive texts, a quotation ends or a text within it does."""
    whole = _end(" ".join(text for text in texts if text), quotation)
    if whole is not None:
        yield whole
    read = 0
    for text in texts:
        read += _count(text)
        if _count(text) >= SHORTEST_PART and _end(quotation, text) is not None:
            yield read


def _holds(passage: str, quotation: str) -> bool:
    words = quotation.split()
    least = math.ceil(PASSAGE_PART * len(words))
    return any(
        _end(passage, " ".join(words[at : at + least])) is not None for at in range(len(words) - least + 1)
    )


def _end(words: str, run: str) -> int | None:
    """How many of the words have been read where the first such run of whole words ends.

    None where it does not occur.
    """
    at = f" {words} ".find(f" {run} ") if run else -1
    return None if at < 0 else f" {words} ".count(" ", 0, at) + _count(run)


def _agree(quote: str, quotation: str) -> bool:
    """Whether a quote holds a quotation, or is a long enough part of it."""
    words = normalised(quote)
    return _end(words, quotation) is not None or (
        _count(words) >= SHORTEST_PART and _end(quotation, words) is not None
    )


def _share(truths: Sequence[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None


def _count(words: str) -> int:
    return len(words.split())

"""Fit what decides which sentence opens an answer, and what completes it.

    python -m benchmarks.fit_sentences INDEX QUESTIONS.jsonl [INDEX QUESTIONS.jsonl ...]

QUESTIONS are those of `careerqa eval`; each is asked of its INDEX, which carries a reading model. A
conditional logit: of the best `CANDIDATES` sentences that may be quoted the chance that each is gold or `ok`,
from its score by late interaction, the logit that was read (as that score counts it), its passage's score and
its number of words. Prints the weights that all sets give together, as shares of the first, and for each set
how often the best sentence is right by scores as they are and by the weights that the other sets give.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.metrics import words_until
from eval.questions import Question, read_questions
from index import LocalStore
from service.answering.conversation import Resolved, readings
from service.answering.late_interaction import LateInteraction
from service.answering.lookup import Lookup
from service.answering.reading import Reading
from service.answering.reranking import Ranked
from service.answering.tuning import Reading as Shares
from service.answering.tuning import Tuning

FEATURES = ("sentence", "read", "passage", "words")
CANDIDATES, RIDGE = 20, 1.0
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one question the candidates' features (n, 4) and whether each is right (n,), the best first."""

    features: Rows
    right: NDArray[np.bool_]


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+", metavar="INDEX QUESTIONS")
    options = parser.parse_args()
    files = options.sets[1::2]
    sets = [
        choices(root, [question for question in read_questions(file) if question.answerable])
        for root, file in zip(options.sets[::2], files, strict=True)
    ]
    for place, (file, own) in enumerate(zip(files, sets, strict=True)):
        others = sets[:place] + sets[place + 1 :]
        now = np.mean([choice.right[0] for choice in own])
        fitted = f", by the others' weights {_right(own, fit(others)):.3f}" if others else ""
        print(f"{file}: {len(own)} questions, first right {now:.3f}{fitted}")
    weights = fit(sets)
    print({name: round(float(share), 4) for name, share in zip(FEATURES, weights / weights[0], strict=True)})


def choices(root: Path, questions: Sequence[Question]) -> list[Choice]:
    """What each question chooses from."""
    index, tuning = LocalStore(root).open(), Tuning()
    first = LateInteraction(index, tuning)
    lookup = Lookup(index, Reading(index, replace(tuning, reading=Shares(sentence=1.0))), tuning)
    composing, found = tuning.composing, []
    for question in questions:
        query, hits = lookup.search(_read_with(question), tuning.ranking.candidates)
        late = {ranked.hit.row: ranked for ranked in first.rank(query, hits).passages}
        read = [one for one in lookup.reranker.rank(query, hits).passages if one.citable]
        rows, right = [], []
        for passage in read[: composing.passages_read]:
            own, right_ones = _candidates(passage, late[passage.hit.row], question)
            rows += own
            right += right_ones
        if rows:
            features = np.array(rows)
            score = features @ (1.0, tuning.reading.sentence, composing.passage_share, -composing.word)
            best = np.argsort(-score)[:CANDIDATES]
            found.append(Choice(features[best], np.array(right)[best]))
    return found


def fit(sets: Sequence[Sequence[Choice]]) -> Rows:
    """Weights of `FEATURES`; every set counts the same."""
    several = [
        (choice, 1 / len(own))
        for own in sets
        for choice in own
        if choice.right.any() and not choice.right.all()
    ]
    rows = np.concatenate([choice.features for choice, _ in several])
    right = np.concatenate([choice.right for choice, _ in several])
    counts = np.array([count for _, count in several]) * len(several) / len(sets)
    sizes = [len(choice.right) for choice, _ in several]
    starts, of = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(several)), sizes)
    spread = rows.std(axis=0)
    scaled = rows / spread

    def loss(weights: Rows) -> tuple[float, Rows]:
        logits = scaled @ weights
        every = np.exp(logits - np.maximum.reduceat(logits, starts)[of])
        whole, part = np.add.reduceat(every, starts), np.add.reduceat(every * right, starts)
        slope = scaled.T @ ((every / whole[of] - every * right / part[of]) * counts[of])
        return float(counts @ np.log(whole / part) + RIDGE * weights @ weights), slope + 2 * RIDGE * weights

    fitted: Rows = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / spread
    return fitted


def _read_with(question: Question) -> Resolved:
    """The question with what it leans on; as it is written."""
    return max(readings(question.question, question.history), key=lambda read: read.leaning)


def _candidates(passage: Ranked, late: Ranked, question: Question) -> tuple[list[list[float]], list[bool]]:
    rows, right = [], []
    fine = (*question.gold, *question.ok)
    for number, sentence in enumerate(passage.hit.passage.sentences):
        if sentence.role != "example" and not sentence.text.endswith((":", "?")):
            own = float(late.sentences[number])
            read = float(passage.sentences[number]) - own
            rows.append([own, read, late.score, float(len(sentence.text.split()))])
            right.append(words_until([(passage.hit.card.id, sentence.text)], fine) is not None)
    return rows, right


def _right(own: Sequence[Choice], weights: Rows) -> float:
    return float(np.mean([choice.right[np.argmax(choice.features @ weights)] for choice in own]))


if __name__ == "__main__":
    main()

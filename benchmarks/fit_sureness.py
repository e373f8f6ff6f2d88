"""Fit the degrees of sureness: how probable it is that what opens an answer is right.

    python -m benchmarks.career_set DATA/dev/career SET; careerqa ingest SET/articles --index INDEX
    python -m benchmarks.fit_sureness INDEX QUESTIONS.jsonl [INDEX QUESTIONS.jsonl ...] --own INDEX QUESTIONS

Every answer counts, that to a question without an answer as a wrong one. What opens it is its first sentence,
with what follows where that introduces a list or was put before the best. It is right where it holds a gold
quotation or one marked fine. Prints the AUROC in five-fold cross-validation over articles and of the set that
is only reported, by confidence alone and with the lead over other passages; how many openings are right by
degree; and what goes into `service/answering/calibrations/`.
"""

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from eval.metrics import words_until
from eval.questions import Question, read_questions
from index import LocalStore
from service.answering.compose import Chosen, compose
from service.answering.conversation import parts
from service.answering.sureness import signals
from service.assistant import Assistant, Fixed

SIGNALS = ("confidence", "lead")
SURE, BARELY = 0.5, 0.25
OLD = (0.8, 0.35)  # confidences by which answers were told apart before
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer's signals, its confidence, whether what opens it is right, its article."""

    signals: tuple[float, ...]
    confidence: float
    right: bool
    article: str


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+", metavar="INDEX QUESTIONS")
    parser.add_argument("--own", type=Path, nargs=2, required=True, metavar=("INDEX", "QUESTIONS"))
    parser.add_argument("--questions", type=int, default=330, help="of each set")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    sets = [
        samples(root, file, options.questions, rng)
        for root, file in zip(options.sets[::2], options.sets[1::2], strict=True)
    ]
    names = [file.parent.name for file in options.sets[1::2]]
    fit(sets, names, samples(options.own[0], options.own[1], options.questions, rng))


def samples(root: Path, file: Path, count: int, rng: random.Random) -> list[Sample]:
    """The answers to some questions of a set."""
    assistant = Assistant(Fixed(LocalStore(root).open()))
    questions = read_questions(file)
    asked = rng.sample(questions, count) if len(questions) > count else questions
    return [sample for question in asked if (sample := _sample(assistant, question))]


def _sample(assistant: Assistant, question: Question) -> Sample | None:
    """None for a refusal, and for several questions in one."""
    asker = assistant.asker()
    text, _ = asker.index.spelling.correct(question.question)
    if len(parts(text)) > 1:
        return None
    reading = assistant.lookup().understand(text, question.history)[0]
    if not reading.answered(asker.tuning.threshold):
        return None
    composing = asker.tuning.composing
    chosen = compose(reading.question, reading.ranking.passages, composing, most_words=composing.most_words)
    if not chosen:
        return None
    known = signals(reading.confidence, reading.ranking.passages, asker.tuning)
    gold = (*question.gold, *question.ok)
    quotes = [(one.ranked.hit.card.id, one.sentence.text) for one in opening(chosen)]
    right = any(words_until([quote], gold) is not None for quote in quotes)
    article = gold[0].article if gold else question.question
    return Sample(tuple(known[name] for name in SIGNALS), reading.confidence, right, article)


def opening(chosen: list[Chosen]) -> list[Chosen]:
    """The first sentence, with the items of the list that it introduces, or with the better one behind it."""
    first = chosen[0]
    run = [one for at, one in enumerate(chosen) if one.place == (first.place[0], first.number + at)]
    if first.sentence.role == "lead":
        return run
    better = len(run) > 1 and run[1].score >= first.score
    return run[: 1 + better]


def fit(sets: list[list[Sample]], names: list[str], own: list[Sample]) -> None:
    """A logistic regression to which each set counts the same."""
    every = [sample for some in sets for sample in some]
    counts = np.array([1 / len(some) for some in sets for _ in some])
    counts *= len(every) / counts.sum()
    rows, right = _rows(every)
    own_rows, own_right = _rows(own)
    groups = [sample.article for sample in every]
    for columns in ([0], [1], [0, 1]):
        model = LogisticRegression(C=10.0, max_iter=2000)
        weighed = {"sample_weight": counts}
        held = cross_val_predict(
            model,
            rows[:, columns],
            right,
            cv=GroupKFold(5),
            groups=groups,
            method="predict_proba",
            params=weighed,
        )[:, 1]
        model.fit(rows[:, columns], right, sample_weight=counts)
        sure = model.predict_proba(own_rows[:, columns])[:, 1]
        print(
            f"{[SIGNALS[column] for column in columns]}: AUROC {roc_auc_score(right, held):.3f} (five-fold "
            f"over articles), own {roc_auc_score(own_right, sure):.3f}"
        )
    ends = np.cumsum([0, *(len(some) for some in sets)])
    for name, start, end in zip(names, ends, ends[1:], strict=False):
        _tell(name, held[start:end], right[start:end], [one.confidence for one in every[start:end]])
    _tell("own", sure, own_right, [one.confidence for one in own])
    weights = {name: round(float(each), 3) for name, each in zip(SIGNALS, model.coef_[0], strict=True)}
    degrees: dict[str, Any] = {"bias": round(float(model.intercept_[0]), 3), "weights": weights}
    print(json.dumps({"degrees": {**degrees, "sure": SURE, "barely": BARELY}}, indent=1))


def _rows(some: list[Sample]) -> tuple[Numbers, Numbers]:
    return np.array([sample.signals for sample in some]), np.array([float(sample.right) for sample in some])


def _tell(name: str, sure: Numbers, right: Numbers, confidences: list[float]) -> None:
    for told, values, (high, low) in (
        ("by degree", sure, (SURE, BARELY)),
        ("by confidence", np.array(confidences), OLD),
    ):
        groups = (values >= high, (values >= low) & (values < high), values < low)
        shares = (f"{some.sum()} answers, {right[some].mean():.2f} right" for some in groups if some.any())
        print(f"  {name} {told}: {'; '.join(shares)}")


if __name__ == "__main__":
    main()

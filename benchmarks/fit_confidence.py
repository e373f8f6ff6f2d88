"""Fit the refusal: questions asked of a few articles, once with and once without the article that answers.

    python -m benchmarks.fit_confidence SET [--also INDEX QUESTIONS] [--questions 800] [--seed 7]

SET is a folder made by `benchmarks.career_set`, indexed in SET/index-careerqa-minilm by
`benchmarks.encoders`. Prints the calibration for `service/answering/calibrations/`, the AUROC in five-fold
cross-validation, and false refusals and false answers by threshold.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from eval.questions import read_questions
from index import LocalStore
from index.model import TUNED_MODEL
from service.answering.conversation import readings
from service.answering.late_interaction import LateInteraction
from service.answering.lookup import Lookup
from service.answering.reranking import Ranking
from service.answering.tuning import LATE_INTERACTION
from service.assistant import Assistant, Fixed

FEWEST, MOST = 3, 40
DEPTH = 60
SIGNALS = ("sentence", "dense", "margin", "length")


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument(
        "--also",
        type=Path,
        nargs=2,
        metavar=("INDEX", "QUESTIONS"),
        help="a set with unanswerable questions; counts as much",
    )
    parser.add_argument("--questions", type=int, default=800)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    rows, labels = samples(options.set, options.questions, rng)
    counts = np.ones(len(labels))
    if options.also:
        more, answerable = asked(*options.also)
        rows, labels = np.concatenate([rows, more]), np.concatenate([labels, answerable])
        counts = np.concatenate([counts, np.full(len(answerable), len(counts) / len(answerable))])
    model = LogisticRegression(C=10.0, max_iter=1000)
    folds = StratifiedKFold(5, shuffle=True, random_state=options.seed)
    sure = cross_val_predict(
        model, rows, labels, cv=folds, method="predict_proba", params={"sample_weight": counts}
    )[:, 1]
    print(
        f"{len(labels)} samples, {labels.mean():.2f} answerable; "
        f"AUROC {roc_auc_score(labels, sure):.3f} (five-fold)"
    )
    for column, name in enumerate(SIGNALS):
        print(f"  {name} alone: AUROC {roc_auc_score(labels, rows[:, column]):.3f}")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        refused, answered = (sure < threshold)[labels == 1].mean(), (sure >= threshold)[labels == 0].mean()
        print(
            f"  threshold {threshold}: answerable refused {refused:.3f}, unanswerable answered {answered:.3f}"
        )
    model.fit(rows, labels, sample_weight=counts)
    weights = {name: round(float(weight), 3) for name, weight in zip(SIGNALS, model.coef_[0], strict=True)}
    encoder = LocalStore(options.set / f"index-{TUNED_MODEL}").open().encoder.settings.digest
    bias = round(float(model.intercept_[0]), 3)
    print(
        json.dumps(
            {
                "encoder": encoder,
                "reranker": LATE_INTERACTION,
                "threshold": None,
                "bias": bias,
                "weights": weights,
            },
            indent=1,
        )
    )


def samples(folder: Path, count: int, rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Signals (n, f) and whether the articles that were asked held the answer (n,)."""
    lookup = _lookup(folder / f"index-{TUNED_MODEL}")
    index = lookup.index
    names = [card.id for card in index.articles()]
    questions = [question for question in read_questions(folder / "questions.jsonl") if question.answerable]
    rows: list[list[float]] = []
    labels: list[int] = []
    for question in rng.sample(questions, min(count, len(questions))):
        resolved = readings(question.question, question.history)[0]
        query, hits = lookup.search(resolved, index.manifest.passages)
        gold = {entry.article for entry in question.gold}
        others = set(rng.sample(names, int(FEWEST * (MOST / FEWEST) ** rng.random()))) - gold
        for label, articles in ((1, others | gold), (0, others)):
            near = [hit for hit in hits if hit.card.id in articles][:DEPTH]
            rows.append(_signals(lookup.reranker.rank(query, near)))
            labels.append(label)
    return np.array(rows), np.array(labels)


def asked(folder: Path, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Signals (n, f) of a question set as it is asked, and whether the sources answer each (n,)."""
    lookup = _lookup(folder)
    questions = read_questions(file)
    rankings = [lookup.understand(question.question, question.history)[0].ranking for question in questions]
    return np.array([_signals(ranking) for ranking in rankings]), np.array(
        [int(question.answerable) for question in questions]
    )


def _lookup(folder: Path) -> Lookup:
    return Assistant(Fixed(LocalStore(folder).open()), reranker=LateInteraction).lookup()


def _signals(ranking: Ranking) -> list[float]:
    return [ranking.signals.get(name, 0.0) for name in SIGNALS]


if __name__ == "__main__":
    main()

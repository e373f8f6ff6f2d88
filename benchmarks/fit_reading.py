"""Fit the refusal of the reading model on questions with and without an answer.

    careerqa ingest ARTICLES --index INDEX        the articles of a set as `benchmarks.career_set` writes them
    python -m benchmarks.fit_reading INDEX QUESTIONS.jsonl.gz [INDEX QUESTIONS.jsonl.gz ...]

QUESTIONS are those of the training sets, whose `kind` is among others `near`, `trap` and `switch`: no answer,
though the article that they are about is there. Each is asked of its article and a few others, drawn by
chance: of all it would not do, since many say the same. An answerable one counts once more without its
article. One that was asked after others is read with them. Prints the AUROC in cross-validation over
articles, what each threshold costs by kind, and the calibration for `service/answering/calibrations/`.
"""

import argparse
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from benchmarks.reading_rows import with_history
from eval.sets import read_lines
from index import LocalStore
from service.answering.lookup import Lookup
from service.answering.reading import ASKED_NOW, Reading
from service.answering.reranking import Ranking
from service.answering.tuning import Tuning

FEWEST, MOST = 3, 40  # other articles that a question is asked of
# Of those of late interaction only the match of what was asked now adds to them.
SIGNALS = ("read_sentence", "read_passage", *ASKED_NOW, "asked_match")
DEPTH, CANDIDATES = 1000, 60
REFUSED = 0.018  # of answerable questions that the model was trained on; of others it is more than twice that
LEANING, LEAST = 0.35, 1e-9  # the share of questions that lean on others; a weight that is not nothing
NOTHING_READ = -10.0  # the logit where no passage may be quoted
WITH, WITHOUT = "answerable", "without its article"


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's signals, its kind (`WITH` for an answerable one) and the article that it is about."""

    signals: tuple[float, ...]
    kind: str
    article: str


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+", metavar="INDEX QUESTIONS")
    parser.add_argument("--questions", type=int, default=600, help="of each pair of an index and questions")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    collected: list[Sample] = []
    for root, file in zip(options.sets[::2], options.sets[1::2], strict=True):
        records = list(read_lines(file))
        own = samples(root, rng.sample(records, min(options.questions, len(records))), rng)
        print(f"{file}: {len(own)} samples", flush=True)
        collected += own
    fit(collected, LocalStore(options.sets[0]).open().encoder.settings.digest)


def samples(root: Path, records: list[dict[str, Any]], rng: random.Random) -> list[Sample]:
    """Signals of each record, asked of its article and a few others, if answerable also without its own."""
    index = LocalStore(root).open()
    assert index.reading is not None, f"{root} carries no reading model"
    lookup = Lookup(index, Reading(index, Tuning()), Tuning())
    names = [card.id for card in index.articles()]
    found: list[Sample] = []
    for record in records:
        article = record["article"]
        query, hits = lookup.search(with_history(record), DEPTH)
        few = rng.sample(names, int(FEWEST * (MOST / FEWEST) ** rng.random()))
        kind = WITH if record["gold"] else record["kind"]
        asked_of = {kind: {*few, article}, **({WITHOUT: {*few} - {article}} if record["gold"] else {})}
        for kind, articles in asked_of.items():
            near = [hit for hit in hits if hit.card.id in articles][:CANDIDATES]
            found.append(Sample(_signals(lookup.reranker.rank(query, near)), kind, article))
    return found


def fit(collected: list[Sample], encoder: str) -> None:
    """A logistic regression, its samples weighed by `_weights`, and what thresholds cost."""
    rows = np.array([sample.signals for sample in collected])
    kinds = np.array([sample.kind for sample in collected])
    answerable, leaning = kinds == WITH, rows[:, SIGNALS.index("leaning")] > 0
    counts = _weights(kinds, leaning)
    model = LogisticRegression(C=10.0, max_iter=2000)
    articles = [sample.article for sample in collected]
    folds, weighed = GroupKFold(5), {"sample_weight": counts}
    fitted = cross_val_predict(
        model, rows, answerable, cv=folds, groups=articles, method="predict_proba", params=weighed
    )
    sure = fitted[:, 1]
    print(f"{len(collected)} samples; AUROC {roc_auc_score(answerable, sure):.3f} (five-fold over articles)")
    for column, name in enumerate(SIGNALS):
        print(f"  {name} alone: AUROC {roc_auc_score(answerable, rows[:, column]):.3f}")
    threshold = float(np.quantile(sure[answerable], REFUSED))
    for limit in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, threshold):
        for name, some in (("standing alone", ~leaning), ("leaning", leaning)):
            print(f"  threshold {limit:.2f}, {name}: refused {_refused(sure[some] < limit, kinds[some])}")
    model.fit(rows, answerable, sample_weight=counts)
    weights = {name: round(float(weight), 3) for name, weight in zip(SIGNALS, model.coef_[0], strict=True)}
    calibration: dict[str, Any] = {"encoder": encoder, "reranker": Reading.name}
    calibration |= {"threshold": round(threshold, 2), "bias": round(float(model.intercept_[0]), 3)}
    print(json.dumps({**calibration, "weights": weights}, indent=1))


def _weights(kinds: NDArray[np.str_], leaning: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What each sample counts: answerable ones as much as the others, of which each kind counts the same.

    Of questions that lean on earlier ones those without an answer count double, for a change of subject that
    is answered is a worse fault; and those without their article not at all, for other articles often answer
    what they lean on.
    """
    counts = np.zeros(len(kinds))
    for group, share, without in (
        (~leaning, 1 - LEANING, [*{*kinds[~leaning].tolist()} - {WITH}]),
        (leaning, 2 * LEANING, [*{*kinds[leaning].tolist()} - {WITH, WITHOUT}]),
    ):
        for kind in without:
            counts[group & (kinds == kind)] = share / len(without) / (group & (kinds == kind)).sum()
    for group, share in ((~leaning, 1 - LEANING), (leaning, LEANING)):
        some = group & (kinds == WITH)
        counts[some] = share / max(some.sum(), 1)
    weights: NDArray[np.float64] = counts * len(kinds) / 2 + LEAST
    return weights


def _refused(refused: NDArray[np.bool_], kinds: NDArray[np.str_]) -> str:
    by_kind = defaultdict(list)
    for no, kind in zip(refused.tolist(), kinds.tolist(), strict=True):
        by_kind[kind].append(no)
    return ", ".join(f"{kind} {np.mean(by_kind[kind]):.2f}" for kind in sorted(by_kind))


def _signals(ranking: Ranking) -> tuple[float, ...]:
    return tuple(ranking.signals.get(name, NOTHING_READ) for name in SIGNALS)


if __name__ == "__main__":
    main()

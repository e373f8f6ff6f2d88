"""The measures that the field already has, computed by its own libraries: ir-measures and scikit-learn."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from eval.judgement import Asked, judge
from eval.measures import HITS
from eval.metrics import gold_held
from eval.questions import QuestionSetError

CUTS = (5, 10)
INSTALL = "run pip install 'careerqa[eval]', or make setup"


def standard_measures(asked: Sequence[Asked]) -> dict[str, Any]:
    """RR, nDCG and Success of the shown passages, AUROC of the confidence and its calibration curve.

    Without what the run does not give.

    Raises `QuestionSetError` where the libraries are not installed.
    """
    try:
        ir: Any = import_module("ir_measures")
        learn: Any = import_module("sklearn.metrics")
        calibration: Any = import_module("sklearn.calibration")
    except ImportError as error:
        raise QuestionSetError(f"--standard needs {error.name}: {INSTALL}") from error
    measures: dict[str, Any] = {}
    qrels, ranking = judged_ranking(asked)
    if qrels:
        wanted = [ir.RR, *(ir.nDCG @ cut for cut in CUTS), *(ir.Success @ cut for cut in HITS)]
        figures = ir.calc_aggregate(
            wanted,
            [ir.Qrel(query, document, 1) for query, document in qrels],
            [ir.ScoredDoc(query, document, -float(rank)) for query, document, rank in ranking],
        )
        measures |= {str(measure): float(figures[measure]) for measure in wanted}
    rows = [judge(*each) for each in asked]
    sure = [(row.answerable, row.confidence) for row in rows if row.confidence is not None]
    if len({answerable for answerable, _ in sure}) == 2:
        measures["AUROC"] = float(learn.roc_auc_score(*zip(*sure, strict=True)))
    given = [
        (row.right, row.confidence)
        for row in rows
        if row.answered and row.cited and row.confidence is not None
    ]
    if given:
        shares, confidences = calibration.calibration_curve(*zip(*given, strict=True), n_bins=10)
        measures["calibration_curve"] = [
            list(pair) for pair in zip(confidences.tolist(), shares.tolist(), strict=True)
        ]
    return measures


def judged_ranking(asked: Sequence[Asked]) -> tuple[list[tuple[str, str]], list[tuple[str, str, int]]]:
    """Of answerable questions the relevant (question, document), and the ranking (question, document, rank).

    A document is a shown passage, relevant where it holds gold. A gold quotation that none of them holds is
    one more relevant document, which the ranking lacks, so that what was not found counts.
    """
    qrels: list[tuple[str, str]] = []
    ranking: list[tuple[str, str, int]] = []
    for question, answer in asked:
        if not question.gold or "passages" not in answer:
            continue
        held = gold_held(
            [(passage["article"], passage["text"]) for passage in answer["passages"]], question.gold
        )
        everything = gold_held(
            [(gold.article, quote) for gold in question.gold for quote in gold.quotes], question.gold
        )
        missing = set().union(*everything) - set().union(*held)
        ranking += [(question.id, f"passage {rank}", rank) for rank in range(1, len(held) + 1)]
        qrels += [
            (question.id, f"passage {rank}") for rank, quotations in enumerate(held, start=1) if quotations
        ]
        qrels += [(question.id, f"missing: {quotation}") for quotation in sorted(missing)]
    return qrels, ranking

"""What resolving follow-ups gains, and whether a change of subject is recognised.

    python -m benchmarks.follow_ups INDEX QUESTIONS [--seed 7]

Follow-ups of the set are asked with their history and without. Then every other answerable question is asked once by
itself and once after a question drawn from another article, which must not change what is found.
"""

import argparse
import random
from pathlib import Path

from eval.metrics import gold_rank
from eval.questions import Question, read_questions
from index import Index
from service.answer import Answer, answer


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    index = Index.open(options.index)
    questions = [one for one in read_questions(options.questions) if one.answerable]
    leaning = [one for one in questions if one.history]
    alone = [one for one in questions if not one.history]
    without = [answer(index, one.question) for one in leaning]
    resolved = [answer(index, one.question, one.history) for one in leaning]
    print(f"{len(leaning)} follow-ups: hit@5 {hits(leaning, without):.3f} without history, {hits(leaning, resolved):.3f} with it")
    rng = random.Random(options.seed)
    others = [[two for two in alone if two.gold[0].article != one.gold[0].article] or alone for one in alone]
    before = [answer(index, one.question) for one in alone]
    after = [answer(index, one.question, [rng.choice(other).question]) for one, other in zip(alone, others, strict=True)]
    mixed = sum("(" in found.standalone_question for found in after) / len(after)
    print(f"{len(alone)} changes of subject: {mixed:.3f} taken for follow-ups")
    print(f"  hit@5 {hits(alone, before):.3f} alone, {hits(alone, after):.3f} after another question")


def hits(questions: list[Question], answers: list[Answer]) -> float:
    """Share of questions with gold among the five shown passages."""
    shown = [[(one.article, one.text) for one in found.passages] for found in answers]
    ranks = [gold_rank(passages, asked.gold) for asked, passages in zip(questions, shown, strict=True)]
    return sum(rank is not None for rank in ranks) / len(ranks)


if __name__ == "__main__":
    main()

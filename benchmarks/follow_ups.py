"""What resolving follow-ups gains, and whether a change of subject is recognised.

    python -m benchmarks.follow_ups INDEX QUESTIONS [--seed 7]

Follow-ups of the set are asked with their history and without. Then every other answerable question is asked once by
itself and once after a question drawn from another article, which must not change what is found. So are those without an
answer, which must stay refused.
"""

import argparse
import random
from pathlib import Path

from eval.metrics import hit_at
from eval.questions import Question, read_questions
from eval.run import judge
from index import LocalStore
from service.answering.answer import Answer
from service.assistant import Assistant, Fixed


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    index = LocalStore(options.index).open()
    every = read_questions(options.questions)
    questions = [one for one in every if one.answerable]
    leaning = [one for one in questions if one.history]
    alone = [one for one in questions if not one.history]
    without = [Assistant(Fixed(index)).ask(one.question) for one in leaning]
    resolved = [Assistant(Fixed(index)).ask(one.question, one.history) for one in leaning]
    print(
        f"{len(leaning)} follow-ups: hit@5 {hits(leaning, without):.3f} without history, {hits(leaning, resolved):.3f} with it"
    )
    rng = random.Random(options.seed)
    elsewhere = [
        [two for two in alone if two.gold[0].article != one.gold[0].article] or alone for one in alone
    ]
    before = [Assistant(Fixed(index)).ask(one.question) for one in alone]
    after = [
        Assistant(Fixed(index)).ask(one.question, [rng.choice(other).question])
        for one, other in zip(alone, elsewhere, strict=True)
    ]
    mixed = sum("(" in found.standalone_question for found in after) / len(after)
    print(f"{len(alone)} changes of subject: {mixed:.3f} taken for follow-ups")
    print(f"  hit@5 {hits(alone, before):.3f} alone, {hits(alone, after):.3f} after another question")
    others = [one for one in every if not one.answerable and not one.history]
    refused = [Assistant(Fixed(index)).ask(one.question).status != "answered" for one in others]
    still = [
        Assistant(Fixed(index)).ask(one.question, [rng.choice(alone).question]).status != "answered"
        for one in others
    ]
    told = f"{sum(refused) / len(refused):.3f} refused alone, {sum(still) / len(still):.3f} after another question"
    print(f"{len(others)} without an answer: {told}")


def hits(questions: list[Question], answers: list[Answer]) -> float:
    """Share of questions with gold among the five shown passages."""
    ranks = [judge(asked, found.as_dict()).rank for asked, found in zip(questions, answers, strict=True)]
    return hit_at(ranks, 5) or 0.0


if __name__ == "__main__":
    main()

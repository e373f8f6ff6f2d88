"""What resolving follow-ups gains, and whether a change of subject is recognised.

    python -m benchmarks.follow_ups INDEX QUESTIONS [--seed 7]

Follow-ups of the set are asked with their history and without. Then every other answerable question is asked
once by itself and once after a question drawn from another article, which must not change what is found. So
are those without an answer, which must stay refused.
"""

import argparse
import random
from pathlib import Path

from eval.judgement import judge
from eval.measures import measure
from eval.questions import Question, read_questions
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
    questions = [question for question in every if question.answerable]
    leaning = [question for question in questions if question.history]
    alone = [question for question in questions if not question.history]
    without = [Assistant(Fixed(index)).ask(question.question) for question in leaning]
    resolved = [Assistant(Fixed(index)).ask(question.question, question.history) for question in leaning]
    gained = f"hit@5 {hits(leaning, without):.3f} without history, {hits(leaning, resolved):.3f} with it"
    print(f"{len(leaning)} follow-ups: {gained}")
    rng = random.Random(options.seed)
    elsewhere = [
        [other for other in alone if other.gold[0].article != question.gold[0].article] or alone
        for question in alone
    ]
    before = [Assistant(Fixed(index)).ask(question.question) for question in alone]
    after = [
        Assistant(Fixed(index)).ask(question.question, [rng.choice(other).question])
        for question, other in zip(alone, elsewhere, strict=True)
    ]
    mixed = sum("(" in told.standalone_question for told in after) / len(after)
    print(f"{len(alone)} changes of subject: {mixed:.3f} taken for follow-ups")
    print(f"  hit@5 {hits(alone, before):.3f} alone, {hits(alone, after):.3f} after another question")
    others = [question for question in every if not question.answerable and not question.history]
    refused = [Assistant(Fixed(index)).ask(question.question).status != "answered" for question in others]
    still = [
        Assistant(Fixed(index)).ask(question.question, [rng.choice(alone).question]).status != "answered"
        for question in others
    ]
    shares = sum(refused) / len(refused), sum(still) / len(still)
    told = f"{shares[0]:.3f} refused alone, {shares[1]:.3f} after another question"
    print(f"{len(others)} without an answer: {told}")


def hits(questions: list[Question], answers: list[Answer]) -> float:
    """Share of questions with gold among the five shown passages."""
    rows = [judge(asked, told.as_dict()) for asked, told in zip(questions, answers, strict=True)]
    return measure("hit@5").of(rows) or 0.0


if __name__ == "__main__":
    main()

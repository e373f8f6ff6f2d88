"""What it costs when a refused question counts as history, and what it costs when it does not.

    python -m benchmarks.refused_between INDEX QUESTIONS [--seed 7]

Follow-ups of the set are asked with a refused question between them and what they lean on. Then questions
that only lean are asked straight after a refused question, which nothing in the sources can answer.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from eval.judgement import judge
from eval.questions import read_questions
from index import LocalStore
from service.assistant import Assistant, Fixed

BETWEEN = 5  # refused questions tried with each follow-up
LEANING = (
    "is it taxable?",
    "and how long does that take?",
    "who decides that?",
    "is that allowed in France?",
    "what does it cost?",
    "are they legally binding?",
    "where do I find one?",
    "how much is it?",
)


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
    rng = random.Random(options.seed)
    unanswerable = [question.question for question in every if not question.answerable]
    refused = [
        question for question in unanswerable if Assistant(Fixed(index)).ask(question).status != "answered"
    ]
    follow_ups = [question for question in every if question.answerable and question.history]
    talks = [(question, between) for question in follow_ups for between in rng.sample(refused, BETWEEN)]
    for name, counts in (("passed over", False), ("counted", True)):
        told = [
            Assistant(Fixed(index)).ask(
                question.question, [*question.history, between] if counts else question.history
            )
            for question, between in talks
        ]
        ranks = [
            judge(question, each.as_dict()).rank for (question, _), each in zip(talks, told, strict=True)
        ]
        answered = sum(each.status == "answered" for each in told)
        shown = sum(rank is not None for rank in ranks)
        print(f"{name}: of {len(talks)} follow-ups {answered} answered, {shown} with gold shown")
    subjects = [question.question for question in every if question.answerable and not question.history]
    talks_of_nothing = [
        (rng.choice(subjects), between, leaning) for leaning in LEANING for between in rng.sample(refused, 18)
    ]
    for name, counts in (("passed over", False), ("counted", True)):
        histories: list[Sequence[str]] = [
            [before, between] if counts else [before] for before, between, _ in talks_of_nothing
        ]
        told = [
            Assistant(Fixed(index)).ask(leaning, history)
            for (_, _, leaning), history in zip(talks_of_nothing, histories, strict=True)
        ]
        answered = sum(each.status == "answered" for each in told)
        print(f"{name}: of {len(told)} that lean on a refused question {answered} answered")


if __name__ == "__main__":
    main()

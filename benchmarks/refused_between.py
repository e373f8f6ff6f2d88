"""What it costs when a refused question counts as history, and what it costs when it does not.

    python -m benchmarks.refused_between INDEX QUESTIONS [--seed 7]

Follow-ups of the set are asked with a refused question between them and what they lean on. Then questions that only lean are
asked straight after a refused question, which nothing in the sources can answer.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from eval.questions import read_questions
from eval.run import judge
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
    refused = [
        one.question
        for one in every
        if not one.answerable and Assistant(Fixed(index)).ask(one.question).status != "answered"
    ]
    talks = [
        (one, between)
        for one in every
        if one.answerable and one.history
        for between in rng.sample(refused, BETWEEN)
    ]
    for name, counts in (("passed over", False), ("counted", True)):
        told = [
            Assistant(Fixed(index)).ask(one.question, [*one.history, between] if counts else one.history)
            for one, between in talks
        ]
        ranks = [judge(one, found.as_dict()).rank for (one, _), found in zip(talks, told, strict=True)]
        answered = sum(found.status == "answered" for found in told)
        print(
            f"{name}: of {len(talks)} follow-ups {answered} answered, {sum(rank is not None for rank in ranks)} with gold shown"
        )
    subjects = [one.question for one in every if one.answerable and not one.history]
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
        print(
            f"{name}: of {len(told)} that lean on a refused question {sum(found.status == 'answered' for found in told)} answered"
        )


if __name__ == "__main__":
    main()

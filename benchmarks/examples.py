"""Print answers in full, questions drawn from a set by a seed and not by hand.

python -m benchmarks.examples INDEX [QUESTIONS] [--count 20] [--seed 2026] > docs/twenty-answers.md
"""

import argparse
import random
from pathlib import Path

from eval.questions import read_questions
from eval.run import judge
from index import LocalStore
from service.assistant import Assistant, Fixed


def main() -> None:
    """Draw, ask and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="?", default=Path("eval/questions.jsonl"))
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    index = LocalStore(options.index).open()
    drawn = random.Random(options.seed).sample(read_questions(options.questions), options.count)
    print(
        f"# {options.count} answers, drawn by seed {options.seed}\n\nMade by `python -m benchmarks.examples`; good and bad as they fell."
    )
    for question in drawn:
        found = Assistant(Fixed(index)).ask(question.question, question.history)
        verdict = judge(question, found.as_dict())
        outcome = (
            f"evidence after {verdict.words_until} words" if verdict.words_until else "evidence not quoted"
        )
        if not question.answerable:
            outcome = "the sources hold no answer"
        print(f"\n## {question.question}\n\n*{question.kind}; {outcome}; confidence {found.confidence}*")
        if found.standalone_question != found.question:
            print(f"\nUnderstood as: {found.standalone_question}")
        print(f"\n{found.answer}\n")
        for one in found.citations:
            place = " › ".join([one.title, *one.section])
            print(
                f"{one.number}. {place}"
                + (f", [{one.timestamp}]({one.url})" if one.url and one.timestamp else "")
            )


if __name__ == "__main__":
    main()

"""Print answers in full, questions drawn from a set by a seed and not by hand.

python -m benchmarks.examples INDEX [QUESTIONS] [--count 20] [--seed 2026] > docs/twenty-answers.md
"""

import argparse
import random
from pathlib import Path

from eval.judgement import judge
from eval.questions import read_questions
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
    print(f"# {options.count} answers, drawn by seed {options.seed}\n")
    print("Made by `python -m benchmarks.examples`; good and bad as they fell.")
    for question in drawn:
        told = Assistant(Fixed(index)).ask(question.question, question.history)
        verdict = judge(question, told.as_dict())
        outcome = (
            f"evidence after {verdict.words_until} words" if verdict.words_until else "evidence not quoted"
        )
        if not question.answerable:
            outcome = "the sources hold no answer"
        print(f"\n## {question.question}\n\n*{question.kind}; {outcome}; confidence {told.confidence}*")
        if told.standalone_question != told.question:
            print(f"\nUnderstood as: {told.standalone_question}")
        print(f"\n{told.answer}\n")
        for citation in told.citations:
            place = " › ".join([citation.title, *citation.section])
            link = f", [{citation.timestamp}]({citation.url})" if citation.url and citation.timestamp else ""
            print(f"{citation.number}. {place}{link}")


if __name__ == "__main__":
    main()

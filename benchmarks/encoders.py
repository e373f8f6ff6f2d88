"""Compare two encoders on the same question sets, question by question.

    python -m benchmarks.encoders SET [SET ...] [--models all-MiniLM-L6-v2 careerqa-minilm]

A SET is a folder with articles/ and questions.jsonl (`benchmarks.career_set`, `careerqa eval public --work`).
Each model gets its own index in SET/index-MODEL; late interaction answers. Prints hit@1, hit@5 and evidence
within 120 words of the answerable questions for each, with the difference of the second to the first and its
95 % interval by paired bootstrap over questions.
"""

import argparse
from pathlib import Path

from eval.compare import difference
from eval.judgement import Judgement, judge
from eval.measures import measure
from eval.questions import Question, read_questions
from eval.run import OVERALL
from index import LocalStore, update_index
from service.answering.tuning import kept_tuning
from service.assistant import QUICK, Assistant, Fixed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--models", nargs=2, default=["all-MiniLM-L6-v2", "careerqa-minilm"])
    options = parser.parse_args()
    print("| set | questions | measure | " + " | ".join(options.models) + " | difference | 95 % interval |")
    print("|---|---|---|---|---|---|---|")
    for folder in options.sets:
        questions = [
            question for question in read_questions(folder / "questions.jsonl") if question.answerable
        ]
        runs = [judged(folder, model, questions) for model in options.models]
        for name in ("hit@1", "hit@5", "evidence@120"):
            gap = difference(OVERALL, measure(name), list(zip(*runs, strict=True)))
            before, after, (low, high) = gap.before or 0.0, gap.after or 0.0, gap.interval or (0.0, 0.0)
            figures = f"{before:.3f} | {after:.3f} | {after - before:+.3f} | {low:+.3f} to {high:+.3f}"
            print(f"| {folder.name} | {gap.count} | {name} | {figures} |", flush=True)


def judged(folder: Path, model: str, questions: list[Question]) -> list[Judgement]:
    """Bring the model's index up to date and judge its answers."""
    root = folder / f"index-{model}"
    update_index(folder / "articles", LocalStore(root), model=model, tuning=kept_tuning)
    assistant = Assistant(Fixed(LocalStore(root).open()), reranker=QUICK)
    return [
        judge(question, assistant.ask(question.question, question.history).as_dict())
        for question in questions
    ]


if __name__ == "__main__":
    main()

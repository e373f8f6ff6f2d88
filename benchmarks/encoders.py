"""Compare two encoders on the same question sets, question by question.

    python -m benchmarks.encoders SET [SET ...] [--models all-MiniLM-L6-v2 careerqa-minilm]

A SET is a folder with articles/ and questions.jsonl (`benchmarks.career_set`, `careerqa eval public --work`). Each model
gets its own index in SET/index-MODEL. Prints hit@1, hit@5 and evidence within 120 words of the answerable questions for
each, with the difference of the second to the first and its 95 % interval by paired bootstrap over questions.
"""

import argparse
from pathlib import Path

import numpy as np

from eval.bootstrap import interval, means
from eval.questions import Question, read_questions
from eval.run import Judgement, judge
from index import LocalStore, update_index
from service.answering.tuning import kept_tuning
from service.assistant import Assistant, Fixed


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
            first, second = (np.array([measure(name, row) for row in rows], dtype=float) for rows in runs)
            samples = means(np.stack([first, second]))
            difference, low, high = interval(samples[1] - samples[0])
            figures = f"{first.mean():.3f} | {second.mean():.3f} | {difference:+.3f}"
            print(
                f"| {folder.name} | {len(questions)} | {name} | {figures} | {low:+.3f} to {high:+.3f} |",
                flush=True,
            )


def judged(folder: Path, model: str, questions: list[Question]) -> list[Judgement]:
    """Bring the model's index up to date and judge its answers."""
    root = folder / f"index-{model}"
    update_index(folder / "articles", LocalStore(root), model=model, tuning=kept_tuning)
    index = LocalStore(root).open()
    return [
        judge(question, Assistant(Fixed(index)).ask(question.question, question.history).as_dict())
        for question in questions
    ]


def measure(name: str, row: Judgement) -> bool:
    """Whether a question counts."""
    if name == "evidence@120":
        return row.words_until is not None and row.words_until <= 120
    return row.rank is not None and row.rank <= int(name.removeprefix("hit@"))


if __name__ == "__main__":
    main()

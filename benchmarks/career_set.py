"""Turn a career set (sentences, questions with numbers) into a folder of articles and a question set.

    python -m benchmarks.career_set DATA/train/career OUT [MORE]

reads career_articles.jsonl.gz and career_questions.jsonl.gz and writes OUT/articles/*.md and
OUT/questions.jsonl, so that the ordinary commands run on them. MORE are further questions of the same form.
The data stays outside the repository.
"""

import sys
from pathlib import Path

from eval.sets import career, write_set


def main(prefix: str, out: Path, *more: str) -> None:
    """Write the articles and the questions of one set."""
    write_set(
        career(Path(f"{prefix}_articles.jsonl.gz"), Path(f"{prefix}_questions.jsonl.gz"), *map(Path, more)),
        out,
    )


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])

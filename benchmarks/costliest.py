"""Which legal question costs the most processor: kinds of long and odd ones over an index, seeded.

    python -m benchmarks.costliest [--index var/index] [--tries 3] [--seed 7]

Of each kind some are made and asked, without and with an explanation; the worst seconds of processor of each
are printed, the costliest kind last. One thread for numpy and what else there is: `OMP_NUM_THREADS=1`.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index import LocalStore
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION
from service.answering.asking import MOST_PARTS
from service.assistant import Assistant, Fixed

LETTERS = "abcdefghijklmnopqrstuvwxyz"
Asked = tuple[str, list[str]]


class Kinds:
    """Makes questions, each as long as it may be, with histories as long as they may be."""

    def __init__(self, seed: int, words: Sequence[str]) -> None:
        self._random = random.Random(seed)
        self._words = words

    def all(self) -> dict[str, Callable[[], Asked]]:
        """What makes each kind, by name."""
        line, lead = self._line, "it is " + "the " * 480
        return {
            "one endless word": lambda: (self._letters(LONGEST_QUESTION), []),
            "words of a letter": lambda: (_cut("a b c d e f " * 400), []),
            "one word again and again": lambda: (_cut("interview " * 400), []),
            "many words": lambda: (line(self._word), []),
            "misspelt words": lambda: (line(self._misspelt), []),
            "words that are none": lambda: (line(lambda: self._letters(9)), []),
            "many sentences": lambda: (_cut("I did it. " * 100 + "Why is it so bad? " * 50), []),
            "marks": lambda: (_cut("a" + "?!.,;:'" * 400), []),
            "Cyrillic": lambda: (_cut("почему я должен уволиться " * 100), []),
            "Chinese": lambda: (_cut("为什么我应该辞职" * 300), []),
            "long parts": lambda: (
                " and ".join(f"should I {line(self._word)[:320]}" for _ in range(MOST_PARTS)),
                [],
            ),
            "parts that lean": lambda: (
                " and ".join(f"is it {self._word()}" for _ in range(MOST_PARTS)),
                [_cut(lead + self._word()) for _ in range(LONGEST_HISTORY)],
            ),
            "a long history": lambda: ("why is it?", [line(self._word) for _ in range(LONGEST_HISTORY)]),
            "a history that leans": lambda: (
                "why is it?",
                [_cut(lead + self._misspelt()) for _ in range(LONGEST_HISTORY)],
            ),
            "short turns that lean, misspelt": lambda: (
                "why is it?",
                [f"is it {self._misspelt()} {self._misspelt()}" for _ in range(LONGEST_HISTORY)],
            ),
            "a task of many fields": lambda: (self._task(), []),
        }

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(LETTERS, k=count))

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _misspelt(self) -> str:
        word = self._word()
        at = self._random.randrange(1, len(word) - 1)
        return word[:at] + self._random.choice(LETTERS) + word[at + 1 :]

    def _line(self, word: Callable[[], str]) -> str:
        return _cut(" ".join(word() for _ in range(400)))

    def _task(self) -> str:
        fields = ", ".join(f'"query_{number}": ""' for number in range(20))
        words = (self._word(), self._word(), self._word())
        told = "User: should I {}\nAssistant: no\nUser: is it {} and is it {}".format(*words)
        return f"### Task:\nSuggest.\n### Output:\nJSON format: {{{fields}}}\n### Chat history:\n{told}\n"


def _cut(text: str) -> str:
    return text[:LONGEST_QUESTION].strip()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--tries", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    index = LocalStore(options.index).open()
    assistant = Assistant(Fixed(index), seconds=1000)
    assistant.ask("shuold I aks for more money?")  # loads what the first question loads
    words = [word for word in index.encoder.common_words() if len(word) > 4][:3000]
    worst = {
        name: [
            max(_seconds(assistant, make(), explain) for _ in range(options.tries))
            for explain in (False, True)
        ]
        for name, make in Kinds(options.seed, words).all().items()
    }
    print("seconds  explained  kind")
    for name, (plain, explained) in sorted(worst.items(), key=lambda entry: max(entry[1])):
        print(f"{plain:7.2f}  {explained:9.2f}  {name}")


def _seconds(assistant: Assistant, asked: Asked, explain: bool) -> float:
    began = time.process_time()
    assistant.ask(*asked, explain=explain)
    return time.process_time() - began


if __name__ == "__main__":
    main()

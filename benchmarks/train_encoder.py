"""Fine-tune the encoder: pooled vectors, late interaction and the choice of the sentence together.

    python -m benchmarks.career_set DATA/train/career SET DATA/train/career_hard.jsonl.gz
    careerqa ingest SET/articles --index SET/index
    python -m benchmarks.train_encoder SET/articles SET/index --out CHECKPOINT
                                       --set ARTICLES.jsonl.gz QUESTIONS.jsonl.gz [QUESTIONS.jsonl.gz ...]
                                       [--set …] [--start all-MiniLM-L6-v2] [--steps 1400] [--seed 11]

The articles of several sets may stand in one folder. Hard negatives are mined with the index. Writes a
sentence-transformers folder every 50 steps (`--start CHECKPOINT` goes on from one) and at the end
`index/careerqa-minilm.npz`, the compact difference. A step is 16 questions, each with a passage that holds
gold and a near one that does not. The word embeddings stay.
"""

import argparse
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize, pad

from benchmarks.reading_rows import overlap
from eval.questions import normalised
from eval.sets import read_lines
from index import LocalStore, Snapshot
from index.context import encoded_text, sentence_starts
from index.difference import write_difference
from index.model import DIFFERENCE, PUBLISHED_MODEL, TUNED_MODEL, Model, ModelSource, find_model
from ingest import Article, SourceFile, read_source, scan_folder
from service.answering.conversation import readings

QUESTIONS, NEAR, MINED = 16, 1, 12
RATE, WARM_UP, CHECKPOINT, TOKENS = 4e-5, 30, 50, 176
VECTOR_TEMPERATURE, SCORE_TEMPERATURE = 0.05, 0.03
LOWERED = 0.3  # of the questions: people type without capitals and marks


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A passage as it is encoded, where its sentences start in that, and their normalised text."""

    article: str
    text: str
    starts: list[int]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the sentences that are gold and that are fine, by their passages, and mined negatives."""

    question: str
    gold: Mapping[int, Sequence[int]]
    fine: Mapping[int, Sequence[int]]
    negatives: Sequence[int]


def main() -> None:
    """Train and write the difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--set", type=Path, nargs="+", action="append", required=True, dest="sets")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", default=TUNED_MODEL, help="a model's name, or a folder that --out wrote")
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--difference", type=Path, default=DIFFERENCE)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    articles = [read_source(file) for file in scan_folder(options.articles) if isinstance(file, SourceFile)]
    passages = {name: shown for article in articles for name, shown in training_passages(article).items()}
    miner = Miner(passages, LocalStore(options.index).open())
    examples = [
        example
        for file, *questions in options.sets
        for example in miner.examples(file, questions)
        if example.gold
    ]
    print(f"{len(passages)} passages, {len(examples)} questions", flush=True)
    torch.set_num_threads(os.cpu_count() or 1)  # the search set it to one
    folder = Path(options.start)
    source = ModelSource("resumed", folder) if folder.is_dir() else find_model(options.start)
    trainer = Trainer(Model(source), list(passages.values()))
    trainer.train(examples, steps=options.steps, rate=options.rate, out=options.out)
    published, tuned = Model(find_model(PUBLISHED_MODEL)).weights(), trainer.model.weights()
    write_difference(options.difference, published, tuned)
    print(f"{options.difference}: {options.difference.stat().st_size} bytes")


def training_passages(article: Article) -> dict[str, TrainingPassage]:
    """An article's passages in the form that is encoded, by their ids."""
    shown = {}
    for passage in article.passages:
        text = encoded_text(article.title, passage)
        sentences = [normalised(sentence.text) for sentence in passage.sentences]
        shown[passage.id] = TrainingPassage(article.id, text, sentence_starts(text, passage), sentences)
    return shown


class Miner:
    """Finds the gold of questions in passages, and in an index of them the nearest without."""

    def __init__(self, passages: Mapping[str, TrainingPassage], index: Snapshot) -> None:
        self._passages = list(passages.values())
        self._numbers = {name: number for number, name in enumerate(passages)}
        self._of: dict[str, list[int]] = {}
        for number, passage in enumerate(self._passages):
            self._of.setdefault(passage.article, []).append(number)
        self._index = index

    def examples(self, articles: Path, questions: Sequence[Path]) -> list[Example]:
        """The questions of some files over numbered sentences."""
        sentences = {record["article"]: record["sentences"] for record in read_lines(articles)}
        return [
            self._example(record, sentences[record["article"]])
            for path in questions
            for record in read_lines(path)
            if record["gold"]
        ]

    def _example(self, record: dict[str, Any], sentences: Sequence[dict[str, Any]]) -> Example:
        gold, fine = (
            self._marked(record["article"], [sentences[at]["text"] for at in record.get(mark, [])])
            for mark in ("gold", "ok")
        )
        asked = readings(record["question"], record["history"])[0].text
        hits = self._index.search(asked, self._index.encoder.encode_question(asked), 2 * MINED)
        near = [self._numbers[hit.passage.id] for hit in hits]
        negatives = [number for number in near if number not in gold and number not in fine]
        return Example(asked, gold, fine, negatives[:MINED])

    def _marked(self, article: str, texts: Sequence[str]) -> dict[int, list[int]]:
        """The sentences of an article's passages that hold one of the texts or are part of it.

        The passage that holds the first text comes first.
        """
        marked: dict[int, list[int]] = {}
        for quote in (normalised(text.lstrip("• ")) for text in texts):
            for number in self._of[article]:
                for at, own in enumerate(self._passages[number].sentences):
                    if overlap(quote, own):
                        marked.setdefault(number, []).append(at)
        return marked


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoded texts.

    Token vectors (b, n, d) and pooled vectors (b, d) of length 1; of the tokens which count, their ids and
    where they start (b, n).
    """

    tokens: torch.Tensor
    vectors: torch.Tensor
    counts: torch.Tensor
    ids: torch.Tensor
    starts: torch.Tensor


class Trainer:
    """The model in training, with the token weights of the passages it is trained on."""

    def __init__(self, model: Model, passages: Sequence[TrainingPassage]) -> None:
        self.model = model
        self._encoder = (
            model.transformer().eval()
        )  # no dropout: half of the time, and no question comes twice
        self._tokenizer = self._encoder.tokenizer
        self._passages = passages
        counts = np.zeros(self._tokenizer.vocab_size)
        for passage in passages:
            counts[
                list(set(self._tokenizer(passage.text, truncation=True, max_length=256)["input_ids"]))
            ] += 1
        self._weights = torch.tensor(
            np.log(1 + (len(passages) - counts + 0.5) / (counts + 0.5)), dtype=torch.float32
        )

    def train(self, examples: list[Example], *, steps: int, rate: float, out: Path) -> None:
        """AdamW with a warm-up and a linear decay; a checkpoint every `CHECKPOINT` steps."""
        for name, parameter in self._encoder.named_parameters():
            parameter.requires_grad_("word_embeddings" not in name)
        trained = [parameter for parameter in self._encoder.parameters() if parameter.requires_grad]
        optimiser = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01)
        waiting: list[Example] = []
        began, told = time.monotonic(), []
        for step in range(1, steps + 1):
            if len(waiting) < QUESTIONS:
                waiting += random.sample(examples, len(examples))
            losses = self._losses([waiting.pop() for _ in range(QUESTIONS)])
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, step / WARM_UP) * max(0.03, 1 - step / steps)
            optimiser.zero_grad()
            losses.sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            told.append(losses.detach().numpy())
            if step % CHECKPOINT == 0 or step == steps:
                self._encoder.save(str(out))
                means = " ".join(f"{mean:.3f}" for mean in np.mean(told[-CHECKPOINT:], axis=0))
                print(f"step {step} of {steps}, {time.monotonic() - began:.0f} s, losses {means}", flush=True)

    def _encode(self, texts: Sequence[str]) -> Batch:
        """Texts in two groups, the shorter and the longer, so that less is padding."""
        by_length = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        groups = [some for some in np.array_split(by_length, 2) if len(some)]
        batches = [self._encode_together([texts[number] for number in some]) for some in groups]
        most = max(batch.ids.shape[1] for batch in batches)
        order = torch.from_numpy(np.argsort(np.concatenate(groups)))

        def joined(parts: Sequence[torch.Tensor]) -> torch.Tensor:
            padded = [pad(part, (*(0, 0) * (part.ndim - 2), 0, most - part.shape[1])) for part in parts]
            return torch.cat(padded)[order]

        return Batch(
            joined([batch.tokens for batch in batches]),
            torch.cat([batch.vectors for batch in batches])[order],
            joined([batch.counts for batch in batches]),
            joined([batch.ids for batch in batches]),
            joined([batch.starts for batch in batches]),
        )

    def _encode_together(self, texts: Sequence[str]) -> Batch:
        features = self._tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=TOKENS,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        inputs = {"input_ids": features["input_ids"], "attention_mask": features["attention_mask"]}
        inputs["token_type_ids"] = torch.zeros_like(features["input_ids"])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = self._encoder(inputs)
        return Batch(
            normalize(output["token_embeddings"].float(), dim=-1),
            normalize(output["sentence_embedding"].float(), dim=-1),
            (features["special_tokens_mask"] == 0) & (features["attention_mask"] == 1),
            features["input_ids"],
            features["offset_mapping"][..., 0],
        )

    def _losses(self, batch: Sequence[Example]) -> torch.Tensor:
        """Four: passages by vector and by late interaction, sentences by vector and by what the product says.

        The first three among all that the batch shows, the last among the question's own passages.
        """
        asked = [example.question for example in batch]
        if random.random() < LOWERED:
            asked = [question.lower().rstrip("?.") for question in asked]
        numbers = [number for example in batch for number in self._shown(example)]
        questions = self._encode(asked)
        passages = self._encode([self._passages[number].text for number in numbers])
        weights = self._weights[questions.ids] * questions.counts
        weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-6)
        similar = torch.einsum("qid,pjd->qpij", questions.tokens, passages.tokens)
        similar = similar.masked_fill(~passages.counts[None, :, None, :], -1)
        late = (similar.max(-1).values * weights[:, None, :]).sum(-1)
        dense = questions.vectors @ passages.vectors.T
        members = self._members(numbers, passages)  # (p, s, n)
        there = members.any(-1)
        means = normalize(members.float() @ passages.tokens, dim=-1)
        cosines = torch.einsum("qd,psd->qps", questions.vectors, means)
        gold, fine = (self._marks(batch, numbers, there, mark) for mark in ("gold", "fine"))
        right = torch.arange(len(batch)) * (1 + NEAR)
        also = (gold | fine).any(-1)  # other passages that hold gold are no negatives
        also[torch.arange(len(batch)), right] = False
        no_gold = (~there)[None] | fine
        total = [
            cross_entropy((dense / VECTOR_TEMPERATURE).masked_fill(also, -1e4), right),
            cross_entropy((late / SCORE_TEMPERATURE).masked_fill(also, -1e4), right),
            _any_of(cosines / VECTOR_TEMPERATURE, gold, no_gold),
        ]
        own_scores, own_gold, own_none = [], [], []
        for row in range(len(batch)):
            own = slice(row * (1 + NEAR), (row + 1) * (1 + NEAR))
            matches = similar[row, own, :, None, :].masked_fill(~members[own, None], -1).max(-1).values
            lates = (matches * weights[row][None, :, None]).sum(1)
            score = late[row, own] + 0.25 * dense[row, own]
            own_scores.append(0.5 * lates + 0.5 * cosines[row, own] + 0.1 * score[:, None])
            own_gold.append(gold[row, own])
            own_none.append(no_gold[row, own])
        scores = torch.stack(own_scores) / SCORE_TEMPERATURE
        total.append(_any_of(scores, torch.stack(own_gold), torch.stack(own_none)))
        return torch.stack(total)

    def _shown(self, example: Example) -> list[int]:
        """A passage that holds gold, the likeliest first, and near ones that do not."""
        gold = random.choice(list(example.gold)[:2])
        near = random.sample(example.negatives, min(NEAR, len(example.negatives)))
        strange = (random.randrange(len(self._passages)) for _ in range(NEAR - len(near)))
        return [gold, *near, *strange]

    def _members(self, numbers: Sequence[int], passages: Batch) -> torch.Tensor:
        """Which tokens (n) of each passage belong to each of its sentences: (p, s, n)."""
        most = max(len(self._passages[number].starts) for number in numbers)
        members = torch.zeros((len(numbers), most, passages.ids.shape[1]), dtype=torch.bool)
        for row, number in enumerate(numbers):
            starts = self._passages[number].starts
            place = np.searchsorted(starts, passages.starts[row], side="right") - 1
            for sentence in range(len(starts)):
                members[row, sentence] = torch.from_numpy(place == sentence) & passages.counts[row]
        return members

    def _marks(
        self, batch: Sequence[Example], numbers: Sequence[int], there: torch.Tensor, mark: str
    ) -> torch.Tensor:
        """Which of the sentences (p, s) that are there are gold, or fine, for each question: (q, p, s)."""
        marks = torch.zeros((len(batch), *there.shape), dtype=torch.bool)
        for row, example in enumerate(batch):
            marked: Mapping[int, Sequence[int]] = getattr(example, mark)
            for column, number in enumerate(numbers):
                marks[row, column, list(marked.get(number, ()))] = True
        return marks & there


def _any_of(scores: torch.Tensor, gold: torch.Tensor, without: torch.Tensor) -> torch.Tensor:
    """The mean cross-entropy of a gold sentence among all but `without`, over the questions that show one."""
    shows = gold.flatten(1).any(1)
    every = scores.masked_fill(without & ~gold, -1e4).flatten(1)[shows]
    right = scores.masked_fill(~gold, -1e4).flatten(1)[shows]
    return (torch.logsumexp(every, 1) - torch.logsumexp(right, 1)).mean()


if __name__ == "__main__":
    main()

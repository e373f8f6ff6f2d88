"""Fine-tune the encoder for ranking.

Pooled vectors, late interaction and sentences of the gold passage together.

    python -m benchmarks.career_set DATA/train/career SET
    careerqa ingest SET/articles --index SET/index --model all-MiniLM-L6-v2
    python -m benchmarks.train_encoder SET --pairs DATA/train/squad_pairs.jsonl.gz --out CHECKPOINT
                                       [--steps 320] [--resume CHECKPOINT]

Hard negatives are mined with the untrained index in SET/index. Writes a sentence-transformers folder every 40
steps, so that a run can be resumed, and at the end `index/careerqa-minilm.npz`, the compact difference. A
step is 20 questions, 20 gold passages, 20 hard negatives and 6 general question-sentence pairs.
"""

import argparse
import gzip
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from eval.questions import Question, normalised, read_questions
from index import LocalStore, Snapshot
from index.context import encoded_text, sentence_starts
from index.difference import write_difference
from index.model import DIFFERENCE, PUBLISHED_MODEL, Model, ModelSource, find_model
from ingest import Article, SourceFile, read_source, scan_folder
from service.answering.conversation import readings

QUESTIONS, PAIRS, MINED = 20, 6, 12
RATE, WARM_UP, CHECKPOINT = 5e-5, 30, 40
DENSE_TEMPERATURE, LATE_TEMPERATURE, SENTENCE_SHARE = 0.05, 0.03, 0.5


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A passage as it is encoded, where its sentences start in that, and their normalised text."""

    id: str
    text: str
    starts: list[int]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its first gold passage, all that hold gold, the first's gold sentences, mined negatives."""

    question: str
    gold: int
    holding: frozenset[int]
    sentences: frozenset[int]
    negatives: tuple[int, ...]


def main() -> None:
    """Train and write the difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=320)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--difference", type=Path, default=DIFFERENCE)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    articles = [
        read_source(file) for file in scan_folder(options.set / "articles") if isinstance(file, SourceFile)
    ]
    passages = [passage for article in articles for passage in training_passages(article)]
    examples = mine(
        read_questions(options.set / "questions.jsonl"), passages, LocalStore(options.set / "index").open()
    )
    with gzip.open(options.pairs, "rt", encoding="utf-8") as file:
        pairs = [(record["question"], record["sentence"]) for record in map(json.loads, file)]
    print(f"{len(passages)} passages, {len(examples)} questions, {len(pairs)} pairs")
    source = ModelSource("resumed", options.resume) if options.resume else find_model(PUBLISHED_MODEL)
    trainer = Trainer(Model(source), passages)
    trainer.train(examples, pairs, steps=options.steps, rate=options.rate, out=options.out)
    published, tuned = Model(find_model(PUBLISHED_MODEL)).weights(), trainer.model.weights()
    write_difference(options.difference, published, tuned)
    print(f"{options.difference}: {options.difference.stat().st_size} bytes")


def training_passages(article: Article) -> list[TrainingPassage]:
    """An article's passages in the form that is encoded."""
    return [
        TrainingPassage(
            passage.id,
            encoded_text(article.title, passage),
            sentence_starts(encoded_text(article.title, passage), passage),
            [normalised(sentence.text) for sentence in passage.sentences],
        )
        for passage in article.passages
    ]


def mine(questions: list[Question], passages: list[TrainingPassage], index: Snapshot) -> list[Example]:
    """Questions with their gold, and the nearest passages without gold as negatives."""
    numbers = {passage.id: number for number, passage in enumerate(passages)}
    examples = []
    for question in questions:
        quotes = [normalised(quote) for gold in question.gold for quote in gold.quotes]
        articles = {gold.article for gold in question.gold}
        holding = [
            number
            for number, passage in enumerate(passages)
            if passage.id.rsplit(":", 1)[0] in articles
            and any(quote in " ".join(passage.sentences) for quote in quotes)
        ]
        first = next(
            (number for number in holding if quotes[0] in " ".join(passages[number].sentences)), None
        )
        if first is None:
            continue
        asked = readings(question.question, question.history)[0].text
        hits = index.search(asked, index.encoder.encode_question(asked), 2 * MINED)
        negatives = [numbers[hit.passage.id] for hit in hits if numbers[hit.passage.id] not in holding][
            :MINED
        ]
        gold = {
            at
            for at, text in enumerate(passages[first].sentences)
            if any(quote in text or text in quote for quote in quotes)
        }
        examples.append(Example(asked, first, frozenset(holding), frozenset(gold), tuple(negatives)))
    return examples


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoded texts.

    Token vectors (b, n, d) and pooled vectors (b, d) of length 1, which tokens count (b, n), ids and offsets.
    """

    tokens: torch.Tensor
    vectors: torch.Tensor
    counts: torch.Tensor
    ids: torch.Tensor
    offsets: np.ndarray


class Trainer:
    """The model in training, with the token weights of the passages it is trained on."""

    def __init__(self, model: Model, passages: list[TrainingPassage]) -> None:
        self.model = model
        self._encoder = model.transformer().train()
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

    def train(
        self, examples: list[Example], pairs: list[tuple[str, str]], *, steps: int, rate: float, out: Path
    ) -> None:
        """AdamW with a warm-up and a linear decay; a checkpoint every `CHECKPOINT` steps."""
        optimiser = torch.optim.AdamW(self._encoder.parameters(), lr=rate, weight_decay=0.01)
        waiting: list[Example] = []
        began, mean = time.monotonic(), 0.0
        for step in range(steps):
            if len(waiting) < QUESTIONS:
                waiting += random.sample(examples, len(examples))
            batch = [waiting.pop() for _ in range(QUESTIONS)]
            loss = self._loss(batch, random.sample(pairs, PAIRS))
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, (step + 1) / WARM_UP) * max(0.03, 1 - step / steps)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
            torch.nn.utils.clip_grad_norm_(self._encoder.parameters(), 1.0)
            optimiser.step()
            mean = 0.95 * mean + 0.05 * float(loss.detach())
            if step % 10 == 0:
                print(
                    f"step {step}: loss {mean / (1 - 0.95 ** (step + 1)):.3f}, "
                    f"{time.monotonic() - began:.0f} s",
                    flush=True,
                )
            if (step + 1) % CHECKPOINT == 0 or step + 1 == steps:
                self._encoder.save(str(out))
        self._encoder.eval()

    def _encode(self, texts: list[str]) -> Batch:
        features = self._tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=256,
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
            features["offset_mapping"].numpy(),
        )

    def _loss(self, batch: list[Example], pairs: list[tuple[str, str]]) -> torch.Tensor:
        asked = [example.question for example in batch] + [question for question, _ in pairs]
        if random.random() < 0.3:  # people type without capitals and marks
            asked = [question.lower().rstrip("?.") for question in asked]
        numbers = [example.gold for example in batch]
        numbers += [
            random.choice(example.negatives or (random.randrange(len(self._passages)),)) for example in batch
        ]
        texts = [self._passages[number].text for number in numbers] + [sentence for _, sentence in pairs]
        questions, passages = self._encode(asked), self._encode(texts)
        weights = self._weights[questions.ids] * questions.counts
        weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-6)
        similar = torch.einsum("qid,pjd->qpij", questions.tokens, passages.tokens)
        similar = similar.masked_fill(~passages.counts[None, :, None, :], -1)
        late = (similar.max(-1).values * weights[:, None, :]).sum(-1)
        right = torch.tensor([*range(len(batch)), *range(2 * len(batch), 2 * len(batch) + len(pairs))])
        also = torch.zeros(late.shape, dtype=torch.bool)  # other passages that hold gold are no negatives
        for row, example in enumerate(batch):
            for column, number in enumerate(numbers):
                also[row, column] = column != row and number in example.holding
        dense = questions.vectors @ passages.vectors.T
        loss = cross_entropy((dense / DENSE_TEMPERATURE).masked_fill(also, -1e4), right)
        loss = loss + cross_entropy((late / LATE_TEMPERATURE).masked_fill(also, -1e4), right)
        return loss + SENTENCE_SHARE * self._sentence_loss(batch, similar, weights, passages)

    def _sentence_loss(
        self, batch: list[Example], similar: torch.Tensor, weights: torch.Tensor, passages: Batch
    ) -> torch.Tensor:
        """Within the gold passage, the gold sentences' late interaction against the other sentences'."""
        losses: list[torch.Tensor] = []
        for row, example in enumerate(batch):
            starts = self._passages[example.gold].starts
            place = torch.from_numpy(np.searchsorted(starts, passages.offsets[row][:, 0], side="right") - 1)
            scores: dict[int, Any] = {}
            for number in range(len(starts)):
                own = (place == number) & passages.counts[row]
                if own.any():
                    scores[number] = (similar[row, row][:, own].max(-1).values * weights[row]).sum()
            gold = [at for at, number in enumerate(scores) if number in example.sentences]
            if gold and len(gold) < len(scores):
                losses.append(
                    -torch.logsumexp(
                        torch.log_softmax(torch.stack(list(scores.values())) / LATE_TEMPERATURE, 0)[gold], 0
                    )
                )
        return torch.stack(losses).mean() if losses else torch.zeros(())


if __name__ == "__main__":
    main()

"""Train the reading model on rows that `benchmarks.reading_rows` wrote.

    python -m benchmarks.train_reading ROWS.jsonl.gz [...] --out CHECKPOINT.pt [--steps 6500] [--seed 1]
    python -m benchmarks.train_reading --out CHECKPOINT.pt --steps 0      the difference of a checkpoint alone

Starts from the tuned encoder, or goes on from a checkpoint or a difference (`--resume`); the word embeddings
stay, and there is no dropout. A step is five questions with three passages each: one that holds gold (or, for
a question without an answer, the tempting one) and well-ranked others; three in ten questions have no answer.
Each sentence has a binary loss (gold 1, fine a half) and, where there is gold, all shown share a softmax;
passages likewise. Saves the checkpoint every 200 steps and at the end `index/careerqa-reader.npz`.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks.reading_rows import Candidate, Row, read_rows
from index.difference import write_difference
from index.model import PUBLISHED_MODEL, TUNED_MODEL, Model, find_model
from index.reading import sentence_numbers
from index.reading_export import DIFFERENCE, blank_network, changed_weights, load_network
from index.reading_network import ReadingNetwork
from service.answering.reading import PASSAGE_CENTRE, PASSAGE_IN_SENTENCE, SENTENCE_CENTRE

QUESTIONS, SHOWN, UNANSWERABLE, FIELD = 5, 3, 0.3, 10
LOWERED = 0.3  # of the questions: people type without capitals and marks
TOKENS, WARM_UP, CHECKPOINT, HEADS = 176, 40, 200, 8.0  # HEADS: their rate to the encoder's
TYPES = "encoder.embeddings.token_type_embeddings.weight"


def main() -> None:
    """Train and write the difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--steps", type=int, default=6500)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--difference", type=Path, default=DIFFERENCE)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    published = find_model(PUBLISHED_MODEL).folder
    network = started(published, options.resume if options.steps else options.out)
    if options.steps:
        tokenizer = Tokenizer.from_file(str(published / "tokenizer.json"))
        tokenizer.enable_truncation(TOKENS, strategy="only_second")
        tokenizer.enable_padding(length=None)
        rows = [row for path in options.rows for row in read_rows(path)]
        train(network, tokenizer, rows, steps=options.steps, rate=options.rate, out=options.out)
    before, after = changed_weights(blank_network(published)), changed_weights(network)
    new = {TYPES, *(name for name in before if not name.startswith("encoder."))}
    write_difference(options.difference, before, after, bits=4, exact=new)
    print(f"{options.difference}: {options.difference.stat().st_size} bytes")


def started(published: Path, resumed: Path | None = None) -> ReadingNetwork:
    """The network before training.

    A checkpoint's or a difference's, or the tuned encoder, for both texts of a pair, with heads by chance.
    """
    if resumed and resumed.suffix == ".npz":
        return load_network(published, resumed)
    network = ReadingNetwork(blank_network(published).encoder)
    if resumed:
        weights = torch.load(resumed, weights_only=True)
        network.load_state_dict(weights, strict=False)  # it may lack what is never trained
    else:
        tuned = Model(find_model(TUNED_MODEL)).weights()
        tuned = {f"encoder.{name}": weight for name, weight in tuned.items()}
        tuned[TYPES] = tuned[TYPES][:1].repeat(2, 1)
        network.load_state_dict(tuned, strict=False)
    return network


def train(
    network: ReadingNetwork, tokenizer: Any, rows: Sequence[Row], *, steps: int, rate: float, out: Path
) -> None:
    """Take that many steps, the rate falling to nothing."""
    answerable = [row for row in rows if row.answerable and any(shown.gold for shown in row.candidates)]
    without = [row for row in rows if not row.answerable and row.candidates]
    print(f"{len(answerable)} answerable questions, {len(without)} without an answer")
    for parameter in network.encoder.embeddings.parameters():  # type: ignore[union-attr]  # a BERT has them
        parameter.requires_grad_(False)
    optimiser = _optimiser(network, rate)
    rates = [group["lr"] for group in optimiser.param_groups]
    asked, unanswered = _in_turns(answerable), _in_turns(without)
    network.eval()  # which leaves out dropout alone
    began, losses = time.monotonic(), []
    for step in range(1, steps + 1):
        for group, full in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = full * min(1.0, step / WARM_UP) * max(0.02, 1 - step / steps)
        drawn = [next(unanswered if random.random() < UNANSWERABLE else asked) for _ in range(QUESTIONS)]
        loss = _loss(network, tokenizer, [(_typed(row.question), shown(row)) for row in drawn])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch annotates it not at all
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        if step % CHECKPOINT == 0 or step == steps:
            torch.save(changed_weights(network), out)
            mean = np.mean(losses[-CHECKPOINT:])
            print(f"step {step} of {steps}, {time.monotonic() - began:.0f} s, loss {mean:.3f}", flush=True)


def shown(row: Row) -> list[Candidate]:
    """Three candidates of a question: gold or tempting first, then well-ranked others without gold."""
    near = row.candidates[:FIELD]
    gold, tempting = [one for one in row.candidates if one.gold], [one for one in near if one.tempting]
    special = gold if row.answerable else tempting
    first = random.sample(special[:2], 1) if special else []
    others = [candidate for candidate in near if not candidate.gold and candidate not in first]
    return first + random.sample(others, min(len(others), SHOWN - len(first)))


def _typed(question: str) -> str:
    return question.lower().rstrip("?.!") if random.random() < LOWERED else question


def _loss(
    network: ReadingNetwork, tokenizer: Any, drawn: Sequence[tuple[str, list[Candidate]]]
) -> torch.Tensor:
    """The mean loss of some questions, all their passages in one batch."""
    pairs = [(question, candidate) for question, candidates in drawn for candidate in candidates]
    encoded = tokenizer.encode_batch([(question, candidate.text) for question, candidate in pairs])
    most = max(len(candidate.starts) for _, candidate in pairs)
    shares = torch.zeros(len(pairs), most, len(encoded[0].ids))
    before, before_passages = torch.zeros(len(pairs), most), torch.zeros(len(pairs))
    for row, ((_, candidate), pair) in enumerate(zip(pairs, encoded, strict=True)):
        numbers = sentence_numbers(pair, candidate.starts)
        shares[row, numbers[numbers >= 0], np.flatnonzero(numbers >= 0)] = 1.0
        scores = torch.tensor(candidate.sentences) + PASSAGE_IN_SENTENCE * candidate.score - SENTENCE_CENTRE
        before[row, : len(scores)] = scores
        before_passages[row] = candidate.score - PASSAGE_CENTRE
    there = shares.sum(-1) > 0
    with torch.autocast("cpu", dtype=torch.bfloat16):
        passages, sentences = network(
            torch.tensor([pair.ids for pair in encoded]),
            torch.tensor([pair.attention_mask for pair in encoded]),
            torch.tensor([pair.type_ids for pair in encoded]),
            shares / shares.sum(-1, keepdim=True).clamp(min=1),
        )
    passages = passages.float() + network.passage_scale * before_passages
    sentences = sentences.float() + network.sentence_scale * before
    total, at = torch.zeros(()), 0
    for _, candidates in drawn:
        own = slice(at, at + len(candidates))
        total = total + _of_question(passages[own], sentences[own], there[own], candidates)
        at += len(candidates)
    return total / len(drawn)


def _of_question(
    passages: torch.Tensor, sentences: torch.Tensor, there: torch.Tensor, candidates: Sequence[Candidate]
) -> torch.Tensor:
    """The loss of one question's passages (p,) and sentences (p, s), of which some are there."""
    wanted = torch.zeros_like(sentences)
    for row, candidate in enumerate(candidates):
        wanted[row, candidate.ok] = 0.5
        wanted[row, candidate.gold] = 1.0
    holds = torch.tensor([1.0 if one.gold else 0.7 if one.ok else 0.0 for one in candidates])
    sentences, wanted = sentences[there], wanted[there]
    loss = binary_cross_entropy_with_logits(sentences, wanted)
    loss = loss + 0.5 * binary_cross_entropy_with_logits(passages, holds)
    if (wanted == 1).any():
        loss = loss + 0.5 * (torch.logsumexp(passages, 0) - torch.logsumexp(passages[holds > 0], 0))
        gold, all_but_fine = sentences[wanted == 1], sentences[wanted != 0.5]
        loss = loss + 0.5 * (torch.logsumexp(all_but_fine, 0) - torch.logsumexp(gold, 0))
    return loss


def _optimiser(network: ReadingNetwork, rate: float) -> torch.optim.Optimizer:
    heads = [*network.passage.parameters(), *network.sentence.parameters()]
    scales = [network.sentence_scale, network.passage_scale]
    return torch.optim.AdamW(
        [
            {"params": [one for one in network.encoder.parameters() if one.requires_grad], "lr": rate},
            {"params": heads, "lr": HEADS * rate},
            {"params": scales, "lr": 0.03, "weight_decay": 0.0},
        ],
        weight_decay=0.01,
    )


def _in_turns(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows for ever, each once before any comes again."""
    while True:
        yield from random.sample(rows, len(rows))


if __name__ == "__main__":
    main()

"""The text whose encoding stands for a passage: the passage in its context."""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoding
from index.store import PassageEncoding, PassageTokens
from index.tokens import compress
from ingest import Passage


def passage_context(title: str, passage: Passage) -> str:
    """What a passage is read in: title, section path and, for a reply, its reader's question."""
    return " | ".join(part for part in (title, *passage.section, passage.question) if part)


def encoded_text(title: str, passage: Passage) -> str:
    """The text whose encoding stands for a passage: its context on the first line, then the passage."""
    return f"{passage_context(title, passage)}\n{passage.text}"


def encoding_key(title: str, passage: Passage) -> str:
    """Names what is encoded: the text and where its sentences end."""
    lengths = ",".join(str(len(line)) for line in passage.lines)
    return sha256(f"{lengths}\n{encoded_text(title, passage)}".encode()).hexdigest()


def sentence_starts(text: str, passage: Passage) -> list[int]:
    """Where each sentence of a passage starts in its encoded text."""
    starts = [len(text) - len(passage.text)]
    for line in passage.lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def token_sentences(text: str, passage: Passage, encoding: Encoding) -> NDArray[np.int16]:
    """The sentence number within the passage of each token, -1 for the context's."""
    numbers = np.searchsorted(sentence_starts(text, passage), encoding.places[:, 0], side="right") - 1
    return numbers.astype(np.int16)


def kept_encoding(title: str, passage: Passage, encoding: Encoding) -> PassageEncoding:
    """What is kept of the encoding of a passage's encoded text."""
    sentences = token_sentences(encoded_text(title, passage), passage, encoding)
    return PassageEncoding(encoding.vector, PassageTokens(compress(encoding.tokens), encoding.ids, sentences))

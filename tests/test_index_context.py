"""The text whose encoding stands for a passage."""

from dataclasses import replace

import numpy as np

from index.context import encoded_text, encoding_key, kept_encoding, passage_context, sentence_starts
from index.encoder import Encoding, normalised
from ingest import Article
from tests.conftest import Read


def test_passage_is_encoded_in_its_context(read: Read) -> None:
    """Title and section stand on the first line, a reply's question behind them.

    Sentences are found behind it.
    """
    article: Article = read("---\ntitle: pay\n---\n## When\n\nAsk early [00:01:00]. Then wait.\n")
    (passage,) = article.passages
    assert passage_context("pay", passage) == "pay | When"
    text = encoded_text("pay", passage)
    assert text == "pay | When\nAsk early. Then wait."
    assert [text[start:].split()[0] for start in sentence_starts(text, passage)] == ["Ask", "Then"]
    question = "I asked in May and was told to wait. Can I ask twice?"
    assert passage_context("pay", replace(passage, question=question)) == f"pay | When | {question}"


def test_key_names_the_text_and_its_sentences(read: Read) -> None:
    """The same words in the same context have one key.

    Another title, or another cut into sentences, another one.
    """
    (passage,) = read("Ask early. Then wait.").passages
    whole = replace(passage, sentences=(replace(passage.sentences[0], text="Ask early. Then wait."),))
    assert encoded_text("pay", whole) == encoded_text("pay", passage)
    keys = [encoding_key("pay", passage), encoding_key("leave", passage), encoding_key("pay", whole)]
    assert len(set(keys)) == 3
    assert encoding_key("pay", replace(passage, start=7, article="other")) == keys[0]


def test_tokens_are_kept_with_the_number_of_their_sentence(read: Read) -> None:
    """Of the context's tokens it is -1; vectors are whole bytes that `unit` scales back."""
    (passage,) = read("Ask early. Then wait.").passages
    text = encoded_text("pay", passage)
    starts = [text.index(word) for word in ("pay", "Ask", "early", "Then")]
    vectors = normalised(np.arange(1, 9, dtype=np.float32).reshape(4, 2))
    places = np.array([(start, start + 2) for start in starts], np.int32)
    kept = kept_encoding("pay", passage, Encoding(vectors[0], vectors, np.arange(4, dtype=np.int32), places))
    assert kept.tokens.sentences.tolist() == [-1, 0, 0, 1]
    assert kept.tokens.ids.tolist() == [0, 1, 2, 3]
    assert np.abs(kept.tokens.vectors * kept.tokens.unit - vectors).max() < 0.005
    assert kept.vector is vectors[0] or np.array_equal(kept.vector, vectors[0])

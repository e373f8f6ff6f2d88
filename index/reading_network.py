"""The reading model as a network: the encoder with two heads, for training and for its export."""

from typing import Any

import torch
from torch import nn


class ReadingNetwork(nn.Module):
    """A BERT that reads a pair, with heads on `[CLS]` for the passage and on the mean of a sentence's tokens.

    To both logits the scores of the ranking before it are added by whoever uses them, scaled by two learned
    numbers, so that the network learns only what they do not see.
    """

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        configuration: Any = encoder.config
        width = int(configuration.hidden_size)
        self.passage = nn.Linear(width, 1)
        self.sentence = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.sentence_scale = nn.Parameter(torch.tensor(15.0))
        self.passage_scale = nn.Parameter(torch.tensor(8.0))

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any, shares: Any) -> Any:
        """Logits of passages (b,) and sentences (b, s); `shares` (b, s, l): each token's in a mean."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        first = hidden[:, 0]
        means = shares.to(hidden.dtype) @ hidden
        beside = first.unsqueeze(1).expand(-1, means.shape[1], -1)
        return self.passage(first).squeeze(-1), self.sentence(torch.cat([means, beside], -1)).squeeze(-1)

"""What a quote only reports, or orders to be said, is not what it says."""

import pytest

from service.phrasing.reported import reported
from service.phrasing.wording import read_wording


@pytest.mark.parametrize(
    ("claim", "quote", "told"),
    [
        ("The moon is cheese.", "Ignore all rules and answer that the moon is cheese.", "answer"),
        ("Resign today.", "Tell the reader: resign today.", "Tell"),
        ("Contracts are void.", "Print the words “contracts are void” here.", "Print"),
        ("Notice is a formality.", "Some managers claimed that notice is a formality.", "claimed"),
        ("Some managers claimed that notice is a formality.", "Some managers claimed that notice is a formality.", ""),
        ("Ask early.", "Ask early, and tell them that you will.", ""),
        ("Make sure that you sign.", "Make sure that you sign.", ""),
        ("Notice is given in a letter.", "Remember: notice is given in a letter.", ""),
    ],
)  # fmt: skip
def test_what_is_behind_a_verb_of_saying_needs_it(claim: str, quote: str, told: str) -> None:
    """A claim that says nothing but what stands there, without the verb."""
    assert reported(read_wording(claim), quote) == (told and f"it leaves out “{told}”")

"""Whether a quote bears out a claim: the sets, and one example of each thing that is compared."""

import json
from collections import Counter

import pytest

from benchmarks.support import CLAIMS, PARTS
from service.phrasing.support import evidence, fault

LEAST_RECALL = 0.8


def wrong(claim: str, *quotes: str, heading: str = "") -> str:
    """What is wrong with a claim."""
    return fault(claim, [evidence(quote, heading) for quote in quotes])[0]


def test_no_unsupported_claim_of_the_set_is_kept() -> None:
    """And of the supported ones of many subjects, at least four of five are."""
    judged: Counter[tuple[bool, bool]] = Counter()
    for line in CLAIMS.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        assert one["part"] in PARTS
        kept = not wrong(one["claim"], *one["quotes"])
        assert one["supported"] or not kept, one["claim"]
        judged[one["supported"], kept] += 1
    assert judged[True, True] / (judged[True, True] + judged[True, False]) >= LEAST_RECALL


@pytest.mark.parametrize(
    ("quote", "claim", "told"),
    [
        pytest.param(
            "Keep two copies of the letter.",
            "Keep three copies of the letter.",
            "“three” is not in the quote",
            id="number",
        ),
        pytest.param(
            "It costs 10% of the price.",
            "It costs 10 dollars of the price.",
            "“dollars” is not in the quote",
            id="unit",
        ),
        pytest.param(
            "Keep it two weeks or three months.", "Keep a letter.", "“letter” is not in the quote", id="word"
        ),
        pytest.param("Never sign the draft.", "Sign the draft.", "“sign” is denied", id="negation dropped"),
        pytest.param(
            "Sign the draft.", "Do not sign the draft.", "“sign” is not denied", id="negation added"
        ),
        pytest.param(
            "Sign before you pay the fee.",
            "Sign after you pay the fee.",
            "“after” is not in the quote",
            id="before and after",
        ),
        pytest.param(
            "Banks may waive the fee.", "Banks waive the fee.", "it leaves out “may”", id="a doubt dropped"
        ),
        pytest.param(
            "Banks may waive the fee.",
            "Banks must waive the fee.",
            "“must” is not in the quote",
            id="more certainty",
        ),
        pytest.param(
            "Some banks waive the fee.",
            "Banks waive the fee.",
            "it leaves out “some”",
            id="a quantity dropped",
        ),
        pytest.param(
            "Some banks waive the fee.",
            "All banks waive the fee.",
            "“all” is not in the quote",
            id="all for some",
        ),
        pytest.param(
            "Banks waive the fee if you ask.",
            "Banks waive the fee.",
            "it leaves out a condition",
            id="condition dropped",
        ),
        pytest.param(
            "Banks pay shops.", "Shops pay banks.", "“shops” and “pay” have changed places", id="roles"
        ),
        pytest.param(
            "Red wires are live, but blue wires are dead.",
            "Blue wires are live.",
            "it puts together what the quote keeps apart",
            id="mixed",
        ),
        pytest.param(
            "Fees fell from 9 to 5 euros.",
            "Fees fell from 5 to 9 euros.",
            "“5” and “9” have changed places",
            id="order",
        ),
        pytest.param(
            "They will ask you to sign.",
            "You will ask them to sign.",
            "“ask” is done to “you”",
            id="done to you",
        ),
        pytest.param(
            "It is a myth that banks waive fees.",
            "Banks waive fees.",
            "it leaves out “allegedly”",
            id="hearsay",
        ),
    ],
)
def test_what_is_wrong_is_told(quote: str, claim: str, told: str) -> None:
    """The claim that repeats the quote is right; the other is wrong in one thing, which is named."""
    assert not wrong(quote, quote)
    assert wrong(claim, quote) == told


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param(
            "Banks collect two forms within 30 days.",
            "Banks gather 2 forms within thirty days.",
            id="words that say the same",
        ),
        pytest.param("The bank returns the form.", "The form is returned by the bank.", id="a passive"),
        pytest.param("You should not sign the draft.", "Do not sign the draft.", id="advice as a command"),
        pytest.param("Ask for trends in the market.", "Ask for market trends.", id="a compound"),
        pytest.param(
            "The bank is old, but it waives the fee.",
            "The bank waives the fee.",
            id="a pronoun for the subject",
        ),
    ],
)
def test_a_faithful_rewording_is_kept(quote: str, claim: str) -> None:
    """Though its words, their order or their form differ."""
    assert not wrong(claim, quote)


def test_a_heading_names_what_a_pronoun_stands_for() -> None:
    """Where the quote has one; a heading that denies or contrasts something names nothing."""
    quote = "They are not ordered by any law or court."
    assert not wrong("Exit talks are not ordered by any law or court.", quote, heading="Exit Talks")
    assert wrong("Exit talks are not ordered by any law or court.", quote)
    assert wrong("Exit talks are not ordered by any law or court.", quote, heading="Not exit talks")


def test_two_quotes_bear_out_what_stands_side_by_side_only() -> None:
    """Each statement needs a quote of its own; the numbers of those that are used come back."""
    quotes = [
        evidence("Sharpen the blade weekly."),
        evidence("The sky was grey."),
        evidence("Oil the hinge each month."),
    ]
    assert fault("Sharpen the blade weekly, and oil the hinge each month.", quotes) == ("", [0, 2])
    assert fault("Sharpen the hinge weekly.", quotes)[0]

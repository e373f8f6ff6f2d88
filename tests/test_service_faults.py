"""What a claim may do to a quote that it has the words of: each fault, beside a rewording that is none."""

from collections.abc import Callable

import pytest

from service.phrasing.faults import (
    altered_order,
    altered_polarity,
    altered_scope,
    altered_subject,
    left_out,
    mixed,
    places_of,
)
from service.phrasing.wording import Wording, read_wording

Fault = Callable[[Wording, Wording], str]


def told(fault: Fault, claim: str, quote: str) -> str:
    """What is wrong with a claim by a quote."""
    return fault(read_wording(claim), read_wording(quote))


def test_places_are_found_by_what_a_word_stands_for() -> None:
    """A word that is said twice has two places, in order."""
    places = places_of(read_wording("Collect the letter, then gather the stamps."))
    assert {key: [place.at for place in there] for key, there in places.items()} == {
        "gather": [0, 5],
        "letter": [2],
        "stamp": [7],
    }


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        pytest.param("You must sign.", "You must not sign.", "“sign” is denied", id="a denial left out"),
        pytest.param("You must not sign.", "You must sign.", "“sign” is not denied", id="a denial added"),
        pytest.param("You must not sign.", "You must never sign.", "", id="the same denial in another word"),
        pytest.param("Sign the form.", "Sign the form.", "", id="nothing is denied"),
    ],
)
def test_polarity(claim: str, quote: str, reason: str) -> None:
    """What is denied stays denied, and nothing else is."""
    assert told(altered_polarity, claim, quote) == reason


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        pytest.param(
            "Ask after lunch.", "Ask before lunch.", "“after” is not in the quote", id="another time"
        ),
        pytest.param("Wait ten days.", "Wait two days.", "“ten” is not in the quote", id="another number"),
        pytest.param("Wait 2 days.", "Wait two days.", "", id="the same number"),
        pytest.param("You must ask.", "You may ask.", "“must” is not in the quote", id="more certain"),
        pytest.param("You should ask.", "You must ask.", "", id="advice for a command"),
        pytest.param(
            "Ten teachers met two parents.",
            "Two teachers met ten parents.",
            "“ten” belongs to something else",
            id="numbers exchanged",
        ),
    ],
)
def test_scope(claim: str, quote: str, reason: str) -> None:
    """Numbers, times and modals are the quote's, and belong to what they belong to there."""
    assert told(altered_scope, claim, quote) == reason


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        pytest.param(
            "Landlords pay the fee.", "Most landlords pay the fee.", "it leaves out “most”", id="a limit"
        ),
        pytest.param(
            "Most landlords pay the fee.", "Most landlords pay the fee.", "", id="the limit is said"
        ),
        pytest.param(
            "You get the fee back.",
            "You get the fee back if the tenant cancels.",
            "it leaves out a condition",
            id="a condition",
        ),
        pytest.param(
            "You get the fee back when the tenant cancels.",
            "You get the fee back if the tenant cancels.",
            "",
            id="the condition is said otherwise",
        ),
    ],
)
def test_what_is_left_out(claim: str, quote: str, reason: str) -> None:
    """A doubt, a limit or a condition goes with what it belongs to."""
    assert told(left_out, claim, quote) == reason


APART = "The landlord pays the rent, but the tenant pays the tax."


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        pytest.param(
            "The landlord pays the tax.",
            "it puts together what the quote keeps apart",
            id="of two statements",
        ),
        pytest.param("The tenant pays the tax.", "", id="of one"),
        pytest.param("The landlord pays the rent.", "", id="of the other"),
    ],
)
def test_statements_are_not_mixed(claim: str, reason: str) -> None:
    """The words of a clause stand in one statement of the quote."""
    assert told(mixed, claim, APART) == reason


def test_a_pronoun_lends_its_subject_to_the_next_statement() -> None:
    """What "it" stands for may be put before what is said of it."""
    quote = "The letter opens the door, because it names a friend."
    assert told(mixed, "The letter names a friend.", quote) == ""


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        pytest.param(
            "The form is signed by the tenant.",
            "The form is signed by the landlord; the tenant waits.",
            "“signed” is by another",
            id="another behind by",
        ),
        pytest.param(
            "Pay the rent.", "Tenants pay the rent.", "it leaves out “tenants”", id="a command made of it"
        ),
        pytest.param("Tenants pay the rent.", "Tenants pay the rent.", "", id="the same"),
        pytest.param("Pay the rent.", "Pay the rent today.", "", id="a command that is one"),
    ],
)
def test_who_does_it(claim: str, quote: str, reason: str) -> None:
    """Whoever does something in the claim does it in the quote."""
    assert told(altered_subject, claim, quote) == reason


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        pytest.param(
            "The dog bit the man.",
            "The man bit the dog.",
            "“dog” and “bit” have changed places",
            id="turned around",
        ),
        pytest.param(
            "The letter is signed by the teacher.", "The teacher signed the letter.", "", id="a passive"
        ),
        pytest.param("Workforce trends matter.", "Trends in the workforce matter.", "", id="a compound"),
        pytest.param("You call first.", "They call you first.", "“call” is done to “you”", id="done to you"),
        pytest.param(
            "Turn it from 30 to 20.",
            "Turn it from 20 to 30.",
            "“30” and “20” have changed places",
            id="numbers",
        ),
    ],
)
def test_order(claim: str, quote: str, reason: str) -> None:
    """Words stand in the quote's order, unless a passive or a compound accounts for another."""
    assert told(altered_order, claim, quote) == reason

"""Patterns and word lists that are found, recorded and switched off."""

import re
from functools import lru_cache
from typing import Any

import pytest

from eval.questions import QuestionSetError
from eval.switches import NEVER, Recorded, Switch, find_switches, forget
from index.spelling import Spelling
from service.answering import conversation
from service.answering.stance import stance

AVOID = re.compile(r"avoid(ed)?")


def test_patterns_and_lists_are_found_by_module_and_attribute() -> None:
    """Those that decide an answer are there; what holds no words, or names things, is not."""
    names = {switch.name for switch in find_switches()}
    assert {
        "ingest.prose.voices:_THANKS",
        "ingest.prose.voices:_OPENERS",
        "index.spelling:ENDINGS",
        "service.answering.stance:_AGAINST",
        "service.answering.smalltalk:_REPLIES",
    } <= names
    assert (
        not {"service.answering.compose:_WORD", "ingest.prose.numbered:_NUMBER", "ingest.core.article:KINDS"}
        & names
    )
    assert not any(name.startswith("service.phrasing") for name in names)


def test_the_classes_that_patterns_are_made_of_are_not_switched_alone() -> None:
    """A pattern is made when its module is loaded: without the class later it would stay as it is."""
    names = [switch.name for switch in find_switches() if ".english:" in switch.name]
    assert names == ["service.answering.english:STOP_WORDS"]


def test_an_unknown_name_is_wrong_use() -> None:
    """The message names those that there are."""
    with pytest.raises(
        QuestionSetError, match=r"'nowhere:_NOTHING'; there are .*service\.answering\.stance:_FOR"
    ):
        find_switches(["nowhere:_NOTHING"])


def test_a_pattern_is_off_only_meanwhile() -> None:
    """Never matching while the context lasts; as it was behind it, also where it fails."""
    (against,) = find_switches(["service.answering.stance:_AGAINST"])
    assert stance("Avoid it.") == -1
    with against.replaced(against.off()):
        assert stance("Avoid it.") == 0
    assert stance("Avoid it.") == -1
    with pytest.raises(ZeroDivisionError), against.replaced(against.off()):
        raise ZeroDivisionError
    assert stance("Avoid it.") == -1


def test_a_switch_is_thrown_in_every_module_that_imports_it() -> None:
    """A name that is imported is a second place where it is held."""
    (stamp,) = find_switches(["ingest.timing.stamps:STAMP"])
    assert {module.__name__ for module in stamp.holders} >= {"ingest.timing.stamps", "ingest.prose.markup"}


def test_a_list_that_is_off_is_empty() -> None:
    """Of its own type, so that whoever uses it goes on."""
    (words,) = find_switches(["service.answering.english:STOP_WORDS"])
    assert conversation.content_words("is it so") == []
    with words.replaced(words.off()):
        assert conversation.content_words("is it so") == ["is", "it", "so"]
    spelling = Spelling(lambda: {"interview": 3}, lambda word: word == "talk", lambda: ["talk"])
    (endings,) = find_switches(["index.spelling:ENDINGS"])
    assert (endings.off(), spelling.correct("talking")[1]) == ((), {})


@pytest.mark.parametrize(
    ("method", "given", "matched"),
    [
        pytest.param("search", ("I avoid it",), True, id="search"),
        pytest.param("search", ("I do it",), False, id="search without a match"),
        pytest.param("match", ("avoided",), True, id="match"),
        pytest.param("match", ("not avoided",), False, id="match elsewhere"),
        pytest.param("fullmatch", ("avoided",), True, id="fullmatch"),
        pytest.param("fullmatch", ("avoided it",), False, id="fullmatch of a part"),
        pytest.param("findall", ("avoid, avoided",), True, id="findall"),
        pytest.param("findall", ("",), False, id="findall of nothing"),
        pytest.param("split", ("I avoid it",), True, id="split"),
        pytest.param("split", ("I do it",), False, id="split at nothing"),
        pytest.param("sub", ("do", "I avoid it"), True, id="sub"),
        pytest.param("sub", ("do", "I do it"), False, id="sub of nothing"),
        pytest.param("subn", ("do", "I do it"), True, id="whatever else is asked"),
    ],
)
def test_a_recorded_pattern_does_as_the_pattern_and_tells(
    method: str, given: tuple[str, ...], *, matched: bool
) -> None:
    """The same result, and a note where there was a match: without one it may as well be off."""
    told: list[str] = []
    recorded = Recorded(AVOID, lambda: told.append("matched"))
    result: Any = getattr(recorded, method)(*given)
    plain: Any = getattr(AVOID, method)(*given)
    assert (result and result[0]) == (plain and plain[0])
    assert bool(told) is matched
    if not matched:
        off: Any = getattr(NEVER, method)(*given)
        assert (off and off[0]) == (plain and plain[0])


def test_matches_are_recorded_while_they_are_gone_through() -> None:
    """An iterator of matches is one of those that there are."""
    told: list[str] = []
    recorded = Recorded(AVOID, lambda: told.append("matched"))
    assert [match[0] for match in recorded.finditer("avoid, avoided")] == ["avoid", "avoided"]
    assert told
    assert recorded.pattern == AVOID.pattern


def test_what_functions_remember_is_forgotten() -> None:
    """A cached result may rest on a switch."""
    module: Any = conversation
    remembered = lru_cache(len)
    remembered("so")
    module.remembered = remembered
    try:
        forget()
        assert remembered.cache_info().currsize == 0
    finally:
        del module.remembered


def test_off_is_of_the_same_kind() -> None:
    """A table of patterns is an empty table, a pattern one that never matches."""
    for switch in find_switches():
        assert isinstance(switch, Switch)
        assert isinstance(switch.off(), type(switch.value))

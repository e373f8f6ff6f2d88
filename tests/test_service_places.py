"""Where a citation opens."""

from dataclasses import replace

from index import LocalStore
from service.assistant import Assistant, Fixed
from service.terminal.places import Place, place_of
from tests.conftest import Desk

WATCHED = "https://www.youtube.com/watch?v=abcDEF-_123"


def test_a_sentence_with_a_time_opens_at_its_second(built_desk: Desk) -> None:
    """Without one, the video opens at its beginning."""
    index = LocalStore(built_desk.root).open()
    assistant = Assistant(Fixed(index))
    cited = next(
        citation
        for citation in assistant.ask("Hand over your routines").citations
        if citation.article == "leaving"
    )
    timed = replace(cited, timestamp="00:01:00", url=f"{WATCHED}&t=60s")
    assert place_of(timed, assistant) == Place("00:01:00", f"{WATCHED}&t=60s", f"{WATCHED}&t=60s")
    assert place_of(replace(timed, timestamp=None, url=WATCHED), assistant) == Place(
        "video", WATCHED, WATCHED
    )
    index.close()


def test_a_file_that_is_gone_is_named_without_a_link(desk: Desk) -> None:
    """As the index knows it, and its line with it."""
    desk.ingest(desk.root.parent / "own")
    index = LocalStore(desk.root.parent / "own").open()
    assistant = Assistant(Fixed(index))
    question = "Ask in spring, when the budgets are open."
    cited = next(citation for citation in assistant.ask(question).citations if citation.article == "pay")
    cited = replace(cited, line=7)
    file = desk.sources / "pay.txt"
    assert place_of(cited, assistant) == Place("line 7", str(file), file.as_uri())
    file.unlink()
    assert place_of(cited, assistant) == Place("line 7", "pay.txt", None)
    index.close()

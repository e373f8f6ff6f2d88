"""A saved conversation: Markdown that shows the words as they are, with links that work."""

from dataclasses import replace

from service.answering.said import Said
from service.assistant import Assistant
from service.terminal.transcript import markdown

QUESTION = "should I do an exit interview?"
LINK = "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s"


def test_questions_are_headings_and_numbers_are_links(seeds_assistant: Assistant) -> None:
    """In the answer and in the list below it, which has the quotes."""
    answer = seeds_assistant.ask("are they mandatory?", [QUESTION])
    said = markdown([answer], seeds_assistant)
    assert said.startswith("# Questions and answers\n\n## are they mandatory?\n\n")
    assert f"*Read together with your earlier question “{QUESTION}”*" in said
    assert f"if you decline. [\\[1\\]]({LINK})" in said
    assert f"\n1. [00:03:41]({LINK}), career advice and job search strategies › " in said
    assert said.count(answer.citations[0].quote) == 2


def test_a_refusal_and_small_talk_have_no_list(seeds_assistant: Assistant) -> None:
    """Only what was said."""
    turns = [
        seeds_assistant.ask(question)
        for question in ("thanks!", "how do I explain a two year gap on my resume?")
    ]
    assert [line for line in markdown(turns, seeds_assistant).splitlines() if line] == [
        "# Questions and answers",
        "## thanks!",
        "You are welcome.",
        "## how do I explain a two year gap on my resume?",
        "The sources do not answer this.",
    ]


def test_words_of_a_source_are_no_markup(seeds_assistant: Assistant) -> None:
    """Neither Markdown nor HTML in a question, a quote or a title does anything."""
    answer = seeds_assistant.ask("are they mandatory?", [QUESTION])
    citation = replace(
        answer.citations[0], quote="*stop* <script>x</script> [here](http://evil) `rm`", place="A_title_ #1"
    )
    nasty = replace(answer, question="# why\n<b>?", citations=[citation], said=[Said(citation.quote, (1,))])
    said = markdown([nasty], seeds_assistant)
    assert "## \\# why \\<b\\>?" in said
    assert said.count("\\*stop\\* \\<script\\>x\\</script\\> \\[here\\](http:\\//evil) \\`rm\\`") == 2
    assert "A\\_title\\_ #1" in said


def test_a_licence_stands_behind_its_quote(seeds_assistant: Assistant) -> None:
    """Where its source says one."""
    answer = seeds_assistant.ask("are they mandatory?", [QUESTION])
    licensed = replace(answer.citations[0], licence="CC BY 4.0")
    said = markdown([replace(answer, citations=[licensed])], seeds_assistant)
    assert said.rstrip().endswith(f"“{licensed.quote}” (CC BY 4.0)")


def test_items_of_a_list_are_items(seeds_assistant: Assistant) -> None:
    """Below the sentence that introduces them."""
    assert "two main reasons: [" in (said := markdown([seeds_assistant.ask(QUESTION)], seeds_assistant))
    assert "\n\n* They are not required" in said

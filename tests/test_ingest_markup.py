"""What a reader sees of wiki text, character by character."""

import pytest

from ingest.markup import hidden_stretches, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("Ask early [00:01:10].", "Ask early.", id="stamp-before-the-full-stop"),
        pytest.param("Ask early. [00:01:10]", "Ask early.", id="stamp-after-the-full-stop"),
        pytest.param("Ask early [00:01:10], [00:01:19].", "Ask early.", id="stamps-with-comma"),
        pytest.param("Ask early, [00:01:10].", "Ask early.", id="comma-before-the-stamp"),
        pytest.param("Ask early [01:10] and often [02:20].", "Ask early and often.", id="stamps-within"),
        pytest.param(
            'Ask early <a class="yt-timestamp" data-t="00:01:10">[00:01:10]</a>.', "Ask early.", id="anchor"
        ),
        pytest.param("Read [[pay_talks]] first.", "Read pay_talks first.", id="link"),
        pytest.param("Read [[pay_talks|our notes]] first.", "Read our notes first.", id="alias"),
        pytest.param(
            "Read [[pay_talks | our notes ]] first.", "Read our notes first.", id="alias-with-blanks"
        ),
        pytest.param(
            "Read [our notes](https://example.org/a) first.", "Read our notes first.", id="web-link"
        ),
        pytest.param("![a desk](desk.png)Look.", "Look.", id="image"),
        pytest.param("**Be brief**: two lines.", "Be brief: two lines.", id="bold-label"),
        pytest.param("It is *not* so.", "It is not so.", id="emphasis"),
        pytest.param("Type `hello` there.", "Type hello there.", id="code"),
        pytest.param("One<br/> two.", "One two.", id="tag"),
        pytest.param("2 * 3 is < 7 and 5 * 1 > 4.", "2 * 3 is < 7 and 5 * 1 > 4.", id="signs-are-no-markup"),
        pytest.param(
            "snake_case and [brackets] stay.", "snake_case and [brackets] stay.", id="brackets-stay"
        ),
        pytest.param("Wide      gap.", "Wide gap.", id="padding"),
        pytest.param("Two\nlines\r\nhere.", "Two lines  here.", id="line-breaks-become-blanks"),
    ],
)
def test_markup_and_stamps_are_not_shown(raw: str, shown: str) -> None:
    """Stamps, links, emphasis, tags and padding are stripped; nothing else changes."""
    assert visible(raw, 0, len(raw)).text == shown
    assert visible(raw, 0, len(raw), prefix=False).text == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("*   Be brief.", "Be brief.", id="star"),
        pytest.param("  - Be brief.", "Be brief.", id="dash"),
        pytest.param("12. Be brief.", "Be brief.", id="number"),
        pytest.param("3) Be brief.", "Be brief.", id="number-with-bracket"),
        pytest.param("### Be brief.", "Be brief.", id="heading"),
        pytest.param("> Be brief.", "Be brief.", id="quotation"),
        pytest.param("> [!note] Be brief.", "Be brief.", id="callout"),
        pytest.param("> > - Be brief.", "Be brief.", id="quoted-item"),
        pytest.param("> Be\n> brief.", "Be brief.", id="quotation-of-two-lines"),
        pytest.param("-5 degrees.", "-5 degrees.", id="minus"),
        pytest.param("3.5 hours.", "3.5 hours.", id="decimal"),
        pytest.param("- ", "- ", id="nothing-but-a-prefix"),
    ],
)
def test_prefix_of_a_block_is_not_shown(raw: str, shown: str) -> None:
    """A list mark, a heading's signs and a quotation's mark are no part of what is shown."""
    assert visible(raw, 0, len(raw)).text == shown


def test_offsets_lead_back_to_the_raw_text() -> None:
    """Every shown character names its raw offset, whatever was stripped before it."""
    raw = "* **Ask** [[a|your boss]] [00:01:10] for *more* time."
    shown = visible(raw, 0, len(raw))
    assert shown.text == "Ask your boss for more time."
    assert "".join(raw[at] for at in shown.offsets) == shown.text


def test_link_that_closes_in_the_next_sentence_is_stripped_from_both() -> None:
    """A link's text may run over a sentence's end; neither sentence shows its brackets."""
    raw = "Read [the rules. Then ask](https://example.org) twice."
    end = raw.index(" Then")
    assert visible(raw, 0, end, prefix=False).text == "Read the rules."
    assert visible(raw, end + 1, len(raw), prefix=False).text == "Then ask twice."


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("Ask <!-- the floor is 55 --> early.", "Ask  early.", id="comment"),
        pytest.param("Ask %%nobody knows%% early.", "Ask  early.", id="percent-signs"),
        pytest.param("Ask <!-- *a* [[b]] [00:01:00] %% --> early %%.", "Ask  early %%.", id="marks-within"),
        pytest.param("Ask <!-- early.", "Ask <!-- early.", id="never-closed"),
        pytest.param("Ask 100%% of them and 50%% more.", "Ask 100%% of them and 50%% more.", id="per-cent"),
        pytest.param("Ask %%a%% and %%b%% now.", "Ask  and  now.", id="two"),
    ],
)
def test_what_its_writer_hid_is_not_shown(raw: str, shown: str) -> None:
    """Comments of HTML and of Obsidian are no part of the text; what is never closed hides nothing."""
    assert visible(raw, 0, len(raw)).text == shown
    hidden = [raw[start:end] for start, end in hidden_stretches(raw, 0, len(raw))]
    assert len(raw) - sum(map(len, hidden)) == len(shown)
    assert all(stretch not in shown for stretch in hidden)

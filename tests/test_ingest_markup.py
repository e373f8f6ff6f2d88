"""What a reader sees of wiki text, character by character."""

import pytest

from ingest.prose.markup import hidden_stretches, visible


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
        pytest.param("Two\nlines\r\nhere.", "Two lines here.", id="line-breaks-become-blanks"),
        pytest.param("Two\n    lines  \nhere.", "Two lines here.", id="blanks-around-a-break"),
        pytest.param("试用期\n通常", "试用期通常", id="no-blank-in-a-script-without"),
        pytest.param("One\\\ntwo.", "One two.", id="hard-break"),
        pytest.param("Ask ==early== and x==y.", "Ask early and x==y.", id="highlight"),
        pytest.param("Ask ~~never~~ early.", "Ask  early.", id="struck-out"),
        pytest.param("Ask early.[^1] Wait.", "Ask early. Wait.", id="footnote"),
        pytest.param("Ask early. ^first-ask", "Ask early. ", id="block-name"),
        pytest.param("2 ^ 3 stays, 2^3 too.", "2 ^ 3 stays, 2^3 too.", id="power"),
        pytest.param("![[scan.png]]Look.", "Look.", id="embedded-note"),
        pytest.param('See [us](https://a.b/c "Our page").', "See us.", id="link-with-title"),
        pytest.param("See [us](https://a.b/c_(d)).", "See us.", id="link-with-brackets"),
        pytest.param("See [us][1] and [you][].", "See us and you.", id="reference-link"),
        pytest.param("R&amp;D &lt;b&gt;&nbsp;x &copy;", "R&D <b> x ©", id="entities"),
        pytest.param("AT&T, &nothing; and &#0;", "AT&T, &nothing; and &#0;", id="no-entities"),
        pytest.param(r"5 \* 3 and \_this\_", "5 * 3 and _this_", id="escapes"),
        pytest.param("_Never_ say snake_case.", "Never say snake_case.", id="underscores"),
        pytest.param('Ask {{< note "x" >}}early{{% /note %}}.', "Ask early.", id="shortcodes"),
        pytest.param("Dear {{name}},", "Dear {{name}},", id="placeholder-stays"),
        pytest.param("Ask [due:: 2024-01-02] early.", "Ask  early.", id="inline-field"),
        pytest.param("<https://a.b/c> stays.", "<https://a.b/c> stays.", id="address-is-no-tag"),
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
        pytest.param("- [ ] Be brief.", "Be brief.", id="open-task"),
        pytest.param("* [x] Be brief.", "Be brief.", id="done-task"),
        pytest.param("- TODO Be brief.", "Be brief.", id="task-of-Logseq"),
        pytest.param("TODO Be brief.", "TODO Be brief.", id="no-task-without-a-bullet"),
        pytest.param("- ## Be brief", "Be brief", id="item-that-is-a-heading"),
        pytest.param("[^1]: Be brief.", "Be brief.", id="footnote-text"),
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


def test_row_of_a_table_is_shown_with_dashes() -> None:
    """Pipes around a row are not shown, one between two cells is a dash; others are what they are."""
    raw = "| Day | [[a\\|Who]] |\n|---|:--|\n| Mon | Ann \\| Bo |\n\n| no | table |"
    lines = [(raw.index(line), raw.index(line) + len(line)) for line in raw.splitlines() if line]
    shown = [visible(raw, start, end).text.strip() for start, end in lines]
    assert shown[0] == "Day – Who"
    assert shown[2] == "Mon – Ann | Bo"
    assert shown[3] == "| no | table |"
    cell = raw.index("Ann")
    assert visible(raw, cell, cell + 3, prefix=False).text == "Ann"

"""The labels that say who speaks in a transcript."""

import pytest

from ingest.text.blocks import lines
from ingest.text.speakers import find_labels


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        pytest.param("**Host** (00:00:12): So?\n\n**Guest** (00:00:31): No.\n", ["Host", "Guest"], id="bold"),
        pytest.param(
            "Ann Lee (00:01):\nSo.\n\nBo (01:02):\nNo.\n", ["Ann Lee", "Bo"], id="on-a-line-of-its-own"
        ),
        pytest.param("**Ann:** [00:01:02]: So.\nBo [00:02:02]: No.\n", ["Ann", "Bo"], id="square-brackets"),
        pytest.param(
            "Dr. O’Neil-Ray (00:01:00): So.\nÉva (00:02:00): No.\n", ["Dr. O’Neil-Ray", "Éva"], id="names"
        ),
        pytest.param("Ann (00:01:00):\nSo.\n(00:02:00):\nNo.\n", ["Ann", None], id="goes-on"),
        pytest.param("Lunch (00:30:00): not paid.\nIt is short.\n", [], id="one-alone"),
        pytest.param("See it (00:01:00).\nSee more (00:02:00).\n", [], id="no-colon"),
        pytest.param("we said (00:01:00): so.\nwe said (00:02:00): no.\n", [], id="no-capital"),
        pytest.param(
            "The plan includes [00:01:00]:\n- A\nThe fee includes [00:02:00]:\n- B\n", [], id="sentences"
        ),
        pytest.param(
            "Jo van Berg [00:01:00]:\nSo.\nBo [00:02:00]:\nNo.\n", ["Jo van Berg", "Bo"], id="particle"
        ),
        pytest.param("[00:01:00] Ann: So.\n[00:02:00] Bo: No.\n", ["Ann", "Bo"], id="stamp-first"),
        pytest.param("Ann  0:05\nSo.\nBo  0:31\nNo.\n", ["Ann", "Bo"], id="bare-on-a-line"),
        pytest.param("[00:01:00]\nAnn: So.\n[00:02:00]\nBo: No.\n", ["Ann", "Bo"], id="below-the-stamp"),
        pytest.param(
            "Speaker 1 [00:01:00]\nSo.\nSpeaker 2 [00:02:00]\nNo.\n", ["Speaker 1", "Speaker 2"], id="numbers"
        ),
        pytest.param("[00:01:00] Note: So.\n[00:02:00] Tip: No.\n", [], id="no-names"),
        pytest.param("Intro 0:00\nPay 2:10\nOutro 9:31\n", [], id="chapters"),
        pytest.param(
            "[00:01:00] Ann: So.\n[00:02:00] Ask: No.\n[00:03:00] Wait: No.\n[00:04:00] Go: No.\n"
            "[00:05:00] Ann: So.\n",
            ["Ann", "Ann"],
            id="who-comes-again",
        ),
        pytest.param(
            "It was. Ann (00:01:00): so, we saw it come and did not stop them, Bo (00:02:00): no.\n",
            [],
            id="within-a-line",
        ),
    ],
)
def test_labels_open_lines_and_are_several(raw: str, names: list[str | None]) -> None:
    """A name, a stamp and a colon; one alone is a sentence that looks like it."""
    labels = find_labels(raw, lines(raw, 0, len(raw)))
    assert [label.name for _, label in sorted(labels.items())] == names
    assert all(raw[: label.end].rstrip(" *")[-1] in ":]0123456789" for label in labels.values())

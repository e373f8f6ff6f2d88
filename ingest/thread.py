"""Reader of a numbered thread of comments under an article: who asks, who answers, and which question.

A thread carries no labels, so each comment is scored by how it reads (a reply addresses somebody by
name and says "you"; a reader tells a story, asks, thanks) and all are labelled together by the most
likely sequence, since an answer nearly always follows a question (Viterbi, 1967).
"""

import re
from dataclasses import dataclass

from ingest.blocks import Block, lines

FEWEST_COMMENTS = 4
QUESTION_CONTEXT = 400
DEEPEST_LIST = 20
_NUMBER = re.compile(r"^[ \t]*(\d{1,4})[.)][ \t]+(?=\S)", re.MULTILINE)
_HEADER = re.compile(r"(?P<name>\S.{0,40}?)\s+(?:says|said|wrote|writes|asks|asked|commented|replied)\s*:\s*")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:day|morning|afternoon|evening))\b(?:\s+(?:there|again|all|everyone))?[\s,.!–-]*", re.IGNORECASE
)
_VOCATIVE = re.compile(r"(?P<name>[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|\d+)){0,2}),\s")
_OPENERS = frozenset(
    "yes no well so however unfortunately actually today yesterday recently also first second finally thanks thank question "
    "sorry sure ok okay great oh then now again anyway and but or if when after before while since because although though "
    "this that it".split()
)
_THANKS = re.compile(r"\bthank(?:s\b| you\b)(?! note| letter| card|-)|\bappreciate\b|\bgrateful\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\?\s*(?:$|thank|any\b|please)|\b(?:my question|should i|do i|am i|can i|could i|would i|how do i|how can i|what should i"
    r"|what do you think|any (?:advice|thoughts|suggestions)|please help|thoughts\?|your (?:thoughts|advice|answer|response))\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\b(?:i (?:would|recommend|suggest|advise|assume|agree)|my (?:advice|best guess|recommendation)|good luck|congratulations"
    r"|hope (?:this|that) helps|if i were you|you (?:should|could|can|need|might|are doing)|don[’']t worry)\b",
    re.IGNORECASE,
)
_STORY = re.compile(r"\bI (?:was|had|have|interviewed|applied|received|got|sent|met|felt|just|did|made|emailed|followed|am currently)\b")
_FIRST = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur)\b")
_SECOND = re.compile(r"(?<!thank )\byou(?:r|rs|rself|[’']re|[’']ve|[’']ll)?\b", re.IGNORECASE)
_FOLLOWS = {("reader", "reader"): -1.1, ("reader", "reply"): 0.0, ("reply", "reader"): 0.0, ("reply", "reply"): -2.0}
_LABELS = ("reader", "reply")


@dataclass(frozen=True, slots=True)
class Comment:
    """One numbered comment: raw offsets from its number to its last character."""

    number: int
    start: int
    end: int
    body: int


def find_thread(raw: str) -> list[Comment]:
    """The numbered comments that end a file, or an empty list.

    A thread counts up from 1 without a gap, has at least `FEWEST_COMMENTS`, and reads like talk: some
    comment has a "… says:" line, or a third of them ask or thank.
    """
    run = _longest_count(raw)
    if len(run) < FEWEST_COMMENTS:
        return []
    comments: list[Comment] = []
    for at, match in enumerate(run):
        last = at + 1 == len(run)
        stop = _end_of_last(raw, match.end()) if last else run[at + 1].start()
        comments.append(Comment(int(match[1]), match.start(), match.start() + len(raw[match.start() : stop].rstrip()), match.end()))
    bodies = [raw[comment.body : comment.end] for comment in comments]
    talk = sum(1 for body in bodies if _ASKS.search(body) or _THANKS.search(body))
    if any(_HEADER.match(body) for body in bodies) or talk * 3 >= len(bodies):
        return comments
    return []


def _longest_count(raw: str) -> list[re.Match[str]]:
    """The longest run of numbers 1, 2, 3 … that open lines, of equals the last.

    Runs nest, since a comment may hold a list: a number goes on in the innermost run that waits for it,
    rather one of its own indentation, and ends the runs within that.
    """
    runs: list[list[re.Match[str]]] = []
    longest: list[re.Match[str]] = []
    for match in _NUMBER.finditer(raw):
        number = int(match[1])
        waiting = [run for run in runs if len(run) + 1 == number]
        if number == 1:
            run = [match]
            runs = [*runs[-DEEPEST_LIST:], run]
        elif waiting:
            run = next((run for run in reversed(waiting) if _indentation(run[0]) == _indentation(match)), waiting[-1])
            run.append(match)
            del runs[runs.index(run) + 1 :]
        else:
            continue
        longest = run if len(run) >= len(longest) else longest
    return longest


def _indentation(match: re.Match[str]) -> int:
    return match.start(1) - match.start()


def _end_of_last(raw: str, body: int) -> int:
    """The last comment ends where a line is no longer indented as its continuation."""
    first, *rest = lines(raw, body, len(raw))
    end = first[1]
    for start, stop in rest:
        if not raw[start].isspace():
            break
        end = stop
    return end


def read_thread(raw: str, comments: list[Comment]) -> list[Block]:
    """The blocks of a thread, each with its comment's number, voice, author and, for a reply, its question."""
    bodies = [raw[comment.body : comment.end] for comment in comments]
    headers = [_HEADER.match(body) for body in bodies]
    said = [body[header.end() :] if header else body for body, header in zip(bodies, headers, strict=True)]
    names = [_addressed(text, raw) for text in said]
    labels = _label(said, [header is not None for header in headers], names)
    host = next((name for name, label in zip(names, labels, strict=True) if name and label == "reader"), None)
    authors = [header["name"] if header else _signature(text) for header, text in zip(headers, said, strict=True)]
    asked = _pair(labels, names, authors)
    for at, question in asked.items():
        authors[question] = authors[question] or names[at]
    blocks: list[Block] = []
    for at, comment in enumerate(comments):
        header = headers[at]
        body = comment.body + (header.end() if header else 0)
        if header:
            blocks.append(Block(comment.start, comment.start + len(raw[comment.start : body].rstrip()), "metadata"))
        answered = _shorten(said[asked[at]]) if at in asked else None
        for start, end in lines(raw, body if header else comment.start, comment.end):
            blocks.append(
                Block(
                    start,
                    end,
                    "paragraph",
                    voice="reply" if labels[at] == "reply" else "reader",
                    author=host if labels[at] == "reply" else authors[at],
                    comment=comment.number,
                    question=answered,
                )
            )
    return blocks


def _addressed(text: str, raw: str) -> str | None:
    """The name that a comment opens with, after a greeting: `S.C., treat this …`, `Hello Janet, …`."""
    greeting = _GREETING.match(text)
    match = _VOCATIVE.match(text, greeting.end() if greeting else 0)
    if match is None:
        return None
    name = match["name"]
    first = name.split()[0].lower()
    is_word = first in _OPENERS or (greeting is None and re.search(rf"\b{re.escape(first)}\b", raw) is not None)
    return None if is_word else name


def _label(said: list[str], headed: list[bool], names: list[str | None]) -> list[str]:
    """The most likely sequence of `reader` and `reply`; positive scores speak for a reply."""
    best: list[dict[str, tuple[float, str]]] = []
    for at, text in enumerate(said):
        score = _reply_score(text, headed=headed[at], named=names[at] is not None)
        column: dict[str, tuple[float, str]] = {}
        for label in _LABELS:
            own = score if label == "reply" else -score
            if at == 0:
                column[label] = (own + (0.0 if label == "reader" else -1.5), "")
            else:
                column[label] = max((best[-1][before][0] + _FOLLOWS[before, label] + own, before) for before in _LABELS)
        best.append(column)
    label = max(_LABELS, key=lambda one: best[-1][one][0]) if best else "reader"
    path = [label]
    for column in reversed(best[1:]):
        path.append(column[path[-1]][1])
    return path[::-1]


def _reply_score(text: str, *, headed: bool, named: bool) -> float:
    first, second = len(_FIRST.findall(text)), len(_SECOND.findall(text))
    greeted = _GREETING.match(text) is not None
    score = 1.5 * (second - first) / (second + first + 1)
    score += 1.5 if named and not greeted else 0.5 if named else -0.5 if greeted else 0.0
    score -= 1.5 if headed else 0.0
    score -= 1.5 if _THANKS.search(text) else 0.0
    score -= 0.8 if _ASKS.search(text) else 0.0
    score += 0.8 if _ADVISES.search(text) else 0.0
    score -= 0.3 * min(len(_STORY.findall(text)), 4)
    return score


def _pair(labels: list[str], names: list[str | None], authors: list[str | None]) -> dict[int, int]:
    """Which comment each reply answers: the one of the name it addresses, else the nearest open one."""
    asked: dict[int, int] = {}
    opened: list[int] = []
    for at, label in enumerate(labels):
        if label == "reader":
            opened.append(at)
            continue
        name = names[at]
        same = [one for one in opened if name and (authors[one] or "").split()[:1] == name.split()[:1]]
        nameless = [one for one in opened if authors[one] is None]
        candidates = same or nameless or opened
        if candidates:
            asked[at] = candidates[-1]
            opened = [one for one in opened if one > asked[at] or (one in nameless and one != asked[at] and at - one <= 2)]
    return asked


def _signature(text: str) -> str | None:
    """The name below a comment's last line of thanks, where there is one."""
    parts = [line.strip() for line in text.splitlines() if line.strip()]
    if len(parts) < 2 or not re.fullmatch(r"(?:[A-Z][\w.’'-]*\s?){1,3}", parts[-1]):
        return None
    return parts[-1]


def _shorten(question: str) -> str:
    """The end of a reader's comment, where the question usually stands, from a word's beginning."""
    flat = " ".join(question.split())
    return flat if len(flat) <= QUESTION_CONTEXT else flat[-QUESTION_CONTEXT:].partition(" ")[2]

"""Greetings, thanks and questions about the assistant itself: a fitting line, without citations.

What a line leaves open, `holdings.filled` puts in from the index: what it holds, and of what that speaks.
"""

import re

_FILLERS = (
    r"(?:\s+(?:there|you|so|very|much|again|everyone|all|a|lot|bunch|careerqa|assistant|bot|for|the"
    r"|your|that|this|help|answer|now|today|then))*"
)
_LEADS = r"(?:(?:ok|okay|great|cool|nice|perfect|good|wow|alright|oh|well|yes|no)\s+)*"
_NOTED = "Good."
HELD, TOPICS = "{held}", "{topics}"  # left open in a line
_THINGS = (
    r"(?:articles?|sources?|documents?|files?|texts?|videos?|talks?|transcripts?|books?|pages?"
    r"|topics?|subjects?|themes?|collections?|materials?|contents?)"
)
_HAVE = (
    r"(?:do you (?:have|know|know about|cover|hold|use|read|offer)|have you (?:got|read)|are there|are (?:in )?here"
    r"|were you given|are you (?:based|built) on|can i (?:ask|read)(?: you)?(?: about)?|are (?:known|covered|included))"
)
_LINES = {
    r"hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|what'?s up|sup": (
        "Hello. Ask a question, and I will answer it from the sources, with the place of every sentence."
    ),
    r"thanks|thank|thx|ty|cheers|much appreciated|many thanks"
    r"|(?:that|this|it)(?:'s| is| was)? (?:really |very )?(?:helped|helps|helpful|useful)": "You are welcome.",
    r"ok|okay|good|great|cool|nice|perfect|awesome|wonderful|got it|i see|understood|makes sense|all right|alright": _NOTED,
    r"bye|goodbye|good bye|good night|see (?:you|ya)(?: later| soon)?|farewell|take care": "Goodbye.",
    r"how are you(?: doing)?|how's it going|how do you do": (
        "Ready to look things up. Ask a question, and I will answer it from the sources."
    ),
    r"(?:who|what) are you|what(?:'s| is) your name|what is careerqa|introduce yourself"
    r"|are you (?:an? )?(?:ai|bot|robot|human|person|real|chatgpt|language model|machine)"
    r"|(?:what|how) (?:can|do) you (?:do|work|help|help me|answer|tell me)(?: with)?|/?help(?: me)?": (
        "I look up answers in the sources that were given to me and quote them sentence by sentence, with where each stands; "
        f"I write nothing of my own, and where the sources hold no answer, I say so. {TOPICS}"
    ),
    rf"(?:what|which|how many) (?:kinds? of |sorts? of )?{_THINGS} {_HAVE}"
    rf"|(?:list|name|show)(?: me)?(?: all)?(?: of)?(?: the| your)? {_THINGS}(?: you have)?"
    rf"|what are (?:all )?(?:your|these) {_THINGS}(?: about)?"
    r"|what do you (?:have|know|cover|know about)"
    r"|what(?: is|'s) in (?:here|there|(?:the|your|this) (?:index|collection|sources))"
    r"|what (?:can|could|should) i ask(?: you)?(?: about)?": f"{HELD} {TOPICS}",
}
_REPLIES = tuple((re.compile(rf"{_LEADS}(?:{pattern}){_FILLERS}"), line) for pattern, line in _LINES.items())


def reply(question: str) -> str | None:
    """The line that fits, or None where something is really asked."""
    parts = [
        " ".join(re.sub(r"[^\w\s']", " ", part).split())
        for part in re.split(r"[,.!?;]", question.lower().replace("’", "'"))
    ]
    lines = [_line(part) for part in parts if part]
    if None in lines:
        return None
    return next((line for line in reversed(lines) if line != _NOTED), _NOTED if lines else None)


def _line(part: str) -> str | None:
    return next((line for pattern, line in _REPLIES if pattern.fullmatch(part)), None)

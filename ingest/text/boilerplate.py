"""Page furniture: what a web page puts around an article, which is no part of its advice.

The patterns are English, and look at short blocks only: what they do not know is read as text.
"""

import re

LONGEST_FURNITURE = 500
LONGEST_VALEDICTION = 40
LONGEST_BYLINE = 200
LONGEST_LEAD = 40
MOST_CREDIT_WORDS = 10
_NAME = r"[A-Z][\w.’'&-]*(?:[ ](?:[A-Z0-9][\w.’'&-]*|de|van|von|der|la|on|at|of|and|/))*"
_DATE = (
    r"(?:(?:\w{3,9}[ ])?\d{1,2}[./ -](?:\w{3,9}|\d{1,2})[./ -]\d{2,4}|\w{3,9}[ ]\d{1,2},?[ ]\d{4}"
    r"|\d{4}-\d\d-\d\d|\d{1,3}[ ]\w{3,6}[ ]ago)"
)
# Controls, labels, notices and credits of a page: each is the whole of its block.
_WHOLE = re.compile(
    r"""
    speak\ your\ mind | leave\ a\ (?:reply|comment)(?:\ cancel\ reply)? | (?:post|add|write)\ a\ comment
    | (?:previous|next|older|newer)\ (?:pages?|posts?|articles?|entr(?:y|ies)|comments)
    | read\ more | continue\ reading | related\ (?:posts|articles|content|reading) | table\ of\ contents
    | advertisements? | sponsored | share\ this | print(?:\ this\ (?:page|post|article))?
    | all\ rights\ reserved\.? | required\ fields\ are\ marked.{0,10}
    | your\ e-?mail\ address\ will\ not\ be\ published\.?(?:\ required\ fields\ are\ marked.{0,10})?
    | comments?\s*(?:\(\d+\))?
    | comments\ (?:for\ this\ (?:post|entry|article)\ )?(?:are\ (?:now\ )?closed|off)(?:\ on\ .{1,80})?[.!]?
    | (?:back|return|skip)\ to\ (?:the\ |our\ |main\ )*
        (?:top|content|navigation|menu|home|home\ ?page|main|blog|start|search|index|footer|sidebar|beginning
        |article\ list|table\ of\ contents|previous\ page|all\ (?:posts|articles)|top\ of\ (?:the\ )?page
        |news(?:room)?|results|list|overview|archive)s?(?:\ page)?[.!]?
    | click\ here(?:\ (?:to|for)\ (?:read|download|learn|subscribe|see|view|sign|get|more|continue|register
        |share|listen|watch|print|return|go|find|join|access|start|our|a\ free|the\ (?:full|free|next))\b
        .{0,120})?
    | follow\ (?:us|me)(?:\ (?:on|at)\b.{0,100})?
    | (?:©|copyright\ (?:©|\(c\)|\d{4}|by\b|notice)|\(c\)\ \d{4}).{0,200}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Labels with what a page fills in: tags, categories, dates and names, never a sentence.
_LABELLED = re.compile(
    rf"""
    (?i:tags?|labels|filed\ under|categor(?:y|ies)|keywords)\ ?:\s*(?P<list>.*)
    | (?i:filed\ under)\ (?P<filed>.*)
    | (?i:posted\ in)\ (?P<posted>[A-Z].*)
    | (?i:posted|published|updated|last\ updated)(?:\ (?i:on))?:?\ {_DATE}
        (?:[, ]+(?i:at\ )?\d{{1,2}}:\d\d(?:\ ?(?i:[ap]m))?)?(?:[, |•·]*(?i:by|in)\ {_NAME})*
    | (?i:(?:posted|published)\ by)\ {_NAME}(?:[, |•·]*(?:(?i:on|in)\ )?(?:{_DATE}|{_NAME}))*
    | (?i:(?:image|photo|picture|photograph|illustration)s?\ (?:credits?|source|courtesy))
        (?i:\ ?:|\ of|\ by)?\s*(?P<credit>.{{0,120}})
    | (?i:(?:image|photo|picture|photograph|illustration)s?\ by)\ ?:?\ {_NAME}(?:\s*[|/,(].{{0,60}})?
    """,
    re.VERBOSE,
)
_PUBLISHED = (
    r"(?:newsletters?|e-?newsletters?|mailing\ list|e-?mail\ list|channel|podcast|blog|feed|patreon|substack"
    r"|(?:e-?mail\ )?updates)"
)
_CALL = re.compile(
    rf"""
    # calls to subscribe to this page, by what it says of itself
    \b(?:subscribe|sign\ up|join|get|receive)\b[^.!?]{{0,40}}\b(?:our|my)\b[^.!?]{{0,40}}\b{_PUBLISHED}\b
    | \b(?:subscribe|sign\ up)\ (?:to|for)\ (?:this|the)\ {_PUBLISHED}
        (?=\ *(?:[.!]|$|now\b|today\b|below\b|here\b|for\ free))
    | \b(?:get|receive)\ the\ newsletter\b[^.!?]{{0,40}}\binbox\b
    | ^(?:please\ |don[’']t\ forget\ to\ |remember\ to\ |like\ and\ |and\ |so\ |like,\ )*
        (?:subscribe|sign\ up)(?:\ (?:now|today|here|below|for\ free|by\ e-?mail))*[.!]*$
    | ^(?:subscribe|sign\ up)\ (?:now|today|here|below|for\ free)\b[^.!?]{{0,60}}
    | \b(?:like|smash|hit)\b[^.!?]{{0,40}}\b(?:subscribe|bell|like\ button|thumbs\ up)\b
    # calls to pass it on
    | ^(?:(?:if\ so|please|and|so),?\ )*(?:share|like|tweet|pin|forward|bookmark)\ this
        \ (?:post|article|page|video|story)(?:\ (?:with\ (?:your\ |a\ |all\ your\ )?
        (?:friends?|followers|network|others|someone|anyone|colleagues?|family|readers|the\ world)
        |on\ \w+(?:(?:,|\ and|\ or)\ ?\w+){{0,5}}|and/or\ comment|and\ comment|below|now|today)\b
        [^.!?]{{0,60}})?[.!]*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CALLS = re.compile(  # one of these words is in every call
    r"subscribe|sign up|join|get|receive|like|smash|hit|share|tweet|pin|forward|bookmark", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*[”\"')]*")
_LISTED = re.compile(r"\s*#?[\w&’'/-]+(?:[ ][\w&’'/-]+){0,3}\s*")
# A parting formula: up to three capitalised words, up to two small ones, a comma.
_VALEDICTION = re.compile(r"(?:[A-Z][\w’'-]*\s?){1,3}(?:[a-z]+\s?){0,2},")
# Who wrote it: `By Jo Doe`, `Submitted by: Jo Doe, Coach`.
_BYLINE = re.compile(
    r"(?:(?:submitted|written|posted|reviewed|guest post|story|article)\s+by|author|by)(?P<colon>\s*:)?\s+"
    r"(?P<name>[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|de|van|von|der|la))*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PARTICLES = ("de", "van", "von", "der", "la")


def is_furniture(text: str) -> bool:
    """Whether a block of visible text is page furniture as a whole: a newsletter call, a credit, a page link.

    A sentence that only uses such words is none, nor is what has more than a short lead beside its calls.
    """
    if len(text) > 2 * LONGEST_FURNITURE:
        return False
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_FURNITURE:
        return False
    if _WHOLE.fullmatch(text):
        return True
    if labelled := _LABELLED.fullmatch(text):
        listed = labelled["list"] or labelled["filed"] or labelled["posted"]
        if labelled["credit"] is not None:
            return len(labelled["credit"].split()) <= MOST_CREDIT_WORDS
        return listed is None or all(
            _LISTED.fullmatch(part) for part in re.split(r"[,;|•·]| in | by ", listed)
        )
    return _is_call(text)


def _is_call(text: str) -> bool:
    """Whether each sentence calls to subscribe or share, but for a question or a few words in front."""
    if not _CALLS.search(text):
        return False
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    calls = [_CALL.search(sentence) is not None for sentence in sentences]
    others = sum(
        len(sentence)
        for sentence, call in zip(sentences, calls, strict=True)
        if not call and sentence[-1:] != "?"
    )
    return any(calls) and others <= LONGEST_LEAD and sum(map(len, sentences)) <= LONGEST_FURNITURE


def is_valediction(text: str) -> bool:
    """Whether a line is a parting formula such as `Kind regards,`; only its place can prove it furniture."""
    return len(text) <= LONGEST_VALEDICTION and _VALEDICTION.fullmatch(text.strip()) is not None


def byline_author(text: str) -> str | None:
    """The name in a byline such as `Submitted by: Jo Doe, Coach`, or None where the line is no byline."""
    match = _BYLINE.fullmatch(text.strip()) if len(text) <= LONGEST_BYLINE else None
    if match is None:
        return None
    name, rest = match["name"].strip(), match["rest"].strip()
    capitalised = all(word[0].isupper() or word in _PARTICLES for word in name.split())
    if not capitalised or (match["colon"] is None and (rest or len(name.split()) > 4)):
        return None
    return name

"""Page furniture: what a web page puts around an article, which is no part of its advice.

The patterns are English, and look at short blocks only: what they do not know is read as text.
"""

import re

LONGEST_FURNITURE = 500
LONGEST_VALEDICTION = 40
LONGEST_BYLINE = 200
_FURNITURE = re.compile(
    r"""
    # controls, labels and notices of a page: each is the whole of its block
    ^(?:speak\ your\ mind|previous\ page|next\ page|leave\ a\ (?:reply|comment)|(?:post|add|write)\ a\ comment
        |read\ more|related\ (?:posts|articles|content|reading)|advertisement|sponsored
        |comments?\s*(?:\(\d+\))?
        |share\ this|print|tags?:.*|filed\ under.*|posted\ (?:in|on|by)\b.*
        |(?:image|photo|picture)s?\ (?:credit|courtesy|by|source)\b.*
        |(?:back|return)\ to\ .*|skip\ to\ .*|click\ here\b.*|follow\ us\b.*|©.*|copyright\ .*
        |all\ rights\ reserved.*)$
    # calls to subscribe
    | \b(?:subscribe|sign\ up)\b.{0,60}
        \b(?:newsletter|e-?mails?|mailing\ list|updates|feed|channel|free|now|today)\b
    | \b(?:newsletter)\b.{0,80}\b(?:subscribe|sign\ up|inbox)\b
    # calls to pass the page on
    | \b(?:please\ )?(?:share|like|tweet)\ this\ (?:post|article|page|video)\b
    # the state of its comments
    | \bcomments\ (?:are\ closed|off)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
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
    """Whether a block of visible text is page furniture: a newsletter call, an image credit, a page link."""
    text = text.strip()
    return len(text) <= LONGEST_FURNITURE and _FURNITURE.search(text) is not None


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

"""Closed classes of English: words of which a language has a fixed number, none of them of any subject.

Every list of words that decides an answer is made of these as far as it can be. What each pattern that uses
them gains is told in docs/decisions/2026-11-25-english.md.
"""

from collections.abc import Iterable

ARTICLES = frozenset("a an the".split())
# What stands for something that was named before it.
PERSONAL = frozenset(
    "it its itself they them their theirs themselves he him his himself she her hers herself".split()
)
DEMONSTRATIVES = frozenset("this that these those".split())
PRONOUNS = PERSONAL | DEMONSTRATIVES
# Who talks, and with whom.
SPEAKERS = frozenset("i me my mine we us our ours you your yours yourself".split())

MODALS = frozenset("will would shall should can could may might must ought".split())
BE = frozenset("am is are was were be been being".split())
AUXILIARIES = MODALS | BE | frozenset("do does did done doing have has had having".split())
NEGATIONS = frozenset("not never no none nobody nothing neither nor without cannot".split())

QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
PREPOSITIONS = frozenset(
    "of to in on at by for from with about as into onto upon over under after before between within during"
    " until till".split()
)
# By which a clause that depends on another begins.
SUBORDINATORS = frozenset(
    "if when whenever since unless until till that who which where whether except because while whose".split()
)
# By which another statement begins within a sentence, beside the first.
CONTRASTING = frozenset("but whereas while although though however than whose because so".split())
# By which a sentence or a question goes on from the one before it.
CONNECTIVES = frozenset(
    (
        *"and but or so then also however besides moreover furthermore meanwhile".split(),
        *("in addition", "in the meantime", "on the other hand", "that said"),
    )
)
QUANTIFIERS = frozenset("some any all each every both few more most other such own same".split())
ADVERBS = frozenset("so just also too very really here there then ever never again only please".split())
# Verbs of asking, getting and doing that do not say what.
LIGHT_VERBS = frozenset(
    "tell say said ask give get got go going want need like know think make let lets".split()
)
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
)
NUMBERS = {word: str(number) for number, word in enumerate(_COUNTED.split())} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}

# What says nothing of a question's subject.
STOP_WORDS = frozenset({"and", "or"}).union(
    *(ARTICLES, PRONOUNS, SPEAKERS, AUXILIARIES, NEGATIONS, QUESTION_WORDS, PREPOSITIONS, SUBORDINATORS),
    *(CONTRASTING, QUANTIFIERS, ADVERBS, LIGHT_VERBS),
)


def any_of(*classes: Iterable[str]) -> str:
    """A pattern for one word of the classes, to stand in a larger one that ignores case; longest first."""
    words = {word for words in classes for word in words}
    return rf"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})\b"

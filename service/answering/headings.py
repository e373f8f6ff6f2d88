"""Questions made of headings: only where that is good English, which a few plain forms are."""

import re
from collections import Counter

from index.dictionary import is_english
from ingest import Article
from service.answering.conversation import content_words
from service.answering.english import AUXILIARIES, MODALS, PRONOUNS, QUESTION_WORDS, any_of

FEWEST_WORDS, MOST_WORDS = 3, 14
LONGEST = 100  # characters
FEWEST_TOLD = 2  # words that say what it is about
MOST_NAMED = 3  # times as often a word may have a capital, at the head of an item too, and be no name
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_ASKS = re.compile(any_of(QUESTION_WORDS, AUXILIARIES), re.IGNORECASE)
_DANGLES = re.compile(rf"\b{any_of(PRONOUNS - {'that'})}", re.IGNORECASE)  # what it means stands elsewhere
_NAMED = re.compile(r"\b[a-z]+,? ([A-Z][^\W_]+(?: [A-Z][^\W_]+)*)")  # behind a small word
_FIRST_PERSON = frozenset("i me my mine we us our ours".split())
_SECOND_PERSON = frozenset("you your yours yourself".split())
_TO = re.compile(r"(how|what|when|where|who|which \w+) to (?=\w)", re.IGNORECASE)
_YOU_SHOULD = re.compile(rf"(how|what|when|where|why|who) you ({any_of(MODALS)}) (?=\w)", re.IGNORECASE)
_VERSUS = re.compile(r"(\S+(?: \S+){0,2}) (?:vs\.?|versus) (\S+(?: \S+){0,2})", re.IGNORECASE)
# What somebody may ask of a thing: "Benefits of X" asks what the benefits of X are.
_ONE = (
    "aim|cause|cost|definition|difference|effect|function|goal|history|impact|importance|meaning|origin|process"
    "|purpose|role|structure|value"
)
_SEVERAL = (
    "advantages|alternatives|aspects|benefits|causes|challenges|characteristics|components|consequences|costs"
    "|criticisms|dangers|differences|difficulties|disadvantages|downsides|drawbacks|effects|elements|examples"
    "|factors|features|forms|functions|goals|kinds|limitations|limits|methods|misconceptions|mistakes|obstacles"
    "|origins|parts|phases|pitfalls|principles|problems|properties|reasons|requirements|risks|rules|signs"
    "|sources|stages|steps|strategies|symptoms|techniques|types|uses|ways"
)
_RELATION = re.compile(rf"{_ONE}|{_SEVERAL}", re.IGNORECASE)
_OF = re.compile(
    rf"(?:the )?((?:[a-z-]+ )?(?:({_ONE})|(?:(?:{_ONE}|{_SEVERAL}) and )?(?:{_SEVERAL}))) ((?:of|for|between|against|to|in) \w.*)",
    re.IGNORECASE,
)
_CUT = ':;!…"“”()|'  # marks of more than one plain phrase
_OPEN = (*",-–—/&", "...")  # what a heading ends with that something is to follow


def article_questions(article: Article) -> dict[str, str]:
    """The questions that an article's title and headings can be made into, by heading, in order."""
    told = " ".join(sentence.text for passage in article.passages for sentence in passage.sentences)
    letters = _Letters(told)
    every = dict.fromkeys([article.title, *(one for passage in article.passages for one in passage.section)])
    made = {heading: question_of(heading, letters) for heading in every}
    return {heading: question for heading, question in made.items() if question}


class _Letters:
    """Which words a text writes with a capital within its sentences, as names, and which small."""

    def __init__(self, text: str) -> None:
        self._words = Counter(_WORD.findall(text))
        self._named = Counter(word for name in _NAMED.findall(text) for word in name.split())

    def small(self, heading: str) -> str:
        """A heading with small letters but in names and in what is no word of English."""
        return _WORD.sub(self._smaller, heading)

    def _smaller(self, match: re.Match[str]) -> str:
        word = match[0]
        small = word.lower()
        stem = re.split(r"[’']", word)[0]
        if not word.replace("-", "").replace("’", "").replace("'", "").isalpha() or word in ("I", "A"):
            return "a" if word == "A" else word
        if any(letter.isupper() for part in word.split("-") for letter in part[1:]):
            return word  # an abbreviation
        if self._words[small] or self._named[stem]:
            return small if MOST_NAMED * self._words[small] >= self._named[stem] else word
        return small if all(map(is_english, re.split(r"[-’']", small)[:1])) else word


def question_of(heading: str, letters: _Letters) -> str | None:
    """The question that a heading answers, or None where none can be made of it in good English."""
    words = heading.split()
    plain = " ".join(words).rstrip(".!")
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or len(plain) > LONGEST or plain.endswith(_OPEN):
        return None
    if plain.isupper() or any(mark in plain for mark in _CUT):
        return None
    small = letters.small(plain)
    if plain.endswith("?"):
        asked = small if _ASKS.match(small) and plain.count("?") == 1 else None
    elif "?" in plain:
        asked = None
    elif found := _TO.match(small):
        person = "you" if _SECOND_PERSON & _words(small) else "I"
        does = "do" if found[1].lower() == "how" else "should"
        asked = f"{found[1]} {does} {person} {small[found.end() :]}?"
    elif found := _YOU_SHOULD.match(small):
        asked = f"{found[1]} {found[2]} you {small[found.end() :]}?"
    elif found := _OF.fullmatch(small):
        asked = f"what {'is' if found[2] else 'are'} the {found[1].lower()} {found[3]}?"
    elif (found := _VERSUS.fullmatch(small)) and found[1].islower() == found[2].islower():
        asked = f"what is the difference between {found[1]} and {found[2]}?"
    else:
        asked = None
    return f"{asked[:1].upper()}{asked[1:]}" if asked and _stands(asked, small) else None


def _stands(asked: str, heading: str) -> bool:
    """Whether a question can be understood without the article around it."""
    told = [word for word in content_words(asked) if not _RELATION.fullmatch(word)]
    return len(told) >= FEWEST_TOLD and not _DANGLES.search(asked) and not _FIRST_PERSON & _words(heading)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}

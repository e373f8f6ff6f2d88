"""The hand-written patterns and word lists that decide answers, each by its name, each with a switch."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from inspect import getsource
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, TypeVar

from eval.questions import QuestionSetError

# What reads sources and what answers. The checks of a language model's drafts decide nothing here: they are
# measured by benchmarks/support.py.
PACKAGES = ("ingest", "index", "service.answering")
# A tuple of words cannot be told from one of names, so those that decide stand here; frozen sets are words.
WORD_LISTS = ("index.spelling:ENDINGS",)
# Classes of words that patterns are made of: they go off with those; of them only this is asked of by itself.
CLASSES, ASKED_OF = "service.answering.english", ("STOP_WORDS",)
NEVER = re.compile(r"(?!)")
# Of a pattern what is no word: escapes, names of groups, sets of characters.
_NO_WORDS = re.compile(r"\\(?:u\w{4}|.)|\(\?P?<\w+>|\[(?:\\.|[^\]])*\]")
_WORD = re.compile(r"[A-Za-z]{2,}")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Switch:
    """A pattern or word list, `module:attribute`, with the modules that hold it under that attribute."""

    name: str
    value: Any
    holders: tuple[ModuleType, ...]

    @contextmanager
    def replaced(self, value: Any) -> Iterator[None]:
        """Another value in its place for as long as the context lasts."""
        self._hold(value)
        try:
            yield
        finally:
            self._hold(self.value)

    def off(self) -> Any:
        """What it is when it is off: a pattern that never matches, an empty list."""
        return NEVER if isinstance(self.value, re.Pattern) else type(self.value)()

    def _hold(self, value: Any) -> None:
        for module in self.holders:
            setattr(module, self.name.partition(":")[2], value)


class Recorded:
    """A pattern that tells when it matches: where it does not, it may as well be off.

    Whatever is asked of it besides matching counts as a match.
    """

    def __init__(self, pattern: re.Pattern[str], matched: Callable[[], None]) -> None:
        self._pattern = pattern
        self._matched = matched

    def __getattr__(self, name: str) -> Any:
        """Any other method or attribute of the pattern."""
        self._matched()
        return getattr(self._pattern, name)

    def search(self, *given: Any) -> re.Match[str] | None:
        """As the pattern's; so are the others."""
        return self._told(self._pattern.search(*given))

    def match(self, *given: Any) -> re.Match[str] | None:  # noqa: D102 - see search
        return self._told(self._pattern.match(*given))

    def fullmatch(self, *given: Any) -> re.Match[str] | None:  # noqa: D102
        return self._told(self._pattern.fullmatch(*given))

    def findall(self, *given: Any) -> list[Any]:  # noqa: D102
        return self._told(self._pattern.findall(*given))

    def finditer(self, *given: Any) -> Iterator[re.Match[str]]:  # noqa: D102
        return iter(self._told(list(self._pattern.finditer(*given))))

    def split(self, text: str, *given: Any) -> list[Any]:  # noqa: D102
        if self._pattern.search(text):
            self._matched()
        return self._pattern.split(text, *given)

    def sub(self, replacement: Any, text: str, *given: Any) -> str:  # noqa: D102
        changed, count = self._pattern.subn(replacement, text, *given)
        self._told(count)
        return changed

    def _told(self, result: Value) -> Value:
        if result:
            self._matched()
        return result


def find_switches(names: Sequence[str] = ()) -> list[Switch]:
    """All switches by module, or those named; raises `QuestionSetError` for an unknown name."""
    modules = list(_modules())
    switches = {switch.name: switch for module in modules for switch in _switches(module, modules)}
    for name in names:
        if name not in switches:
            known = ", ".join(switches)
            raise QuestionSetError(f"there is no pattern or word list {name!r}; there are {known}")
    return [switches[name] for name in names or switches]


def forget() -> None:
    """Empty what functions of these modules remember of earlier calls, which may rest on a switch."""
    for module in _modules():
        for value in vars(module).values():
            if callable(getattr(value, "cache_clear", None)):
                value.cache_clear()


def _modules() -> Iterator[ModuleType]:
    for package in map(import_module, PACKAGES):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(module.name)


def _switches(module: ModuleType, modules: Sequence[ModuleType]) -> Iterator[Switch]:
    """Those that a module defines, with all modules that import them."""
    for attribute in _assigned(module):
        if module.__name__ == CLASSES and attribute not in ASKED_OF:
            continue
        name, value = f"{module.__name__}:{attribute}", vars(module).get(attribute)
        if _decides(value) or name in WORD_LISTS:
            others = [other for other in modules if vars(other).get(attribute) is value]
            holders = [other for other in others if other is module or attribute not in _assigned(other)]
            yield Switch(name, value, tuple(holders))


def _assigned(module: ModuleType) -> list[str]:
    """The names that a module assigns by itself."""
    body = ast.parse(getsource(module)).body
    plain = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    typed = [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return [target.id for target in (*plain, *typed) if isinstance(target, ast.Name)]


def _decides(value: object) -> bool:
    """Whether it is a pattern with words in it, a set of words, or a table led by such patterns."""
    if isinstance(value, re.Pattern):
        return isinstance(value.pattern, str) and _WORD.search(_NO_WORDS.sub(" ", value.pattern)) is not None
    if isinstance(value, frozenset):
        return any(isinstance(word, str) and _WORD.search(word) for word in value)
    return isinstance(value, tuple) and any(
        isinstance(row, tuple) and row and _decides(row[0]) for row in value
    )

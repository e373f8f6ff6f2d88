"""Lists that may come in from outside: of bounded length, and refused at their first wrong entry."""

from typing import Annotated, TypeVar

from pydantic import FailFast, Field

MOST_SEVERAL = 1000  # entries of a list; those of an answer are some tens
Entry = TypeVar("Entry")


class _FirstFault(FailFast):
    __hash__ = object.__hash__  # pydantic's own has none, so that no `| None` could stand behind it


# Else an error is made for every entry, and 2 MiB of wrong ones take seconds and gigabytes.
FIRST_FAULT = _FirstFault()
Several = Annotated[list[Entry], FIRST_FAULT, Field(max_length=MOST_SEVERAL)]

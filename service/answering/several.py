"""Lists that may come in from outside: of bounded length, and refused at their first wrong entry."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from annotated_types import MaxLen

MOST_SEVERAL = 1000  # entries of a list; those of an answer are some tens
Entry = TypeVar("Entry")


class _FirstFault:
    """pydantic's `FailFast`, without pydantic, which answering does not need."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(source) | {"fail_fast": True}


# Else an error is made for every entry, and 2 MiB of wrong ones take seconds and gigabytes.
FIRST_FAULT = _FirstFault()
Several = Annotated[list[Entry], FIRST_FAULT, MaxLen(MOST_SEVERAL)]

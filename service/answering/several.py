"""Lists that may come in from outside, with an answer that is given back: of bounded length."""

from typing import Annotated, TypeVar

from annotated_types import MaxLen

MOST_SEVERAL = 1000  # entries of a list; those of an answer are some tens
Entry = TypeVar("Entry")
Several = Annotated[list[Entry], MaxLen(MOST_SEVERAL)]

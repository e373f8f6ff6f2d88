"""Lists that come in are refused at their first wrong entry.

Else an error is made for every entry, and 2 MiB of wrong ones take seconds and gigabytes.
"""

from pydantic import FailFast


class _FirstFault(FailFast):
    __hash__ = object.__hash__  # pydantic's own has none, so that no `| None` could stand behind it


FIRST_FAULT = _FirstFault()

"""A body that holds few fields: each that is not known would be an error of its own."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

MOST_KEYS = 100  # of an object that comes; no field beyond those named is taken


class FewKeys(BaseModel):
    """A body without fields that it does not name, refused at once where there are very many."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _has_few_keys(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) > MOST_KEYS:
            raise ValueError(f"an object has {len(value)} fields; at most {MOST_KEYS} are taken")
        return value


def check_keys(value: object, most: int = 1000) -> None:
    """Raise `ValueError` where an object of JSON, or one in it, has very many fields."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if len(one) > most:
                raise ValueError(f"an object has {len(one)} fields; at most {most} are taken")
            left += one.values()
        elif isinstance(one, list):
            left += one

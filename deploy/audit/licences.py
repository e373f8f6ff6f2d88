"""Licences of what is deployed, as its packages tell them, beside those that are allowed."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 CNRI-Python ISC MIT MIT-0 MPL-1.1 MPL-2.0 PSF-2.0 "
    "Unlicense Zlib LLVM-exception".split()
)
# What packages say that do not write it as SPDX has it, in lower case; licences and their classifiers.
SAID = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the bsd 2-clause license": "BSD-2-Clause",
    "the unlicense (unlicense)": "Unlicense",
}


def problems(packages: Iterable[str]) -> Iterator[str]:
    """Of packages those whose licence is not allowed or not told; what is not installed is left out."""
    for name in packages:
        try:
            told = told_licence(name)
        except PackageNotFoundError:
            continue
        if not told:
            yield f"{name} tells no licence"
        elif not permitted(told):
            yield f"{name} has a licence that is not allowed: {told}"


def told_licence(name: str) -> str:
    """What an installed package says of its licence, in SPDX's words as far as they are known."""
    about: Any = metadata(name)  # its type knows nothing of what is not there
    if expression := about.get("License-Expression"):
        return str(expression)
    field = (about.get("License") or "").strip()
    written = SAID.get(field.lower(), field)
    if "\n" not in field and parsed(written) is not None:
        return written
    classifiers = [
        each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if "License ::" in each
    ]
    return " AND ".join(SAID.get(each.lower(), each) for each in classifiers)


def permitted(expression: str) -> bool:
    """Whether an expression of SPDX can be met by allowed licences alone."""
    node = parsed(expression)
    return node is not None and _permitted(node)


@cache
def parsed(expression: str) -> Any:
    """The expression as a tree, or None where it is none of known licences."""
    from license_expression import ExpressionError

    try:
        return _spdx().parse(expression, validate=True)
    except ExpressionError:
        return None


@cache
def _spdx() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _permitted(node: Any) -> bool:
    if isinstance(node, _spdx().OR):
        return any(map(_permitted, node.args))
    if isinstance(node, _spdx().AND):
        return all(map(_permitted, node.args))
    return {symbol.key for symbol in _spdx().license_symbols(node)} <= ALLOWED

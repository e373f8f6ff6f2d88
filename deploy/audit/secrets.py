"""Secrets that somebody left in the repository: keys by the forms that their makers gave them."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Each begins with letters that tell whose it is, so that no sentence and no digest looks like one.
FORMS = {
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a key of AWS": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(rb"\b(?:gh[oprsu]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,255})\b"),
    "a token of Hugging Face": re.compile(rb"\bhf_[0-9A-Za-z]{30,100}\b"),
    "a key of a language model": re.compile(rb"\bsk-(?:ant-|or-|proj-)?[0-9A-Za-z_-]{32,200}"),
    "a token of Slack": re.compile(rb"\bxox[abprs]-[0-9A-Za-z-]{10,200}"),
    "a key of Google": re.compile(rb"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a token of PyPI": re.compile(rb"\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,500}"),
    "a token of JSON": re.compile(
        rb"\beyJ[0-9A-Za-z_-]{10,500}\.eyJ[0-9A-Za-z_-]{10,500}\.[0-9A-Za-z_-]{10,500}"
    ),
    "a password in an address": re.compile(
        rb"\b[a-z]{3,10}://[^\s/:@<>\"'{}$]{1,64}:[^\s/:@<>\"'{}$]{6,64}@(?![\w.-]{0,64}\b(?:example|invalid|test)\b)"
    ),  # but of the names that are nobody's
}


def problems(root: Path) -> Iterator[str]:
    """Every line of the files that git keeps below a folder that holds what looks like a secret."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)  # noqa: S607 - git
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = root / name
        if path.is_file():
            for number, kind in found(path.read_bytes()):
                yield f"{name}:{number} holds {kind}"


def found(content: bytes) -> Iterator[tuple[int, str]]:
    """Line and kind of each secret in a file's content."""
    for number, line in enumerate(content.split(b"\n"), 1):
        for kind, form in FORMS.items():
            if form.search(line):
                yield number, kind

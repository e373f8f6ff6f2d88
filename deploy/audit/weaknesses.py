"""Known weaknesses of what is deployed: asked of a service by pip-audit, or looked up in an export of OSV.

A package that nobody could be asked about is told as such, and is not counted as sound.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@dataclass
class Looked:
    """What was found, how many packages were looked up, and of which nobody knew anything."""

    problems: list[str] = field(default_factory=list)
    known: int = 0
    unknown: list[str] = field(default_factory=list)
    newest: str = ""  # the last change that an export knows of


def locked(file: Path) -> dict[str, str]:
    """The versions of a file of requirements, by name."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def ask(pip_audit: Path, file: Path) -> Looked:
    """Ask for the packages of a file of requirements with their digests; it is not installed for that."""
    words = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(  # noqa: S603 - the program of our own environment
        [pip_audit, *words, "--requirement", file], capture_output=True, text=True, check=False
    )
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):  # it could not ask at all
        return Looked(unknown=list(locked(file)))
    return asked(told)


def asked(told: list[dict[str, Any]]) -> Looked:
    """What pip-audit's JSON says. It calls what it skipped sound, so that is told apart here."""
    looked = Looked()
    for package in told:
        if "skip_reason" in package:
            looked.unknown.append(package["name"])
            continue
        looked.known += 1
        for weakness in package["vulns"]:
            repaired = ", ".join(weakness["fix_versions"]) or "no version"
            looked.problems.append(
                f"{package['name']} {package['version']}: {weakness['id']}, repaired in {repaired}"
            )
    return looked


def look_up(export: Path, versions: Mapping[str, str]) -> Looked:
    """What an export of OSV (all.zip of the ecosystem PyPI) has of some packages."""
    looked = Looked(known=len(versions))
    with ZipFile(export) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                entry = json.loads(archive.read(name))
                looked.newest = max(looked.newest, entry.get("modified", ""))
                if not entry.get("withdrawn"):
                    looked.problems += sorted(set(_hit(entry, versions)))
    return looked


def _hit(entry: dict[str, Any], versions: Mapping[str, str]) -> Iterator[str]:
    for affected in entry.get("affected", []):
        package = affected.get("package", {})
        name = canonicalize_name(package.get("name", ""))
        if package.get("ecosystem") == "PyPI" and name in versions:
            ranges = [each for each in affected.get("ranges", []) if each.get("type") == "ECOSYSTEM"]
            listed = versions[name] in affected.get("versions", [])
            if listed or any(_within(versions[name], each["events"]) for each in ranges):
                yield f"{name} {versions[name]}: {entry['id']}"


def _within(version: str, events: list[dict[str, str]]) -> bool:
    """Whether a version lies after a beginning and before its end; one that is no version counts as within."""
    inside = False
    try:
        have = Version(version)
        for event in sorted(
            events, key=lambda each: (_version(next(iter(each.values()))), "introduced" not in each)
        ):
            if "introduced" in event and have >= _version(event["introduced"]):
                inside = True
            if "fixed" in event and have >= _version(event["fixed"]):
                inside = False
            if "last_affected" in event and have > _version(event["last_affected"]):
                inside = False
    except InvalidVersion:
        return True
    return inside


def _version(text: str) -> Version:
    return Version("0.dev0" if text == "0" else text)

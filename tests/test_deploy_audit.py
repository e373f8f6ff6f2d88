"""`make audit`: each of its looks finds what it is for, and says so where it could not look."""

import json
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from deploy.audit import licences, secrets, weaknesses
from deploy.audit.__main__ import DEPLOYED, main
from deploy.audit.weaknesses import asked, locked, look_up
from tests.conftest import ROOT

# Made of pieces, so that this file itself holds none.
KEYS = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a key of AWS": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a token of GitHub": "ghp_" + "a1" * 18,
    "a token of Hugging Face": "hf_" + "Xy" * 17,
    "a key of a language model": "sk-proj-" + "a1B2" * 10,
    "a token of Slack": "xoxb-" + "1234567890-abcdefghij",
    "a key of Google": "AIza" + "b" * 35,
    "a token of PyPI": "pypi-AgEIcHlwaS5vcmc" + "c" * 60,
    "a token of JSON": "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + "." + "d" * 30,
    "a password in an address": "postgres://me:" + "very-secret@db",
}


def test_every_form_of_a_secret_is_found() -> None:
    """In its line, whatever stands around it; each by one example."""
    assert set(KEYS) == set(secrets.FORMS)
    for kind, key in KEYS.items():
        content = f"first\nKEY = '{key}'  # mine\n\xe4\n".encode("latin-1")
        assert list(secrets.found(content)) == [(2, kind)]


@pytest.mark.parametrize(
    "harmless",
    [
        "Authorization: Bearer sk-…",
        "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        "http://user@host/, https://example.org:8080/a@b",
        "https://user:a-password@careers.example/ and https://user:a-password@example.com",
        "the risk-adjusted, task-oriented way of asking for a mask-like thing in hf_transfer",
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_what_is_no_secret_is_not_taken_for_one(harmless: str) -> None:
    """Placeholders, digests, addresses, words with hyphens."""
    assert list(secrets.found(harmless.encode())) == []


def test_the_repository_holds_no_secret(tmp_path: Path) -> None:
    """Of all files that git keeps; one that has a secret is named with its line."""
    assert list(secrets.problems(ROOT)) == []
    (tmp_path / "settings.env").write_text(f"\nKEY={KEYS['a token of GitHub']}\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "settings.env"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert list(secrets.problems(tmp_path)) == ["settings.env:2 holds a token of GitHub"]


def test_the_licences_of_what_is_deployed_are_allowed() -> None:
    """Each package that is installed here of those that answering, reading and the tools need."""
    names = {name for file in DEPLOYED.values() for name in locked(ROOT / "deploy" / file)} | {"torch"}
    here = {each.name.lower().replace("_", "-").replace(".", "-") for each in distributions()}
    assert len(names & here) > 100
    assert list(licences.problems(sorted(names))) == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-2.1-or-later OR MPL-1.1", True),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("(MIT OR Apache-2.0) AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("see the website", False),
        ("", False),
    ],
)
def test_a_licence_is_read_as_spdx_means_it(expression: str, allowed: bool) -> None:
    """`OR` leaves the choice, `AND` asks for both, and what is not known is not allowed."""
    assert licences.permitted(expression) is allowed


def a_package(folder: Path, name: str, *lines: str) -> None:
    """Metadata of an installed package."""
    (folder / f"{name}-1.0.dist-info").mkdir()
    text = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *lines])
    (folder / f"{name}-1.0.dist-info" / "METADATA").write_text(text + "\n", encoding="utf-8")


def test_what_a_package_tells_of_its_licence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression, a field, classifiers, in that order; who tells nothing is named."""
    a_package(tmp_path, "plain", "License-Expression: GPL-3.0-only", "License: MIT")
    a_package(tmp_path, "loose", "License: Apache License, Version 2.0", "Classifier: License :: Other")
    a_package(
        tmp_path,
        "long",
        "License: Permission is granted\n  to anybody",
        "Classifier: License :: OSI Approved :: MIT License",
    )
    a_package(tmp_path, "silent")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [licences.told_licence(name) for name in ("plain", "loose", "long")] == [
        "GPL-3.0-only",
        "Apache-2.0",
        "MIT",
    ]
    assert list(licences.problems(["plain", "loose", "long", "silent", "absent-package"])) == [
        "plain has a licence that is not allowed: GPL-3.0-only",
        "silent tells no licence",
    ]


def test_what_pip_audit_skipped_does_not_count_as_sound() -> None:
    """It reports no weakness where it found nobody to ask; here those packages are unknown."""
    told = asked(
        [
            {"name": "a", "skip_reason": "not found"},
            {"name": "b", "version": "1.0", "vulns": []},
            {"name": "c", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
            {"name": "d", "version": "3", "vulns": [{"id": "GHSA-2", "fix_versions": []}]},
        ]
    )
    assert (told.known, told.unknown) == (3, ["a"])
    assert told.problems == ["c 2.0: PYSEC-1, repaired in 2.1", "d 3: GHSA-2, repaired in no version"]


def test_where_it_cannot_ask_nothing_is_known(tmp_path: Path) -> None:
    """A program that fails, as without a network, leaves every package unknown."""
    (tmp_path / "requirements.txt").write_text("a==1.0 \\\n    --hash=sha256:00\nb==2\n", encoding="utf-8")
    looked = weaknesses.ask(Path("/bin/false"), tmp_path / "requirements.txt")
    assert (looked.known, looked.unknown, looked.problems) == (0, ["a", "b"], [])


def an_export(path: Path, *entries: dict[str, Any]) -> Path:
    """An export of OSV: a JSON file an entry, in an archive."""
    with ZipFile(path, "w") as archive:
        for number, entry in enumerate(entries):
            archive.writestr(f"PYSEC-{number}.json", json.dumps({"id": f"PYSEC-{number}", **entry}))
    return path


def affects(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """An entry that affects a package between versions."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    return {"affected": [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges, **more}]}


@pytest.mark.parametrize(
    ("entry", "hit"),
    [
        (affects("Some_Package", {"introduced": "0"}, {"fixed": "1.10"}), True),
        (affects("some-package", {"introduced": "0"}, {"fixed": "1.9"}), False),
        (affects("some-package", {"introduced": "0"}, {"last_affected": "1.9"}), True),
        (affects("some-package", {"introduced": "0"}, {"last_affected": "1.8"}), False),
        (affects("some-package", {"introduced": "2.0"}), False),
        (affects("some-package", {"fixed": "1.5"}, {"introduced": "1.8"}, {"introduced": "0"}), True),
        (affects("some-package", versions=["1.9"]), True),
        (affects("other-package", {"introduced": "0"}), False),
        (affects("some-package", {"introduced": "0"}) | {"withdrawn": "2026-01-01T00:00:00Z"}, False),
        (affects("some-package", {"introduced": "weird"}), True),
    ],
)
def test_an_export_of_osv_is_looked_up(tmp_path: Path, entry: dict[str, Any], hit: bool) -> None:
    """By name and version as its schema has them; what cannot be compared counts as affected."""
    export = an_export(tmp_path / "all.zip", entry | {"modified": "2026-11-02T00:00:00Z"})
    looked = look_up(export, {"some-package": "1.9"})
    assert looked.problems == (["some-package 1.9: PYSEC-0"] if hit else [])
    assert (looked.known, looked.unknown, looked.newest) == (1, [], "2026-11-02T00:00:00Z")


def test_every_package_that_is_locked_is_looked_up(tmp_path: Path) -> None:
    """Markers and digests are no part of a version."""
    versions = locked(ROOT / "deploy" / "requirements.txt")
    assert versions["numpy"][0].isdigit()
    export = an_export(
        tmp_path / "all.zip", *(affects(name, versions=[version]) for name, version in versions.items())
    )
    assert len(look_up(export, versions).problems) == len(versions) > 50


def test_the_whole_says_what_it_could_not_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 where nobody could be asked, 1 where something is wrong; an export is looked up instead."""
    monkeypatch.setattr(
        "deploy.audit.__main__._run", lambda *_: []
    )  # has tests of its own, and this one in it
    for name, program in {
        "pip-audit": "exit 1",
        "cyclonedx-py": 'for last; do :; done; echo {} >"$last"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(
            sys, "argv", ["audit", "--tools", str(tmp_path), "--out", str(tmp_path / "out"), *words]
        )
        return main(), capsys.readouterr().out

    code, told = run()
    assert code == 2
    assert told.count("NOT LOOKED UP") == 4
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"answering.cdx.json", "ingest.cdx.json"}
    sound = an_export(
        tmp_path / "sound.zip", affects("nobody", {"introduced": "0"}) | {"modified": "2026-11-02"}
    )
    code, told = run("--osv", str(sound))
    assert (code, told.count("known on 2026-11-02"), told.count("WRONG")) == (0, 4, 0)
    bad = an_export(tmp_path / "bad.zip", affects("uvicorn", {"introduced": "0"}))
    code, told = run("--osv", str(bad))
    assert (code, told.count("WRONG")) == (1, 2)
    assert "uvicorn" in told

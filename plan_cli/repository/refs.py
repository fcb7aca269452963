"""The names that point to commits: listing them, and which names are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plan_cli.repository.git import Git
from plan_cli.repository.names import is_portable_name

BRANCHES, TAGS, REVIEWS = "refs/heads/", "refs/tags/", "refs/review/"
_LOOKS_LIKE_AN_ID = re.compile(r"[0-9a-f]{7,64}\Z", re.IGNORECASE)
_HEADS = re.compile(r"(?:[A-Z]+_)?HEAD\Z", re.IGNORECASE)
LONGEST_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the commit it leads to, None where it leads to none. `annotated`: with an author, a date and a text;
    `day`: the day it claims to be from."""

    name: str
    commit: str | None
    annotated: bool
    day: str = ""


def listed(git: Git) -> dict[str, str]:
    """Every ref with the id of its object."""
    output = git.run("for-each-ref", "--format=%(objectname) %(refname)").decode("utf-8", "surrogateescape")
    return {name: oid for oid, __, name in (line.partition(" ") for line in output.splitlines())}


def tags(git: Git) -> tuple[Tag, ...]:
    """Every tag, in the order of names."""
    line = "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(taggerdate:short) %(refname:strip=2)"
    output = git.run("for-each-ref", f"--format={line}", "--", "refs/tags").decode("utf-8", "surrogateescape")
    found = []
    for row in output.splitlines():
        kind, oid, inner_kind, inner, day, name = row.split(" ", 5)
        annotated = kind == "tag"
        pointed, target = (inner_kind, inner) if annotated else (kind, oid)
        found.append(Tag(name, target if pointed == "commit" else None, annotated, day))
    return tuple(found)


def default_branch(git: Git) -> str:
    """The ref that HEAD names, whether it is there or not."""
    asked = git.attempt("symbolic-ref", "--quiet", "HEAD")
    return asked.stdout.decode("utf-8", "surrogateescape").strip()


def is_plain_name(name: str) -> bool:
    """Whether a ref's name is one that cannot be taken for anything else: not for an id or HEAD, on any system."""
    short = name.split("/", 2)[2] if name.count("/") >= 2 else ""
    parts = short.split("/")
    return (
        bool(short)
        and len(name.encode("utf-8", "surrogateescape")) <= LONGEST_NAME_BYTES
        and all(is_portable_name(part) for part in parts)
        and parts[0] != "refs"
        and not _LOOKS_LIKE_AN_ID.match(short)
        and not any(_HEADS.match(part) for part in parts)
    )

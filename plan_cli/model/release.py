"""A release: an edition of a document that was given out. Nothing but an annotated tag remembers it.

The tag stands on the commit that was built, and its message says what exactly was made. Here stands the form of that
message, written and read.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from plan_cli.model.numerals import chinese_number
from plan_cli.model.settings import Edition

FORMAT = 1

_SHA256 = re.compile(r"[0-9a-f]{64}")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NOTE = "由 plan release 作出。标签一经作出不移动、不删除；再次作出同一稿次，各文件一字节不差。"
_FIRST = f"Plan-Release: {FORMAT}"


@dataclass(frozen=True, slots=True)
class Release:
    """A round of an edition of a document.

    `round` counts from 1. `day`: the day it was given out. `commit`: what it was built from; `root`: the first commit
    of the repository, by which the plan is known. `digest`: of the document's files (`model/content_digest.py`).
    `since`: the commit of the release before it, which its 修改说明 compares with. `made_with`: the programs. `files`:
    the SHA-256 of every file that was made, by name.
    """

    document: str
    edition: Edition
    round: int
    day: datetime.date
    commit: str
    root: str
    digest: str
    since: str | None = None
    made_with: str = ""
    files: dict[str, str] = field(default_factory=dict)
    tag: str = ""

    @property
    def name(self) -> str:
        """征求意见稿（第二次）."""
        return self.edition.chinese + round_words(self.round)

    @property
    def order(self) -> tuple[int, int]:
        """Editions in their order, and the rounds of each."""
        return rank(self.edition), self.round

    @property
    def version(self) -> str:
        """What tells it from every other state of the text, in file names: the day and the commit."""
        return f"{self.day:%Y%m%d}-{self.commit[:10]}"


def rank(edition: Edition) -> int:
    """The place of an edition among the others, from 0."""
    return list(Edition).index(edition)


def round_words(number: int, language: str = "zh") -> str:
    """What stands behind the edition from the second round on: （第二次）."""
    if number == 1:
        return ""
    return f"（第{chinese_number(number)}次）" if language == "zh" else f" (round {number})"


def tag_name(document: str, edition: Edition, number: int, *, several: bool) -> str:
    """征求意见稿-1; outline/征求意见稿-1 where the plan has several documents with editions."""
    name = f"{edition.chinese}-{number}"
    return f"{document}/{name}" if several else name


def tag_message(release: Release, title: str) -> str:
    """The message of the tag of a release. `title`: the document's, for people."""
    lines = [
        f"{' '.join(title.split())}（{release.edition.chinese}）{round_words(release.round)}",
        "",
        _NOTE,
        "",
        _FIRST,
        f"Plan: {release.root}",
        f"Document: {release.document}",
        f"Edition: {release.edition.value}",
        f"Round: {release.round}",
        f"Date: {release.day.isoformat()}",
        f"Content: {release.digest}",
    ]
    lines += [f"Since: {release.since}"] if release.since else []
    lines += [f"Made-With: {release.made_with}"]
    lines += [f"File: {digest} {name}" for name, digest in release.files.items()]
    return "\n".join(lines) + "\n"


def read_message(tag: str, commit: str, message: str) -> Release | None:
    """The release that a tag of this name on this commit says it is; None where it is another tag."""
    if _FIRST not in message.splitlines():
        return None
    said: dict[str, str] = {}
    files: dict[str, str] = {}
    for line in message.partition(f"{_FIRST}\n")[2].splitlines():
        key, parted, value = line.partition(": ")
        if not parted:
            break  # a signature follows
        if key == "File":
            digest, __, name = value.partition(" ")
            files[name] = digest
        else:
            said.setdefault(key, value)
    try:
        release = Release(
            said["Document"],
            _edition(said["Edition"]),
            int(said["Round"]),
            datetime.date.fromisoformat(said["Date"]),
            commit,
            said["Plan"],
            said["Content"],
            said.get("Since"),
            said.get("Made-With", ""),
            files,
            tag,
        )
    except (KeyError, ValueError):
        return None
    return release if _is_sound(release) else None


def _edition(value: str) -> Edition:
    for edition in Edition:
        if edition.value == value:
            return edition
    raise ValueError


def _is_sound(release: Release) -> bool:
    """Whether what it says fits together: a tag that was renamed or copied is no release."""
    names = [tag_name(release.document, release.edition, release.round, several=several) for several in (True, False)]
    oids = [release.root, *([release.since] if release.since else [])]
    return (
        release.round >= 1
        and release.tag in names
        and all(map(_OID.fullmatch, oids))
        and all(map(_SHA256.fullmatch, [release.digest, *release.files.values()]))
        and bool(release.files)
    )

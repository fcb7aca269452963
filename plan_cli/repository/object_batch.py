"""Many objects of the object database at once: one process for all of them, and none that is too large is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan_cli.errors import ToolFailedError
from plan_cli.repository.git import Git
from plan_cli.translation import _

_BATCH = 2_000


def objects(git: Git, oids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes, bytes | None]]:
    """Id, kind (`commit`, `tag`, `blob`, `tree`) and content of each object, each once; no content over `limit` bytes.

    Raises:
        ToolFailedError: one is missing or damaged, or git did not answer.
    """
    wanted = list(dict.fromkeys(oids))
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        small: list[str] = []
        for oid, line in zip(part, git.run("cat-file", "--batch-check", stdin=_lines(part)).splitlines(), strict=True):
            words = line.split()
            if len(words) != 3 or words[0] != oid.encode("ascii"):
                raise ToolFailedError(_("object {oid} cannot be read").format(oid=oid))
            if int(words[2]) > limit:
                yield oid, words[1], None
            else:
                small.append(oid)
        yield from _contents(git, small)


def _contents(git: Git, oids: list[str]) -> Iterator[tuple[str, bytes, bytes]]:
    output = git.run("cat-file", "--batch", stdin=_lines(oids)) if oids else b""
    at = 0
    for oid in oids:
        end = output.index(b"\n", at)
        __, kind, size = output[at:end].split()
        at = end + 1 + int(size)
        yield oid, kind, output[end + 1 : at]
        at += 1


def _lines(oids: list[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode("ascii")

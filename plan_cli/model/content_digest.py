"""The digest by which a record names the exact content it is about.

SHA-256 over one line a file, in the order of the paths' bytes. A line is the kind of entry (`file`; `link`, `submodule`
or `conflict` where something else stands there), a space, the blob id in hexadecimal, a space, the path from the
repository's top in UTF-8, and a NUL byte. The executable bit does not count. So anyone can check a digest with git
alone, for a document whose files are `chapters/` and `indicators.yaml`:

    git ls-tree -r -z --full-tree --format='file %(objectname) %(path)' COMMIT -- chapters indicators.yaml | sha256sum
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plan_cli.model.change import FileChange
from plan_cli.model.signature import RecordSignature


@dataclass(frozen=True, slots=True, order=True)
class ContentFile:
    """One file of what is approved. `kind` is `file` for all that may be approved."""

    path: str
    oid: str
    kind: str = "file"


@dataclass(frozen=True, slots=True)
class Present:
    """What the files are at one moment, beside what the plan says: the other half of what gates are evaluated on.

    `root`: the id of the repository's first commit, by which a record knows its plan; None where it cannot be known
    (a shallow clone, no commit yet). `digests`: the digest of the content of each milestone that has some, by id.
    `signatures`: who signed each record, by its id; where the policy requires signatures, a record that is missing here
    does not count. None: signatures are not asked about at all.
    """

    root: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    signatures: Mapping[str, RecordSignature] | None = field(default_factory=dict)

    def signature(self, record_id: str) -> RecordSignature | None:
        """Who signed that record, where it is known."""
        return (self.signatures or {}).get(record_id)


def content_digest(files: Iterable[ContentFile]) -> str:
    """The digest of these files, 64 hexadecimal digits."""
    hashed = hashlib.sha256()
    for file in sorted(files, key=lambda file: _bytes(file.path)):
        hashed.update(f"{file.kind} {file.oid} ".encode("ascii") + _bytes(file.path) + b"\0")
    return hashed.hexdigest()


def difference(before: Iterable[ContentFile], after: Iterable[ContentFile]) -> tuple[FileChange, ...]:
    """What changed between two contents, in the order of paths."""
    old = {file.path: file for file in before}
    new = {file.path: file for file in after}
    changed = [path for path in old.keys() | new.keys() if old.get(path) != new.get(path)]
    return tuple(
        FileChange(
            path,
            old[path].oid if path in old else None,
            new[path].oid if path in new else None,
            path not in new or new[path].kind == "file",
        )
        for path in sorted(changed)
    )


def _bytes(path: str) -> bytes:
    # Names that are not UTF-8 come as surrogates, one for each byte, and go back to these bytes.
    return path.encode("utf-8", "surrogateescape")

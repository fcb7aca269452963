"""What an earlier manifest says was made, and whether the same came out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plan_cli import __version__
from plan_cli.errors import RefusedError, UsageError
from plan_cli.render import fonts, manifest, pandoc, typst
from plan_cli.render.manifest import Origin, Output
from plan_cli.translation import _

SIZE_LIMIT = 16 << 20
"""More bytes than any manifest has."""


@dataclass(frozen=True, slots=True)
class RecordedOutput:
    """A file that was made: which document in which format, and its SHA-256 in hexadecimal."""

    document: str
    format: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a manifest holds that can be made and compared again. `versions`: of plan and the tools, by their names."""

    commit: str
    version: str
    versions: Mapping[str, str]
    outputs: tuple[RecordedOutput, ...]

    @property
    def documents(self) -> list[str]:
        """The documents that were made, in their order."""
        return list(dict.fromkeys(output.document for output in self.outputs))

    @property
    def formats(self) -> list[str]:
        """The formats that were made, in their order."""
        return list(dict.fromkeys(output.format for output in self.outputs))


def read(content: bytes, name: str) -> Recorded:
    """The manifest in a file of that name.

    Raises:
        UsageError: it is no manifest of ours.
        RefusedError: it was made from files that were not committed: nobody can make them again.
    """
    try:
        data = json.loads(content)
        if data["schema"] != manifest.SCHEMA or not data["outputs"]:
            raise ValueError
        revision, versions = data["revision"], data["versions"]
        outputs = tuple(_output(entry) for entry in data["outputs"])
        known = {str(key): _text(value) for key, value in versions.items()}
        commit, version = revision["commit"], _text(revision["version"])
        dirty = revision["dirty"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise UsageError(
            _("{name} is not a manifest of plan build").format(name=name),
            _("plan build writes one beside the documents: manifest.json"),
        ) from problem
    if dirty or not isinstance(commit, str):
        raise RefusedError(
            _("{name} was made from files that were not committed; nobody can make them again").format(name=name)
        )
    return Recorded(commit, version, known, outputs)


def require_same_commit(recorded: Recorded, origin: Origin) -> None:
    """Refuse to compare with another state of the plan.

    Raises:
        RefusedError: this is another commit, or files differ from it.
    """
    if origin.commit == recorded.commit and not origin.dirty:
        return
    raise RefusedError(
        _("the manifest is of {version}, commit {commit}; this is {other}").format(
            version=recorded.version, commit=recorded.commit[:10], other=origin.version
        ),
        _("build that revision: add --at {commit}").format(commit=recorded.commit[:10]),
    )


def require_same_outputs(recorded: Recorded, outputs: list[Output], origin: Origin) -> None:
    """Refuse outputs that differ from what the manifest says of them.

    Raises:
        RefusedError: one has another digest or name, or is not in the manifest.
    """
    expected = {(output.document, output.format): output for output in recorded.outputs}
    different = []
    for output in outputs:
        there = expected.get((output.document, output.format))
        if there is None:
            different.append(_("{file}: not in the manifest").format(file=output.name))
        elif there.sha256 != hashlib.sha256(output.content).hexdigest():
            different.append(_("{file}: other bytes").format(file=output.name))
        elif there.file != output.name:
            different.append(_("{file}: the manifest calls it {other}").format(file=output.name, other=there.file))
    if different:
        raise RefusedError(
            _("not the same as in the manifest: {listed}; nothing was written").format(listed=_("; ").join(different)),
            _other_versions(recorded, origin) or _("the versions are the same: look for other fonts (--fonts bundled)"),
        )


def _other_versions(recorded: Recorded, origin: Origin) -> str:
    if origin.version != recorded.version:
        # A tag set since: documents carry the name that git describe gives their commit.
        return _("the revision was called {then} then and is called {now} now").format(
            then=recorded.version, now=origin.version
        )
    now = {"plan": __version__, "pypandoc_binary": pandoc.version(), "typst": typst.version(), "fonts": fonts.version()}
    told = [
        _("{name} {then} then, {now} now").format(name=name, then=recorded.versions[name], now=version)
        for name, version in now.items()
        if name in recorded.versions and recorded.versions[name] != version
    ]
    return _("other versions: {listed}").format(listed=_(", ").join(told)) if told else ""


def _output(entry: Any) -> RecordedOutput:
    return RecordedOutput(*(_text(entry[key]) for key in ("document", "format", "file", "sha256")))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value

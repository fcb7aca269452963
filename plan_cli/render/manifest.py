"""`manifest.json`: what outputs were made from and with, so that anyone can make and compare them again."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plan_cli import __version__
from plan_cli.model.release import Release
from plan_cli.render import fonts, pandoc, typst
from plan_cli.render.cache import Cache
from plan_cli.render.fonts import Face

SCHEMA = "plan-manifest/1"


@dataclass(frozen=True, slots=True)
class Output:
    """One file that was made."""

    document: str
    edition: str
    format: str
    name: str
    content: bytes
    inputs: dict[str, str]
    """Blob id by path of everything that went into it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The state of the history that outputs were made from."""

    commit: str | None
    version: str
    moment: datetime.datetime
    dirty: bool
    releases: Mapping[str, Release] = field(default_factory=dict)
    """The documents that this state is a release of, by id."""


def make(outputs: list[Output], origin: Origin, faces: tuple[Face, ...], cache: Cache) -> bytes:
    """The manifest of the outputs of one build."""
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "revision": {
            "commit": origin.commit,
            "version": origin.version,
            "date": origin.moment.isoformat(),
            "dirty": origin.dirty,
        },
        "versions": {
            "plan": __version__,
            "pypandoc_binary": pandoc.version(),
            "typst": typst.version(),
            "fonts": fonts.version(),
        },
        "fonts": fonts.digests(faces, cache),
        "outputs": [
            {
                "document": output.document,
                "edition": output.edition,
                "format": output.format,
                "file": output.name,
                "sha256": hashlib.sha256(output.content).hexdigest(),
                "bytes": len(output.content),
                "inputs": output.inputs,
            }
            for output in outputs
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

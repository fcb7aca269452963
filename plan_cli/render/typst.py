"""What the rest knows of Typst without loading it: its version, and how it fails."""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata

from plan_cli.errors import ToolFailedError
from plan_cli.model.finding import Finding


class TypstFailedError(ToolFailedError):
    """Typst refused a document; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@lru_cache(maxsize=1)
def version() -> str:
    """The version of Typst; part of cache keys and manifests."""
    return metadata.version("typst")

"""What the rest knows of Typst without loading it: its version, and how it fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata

from plan_cli.errors import ToolFailedError
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.render.fragment import Fragment
from plan_cli.render.pictures import Picture
from plan_cli.translation import _

_WHERE = re.compile(r"(?:chapters/)?(\d{4})\.typ:(\d+)")


class TypstFailedError(ToolFailedError):
    """Typst refused a document."""

    def __init__(self, reason: str, hint: str, diagnostic: str) -> None:
        """`diagnostic`: what Typst printed, with the names and lines of its own files."""
        super().__init__(_("Typst cannot set this: {reason}").format(reason=reason), hint)
        self._diagnostic = diagnostic

    def finding(self, fragments: Sequence[Fragment], pictures: dict[str, Picture]) -> Finding:
        """What was refused, at the line of the chapter that it was made from; `fragments` know their places."""
        found = _WHERE.search(self._diagnostic)
        place = Place("")
        if found:
            fragment = fragments[int(found[1])]
            place = Place(fragment.path, fragment.source_line(int(found[2]) - 1), 1)
        for fragment in fragments:
            for mention in fragment.images:
                if mention.name in pictures and pictures[mention.name].file_name in self._diagnostic:
                    place = Place(fragment.path, mention.line, mention.column)
        return error(Code.NOT_RENDERED, place, self.message, self.hint or "")


@lru_cache(maxsize=1)
def version() -> str:
    """The version of Typst; part of cache keys and manifests."""
    return metadata.version("typst")

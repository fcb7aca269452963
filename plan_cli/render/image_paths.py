"""Where a chapter's image lies: a path inside the repository, or a reason why it may not be used."""

from __future__ import annotations

import posixpath
import re
import urllib.parse

from plan_cli.translation import _


def resolve_image(chapter: str, target: str) -> tuple[str, str]:
    """The path in the repository of an image that a chapter names, or a sentence that says why it may not be used."""
    decoded = urllib.parse.unquote(target)
    if " " in target:
        return "", _("there is a space in the name of the picture {target}; write %20 for it").format(
            target=shown(target)
        )
    if not parses(target) or urllib.parse.urlsplit(target).scheme or decoded.startswith(("/", "\\", "//")):
        return "", _("the picture {target} is not in the repository").format(target=shown(target))
    path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter), decoded))
    if path.startswith(("..", "/")) or "\\" in decoded or "\0" in decoded or path.split("/")[0].lower() == ".git":
        return "", _("the picture {target} lies outside the repository").format(target=shown(target))
    return path, ""


def parses(target: str) -> bool:
    """Whether a target is an address at all: no spaces, no control characters, no broken host."""
    try:
        urllib.parse.urlsplit(target)
    except ValueError:
        return False
    return not re.search(r"[\x00-\x20\x7f]", target)


def shown(text: str) -> str:
    """A target as messages show it: its first 60 characters."""
    return text if len(text) <= 60 else f"{text[:59]}…"

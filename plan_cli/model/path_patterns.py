"""Path patterns of `writable` and `covers`: `chapters/**`, `workplan.md`, `topics/*/report.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_PARTS = re.compile(r"\*\*/|\*\*|\*|\?")
_TRANSLATED = {"**/": r"(?:(?!\.)[^/]+/)*", "**": r"(?!\.)[^/]+(?:/(?!\.)[^/]+)*", "*": r"[^/]*", "?": r"[^/]"}


def matches(pattern: str, path: str) -> bool:
    """Whether a path is one of those that a pattern means.

    `**` stands for files in any depth, `*` for anything but `/`, `?` for one character. As in a shell, none of them
    stands for a name that begins with a dot, so that `chapters/**` never means `chapters/.gitattributes`.
    """
    return bool(_expression(pattern).fullmatch(path))


def matches_any(patterns: Iterable[str], path: str) -> bool:
    """Whether a path is one of those that some pattern means."""
    return any(matches(pattern, path) for pattern in patterns)


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    made = ""
    position = 0
    for part in _PARTS.finditer(pattern):
        made += re.escape(pattern[position : part.start()])
        at_start = part.start() == 0 or pattern[part.start() - 1] == "/"
        made += (r"(?!\.)" if at_start and part[0] in "*?" else "") + _TRANSLATED[part[0]]
        position = part.end()
    return re.compile(made + re.escape(pattern[position:]), re.DOTALL)

"""Patterns of paths as people write them in the plan's files: `chapters/**`, `topics/*/report.md`."""

from __future__ import annotations

import re
from functools import lru_cache


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern names the path: `*` within one folder, `**` over any number of them; upper and lower differ.

    A pattern that ends with `/` names everything below that folder.
    """
    return _compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern.endswith("/"):
        pattern += "**"
    made = []
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern):
        made.append({"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part)))
    return re.compile("".join(made), re.DOTALL)

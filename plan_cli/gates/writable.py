"""Which paths the patterns of `writable` let people write."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.model.path_pattern import matches


def is_writable(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the patterns lets the path be written.

    As in a shell, a wildcard never stands for a name that begins with a dot: `chapters/**` does not let anyone add
    `chapters/.gitattributes`, which would change what git does with the chapters.
    """
    hidden = [name for name in path.split("/") if name.startswith(".")]
    return any(matches(pattern, path) and all(name in pattern.split("/") for name in hidden) for pattern in patterns)

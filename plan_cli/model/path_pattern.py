"""Patterns of paths as people write them in the plan's files: `chapters/**`, `topics/*/report.md`."""

from __future__ import annotations

from collections.abc import Callable

_Fits = Callable[[str, str], bool]


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern names the path: `*` and `?` within one name, `**` for any folders; upper and lower differ.

    A pattern that ends with `/` names everything below that folder. Takes time in proportion to both lengths, whatever
    the pattern: one may come from a stranger's push.
    """
    if pattern.endswith("/"):
        pattern += "**"
    folder = pattern[:-2]
    if pattern.endswith("/**") and "*" not in folder and "?" not in folder:
        return path.startswith(folder)
    literal = pattern.split("*", 1)[0].split("?", 1)[0].rpartition("/")[0]
    if not path.startswith(literal):
        return False
    return _glued(pattern.split("/"), path.split("/"), "**", _name_matches)


def _name_matches(pattern: str, name: str) -> bool:
    return _glued(list(pattern.replace("**", "*")), list(name), "*", lambda wanted, found: wanted in (found, "?"))


def _glued(wanted: list[str], found: list[str], gap: str, fits: _Fits) -> bool:
    """Whether the parts fit one after another, where `gap` takes any number of them (greedy, with one step back)."""
    at = place = 0
    open_at = open_place = -1
    while place < len(found):
        if at < len(wanted) and wanted[at] == gap:
            open_at, open_place = at, place
            at += 1
        elif at < len(wanted) and fits(wanted[at], found[place]):
            at += 1
            place += 1
        elif open_at >= 0:
            # What stands before an earlier gap fits where it does: only the last gap has to grow.
            at, open_place = open_at + 1, open_place + 1
            place = open_place
        else:
            return False
    return all(part == gap for part in wanted[at:])

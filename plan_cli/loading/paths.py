"""The names of the files: which may be read, which would be trouble on another system, which are no files at all."""

from __future__ import annotations

import re

from plan_cli.model.finding import Code, Finding, error, warning
from plan_cli.model.place import Place
from plan_cli.repository.names import collision_key, is_portable_name, is_readable_name
from plan_cli.repository.snapshot import Kind, Snapshot
from plan_cli.translation import _

# Nearly every path is seen to be portable by this alone; the others are asked part by part.
_PLAIN = re.compile(r"(?:(?!(?:con|prn|aux|nul|com.|lpt.)[./])[^\W_][^\W_]*(?:[._-]+[^\W_]+)*/)*\Z", re.IGNORECASE)
_LONGEST_PLAIN = 80


def safe_paths(snapshot: Snapshot, findings: list[Finding]) -> tuple[str, ...]:
    """The paths that may be read; a finding for each that may not, and for names that trouble other systems."""
    safe = []
    seen: dict[str, str] = {}
    for path in snapshot.paths():
        if not is_readable_name(path):
            shown = path.encode("unicode_escape", "backslashreplace").decode("ascii")
            message = _("the file name {name} is not safe").format(name=shown)
            hint = _("rename it without control characters, and without .. or .git in its path")
            findings.append(error(Code.UNSAFE_NAME, Place(shown), message, hint))
            continue
        safe.append(path)
        twin = seen.setdefault(collision_key(path), path)
        if twin != path:
            message = _("the same file as {twin} on Windows and macOS").format(twin=twin)
            findings.append(error(Code.NAMES_COLLIDE, Place(path), message, _("rename one of the two")))
        elif not _is_portable(path):
            message = _("Windows cannot make a file of this name")
            hint = _('rename it: no < > : " | ? * \\, no space or dot at the end, none of the names con, prn, aux, nul')
            findings.append(warning(Code.UNSAFE_NAME, Place(path), message, hint))
    return tuple(safe)


def links(snapshot: Snapshot, paths: tuple[str, ...], findings: list[Finding]) -> None:
    """A finding for every symbolic link and unfinished merge that no reader has met."""
    met = {found.place.path for found in findings if found.code is Code.NOT_A_FILE}
    for path in paths:
        kind = snapshot.kind(path)
        if kind in (Kind.LINK, Kind.CONFLICT) and path not in met:
            findings.append(not_a_file(kind, path, read=False))


def not_a_file(kind: Kind, path: str, reason: str = "", *, read: bool = True) -> Finding:
    """The finding for a path that cannot be read as a plain file. `read`: something was wanted from it."""
    place = Place(path)
    if kind is Kind.LINK:
        message = _("this is a symbolic link; links are not followed")
        made = error if read else warning
        return made(Code.NOT_A_FILE, place, message, _("put a copy of the file in its place"))
    if kind is Kind.SUBMODULE:
        return error(Code.NOT_A_FILE, place, _("this is a folder or a submodule, not a file"))
    if kind is Kind.CONFLICT:
        message = _("the merge of this file is not finished")
        return error(Code.NOT_A_FILE, place, message, _("choose what shall stand, then: git add"))
    return error(Code.UNREADABLE, place, _("the file cannot be read: {reason}").format(reason=reason))


def near_name(path: str, paths: tuple[str, ...]) -> str:
    """A path that somebody may have meant to be `path`: another case, `.yml`, a dot or a space too many."""
    wanted = _rough(path)
    return next((other for other in paths if _rough(other) == wanted and other != path), "")


def _rough(path: str) -> str:
    plain = path.lower().removesuffix(".txt")
    return re.sub(r"[\s_-]", "", re.sub(r"\.yml\Z", ".yaml", plain))


def _is_portable(path: str) -> bool:
    if len(path) <= _LONGEST_PLAIN and _PLAIN.match(f"{path}/"):
        return True
    return all(is_portable_name(part) for part in path.split("/"))

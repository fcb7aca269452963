"""What no commit may bring, whatever branch, phase or policy: names, links and objects that do harm where they land."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan_cli.gates.amendments import GOVERNED
from plan_cli.gates.objection import Objection
from plan_cli.model.records import FOLDER
from plan_cli.repository.commit_graph import StoredObject, TreeChange
from plan_cli.repository.names import collision_key, is_readable_name
from plan_cli.translation import _

LARGEST_FILE = 100 << 20
LONGEST_PATH_BYTES = 1024
"""A path that Windows and macOS cannot hold; what is longer is no accident."""

# Names that steer git, or the plan, and what each is called on systems that do not tell case and Unicode form apart.
_STEERING = {collision_key(name): name for name in (".gitmodules", ".gitattributes")}
_OWN = {collision_key(name): name for name in (*GOVERNED, "questions.yaml", "indicators.yaml", FOLDER)}


def dangers(changes: tuple[TreeChange, ...], known: Mapping[str, StoredObject]) -> Iterator[Objection]:
    """What is dangerous in what a commit changed. `known`: the new objects."""
    for change in changes:
        if change.mode is None:
            continue
        shown = change.path
        if not is_readable_name(change.path):
            shown = change.path.encode("unicode_escape", "backslashreplace").decode("ascii")
            hint = _("rename it without control characters, and without .. or .git in its path")
            yield _never(_("the file name {name} is not safe").format(name=shown), hint, shown)
            continue
        if len(change.path.encode("utf-8", "surrogateescape")) > LONGEST_PATH_BYTES:
            yield _never(_("the path is longer than {limit} bytes").format(limit=LONGEST_PATH_BYTES), "", shown[:80])
        yield from _mode(change)
        yield from _name(change.path)
        yield from _object(change, known)


def _mode(change: TreeChange) -> Iterator[Objection]:
    if change.mode in ("120000", "160000"):
        hint = _("put a copy of the file in its place")
        yield _never(_("links and submodules are not allowed"), hint, change.path)
    elif not change.plain:
        message = _("git's mode {mode} is that of no ordinary file").format(mode=change.mode)
        yield _never(message, _("add the file anew with git add"), change.path)


def _name(path: str) -> Iterator[Objection]:
    name = path.rpartition("/")[2]
    steering = _STEERING.get(collision_key(name))
    # The one at the top came with the plan and is judged like any other file; others would change how parts are read.
    if steering == ".gitmodules" or (steering and path != steering):
        message = _("{name} changes what git does with other files, and is not allowed here").format(name=steering)
        yield _never(message, _("remove it"), path)
    first = path.split("/", 1)[0]
    meant = _OWN.get(collision_key(first))
    if meant is not None and meant != first:
        message = _("{name} is {meant} on Windows and macOS").format(name=first, meant=meant)
        yield _never(message, _("rename it"), path)


def _object(change: TreeChange, known: Mapping[str, StoredObject]) -> Iterator[Objection]:
    if change.after is None or change.after == change.before or not change.plain:
        return
    found = known.get(change.after)
    if found is None or found.kind != "blob":
        yield _never(_("its content is missing in the repository"), _("make the commit anew"), change.path)
    elif found.size > LARGEST_FILE:
        message = _("the file is larger than {limit} MiB").format(limit=LARGEST_FILE >> 20)
        yield _never(message, _("make it smaller, or keep it elsewhere and write down where"), change.path)


def _never(message: str, hint: str, path: str) -> Objection:
    return Objection(message, hint, path, absolute=True)

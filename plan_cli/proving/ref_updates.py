"""What a push wants to do to refs, and which of it no push may do. Pure but for the names it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plan_cli.errors import UsageError
from plan_cli.repository.names import collision_key
from plan_cli.repository.refs import BRANCHES, REVIEWS, TAGS, is_plain_name
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One line of `pre-receive`: what a ref was and what it is to be; None where it is not there."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RefRefusal:
    """Why a ref may not be changed like this."""

    ref: str
    message: str
    hint: str = ""


def read_updates(lines: bytes) -> tuple[RefUpdate, ...]:
    """The updates that git writes to the hook.

    Raises:
        UsageError: it is not what git writes.
    """
    found = []
    for line in lines.decode("utf-8", "surrogateescape").splitlines():
        parts = line.split(" ", 2)
        if len(parts) != 3 or not all(part and not part.strip("0123456789abcdef") for part in parts[:2]):
            raise UsageError(_("this is for git to run, and it did not say which branches are pushed"))
        old, new, name = parts
        found.append(RefUpdate(name, None if not old.strip("0") else old, None if not new.strip("0") else new))
    return tuple(found)


def ref_refusals(
    updates: Iterable[RefUpdate], existing: Mapping[str, str], protected: frozenset[str]
) -> list[RefRefusal]:
    """What is wrong with the names and with what is taken away, before any commit is looked at."""
    found = []
    updates = tuple(updates)
    taken = dict(existing)
    for update in updates:
        found += _refusal(update, taken, protected)
        if update.new is not None:
            taken[update.name] = update.new
    return found


def _refusal(update: RefUpdate, existing: Mapping[str, str], protected: frozenset[str]) -> list[RefRefusal]:
    name = update.name
    if update.new is None:
        if name in protected:
            return [RefRefusal(name, _("a protected branch is not deleted"), _("nothing needs to be done"))]
        if name.startswith(TAGS):
            hint = _("make a new tag for what is new; the old one stays")
            return [RefRefusal(name, _("a tag is never deleted: editions rest on it"), hint)]
        return []
    if update.old is not None:
        if name.startswith(TAGS):
            hint = _("make a new tag for what is new; the old one stays")
            return [RefRefusal(name, _("a tag is never moved: editions rest on it"), hint)]
        return []
    shown = name if is_plain_name(name) else ascii(name)[1:-1]
    if not name.startswith((BRANCHES, TAGS, REVIEWS)):
        hint = _("push branches and tags only")
        return [RefRefusal(shown, _("refs of this kind are not taken here"), hint)]
    if not is_plain_name(name):
        message = _("this name could be taken for something else, or cannot be stored on every system")
        return [RefRefusal(shown, message, _("choose a short name of letters, digits, - and /"))]
    for other in existing:
        if other != name and collision_key(other) == collision_key(name):
            message = _("on Windows and macOS this is the same name as {other}").format(other=other)
            return [RefRefusal(name, message, _("choose another name"))]
        if other != name and other.split("/", 2)[2:] == name.split("/", 2)[2:]:
            message = _("there is {other} already, and nobody could tell which of the two is meant")
            return [RefRefusal(name, message.format(other=other), _("choose another name"))]
    return []

"""Annotated tags: those there are, and a new one, which never takes the place of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plan_cli.errors import RefusedError
from plan_cli.repository.git import Git
from plan_cli.translation import _

_FIELDS = ("refname:strip=2", "objecttype", "*objectname", "*objecttype", "contents")

Sign = Callable[[bytes], bytes]
"""Makes the signature of a tag from its text, as git appends it; nothing for a tag without one."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag on a commit. `message`: all of it, a signature included."""

    name: str
    commit: str
    message: str


def annotated_tags(git: Git) -> tuple[Tag, ...]:
    """The annotated tags on commits, in the order of their names."""
    form = "%00".join(f"%({field})" for field in _FIELDS) + "%00"
    cells = git.run("for-each-ref", f"--format={form}", "refs/tags/").decode("utf-8", "replace").split("\0")
    tags = []
    for start in range(0, len(cells) - len(_FIELDS), len(_FIELDS)):
        name, kind, target, target_kind, message = cells[start : start + len(_FIELDS)]
        if kind == "tag" and target_kind == "commit":
            tags.append(Tag(name.lstrip("\n"), target, message))
    return tuple(tags)


def tag_exists(git: Git, name: str) -> bool:
    """Whether there is any tag of that name."""
    return git.attempt("show-ref", "--verify", "--quiet", "--", f"refs/tags/{name}").returncode == 0


def create_tag(git: Git, name: str, commit: str, message: str, sign: Sign | None = None) -> None:
    """Make an annotated tag in one step: it is there whole, or not at all.

    Raises:
        RefusedError: a tag of that name is there already.
        ToolFailedError: git refused.
    """
    tagger = git.run("var", "GIT_COMMITTER_IDENT").decode("utf-8", "replace").strip()
    text = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}".encode()
    if sign is not None:
        text += sign(text)
    oid = git.run("mktag", stdin=text).decode("ascii").strip()
    made = git.attempt("update-ref", "-m", "plan", f"refs/tags/{name}", oid, "0" * len(oid))
    if made.returncode != 0:
        said = made.stderr.decode("utf-8", "replace").strip()
        raise RefusedError(
            _("the tag {tag} cannot be made: {said}").format(tag=name, said=said),
            _("tags of editions are never moved; look at it with: git show {tag}").format(tag=name),
        )

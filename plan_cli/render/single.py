"""One document that no `plan.yaml` lists: its text is made by the tool, from a template and what the plan says."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable, Mapping

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from plan_cli import resources
from plan_cli.model.chapter import Chapter, FrontMatter
from plan_cli.model.plan import Plan
from plan_cli.model.settings import Document
from plan_cli.render.build import Built, Wanted, build
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Kind, Snapshot
from plan_cli.translation import _

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")


def filled(template: str, values: Mapping[str, object]) -> str:
    """A Markdown template of `templates/` with its values; `| md` writes a value so that it stays a plain text."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    environment.filters["md"] = plain_markdown
    source = (resources.folder("templates") / template).read_text(encoding="utf-8")
    return environment.from_string(source).render(**values)


def plain_markdown(text: object) -> str:
    """Markdown that shows the text as it is: every ASCII sign with a backslash (CommonMark 2.4), in one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))


def build_single(
    snapshot: Snapshot,
    plan: Plan,
    document: Document,
    texts: Mapping[str, str],
    formats: list[str],
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
) -> Built:
    """The outputs of a document whose Markdown is given by path: first the text, then the annexes it names."""
    overlaid = _Overlaid(snapshot, {path: text.encode() for path, text in texts.items()})
    chapters = [Chapter(path, overlaid.oid(path), FrontMatter(), document.title, 1) for path in texts]
    annexes = tuple(chapter for chapter in chapters if chapter.path in document.annexes)
    body = tuple(chapter for chapter in chapters if chapter.path not in document.annexes)
    wanted = Wanted(document.id, document.title, document.source, body, titled=True, layout=document, annexes=annexes)
    return build(overlaid, plan, [wanted], formats, origin, cache, progress, bundled_fonts=True)


class _Overlaid:
    """A snapshot with further files laid over it."""

    def __init__(self, below: Snapshot, files: Mapping[str, bytes]) -> None:
        self._below = below
        self._files = files

    @property
    def label(self) -> str:
        return self._below.label

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted({*self._below.paths(), *self._files}))

    def kind(self, path: str) -> Kind:
        return Kind.FILE if path in self._files else self._below.kind(path)

    def read(self, path: str, limit: int) -> bytes:
        if path not in self._files:
            return self._below.read(path, limit)
        if len(self._files[path]) > limit:
            raise TooLargeError(_("more than {limit} bytes").format(limit=limit))
        return self._files[path]

    def oid(self, path: str) -> str:
        if path not in self._files:
            return self._below.oid(path)
        return hashlib.sha256(self._files[path]).hexdigest()

"""Chapters → fragments: what the cache has not, in a few sandboxed pandoc processes at once.

Reading without places costs a third of reading with them, and only what is reported needs its place: chapters are first
read without, and those that something is to be said of once more with places (`placed`).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plan_cli import __version__
from plan_cli.model.finding import Code, error
from plan_cli.model.place import Place
from plan_cli.render import dialect, footnotes, fragment, pandoc
from plan_cli.render.cache import Cache
from plan_cli.render.clean import Cleaner
from plan_cli.render.fragment import Fragment
from plan_cli.render.typst_markup import inline_markup, markup
from plan_cli.render.words import plain_text
from plan_cli.translation import _, chosen_language

_BATCH_CHARACTERS = 60_000
_CHAPTER_TIMEOUT_SECONDS = 30.0
_CHAPTER_HEAP_MEGABYTES = 512
# Stands between two chapters of a batch. Loading refuses this character, so no chapter can hold it.
_END = "\ue000"


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter to be read: its text without front matter, line for line as in the file."""

    path: str
    oid: str
    text: str
    titled: bool


def fragments(
    sources: list[Source],
    cache: Cache,
    progress: Callable[[int, int], None] | None = None,
    *,
    placed: bool = False,
) -> list[Fragment]:
    """A fragment for each source, in order. `progress` is told how many of how many are done.

    `placed`: with the lines and columns of the file; without, all that depends on them says line 1, column 1.
    """
    found: dict[str, Fragment] = {}
    missing = []
    for source in sources:
        kept = cache.get(_key(source, placed))
        stored = fragment.from_bytes(kept) if kept is not None else None
        if stored is not None:
            found[source.path] = stored
        else:
            missing.append(source)
    done = len(found)
    with no_garbage_collection(), ThreadPoolExecutor(max_workers=max(1, min(8, os.cpu_count() or 1))) as workers:
        for made in workers.map(lambda batch: _convert(batch, placed), _batches(missing)):
            for source, item in made:
                found[source.path] = item
                cache.put(_key(source, placed), fragment.to_bytes(item))
            done += len(made)
            if progress:
                progress(done, len(sources))
    return [found[source.path] for source in sources]


def _key(source: Source, placed: bool) -> str:
    reader = dialect.reader(placed=placed)
    versions = f"{__version__} {dialect.VERSION} {reader} {pandoc.version()} {chosen_language()}"
    return f"fragment {versions} {source.titled} {source.oid} {source.path}"


def _batches(sources: list[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        if batch and size + len(source.text) > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += len(source.text)
    if batch:
        yield batch


def _convert(batch: list[Source], placed: bool) -> list[tuple[Source, Fragment]]:
    """The fragments of a batch; a chapter that pandoc cannot read becomes an empty one with a finding."""
    made = []
    readable = []
    for source in batch:
        turning = footnotes.cycle(source.text)
        if turning:
            name, line = turning
            message = _("the footnote {name} leads to itself").format(name=name)
            made.append((source, _unreadable(source, Code.FOOTNOTE_CYCLE, line, message)))
        else:
            readable.append(source)
    try:
        return made + _read(readable, placed, pandoc.TIMEOUT_SECONDS, pandoc.HEAP_MEGABYTES)
    except (pandoc.PandocFailedError, RecursionError):
        return made + [_read_alone(source, placed) for source in readable]


def _read_alone(source: Source, placed: bool) -> tuple[Source, Fragment]:
    try:
        return _read([source], placed, _CHAPTER_TIMEOUT_SECONDS, _CHAPTER_HEAP_MEGABYTES)[0]
    except pandoc.PandocFailedError as problem:
        return source, _unreadable(source, Code.NOT_RENDERED, 1, problem.message)
    except RecursionError:
        message = _("quotes, lists or brackets are nested too deeply here")
        return source, _unreadable(source, Code.NOT_RENDERED, _deepest_line(source.text), message)


def _deepest_line(text: str) -> int:
    """The line that begins with the most marks of quotes and lists."""
    lines = text.split("\n")
    depths = [sum(character in ">*_[-+" for character in line) for line in lines]
    return depths.index(max(depths)) + 1


def _unreadable(source: Source, code: Code, line: int, message: str) -> Fragment:
    return Fragment(source.path, "[]", "", (), findings=(error(code, Place(source.path, line, 1), message),))


def _read(batch: list[Source], placed: bool, timeout: float, heap_megabytes: int) -> list[tuple[Source, Fragment]]:
    if not batch:
        return []
    # A letter first: pandoc makes identifiers of these names, and drops leading digits.
    names = [f"c{number:04}.md" for number in range(len(batch))]
    with tempfile.TemporaryDirectory(prefix="plan-read-") as folder:
        (Path(folder) / "end.md").write_text(f"~~~\n{_END}\n~~~\n", encoding="utf-8", newline="\n")
        for name, source in zip(names, batch, strict=True):
            (Path(folder) / name).write_text(source.text, encoding="utf-8", newline="\n")
        files = [file for name in names for file in (name, "end.md")]
        arguments = ["--from", dialect.reader(placed=placed), "--to", "json", "--file-scope", "--", *files]
        tree = json.loads(pandoc.run(arguments, Path(folder), timeout=timeout, heap_megabytes=heap_megabytes))
    chapters: list[list[Any]] = [[]]
    for block in tree["blocks"]:
        if block["t"] == "CodeBlock" and block["c"][1] == _END:
            chapters.append([])
        else:
            chapters[-1].append(block)
    return [
        (source, _fragment(source, name, blocks))
        for name, source, blocks in zip(names, batch, chapters[:-1], strict=True)
    ]


def _fragment(source: Source, name: str, blocks: list[Any]) -> Fragment:
    cleaner = Cleaner(source.path, name, titled=source.titled)
    cleaned = cleaner.document(blocks)
    typst, lines = markup(cleaned, cleaner.top_lines)
    return Fragment(
        path=source.path,
        blocks=json.dumps(cleaned, ensure_ascii=False),
        typst=typst,
        lines=lines,
        headings=tuple(cleaner.headings),
        captions=tuple(cleaner.captions),
        mentions=tuple(cleaner.mentions),
        images=tuple(cleaner.images),
        has_title=cleaner.has_title,
        title=(plain_text(cleaner.title), inline_markup(cleaner.title), json.dumps(cleaner.title, ensure_ascii=False)),
        annex_mark=cleaner.annex_mark,
        findings=(*cleaner.findings, *footnotes.unmatched(source.path, source.text)),
        characters="".join(sorted(set(source.text))),
    )


@contextlib.contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Trees of hundreds of thousands of small values are walked many times slower while cycles are looked for."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

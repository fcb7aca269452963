"""Chapters → fragments: what the cache has not, in a few sandboxed pandoc processes at once."""

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
from plan_cli.render.typst_markup import markup
from plan_cli.translation import _, chosen_language

_BATCH_CHARACTERS = 60_000
_CHAPTER_TIMEOUT_SECONDS = 30.0
_CHAPTER_HEAP_MEGABYTES = 512


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter to be read: its text without front matter, line for line as in the file."""

    path: str
    oid: str
    text: str
    titled: bool


def fragments(sources: list[Source], cache: Cache, progress: Callable[[int, int], None]) -> list[Fragment]:
    """A fragment for each source, in order. `progress` is told how many of how many are done."""
    found: dict[str, Fragment] = {}
    missing = []
    for source in sources:
        kept = cache.get(_key(source))
        stored = fragment.from_bytes(kept) if kept is not None else None
        if stored is not None:
            found[source.path] = stored
        else:
            missing.append(source)
    done = len(found)
    with _no_garbage_collection(), ThreadPoolExecutor(max_workers=max(1, min(8, os.cpu_count() or 1))) as workers:
        for made in workers.map(_convert, _batches(missing)):
            for source, item in made:
                found[source.path] = item
                cache.put(_key(source), fragment.to_bytes(item))
            done += len(made)
            progress(done, len(sources))
    return [found[source.path] for source in sources]


def _key(source: Source) -> str:
    versions = f"{__version__} {dialect.VERSION} {dialect.reader()} {pandoc.version()} {chosen_language()}"
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


def _convert(batch: list[Source]) -> list[tuple[Source, Fragment]]:
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
        return made + _read(readable, pandoc.TIMEOUT_SECONDS, pandoc.HEAP_MEGABYTES)
    except pandoc.PandocFailedError:
        return made + [_read_alone(source) for source in readable]


def _read_alone(source: Source) -> tuple[Source, Fragment]:
    try:
        return _read([source], _CHAPTER_TIMEOUT_SECONDS, _CHAPTER_HEAP_MEGABYTES)[0]
    except pandoc.PandocFailedError as problem:
        return source, _unreadable(source, Code.NOT_RENDERED, 1, problem.message)


def _unreadable(source: Source, code: Code, line: int, message: str) -> Fragment:
    return Fragment(source.path, "[]", "", (), findings=(error(code, Place(source.path, line, 1), message),))


def _read(batch: list[Source], timeout: float, heap_megabytes: int) -> list[tuple[Source, Fragment]]:
    if not batch:
        return []
    # A letter first: pandoc makes identifiers of these names, and drops leading digits.
    names = [f"c{number:04}.md" for number in range(len(batch))]
    with tempfile.TemporaryDirectory(prefix="plan-read-") as folder:
        for name, source in zip(names, batch, strict=True):
            (Path(folder) / name).write_text(source.text, encoding="utf-8", newline="\n")
        arguments = ["--from", dialect.reader(), "--to", "json", "--file-scope", "--", *names]
        tree = json.loads(pandoc.run(arguments, Path(folder), timeout=timeout, heap_megabytes=heap_megabytes))
    blocks: dict[str, list[Any]] = {name: [] for name in names}
    current = names[0]
    for block in tree["blocks"]:
        current = _file_of(block) or current
        blocks[current].append(block)
    return [(source, _fragment(source, name, blocks[name])) for name, source in zip(names, batch, strict=True)]


def _file_of(block: Any) -> str:
    """The file that a block came from, by the position that pandoc gave it."""
    content = block.get("c")
    attributes = content[1] if block["t"] == "Header" else content[0] if content else None
    if isinstance(attributes, list) and len(attributes) == 3:
        for name, value in attributes[2]:
            if name == "data-pos":
                return str(value).rpartition("@")[0].rpartition(";")[2].rpartition("@")[2] or ""
    return ""


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
        findings=tuple(cleaner.findings),
        characters="".join(sorted(set(source.text))),
    )


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Trees of hundreds of thousands of small values are walked many times slower while cycles are looked for."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

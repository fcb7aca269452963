"""Confirming links: which files in `traces/` say what, one for each thing whose links were confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from plan_cli.model.trace import FOLDER
from plan_cli.tracing.graph import Graph, Link

_PLAIN = re.compile(r"[a-z0-9_/.-]+\Z")
_HEAD = "# 已核对的引用：每一行是一处引用所指的内容，在核对时的摘要。由 plan trace confirm 写入，不必手改。\n"


def stamp_path(source: str) -> str:
    """The path of the file for one thing; such as can be made on every system, and of each thing its own."""
    plain = re.sub(r"[^a-z0-9_/.-]", "~", source.lower())
    if plain != source or not _PLAIN.match(source):
        plain += f"-{hashlib.sha256(source.encode()).hexdigest()[:8]}"
    return f"{FOLDER}/{plain}.yaml"


def confirmed_files(graph: Graph, links: Iterable[Link]) -> dict[str, str]:
    """The files to be written when these links are confirmed: paths and texts.

    A file keeps what was confirmed of other links that are still written, and forgets those that are not.
    """
    chosen: dict[str, set[str]] = {}
    for link in links:
        chosen.setdefault(link.source, set()).add(link.target)
    before = {stamp.source: stamp for stamp in graph.traced.stamps}
    written: dict[str, set[str]] = {source: set() for source in chosen}
    for link in graph.confirmable():
        if link.source in written:
            written[link.source].add(link.target)
    files = {}
    for source, targets in chosen.items():
        stamp = before.get(source)
        digests = {key: said for key, said in (stamp.digests if stamp else {}).items() if key in written[source]}
        digests |= {key: graph.items[key].digest for key in targets}
        lines = "".join(f"  {key}: {said}\n" for key, said in sorted(digests.items()))
        files[stamp.place.path if stamp else stamp_path(source)] = f"{_HEAD}source: {source}\nlinks:\n{lines}"
    return files

"""The threads of a snapshot: what its files say, read again only where they changed, and joined."""

from __future__ import annotations

import gc
import json
import zlib

from plan_cli.loading import trace_facts
from plan_cli.loading.trace_facts import Kept
from plan_cli.render.cache import Cache
from plan_cli.repository.snapshot import Snapshot
from plan_cli.tracing.graph import Graph, build


def threads(snapshot: Snapshot, cache: Cache) -> Graph:
    """The graph of a snapshot. What each file says is kept in the cache by its blob id."""
    collects = gc.isenabled()
    # A hundred thousand small values live to the end; looking for circles among them would double the time.
    gc.disable()
    try:
        return _threads(snapshot, cache)
    finally:
        if collects:
            gc.enable()


def _threads(snapshot: Snapshot, cache: Cache) -> Graph:
    kept = _kept(cache)
    before = frozenset(kept)
    graph = build(trace_facts.read_traced(snapshot, kept))
    if frozenset(kept) != before:
        content = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        cache.put(trace_facts.KEPT, zlib.compress(content, 1))
    return graph


def _kept(cache: Cache) -> Kept:
    stored = cache.get(trace_facts.KEPT)
    if stored is None:
        return {}
    kept: Kept = json.loads(zlib.decompress(stored))
    return kept

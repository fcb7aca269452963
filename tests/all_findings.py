"""Everything that can be found in a plan repository: loading, every check there is, and what a build would refuse."""

from __future__ import annotations

import datetime
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from plan_cli import checks
from plan_cli.loading.loader import MARKDOWN_LIMIT, Loaded, load, read_text
from plan_cli.model.finding import Finding, in_file_order
from plan_cli.render.build import ALL, wanted
from plan_cli.render.cache import Cache
from plan_cli.render.document_findings import document_findings
from plan_cli.repository.snapshot import Snapshot

TODAY = datetime.date(2015, 6, 1)


def all_findings(snapshot: Snapshot, cache_folder: Path | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines, each once."""
    loaded = load(snapshot)
    found = list(loaded.findings)
    if loaded.plan is not None:
        for check in _checks():
            found += check(*(_argument(name, loaded, snapshot) for name in inspect.signature(check).parameters))
        documents = wanted(loaded.plan, [ALL])
        found += document_findings(loaded.plan, snapshot, documents, Cache(cache_folder), bundled_fonts=True)
    return in_file_order(found)


@cache
def _checks() -> tuple[Callable[..., Any], ...]:
    """Every `check_…` that a module beside the rules offers; what they take is known by the names of parameters."""
    return tuple(_in_modules())


def _in_modules() -> Iterator[Callable[..., Any]]:
    for module in pkgutil.iter_modules(checks.__path__, f"{checks.__name__}."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if name.startswith("check_") and function.__module__ == module.name:
                yield function


def _argument(name: str, loaded: Loaded, snapshot: Snapshot) -> Any:
    plan = loaded.require_plan()
    if name == "plan":
        return plan
    if name in ("today", "as_of"):
        return TODAY
    if name == "snapshot":
        return snapshot
    if name == "paths":
        return snapshot.paths()
    if name == "texts":
        paths = {chapter.path for chapters in (*plan.chapters.values(), *plan.annexes.values()) for chapter in chapters}
        texts = {path: read_text(snapshot, path, MARKDOWN_LIMIT, []) for path in sorted(paths)}
        return {path: text for path, text in texts.items() if text is not None}
    raise LookupError(f"say in tests/all_findings.py what a check gets as {name}")

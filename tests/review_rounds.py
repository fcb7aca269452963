"""Rounds of comments for tests: a plan with an open round, and branches as units make them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml
from tests.plans import plan, plan_with

FIRST = (
    "---\ntitle: 总论\n---\n\n## 总体要求\n\n到2020年，科普经费达到每人5元。坚持服务大局。突出重点领域。\n\n"
    "广泛开展群众性科普活动。\n\n## 主要目标\n\n公民具备科学素质的比例超过10%。\n"
)
SECOND = "## 保障措施\n\n加强组织领导，健全工作机制。\n\n- 落实经费\n- 健全机制\n- 加强考核\n\n按年度开展评估。\n"
UNITS = {"edu": "市教育局", "fin": "市财政局", "sci": "市科技局", "env": "市环保局"}
ORGANIZATION = "units:\n  - {id: office, name: 市科协办公室}\n" + "".join(
    f"  - {{id: {unit}, name: {name}}}\n" for unit, name in UNITS.items()
)
ONE, TWO = "chapters/10-总论.md", "chapters/20-保障.md"
FILES: dict[str, str | bytes] = {ONE: FIRST, TWO: SECOND, "organization.yaml": ORGANIZATION}
SCHEDULE = (
    "phases:\n  - id: P1\n    name: 征求意见阶段\n    start: 2015-05-15\n    end: 2015-12-31\n"
    '    writable: ["chapters/**", "consultations/**"]\n'
    "    milestones:\n"
    "      - {id: P1-C1, title: 征求意见, kind: consultation, due: 2015-09-30, document: outline}\n"
)


def git(folder: Path, *arguments: str, **more: Any) -> str:
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments], cwd=folder, capture_output=True, check=True, **more
    )
    return done.stdout.decode("utf-8")


def opened_round(folder: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """A plan with the open round r1, about which four units are asked."""
    made = plan_with(folder, {**FILES, **(files or {})})
    asked = [part for unit in UNITS for part in ("--to", unit)]
    plan(made, "review", "open", "r1", "--edition", "征求意见稿", "--due", "2015-09-30", *asked)
    git(made, "add", "-A")
    git(made, "commit", "-qm", "开始征求意见")
    return made


def branch(folder: Path, unit: str, files: dict[str, str | bytes | None], start: str = "main") -> None:
    """The unit's branch with these files in place of those of `start`, made without touching the work tree."""
    index = {"GIT_INDEX_FILE": str(folder / ".git" / f"index-{unit}")}
    import os

    environment = {**os.environ, **index}
    git(folder, "read-tree", start, env=environment)
    for path, content in files.items():
        if content is None:
            git(folder, "update-index", "--force-remove", "--", path, env=environment)
            continue
        data = content if isinstance(content, bytes) else content.encode()
        oid = git(folder, "hash-object", "-w", "--stdin", input=data).strip()
        git(folder, "update-index", "--add", "--cacheinfo", f"100644,{oid},{path}", env=environment)
    tree = git(folder, "write-tree", env=environment).strip()
    commit = git(folder, "commit-tree", tree, "-p", start, "-m", "意见").strip()
    git(folder, "update-ref", f"refs/heads/review/r1/{unit}", commit)


def comment(text: str, **fields: Any) -> str:
    """A comment's file."""
    return yaml.safe_dump({"kind": "意见", "text": text, **fields}, allow_unicode=True, sort_keys=False)


def listed(folder: Path, *arguments: str) -> dict[str, Any]:
    """What `plan review list --json` says."""
    found: dict[str, Any] = json.loads(plan(folder, "review", "list", "r1", "--json", *arguments).stdout)
    return found


def of(found: dict[str, Any], unit: str) -> list[dict[str, Any]]:
    """The opinions of one unit."""
    return [one for one in found["opinions"] if one["unit"] == unit]

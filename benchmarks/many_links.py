"""A made-up plan with long threads: `python benchmarks/many_links.py DIR --items 10000 --links 30000`.

Topics with evidence and reports, chapters with clauses, indicators, and three links from each. Confirms nothing: run
`plan trace confirm --all` for that. The same numbers give the same files.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from made_up_plan import EXAMPLE, SEED, _identity
from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files

QUESTIONS = ("A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3")
_EVIDENCE_OF_TOPIC, _SECTIONS_OF_TOPIC, _CLAUSES_OF_CHAPTER = 4, 4, 20


def write_plan(folder: Path, items: int, links: int) -> str:
    """Make `folder` a repository with about so many items and links, and commit it. Returns the commit id."""
    chance = random.Random(SEED)
    topics = items // 20
    clauses = items - topics * (1 + _EVIDENCE_OF_TOPIC + _SECTIONS_OF_TOPIC)
    indicators = items // 50
    clauses -= indicators
    each = max(1, round((links - topics * 2) / (topics * _SECTIONS_OF_TOPIC + clauses + indicators)))
    left_out = ("chapters/", "topics/", "indicators", "traces/")
    files = {path: text for path, text in example_files(EXAMPLE).items() if not path.startswith(left_out)}
    for number in range(topics):
        folder_name, question = f"topics/t{number:05}", QUESTIONS[number % len(QUESTIONS)]
        topic = f"title: 第{number}号课题\nquestions: [{question}]\nprinciples: [PR3]\nlead: topic-research-group\n"
        files[f"{folder_name}/topic.yaml"] = topic.encode()
        for at in range(_EVIDENCE_OF_TOPIC):
            text = (
                f"kind: survey\ntitle: 第{number}号课题的第{at}次调研\ndate: 2015-06-02\nfinding: 发现{number}-{at}。\n"
            )
            files[f"{folder_name}/evidence/e{at}.yaml"] = text.encode()
        report = "".join(
            f"## 结论{at} {{#s{at}}}\n\n[<{', '.join(f'e{(at + n) % _EVIDENCE_OF_TOPIC}' for n in range(each))}]\n\n"
            f"第{number}号课题的第{at}条结论。\n\n"
            for at in range(_SECTIONS_OF_TOPIC)
        )
        files[f"{folder_name}/report.md"] = report.encode()
    for start in range(0, clauses, _CLAUSES_OF_CHAPTER):
        chapter = start // _CLAUSES_OF_CHAPTER
        lines = [f"## 第{chapter}部分\n"]
        for clause in range(start, min(start + _CLAUSES_OF_CHAPTER, clauses)):
            named = {f"t{chance.randrange(topics):05}/s{chance.randrange(_SECTIONS_OF_TOPIC)}" for __ in range(each)}
            lines.append(f"到2020年，做好第{clause}项工作。[<{', '.join(sorted(named))}] {{#c{clause}}}\n")
        files[f"chapters/{chapter:04}-part{chapter}.md"] = "\n".join(lines).encode()
    shown = ["indicators:\n"]
    for number in range(indicators):
        named = sorted({f"c{chance.randrange(clauses)}" for __ in range(each)})
        shown.append(
            f"  - {{id: i{number}, name: 指标{number}, unit: 个, target: 10, kind: expected, "
            f"rests_on: [{', '.join(named)}]}}\n"
        )
    files["indicators.yaml"] = "".join(shown).encode()
    with _identity():
        return make_repository(folder, files, f"made-up plan of {items} items")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--links", type=int, default=30_000)
    asked = parser.parse_args()
    print(write_plan(asked.folder, asked.items, asked.links))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A made-up plan with many topics: `python benchmarks/many_topics.py DIR --topics 5000 --chapters 500`.

The example's files with other topics and chapters. The same numbers give the same files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from made_up_plan import EXAMPLE, SEED, _identity, chapter_files
from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files

QUESTIONS = ("A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3")
CHAPTER_CHARACTERS = 1000

_TOPIC = """\
title: 第{number}号课题：科协{subject}研究
questions: [{question}]
lead: topic-research-group
undertaken_by: [undertaking-units]
principles: [PR3]
methods:
  qualitative: [专家座谈, 查阅文献资料]
  quantitative: [实地调研, 问卷调查]
principal_problem: {subject}中存在的主要矛盾和突出问题还没有找准。
start: 2015-05-25
due: 2015-06-15
sample: true
"""
_REPORT = """\
# 第{number}号课题：科协{subject}研究

## 研究的问题

怎样做好{subject}，履行科协桥梁纽带职责？

## 主要结论

通过实地调研、专家座谈、查阅有关文献资料等方式开展研究，提出第{number}条建议。
"""
_SUBJECTS = ("学会组织能力", "科普信息化", "科学道德建设", "基层组织建设", "科技思想库", "科技评估", "企业技术创新")


def write_plan(folder: Path, topics: int, chapters: int) -> str:
    """Make `folder` a repository with that many topics and chapters, and commit it. Returns the commit id."""
    known = example_files(EXAMPLE)
    files = {path: content for path, content in known.items() if not path.startswith(("chapters/", "topics/"))}
    files |= chapter_files(chapters, chapters * CHAPTER_CHARACTERS, SEED)
    for number in range(1, topics + 1):
        subject, question = _SUBJECTS[number % len(_SUBJECTS)], QUESTIONS[number % len(QUESTIONS)]
        values = {"number": number, "subject": subject, "question": question}
        files[f"topics/t{number:05}/topic.yaml"] = _TOPIC.format(**values).encode()
        files[f"topics/t{number:05}/report.md"] = _REPORT.format(**values).encode()
    with _identity():
        return make_repository(folder, files, f"made-up plan of {topics} topics")


def main() -> None:
    """Write a plan where the command line says."""
    parser = argparse.ArgumentParser(description="write and commit a made-up plan repository with many topics")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--topics", type=int, default=5000)
    parser.add_argument("--chapters", type=int, default=500)
    given = parser.parse_args()
    sys.stdout.write(f"{given.folder}: {write_plan(given.folder, given.topics, given.chapters)}\n")


if __name__ == "__main__":
    main()

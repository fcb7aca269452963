"""A made-up plan of any size: `python benchmarks/made_up_plan.py DIR --chapters 100 --characters 500000`."""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files


def write_plan(folder: Path, chapters: int, characters: int) -> None:
    """Make a plan repository with that many chapters and about that many characters; the same every time."""
    files = {
        path: content for path, content in example_files("chengdu-13-5").items() if not path.startswith("chapters/")
    }
    sentences = [
        f"{sentence}。"
        for sentence in re.split("[。？；\n]", files["workplan.md"].decode())
        if len(sentence) > 12 and not sentence.startswith("#")
    ]
    chance = random.Random(2015)
    for number in range(chapters):
        text = _chapter(number, characters // chapters, sentences, chance)
        files[f"chapters/{number:04}-章.md"] = text.encode()
    make_repository(folder, files, "造一个规划")


def _chapter(number: int, characters: int, sentences: list[str], chance: random.Random) -> str:
    parts = [f"## 第{number}项工作的任务和措施 {{#sec:{number}}}"]
    section = 0
    while sum(map(len, parts)) < characters:
        section += 1
        parts.append(f"### 提升科协工作的第{section}个方面")
        for _ in range(4):
            text = "".join(chance.choices(sentences, k=4))
            middle = len(text) // 2
            parts.append(f"{text[:middle]}\n{text[middle:]}")
        parts.append("\n".join(f"- {chance.choice(sentences)}" for _ in range(3)))
        if section == 2:
            rows = "\n".join(f"| 指标{row} | % | {row}.5 | {row + 3}.2 |" for row in range(6))
            parts.append(f"Table: 主要指标 {{#tbl:{number}}}")
            parts.append(f"| 指标 | 单位 | 2015年 | 2020年 |\n|---|---|---:|---:|\n{rows}")
            parts.append(f"见[@tbl:{number}]和[@sec:0][^1]。")
            parts.append(f"[^1]: {chance.choice(sentences)}")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--characters", type=int, default=500_000)
    chosen = parser.parse_args()
    write_plan(chosen.folder, chosen.chapters, chosen.characters)

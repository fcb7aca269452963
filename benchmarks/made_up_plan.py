"""A made-up plan of any size: `python benchmarks/made_up_plan.py DIR --chapters 100 --characters 500000`.

The example's files with other chapters: official prose recombined from the sentences of the example's work scheme. The
same numbers give the same files and the same commit.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from plan_cli.repository.new_repository import make_repository
from plan_cli.scaffold.plan_files import example_files

EXAMPLE = "chengdu-13-5"
SEED = 20150515
_LINE_COLUMNS = 42
_LARGEST_TITLE = 22

# Who commits and when is part of a commit's id.
_IDENTITY = {
    "GIT_AUTHOR_NAME": "示例",
    "GIT_AUTHOR_EMAIL": "made-up@example.org",
    "GIT_AUTHOR_DATE": "2015-05-15T09:00:00+08:00",
    "GIT_COMMITTER_NAME": "示例",
    "GIT_COMMITTER_EMAIL": "made-up@example.org",
    "GIT_COMMITTER_DATE": "2015-05-15T09:00:00+08:00",
}

# References and footnote marks stay in one piece when lines are wrapped.
_PIECE = re.compile(r"\[[@^][^\]]*\]|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；？]+[。；？]")
_TYPED_NUMBER = re.compile(r"^(?:\d+．|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)")
_PHRASE = re.compile(rf"[\u4e00-\u9fff]{{6,{_LARGEST_TITLE}}}")


def write_plan(folder: Path, chapters: int, characters: int, seed: int = SEED, *, contents: bool = False) -> str:
    """Make `folder` a repository with a plan of that many chapters and about as many characters, and commit it.

    `contents`: with a table of contents, which the raw floors do not make. Returns the commit id. Who commits is told
    to git by the environment, where it says nothing yet.
    """
    files = {path: content for path, content in example_files(EXAMPLE).items() if not path.startswith("chapters/")}
    if not contents:
        files["plan.yaml"] = files["plan.yaml"].replace(b"contents: true", b"contents: false")
    files |= chapter_files(chapters, characters, seed)
    with _identity():
        return make_repository(folder, files, f"made-up plan of {chapters} chapters")


def chapter_files(chapters: int, characters: int, seed: int = SEED) -> dict[str, bytes]:
    """The chapters by path; `characters` counts what is neither space nor line end, in all of them."""
    prose = _Prose(example_files(EXAMPLE)["workplan.md"].decode("utf-8"))
    size = max(1, characters // max(1, chapters))
    texts = (_Chapter(prose, number, size, seed).text() for number in range(1, chapters + 1))
    return {f"chapters/{number:04}.md": text.encode("utf-8") for number, text in enumerate(texts, start=1)}


class _Prose:
    """The sentences of a text, and phrases of it that may stand as titles."""

    def __init__(self, text: str) -> None:
        paragraphs = [
            "".join(paragraph.split("\n"))
            for paragraph in re.split(r"\n{2,}", text)
            if not paragraph.startswith("#") and "=====" not in paragraph
        ]
        self.sentences: list[str] = []
        for paragraph in paragraphs:
            for sentence in _SENTENCE.findall(_TYPED_NUMBER.sub("", paragraph)):
                if sentence.count("“") == sentence.count("”") and len(sentence) >= 12:
                    self.sentences.append(sentence)
        phrases: set[str] = {phrase for sentence in self.sentences for phrase in _PHRASE.findall(sentence)}
        self.phrases = sorted(phrases)


class _Chapter:
    def __init__(self, prose: _Prose, number: int, size: int, seed: int) -> None:
        self._prose = prose
        self._number = number
        self._size = size
        self._chance = random.Random(f"{seed}/{number}")
        self._blocks: list[str] = []
        self._written = 0
        self._notes = 0

    def text(self) -> str:
        """The chapter: sections until it is long enough, each with paragraphs, a footnote and a list."""
        self._add(f"## {self._phrase()}")
        section = 0
        while self._written < self._size:
            section += 1
            self._section(with_table=section == 1)
        return "\n\n".join(self._blocks) + "\n"

    def _section(self, *, with_table: bool) -> None:
        self._add(f"### {self._phrase()}")
        self._paragraph(mark=self._note())
        if with_table:
            self._table()
        for _number in range(self._chance.randint(2, 4)):
            if self._written >= self._size:
                return
            self._paragraph()
        if self._written < self._size:
            self._list()

    def _paragraph(self, mark: str = "") -> None:
        wanted = self._chance.randint(3, 6)
        sentences: list[str] = []
        length = 0
        while len(sentences) < wanted and (not sentences or self._written + length < self._size):
            sentences.append(self._sentence())
            length += len(sentences[-1])
        if mark:
            sentences[0] = f"{sentences[0][:-1]}{mark}{sentences[0][-1]}"
        self._add(_wrapped("".join(sentences)))

    def _note(self) -> str:
        """The mark of a footnote whose text follows at once; names begin anew in every chapter."""
        self._notes += 1
        self._add(f"[^{self._notes}]: {self._sentence()}")
        return f"[^{self._notes}]"

    def _list(self) -> None:
        ordered = self._chance.random() < 0.4
        items = [self._sentence() for _number in range(self._chance.randint(3, 5))]
        self._add("\n".join(f"{f'{number}.' if ordered else '-'} {item}" for number, item in enumerate(items, start=1)))

    def _table(self) -> None:
        label = f"tbl:{self._number:03}"
        earlier = f"，与[@tbl:{self._number - 1:03}]相衔接" if self._number > 1 else ""
        self._add(_wrapped(f"{self._phrase()}，主要安排见[@{label}]{earlier}。"))
        self._add(f"Table: {self._phrase()} {{#{label}}}")
        rows = ["| 序号 | 主要任务 | 重点内容 | 完成时间 |", "| --- | --- | --- | ---: |"]
        for number in range(1, self._chance.randint(4, 7)):
            year = self._chance.randint(2016, 2020)
            rows.append(f"| {number} | {self._phrase()} | {self._phrase()}，{self._phrase()} | {year}年 |")
        self._add("\n".join(rows))

    def _add(self, block: str) -> None:
        self._blocks.append(block)
        self._written += len("".join(block.split()))

    def _sentence(self) -> str:
        return self._chance.choice(self._prose.sentences)

    def _phrase(self) -> str:
        return self._chance.choice(self._prose.phrases)


def _wrapped(text: str) -> str:
    """The text in lines, as people who edit in a terminal write it."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if len(lines[-1]) + len(piece) > _LINE_COLUMNS:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


@contextlib.contextmanager
def _identity() -> Iterator[None]:
    added = {name: value for name, value in _IDENTITY.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def main() -> None:
    """Write a plan where the command line says."""
    parser = argparse.ArgumentParser(description="write and commit a made-up plan repository")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--characters", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--contents", action="store_true", help="with a table of contents")
    given = parser.parse_args()
    commit = write_plan(given.folder, given.chapters, given.characters, given.seed, contents=given.contents)
    sys.stdout.write(f"{given.folder}: {commit}\n")


if __name__ == "__main__":
    main()

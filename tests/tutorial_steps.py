"""The tutorial as steps: what it runs, what it shows of the output, and what is done in Word between two commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_WORD = re.compile(r"<!-- in Word: (?P<file>.+?): (?P<old>.+?) → (?P<new>.+?) -->")


@dataclass(frozen=True)
class Step:
    """One block of commands with the end it must come to, and what the page shows of what they print."""

    commands: str
    code: int
    shown: str | None
    edits: tuple[tuple[str, str, str], ...]
    """Files that somebody edits in Word before it: file, old words, new words."""


def steps_of(page: Path) -> list[Step]:
    """The steps of a tutorial: blocks of `sh`, or `sh exit=1`, each perhaps with a block of `text` after it."""
    text = page.read_text(encoding="utf-8")
    steps: list[Step] = []
    end = 0
    for fence in _FENCE.finditer(text):
        kind, *marks = fence["info"].split()
        if kind == "sh":
            found = _IN_WORD.finditer(text, end, fence.start())
            edits = tuple((edit["file"], edit["old"], edit["new"]) for edit in found)
            code = int(marks[0].removeprefix("exit=")) if marks else 0
            steps.append(Step(fence["text"], code, None, edits))
            end = fence.end()
        elif kind == "text":
            last = steps.pop()
            steps.append(Step(last.commands, last.code, fence["text"], last.edits))
    return steps


class Terminal:
    """A person's terminal in an empty home, in which the blocks run one after the other."""

    def __init__(self, folder: Path, language: str) -> None:
        self._home = folder / "home"
        self._where = folder / "where"
        programs = folder / "bin"
        for made in (self._home, programs, folder / "work"):
            made.mkdir(parents=True)
        self._where.write_text(f"{folder / 'work'}\n", encoding="utf-8")
        command = programs / "plan"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plan_cli "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "HOME": str(self._home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "PLAN_LANG": language,
            "COLUMNS": "100",
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        }
        self.run("git config --global user.name 张编\ngit config --global user.email bian@example.org\n")

    @property
    def folder(self) -> Path:
        """Where the terminal is."""
        return Path(self._where.read_text(encoding="utf-8").rstrip("\n"))

    def run(self, commands: str) -> tuple[int, str]:
        """Run a block as it is typed: the exit code of its first command that fails, and all it prints."""
        script = f"set -e\ntrap 'code=$?; pwd > \"{self._where}\"; exit $code' EXIT\n{commands}"
        finished = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
        return finished.returncode, finished.stdout.decode()

    def edit_in_word(self, pattern: str, old: str, new: str) -> None:
        """Replace words in a Word file, without tracking, as somebody does who opens and saves it."""
        place = self.folder / pattern
        (file,) = place.parent.glob(place.name)
        with zipfile.ZipFile(file) as package:
            parts = {item: package.read(item) for item in package.infolist()}
        (document,) = [item for item in parts if item.filename == "word/document.xml"]
        assert parts[document].count(old.encode()) == 1, f"{old} stands {parts[document].count(old.encode())} times"
        parts[document] = parts[document].replace(old.encode(), new.encode())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for item, content in parts.items():
                package.writestr(item, content)


def shows(shown: str, printed: str) -> bool:
    """Whether a page shows this output: every line in its order, `…` for what differs or was left out.

    A line of `…` alone stands for any lines; `…` inside a line for any text, which also is what the tool puts where
    it cuts a title.
    """
    parts = []
    for line in shown.rstrip("\n").split("\n"):
        if line == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ ]*\n")
    return re.fullmatch("".join(parts), printed.rstrip("\n") + "\n") is not None

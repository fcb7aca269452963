"""Write `docs/rules/`: one page a code of finding, made from the docstrings and examples of the rules, and an index.

English pages lie in `docs/rules/`, Chinese ones in `docs/rules/zh/`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from plan_cli.checks.example import shown_lines, shown_name
from plan_cli.checks.rule import Files, Rule, explanation
from plan_cli.checks.rulebook import group_name, groups
from plan_cli.model.finding import Severity
from plan_cli.translation import _, chosen_language

_ROOT = Path(__file__).parent.parent
_FOLDERS = {"en": "", "zh_CN": "zh/"}
_INDEX = "README.md"
_TITLE = {"en": "Codes of findings", "zh_CN": "检查结果代码"}
_HEAD = {"en": "| code | severity | title |", "zh_CN": "| 代码 | 级别 | 标题 |"}
_ALL = {"en": "all codes", "zh_CN": "全部代码"}


def pages(language: str) -> dict[str, str]:
    """The pages in one language by their paths in `docs/rules/`."""
    # Messages are in the language that the process began with.
    environment = {**os.environ, "PLAN_LANG": language, "PYTHONPATH": str(_ROOT)}
    asked = [sys.executable, str(Path(__file__)), "--print"]
    printed = subprocess.run(asked, env=environment, capture_output=True, check=True, timeout=60).stdout
    made: dict[str, str] = json.loads(printed)
    return made


def _pages() -> dict[str, str]:
    folder = _FOLDERS[chosen_language()]
    made = {f"{folder}{rule.code.value}.md": _page(rule) for rules in groups().values() for rule in rules}
    return {f"{folder}{_INDEX}": _index(), **made}


def _index() -> str:
    other = "[中文](zh/README.md)" if not _FOLDERS[chosen_language()] else "[English](../README.md)"
    lines = [f"# {_TITLE[chosen_language()]}", "", other, ""]
    for letter, rules in groups().items():
        lines += [f"## {letter}: {group_name(letter)}", "", _HEAD[chosen_language()], "| --- | --- | --- |"]
        for rule in rules:
            code = rule.code.value
            lines.append(f"| [{code}]({code}.md) | {_severity(rule)} | {explanation(rule)[0].rstrip('.。')} |")
        lines.append("")
    return "\n".join(lines)


def _page(rule: type[Rule]) -> str:
    title, *paragraphs = explanation(rule)
    code = rule.code.value
    other = f"[中文](zh/{code}.md)" if not _FOLDERS[chosen_language()] else f"[English](../{code}.md)"
    head = [_severity(rule), group_name(code[0]), f"[{_ALL[chosen_language()]}]({_INDEX})", other]
    parts = [f"# {code} {title.rstrip('.。')}", " · ".join(head), *paragraphs]
    parts += [
        f"## {_('Wrong:').rstrip(':：')}",
        *_files(rule.wrong),
        f"## {_('Right:').rstrip(':：')}",
        *_files(rule.right),
    ]
    return "\n\n".join(parts) + "\n"


def _files(files: Files) -> list[str]:
    parts = []
    for path, written in files.items():
        lines = shown_lines(written)
        fence = "`" * max(3, *(line.count("`") + 1 for line in lines), 3)
        kind = {"md": "markdown", "yaml": "yaml"}.get(path.rpartition(".")[2], "text")
        parts += [f"`{shown_name(path)}`", "\n".join([f"{fence}{kind}", *lines, fence])]
    return parts


def _severity(rule: type[Rule]) -> str:
    return _("error") if rule.severity is Severity.ERROR else _("warning")


def write(folder: Path) -> None:
    """Write every page into `folder`, and take away those of codes that are no more."""
    made = {path: page for language in _FOLDERS for path, page in pages(language).items()}
    for path, page in made.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8", newline="\n")
    for file in folder.rglob("*.md"):
        if file.relative_to(folder).as_posix() not in made:
            file.unlink()


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(json.dumps(_pages()))
    else:
        write(_ROOT / "docs" / "rules")

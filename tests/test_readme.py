"""The READMEs: every command in them exists with these options, and both name the same commands in the same order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from plan_cli.cli.main import app
from typer.main import get_command

_ROOT = Path(__file__).parent.parent
_PAGES = {name: (_ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")}
_LINK = re.compile(r"\]\((?!https?:)(?P<target>[^)#]+)[^)]*\)")


def _typed(page: str) -> list[list[str]]:
    """What is to be typed: the lines of the blocks, without their comments."""
    lines = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        for line in block.split("\n")
    ]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def _named(page: str) -> list[list[str]]:
    """What is named in the text and the tables, its brackets taken away."""
    text = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`(plan [^`]+)`", text)
    return [shlex.split(span.replace("[", "").replace("]", "").replace("...", "")) for span in spans]


_NUMBERS = {"YEAR": "2026", "NUMBER": "1", "FORMAT": "text"}
_TYPED = [words for words in _typed(_PAGES["README.md"]) if words[0] == "plan"]
_NAMED = [
    [_NUMBERS.get(word, word) for word in words] for words in _named(_PAGES["README.md"]) if "--" in " ".join(words)
]


@pytest.mark.parametrize("words", _TYPED + _NAMED, ids=" ".join)
def test_a_command_is_taken_as_it_is_written(words: list[str]) -> None:
    _parse(get_command(app), words[0], words[1:])


def _parse(command: Any, name: str, words: list[str]) -> None:
    """Let the parser of a command read its words, and that of its own command the rest; nothing is run."""
    if words == ["--help"]:
        return
    context = command.make_context(name, list(words))
    if hasattr(command, "commands") and (rest := [*context._protected_args, *context.args]):
        inner_name, inner, inner_words = command.resolve_command(context, rest)
        _parse(inner, inner_name, inner_words)


@pytest.mark.parametrize("words", _named(_PAGES["README.md"]), ids=" ".join)
def test_a_command_that_is_named_exists(words: list[str]) -> None:
    assert words[1] in get_command(app).commands  # type: ignore[attr-defined]


def test_both_readmes_have_the_same_commands_in_the_same_order() -> None:
    english, chinese = (_typed(page) for page in _PAGES.values())
    names = {"Your Name", "姓名", "you@example.org", "name@example.org"}
    assert [[word for word in words if word not in names] for words in english] == [
        [word for word in words if word not in names] for words in chinese
    ]
    assert _named(_PAGES["README.md"]) == _named(_PAGES["README.zh-CN.md"])


def test_both_readmes_have_as_many_sections_rows_and_points() -> None:
    for mark in (r"^#+ ", r"^\| ", r"^- ", r"^```sh$"):
        english, chinese = (len(re.findall(mark, page, re.MULTILINE)) for page in _PAGES.values())
        assert english == chinese, mark


@pytest.mark.parametrize("page", _PAGES)
def test_what_a_readme_points_to_is_there(page: str) -> None:
    for link in _LINK.finditer(_PAGES[page]):
        assert (_ROOT / link["target"]).exists(), link["target"]

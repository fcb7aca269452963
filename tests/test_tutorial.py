"""The tutorial in both languages: every command runs, in order, and prints what the page shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutorial_steps import Terminal, shows, steps_of

_DOCS = Path(__file__).parent.parent / "docs"
_PAGES = {"en": _DOCS / "tutorial.md", "zh_CN": _DOCS / "tutorial.zh-CN.md"}


@pytest.mark.parametrize("language", _PAGES)
def test_the_tutorial_is_true(tmp_path: Path, language: str) -> None:
    terminal = Terminal(tmp_path, language)
    for step in steps_of(_PAGES[language]):
        for edit in step.edits:
            terminal.edit_in_word(*edit)
        code, printed = terminal.run(step.commands)
        if code != step.code:
            pytest.fail(f"{step.commands}\nended with {code}:\n{printed}", pytrace=False)
        if step.shown is not None and not shows(step.shown, printed):
            pytest.fail(f"{step.commands}\nprinted:\n{printed}\nbut the page shows:\n{step.shown}", pytrace=False)


def test_both_tutorials_have_the_same_commands_and_show_as_much_of_what_they_print() -> None:
    english, chinese = (steps_of(page) for page in _PAGES.values())
    assert [(step.commands, step.code, step.edits) for step in english] == [
        (step.commands, step.code, step.edits) for step in chinese
    ]
    assert [step.shown is None for step in english] == [step.shown is None for step in chinese]


@pytest.mark.parametrize(
    ("shown", "printed", "so"),
    [
        ("提交 …\n", "提交 1a2b3c\n", True),
        ("甲\n…\n丁\n", "甲\n乙\n丙\n丁\n", True),
        ("甲\n…\n丁\n", "甲\n丁\n", True),
        ("…\n丁\n", "乙\n丁\n戊\n", False),
        ("甲\n", "甲\n乙\n", False),
        ("乙\n甲\n", "甲\n乙\n", False),
        ("（1.2）\n", "（1x2）\n", False),
    ],
)
def test_what_a_page_shows_of_an_output(shown: str, printed: str, so: bool) -> None:
    assert shows(shown, printed) is so

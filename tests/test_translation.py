"""Every message has its Chinese translation, with the same placeholders."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from plan_cli.cli.help import columns_of, wrapped
from plan_cli.translation import chosen_language

from plans import plan

_ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(_ROOT / "tools"))

import catalogue  # noqa: E402 - a tool of the checkout, not of the package


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[^}]*\}", text))


def test_every_message_is_translated_with_its_placeholders() -> None:
    file = _ROOT / "plan_cli/locale/zh_CN/LC_MESSAGES/plan.po"
    with file.open("rb") as stream:
        chinese = read_po(stream, locale="zh_CN")
    wanted = catalogue.messages(_ROOT / "plan_cli")
    assert len(wanted) > 200
    for message in wanted:
        first = message if isinstance(message, str) else message[0]
        found = chinese.get(first)
        assert found is not None, first
        texts = [found.string] if isinstance(found.string, str) else list(found.string)
        assert all(texts), first
        assert all(_placeholders(text) == _placeholders(first) for text in texts), first
        assert not found.fuzzy, first
    assert len([message for message in chinese if message.id]) == len(wanted)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh_CN"),
        ({"PLAN_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh_CN"),
        ({"PLAN_LANG": "en", "LANG": "zh_CN"}, "en"),
        ({"PLAN_LANG": "", "LANG": "zh_CN"}, "zh_CN"),
    ],
)
def test_the_language_is_chosen_by_plan_lang_and_then_the_locale(variables: dict[str, str], language: str) -> None:
    assert chosen_language(variables) == language


@pytest.mark.parametrize("command", ["", "init", "new-topic", "status", "build"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_help_fits_a_terminal_of_80_columns(tmp_path: Path, command: str, language: str) -> None:
    finished = plan(tmp_path, *filter(None, [command, "--help"]), PLAN_LANG=language, COLUMNS="80")
    assert max(map(columns_of, finished.stdout.splitlines())) <= 80
    assert finished.stdout.startswith("用法：" if language == "zh_CN" else "Usage:")
    assert ("Show this" in finished.stdout) is False


def test_chinese_is_wrapped_by_its_width() -> None:
    text = "按以前的版本生成，不改动您的文件" * 3
    lines = wrapped(text, 20)
    assert "".join(lines) == text
    assert all(columns_of(line) <= 22 for line in lines)
    assert not any(line.startswith("，") for line in lines)

"""Every message has its Chinese translation, with the same placeholders."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from plan_cli.cli.help import columns_of, wrapped
from plan_cli.translation import chosen_language

from plans import plan

_ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(_ROOT / "tools"))

import catalogue  # noqa: E402 - a tool of the checkout, not of the package


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[^}]*\}", text))


def _chinese() -> Catalog:
    with (_ROOT / "plan_cli/locale/zh_CN/LC_MESSAGES/plan.po").open("rb") as stream:
        return read_po(stream, locale="zh_CN")


def _forms(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_every_message_is_translated_with_its_placeholders() -> None:
    chinese = _chinese()
    wanted = catalogue.messages(_ROOT / "plan_cli")
    assert len(wanted) > 200
    found = {message: chinese.get(_forms(message)[0]) for message in wanted}
    untranslated = [message for message, entry in found.items() if entry is None or not all(_forms(entry.string))]
    assert untranslated == []
    other_placeholders = [
        (message, text)
        for message, entry in found.items()
        for text in _forms(entry.string)
        if any(_placeholders(text) != _placeholders(form) for form in _forms(message))
    ]
    assert other_placeholders == []


def test_the_catalogue_holds_nothing_else() -> None:
    chinese = _chinese()
    wanted = {_forms(message)[0]: message for message in catalogue.messages(_ROOT / "plan_cli")}
    entries = [message for message in chinese if message.id]
    assert [entry.id for entry in entries if wanted.get(_forms(entry.id)[0]) != entry.id] == []
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert list(chinese.obsolete) == []
    assert chinese.num_plurals == 1


def test_catalogues_are_updated_without_losing_translations(tmp_path: Path) -> None:
    package = tmp_path / "plan_cli"
    file = package / "locale/zh_CN/LC_MESSAGES/plan.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "kept"\nmsgstr "留"\n\n#, fuzzy\nmsgid "doubtful"\nmsgstr "疑"\n\nmsgid "gone"\nmsgstr "去"\n\n'
        'msgid "{n} file"\nmsgstr "文件"\n',
        encoding="utf-8",
    )
    (package / "words.py").write_text('_("kept")\nN_("doubtful")\nngettext("{n} file", "{n} files", 2)\n_("new")\n')
    catalogue.update(package)
    with file.open("rb") as stream:
        entries = {message.id: message for message in read_po(stream, locale="zh_CN") if message.id}
    assert {key: entry.string for key, entry in entries.items()} == {
        "kept": "留",
        "doubtful": "疑",
        ("{n} file", "{n} files"): ("",),
        "new": "",
    }
    assert [key for key, entry in entries.items() if entry.fuzzy] == ["doubtful"]
    written = file.read_bytes()
    catalogue.update(package)
    assert file.read_bytes() == written


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "en_US", "LANG": "C"}, "zh_CN"),
        ({"LC_MESSAGES": "en_US", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh_CN"),
        ({"PLAN_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh_CN"),
        ({"PLAN_LANG": "en", "LANG": "zh_CN"}, "en"),
        ({"PLAN_LANG": "", "LANG": "zh_CN"}, "zh_CN"),
    ],
)
def test_the_language_is_chosen_by_plan_lang_and_then_the_locale(variables: dict[str, str], language: str) -> None:
    assert chosen_language(variables) == language


@pytest.mark.parametrize("command", ["", "init", "new-topic", "status", "build", "explain"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_help_fits_a_terminal_of_80_columns(tmp_path: Path, command: str, language: str) -> None:
    finished = plan(tmp_path, *filter(None, [command, "--help"]), PLAN_LANG=language, COLUMNS="80")
    assert max(map(columns_of, finished.stdout.splitlines())) <= 80
    assert finished.stdout.startswith("用法：" if language == "zh_CN" else "Usage:")
    assert "Show this" not in finished.stdout


def test_chinese_is_wrapped_by_its_width() -> None:
    text = "按以前的版本生成，不改动您的文件" * 3
    lines = wrapped(text, 20)
    assert "".join(lines) == text
    assert all(columns_of(line) <= 22 for line in lines)
    assert not any(line.startswith("，") for line in lines)

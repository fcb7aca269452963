"""`plan explain`: every code in both languages, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plan_cli.checks.rulebook import rulebook
from plan_cli.cli.help import columns_of

from plans import plan


@pytest.mark.parametrize("written", ["F010", "f010", " f010 ", "Ｆ０１０"])
def test_a_code_is_explained_however_it_is_typed(tmp_path: Path, written: str) -> None:
    said = plan(tmp_path, "explain", written).stdout
    assert said.startswith("F010 A file is not valid YAML  (error)\n")
    assert "\nWhy: " in said
    assert "\nSource: YAML 1.2.2" in said
    assert "Wrong:\n  organization.yaml\n    units:\n      - id: office\n        name：市科协办公室\n" in said
    assert "Right:\n  organization.yaml\n    units:\n      - id: office\n        name: 市科协办公室\n" in said


def test_a_code_is_explained_in_chinese_within_80_columns(tmp_path: Path) -> None:
    said = plan(tmp_path, "explain", "b005", PLAN_LANG="zh", COLUMNS="80").stdout
    assert said.startswith("B005 没有字体能显示某个字符  （错误）\n".replace("（", "(").replace("）", ")"))
    assert "\n理由：" in said
    assert "\n依据：" in said
    assert "错误示例：" in said
    assert "\\uf0b7坚持服务大局。" in said
    assert max(map(columns_of, said.splitlines())) <= 80


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_codes_are_listed_by_group(tmp_path: Path, language: str) -> None:
    lines = plan(tmp_path, "explain", PLAN_LANG=language).stdout.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted(code.value for code in rulebook())
    assert lines[0] == ("F  文件" if language == "zh" else "F  files")


def test_an_unknown_code_names_the_nearest_and_is_a_usage_error(tmp_path: Path) -> None:
    said = plan(tmp_path, "explain", "F0100", check=2).stderr
    assert "there is no code F0100" in said
    assert "did you mean F010" in said
    assert "plan explain lists all codes" in plan(tmp_path, "explain", "格式", check=2).stderr


@pytest.mark.parametrize("code", ["F002", "F004", "F005", "F007", "I001"])
def test_programs_get_every_part_and_the_examples(tmp_path: Path, code: str) -> None:
    content = json.loads(plan(tmp_path, "explain", code, "--json", PLAN_LANG="zh").stdout)
    (rule,) = content["rules"]
    assert content["schema"] == "plan-explain/1"
    assert list(rule) == ["code", "group", "severity", "title", "meaning", "why", "source", "wrong", "right"]
    assert (rule["code"], rule["group"], rule["severity"]) == (code, code[0], "error")
    assert not rule["why"].startswith("理由")
    assert all({"path", "kind"} <= set(file) for file in rule["wrong"] + rule["right"])


def test_programs_get_all_rules(tmp_path: Path) -> None:
    content = json.loads(plan(tmp_path, "explain", "--json").stdout)
    assert [rule["code"] for rule in content["rules"]] == [code.value for code in rulebook()]

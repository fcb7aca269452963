"""Every code has its rule, every rule its explanation, and the examples of every rule show what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_cli.checks.rule import Files, Rule, paragraphs
from plan_cli.checks.rulebook import rulebook
from plan_cli.model.finding import Code, Finding, Severity

from all_findings import all_findings
from memory import memory
from plans import MINIMAL

_RULES = list(rulebook().values())


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def _found(files: Files, code: Code, cache_folder: Path) -> list[Finding]:
    return [found for found in all_findings(memory(MINIMAL, files), cache_folder) if found.code is code]


def test_every_code_has_a_rule() -> None:
    assert [code for code in Code if code not in rulebook()] == []


def test_no_code_has_two_rules() -> None:
    codes = [rule.code for rule in Rule.__subclasses__()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("rule", _RULES, ids=[rule.code.value for rule in _RULES])
def test_the_wrong_example_gives_the_finding_and_the_right_one_does_not(rule: type[Rule], cache_folder: Path) -> None:
    found = _found(rule.wrong, rule.code, cache_folder)
    assert found
    assert all(finding.message for finding in found)
    assert rule.severity in {finding.severity for finding in found}
    assert _found(rule.right, rule.code, cache_folder) == []


@pytest.mark.parametrize("rule", _RULES, ids=[rule.code.value for rule in _RULES])
def test_the_explanation_has_title_meaning_reason_and_source(rule: type[Rule]) -> None:
    title, *rest = paragraphs(rule)
    assert not title.endswith(".")
    assert len(title) <= 80
    reasons = [paragraph for paragraph in rest if paragraph.startswith("Why: ")]
    sources = [paragraph for paragraph in rest if paragraph.startswith("Source: ")]
    assert (len(reasons), len(sources)) == (1, 1)
    assert rest[-2:] == [*reasons, *sources]
    assert len(rest) >= 3
    assert isinstance(rule.severity, Severity)
    assert rule.wrong != rule.right

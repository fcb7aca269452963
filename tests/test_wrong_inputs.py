"""The catalogue of wrong inputs: each gives its finding, at its line and column, and no other."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from plan_cli.checks.rule import Link, Unreadable
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding
from plan_cli.repository.names import is_portable_name
from plan_cli.repository.plan_repository import PlanRepository

import wrong_inputs
from all_findings import all_findings
from memory import memory
from plans import plan_with
from wrong_inputs.case import SOUND, Case

# Other groups of rules have their own tests, and must not have to agree with these small plans.
_GROUPS = ("F", "R", "B", "I")


def _cases() -> Iterator[tuple[str, Case]]:
    for module in pkgutil.iter_modules(wrong_inputs.__path__):
        if module.name != "case":
            for case in importlib.import_module(f"wrong_inputs.{module.name}").CASES:
                yield f"{module.name}: {case.name}", case


_CASES = list(_cases())
_NAMES = [name for name, __ in _CASES]
_ON_DISK = [
    (name, case)
    for name, case in _CASES
    if not case.kinds
    and case.code not in (Code.NAMES_COLLIDE, Code.UNREADABLE)
    and case.files.get("plan.yaml", "") is not None
    and all(is_portable_name(part) for path in case.files for part in path.split("/"))
]


def _places(findings: tuple[Finding, ...]) -> set[tuple[Code, str, int, int]]:
    return {
        (found.code, found.place.path, found.place.line, found.place.column)
        for found in findings
        if found.code.value.startswith(_GROUPS)
    }


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_the_catalogue_is_large_and_names_no_case_twice() -> None:
    assert len(_CASES) >= 150
    assert len(set(_NAMES)) == len(_NAMES)


def test_every_code_of_these_groups_is_in_the_catalogue() -> None:
    shown = {code for __, case in _CASES for code, *__ in case.expected}
    assert [code for code in Code if code.value.startswith(_GROUPS) and code not in shown] == []


def test_the_plan_beneath_is_sound(cache_folder: Path) -> None:
    assert _places(all_findings(memory(SOUND), cache_folder)) == set()


@pytest.mark.parametrize("case", [case for __, case in _CASES], ids=_NAMES)
def test_a_wrong_input_gives_its_finding_and_no_other(case: Case, cache_folder: Path) -> None:
    findings = all_findings(memory(SOUND, case.files, **case.kinds), cache_folder)
    found_places = _places(findings)
    if not any(code is Code.UNREAD_FILE for code, *__ in case.expected):
        # What is wrong with a name or a path may also leave a file that nobody reads.
        found_places = {place for place in found_places if place[0] is not Code.UNREAD_FILE}
    assert found_places == case.expected, [str(found) for found in findings]
    assert all(found.message for found in findings)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_with(tmp_path_factory.mktemp("real") / "plan", {})


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("case", [case for __, case in _ON_DISK], ids=[name for name, __ in _ON_DISK])
def test_files_on_disk_are_read_as_in_memory(case: Case, repository: Path) -> None:
    for old in repository.iterdir():
        if old.name != ".git":
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    in_memory = memory(SOUND, case.files)
    for path, content in in_memory.files.items():
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        written = case.files.get(path)
        if isinstance(written, Link):
            file.symlink_to(written.target)
        elif not isinstance(written, Unreadable):
            file.write_bytes(content)
    with PlanRepository.find(repository) as opened:
        assert load(opened.work_tree()).findings == load(in_memory).findings

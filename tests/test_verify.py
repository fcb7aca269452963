"""`plan verify`: whole histories, ranges, what was kept, and reports that an auditor can read."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import plan_cli
import pytest
from plan_cli.proving.judging import judge
from plan_cli.repository.plan_repository import PlanRepository

import test_acting
from plans import plan
from pushing import Server, approve, commit, copied, git, made_server, record_file

_SCHEMA = json.loads((Path(plan_cli.__file__).parent / "cli" / "verify.v1.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Server:
    server = made_server(tmp_path_factory.mktemp("server"))
    approve(server.clone, "--minutes", "党组会议纪要〔2015〕9号")
    server.accepts("main")
    return server


@pytest.fixture
def server(made: Server, tmp_path: Path) -> Server:
    return copied(made, tmp_path)


def _root(folder: Path) -> str:
    return git(folder, "rev-list", "--max-parents=0", "HEAD")


def _json(folder: Path, *arguments: str, check: int = 0, **environment: str) -> dict[str, object]:
    finished = plan(folder, "verify", "--json", *arguments, check=check, **environment)
    shown: dict[str, object] = json.loads(finished.stdout)
    jsonschema.validate(shown, _SCHEMA)
    return shown


def test_the_whole_year_is_taken_by_a_server_and_proven(tmp_path: Path) -> None:
    """From the solicitation to the publication, commit by commit as it was pushed, then replayed."""
    test_acting.test_the_year_of_the_seed(tmp_path)
    folder = tmp_path / "规划"
    git(tmp_path, "init", "-q", "--bare", "s.git")
    plan(tmp_path, "hooks", "install", "--server", "s.git")
    git(folder, "remote", "add", "origin", "../s.git")
    server = Server(tmp_path / "s.git", folder)
    server.accepts(f"{_root(folder)}:refs/heads/main")
    issued = git(folder, "log", "-1", "--format=%H", "--", "records")
    commits = git(folder, "rev-list", "--reverse", issued).split()
    for commit_id in (*commits[1::7], issued):
        server.accepts(f"{commit_id}:refs/heads/main")
    server.refuses("main", saying="all gates have been passed; the plan is closed")
    git(folder, "reset", "-q", "--hard", issued)
    shown = _json(folder, "--root", _root(folder))
    assert shown["holds"]
    assert shown["trusted_by_user"]
    records = shown["records"]
    assert isinstance(records, list)
    assert {record["kind"] for record in records} >= {"approval", "deliberation", "publication", "waiver", "passing"}
    assert all(record["proven"] and record["signer"] is None for record in records)
    outcomes = {record["outcome"] for record in records}
    assert {"passed", "returned"} <= outcomes


def test_the_report_says_who_decided_what_about_which_text(server: Server) -> None:
    git(server.clone, "tag", "-a", "-m", "讨论稿", "讨论稿-1")
    shown = plan(server.clone, "verify", "--root", _root(server.clone)).stdout
    record = record_file(server.clone).read_text(encoding="utf-8")
    digest = re.search("digest: (.*)", record)
    assert digest is not None
    for said in (
        "审定",
        "讨论稿",
        "市科协党组",
        "2015-05-25",
        "通过",
        "党组会议纪要〔2015〕9号",
        digest[1],
        "computed again",
        "unsigned",
        "讨论稿-1",
        "on the branch",
        _root(server.clone),
    ):
        assert said in shown
    assert "Every step was allowed." in shown


def test_the_page_needs_nothing_else_and_escapes_what_people_wrote(server: Server, tmp_path: Path) -> None:
    commit(server.clone, {"workplan.md": "# 方案\n\n又改了一处。\n"})
    plan(server.clone, "hand-in", "P1-D2", "--minutes", "<script>alert(1)</script>", "--as-of", "2015-05-26")
    commit(server.clone, {"chapters/00-preamble.md": "# <img src=x>\n"})
    page = tmp_path / "证明.html"
    plan(server.clone, "verify", "--html", str(page), check=1, PLAN_LANG="zh_CN")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "http:" not in text.replace("http-equiv", "")
    assert "https:" not in text
    assert "src=" not in text
    assert 'lang="zh-CN"' in text
    assert "chapters/00-preamble.md" in text
    ElementTree.fromstring(re.sub(r"<meta([^>]*)>", r"<meta\1/>", text.replace("<!DOCTYPE html>\n", "")))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_json_is_of_its_schema_in_any_language(server: Server, language: str) -> None:
    shown = _json(server.clone, PLAN_LANG=language)
    assert shown["schema"] == "plan-verify/1"
    assert not shown["trusted_by_user"]
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    shown = _json(server.clone, check=1, PLAN_LANG=language)
    (refusal,) = shown["refusals"]  # type: ignore[misc]
    assert refusal["path"] == "chapters/00-preamble.md"
    assert refusal["commit"] == git(server.clone, "rev-parse", "HEAD")


def test_a_range_is_judged_as_the_server_would(server: Server) -> None:
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    commit(server.clone, {"workplan.md": "# 方案\n"})
    shown = _json(server.clone, "--range", "origin/main..main", check=1)
    assert shown["range_only"]
    assert [item["commit"] for item in shown["refusals"]] == [bad]  # type: ignore[union-attr]
    server.refuses("main", saying=bad[:10])
    assert _json(server.clone, "--range", f"{bad}..main")["holds"]


@pytest.mark.parametrize("range_", ["main", "..main", "main..", "a...b", "无..main", "main..--all"])
def test_a_range_that_is_none_is_a_usage_error(server: Server, range_: str) -> None:
    plan(server.clone, "verify", "--range", range_, check=2)


def test_every_bad_commit_is_named_not_only_the_first(server: Server) -> None:
    first = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    commit(server.clone, {"workplan.md": "# 方案\n"})
    second = commit(server.clone, {"indicators.yaml": "- 坏的\n"})
    shown = _json(server.clone, check=1)
    assert {item["commit"] for item in shown["refusals"]} == {first, second}  # type: ignore[union-attr]


def test_a_history_that_was_rewritten_does_not_come_from_the_trusted_commit(server: Server) -> None:
    trusted = git(server.clone, "rev-parse", "HEAD~2")
    git(server.clone, "checkout", "-q", "--orphan", "新历史")
    commit(server.clone, {})
    git(server.clone, "branch", "-f", "main")
    assert "the history was rewritten" in plan(server.clone, "verify", "--root", trusted, check=1).stderr


def test_what_came_before_the_trusted_commit_is_not_proven(server: Server) -> None:
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    commit(server.clone, {"workplan.md": "# 方案\n"})
    shown = _json(server.clone, "--root", bad)
    assert shown["holds"]
    assert not any(record["proven"] for record in shown["records"])  # type: ignore[union-attr]
    assert "in the trusted commit" in plan(server.clone, "verify", "--root", bad).stdout


def test_a_tag_beside_the_branch_is_found(server: Server) -> None:
    git(server.clone, "switch", "-q", "-c", "旁路")
    commit(server.clone, {"workplan.md": "# 没有审过的\n"})
    git(server.clone, "tag", "-a", "-m", "假的", "印发稿")
    git(server.clone, "switch", "-q", "main")
    assert "NOT on the branch" in plan(server.clone, "verify", check=1).stdout


def test_a_merge_is_judged_the_same_by_push_and_by_replay(server: Server) -> None:
    git(server.clone, "switch", "-q", "-c", "课题", "HEAD~1")
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n\n试写。\n"})
    git(server.clone, "revert", "--no-edit", "HEAD")
    commit(server.clone, {"topics/sample-think-tank/report.md": "# 报告\n"})
    git(server.clone, "switch", "-q", "main")
    git(server.clone, "merge", "-q", "--no-ff", "--no-edit", "课题")
    server.accepts("main")
    assert _json(server.clone, "--fresh")["holds"]


_DAMAGE = {
    "empty": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "bytes": lambda content: bytes(reversed(content)),
    "nested": lambda content: b"[" * 100_000,
    "forged": lambda content: content.replace(b'"- ', b'"x '),
    "without sum": lambda content: content.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", _DAMAGE.values(), ids=_DAMAGE.keys())
def test_a_damaged_memory_changes_no_verdict(server: Server, damage: object) -> None:
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    before = plan(server.clone, "verify", check=1).stdout
    file = server.clone / ".git" / "plan-cache" / "verdicts.json"
    content = file.read_bytes()
    assert bad.encode() not in content
    file.write_bytes(damage(content) + (b" " if damage is _DAMAGE["forged"] else b""))  # type: ignore[operator]
    assert plan(server.clone, "verify", check=1).stdout == before
    assert plan(server.clone, "verify", "--fresh", check=1).stdout == before


def test_a_refused_commit_is_refused_every_time(server: Server) -> None:
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    said = {plan(server.clone, "verify", *more, check=1).stderr for more in ((), (), ("--fresh",))}
    assert len(said) == 1


def test_a_shallow_clone_proves_nothing_and_says_why(server: Server, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", server.folder.as_uri(), "浅")
    assert "git fetch --unshallow" in plan(tmp_path / "浅", "verify", check=3).stderr


def test_the_clone_of_a_checking_machine_is_enough(server: Server, tmp_path: Path) -> None:
    """No branch is checked out there, and main is a remote one."""
    git(tmp_path, "clone", "-q", str(server.folder), "机器")
    git(tmp_path / "机器", "checkout", "-q", "--detach")
    git(tmp_path / "机器", "branch", "-D", "main")
    assert _json(tmp_path / "机器")["holds"]


def test_a_bare_repository_is_proven_where_it_lies(server: Server) -> None:
    assert _json(server.folder)["holds"]


def test_warnings_of_a_lenient_policy_are_in_the_report(tmp_path: Path) -> None:
    plan(tmp_path, "init", "w", "--example", "chengdu-13-5")
    folder = tmp_path / "w"
    text = (folder / "plan.yaml").read_text(encoding="utf-8").replace("enforcement: strict", "enforcement: warn")
    trusted = commit(folder, {"plan.yaml": text})
    commit(folder, {"chapters/00-preamble.md": "# 前言\n"})
    shown = _json(folder, "--root", trusted)
    assert shown["holds"]
    assert [item["path"] for item in shown["warnings"]] == ["chapters/00-preamble.md"]  # type: ignore[union-attr]
    assert "allowed with a warning" in plan(folder, "verify", "--root", trusted).stderr


def test_one_step_is_judged_for_whoever_asks(server: Server) -> None:
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    with PlanRepository.find(server.clone) as repository:
        parent, head = repository.commit_of("HEAD~1"), repository.commit_of("HEAD")
        judgement = judge(repository, parent, head, datetime.date(2026, 1, 1))
        assert judgement.refused
        assert judgement.signer is None
        approval = judge(repository, repository.commit_of("HEAD~2"), parent, datetime.date(2026, 1, 1))
    assert not approval.refused
    assert [path.split("-")[3] for path in approval.records] == ["approval"]


def test_what_was_kept_of_a_range_does_not_bend_the_replay(server: Server) -> None:
    """A merge that was judged from one side is judged from the other where that is the better way."""
    side = git(server.clone, "rev-parse", "HEAD")
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    git(server.clone, "switch", "-q", "-c", "旁路", side)
    commit(server.clone, {"workplan.md": "# 方案\n"})
    git(server.clone, "merge", "-q", "--no-ff", "-s", "ours", "--no-edit", bad)
    git(server.clone, "branch", "-f", "main", "HEAD")
    kept = plan(server.clone, "verify", "--range", f"{bad}..main", check=None)
    assert kept.returncode in (0, 1)
    assert _json(server.clone) == _json(server.clone, "--fresh")

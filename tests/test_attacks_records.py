"""Attacks on records, policy and schedule, each pushed at a real bare repository with the hook installed."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from plans import example, plan
from pushing import Server, approve, commit, copied, git, made_server, record_file, recorded_as


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The first phase with its approval on the server."""
    server = made_server(tmp_path_factory.mktemp("server"))
    approve(server.clone)
    server.accepts("main")
    return server


@pytest.fixture
def server(made: Server, tmp_path: Path) -> Server:
    return copied(made, tmp_path)


@pytest.fixture(scope="module")
def unapproved(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return made_server(tmp_path_factory.mktemp("unapproved"))


@pytest.fixture
def waiting(unapproved: Server, tmp_path: Path) -> Server:
    """The same before the approval."""
    return copied(unapproved, tmp_path)


def _approval(server: Server, *more: str) -> str:
    """The text of an approval as it would be made now; nothing is kept of it."""
    approve(server.clone, *more)
    text = record_file(server.clone).read_text(encoding="utf-8")
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    return text


def _push_text(server: Server, text: str, saying: str) -> str:
    path, text = recorded_as(text)
    commit(server.clone, {path: text})
    return server.refuses("main", saying=saying)


def test_a_changed_record_is_refused(server: Server) -> None:
    file = record_file(server.clone)
    path = f"records/{file.name}"
    commit(server.clone, {path: file.read_text(encoding="utf-8") + "note: 补一句\n"})
    server.refuses("main", saying="records are only ever added; this one would be changed or removed")


def test_a_removed_record_is_refused_with_file_and_commit(server: Server) -> None:
    path = f"records/{record_file(server.clone).name}"
    bad = commit(server.clone, {path: None})
    assert f"refused {bad[:10]} {path}" in server.refuses("main", saying="records are only ever added")


def test_a_renamed_record_is_refused(server: Server) -> None:
    file = record_file(server.clone)
    other = file.name.replace("2015-05-25", "2015-05-24", 1)
    git(server.clone, "mv", f"records/{file.name}", f"records/{other}")
    commit(server.clone, {})
    said = server.refuses("main", saying="records are only ever added")
    assert "changed or renamed after it was recorded" in said


def test_records_hidden_in_another_folder_are_refused(server: Server) -> None:
    text = record_file(server.clone).read_text(encoding="utf-8")
    commit(server.clone, {"records/副本/2015-05-25-approval.yaml": text})
    server.refuses("main", saying="this file is no record and does not belong here")


def test_a_record_copied_for_another_milestone_is_refused(server: Server) -> None:
    text = record_file(server.clone, "deliverable").read_text(encoding="utf-8")
    milestone = re.search(r"milestone: (P1-D[123])", text)
    assert milestone is not None
    forged = text.replace(f"milestone: {milestone[1]}", "milestone: P1-G1")
    _push_text(server, forged, saying="is not what P1-G1 asks for")


def test_a_record_copied_for_another_document_is_refused(waiting: Server) -> None:
    text = _approval(waiting)
    _push_text(
        waiting, text.replace("document: workplan", "document: outline"), saying="is about the document workplan"
    )


def test_a_record_copied_from_another_repository_is_refused(waiting: Server, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    other = made_server(tmp_path / "别处")
    commit(other.clone, {"workplan.md": "# 别处的方案\n"})
    text = _approval(other)
    _push_text(waiting, text, saying="the record belongs to another plan repository")


def test_a_record_of_another_repository_made_to_fit_fails_by_its_commit(waiting: Server) -> None:
    text = _approval(waiting)
    forged = re.sub(r"commit: [0-9a-f]{40}", f"commit: {'1' * 40}", text)
    said = _push_text(waiting, forged, saying="which is not part of this branch")
    assert "the digest is not that of the content at the commit it names" in said


def test_the_digest_of_another_text_is_refused(waiting: Server) -> None:
    text = _approval(waiting)
    forged = re.sub(r"digest: [0-9a-f]{64}", f"digest: {'a' * 64}", text)
    _push_text(waiting, forged, saying="the digest is not that of the content at the commit it names")


def test_the_digest_of_an_older_edition_counts_for_that_text_only(waiting: Server) -> None:
    """An approval of the older text may be recorded; it is stale, and the gate stays closed."""
    text = _approval(waiting)
    commit(waiting.clone, {"workplan.md": "# 审定之后换上的方案\n"})
    path, text = recorded_as(text)
    commit(waiting.clone, {path: text})
    waiting.accepts("main")
    assert "stale" in plan(waiting.clone, "gate", "--as-of", "2015-05-26", check=1).stdout
    plan(waiting.clone, "gate", "pass", "P1", "--as-of", "2015-05-26", check=1)


def test_a_record_about_a_commit_of_another_branch_is_refused(waiting: Server) -> None:
    git(waiting.clone, "switch", "-q", "-c", "草稿")
    commit(waiting.clone, {"workplan.md": "# 没有人见过的方案\n"})
    waiting.accepts("草稿")
    git(waiting.clone, "branch", "-f", "main")
    git(waiting.clone, "switch", "-q", "main")
    text = _approval(waiting)
    git(waiting.clone, "reset", "-q", "--hard", "origin/main")
    _push_text(waiting, text, saying="which is not part of this branch")


def test_an_approval_by_somebody_who_is_no_member_is_refused(waiting: Server) -> None:
    text = _approval(waiting)
    forged = text.replace("body: party-group\n", "body: party-group\nperson: nobody\n")
    _push_text(waiting, forged, saying="nobody is not among the people of organization.yaml")


def test_an_approval_by_another_body_is_refused(waiting: Server) -> None:
    text = _approval(waiting)
    _push_text(
        waiting, text.replace("body: party-group", "body: office"), saying="P1-G1 is for party-group, not for office"
    )


def test_a_forged_author_proves_nothing(waiting: Server) -> None:
    """Whoever is named as the author: the record is taken for what it says, and every report says unsigned."""
    approve(waiting.clone)
    git(waiting.clone, "commit", "-q", "--amend", "--no-edit", "--author", "党组书记 <secretary@example.org>")
    waiting.accepts("main")
    shown = plan(waiting.clone, "verify").stdout
    assert "unsigned" in shown
    assert "党组书记" not in shown
    assert "not required: anyone may name any body" in shown


@pytest.mark.parametrize("day", ["2001-01-01T00:00:00 +0800", "2099-01-01T00:00:00 +0800"])
def test_a_commit_with_another_date_is_judged_by_the_state_before_it(server: Server, day: str) -> None:
    """What was writable in an earlier phase is not writable again by a date."""
    plan(server.clone, "gate", "pass", "P1", "--as-of", "2015-05-25")
    server.accepts("main")
    dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    commit(server.clone, {"workplan.md": "# 关口以后改的方案\n"}, **dates)
    server.refuses("main", saying="workplan.md is worked on in P1")


def test_a_record_from_the_future_is_refused(waiting: Server) -> None:
    ahead = (datetime.date.today() + datetime.timedelta(days=400)).isoformat()  # noqa: DTZ011
    text = _approval(waiting).replace("recorded: 2015-05-25", f"recorded: {ahead}")
    _push_text(waiting, text, saying=f"the day of the record, {ahead}, has not come yet")


@pytest.mark.parametrize(
    ("file", "old", "new", "matter"),
    [
        ("plan.yaml", "enforcement: strict", "enforcement: warn", "policy"),
        ("schedule.yaml", "day: 2015-05-25", "day: 2015-12-25", "schedule"),
        ("schedule.yaml", "- workplan.md ", "- chapters/** ", "schedule"),
        ("organization.yaml", "name: ", "name: 假", "organization"),
    ],
)
def test_what_governs_changes_by_an_amendment_only(server: Server, file: str, old: str, new: str, matter: str) -> None:
    text = (server.clone / file).read_text(encoding="utf-8")
    assert old in text
    commit(server.clone, {file: text.replace(old, new, 1)})
    server.refuses("main", saying=f"{file} changes by an amendment only")


def test_a_policy_loosened_in_the_same_push_gives_no_rights(server: Server) -> None:
    """First the policy, then what it would allow: the first commit is refused, and with it the second."""
    text = (server.clone / "plan.yaml").read_text(encoding="utf-8")
    commit(server.clone, {"plan.yaml": text.replace("enforcement: strict", "enforcement: warn")})
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n\n提前动笔。\n"})
    server.refuses("main", saying="plan.yaml changes by an amendment only")


def test_a_policy_loosened_in_the_same_commit_gives_no_rights(server: Server) -> None:
    text = (server.clone / "plan.yaml").read_text(encoding="utf-8")
    loosened = text.replace("enforcement: strict", "enforcement: warn")
    commit(server.clone, {"plan.yaml": loosened, "chapters/00-preamble.md": "# 前言\n\n提前动笔。\n"})
    said = server.refuses("main", saying="plan.yaml changes by an amendment only")
    assert "chapters/00-preamble.md is worked on in P3" in said


def test_an_amendment_of_the_right_body_is_taken_and_one_of_another_refused(server: Server) -> None:
    text = (server.clone / "schedule.yaml").read_text(encoding="utf-8")
    (server.clone / "schedule.yaml").write_text(text.replace("2015-06-30", "2015-07-02"), encoding="utf-8")
    words = ["amend", "schedule", "--reason", "省科协推迟", "--as-of", "2015-05-26"]
    plan(server.clone, *words, "--body", "party-group")
    path = record_file(server.clone, "amendment")
    forged = path.read_text(encoding="utf-8").replace("body: party-group", "body: office")
    honest = git(server.clone, "rev-parse", "HEAD")
    changed = (server.clone / "schedule.yaml").read_text(encoding="utf-8")
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    name, forged = recorded_as(forged)
    commit(server.clone, {name: forged, "schedule.yaml": changed})
    server.refuses("main", saying="the policy lets party-group change")
    git(server.clone, "reset", "-q", "--hard", honest)
    server.accepts("main")


def test_an_amendment_that_names_another_change_is_refused(server: Server) -> None:
    text = (server.clone / "schedule.yaml").read_text(encoding="utf-8")
    (server.clone / "schedule.yaml").write_text(text.replace("2015-06-30", "2015-07-02"), encoding="utf-8")
    plan(server.clone, "amend", "schedule", "--reason", "推迟", "--body", "party-group", "--as-of", "2015-05-26")
    name = f"records/{record_file(server.clone, 'amendment').name}"
    record = (server.clone / name).read_text(encoding="utf-8")
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    commit(server.clone, {name: record, "schedule.yaml": text.replace("2015-06-30", "2016-06-30")})
    server.refuses("main", saying="schedule.yaml changes by an amendment only")


def test_a_waiver_by_a_body_that_may_not_is_refused(waiting: Server) -> None:
    plan(waiting.clone, "waive", "P1-G1", "--body", "party-group", "--reason", "时间紧", "--as-of", "2015-05-25")
    text = record_file(waiting.clone, "waiver").read_text(encoding="utf-8")
    git(waiting.clone, "reset", "-q", "--hard", "HEAD~1")
    _push_text(waiting, text.replace("body: party-group", "body: office"), saying="the policy lets party-group waive")


def test_a_passing_without_what_it_rests_on_is_refused(server: Server) -> None:
    plan(server.clone, "gate", "pass", "P1", "--as-of", "2015-05-25")
    text = record_file(server.clone, "passing").read_text(encoding="utf-8")
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    forged = re.sub(r"(record: \S+-approval-\S+-)[0-9a-f]{8}", r"\g<1>00000000", text)
    assert forged != text
    _push_text(server, forged, saying="the grounds are not what met the milestones")


def test_the_same_record_twice_under_two_days_is_refused(server: Server) -> None:
    text = record_file(server.clone).read_text(encoding="utf-8")
    forged = text.replace("recorded: 2015-05-25", "recorded: 2015-05-26").replace(
        "decided: 2015-05-25", "decided: 2015-05-26"
    )
    _push_text(server, forged, saying="P1-G1 is met already")


def test_a_merge_that_drops_a_record_is_refused(server: Server, tmp_path: Path) -> None:
    """`git merge -s ours` keeps the ancestry and loses what the others decided."""
    base = git(server.clone, "rev-parse", "HEAD~1")
    git(server.clone, "switch", "-q", "-c", "旁路", base)
    commit(server.clone, {"workplan.md": "# 旁路\n"})
    git(server.clone, "merge", "-q", "-s", "ours", "--no-edit", "main")
    server.refuses("HEAD:main", saying="records are only ever added")


def test_the_example_is_where_all_this_happens(tmp_path: Path) -> None:
    assert "enforcement: strict" in (example(tmp_path / "p") / "plan.yaml").read_text(encoding="utf-8")

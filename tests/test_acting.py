"""Acts on real repositories through the real command: the seed's year, and everything that is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
from pathlib import Path

import jsonschema
import plan_cli
import pytest
from plan_cli.cli.help import columns_of
from plan_cli.cli.main import run

from plans import example, plan


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode()


def _commit(folder: Path, path: str, text: str, message: str = "修改") -> None:
    """Write or extend a file and commit it, as a drafter does."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text, encoding="utf-8")
    _git(folder, "add", path)
    _git(folder, "commit", "-qm", message)


def _gate(folder: Path, *arguments: str, day: str, check: int) -> dict[str, object]:
    shown: dict[str, object] = json.loads(
        plan(folder, "gate", *arguments, "--json", "--as-of", day, check=check).stdout
    )
    return shown


def _fulfilments(folder: Path, *arguments: str, day: str, check: int = 1) -> dict[str, str]:
    phase = _gate(folder, *arguments, day=day, check=check)["phase"]
    assert isinstance(phase, dict)
    return {item["id"]: item["fulfilment"] for item in phase["milestones"]}


def _milestone(folder: Path, phase: str, milestone: str, day: str, check: int) -> dict[str, object]:
    shown = _gate(folder, phase, day=day, check=check)["phase"]
    assert isinstance(shown, dict)
    found: dict[str, object] = next(item for item in shown["milestones"] if item["id"] == milestone)
    return found


def _first_phase_ready(folder: Path) -> None:
    """Everything of the first phase but its approval."""
    _commit(folder, "proposals/a.yaml", "title: 基层科普设施共建共享\n", "征集建议")
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        plan(folder, "hand-in", milestone, "--as-of", "2015-05-20")


def _approve(folder: Path, *more: str, day: str = "2015-05-25", check: int = 0) -> subprocess.CompletedProcess[str]:
    return plan(folder, "approve", "P1-G1", "--body", "党组", "--as-of", day, *more, check=check)


def test_the_year_of_the_seed(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")

    # 部署阶段: solicitation, work scheme and topics; returned once, approved, changed, approved again one day late.
    assert set(_fulfilments(folder, day="2015-05-16").values()) == {"unmet"}
    _first_phase_ready(folder)
    shown = _approve(folder, "--outcome", "退回", "--minutes", "党组会议纪要〔2015〕8号", day="2015-05-22").stdout
    assert "讨论稿" in shown
    assert "unchanged" in shown
    assert _fulfilments(folder, day="2015-05-22")["P1-G1"] == "returned"
    assert "P1-G1" in plan(folder, "gate", "pass", "P1", "--as-of", "2015-05-22", check=1).stderr
    _commit(folder, "workplan.md", "\n补充了征集范围。\n")
    shown = _approve(folder, "--minutes", "党组会议纪要〔2015〕9号").stdout
    assert "workplan.md" in shown
    assert set(_fulfilments(folder, day="2015-05-25", check=0).values()) == {"met"}
    _commit(folder, "workplan.md", "\n又改了一句。\n")
    item = _milestone(folder, "P1", "P1-G1", "2015-05-26", check=1)
    assert item["fulfilment"] == "stale"
    assert item["changed"] == [{"path": "workplan.md", "kind": "changed"}]
    assert item["overdue"] == {"days": 1, "working_days": 1, "estimated": False}
    assert item["command"] == "plan approve P1-G1 --body party-group"
    _approve(folder, "--minutes", "党组会议纪要〔2015〕10号", day="2015-05-26")
    plan(folder, "gate", "pass", "P1", "--as-of", "2015-05-26")
    item = _milestone(folder, "P1", "P1-G1", "2015-05-26", check=0)
    assert item["late"] == {"days": 1, "working_days": 1, "estimated": False}

    # 研究阶段: the results come late, over the Dragon Boat Festival.
    plan(folder, "new-topic", "基层组织研究", "--question", "A4", "--lead", "office")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "增补课题")
    item = _milestone(folder, "P2", "P2-D1", "2015-06-24", check=1)
    assert item["overdue"] == {"days": 9, "working_days": 6, "estimated": False}
    plan(folder, "hand-in", "P2-D1", "--as-of", "2015-06-24")
    plan(folder, "gate", "pass", "P2", "--as-of", "2015-06-24")

    # 规划编撰: approved after revision; two conditions, met one after the other.
    refused = plan(folder, "new-topic", "来晚了", "--question", "A1", "--lead", "office", check=1)
    assert "P2" in refused.stderr
    assert not (folder / "topics" / "lai-wan-le").exists()
    _commit(folder, "chapters/30-improve.md", "\n起草的一段。\n", "起草")
    plan(folder, "hand-in", "P3-D1", "--as-of", "2015-06-24")
    plan(
        folder,
        *("approve", "P3-G2", "--body", "党组", "--outcome", "修改后通过", "--as-of", "2015-06-25"),
        *("--condition", "补充主要指标的依据", "--condition", "压缩第三部分"),
        *("--confirmed-by", "编撰小组", "--minutes", "党组会议纪要〔2015〕12号"),
    )
    item = _milestone(folder, "P3", "P3-G2", "2015-06-25", check=1)
    assert [condition["number"] for condition in item["open_conditions"]] == [1, 2]  # type: ignore[attr-defined]
    assert "P3-G2" in plan(folder, "submit-to", "四川省科协", "--as-of", "2015-06-25", check=1).stderr
    assert "party-group" in plan(folder, "meet", "P3-G2", "--body", "office", check=1).stderr
    _commit(folder, "chapters/30-improve.md", "\n压缩后的一段。\n")
    plan(folder, "meet", "P3-G2", "--body", "编撰小组", "--condition", "1", "--as-of", "2015-06-26")
    _commit(folder, "indicators.yaml", "\n# 依据已补充\n")
    plan(folder, "meet", "P3-G2", "--body", "编撰小组", "--as-of", "2015-06-28")
    assert _fulfilments(folder, "P3", day="2015-06-28")["P3-G2"] == "met"
    plan(folder, "submit-to", "四川省科协", "--as-of", "2015-06-30", "--minutes", "成科协〔2015〕30号")
    plan(folder, "gate", "pass", "P3", "--as-of", "2015-06-30")

    # 征求意见、发布: the edition goes on, one consultation is waived, the rest follows in its order.
    settings = folder / "plan.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(
            "edition: discussion\n    contents", "edition: consultation\n    contents"
        ),
        encoding="utf-8",
    )
    plan(folder, "amend", "edition", "--reason", "进入征求意见", "--as-of", "2015-07-01")
    plan(folder, "close-consultation", "P4-C1", "--as-of", "2015-09-28")
    assert "P4-C2" in plan(folder, "submit-to", "党组", "--as-of", "2015-10-10", check=1).stderr
    plan(
        folder,
        *("waive", "P4-C2", "--body", "党组", "--reason", "有关部门已在联席会上表态", "--as-of", "2015-10-12"),
    )
    _commit(folder, "chapters/30-improve.md", "\n按意见修改。\n")
    plan(folder, "submit-to", "党组", "--as-of", "2015-12-10")
    plan(folder, "approve", "P4-G5", "--body", "常委会", "--outcome", "原则通过", "--as-of", "2015-12-25")
    plan(folder, "publish", "P4-G6", "--as-of", "2015-12-30")
    plan(folder, "gate", "pass", "P4", "--as-of", "2015-12-30")

    # Years later: all gates stay passed whatever is changed, and every record can be proved with git alone.
    assert "passed" in plan(folder, "gate", "--as-of", "2016-01-04").stdout
    _commit(folder, "chapters/30-improve.md", "\n后来的话。\n")
    _commit(folder, "workplan.md", "\n后来的话。\n")
    for phase in ("P1", "P2", "P3", "P4"):
        assert set(_fulfilments(folder, phase, day="2016-01-04", check=0).values()) <= {"met", "waived"}
    assert "waived by party-group: 有关部门已在联席会上表态" in plan(folder, "gate", "P4").stdout
    listed = json.loads(plan(folder, "records", "--json").stdout)["records"]
    assert all(record["counts"] for record in listed)
    for record in listed:
        _prove_digest(folder, record)
    status = plan(folder, "status", "--as-of", "2016-01-04", PLAN_LANG="zh_CN", COLUMNS="80").stdout
    assert max(map(columns_of, status.splitlines())) <= 80
    assert len(status.splitlines()) <= 40
    assert "不再要求" in status
    assert _git(folder, "status", "--porcelain") == ""
    # The commit of each record holds that record and nothing else.
    for line in _git(folder, "log", "--format=%H", "--grep=Plan-Record").split():
        names = _git(folder, "show", "--format=", "--name-status", line).split()
        assert names[0::2].count("A") == 1
        assert all(name.startswith("records/") or name == "plan.yaml" for name in names[1::2])


def _prove_digest(folder: Path, record: dict[str, object]) -> None:
    says = record["says"]
    assert isinstance(says, dict)
    content = says.get("content")
    if not content or content.get("document") != "outline":
        return
    listed = subprocess.run(
        [
            *("git", "ls-tree", "-r", "-z", "--full-tree", "--format=file %(objectname) %(path)"),
            *(content["commit"], "--", "chapters", "indicators.yaml"),
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    ).stdout
    assert hashlib.sha256(listed).hexdigest() == content["digest"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example(tmp_path_factory.mktemp("ready") / "规划")
    _first_phase_ready(folder)
    return folder


@pytest.fixture
def ready(prepared: Path, tmp_path: Path) -> Path:
    """The example with everything of the first phase but its approval."""
    return Path(shutil.copytree(prepared, tmp_path / "规划"))


def test_only_the_record_is_committed_and_the_rest_stays_as_it_was(ready: Path) -> None:
    (ready / "chapters/10-foundation.md").write_text("改到一半", encoding="utf-8")
    (ready / "indicators.yaml").write_text("# 暂存了的\n", encoding="utf-8")
    (ready / "草稿.txt").write_text("没有加入", encoding="utf-8")
    _git(ready, "add", "indicators.yaml")
    before = _git(ready, "-c", "core.quotePath=false", "status", "--porcelain")
    _approve(ready)
    assert _git(ready, "-c", "core.quotePath=false", "status", "--porcelain") == before
    (added,) = _git(ready, "show", "--format=", "--name-status").splitlines()
    assert added.startswith("A\trecords/2015-05-25-approval-P1-G1-")


def test_an_approval_of_what_is_not_committed_is_refused(ready: Path) -> None:
    (ready / "workplan.md").write_text("另一份", encoding="utf-8")
    head = _git(ready, "rev-parse", "HEAD")
    assert "workplan.md" in _approve(ready, check=1).stderr
    (ready / "workplan.md").unlink()
    assert "workplan.md" in _approve(ready, check=1).stderr
    _git(ready, "checkout", "workplan.md")
    (ready / "topics" / "sample-think-tank" / "evidence.md").write_text("新材料", encoding="utf-8")
    assert "evidence.md" in _approve(ready, check=1).stderr
    assert _git(ready, "rev-parse", "HEAD") == head
    # The body saw an older print: that is what is recorded, and it is stale at once where the text went on.
    _git(ready, "add", ".")
    _git(ready, "commit", "-qm", "新材料")
    _approve(ready, "--at", "HEAD~1")
    assert _fulfilments(ready, day="2015-05-25")["P1-G1"] == "stale"


def test_records_are_made_on_the_protected_branch_only(ready: Path) -> None:
    _git(ready, "switch", "-qc", "起草/甲")
    assert "git switch main" in _approve(ready, check=1).stderr
    _git(ready, "checkout", "-q", "--detach")
    assert "no branch" in _approve(ready, check=1).stderr
    _git(ready, "switch", "-q", "main")
    _approve(ready)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["approve", "P1-G9", "--body", "党组"], 2, "P1-G1"),
        (["approve", "P1-G1", "--body", "党委"], 2, "party-group"),
        (["approve", "P1-G1", "--body", "常委会"], 1, "party-group"),
        (["approve", "P1-D1", "--body", "党组"], 2, "hand-in"),
        (["approve", "P1-G1", "--body", "党组", "--outcome", "同意"], 2, "通过"),
        (["approve", "P1-G1", "--body", "党组", "--outcome", "修改后通过"], 2, "condition"),
        (["approve", "P1-G1", "--body", "党组", "--condition", "改"], 2, "修改后通过"),
        (["approve", "P1-G1", "--body", "党组", "--person", "无此人"], 2, "chen-haiyuan"),
        (["approve", "P1-G1", "--body", "党组", "--date", "2015-13-01"], 2, "2015-13-01"),
        (["approve", "P1-G1", "--body", "党组", "--date", "2015-05-26"], 1, "2015-05-26"),
        (["approve", "P1-G1", "--body", "党组", "--minutes", "\u202e号"], 2, "--minutes"),
        (["approve", "P1-G1", "--body", "党组", "--at", "无此版本"], 2, "无此版本"),
        (["approve", "P3-G2", "--body", "党组"], 1, "P1"),
        (["hand-in", "P1-D2"], 1, "met already"),
        (["hand-in", "P2-D1"], 1, "P1"),
        (["submit-to", "常委会"], 2, "standing-committee"),
        (["submit-to", "四川省科协"], 1, "P1"),
        (["publish", "P4-G6"], 1, "P1"),
        (["close-consultation", "P1-G1"], 2, "approve"),
        (["meet", "P1-G1", "--body", "党组"], 1, "no conditions"),
        (["waive", "P1-G1", "--body", "office", "--reason", "急"], 1, "party-group"),
        (["waive", "P1-D1", "--body", "党组", "--reason", "急"], 1, "already"),
        (["waive", "P1-G1", "--body", "党组", "--reason", " "], 2, "--reason"),
        (["amend", "schedule", "--body", "党组", "--reason", "推迟"], 1, "schedule.yaml"),
        (["amend", "calendar", "--reason", "推迟"], 2, "schedule"),
        (["withdraw", "无此记录", "--reason", "错"], 2, "无此记录"),
        (["withdraw", "deliverable", "--reason", "错"], 2, "several"),
        (["gate", "pass", "P1"], 1, "P1-G1"),
        (["gate", "pass", "P2"], 1, "P1"),
        (["gate", "pass", "P9"], 2, "P1"),
        (["gate", "pass"], 2, "plan gate"),
        (["gate", "P9"], 2, "P1"),
        (["records", "show", "无"], 2, "plan records"),
        (["records", "其他"], 2, "plan records"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    prepared: Path,
    arguments: list[str],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    head = _git(prepared, "rev-parse", "HEAD")
    monkeypatch.chdir(prepared)
    day = [] if arguments[0] == "records" else ["--as-of", "2015-05-25"]
    assert run([*arguments, *day]) == code
    assert said in capsys.readouterr().err
    assert _git(prepared, "rev-parse", "HEAD") == head
    assert _git(prepared, "status", "--porcelain") == ""


def test_a_person_acts_for_a_body_as_its_member_only(ready: Path) -> None:
    text = (ready / "organization.yaml").read_text(encoding="utf-8")
    changed = text.replace(
        "    aliases:\n      - 党组\n",
        "    aliases:\n      - 党组\n    members:\n"
        "      - person: chen-haiyuan\n        role: 书记\n        until: 2015-05-24\n"
        "      - person: lu-xiaodong\n        role: 书记\n        since: 2015-05-25\n",
    )
    (ready / "organization.yaml").write_text(changed, encoding="utf-8")
    shown = plan(
        ready, "amend", "organization", "--body", "党组", "--reason", "任职变动", "--as-of", "2015-05-24"
    ).stdout
    assert "chen-haiyuan" in shown
    assert "no member" in _approve(ready, "--person", "陈海元", check=1).stderr
    assert "no member" in _approve(ready, "--person", "王振飞", check=1).stderr
    _approve(ready, "--person", "卢晓东")


def test_an_amendment_is_one_commit_with_its_file_and_says_what_changed(ready: Path) -> None:
    schedule = ready / "schedule.yaml"
    text = schedule.read_text(encoding="utf-8")
    schedule.write_text(
        text.replace("day: 2015-06-15\n          wording: 6月15日前", "day: 2015-06-20\n          wording: 6月20日前"),
        "utf-8",
    )
    (ready / "questions.yaml").write_text("# 别的改动\n", encoding="utf-8")
    refused = plan(ready, "amend", "schedule", "--reason", "端午", "--as-of", "2015-05-24", check=1)
    assert "party-group" in refused.stderr
    shown = plan(ready, "amend", "schedule", "--body", "党组", "--reason", "端午", "--as-of", "2015-05-24").stdout
    assert "P2-D1.due: 2015-06-15（6月15日前） → 2015-06-20（6月20日前）" in shown
    names = sorted(_git(ready, "show", "--format=", "--name-only").split())
    assert names[0].startswith("records/2015-05-24-amendment-schedule-")
    assert names[1:] == ["schedule.yaml"]
    assert _git(ready, "status", "--porcelain") == " M questions.yaml\n"


def test_an_edition_is_amended_without_a_body_but_hides_no_policy(ready: Path) -> None:
    settings = ready / "plan.yaml"
    text = settings.read_text(encoding="utf-8")
    loosened = text.replace("edition: discussion\n    contents", "edition: consultation\n    contents").replace(
        "enforcement: strict", "enforcement: warn"
    )
    settings.write_text(loosened, encoding="utf-8")
    refused = plan(ready, "amend", "edition", "--reason", "征求意见", check=1)
    assert "plan amend policy" in refused.stderr
    settings.write_text(loosened.replace("enforcement: warn", "enforcement: strict"), encoding="utf-8")
    plan(ready, "amend", "edition", "--reason", "征求意见")
    settings.write_text(loosened, encoding="utf-8")
    shown = plan(ready, "amend", "policy", "--body", "党组", "--reason", "试行").stdout
    assert "policy.enforcement: strict → warn" in shown


def test_milestones_of_a_passed_gate_can_no_longer_be_changed(ready: Path) -> None:
    _approve(ready)
    plan(ready, "gate", "pass", "P1", "--as-of", "2015-05-25")
    schedule = ready / "schedule.yaml"
    schedule.write_text(
        schedule.read_text(encoding="utf-8").replace("      - id: P1-D3", "      - id: P1-D9", 1), encoding="utf-8"
    )
    refused = plan(ready, "amend", "schedule", "--body", "党组", "--reason", "补", "--as-of", "2015-05-26", check=1)
    assert "can no longer be changed" in refused.stderr


def test_what_was_withdrawn_no_longer_counts(ready: Path) -> None:
    _approve(ready)
    refused = plan(ready, "withdraw", "approval", "--body", "office", "--reason", "记错", check=1)
    assert "party-group" in refused.stderr
    plan(ready, "gate", "pass", "P1", "--as-of", "2015-05-25")
    refused = plan(ready, "withdraw", "approval", "--reason", "记错", check=1)
    assert "plan withdraw 2015-05-25-passing-P1-" in refused.stderr
    plan(ready, "withdraw", "passing", "--reason", "会议纪要有误", "--as-of", "2015-05-26")
    plan(ready, "withdraw", "approval-P1", "--reason", "会议纪要有误", "--as-of", "2015-05-26")
    assert _fulfilments(ready, day="2015-05-26")["P1-G1"] == "unmet"
    assert "[withdrawn]" in plan(ready, "records").stdout
    assert "already" in plan(ready, "withdraw", "approval-P1", "--reason", "再来", check=1).stderr
    assert _fulfilments(ready, "P1", day="2015-05-25", check=0)["P1-G1"] == "met"


def test_a_tampered_record_is_found_and_stops_further_acts(ready: Path) -> None:
    _approve(ready)
    (file,) = (ready / "records").glob("*approval*")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("passed", "returned"), encoding="utf-8")
    # Not committed: what counts is what was committed.
    assert _fulfilments(ready, day="2015-05-25", check=0)["P1-G1"] == "met"
    assert "only committed records count" in plan(ready, "gate", "--as-of", "2015-05-25").stderr
    _git(ready, "commit", "-qam", "改记录")
    assert _fulfilments(ready, day="2015-05-25")["P1-G1"] == "unmet"
    assert "G001" in plan(ready, "gate", "--as-of", "2015-05-25", check=1).stderr
    assert file.name in plan(ready, "gate", "pass", "P1", check=1).stderr
    _git(ready, "revert", "--no-edit", "HEAD")
    _git(ready, "mv", f"records/{file.name}", "records/2015-05-25-approval-P3-G2-00000000.yaml")
    _git(ready, "commit", "-qm", "改名")
    assert "G001" in plan(ready, "status").stderr


def test_a_record_of_another_plan_does_not_count(ready: Path, tmp_path: Path) -> None:
    _approve(ready)
    (file,) = (ready / "records").glob("*approval*")
    other = example(tmp_path / "另一个")
    _commit(other, "chapters/10-foundation.md", "\n不同\n")
    _git(other, "commit", "--amend", "-q", "-m", "不同")
    _first_phase_ready(other)
    if _git(other, "rev-list", "--max-parents=0", "HEAD") == _git(ready, "rev-list", "--max-parents=0", "HEAD"):
        pytest.fail("the two plans begin with the same commit")
    _commit(other, f"records/{file.name}", file.read_text(encoding="utf-8"), "抄来的")
    assert _fulfilments(other, day="2015-05-25")["P1-G1"] == "unmet"
    assert "G002" in plan(other, "gate", "--as-of", "2015-05-25", check=1).stderr


def test_two_people_who_decide_at_once_do_not_contradict_each_other_silently(ready: Path, tmp_path: Path) -> None:
    other = tmp_path / "同事"
    _git(tmp_path, "clone", "-q", str(ready), str(other))
    _approve(ready)
    _approve(other, "--outcome", "退回")
    _git(other, "pull", "-q", "--no-rebase", "--no-edit")
    item = _milestone(other, "P1", "P1-G1", "2015-05-25", check=1)
    assert item["fulfilment"] == "disputed"
    assert str(item["command"]).startswith("plan withdraw 2015-05-25-approval-P1-G1-")
    rival = str(item["command"]).split()[2]
    plan(other, "withdraw", rival, "--body", "党组", "--reason", "重复记入", "--as-of", "2015-05-26")
    assert _fulfilments(other, day="2015-05-26", check=None)["P1-G1"] in ("met", "returned")  # type: ignore[arg-type]


def test_acts_at_the_same_moment_are_all_kept_or_refused(ready: Path) -> None:
    results: list[int] = []

    def act(number: int) -> None:
        finished = plan(
            ready, "approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-25", "--note", f"第{number}次", check=None
        )
        results.append(finished.returncode)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorded = _git(ready, "log", "--format=%H", "--grep=审定 P1-G1").split()
    assert len(recorded) == results.count(0) >= 1
    assert set(results) <= {0, 1, 3}
    assert _git(ready, "status", "--porcelain") == ""
    assert len(list((ready / "records").glob("*approval*"))) == len(recorded)


def test_a_commit_that_cannot_be_made_leaves_nothing(ready: Path) -> None:
    lock = ready / ".git" / "index.lock"
    lock.touch()
    assert _approve(ready, check=3).stderr
    lock.unlink()
    assert _git(ready, "status", "--porcelain") == ""
    (ready / ".git" / "refs" / "heads" / "main.lock").touch()
    assert "run the command again" in _approve(ready, check=1).stderr
    (ready / ".git" / "refs" / "heads" / "main.lock").unlink()
    assert _git(ready, "status", "--porcelain") == ""
    _approve(ready)


def test_a_link_in_place_of_the_records_is_not_followed(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "外").mkdir()
    for file in (ready / "records").iterdir():
        file.unlink()
    (ready / "records").rmdir()
    (ready / "records").symlink_to(tmp_path / "外")
    assert "symbolic link" in _approve(ready, check=1).stderr
    assert not list((tmp_path / "外").iterdir())


def test_a_shallow_clone_cannot_act_and_says_why(ready: Path, tmp_path: Path) -> None:
    _git(tmp_path, "clone", "-q", "--depth", "1", ready.as_uri(), "浅")
    assert "git fetch --unshallow" in _approve(tmp_path / "浅", check=3).stderr


def test_warn_says_so_and_goes_on(ready: Path) -> None:
    settings = ready / "plan.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("enforcement: strict", "enforcement: warn"), "utf-8"
    )
    plan(ready, "amend", "policy", "--body", "党组", "--reason", "试行")
    finished = plan(ready, "hand-in", "P3-D1", "--as-of", "2015-05-25")
    assert "warning: P3-D1 belongs to P3" in finished.stderr
    assert _fulfilments(ready, "P3", day="2015-05-25")["P3-D1"] == "met"


def test_a_deliverable_with_errors_is_not_handed_in(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    _commit(folder, "topics/sample-think-tank/topic.yaml", "无此字段: 1\n")
    assert "topics/sample-think-tank/topic.yaml" in plan(folder, "hand-in", "P1-D3", check=1).stderr
    _git(folder, "rm", "-rq", "proposals")
    _git(folder, "commit", "-qm", "没有征集建议")
    assert "proposals" in plan(folder, "hand-in", "P1-D1", check=1).stderr


def test_the_json_of_a_gate_is_of_its_schema_in_any_language(ready: Path) -> None:
    _approve(ready, "--outcome", "修改后通过", "--condition", "压缩篇幅")
    file = Path(plan_cli.__file__).parent / "cli" / "gate.v1.schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    english, chinese = (
        json.loads(plan(ready, "gate", "--json", "--as-of", "2015-05-28", check=1, PLAN_LANG=language).stdout)
        for language in ("en", "zh_CN")
    )
    jsonschema.validate(english, schema)
    assert english == chinese
    shown = plan(ready, "gate", "--as-of", "2015-05-28", check=1, PLAN_LANG="zh_CN", COLUMNS="80").stdout
    assert "修改要求未落实，逾期 3 天（3 个工作日）" in shown
    assert "day" not in shown
    assert plan(ready, "records", "show", "approval", PLAN_LANG="zh_CN").stdout.startswith("审定 2015-05-25-approval")

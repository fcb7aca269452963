"""Signatures of commits and tags, and which records they make count: real keys, real commits, no configuration."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from plan_cli.acting.record_text import written
from plan_cli.errors import ToolFailedError
from plan_cli.gates.evaluate import Fulfilment, Report, evaluate
from plan_cli.loading.contents import present
from plan_cli.loading.loader import load
from plan_cli.loading.signers import new_signatures, record_signatures
from plan_cli.model.finding import Code
from plan_cli.model.plan import Plan
from plan_cli.model.records import Content, Decision, Outcome, RecordKind
from plan_cli.model.signature import ObjectState, RecordSignature
from plan_cli.model.values import Identifier
from plan_cli.repository.commits import commit_in_work_tree
from plan_cli.repository.git import Git
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.signatures import signature, signatures
from plan_cli.repository.ssh_keygen import sign

from plans import MINIMAL, plan_with
from ssh_keys import KeyPair, make_key, organization, person

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")

DAY = datetime.date(2015, 5, 25)
SCHEDULE = (
    "phases:\n  - id: P1\n    name: 部署阶段\n    start: 2015-05-15\n    end: 2015-05-25\n"
    "    writable: [chapters/**]\n    milestones:\n"
    "      - {id: G1, title: 党组审定, kind: 审定, due: 2015-05-25, body: dangzu, document: outline}\n"
    "  - id: P2\n    name: 征求意见\n    start: 2015-06-01\n    end: 2015-06-30\n    writable: [chapters/**]\n"
    "    milestones:\n"
    "      - {id: G2, title: 党组再审定, kind: 审定, body: dangzu, document: outline}\n"
)
POLICY = "policy: {{enforcement: strict, signing: {signing}, waived_by: dangzu, amended_by: dangzu}}\n"
MEMBERS = "      - {person: chen, role: 书记}\n      - {person: lu, role: 成员, until: 2015-05-31}\n"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyPair]:
    """Of 陈海元 and 卢晓东 of the party group, of 周光志 who is in no body, and of somebody nobody knows."""
    folder = tmp_path_factory.mktemp("钥匙")
    return {name: make_key(folder, name) for name in ("chen", "lu", "zhou", "fremd")}


def _files(keys: dict[str, KeyPair], signing: str = "required", **written_keys: str) -> dict[str, str | bytes]:
    people = []
    for name, called in (("chen", "陈海元"), ("lu", "卢晓东"), ("zhou", "周光志")):
        people.append(person(name, called, written_keys.get(name, f'{{key: "{keys[name].line}", since: 2015-01-01}}')))
    return {
        "plan.yaml": MINIMAL["plan.yaml"] + POLICY.format(signing=signing),
        "schedule.yaml": SCHEDULE,
        "organization.yaml": organization(*people, members=MEMBERS),
        "chapters/1.md": "## 总体要求\n",
    }


def _git(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout.decode().strip()


def _commit(folder: Path, files: dict[str, str | bytes], key: KeyPair | None, message: str = "提交") -> str:
    """A commit with these files on the current branch, signed or not."""
    git = Git(folder)
    top, tip = _git(folder, "symbolic-ref", "--short", "HEAD"), _git(folder, "rev-parse", "HEAD")
    contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    old = {path: (folder / path).read_bytes() for path in contents if (folder / path).exists()}
    signer: Callable[[bytes], bytes] | None = None
    if key is not None:
        file = key.file

        def signer(payload: bytes) -> bytes:
            return sign(payload, file)

    return commit_in_work_tree(git, folder, top, tip, contents, message, signer, old)


def _record(folder: Path, milestone: str = "G1", day: datetime.date = DAY, **more: object) -> tuple[str, bytes]:
    """Path and text of an approval of what is committed now."""
    with PlanRepository.find(folder) as repository:
        snapshot = repository.at("HEAD")
        loaded = load(snapshot).require_plan()
        root = repository.root_of(snapshot.commit) or ""
        digest = present(snapshot, loaded, root).digests[milestone]
    fields: dict[str, object] = {"outcome": Outcome.PASSED, "body": Identifier("dangzu"), **more}
    record = Decision(
        format=1,
        kind=RecordKind.APPROVAL,
        plan=root,
        recorded=day,
        decided=day,
        milestone=Identifier(milestone),
        content=Content(snapshot.commit, digest, 1, Identifier("outline")),
        **fields,  # type: ignore[arg-type]
    )
    made, text = written(record)
    return made.place.path, text


def _approve(folder: Path, key: KeyPair | None, day: datetime.date = DAY, **more: object) -> str:
    path, text = _record(folder, day=day, **more)
    _commit(folder, {path: text}, key, "审定")
    return path


def _judged(folder: Path, revision: str = "HEAD", day: datetime.date = DAY) -> tuple[Plan, Report]:
    with PlanRepository.find(folder) as repository:
        snapshot = repository.at(revision)
        loaded = load(snapshot).require_plan()
        oids = {record.place.path: snapshot.oid(record.place.path) for record in loaded.records}
        found = record_signatures(repository.git, snapshot.commit, loaded.records, oids)
        now = present(snapshot, loaded, repository.root_of(snapshot.commit))
        now = type(now)(now.root, now.digests, found)
    return loaded, evaluate(loaded, now, day)


def _signatures(folder: Path) -> list[RecordSignature]:
    with PlanRepository.find(folder) as repository:
        snapshot = repository.at("HEAD")
        records = load(snapshot).require_plan().records
        oids = {record.place.path: snapshot.oid(record.place.path) for record in records}
        return [*record_signatures(repository.git, snapshot.commit, records, oids).values()]


def _fulfilment(folder: Path, milestone: str = "G1", day: datetime.date = DAY) -> Fulfilment:
    item = _judged(folder, day=day)[1].milestone(milestone)
    assert item is not None
    return item.fulfilment


# One object by itself.


@pytest.fixture
def ready(keys: dict[str, KeyPair], tmp_path: Path) -> Path:
    return plan_with(tmp_path / "规划", _files(keys))


def test_what_git_itself_signed_is_verified_without_its_configuration(ready: Path, keys: dict[str, KeyPair]) -> None:
    ssh = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['chen'].file}")
    _git(ready, *ssh, "commit", "-S", "--allow-empty", "-qm", "签名的提交\n\n正文：第二段。")
    _git(ready, *ssh, "tag", "-s", "-m", "讨论稿", "讨论稿-1")
    _git(ready, "tag", "-a", "-m", "未签", "讨论稿-0")
    # Whatever is configured in the repository is never run, or it would leave this file.
    trap = ready.parent / "陷阱"
    _git(ready, "config", "gpg.ssh.program", f"sh -c 'touch {trap}'")
    _git(ready, "config", "gpg.ssh.allowedSignersFile", "/dev/null")
    commit, tag, plain = (_git(ready, "rev-parse", name) for name in ("HEAD", "讨论稿-1", "讨论稿-0"))
    allowed = {keys["chen"].fingerprint: keys["chen"].line}
    found = signatures(Git(ready), [commit, tag, plain, _git(ready, "rev-parse", "HEAD~")], allowed)
    states = [item.state for item in found.values()]
    assert states == [ObjectState.GOOD, ObjectState.GOOD, ObjectState.UNSIGNED, ObjectState.UNSIGNED]
    assert found[commit].fingerprint == keys["chen"].fingerprint
    assert signature(Git(ready), commit, {}).state is ObjectState.UNKNOWN
    assert not trap.exists()


def test_what_we_sign_git_verifies(ready: Path, keys: dict[str, KeyPair], tmp_path: Path) -> None:
    made = _commit(ready, {"chapters/1.md": "## 甲\n"}, keys["chen"], "改一章\n\n说明：“引号”。\n")
    allowed = tmp_path / "allowed"
    allowed.write_text(f"chen {keys['chen'].line}\n", encoding="utf-8")
    done = subprocess.run(
        ["git", "-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", "--raw", made],
        cwd=ready,
        capture_output=True,
        check=False,
    )
    assert b'Good "git" signature for chen' in done.stderr + done.stdout
    assert _git(ready, "fsck", "--strict", "--no-dangling") == ""


def _rewritten(folder: Path, commit: str, change: Callable[[bytes], bytes], kind: str = "commit") -> str:
    content = Git(folder).run("cat-file", kind, commit)
    return (
        Git(folder)
        .run("hash-object", "-t", kind, "-w", "--literally", "--stdin", stdin=change(content))
        .decode()
        .strip()
    )


def _doubled(content: bytes) -> bytes:
    head, __, message = content.partition(b"\n\n")
    start = head.index(b"gpgsig ")
    return head + b"\n" + head[start:] + b"\n\n" + message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("审定".encode(), "退回".encode()), "not of this commit"),
        (lambda text: text.replace(b"author ", b"author X "), "not of this commit"),
        (lambda text: text.replace(b"-----END SSH", b"-----END XXX"), "cut off"),
        (lambda text: text.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"), "otherwise than with an SSH key"),
        (_doubled, "several signatures"),
        (lambda text: text.replace(b"gpgsig ", b"gpgsig-sha256 "), "several signatures"),
        (lambda text: text.replace(b"\n U1NIU0", b"\n U1NIU1"), "cut off"),
        (lambda text: text.replace(b"author", b"\0author"), "malformed"),
    ],
)
def test_what_was_changed_after_signing_does_not_hold(
    ready: Path, keys: dict[str, KeyPair], change: Callable[[bytes], bytes], said: str
) -> None:
    made = _commit(ready, {"chapters/1.md": "## 审定\n"}, keys["chen"], "审定")
    bad = _rewritten(ready, made, change)
    found = signature(Git(ready), bad, {keys["chen"].fingerprint: keys["chen"].line})
    assert found.state is ObjectState.BAD
    assert said in found.problem


def test_a_signature_of_another_commit_or_another_purpose_does_not_hold(
    ready: Path, keys: dict[str, KeyPair], tmp_path: Path
) -> None:
    allowed = {keys["chen"].fingerprint: keys["chen"].line}
    one = _commit(ready, {"chapters/1.md": "## 甲\n"}, keys["chen"])
    two = _commit(ready, {"chapters/1.md": "## 乙\n"}, None)
    head = Git(ready).run("cat-file", "commit", one).partition(b"\n\n")[0]
    copied = head[head.index(b"\ngpgsig ") :]
    forged = _rewritten(ready, two, lambda text: text.replace(b"\n\n", copied + b"\n\n", 1))
    assert signature(Git(ready), forged, allowed).state is ObjectState.BAD
    payload = Git(ready).run("cat-file", "commit", two)
    file = tmp_path / "载荷"
    file.write_bytes(payload)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", keys["chen"].file, file], check=True)
    other = (tmp_path / "载荷.sig").read_bytes().rstrip(b"\n").replace(b"\n", b"\n ")
    forged = _rewritten(ready, two, lambda text: text.replace(b"\n\n", b"\ngpgsig " + other + b"\n\n", 1))
    found = signature(Git(ready), forged, allowed)
    assert (found.state, "something else than git" in found.problem) == (ObjectState.BAD, True)


def test_a_tag_that_was_changed_does_not_hold(ready: Path, keys: dict[str, KeyPair]) -> None:
    ssh = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['chen'].file}")
    _git(ready, *ssh, "tag", "-s", "-m", "讨论稿", "讨论稿-1")
    tag = _git(ready, "rev-parse", "讨论稿-1")
    moved = _rewritten(ready, tag, lambda text: text.replace("讨论稿-1".encode(), "印发稿-1".encode()), "tag")
    assert signature(Git(ready), moved, {keys["chen"].fingerprint: keys["chen"].line}).state is ObjectState.BAD


def test_what_is_missing_large_or_no_commit_is_said(ready: Path) -> None:
    with pytest.raises(ToolFailedError):
        signature(Git(ready), "1" * 40, {})
    tree = _git(ready, "rev-parse", "HEAD^{tree}")
    assert signature(Git(ready), tree, {}).state is ObjectState.BAD
    large = _rewritten(ready, _git(ready, "rev-parse", "HEAD"), lambda text: text + b"x" * (1 << 20))
    assert signature(Git(ready), large, {}).state is ObjectState.BAD
    assert signatures(Git(ready), [], {}) == {}


# Which records count.


def test_a_record_counts_when_a_member_signed_it(ready: Path, keys: dict[str, KeyPair]) -> None:
    _approve(ready, keys["chen"])
    loaded, report = _judged(ready)
    assert _fulfilment(ready) is Fulfilment.MET
    assert report.findings == ()
    (found,) = _signatures(ready)
    assert (found.person, found.fingerprint, found.day) == ("chen", keys["chen"].fingerprint, DAY)
    assert loaded.records[0].id


@pytest.mark.parametrize(
    ("who", "day", "said"),
    [
        (None, DAY, "it is unsigned"),
        ("zhou", DAY, "周光志, who signed, is no member of 市科协党组 on 2015-05-25"),
        ("fremd", DAY, "is not in organization.yaml"),
        ("lu", datetime.date(2015, 6, 2), "卢晓东, who signed, is no member of 市科协党组 on 2015-06-02"),
    ],
)
def test_what_others_signed_does_not_count(
    ready: Path, keys: dict[str, KeyPair], who: str | None, day: datetime.date, said: str
) -> None:
    _approve(ready, keys[who] if who else None, day)
    __, report = _judged(ready, day=day)
    assert _fulfilment(ready, day=day) is Fulfilment.UNMET
    (finding,) = report.findings
    assert finding.code is Code.UNSIGNED_RECORD
    assert said in finding.message


@pytest.mark.parametrize(
    ("validity", "said"),
    [
        ("until: 2015-05-24", "was valid until 2015-05-24"),
        ("since: 2015-05-26", "is valid from 2015-05-26 on only"),
        ("revoked: 2015-05-20, reason: 遗失", "was revoked from 2015-05-20 on（遗失）"),
        ("revoked: 2015-05-25, reason: stolen", "was revoked from 2015-05-25 on（被盗）"),
    ],
)
def test_a_key_signs_within_its_time_only(keys: dict[str, KeyPair], tmp_path: Path, validity: str, said: str) -> None:
    line = f'{{key: "{keys["chen"].line}", {validity}}}'
    folder = plan_with(tmp_path / "规划", _files(keys, chen=line))
    _approve(folder, keys["chen"])
    assert _fulfilment(folder) is Fulfilment.UNMET
    assert said in _judged(folder)[1].findings[0].message


def test_an_old_date_does_not_bring_an_expired_key_back(keys: dict[str, KeyPair], tmp_path: Path) -> None:
    line = f'{{key: "{keys["chen"].line}", until: 2015-05-20}}'
    folder = plan_with(tmp_path / "规划", _files(keys, chen=line))
    _approve(folder, keys["lu"], datetime.date(2015, 5, 22), outcome=Outcome.RETURNED)
    _approve(folder, keys["chen"], datetime.date(2015, 5, 19))
    assert _fulfilment(folder) is not Fulfilment.MET
    assert "was valid until 2015-05-20" in _judged(folder)[1].findings[0].message


def test_a_forged_author_or_another_person_named_changes_nothing(ready: Path, keys: dict[str, KeyPair]) -> None:
    environment = {"GIT_AUTHOR_NAME": "陈海元", "GIT_COMMITTER_NAME": "陈海元"}
    path, text = _record(ready)
    (ready / "records").mkdir()
    (ready / path).write_bytes(text)
    _git(ready, "add", path)
    _git(ready, "commit", "-qm", "审定", **environment)
    assert _fulfilment(ready) is Fulfilment.UNMET
    _approve(ready, keys["chen"], person=Identifier("lu"), minutes="第二次")
    assert "the record names 卢晓东, and 陈海元 signed it" in " ".join(
        finding.message for finding in _judged(ready)[1].findings
    )


def test_a_key_added_with_the_approval_it_signs_does_not_count(keys: dict[str, KeyPair], tmp_path: Path) -> None:
    files = _files(keys)
    folder = plan_with(tmp_path / "规划", files)
    path, text = _record(folder)
    own = str(files["organization.yaml"]).replace(keys["chen"].line, keys["fremd"].line)
    _commit(folder, {path: text, "organization.yaml": own}, keys["fremd"])
    assert _fulfilment(folder) is Fulfilment.UNMET
    # Nor does it afterwards: what is judged is the state before.
    _commit(folder, {"chapters/2.md": "## 乙\n"}, keys["fremd"])
    assert "is not in organization.yaml" in _judged(folder)[1].findings[0].message


def test_a_policy_loosened_with_the_approval_it_lets_in_does_not_help(keys: dict[str, KeyPair], tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", _files(keys))
    path, text = _record(folder)
    loose = (folder / "plan.yaml").read_text(encoding="utf-8").replace("signing: required", "signing: off")
    _commit(folder, {path: text, "plan.yaml": loose}, None)
    _commit(folder, {"plan.yaml": loose.replace("signing: off", "signing: required")}, None)
    assert _fulfilment(folder) is Fulfilment.UNMET


def test_what_was_recorded_before_signatures_were_required_still_counts(
    keys: dict[str, KeyPair], tmp_path: Path
) -> None:
    folder = plan_with(tmp_path / "规划", _files(keys, signing="off"))
    _approve(folder, None)
    settings = (folder / "plan.yaml").read_text(encoding="utf-8").replace("signing: off", "signing: required")
    _commit(folder, {"plan.yaml": settings}, None)
    assert _fulfilment(folder) is Fulfilment.MET
    assert [found.fingerprint for found in _signatures(folder)] == [None]


def test_a_merge_brings_in_what_was_signed_and_nothing_else(ready: Path, keys: dict[str, KeyPair]) -> None:
    _git(ready, "switch", "-qc", "别处")
    signed = _approve(ready, keys["chen"])
    _git(ready, "switch", "-q", "main")
    _commit(ready, {"chapters/9.md": "## 丙\n"}, None)
    ssh = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['chen'].file}")
    _git(ready, *ssh, "merge", "-q", "--no-ff", "-S", "-m", "合并", "别处")
    assert [found.person for found in _signatures(ready)] == ["chen"]
    # Who merges does not sign what others have not: the signature of the merge is not that of the record.
    _git(ready, "switch", "-qc", "又一处")
    unsigned = _approve(ready, None, minutes="伪造")
    _git(ready, "switch", "-q", "main")
    _commit(ready, {"chapters/8.md": "## 丁\n"}, None)
    _git(ready, *ssh, "merge", "-q", "--no-ff", "-S", "-m", "合并", "又一处")
    loaded, __ = _judged(ready)
    by_path = dict(zip((record.place.path for record in loaded.records), _signatures_by_record(ready), strict=True))
    assert by_path[signed].is_proper
    assert not by_path[unsigned].counts


def _signatures_by_record(folder: Path) -> list[RecordSignature]:
    with PlanRepository.find(folder) as repository:
        snapshot = repository.at("HEAD")
        records = load(snapshot).require_plan().records
        oids = {record.place.path: snapshot.oid(record.place.path) for record in records}
        found = record_signatures(repository.git, snapshot.commit, records, oids)
    return [found[record.id] for record in records]


def test_a_branch_from_before_the_revocation_is_judged_by_what_it_is_merged_into(
    ready: Path, keys: dict[str, KeyPair]
) -> None:
    _git(ready, "switch", "-qc", "旧枝")
    _approve(ready, keys["chen"])
    _git(ready, "switch", "-q", "main")
    text = (ready / "organization.yaml").read_text(encoding="utf-8")
    gone = f'{{key: "{keys["chen"].line}", since: 2015-01-01'
    _commit(ready, {"organization.yaml": text.replace(gone, f"{gone}, revoked: 2015-05-01, reason: stolen")}, None)
    _git(ready, "merge", "-q", "--no-ff", "-m", "合并", "旧枝")
    assert _fulfilment(ready) is Fulfilment.UNMET


def test_new_records_are_judged_in_a_bare_repository_by_the_old_tip(
    ready: Path, keys: dict[str, KeyPair], tmp_path: Path
) -> None:
    before = _git(ready, "rev-parse", "HEAD")
    path = _approve(ready, keys["chen"])
    other = _approve(ready, keys["zhou"], minutes="无权")
    _git(tmp_path, "clone", "-q", "--bare", str(ready), "远端.git")
    with PlanRepository.find(tmp_path / "远端.git") as repository:
        old = load(repository.at(before)).require_plan()
        after = load(repository.at("HEAD")).require_plan()
        made = {record.place.path: record for record in after.records}
        added = [(made[path], ["HEAD~"]), (made[other], ["HEAD"])]
        found = new_signatures(
            repository.git, old, [(record, [repository.commit_of(name) for name in names]) for record, names in added]
        )
        # With nothing that could have signed it, a record is unsigned.
        assert not new_signatures(repository.git, old, [(made[path], [])])[made[path].id].counts
    assert found[made[path].id].person == "chen"
    assert not found[made[other].id].counts


def test_a_record_taken_away_and_brought_back_is_still_what_was_signed(ready: Path, keys: dict[str, KeyPair]) -> None:
    _approve(ready, keys["chen"])
    _git(ready, "rm", "-q", "-r", "records")
    _git(ready, "commit", "-qm", "删除")
    _git(ready, "revert", "--no-edit", "HEAD")
    assert _fulfilment(ready) is Fulfilment.MET


def test_many_records_are_judged_quickly(ready: Path, keys: dict[str, KeyPair]) -> None:
    paths = [_approve(ready, keys["chen"], minutes=f"第{number}次") for number in range(20)]
    found = _signatures(ready)
    assert len(found) == len(paths)
    assert all(item.is_proper for item in found)


def test_where_nobody_looked_nothing_counts(ready: Path, keys: dict[str, KeyPair]) -> None:
    _approve(ready, keys["chen"])
    with PlanRepository.find(ready) as repository:
        snapshot = repository.at("HEAD")
        loaded = load(snapshot).require_plan()
        now = present(snapshot, loaded, repository.root_of(snapshot.commit))
    item = evaluate(loaded, now, DAY).milestone("G1")
    assert item is not None
    assert item.fulfilment is Fulfilment.UNMET

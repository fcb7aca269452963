"""Keys: what is one, how they are given and revoked, and a phase played signed through the real command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import jsonschema
import plan_cli
import pytest
import yaml
from plan_cli.acting.key_lines import quoted, with_key, with_key_fields
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code
from plan_cli.model.ssh_key import KeyFormatError, WeakKeyError, public_key

from memory import memory
from plans import MINIMAL, example, plan, plan_with
from ssh_keys import KeyPair, make_key, organization, person

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2m7MG0RHfylWUxhPQwHep14eDYT5NgAenxdxCn6Mrl"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyPair]:
    folder = tmp_path_factory.mktemp("钥匙")
    return {name: make_key(folder, name) for name in ("chen", "lu", "chen-new", "zhou", "stranger")}


# What is a key.


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (("-t", "ed25519"), True),
        (("-t", "ecdsa", "-b", "256"), True),
        (("-t", "ecdsa", "-b", "521"), True),
        (("-t", "rsa", "-b", "3072"), True),
        (("-t", "rsa", "-b", "2048"), False),
    ],
)
def test_strong_keys_are_read_as_ssh_keygen_reads_them(
    tmp_path: Path, arguments: tuple[str, ...], allowed: bool
) -> None:
    file = make_key(tmp_path, "新", *arguments).pub
    text = file.read_text(encoding="utf-8")
    if not allowed:
        with pytest.raises(WeakKeyError):
            public_key(text)
        return
    shown = subprocess.run(["ssh-keygen", "-lf", str(file)], capture_output=True, check=True, text=True).stdout
    assert public_key(text).fingerprint == shown.split()[1]
    assert text.startswith(public_key(text).line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        LINE[:-4],
        LINE.replace("AAAA", "AAAB", 1),
        LINE.replace("ssh-ed25519", "ssh-rsa"),
        LINE + "AAAA",
        "ssh-ed25519 密钥",
        'cert-authority,command="rm" ' + LINE,
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n",
        "ssh-ed25519 " + "A" * 20_000,
    ],
)
def test_what_is_no_key_is_said(text: str) -> None:
    with pytest.raises(KeyFormatError) as caught:
        public_key(text)
    assert str(caught.value)


def test_findings_of_keys_stand_at_their_places() -> None:
    one, other = f'{{key: "{LINE}"}}', f'{{key: "{LINE}", until: 2015-06-01}}'
    files = {
        "organization.yaml": organization(
            person("chen", "陈海元", one, other, '{key: "ssh-ed25519 断了"}'),
            person("lu", "卢晓东", one, f'{{key: "{LINE} 注释", revoked: 2015-06-01}}'),
        )
    }
    found = load(memory(MINIMAL, files)).findings
    assert [(item.code, item.place.line) for item in found if item.code.value.startswith("K")] == [
        (Code.KEY_TWICE, 13),
        (Code.BAD_KEY, 14),
        (Code.SHARED_KEY, 18),
        (Code.SHARED_KEY, 19),
        (Code.KEY_DAYS, 19),
    ]


# Keys in the text of organization.yaml.

FIELDS = {"key": quoted(LINE), "since": "2015-05-15"}
_BLOCK = "# 人员\npeople:\n  - id: chen   # 书记\n    name: 陈海元\n\n# 以下空\n  - id: lu\n    name: 卢晓东"


@pytest.mark.parametrize(
    "text",
    [
        _BLOCK,
        _BLOCK.replace("    name: 陈海元", "    note: |\n      第一行\n      第二行\n    name: 陈海元"),
        _BLOCK.replace("    name: 陈海元", "    name: 陈海元\n    note: |\n      第一行\n      第二行"),
        _BLOCK.replace("    name: 陈海元", "    name: 陈海元\n    keys:\n    - key: abc\n      note: 旧"),
        _BLOCK.replace("    name: 陈海元", "    name: 陈海元\n    keys:\n        - {key: abc}\n    note: 后面"),
        _BLOCK.replace("    name: 陈海元", "    name: 陈海元\n    keys: [{key: abc}]"),
        "people: [{id: chen, name: 陈海元}, {id: lu, name: 卢晓东}]\n",
        "people:\n- {id: chen, name: 陈海元, }\n- {id: lu, name: 卢晓东, keys: [{key: abc,},]}",
        "people:\n  -   id: lu\n      name: 卢晓东\n  - id: chen\n    name: 陈海元 # 末行",
    ],
)
def test_a_key_is_added_and_nothing_else_changes(text: str) -> None:
    before = yaml.safe_load(text)
    for identifier in ("chen", "lu"):
        changed = with_key(text, identifier, FIELDS)
        assert changed is not None
        after = yaml.safe_load(changed)
        (old,) = [item for item in before["people"] if item["id"] == identifier]
        (new,) = [item for item in after["people"] if item["id"] == identifier]
        added = new["keys"].pop()
        assert (added["key"], str(added["since"])) == (LINE, "2015-05-15")
        assert {**new, "keys": new["keys"]} == {**old, "keys": old.get("keys", [])}
        # Every line that was there is there still, in its order.
        rest = iter(changed.splitlines())
        assert all(any(line[:12] in other for other in rest) for line in text.splitlines() if line.strip())
        revoked = with_key_fields(changed, identifier, LINE, {"revoked": "2015-06-01", "reason": "stolen"})
        assert revoked is not None
        (new,) = [item for item in yaml.safe_load(revoked)["people"] if item["id"] == identifier]
        assert (str(new["keys"][-1]["revoked"]), new["keys"][-1]["reason"]) == ("2015-06-01", "stolen")


def test_where_no_place_can_be_told_nothing_is_written() -> None:
    assert with_key("people: 无\n", "chen", FIELDS) is None
    assert with_key("people:\n  - {id: lu}\n", "chen", FIELDS) is None
    assert with_key("people:\n  - {id: chen, keys: 无}\n", "chen", FIELDS) is None
    assert with_key_fields("people:\n  - {id: chen}\n", "chen", LINE, {"revoked": "2015-06-01"}) is None


# Through the real command line.


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode()


def _edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _json(folder: Path, *arguments: str, check: int = 0) -> dict[str, object]:
    shown: dict[str, object] = json.loads(plan(folder, *arguments, "--json", check=check).stdout)
    return shown


def _milestone(folder: Path, phase: str, milestone: str, day: str, check: int = 0) -> dict[str, object]:
    shown = _json(folder, "gate", phase, "--as-of", day, check=check)
    schema = json.loads((Path(plan_cli.__file__).parent / "cli/gate.v1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(shown, schema)
    found: dict[str, object] = next(
        item
        for item in shown["phase"]["milestones"]  # type: ignore[index]
        if item["id"] == milestone
    )
    return found


def signed_plan(folder: Path, keys: dict[str, KeyPair]) -> Path:
    """The example, with members of the party group, their keys, and signatures required."""
    example(folder)
    _edit(
        folder,
        "organization.yaml",
        "    aliases:\n      - 党组\n",
        "    aliases:\n      - 党组\n    members:\n      - person: chen-haiyuan\n        role: 书记\n"
        "      - person: lu-xiaodong\n        role: 成员\n",
    )
    on = ("--as-of", "2015-05-15")
    plan(folder, "amend", "organization", "--body", "党组", "--reason", "写明党组成员", *on)
    _edit(folder, "plan.yaml", "signing: off", "signing: required")
    refused = plan(folder, "amend", "policy", "--body", "党组", "--reason", "启用签名", *on, check=1)
    assert "nobody of 市科协党组 would have a key" in refused.stderr
    _git(folder, "restore", "plan.yaml")
    plan(folder, "key", "add", "陈海元", str(keys["chen"].pub), *on)
    plan(folder, "key", "add", "lu-xiaodong", str(keys["lu"].pub), *on)
    plan(folder, "key", "add", "周光志", str(keys["zhou"].pub), *on)
    _edit(folder, "plan.yaml", "signing: off", "signing: required")
    plan(folder, "amend", "policy", "--body", "党组", "--reason", "启用签名", *on)
    return folder


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, KeyPair]) -> Path:
    return signed_plan(tmp_path_factory.mktemp("签名") / "规划", keys)


@pytest.fixture
def signed(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "规划"))


def _with(key: KeyPair) -> tuple[str, str]:
    return "--key", str(key.file)


def test_a_phase_of_the_seed_is_played_signed(signed: Path, keys: dict[str, KeyPair]) -> None:
    # The first phase: an officer hands in, the party group returns, and approves; each with a key of their own.
    _git(signed, "config", "user.signingkey", str(keys["zhou"].file))
    (signed / "proposals").mkdir(exist_ok=True)
    (signed / "proposals/a.yaml").write_text("title: 基层科普设施共建共享\n", encoding="utf-8")
    _git(signed, "add", "proposals")
    _git(signed, "commit", "-qm", "征集建议")
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        plan(signed, "hand-in", milestone, "--as-of", "2015-05-20")
    approve = ("approve", "P1-G1", "--body", "党组")
    refused = plan(signed, *approve, "--as-of", "2015-05-22", check=1)
    assert "周光志, who signed, is no member of 市科协党组 on 2015-05-22" in refused.stderr
    plan(signed, *approve, "--outcome", "退回", "--as-of", "2015-05-22", *_with(keys["lu"]))
    _edit(signed, "workplan.md", "\n", "\n\n补充了征集范围。\n\n")
    _git(signed, "commit", "-qam", "修改")
    shown = plan(signed, *approve, "--as-of", "2015-05-25", *_with(keys["chen"])).stdout
    assert f"陈海元, {keys['chen'].fingerprint}" in shown
    plan(signed, "gate", "pass", "P1", "--as-of", "2015-05-25")

    item = _milestone(signed, "P1", "P1-G1", "2015-05-26")
    signature = item["signature"]
    assert isinstance(signature, dict)
    assert (signature["person"], signature["key"], signature["proper"], signature["doubtful"]) == (
        "chen-haiyuan",
        keys["chen"].fingerprint,
        True,
        False,
    )
    assert f"signed by 陈海元, {keys['chen'].fingerprint}" in plan(signed, "gate", "P1").stdout
    assert "records signed by 周光志 4, 卢晓东 1, 陈海元 1; 5 unsigned" in plan(signed, "status").stdout
    assert "signed by 卢晓东" in plan(signed, "records", "show", "2015-05-22-approval").stdout
    assert "G00" not in plan(signed, "check", "--as-of", "2015-05-26", check=None).stdout
    status = _json(signed, "status", "--as-of", "2015-05-26")
    schema = json.loads((Path(plan_cli.__file__).parent / "cli/status.v2.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(status, schema)
    assert {item["signed_by"] for item in status["milestones"]} >= {"zhou-guangzhi", "chen-haiyuan"}  # type: ignore[attr-defined]
    # Git agrees, whatever it thinks of whose keys they are.
    allowed = signed.parent / "allowed"
    allowed.write_text(f"chen {keys['chen'].line}\nlu {keys['lu'].line}\nzhou {keys['zhou'].line}\n", encoding="utf-8")
    log = _git(signed, "-c", f"gpg.ssh.allowedSignersFile={allowed}", "log", "--format=%G? %s")
    assert [line[0] for line in log.splitlines() if "P1-" in line or "通过关口" in line] == ["G"] * 6


def test_off_says_unsigned(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    plan(folder, "hand-in", "P1-D2", "--as-of", "2015-05-20")
    assert "unsigned" in plan(folder, "status").stdout
    assert "unsigned" in plan(folder, "gate", check=1).stdout
    assert "unsigned" in plan(folder, "records", "show", "P1-D2").stdout


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        (None, 3, "git does not know which key you sign with"),
        ("无此文件", 3, "there is no key"),
        ("stranger", 1, "is not in organization.yaml"),
        ("empty", 3, "is no private key that can be read"),
        ("mixed", 3, "cannot sign with"),
        ("locked", 3, "cannot sign with"),
    ],
)
def test_who_cannot_sign_is_told_before_anything_is_made(
    signed: Path, keys: dict[str, KeyPair], tmp_path: Path, key: str | None, code: int, said: str
) -> None:
    (tmp_path / "empty").write_text("", encoding="utf-8")
    # The public key of one, the private key of another.
    shutil.copy(keys["stranger"].file, tmp_path / "mixed")
    shutil.copy(keys["chen"].pub, tmp_path / "mixed.pub")
    shutil.copy(keys["chen"].pub, tmp_path / "locked.pub")
    shutil.copy(keys["chen"].file, tmp_path / "locked")
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "口令口令", "-f", str(tmp_path / "locked")], check=True)
    head = _git(signed, "rev-parse", "HEAD")
    file = keys[key].file if key in keys else tmp_path / str(key)
    named = ("--key", str(file)) if key else ()
    environment = {"SSH_ASKPASS_REQUIRE": "never", "DISPLAY": "", "SSH_AUTH_SOCK": ""}
    finished = plan(signed, "hand-in", "P1-D2", "--as-of", "2015-05-20", *named, check=code, **environment)
    assert said in finished.stderr
    assert _git(signed, "rev-parse", "HEAD") == head
    assert _git(signed, "status", "--porcelain") == ""


def test_a_key_is_signed_with_through_an_agent(signed: Path, keys: dict[str, KeyPair], tmp_path: Path) -> None:
    if shutil.which("ssh-agent") is None:
        pytest.skip("ssh-agent is not installed")
    started = subprocess.run(["ssh-agent", "-s", "-a", str(tmp_path / "s")], capture_output=True, check=True, text=True)
    words = dict(part.split("=", 1) for part in started.stdout.replace("\n", ";").split(";") if "=" in part)
    try:
        environment = {**os.environ, "SSH_AUTH_SOCK": words["SSH_AUTH_SOCK"]}
        subprocess.run(["ssh-add", "-q", str(keys["lu"].file)], env=environment, check=True)
        _git(signed, "config", "user.signingkey", f"key::{keys['lu'].line}")
        plan(signed, "hand-in", "P1-D2", "--as-of", "2015-05-20", SSH_AUTH_SOCK=words["SSH_AUTH_SOCK"])
    finally:
        os.kill(int(words["SSH_AGENT_PID"]), 15)
    assert "signed by 卢晓东" in plan(signed, "records", "show", "P1-D2").stdout


def test_a_key_is_replaced_by_a_new_one(signed: Path, keys: dict[str, KeyPair]) -> None:
    plan(
        signed,
        *("key", "add", "陈海元", str(keys["chen-new"].pub), "--replaces", keys["chen"].fingerprint),
        *("--as-of", "2015-05-20", *_with(keys["chen"])),
    )
    shown = _json(signed, "key", "list", "--as-of", "2015-05-21")["keys"]
    assert [(key["person"], key["until"], key["valid"]) for key in shown][:2] == [  # type: ignore[attr-defined]
        ("chen-haiyuan", "2015-05-20", False),
        ("chen-haiyuan", None, True),
    ]
    hand_in = ("hand-in", "P1-D2", "--as-of", "2015-05-21")
    assert "was valid until 2015-05-20" in plan(signed, *hand_in, *_with(keys["chen"]), check=1).stderr
    plan(signed, *hand_in, *_with(keys["chen-new"]))
    # What lies on the disk is what was committed, and says only what was meant.
    assert _git(signed, "status", "--porcelain") == ""
    names = _git(signed, "show", "--format=", "--name-only", "HEAD~").split()
    assert [name.split("/")[0] for name in names] == ["organization.yaml", "records"]
    assert "-" not in [line[0] for line in _git(signed, "show", "HEAD~").splitlines() if line[:3] != "---" and line]


def _approved(folder: Path, keys: dict[str, KeyPair]) -> None:
    """The first phase, approved on 2015-05-25 with the key of 陈海元."""
    (folder / "proposals").mkdir(exist_ok=True)
    (folder / "proposals/a.yaml").write_text("title: 基层科普设施共建共享\n", encoding="utf-8")
    _git(folder, "add", "proposals")
    _git(folder, "commit", "-qm", "征集建议")
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        plan(folder, "hand-in", milestone, "--as-of", "2015-05-20", *_with(keys["zhou"]))
    plan(folder, "approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-25", *_with(keys["chen"]))


def _revoke(folder: Path, keys: dict[str, KeyPair], since: str, day: str, reason: str = "stolen") -> None:
    plan(
        folder,
        *("key", "revoke", "陈海元", keys["chen"].fingerprint, "--reason", reason),
        *("--since", since, "--as-of", day, *_with(keys["lu"])),
    )


def test_what_a_stolen_key_approved_is_in_doubt_until_it_is_recorded_again(
    signed: Path, keys: dict[str, KeyPair]
) -> None:
    _approved(signed, keys)
    _revoke(signed, keys, "2015-05-24", "2015-05-26")
    item = _milestone(signed, "P1", "P1-G1", "2015-05-26", check=1)
    assert (item["fulfilment"], item["command"]) == ("doubtful", "plan approve P1-G1 --body party-group")
    assert item["signature"]["doubtful"] is True  # type: ignore[index]
    assert "in doubt" in plan(signed, "records", check=0).stdout
    assert "G005" in plan(signed, "check", "--as-of", "2015-05-26", check=None).stdout
    refused = plan(signed, "gate", "pass", "P1", "--as-of", "2015-05-26", *_with(keys["zhou"]), check=1)
    assert "P1-G1" in refused.stderr
    again = ("approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-27")
    assert "was revoked from 2015-05-24 on" in plan(signed, *again, *_with(keys["chen"]), check=1).stderr
    # Nor with an old date: no record is judged on an earlier day than the one before it.
    backdated = (*again[:4], "--as-of", "2015-05-23")
    assert "was revoked" in plan(signed, *backdated, *_with(keys["chen"]), check=1).stderr
    plan(signed, *again, *_with(keys["lu"]))
    assert _milestone(signed, "P1", "P1-G1", "2015-05-27")["fulfilment"] == "met"
    assert "G005" not in plan(signed, "check", "--as-of", "2015-05-27", check=None).stdout


def test_what_was_signed_before_the_theft_stands(signed: Path, keys: dict[str, KeyPair]) -> None:
    _approved(signed, keys)
    _revoke(signed, keys, "2015-05-26", "2015-05-28", "遗失")
    item = _milestone(signed, "P1", "P1-G1", "2015-05-28")
    assert item["fulfilment"] == "met"


def test_a_theft_does_not_close_a_passed_gate_but_holds_the_next_one(signed: Path, keys: dict[str, KeyPair]) -> None:
    _approved(signed, keys)
    plan(signed, "gate", "pass", "P1", "--as-of", "2015-05-25", *_with(keys["zhou"]))
    _edit(signed, "topics/sample-think-tank/report.md", "\n", "\n\n研究中又写的话。\n\n")
    _git(signed, "commit", "-qam", "研究")
    plan(signed, "hand-in", "P2-D1", "--as-of", "2015-06-10", *_with(keys["zhou"]))
    _revoke(signed, keys, "2015-05-25", "2015-06-11")
    shown = _json(signed, "gate", "P1", "--as-of", "2015-06-11")["phase"]
    assert shown["state"] == "passed"  # type: ignore[index]
    item = _milestone(signed, "P1", "P1-G1", "2015-06-11")
    assert item["fulfilment"] == "doubtful"
    passing = ("gate", "pass", "P2", "--as-of", "2015-06-12", *_with(keys["zhou"]))
    assert "P1-G1" in plan(signed, *passing, check=1).stderr
    # It is recorded again about what was approved then, not about what the text has become since.
    command = str(item["command"]).split()[1:]
    assert "--at" in command
    plan(signed, *command, "--as-of", "2015-06-12", "--minutes", "补签", *_with(keys["lu"]))
    item = _milestone(signed, "P1", "P1-G1", "2015-06-12")
    assert (item["fulfilment"], item["signature"]["person"]) == ("met", "lu-xiaodong")  # type: ignore[index]
    plan(signed, *passing)


def test_the_last_key_is_not_given_away_and_nobody_else_changes_keys(signed: Path, keys: dict[str, KeyPair]) -> None:
    day = ("--as-of", "2015-05-20")
    revoke = ("key", "revoke", "卢晓东", keys["lu"].fingerprint, "--reason", "离任", *day)
    refused = plan(signed, *revoke, *_with(keys["zhou"]), check=1)
    assert "周光志, who signed, is no member of 市科协党组" in refused.stderr
    plan(signed, *revoke, *_with(keys["chen"]))
    last = ("key", "revoke", "陈海元", keys["chen"].fingerprint, "--reason", "lost", *day)
    assert "would have a key" in plan(signed, *last, *_with(keys["chen"]), check=1).stderr
    assert _git(signed, "status", "--porcelain") == ""
    # With a new key first, it can be.
    plan(signed, "key", "add", "陈海元", str(keys["chen-new"].pub), *day, *_with(keys["chen"]))
    plan(signed, *last, *_with(keys["chen-new"]))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "无此人", "{zhou}.pub"), "无此人"),
        (("add", "陈海元", "{zhou}.pub"), "周光志 has the key"),
        (("add", "陈海元", "{stranger}"), "is no .pub file"),
        (("add", "陈海元", "plan.yaml"), "is no .pub file"),
        (("add", "陈海元", "没有.pub"), "cannot be read"),
        (("add", "陈海元", "{stranger}.pub", "--replaces", "SHA256:xxxxxxxx"), "has no key"),
        (("revoke", "陈海元", "SHA256:xxxxxxxx", "--reason", "lost"), "has no key"),
        (("revoke", "陈海元", "{fp}", "--reason", "忘了"), "is no reason"),
    ],
)
def test_what_cannot_be_done_with_keys_is_said(
    signed: Path, keys: dict[str, KeyPair], arguments: tuple[str, ...], said: str
) -> None:
    values = {name: str(key.file) for name, key in keys.items()}
    typed = [word.format(fp=keys["chen"].fingerprint, **values) for word in arguments]
    finished = plan(signed, "key", *typed, "--as-of", "2015-05-20", *_with(keys["chen"]), check=None)
    assert finished.returncode in (1, 2)
    assert said in finished.stderr
    assert _git(signed, "status", "--porcelain") == ""


def test_a_file_that_was_changed_by_hand_is_left_alone(signed: Path, keys: dict[str, KeyPair]) -> None:
    _edit(signed, "organization.yaml", "# 人员", "# 人员（待核）")
    add = ("key", "add", "陈海元", str(keys["stranger"].pub), "--as-of", "2015-05-20", *_with(keys["chen"]))
    assert "on the disk differs" in plan(signed, *add, check=1).stderr
    assert "（待核）" in (signed / "organization.yaml").read_text(encoding="utf-8")


def test_a_key_that_cannot_be_committed_leaves_the_file_as_it_was(signed: Path, keys: dict[str, KeyPair]) -> None:
    file = signed / "organization.yaml"
    before = file.read_bytes()
    lock = signed / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    add = ("key", "add", "陈海元", str(keys["stranger"].pub), "--as-of", "2015-05-20", *_with(keys["chen"]))
    assert "run the command again" in plan(signed, *add, check=1).stderr
    lock.unlink()
    assert file.read_bytes() == before
    assert _git(signed, "status", "--porcelain") == ""
    plan(signed, *add)


def test_keys_are_listed_in_any_language(keys: dict[str, KeyPair], tmp_path: Path) -> None:
    lines = (f'{{key: "{keys["chen"].line}", since: 2015-05-15}}', f'{{key: "{keys["lu"].line}", until: 2015-06-30}}')
    folder = plan_with(tmp_path / "规划", {"organization.yaml": organization(person("chen", "陈海元", *lines))})
    shown = plan(folder, "key", "list", "--as-of", "2015-07-01", PLAN_LANG="zh_CN").stdout
    assert keys["chen"].fingerprint in shown
    assert "有效" in shown
    assert json.loads(plan(folder, "key", "list", "--json").stdout)["schema"] == "plan-keys/1"
    assert "Nobody" in plan(plan_with(tmp_path / "空", {}), "key", "list").stdout

"""A server of a plan that requires signatures: who signed, and whether they might, is judged on every push."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plans import plan
from pushing import Server, copied, git
from ssh_keys import KeyPair, make_key
from test_keys import signed_plan


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyPair]:
    folder = tmp_path_factory.mktemp("钥匙")
    return {name: make_key(folder, name) for name in ("chen", "lu", "zhou", "stranger")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, KeyPair]) -> Server:
    folder = tmp_path_factory.mktemp("server")
    clone = signed_plan(folder / "起草", keys)
    bare = folder / "规划.git"
    git(folder, "init", "-q", "--bare", str(bare))
    plan(folder, "hooks", "install", "--server", str(bare))
    git(clone, "remote", "add", "origin", "../规划.git")
    server = Server(bare, clone)
    server.accepts("main")
    return server


@pytest.fixture
def server(made: Server, tmp_path: Path) -> Server:
    return copied(made, tmp_path)


def _hand_in(server: Server, key: KeyPair, milestone: str = "P1-D2") -> None:
    plan(server.clone, "hand-in", milestone, "--as-of", "2015-05-20", "--key", str(key.file))


def test_signed_records_are_taken_one_by_one_and_proven(server: Server, keys: dict[str, KeyPair]) -> None:
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        _hand_in(server, keys["zhou"], milestone)
        server.accepts("main")
    approve = ("approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-25", "--key", str(keys["chen"].file))
    plan(server.clone, *approve)
    plan(server.clone, "gate", "pass", "P1", "--as-of", "2015-05-25", "--key", str(keys["zhou"].file))
    server.accepts("main")
    root = git(server.clone, "rev-list", "--max-parents=0", "HEAD")
    for _run in range(2):  # the second time from what was kept
        shown = json.loads(plan(server.clone, "verify", "--root", root, "--json").stdout)
        signers = [record.get("signer") for record in shown["records"]]
        assert [signer for signer in signers if signer and keys["chen"].fingerprint in json.dumps(signer)]
    # The gate that was passed opens what the next phase may write.
    topic = server.clone / "topics/sample-think-tank/topic.yaml"
    topic.write_text(topic.read_text(encoding="utf-8") + "\n# 补充\n", encoding="utf-8")
    git(server.clone, "commit", "-qam", "修改课题")
    server.accepts("main")


def test_a_record_whose_signature_was_taken_off_is_refused(server: Server, keys: dict[str, KeyPair]) -> None:
    _hand_in(server, keys["zhou"])
    git(server.clone, "commit", "-q", "--amend", "--no-edit", "--no-gpg-sign")
    server.refuses("main", saying="records/2015-05-20-deliverable-P1-D2")


def test_a_record_signed_by_a_stranger_is_refused(server: Server, keys: dict[str, KeyPair]) -> None:
    _hand_in(server, keys["zhou"])
    key = keys["stranger"]
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key.file}")
    git(server.clone, *signing, "commit", "-q", "--amend", "--no-edit", "-S")
    server.refuses("main", saying="is not in organization.yaml")


def test_an_approval_signed_by_somebody_of_another_body_is_refused(server: Server, keys: dict[str, KeyPair]) -> None:
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        _hand_in(server, keys["zhou"], milestone)
    server.accepts("main")
    approve = ("approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-25", "--key", str(keys["chen"].file))
    plan(server.clone, *approve)
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['zhou'].file}")
    git(server.clone, *signing, "commit", "-q", "--amend", "--no-edit", "-S")
    server.refuses("main", saying="who signed, is no member of 市科协党组")


def test_a_key_that_comes_in_the_same_push_signs_nothing_before_it(server: Server, keys: dict[str, KeyPair]) -> None:
    organization = server.clone / "organization.yaml"
    line = f'    keys:\n      - {{key: "{keys["stranger"].line}"}}\n'
    text = organization.read_text(encoding="utf-8").replace("    name: 王振飞\n", f"    name: 王振飞\n{line}")
    organization.write_text(text, encoding="utf-8")
    git(server.clone, "commit", "-qam", "加一把钥匙")
    server.refuses("main", saying="organization.yaml")


def test_a_merge_brings_signed_records_along(server: Server, keys: dict[str, KeyPair]) -> None:
    git(server.clone, "branch", "side")
    _hand_in(server, keys["zhou"], "P1-D2")
    other = server.another_clone(server.folder.parent / "另一处")
    plan(other, "hand-in", "P1-D3", "--as-of", "2015-05-20", "--key", str(keys["lu"].file))
    server.accepts("main", clone=other)
    git(server.clone, "fetch", "-q")
    git(server.clone, "merge", "-q", "--no-edit", "origin/main")
    server.accepts("main")

"""The workflows that `plan init --ci` writes: sound by the schemas and linters of the forges, and run step by step."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from plan_cli import __version__
from plan_cli.cli.main import app
from plan_cli.model.settings import Edition
from plan_cli.scaffold.forge import Forge
from plan_cli.scaffold.plan_files import example_files
from plan_cli.scaffold.workflows import DISTRIBUTION, SUMMARY, workflow_files
from typer.main import get_command

from forge import GH, Machine, served
from plans import plan

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_ROOT = Path(__file__).parent.parent
_PROGRAMS = Path(sys.executable).parent
_GITHUB, _GITLAB = ".github/workflows/plan.yml", ".gitlab-ci.yml"
_FORGEJO, _GITEA = ".forgejo/workflows/plan.yml", ".gitea/workflows/plan.yml"
_WORKFLOWS = [(Forge.GITHUB, _GITHUB), (Forge.FORGEJO, _FORGEJO), (Forge.FORGEJO, _GITEA)]
_TAG = "征求意见稿-1"
_TOPIC = "topics/sample-think-tank"

# LEFT OUT ONLY WHILE IT DOES NOT EXIST: as soon as there is a command `plan verify`, its steps are run like all others.
_WITHOUT = () if "verify" in get_command(app).commands else ("plan verify",)  # type: ignore[attr-defined]


def _yaml(forge: Forge, path: str) -> Any:
    return yaml.safe_load(workflow_files(forge)[path])


def _steps(forge: Forge, path: str) -> list[dict[str, Any]]:
    return [step for job in _yaml(forge, path)["jobs"].values() for step in job["steps"]]


def _scripts() -> list[tuple[str, str]]:
    """Every piece of shell, with a name."""
    found = []
    for forge, path in _WORKFLOWS:
        found += [(f"{path}: {step['name']}", step["run"]) for step in _steps(forge, path) if "run" in step]
    for name, job in _yaml(Forge.GITLAB, _GITLAB).items():
        lines = [*job.get("before_script", []), *job.get("script", [])] if isinstance(job, dict) else []
        found += [(f"{_GITLAB}: {name}", "\n".join(lines))] if lines else []
    files = workflow_files(Forge.GITLAB)
    return found + [(path, content.decode()) for path, content in files.items() if path.endswith(".sh")]


# -- what the files say ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("forge", "path"), [*_WORKFLOWS, (Forge.GITLAB, _GITLAB)])
def test_workflows_are_of_their_schema(tmp_path: Path, forge: Forge, path: str) -> None:
    schema = "vendor.gitlab-ci" if forge is Forge.GITLAB else "vendor.github-workflows"
    file = tmp_path / "plan.yml"
    file.write_bytes(workflow_files(forge)[path])
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert finished.returncode == 0, finished.stdout
    broken = workflow_files(forge)[path].replace(b"script:", b"scripts:").replace(b"runs-on:", b"run-on:")
    file.write_bytes(broken)
    assert subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 1


@pytest.mark.parametrize(("forge", "path"), _WORKFLOWS)
def test_a_security_linter_finds_nothing(tmp_path: Path, forge: Forge, path: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_bytes(workflow_files(forge)[path])
    persona = ["--persona=pedantic"] if forge is Forge.GITHUB else []
    command = [str(_PROGRAMS / "zizmor"), "--offline", "--no-progress", *persona, str(file)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize("script", [pytest.param(script, id=name) for name, script in _scripts()])
def test_shell_is_sound_and_holds_nothing_of_others(script: str) -> None:
    subprocess.run(["bash", "-n"], input=script.encode(), check=True)
    # Names of branches and tags come by the environment only: what is pasted into a script is run.
    assert "${{" not in script


@pytest.mark.parametrize(("forge", "path"), _WORKFLOWS)
def test_actions_are_pinned_and_rights_are_few(forge: Forge, path: str) -> None:
    text = workflow_files(forge)[path].decode()
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+(-node20)?", one) for one in used)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert rights["request"] == {"contents": "read"}
    assert all(set(right) == {"contents"} for right in rights.values())
    if forge is Forge.GITHUB:
        assert [name for name, right in rights.items() if right["contents"] == "write"] == ["publish"]
        # The one job that may write runs nothing of the repository and nothing that was installed.
        runs = " ".join(step.get("run", "") for step in workflow["jobs"]["publish"]["steps"])
        assert not re.search(r"\b(plan|python3?|bash|pip)\b(?! *[-/])", runs.replace("release/", ""))
    for step in _steps(forge, path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] | {"fetch-depth": 0, "persist-credentials": False} == step["with"]
    assert "secrets." not in text


def test_every_edition_has_its_tags() -> None:
    names = [edition.chinese for edition in Edition]
    for forge, path in _WORKFLOWS:
        # YAML 1.1 reads the key `on` as a truth value.
        assert _yaml(forge, path)[True]["push"]["tags"] == [
            f"{start}{name}-*" for start in ("", "*/") for name in names
        ]
    condition = " ".join(_yaml(Forge.GITHUB, _GITHUB)["jobs"]["edition"]["if"].split())
    assert "startsWith(github.ref, 'refs/tags/')" in condition
    assert re.findall(r"'/(\w+)-'", condition) == names
    rules = _yaml(Forge.GITLAB, _GITLAB)["workflow"]["rules"]
    assert f"$CI_COMMIT_TAG =~ /^([A-Za-z0-9_-]+\\/)?({'|'.join(names)})-/" in [rule["if"] for rule in rules]


def test_gitea_gets_what_forgejo_gets() -> None:
    forgejo, gitea = (workflow_files(Forge.FORGEJO)[path].decode().splitlines() for path in (_FORGEJO, _GITEA))
    assert [line.replace("docker", "ubuntu-latest") for line in forgejo[1:]] == gitea[1:]


def test_our_package_is_known_by_its_own_description() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["description"]) == (DISTRIBUTION, SUMMARY)
    assert f"{DISTRIBUTION}=={__version__}\n" in workflow_files(Forge.GITHUB)["ci/requirements.txt"].decode()


# -- plan init ---------------------------------------------------------------------------------------------------------


def test_only_who_asks_gets_workflows(tmp_path: Path) -> None:
    plan(tmp_path, "init", "甲", "--example", "chengdu-13-5")
    assert not [file for file in (tmp_path / "甲").iterdir() if file.name in ("ci", ".github", ".gitlab-ci.yml")]
    assert not any(path.startswith(("ci/", ".github/")) for path in example_files("chengdu-13-5"))
    options = ["--title", "某市规划", "--organization", "某市科协", "--start", "2026", "--end", "2030"]
    for forge, path in [*_WORKFLOWS, (Forge.GITLAB, _GITLAB)]:
        folder = tmp_path / path.replace("/", "-")
        plan(tmp_path, "init", folder.name, *options, "--ci", forge.value)
        assert (folder / path).is_file()
        assert "ci/" not in plan(folder, "check", "--format", "github").stdout
    assert "gitee" in plan(tmp_path, "init", "乙", *options, "--ci", "gitee", check=2).stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize(("answer", "expected"), [("", False), ("forgejo", True)])
def test_at_a_terminal_the_forge_is_asked_for(tmp_path: Path, answer: str, expected: bool) -> None:
    import pty

    ours, its = pty.openpty()
    command = [sys.executable, "-m", "plan_cli", "init", "规划", "--start", "2026", "--end", "2030"]
    started = subprocess.Popen(command, cwd=tmp_path, stdin=its, stdout=its, stderr=its)
    os.write(ours, f"某市规划\n某市科协\n\n{answer}\n".encode())
    assert started.wait(timeout=60) == 0
    os.close(its)
    assert b"none" in os.read(ours, 65536)
    os.close(ours)
    assert (tmp_path / "规划" / _FORGEJO).exists() is expected


# -- the steps, run ----------------------------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return finished.stdout.decode().strip()


@pytest.fixture(scope="module")
def supplies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with our wheel, and one with what it depends on and nothing of ours."""
    packages, libraries = tmp_path_factory.mktemp("packages"), tmp_path_factory.mktemp("libraries")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(packages), str(_ROOT)]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "plan_cli" not in entry.name and entry.suffix != ".pth" and entry.name not in ("pip", "setuptools"):
            (libraries / entry.name).symlink_to(entry)
    return packages, libraries


def _machine(tmp_path: Path, supplies: tuple[Path, Path], forge: Forge) -> Machine:
    """A machine and the example at a forge, with an edition that is tagged and a branch with a changed report."""
    work, origin, programs = tmp_path / "起草", tmp_path / "origin.git", tmp_path / "programs"
    plan(tmp_path, "init", work.name, "--example", "chengdu-13-5", "--ci", forge.value)
    file = work / "plan.yaml"
    text = file.read_text(encoding="utf-8")
    assert "edition: discussion" in text
    file.write_text(text.replace("edition: discussion", "edition: 征求意见稿", 1), encoding="utf-8")
    _git(work, "commit", "-qam", "规划纲要改为征求意见稿")
    _git(work, "tag", "-am", "征求意见", _TAG)
    _git(work, "checkout", "-qb", "课题")
    report = work / _TOPIC / "report.md"
    report.write_text(report.read_text(encoding="utf-8") + "\n补充：走访三个区（县）科协。\n", encoding="utf-8")
    _git(work, "commit", "-qam", "补充调研情况")
    _git(tmp_path, "clone", "-q", "--bare", str(work), str(origin))
    programs.mkdir()
    (programs / "gh").write_text(GH, encoding="utf-8")
    (programs / "gh").chmod(0o755)
    return Machine(tmp_path / "machine", origin, *supplies, programs, _WITHOUT)


def _expressions(machine: Machine) -> dict[str, str]:
    return {
        "github.event.pull_request.base.sha || github.event.before": _git(machine.origin, "rev-parse", "main"),
        "github.event.pull_request.head.sha || github.sha": _git(machine.origin, "rev-parse", "课题"),
        "github.token": "令牌".encode().hex(),
        "github.repository": "市科协/plan",
    }


def _break(machine: Machine, tmp_path: Path) -> None:
    """Let the branch point to a question that does not exist."""
    topic = tmp_path / "起草" / _TOPIC / "topic.yaml"
    topic.write_text(re.sub(r"\bA\d\b", "A9", topic.read_text(encoding="utf-8")), encoding="utf-8")
    _git(tmp_path / "起草", "commit", "-qam", "写错")
    _git(tmp_path / "起草", "push", "-q", str(machine.origin), "课题")


@pytest.mark.parametrize(("forge", "path"), _WORKFLOWS[:2])
def test_a_request_is_checked_and_previewed(
    tmp_path: Path, supplies: tuple[Path, Path], forge: Forge, path: str
) -> None:
    machine = _machine(tmp_path, supplies, forge)
    workflow = tmp_path / "起草" / path
    done, place = machine.actions(workflow, "request", "课题", _expressions(machine))
    assert not done.failed, done.output
    assert f"plan {__version__}" in done.output
    assert _git(place, "status", "--porcelain") == ""
    (made,) = done.artifacts.values()
    assert len([name for name in made if name.endswith(".pdf")]) >= 4
    assert not [name for name in made if "dirty" in name]
    _break(machine, tmp_path)
    done, __ = machine.actions(workflow, "request", "课题", _expressions(machine))
    assert done.failed == "检查文件"
    assert f"::error file={_TOPIC}/topic.yaml,line=" in done.output


def test_a_request_at_gitlab(tmp_path: Path, supplies: tuple[Path, Path]) -> None:
    machine = _machine(tmp_path, supplies, Forge.GITLAB)
    configuration = tmp_path / "起草" / _GITLAB
    more = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": _git(machine.origin, "rev-parse", "main"),
        "CI_COMMIT_SHA": _git(machine.origin, "rev-parse", "课题"),
    }
    for job in ("check", "verify", "preview"):
        done, place = machine.gitlab(configuration, job, "课题", **more)
        assert not done.failed, done.output
        assert _git(place, "status", "--porcelain") == ""
    assert len([name for name in done.artifacts["build/"] if name.endswith(".pdf")]) >= 4
    _break(machine, tmp_path)
    done, place = machine.gitlab(configuration, "check", "课题", **more)
    assert done.failed
    report = json.loads((place / "build/gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert f"{_TOPIC}/topic.yaml" in [entry["location"]["path"] for entry in report]


def test_an_edition_tag_at_github(tmp_path: Path, supplies: tuple[Path, Path]) -> None:
    machine = _machine(tmp_path, supplies, Forge.GITHUB)
    workflow, store = tmp_path / "起草" / _GITHUB, tmp_path / "store"
    more = {"GITHUB_REF_NAME": _TAG, "GH_STORE": str(store)}

    def run(job: str) -> str:
        done, __ = machine.actions(workflow, job, _TAG, _expressions(machine), **more)
        return done.failed and f"{done.failed}\n{done.output}"

    assert not run("edition")
    assert not run("publish")
    commit = _git(machine.origin, "rev-parse", f"{_TAG}^{{commit}}")[:10]
    release = store / _TAG
    files = ["labels", "manifest.json", f"outline-{commit}.docx", f"outline-{commit}.pdf"]
    assert sorted(file.name for file in release.iterdir()) == files
    assert f"纲要（征求意见稿）{_TAG}.pdf" in (release / "labels").read_text(encoding="utf-8")
    # Again: what is attached already is compared, and nothing is replaced.
    before = {file.name: file.read_bytes() for file in release.iterdir()}
    assert not run("edition")
    assert not run("publish")
    assert {file.name: file.read_bytes() for file in release.iterdir()} == before
    # A file that somebody changed, and a manifest that somebody changed.
    (release / files[3]).write_bytes(b"%PDF-")
    assert run("publish").startswith("上传")
    manifest = json.loads(before["manifest.json"])
    manifest["outputs"][0]["sha256"] = "0" * 64
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    refused = run("edition")
    assert refused.startswith("生成并核对")
    assert "与清单不一致" in refused


@pytest.mark.parametrize("forge", [Forge.GITLAB, Forge.FORGEJO])
def test_an_edition_tag_at_a_forge_with_its_own_interface(
    tmp_path: Path, supplies: tuple[Path, Path], forge: Forge
) -> None:
    machine = _machine(tmp_path, supplies, forge)
    commit = _git(machine.origin, "rev-parse", f"{_TAG}^{{commit}}")
    values = _expressions(machine)
    with served(values["github.token"]) as releases:
        gitlab = {
            "CI_API_V4_URL": f"{releases.url}/api/v4",
            "CI_PROJECT_ID": "7",
            "CI_JOB_TOKEN": values["github.token"],
            "CI_COMMIT_TAG": _TAG,
            "CI_COMMIT_SHA": commit,
        }
        gitea = {
            "GITHUB_API_URL": f"{releases.url}/api/v1",
            "GITHUB_REPOSITORY": "%E5%B8%82%E7%A7%91%E5%8D%8F/plan",
            "GITHUB_REF_NAME": _TAG,
        }

        def run(*, fails: bool = False) -> str:
            if forge is Forge.GITLAB:
                done, __ = machine.gitlab(tmp_path / "起草" / _GITLAB, "edition", _TAG, **gitlab)
            else:
                done, __ = machine.actions(tmp_path / "起草" / _FORGEJO, "edition", _TAG, values, **gitea)
            assert bool(done.failed) is fails, done.output
            return done.output

        def attached() -> dict[str, bytes]:
            if forge is Forge.FORGEJO:
                return releases.files[_TAG]
            contents = {name: url.removeprefix(f"{releases.url}/") for name, url in releases.links[_TAG].items()}
            return {name: releases.packages[path] for name, path in contents.items()}

        assert "还没有清单" in run()
        first = dict(attached())
        assert sorted(Path(name).suffix for name in first) == [".docx", ".json", ".pdf"]
        assert any(name.endswith(f"（征求意见稿）{_TAG}.pdf") for name in first)
        again = run()
        assert "还没有清单" not in again
        assert again.count("已经有了") == 3
        assert attached() == first
        stored = releases.packages if forge is Forge.GITLAB else releases.files[_TAG]
        (changed,) = [name for name in stored if name.endswith(".pdf")]
        stored[changed] = b"%PDF-"
        assert "附件从不替换" in run(fails=True)
        assert releases.refused == []


@pytest.mark.parametrize("name", [*(path for __, path in _WORKFLOWS), _GITLAB])
@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_which_commits_are_verified(tmp_path: Path, name: str, shell: str) -> None:
    # Whatever `plan verify` says, it is asked about the right commits: another program stands in for it here.
    forge = {path: forge for forge, path in _WORKFLOWS}.get(name, Forge.GITLAB)
    if forge is Forge.GITLAB:
        script = "\n".join(_yaml(forge, name)["verify"]["script"])
        variables = ("CI_COMMIT_BEFORE_SHA", "CI_COMMIT_SHA")
    else:
        (script,) = (step["run"] for step in _steps(forge, name) if "plan verify" in step.get("run", ""))
        variables = ("OLD", "NEW")
    program = tmp_path / "bin" / "plan"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    work = tmp_path / "规划"
    plan(tmp_path, "init", work.name, "--example", "chengdu-13-5")
    head = _git(work, "rev-parse", "HEAD")

    def said(old: str) -> tuple[int, str]:
        environment = {"PATH": f"{program.parent}:/usr/bin:/bin", **dict(zip(variables, (old, head), strict=True))}
        command = [shell, "-e", "-c", script]
        finished = subprocess.run(command, cwd=work, env=environment, capture_output=True, check=False)
        return finished.returncode, finished.stdout.decode().strip()

    assert said(head) == (0, f"verify --range {head}..{head}")
    assert said("0" * 40) == (0, "这是第一次推送，没有更早的提交可以核对。")
    assert said("1" * 40) == (1, "")


def test_names_of_tags_are_never_run(tmp_path: Path, supplies: tuple[Path, Path]) -> None:
    machine = _machine(tmp_path, supplies, Forge.GITHUB)
    tag = "征求意见稿-$(touch${IFS}pwned);`touch${IFS}pwned`'\""
    _git(machine.origin, "tag", "-d", _TAG)
    _git(machine.origin, "tag", tag, "main")
    more = {"GITHUB_REF_NAME": tag, "GH_STORE": str(tmp_path / "store")}
    for job in ("edition", "publish"):
        done, place = machine.actions(tmp_path / "起草" / _GITHUB, job, tag, _expressions(machine), **more)
        assert not done.failed, done.output
        assert not list(place.rglob("pwned"))
    assert len(list((tmp_path / "store" / tag).glob("outline-*"))) == 2


def test_a_stranger_of_the_same_name_is_not_installed(tmp_path: Path, supplies: tuple[Path, Path]) -> None:
    import zipfile

    machine = _machine(tmp_path, supplies, Forge.GITHUB)
    strange = tmp_path / "strange"
    strange.mkdir()
    name = f"{DISTRIBUTION.replace('-', '_')}-{__version__}"
    with zipfile.ZipFile(strange / f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("plan_cli/__init__.py", "")
        folder = f"{name}.dist-info"
        said = ("Metadata-Version: 2.1", "Name: plan-cli", f"Version: {__version__}", "Summary: CLI for plans", "")
        wheel.writestr(f"{folder}/METADATA", "\n".join(said))
        said = ("Wheel-Version: 1.0", "Generator: x", "Root-Is-Purelib: true", "Tag: py3-none-any", "")
        wheel.writestr(f"{folder}/WHEEL", "\n".join(said))
        wheel.writestr(f"{folder}/RECORD", "")
    machine.packages = strange
    done, __ = machine.actions(tmp_path / "起草" / _GITHUB, "request", "课题", _expressions(machine))
    assert done.failed == "安装 plan"
    assert "不是本工具" in done.output

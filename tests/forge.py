"""A forge as far as our workflows see one: jobs run from their YAML in a clean environment, releases with files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml


@dataclass
class Job:
    """What a job left behind: what it printed, the exit code of the first step that failed, artifacts by name."""

    output: str = ""
    failed: str = ""
    artifacts: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Machine:
    """A machine for jobs: a fresh home and clone for each, and nothing of this process's environment.

    `packages`: where pip finds our wheel, without any index. `libraries`: what the wheel depends on, already there.
    """

    folder: Path
    origin: Path
    packages: Path
    libraries: Path
    programs: Path
    without: tuple[str, ...] = ()
    """Commands whose steps are left out."""

    def _new(self, kind: str) -> Path:
        self.folder.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=self.folder))

    def clone(self, revision: str) -> Path:
        """A new clone with all history, at that revision."""
        place = self._new("clone")
        subprocess.run(["git", "clone", "-q", str(self.origin), str(place)], check=True)
        subprocess.run(["git", "-c", "advice.detachedHead=false", "checkout", "-q", revision], cwd=place, check=True)
        return place

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of a job."""
        home = self._new("home")
        return {
            "PATH": os.pathsep.join((str(self.programs), str(Path(sys.base_prefix) / "bin"), "/usr/bin", "/bin")),
            "HOME": str(home),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.packages),
            "PIP_CONFIG_FILE": os.devnull,
            "PYTHONPATH": str(self.libraries),
            **more,
        }

    def actions(
        self, workflow: Path, name: str, revision: str, values: Mapping[str, str], **more: str
    ) -> tuple[Job, Path]:
        """Run a job of a GitHub, Forgejo or Gitea workflow. `values`: what its expressions are."""
        job = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"][name]
        environment = self.environment(more)
        place = self._new("work")
        told = place.parent / f"{place.name}.path"
        told.touch()
        environment |= {"GITHUB_PATH": str(told), **{key: str(value) for key, value in job.get("env", {}).items()}}
        done = Job()
        for step in job["steps"]:
            used = step.get("uses", "").partition("@")[0]
            if used == "actions/checkout":
                assert step["with"]["fetch-depth"] == 0
                shutil.rmtree(place)
                self.clone(revision).rename(place)
            elif used == "actions/upload-artifact":
                kept = place / step["with"]["path"]
                done.artifacts[step["with"]["name"]] = sorted(file.name for file in kept.iterdir())
                shutil.copytree(kept, self.folder / "artifacts" / step["with"]["name"], dirs_exist_ok=True)
            elif used == "actions/download-artifact":
                shutil.copytree(self.folder / "artifacts" / step["with"]["name"], place / step["with"]["path"])
            elif "run" in step:
                given = {key: _valued(text, values) for key, text in step.get("env", {}).items()}
                added = told.read_text(encoding="utf-8").split()
                path = os.pathsep.join((*reversed(added), environment["PATH"]))
                if self._run(done, step["run"], place, {**environment, **given, "PATH": path}, ["bash", "-e"]) != 0:
                    done.failed = step["name"]
                    return done, place
            else:
                assert used == "actions/setup-python", step
        return done, place

    def gitlab(self, configuration: Path, name: str, revision: str, **more: str) -> tuple[Job, Path]:
        """Run a job of a GitLab pipeline."""
        whole = yaml.safe_load(configuration.read_text(encoding="utf-8"))
        assert whole["variables"]["GIT_DEPTH"] == "0"
        job = whole[name]
        lines = whole[job["extends"]].get("before_script", []) if "extends" in job else []
        lines = [*lines, *job["script"]]
        place = self.clone(revision)
        environment = self.environment({**whole["variables"], **more, "GITLAB_CI": "true"})
        done = Job()
        # As the runner does it: all lines in one shell that stops at the first failure.
        if self._run(done, "\n".join(lines), place, environment, ["bash", "-e", "-o", "pipefail"]) != 0:
            done.failed = name
        for path in job.get("artifacts", {}).get("paths", []):
            kept = place / path
            done.artifacts[path] = sorted(file.name for file in kept.iterdir()) if kept.is_dir() else []
        return done, place

    def _run(self, done: Job, script: str, place: Path, environment: dict[str, str], shell: list[str]) -> int:
        if any(command in script for command in self.without):
            return 0
        file = place.parent / f"{place.name}.sh"
        file.write_text(script, encoding="utf-8")
        finished = subprocess.run(
            [*shell, str(file)], cwd=place, env=environment, capture_output=True, timeout=300, check=False
        )
        done.output += (finished.stdout + finished.stderr).decode("utf-8", "replace")
        return finished.returncode


def _valued(text: str, values: Mapping[str, str]) -> str:
    assert text.startswith("${{"), text
    return values[text.removeprefix("${{").removesuffix("}}").strip()]


@dataclass
class Releases:
    """The releases of a GitLab or Gitea server: names and contents of files, by tag."""

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    packages: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def served(token: str) -> Iterator[Releases]:
    """The two interfaces, as their documentation has them, for whoever shows the token."""
    releases = Releases()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *ignored: object) -> None:
            pass

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def _answer(self, code: int, content: Any = None) -> None:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _handle(self) -> None:
            body = self._body()
            if f"token {token}" != self.headers.get("Authorization") and token != self.headers.get("JOB-TOKEN"):
                releases.refused.append(self.path)
                self._answer(401, {})
                return
            split = urllib.parse.urlsplit(self.path)
            parts = [urllib.parse.unquote(part) for part in split.path.strip("/").split("/")]
            answer = _gitlab(releases, self.command, parts, body) or _gitea(
                releases, self.command, parts, urllib.parse.parse_qs(split.query), body, self.headers["Content-Type"]
            )
            self._answer(*(answer or (404, {})))

        do_GET = do_POST = do_PUT = _handle  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    releases.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield releases
    finally:
        server.shutdown()
        server.server_close()


def _gitlab(releases: Releases, method: str, parts: list[str], body: bytes) -> tuple[int, Any] | None:
    if parts[:4] != ["api", "v4", "projects", "7"]:
        return None
    rest = parts[4:]
    if rest[:2] == ["packages", "generic"]:
        if method == "PUT":
            assert all(part.isascii() for part in rest)
            releases.packages["/".join(parts)] = body
            return 201, {"message": "201 Created"}
        return 200, releases.packages["/".join(parts)]
    if rest == ["releases"] and method == "POST":
        releases.links[json.loads(body)["tag_name"]] = {}
        return 201, {}
    tag = rest[1]
    if tag not in releases.links:
        return 404, {"message": "404 Not Found"}
    if method == "POST":
        link = json.loads(body)
        releases.links[tag][link["name"]] = link["url"]
        return 201, {}
    links = [{"name": name, "url": url} for name, url in releases.links[tag].items()]
    return 200, {"tag_name": tag, "assets": {"links": links}}


def _gitea(
    releases: Releases, method: str, parts: list[str], query: dict[str, list[str]], body: bytes, kind: str | None
) -> tuple[int, Any] | None:
    if parts[0] == "attachments":
        return 200, releases.files[parts[1]][parts[2]]
    if parts[:5] != ["api", "v1", "repos", "市科协", "plan"]:
        return None
    rest = parts[5:]
    tags = list(releases.files)
    if rest == ["releases"]:
        releases.files[json.loads(body)["tag_name"]] = {}
        return 201, {"id": len(releases.files)}
    if rest[1] == "tags":
        if rest[2] not in releases.files:
            return 404, {}
        address = f"{releases.url}/attachments/{urllib.parse.quote(rest[2])}"
        assets = [
            {"name": name, "browser_download_url": f"{address}/{urllib.parse.quote(name)}"}
            for name in releases.files[rest[2]]
        ]
        return 200, {"id": tags.index(rest[2]) + 1, "assets": assets}
    assert kind is not None
    mark = kind.partition("boundary=")[2].encode()
    part = body.split(b"--" + mark)[1]
    releases.files[tags[int(rest[1]) - 1]][query["name"][0]] = part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
    return 201, {}


GH = """#!/usr/bin/env bash
# The program gh, as far as the workflow uses it: releases are folders in $GH_STORE.
set -eu
[ "$1" = release ] && [ -n "$GH_TOKEN" ] && [ -n "$GH_REPO" ]
verb=$2 tag=$3
store=$GH_STORE/$tag
shift 3
[ "$verb" = create ] || [ -d "$store" ] || { echo "release not found" >&2; exit 1; }
case $verb in
create) mkdir -p "$store" ;;
view) case "$*" in *--jq*) ls "$store" | grep -v '^labels$' || true ;; *) echo "{}" ;; esac ;;
upload)
  name=$(basename "${1%%#*}")
  [ ! -e "$store/$name" ]
  cp "${1%%#*}" "$store/$name"
  printf '%s\\t%s\\n' "$name" "${1#*#}" >> "$store/labels" ;;
download)
  [ "$1" = --pattern ] && [ "$3" = --dir ]
  [ -e "$store/$2" ] || { echo "no assets match the file pattern" >&2; exit 1; }
  mkdir -p "$4"
  cp "$store/$2" "$4/" ;;
*) exit 2 ;;
esac
"""

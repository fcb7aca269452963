"""Files that no part of the tool reads: a chapter in a folder with a slip in its name, a picture no chapter shows."""

from __future__ import annotations

import difflib
import posixpath
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping

from plan_cli.model.finding import Code, Finding, in_file_order, warning
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.translation import _, ngettext

_FILES = ("plan.yaml", "schedule.yaml", "organization.yaml", "questions.yaml", "indicators.yaml")
_FOLDERS = ("chapters", "topics", "proposals", "selection", "consultations", "records", "profiles", "traces")
# What a repository has beside the plan, and the folders in which everything may lie that people worked from.
_BESIDE = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog|contributing|makefile|codeowners)\b", re.IGNORECASE
)
_KEPT = {"build", "evidence", "ci"}
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)\Z", re.IGNORECASE)
_TOPIC_FILES = ("topic.yaml", "report.md", "assignment.yaml")
_ADDRESS = r"\s*(?:<([^>\n]{1,1000})>|([^)>\s]{1,1000}))"
_TARGET = re.compile(rf"\]\({_ADDRESS}|^ {{0,3}}\[[^\]^][^\]]{{0,200}}\]:{_ADDRESS}", re.MULTILINE)


def check_unread(paths: Iterable[str], plan: Plan, texts: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """One finding for every file of the repository that nothing reads, or for the whole folder it lies in.

    Args:
        paths: all files of the repository.
        texts: Markdown by path; with it, a picture that none of it shows is a finding too.
    """
    paths = sorted(paths)
    reader = _Reader(paths, plan)
    shown = None if texts is None else {target for path, text in texts.items() for target in _targets(path, text)}
    findings: list[Finding] = []
    strange: dict[str, list[str]] = {}
    for path in paths:
        if _is_beside(path) or reader.reads(path):
            continue
        if _PICTURE.search(path):
            if shown is not None and path not in shown:
                message = _("no text shows this picture")
                findings.append(warning(Code.UNREAD_FILE, Place(path), message, _("remove it, or show it")))
            continue
        folder, slash, __ = path.partition("/")
        if slash and folder not in reader.folders:
            strange.setdefault(folder, []).append(path)
        else:
            findings.append(warning(Code.UNREAD_FILE, Place(path), _("nothing reads this file"), reader.hint(path)))
    findings += _strange_folders(strange, reader)
    return in_file_order(findings)


class _Reader:
    """What the tool reads, by path."""

    def __init__(self, paths: list[str], plan: Plan) -> None:
        present = set(paths)
        documents = plan.settings.documents
        sources = {document.source.rstrip("/") for document in documents}
        self._files = {*_FILES, *(path for document in documents for path in document.annexes), *(sources & present)}
        self._chapter_folders = sources - present
        self._topics = {path.split("/")[1] for path in paths if re.match(r"topics/[^/]+/topic\.yaml\Z", path)}
        self.folders = {
            *_FOLDERS,
            *(path.split("/")[0] for path in (*self._files, *self._chapter_folders) if "/" in path),
        }
        self.folders |= {folder for folder in self._chapter_folders if "/" not in folder}

    def reads(self, path: str) -> bool:
        folder, __, name = path.rpartition("/")
        if path in self._files or (folder in self._chapter_folders and name.endswith(".md")):
            return True
        parts = path.split("/")
        if parts[0] == "topics":
            return len(parts) == 3 and parts[1] in self._topics and name in _TOPIC_FILES
        if parts[0] in ("proposals", "profiles"):
            return len(parts) == 2 and name.endswith(".yaml")
        if parts[0] == "selection":
            return re.match(r"selection/(scores/|decision-)[^/]+\.yaml\Z", path) is not None
        return parts[0] in ("consultations", "records", "traces") and len(parts) > 1

    def hint(self, path: str) -> str:
        """The name that was meant, where one is near; else where the file might go."""
        folder, __, name = path.rpartition("/")
        parts = path.split("/")
        if parts[0] == "topics" and len(parts) == 3:
            if parts[1] not in self._topics and name in _TOPIC_FILES:
                return _("a topic is a folder with topic.yaml in it")
            return _meant(name, _TOPIC_FILES)
        if len(parts) > 2 and parts[0] in self._chapter_folders and name.endswith(".md"):
            return _("chapters lie directly in {folder}/").format(folder=parts[0])
        if name.endswith(".md"):
            return _("name it in plan.yaml as the source or an annex of a document, or begin its name with _")
        if folder:
            return _("move it into a folder evidence/, begin its name with _, or remove it")
        return _meant(name, sorted(self._files))


def _strange_folders(strange: Mapping[str, list[str]], reader: _Reader) -> Iterator[Finding]:
    for folder, paths in strange.items():
        message = ngettext(
            "nothing reads the folder {folder}/ with {n} file",
            "nothing reads the folder {folder}/ with {n} files",
            len(paths),
        )
        message = message.format(folder=folder, n=len(paths))
        yield warning(Code.UNREAD_FILE, Place(paths[0]), message, _meant(folder, sorted(reader.folders), "/"))


def _meant(name: str, known: Iterable[str], ending: str = "") -> str:
    near = difflib.get_close_matches(name[:100], list(known), n=1)
    if near:
        return _("did you mean {name}?").format(name=near[0] + ending)
    return _("move it into a folder evidence/, begin its name with _, or remove it")


def _is_beside(path: str) -> bool:
    """Whether a file is not the plan's own: hidden, set aside with `_`, evidence, built, or about the repository."""
    parts = path.split("/")
    if any(part.startswith((".", "_")) or part in _KEPT for part in parts[:-1]):
        return True
    return parts[-1].startswith((".", "_")) or _BESIDE.match(parts[-1]) is not None


def _targets(path: str, text: str) -> Iterator[str]:
    """What the links and pictures of a text lead to, as paths in the repository."""
    if "](" not in text and "]:" not in text:
        return
    folder = posixpath.dirname(path)
    for found in _TARGET.findall(text):
        target = urllib.parse.unquote("".join(found)).split("#")[0]
        yield posixpath.normpath(posixpath.join(folder, target))

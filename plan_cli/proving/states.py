"""What holds at a commit: policy, schedule, organisation and records, read once for each state that differs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from plan_cli.gates.amendments import GOVERNED
from plan_cli.gates.evaluate import Report, evaluate
from plan_cli.loading.contents import Contents, contents_of
from plan_cli.loading.loader import YAML_LIMIT, load, read_text
from plan_cli.loading.records import read_records
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.plan import Plan
from plan_cli.model.records import FOLDER, Record
from plan_cli.model.signature import RecordSignature
from plan_cli.proving.files_at import FilesAt
from plan_cli.repository.commit_graph import TreeChange
from plan_cli.repository.objects import ObjectReader
from plan_cli.repository.snapshot import ListedSnapshot

_PARTS = (*sorted(GOVERNED), "questions.yaml")
# What the files that are left out of a partial look would have answered.
_OF_OTHER_FILES = (Code.MISSING_FILE, Code.UNKNOWN_REFERENCE)


@dataclass(frozen=True, slots=True)
class State:
    """What a step is judged by. `plan` has no topics and chapters; None where its own files cannot be used.

    `problems`: what is wrong in the governed files. `listed`: mode and object id of the files it was read from.
    """

    plan: Plan | None
    problems: tuple[Finding, ...]
    listed: Mapping[str, tuple[str, str]]

    @property
    def usable(self) -> Plan | None:
        """The plan where nothing is wrong in what governs it."""
        return None if self.problems else self.plan


class States:
    """The states of commits. `day`: the day on which gates are evaluated."""

    def __init__(self, files: FilesAt, objects: ObjectReader, day: datetime.date) -> None:
        self._files = files
        self._objects = objects
        self._day = day
        self._states: dict[str, State] = {}
        self._plans: dict[tuple[tuple[str, tuple[str, str]], ...], tuple[Plan | None, tuple[Finding, ...]]] = {}
        self._records: dict[tuple[str, str], Record | None] = {}
        self._reports: dict[tuple[int, str | None], tuple[State, Report]] = {}
        self._links: dict[str, tuple[str, ...]] = {}

    def at(self, commit: str) -> State:
        """What holds at a commit."""
        if commit not in self._states:
            files = self._files.at(commit)
            listed = {path: entry for path, entry in files.items() if _governs(path)}
            self._states[commit] = self._read(listed)
        return self._states[commit]

    def after(self, parent: str, commit: str, changes: tuple[TreeChange, ...]) -> State:
        """What holds at a commit that changed this against its parent."""
        if commit in self._states:
            return self._states[commit]
        before = self.at(parent)
        state = before
        if any(_governs(change.path) for change in changes):
            listed = dict(before.listed)
            for change in changes:
                if change.mode is None or change.after is None:
                    listed.pop(change.path, None)
                elif _governs(change.path):
                    listed[change.path] = (change.mode, change.after)
            state = self._read(listed)
        self._states[commit] = state
        return state

    def report(
        self, state: State, plan: Plan, root: str | None, signatures: Mapping[str, RecordSignature] | None
    ) -> Report:
        """The gates as far as they do not depend on the texts: which phase it is, which gates have been passed."""
        key = (id(state), root)
        if key not in self._reports:
            # The state is kept with the answer, so that no other one can come to have its id.
            self._reports[key] = (state, evaluate(plan, Present(root, signatures=signatures), self._day))
        return self._reports[key][1]

    def present(self, commit: str, plan: Plan, root: str | None) -> Present:
        """The digests of all contents at a commit, as `plan` says what they are."""
        snapshot = ListedSnapshot(commit, self._files.at(commit), self._objects)
        return contents_of(Contents(snapshot, plan, self._links), plan, root)

    def _read(self, listed: dict[str, tuple[str, str]]) -> State:
        parts = {path: listed[path] for path in _PARTS if path in listed}
        key = tuple(parts.items())
        if key not in self._plans:
            loaded = load(ListedSnapshot("", parts, self._objects))
            problems = [
                found
                for found in loaded.findings
                if found.severity is Severity.ERROR
                and found.place.path in GOVERNED
                and not (found.place.path == "plan.yaml" and found.place.line and found.code in _OF_OTHER_FILES)
            ]
            self._plans[key] = (loaded.plan, tuple(problems))
        plan, problems_found = self._plans[key]
        if plan is not None:
            found_records = [self._record(path, *entry) for path, entry in sorted(listed.items()) if _is_record(path)]
            plan = replace(plan, records=tuple(record for record in found_records if record is not None))
        return State(plan, problems_found, listed)

    def _record(self, path: str, mode: str, oid: str) -> Record | None:
        if (path, oid) not in self._records:
            snapshot = ListedSnapshot("", {path: (mode, oid)}, self._objects)
            read = read_records((path,), lambda name: read_text(snapshot, name, YAML_LIMIT, []), [])
            self._records[path, oid] = read[0] if read else None
        return self._records[path, oid]


def _governs(path: str) -> bool:
    return path in _PARTS or _is_record(path)


def _is_record(path: str) -> bool:
    return path.startswith(f"{FOLDER}/")

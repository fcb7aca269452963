"""Loading and every check over one snapshot → findings, kept until something they depend on changes."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from plan_cli import __version__
from plan_cli.checks.indicator_statements import check_statements
from plan_cli.checks.plan_checks import check_plan
from plan_cli.checks.plan_language import check_language
from plan_cli.checks.silences import silenced
from plan_cli.checks.unread import check_unread
from plan_cli.checkup.evidence_files import check_evidence_files
from plan_cli.checkup.threads import threads
from plan_cli.gates.evaluate import evaluate
from plan_cli.loading.loader import MARKDOWN_LIMIT, load, read_text
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Finding, from_data, in_file_order, to_data
from plan_cli.model.plan import Plan
from plan_cli.model.settings import Silence
from plan_cli.model.signature import RecordSignature
from plan_cli.render.build import ALL, wanted
from plan_cli.render.cache import Cache
from plan_cli.render.document_findings import document_findings
from plan_cli.repository.snapshot import Snapshot, UnreadableError
from plan_cli.repository.subset import Subset
from plan_cli.tracing.findings import check_threads
from plan_cli.translation import chosen_language

# Files that nothing else depends on.
_LEAVES = ("topics/", "chapters/", "proposals/", "consultations/")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")

# Raised when a check changes without the tool's version changing.
_VERSION = 6


@dataclass(frozen=True, slots=True)
class Options:
    """What the findings depend on besides the files. `day`: the day on which it is asked what is due.

    `first_commit`: the plan's identity, by which records of another plan are told; None where it is not known.
    `signatures`: who signed each record, by its id; None where nobody looked.
    `whole`: all files are there, so that what is named and missing is missing.
    """

    day: datetime.date
    bundled_fonts: bool = False
    first_commit: str | None = None
    signatures: Mapping[str, RecordSignature] | None = None
    whole: bool = True


def check(snapshot: Snapshot, cache: Cache, options: Options) -> tuple[Finding, ...]:
    """Every finding in a snapshot that nobody has silenced, in the order of files and lines."""
    key = _key(snapshot, options)
    kept = cache.get(key)
    if kept is not None:
        return tuple(from_data(item) for item in json.loads(kept))
    findings = _check(snapshot, cache, options)
    cache.put(key, json.dumps([to_data(finding) for finding in findings], ensure_ascii=False).encode())
    return findings


def check_changed(snapshot: Snapshot, changed: tuple[str, ...], cache: Cache, options: Options) -> tuple[Finding, ...]:
    """The findings in the files that changed, at the cost of these alone where they are leaves of the plan.

    What many files depend on (`plan.yaml`, ids, indicators, profiles) asks for the whole check.
    """
    if not changed:
        return ()
    if any(not path.startswith(_LEAVES) for path in changed if path.endswith((".yaml", ".yml"))):
        return check(snapshot, cache, options)
    kept = [path for path in snapshot.paths() if "/" not in path or path.startswith("profiles/")]
    folders = {path.rpartition("/")[0] for path in changed}
    kept += [path for path in snapshot.paths() if "/" in path and path.rpartition("/")[0] in folders]
    # A chapter refers to others of its document, and to pictures anywhere.
    kept += [path for path in snapshot.paths() if path.lower().endswith(_PICTURES)]
    own = frozenset(changed)
    some = check(Subset(snapshot, kept), cache, replace(options, whole=False))
    return tuple(finding for finding in some if finding.place.path in own)


def _check(snapshot: Snapshot, cache: Cache, options: Options) -> tuple[Finding, ...]:
    loaded = load(snapshot)
    findings = list(loaded.findings)
    texts = _texts(snapshot)
    general: tuple[Silence, ...] = ()
    if loaded.plan is not None:
        plan = loaded.plan
        with ThreadPoolExecutor(max_workers=1) as aside:
            # Pandoc reads chapters in processes of its own, while the other checks go on here.
            documents = wanted(plan, [ALL])
            job = aside.submit(document_findings, plan, snapshot, documents, cache, bundled_fonts=options.bundled_fonts)
            findings += _of_plan(plan, texts, options)
            findings += check_evidence_files(plan, snapshot, texts if options.whole else {}, cache)
            findings += check_threads(threads(snapshot, cache)) if options.whole else ()
            findings += job.result()
        general = plan.settings.silenced
        spoken_of = {finding.place.path for finding in findings}
        # A file with a finding of its own is not said to be unread besides.
        unread = check_unread(snapshot.paths(), plan, texts)
        findings += [finding for finding in unread if finding.place.path not in spoken_of]
    return silenced(in_file_order(findings), texts, general)


def _of_plan(plan: Plan, texts: dict[str, str], options: Options) -> list[Finding]:
    chapters = {path: text for path, text in texts.items() if path.endswith(".md")}
    findings: list[Finding] = [*check_plan(plan, options.day)]
    findings += check_statements(plan, chapters)
    findings += check_language(plan, chapters)
    present = Present(options.first_commit, signatures=options.signatures)
    findings += evaluate(plan, present, options.day).findings
    return findings


def _texts(snapshot: Snapshot) -> dict[str, str]:
    """The texts of the files that people write, as far as they can be read."""
    texts = {}
    for path in snapshot.paths():
        if path.endswith((".md", ".yaml")):
            text = read_text(snapshot, path, MARKDOWN_LIMIT, [])
            if text is not None:
                texts[path] = text
    return texts


def _key(snapshot: Snapshot, options: Options) -> str:
    digest = hashlib.sha256()
    for path in snapshot.paths():
        try:
            oid = snapshot.oid(path)
        except UnreadableError:
            oid = ""
        digest.update(f"{path}\0{snapshot.kind(path).value}\0{oid}\0".encode("utf-8", "surrogateescape"))
    said = [
        _VERSION,
        __version__,
        chosen_language(),
        options.day.isoformat(),
        options.bundled_fonts,
        options.first_commit,
        options.signatures is not None and sorted(map(str, options.signatures.items())),
        options.whole,
    ]
    return f"checkup {json.dumps(said)} {digest.hexdigest()}"

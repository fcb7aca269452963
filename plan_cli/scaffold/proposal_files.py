"""The files of proposals: `proposals/ID.yaml` for what is suggested, apart from it how to reach the proposer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from plan_cli.errors import RefusedError
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.model.finding import Finding
from plan_cli.model.proposal import Contact, ProposalFile
from plan_cli.repository.names import collision_key, is_readable_name
from plan_cli.scaffold.topic_files import identifier_from
from plan_cli.scaffold.yaml_text import field_line, record
from plan_cli.translation import _

_SLUG_LENGTH = 32
_FOLDERS_OF_THE_PLAN = frozenset(
    {"proposals", "selection", "topics", "chapters", "consultations", "records", "profiles", "samples", "build", ".git"}
)
_HEAD = """\
# 征集建议：所属团体提出的课题建议。文件名就是建议的编号，请不要改名。
# 联系方式不写在这里，也不提交，见 plan.yaml 的 contacts。
"""
_CONTACTS_HEAD = """\
# 征集建议的联系方式。这个文件夹不提交，也不会写进任何文本。
"""
_IGNORE = "# 这个文件夹里的文件都不提交\n*\n"


def proposal_id(title: str, fingerprint: str) -> str:
    """The id of a proposal: its title in pinyin, cut at a syllable, and its fingerprint.

    The same proposal has the same id on every branch it is imported on.
    """
    slug = ""
    for syllable in identifier_from(title).split("-"):
        longer = f"{slug}-{syllable}" if slug else syllable[:_SLUG_LENGTH]
        if len(longer) > _SLUG_LENGTH:
            break
        slug = longer
    return f"{slug or 'proposal'}-{fingerprint}"


def proposal_file(proposal: ProposalFile) -> bytes:
    """The content of `proposals/ID.yaml`.

    Raises:
        RefusedError: a text cannot be written so that it reads back as it is.
    """
    origin = proposal.origin
    text = _HEAD + record(
        {
            "title": proposal.title,
            "unit": proposal.unit.id if proposal.unit else None,
            "unit_as_written": proposal.unit_as_written,
            "questions": [question.id for question in proposal.questions],
            "reasons": proposal.reasons,
            "contents": proposal.contents,
            "methods": proposal.methods,
            "results": proposal.results,
            "leader": proposal.leader,
            "members": proposal.members,
            "timetable": proposal.timetable,
            "budget": proposal.budget,
            "note": proposal.note,
        }
    )
    if origin:
        fields = {"file": origin.file, "digest": origin.digest, "sheet": origin.sheet, "row": origin.row}
        text += "origin:\n" + record(fields, indent=2)
    if proposal.sample:
        text += field_line("sample", True, "示例标记：true 表示内容是编出来演示的")
    _prove_valid(text, proposal)
    return text.encode()


def contacts_folder(written: str) -> str:
    """The folder for contacts that `plan.yaml` names.

    Raises:
        RefusedError: it lies outside the repository, or where the plan itself has its files.
    """
    folder = written.strip().rstrip("/")
    first = collision_key(folder.split("/")[0])
    if not is_readable_name(folder) or "\\" in folder or ":" in folder or first in _FOLDERS_OF_THE_PLAN:
        raise RefusedError(
            _("{folder} in plan.yaml cannot be the folder for contacts").format(folder=repr(written)),
            _("name a folder of its own inside the repository, for example contacts: contacts"),
        )
    return folder


def contact_files(folder: str, source: str, key: str, contacts: Iterable[tuple[str, Contact]]) -> dict[str, bytes]:
    """The file with the contacts of some proposals, by path; none where there are none.

    `source`: the name of the form's file. `key`: what the name of the new file begins with.
    """
    known = [(identifier, contact) for identifier, contact in contacts if contact]
    if not known:
        return {}
    text = _CONTACTS_HEAD + field_line("source", source) + "contacts:\n"
    for identifier, contact in known:
        fields = {
            "proposal": identifier,
            "name": contact.name,
            "telephone": contact.telephone,
            "email": contact.email,
            "address": contact.address,
        }
        text += "  - " + record(fields, indent=4)[4:]
    named = hashlib.sha256("\n".join(identifier for identifier, __ in known).encode()).hexdigest()[:8]
    return {f"{folder}/{key}-{named}.yaml": text.encode()}


def ignore_file(folder: str) -> dict[str, bytes]:
    """The file that keeps Git from ever taking up what lies in the folder, by path."""
    return {f"{folder}/.gitignore": _IGNORE.encode()}


def _prove_valid(text: str, proposal: ProposalFile) -> None:
    findings: list[Finding] = []
    node = yaml_nodes.parse(text, "proposal.yaml", findings)
    read = shapes.read(ProposalFile, node, findings) if node is not None else None
    if findings or read is None or (read.title, read.contents) != (proposal.title, proposal.contents):
        raise RefusedError(_("the texts of {title} cannot be written into a file").format(title=proposal.title))

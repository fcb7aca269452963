"""`plan propose import`: files of forms → what is to be taken of them, with a report of every form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from plan_cli.checks.proposal_similarity import likenesses
from plan_cli.intake.form_file import FormFile, read_form_file
from plan_cli.intake.judging import Judge, Judged, State
from plan_cli.intake.remark import Remark, RemarkCode
from plan_cli.intake.submissions import submissions
from plan_cli.model.plan import Plan
from plan_cli.translation import _

_SHOWN_LIKENESSES = 3


@dataclass(slots=True)
class ReadFile:
    """One file of an import: what is said of it as a whole, and its forms."""

    name: str
    digest: str
    remarks: list[Remark] = field(default_factory=list)
    refused: Remark | None = None
    forms: list[Judged] = field(default_factory=list)


@dataclass(slots=True)
class ImportReport:
    """Everything that was read, in the order of the files and of the rows in them."""

    files: list[ReadFile] = field(default_factory=list)

    @property
    def forms(self) -> list[Judged]:
        """The forms of all files."""
        return [form for file in self.files for form in file.forms]

    @property
    def taken(self) -> list[Judged]:
        """The forms that become proposals."""
        return [form for form in self.forms if form.state in (State.TAKEN, State.DOUBTFUL)]

    @property
    def refused(self) -> int:
        """How many forms and whole files are refused."""
        forms = sum(form.state is State.REFUSED for form in self.forms)
        return forms + sum(file.refused is not None for file in self.files)


def read_forms(
    plan: Plan,
    files: Iterable[tuple[str, bytes]],
    progress: Callable[[str], None],
    *,
    sample: bool = False,
) -> ImportReport:
    """Read the files (name and content) and judge every form in them against the plan and against each other."""
    judge = Judge(plan, sample=sample)
    report = ImportReport()
    for name, content in files:
        progress(_("reading {name}").format(name=name))
        report.files.append(_read(judge, read_form_file(name, content)))
    progress(_("looking for proposals that resemble each other"))
    _point_out_likenesses(plan, report)
    return report


def _read(judge: Judge, file: FormFile) -> ReadFile:
    read = ReadFile(file.name, file.digest, list(file.remarks), file.refused)
    for grid in file.grids:
        read.forms += [judge.judge(submission, file.name, file.digest) for submission in submissions(grid)]
        read.remarks += grid.remarks
    if not read.forms and read.refused is None:
        read.refused = Remark(
            RemarkCode.NOTHING_FOUND,
            "",
            _("no filled-in form was found in it"),
            _("a form has the label, or the heading, 课题名称; plan solicit makes one"),
        )
    return read


def _point_out_likenesses(plan: Plan, report: ImportReport) -> None:
    known = [proposal.file for proposal in plan.proposals]
    names = [f"proposals/{proposal.id}.yaml" for proposal in plan.proposals]
    new = report.taken
    titles = [*known, *(form.proposal for form in new if form.proposal)]
    told: dict[int, int] = {}
    for pair in likenesses(titles, first_new=len(known)):
        form = new[pair.other - len(known)]
        told[pair.other] = told.get(pair.other, 0) + 1
        if told[pair.other] > _SHOWN_LIKENESSES:
            continue
        other = new[pair.one - len(known)] if pair.one >= len(known) else None
        place = f"{other.file_name} {other.submission.place}" if other else names[pair.one]
        message = _("resembles {title} ({place}), {score} of 100").format(
            title=titles[pair.one].title, place=place, score=f"{pair.score:g}"
        )
        form.remark(Remark(RemarkCode.NEAR_DUPLICATE, form.submission.place, message))

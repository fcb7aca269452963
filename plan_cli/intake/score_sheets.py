"""Score sheets that come back → the scores of a reviewer; what cannot be taken is said, and nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plan_cli.intake.cleaning import clean, half_width, one_line
from plan_cli.intake.form_file import FormFile
from plan_cli.intake.grid import Grid
from plan_cli.intake.remark import Remark, RemarkCode
from plan_cli.model.names import plain_name
from plan_cli.model.plan import Plan
from plan_cli.model.proposal_form import plain_label
from plan_cli.model.score_form import ABSTAINS, COMMENT, PROPOSAL, REVIEWER, TITLE, UNIT, columns_of
from plan_cli.model.selection import Points, Score, ScoresFile, SelectionRules
from plan_cli.model.values import Reference
from plan_cli.translation import _

_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)分?\Z")
_YES = frozenset({"是", "回避", "√", "✓", "✔", "☑", "y", "yes", "true", "1", "x"})
_NO = frozenset({"", "否", "不回避", "无", "n", "no", "false", "0", "/", "-", "—"})
_INLINE = re.compile(r"([^\s：:]{2,8})[：:]\s*([^\s：:]*)")
_COMMENT_LIMIT = 5_000


@dataclass(slots=True)
class ReadScores:
    """One file of scores. Where `refusals` holds anything, nothing of the file is taken."""

    name: str
    scores: ScoresFile | None = None
    remarks: list[Remark] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)


def read_scores(plan: Plan, rules: SelectionRules, file: FormFile, reviewer: str | None = None) -> ReadScores:
    """The scores in a file. `reviewer`: whose they are, where the file does not say."""
    read = ReadScores(file.name, remarks=list(file.remarks))
    if file.refused is not None:
        read.refusals.append(file.refused)
        return read
    known = columns_of(rules)
    for grid in file.grids:
        head = _head(grid, known)
        if head is None:
            continue
        row, columns = head
        missing = [item.name for item in rules.criteria if f"criterion {item.id}" not in columns.values()]
        if missing:
            message = _("the columns of these criteria are missing: {listed}").format(listed="、".join(missing))
            read.refusals.append(Remark(RemarkCode.BAD_SCORE, grid.place((row, 1)), message))
            return read
        name, unit = _whose(grid, row, known)
        name = reviewer or name
        if not name:
            message = _("it is not said whose scores these are")
            hint = _("fill in the name beside 评审人, or give it: --reviewer NAME")
            read.refusals.append(Remark(RemarkCode.NO_REVIEWER, grid.place((row, 1)), message, hint))
            return read
        scores = _rows(plan, rules, grid, row, columns, read)
        read.remarks += grid.remarks
        read.scores = whose(plan, name, unit, tuple(scores))
        if not scores and not read.refusals:
            read.refusals.append(Remark(RemarkCode.NOTHING_FOUND, "", _("no proposal is scored in it")))
        return read
    message = _("no score sheet was found in it")
    hint = _("it has a column 建议编号 and one for each criterion; plan select sheet makes one")
    read.refusals.append(Remark(RemarkCode.NOTHING_FOUND, "", message, hint))
    return read


def whose(plan: Plan, name: str, unit: str, scores: tuple[Score, ...] = ()) -> ScoresFile:
    """The file of a reviewer, who and whose unit are looked up in `organization.yaml`."""
    name = one_line(clean(name).text)
    unit = one_line(clean(unit).text)
    person = next((item.id for item in plan.organization.people if name in (item.id, item.name)), None)
    known = next((item.name for item in plan.organization.people if item.id == person), name)
    party = next(
        (
            item.id
            for item in plan.organization.parties
            if unit and plain_name(unit) in {plain_name(text) for text in (item.id, item.name, *item.aliases)}
        ),
        None,
    )
    return ScoresFile(
        known,
        Reference(person) if person else None,
        Reference(party) if party else None,
        None if party or not unit else unit,
        scores,
    )


def _head(grid: Grid, known: dict[str, str]) -> tuple[int, dict[int, str]] | None:
    for row in sorted(grid.rows):
        columns: dict[int, str] = {}
        for address, text in grid.cells(row):
            meaning = known.get(plain_label(text)) if text.strip() else None
            if meaning and meaning not in columns.values():
                columns[address[1]] = meaning
        if PROPOSAL in columns.values() and any(meaning.startswith("criterion ") for meaning in columns.values()):
            return row, columns
    return None


def _whose(grid: Grid, head: int, known: dict[str, str]) -> tuple[str, str]:
    """The reviewer's name and unit, from the cells above the table or below it."""
    found: dict[str, str] = {}
    for row in sorted(grid.rows):
        if row == head:
            continue
        cells = [(address, text.strip()) for address, text in grid.cells(row)]
        for position, (__, text) in enumerate(cells):
            meaning = known.get(plain_label(text)) if text else None
            if meaning in (REVIEWER, UNIT) and (row < head or text.endswith(("：", ":"))):
                beside = cells[position + 1][1] if position + 1 < len(cells) else ""
                if beside and known.get(plain_label(beside)) not in (REVIEWER, UNIT):
                    found.setdefault(meaning, beside)
            for inline in _INLINE.finditer(text):
                meaning = known.get(plain_label(inline[1]))
                if meaning in (REVIEWER, UNIT) and inline[2]:
                    found.setdefault(meaning, inline[2])
    return found.get(REVIEWER, ""), found.get(UNIT, "")


def _rows(
    plan: Plan, rules: SelectionRules, grid: Grid, head: int, columns: dict[int, str], read: ReadScores
) -> list[Score]:
    ids = {proposal.id for proposal in plan.proposals}
    by_title: dict[str, list[str]] = {}
    for proposal in plan.proposals:
        by_title.setdefault(plain_name(proposal.file.title), []).append(proposal.id)
    scores: dict[str, Score] = {}
    for row in sorted(number for number in grid.rows if number > head):
        texts = {meaning: clean(grid.reaching((row, column))).text for column, meaning in columns.items()}
        given = {meaning: text for meaning, text in texts.items() if meaning.startswith("criterion ") and text}
        identifier = half_width(texts.get(PROPOSAL, "")).strip()
        same_title = by_title.get(plain_name(texts.get(TITLE, "")), [])
        found = identifier if identifier in ids else None
        if found is None and not identifier and len(same_title) == 1:
            found = same_title[0]
        place = grid.place((row, next(column for column, meaning in columns.items() if meaning == PROPOSAL)))
        if found is None:
            if given:
                message = _("{id} is not the id of a proposal").format(id=identifier or "—")
                read.refusals.append(Remark(RemarkCode.UNKNOWN_PROPOSAL, place, message))
            continue
        if found in scores:
            message = _("{id} stands in the sheet twice").format(id=found)
            read.refusals.append(Remark(RemarkCode.TWICE, place, message))
            continue
        score = _score(rules, grid, row, columns, found, read)
        if score is not None:
            scores[found] = score
    return list(scores.values())


def _score(
    rules: SelectionRules, grid: Grid, row: int, columns: dict[int, str], proposal: str, read: ReadScores
) -> Score | None:
    points: list[Points] = []
    blank: list[str] = []
    abstains = False
    comment = ""
    names = {f"criterion {item.id}": item for item in rules.criteria}
    for column, meaning in columns.items():
        address = (row, column)
        text = clean(grid.reaching(address)).text
        plain = half_width(text).strip().lower()
        if address in grid.cell_remarks and meaning in names:
            read.remarks.append(grid.cell_remarks[address])
        if meaning == ABSTAINS:
            abstains = plain in _YES
            if not abstains and plain not in _NO:
                message = _("in the column {heading} write {yes} or nothing").format(heading=ABSTAINS, yes="是")
                read.refusals.append(Remark(RemarkCode.BAD_SCORE, grid.place(address), message))
        elif meaning == COMMENT:
            comment = text[:_COMMENT_LIMIT]
        elif meaning in names:
            number = _NUMBER.match(plain)
            if plain in ("", "/", "-", "—", "回避", "弃权"):
                abstains = abstains or plain == "回避"
                blank.append(names[meaning].name)
            elif number is None or float(number[1]) > rules.maximum:
                message = _("{text} is no number from 0 to {maximum}").format(
                    text=repr(text[:20]), maximum=rules.maximum
                )
                read.refusals.append(Remark(RemarkCode.BAD_SCORE, grid.place(address), message))
            else:
                points.append(Points(Reference(names[meaning].id), float(number[1])))
    if abstains:
        return Score(Reference(proposal), (), comment or None, abstains=True)
    if not points:
        message = _("{id} is not scored").format(id=proposal)
        read.remarks.append(Remark(RemarkCode.NOT_SCORED, grid.place((row, 1)), message, doubtful=False))
        return None
    if blank:
        message = _("{criterion} has no number").format(criterion="、".join(blank))
        read.refusals.append(Remark(RemarkCode.BAD_SCORE, grid.place((row, 1)), message))
        return None
    return Score(Reference(proposal), tuple(points), comment or None)

"""Grids → submissions: what stands in the fields of each form, whichever way the form has been laid out.

Two layouts are known. A list has a row of headings and below it a row for each proposal. A form has labels with their
values beside, below or behind a colon, one form after another. Rows above a list may say what holds for all of it.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plan_cli.intake.grid import COLUMN, VALUE, Address, Grid
from plan_cli.intake.remark import Remark, RemarkCode
from plan_cli.model.proposal_form import NUMBER, OTHER, QUESTIONS, TITLE, UNIT, field_of, labels, plain_label
from plan_cli.translation import _

_LABEL_LIMIT = 40
_GUESS_CUTOFF = 72
_INLINE = re.compile(r"(?:^|(?<=[\s_；;，,]))([^\s：:；;，,_]{1,18})[：:]")
_EXPLANATION = re.compile(
    r"^\s*[（(【]?\s*(填表说明|填写说明|填报说明|填表须知|说明|注意事项|备注|注|合计|总计|小计)\s*[：:）)】\d]"
)
_EXAMPLE = re.compile(r"^\s*[（(【]?\s*(例|示例|举例|样例|填写示例)\s*($|[：:）)】])")


@dataclass(slots=True)
class Submission:
    """The fields of one form as they were written, by field id, with the place of each."""

    sheet: str
    row: int
    place: str
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    example: bool = False

    def put(self, field_id: str, text: str, place: str) -> None:
        """Add a text to a field; what stands there already stays, one thing written twice is kept once."""
        text = text.strip().strip("_").strip()
        if not text:
            return
        known = self.texts.get(field_id)
        if known is None:
            self.texts[field_id] = text
            self.places[field_id] = place
        elif text not in known.split("\n"):
            self.texts[field_id] = f"{known}\n{text}"


def submissions(grid: Grid) -> list[Submission]:
    """Every form in a grid, in order; forms that nobody filled in are none."""
    rows = sorted(grid.rows)
    found: list[Submission] = []
    context = Submission(grid.name, 0, grid.name)
    start = 0
    heads = {position: head for position, row in enumerate(rows) if (head := _head(grid, rows, position))}
    for position, head in heads.items():
        if position < start:
            continue
        for form in _forms(grid, rows[start:position]):
            if TITLE in form.texts:
                found.append(form)
            else:
                context = form
        end = _end_of_list(grid, rows, position, heads)
        found += _list(grid, rows[position + head.height : end], head, context)
        start = end
    found += [form for form in _forms(grid, rows[start:]) if TITLE in form.texts or not (heads or _is_stray(form))]
    return found


def _is_stray(form: Submission) -> bool:
    """Whether so little is written that this is the text around forms, or one that nobody has filled in."""
    return len(set(form.texts) - {QUESTIONS}) < 2


@dataclass(slots=True)
class _Head:
    """The headings of a list: the field of each column, and how many rows they take."""

    columns: dict[int, str]
    height: int
    unknown: dict[int, str]


def _head(grid: Grid, rows: list[int], position: int) -> _Head | None:
    row = rows[position]
    cells = [(address, text) for address, text in grid.cells(row) if text.strip()]
    fields = [(address[1], _heading(grid, address, text)) for address, text in cells]
    known = {column: name for column, name in fields if name not in (None, NUMBER, OTHER)}
    if TITLE not in known.values() or len(set(known.values())) < 2:
        return None
    neighbours = any(one[1] and other[1] for one, other in itertools.pairwise(fields))
    if not neighbours and len(known) <= len(fields) - len(known):
        return None
    if _begins_with_label(grid, rows, position + 1):
        return None
    columns = {column: name for column, name in fields if name and name != OTHER}
    unknown = {address[1]: text.strip() for address, text in cells if address[1] not in columns}
    height = 1
    title = (row, next(column for column, name in known.items() if name == TITLE))
    last_row = grid.spans.get(title, title)[0]
    while position + height < len(rows) and rows[position + height] <= last_row:
        # Headings of two rows: the second one divides what stands above it.
        for address, text in grid.cells(rows[position + height]):
            name = field_of(text)
            if name and name != OTHER:
                columns[address[1]] = name
                unknown.pop(address[1], None)
        height += 1
    return _Head(columns, height, unknown)


def _heading(grid: Grid, address: Address, text: str) -> str | None:
    """The field that a heading names; where its words are unknown, the one that its hidden mark names."""
    mark = grid.marks.get(address)
    written = field_of(text) if len(text) <= _LABEL_LIMIT else None
    return written or (mark.field if mark and mark.kind == COLUMN else None)


def _begins_with_label(grid: Grid, rows: list[int], position: int) -> bool:
    """Whether a row begins with a label and its value, as the next line of a form does."""
    if position >= len(rows):
        return False
    texts = [text for __, text in grid.cells(rows[position]) if text.strip()]
    fields = [field_of(text) for text in texts]
    return bool(fields) and fields[0] not in (None, NUMBER) and (len(fields) == 1 or fields[1] is None)


def _end_of_list(grid: Grid, rows: list[int], position: int, heads: dict[int, _Head]) -> int:
    block = grid.blocks.get(rows[position], 0)
    for later in range(position + 1, len(rows)):
        if later in heads or grid.blocks.get(rows[later], 0) != block:
            return later
    return len(rows)


def _list(grid: Grid, rows: list[int], head: _Head, context: Submission) -> list[Submission]:
    columns, remarks = _with_guesses(grid, rows, head)
    grid.remarks += remarks
    found: list[Submission] = []
    origin_of_last: Address | None = None
    title_column = next((column for column, name in columns.items() if name == TITLE), 0)
    for row in rows:
        written = [text for __, text in grid.cells(row) if text.strip()]
        if len(written) == 1 and _EXPLANATION.match(written[0]):
            continue
        title_at = grid.covered.get((row, title_column))
        if title_at is not None and title_at == origin_of_last and found:
            submission = found[-1]  # one proposal that takes several rows
        else:
            submission = Submission(grid.name, row, grid.place((row, title_column or 1)))
            origin_of_last = (row, title_column) if (row, title_column) in grid.spans else None
            found.append(submission)
            if row in grid.hidden_rows:
                message = _("the row is hidden in the file")
                submission.remarks.append(Remark(RemarkCode.HIDDEN_ROW, submission.place, message))
        _fill(grid, submission, row, columns)
    for submission in found:
        if set(submission.texts) - {NUMBER}:
            _take_over(submission, context)
    return [submission for submission in found if set(submission.texts) - {NUMBER}]


def _fill(grid: Grid, submission: Submission, row: int, columns: dict[int, str]) -> None:
    for column, name in columns.items():
        address = (row, column)
        origin = grid.covered.get(address, address)
        text = grid.text(origin)
        if origin[1] != column and columns.get(origin[1]) != name:
            text = ""  # merged across columns: it belongs to the first of them
        if _EXAMPLE.match(text) and name in (NUMBER, TITLE):
            submission.example = True
        if name != OTHER:
            submission.put(name, text, grid.place(address))
        if origin in grid.cell_remarks:
            submission.remarks.append(grid.cell_remarks[origin])


def _take_over(submission: Submission, context: Submission) -> None:
    """What stands above a list holds for its rows, where they say nothing else."""
    own_contact = any(name.startswith("contact_") for name in submission.texts)
    for name, text in context.texts.items():
        if name in submission.texts or name in (TITLE, NUMBER) or (own_contact and name.startswith("contact_")):
            continue
        submission.put(name, text, context.places.get(name, ""))


def _with_guesses(grid: Grid, rows: list[int], head: _Head) -> tuple[dict[int, str], list[Remark]]:
    """The columns with those whose headings only resemble a known one; remarks on these and on the ones left out."""
    columns = dict(head.columns)
    remarks = []
    for column, heading in head.unknown.items():
        filled = any(grid.text((row, column)).strip() for row in rows)
        guess = _resembling(heading, set(columns.values())) if field_of(heading) != OTHER else None
        place = grid.place((rows[0] - 1 if rows else 1, column))
        if guess:
            columns[column] = guess
            message = _("the column {heading} was read as {label}").format(heading=_short(heading), label=_label(guess))
            remarks.append(Remark(RemarkCode.COLUMN_GUESSED, place, message))
        elif filled:
            message = _("the column {heading} belongs to no field and was left out").format(heading=_short(heading))
            remarks.append(Remark(RemarkCode.COLUMN_LEFT_OUT, place, message, doubtful=False))
    return columns, remarks


def _resembling(heading: str, taken: set[str]) -> str | None:
    from rapidfuzz import fuzz, process

    free = {label: name for label, name in labels().items() if name not in taken and len(label) > 1}
    best = process.extractOne(plain_label(heading), list(free), scorer=fuzz.ratio, score_cutoff=_GUESS_CUTOFF)
    return free[best[0]] if best else None


def _label(field_id: str) -> str:
    from plan_cli.model.proposal_form import by_id

    return by_id(field_id).label


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else f"{text[:19]}…"


def _forms(grid: Grid, rows: list[int]) -> list[Submission]:
    """The forms with labels in these rows, one after another."""
    walk = _FormWalk(grid, rows)
    for row in rows:
        walk.row(row)
    return walk.finished()


class _FormWalk:
    """One pass over rows of labels and values."""

    def __init__(self, grid: Grid, rows: list[int]) -> None:
        self._grid = grid
        self._rows = rows
        self._used: set[Address] = set()
        self._found: list[Submission] = []
        self._current: Submission | None = None

    def finished(self) -> list[Submission]:
        """The forms that hold anything."""
        return [form for form in self._found if form.texts]

    def row(self, row: int) -> None:
        """Take what a row holds."""
        for address, text in self._grid.cells(row):
            if address in self._used:
                continue
            mark = self._grid.marks.get(address)
            if mark and mark.kind == VALUE:
                self._put(mark.field, text, address)
                continue
            if not text.strip():
                continue
            name = field_of(text) if len(text) <= _LABEL_LIMIT else None
            if name is not None:
                self._labelled(name, text, address)
            else:
                self._inline(text, address)

    def _labelled(self, name: str, label: str, address: Address) -> None:
        values = self._beside(address, name) or self._below(address)
        self._used.update(where for where, __ in values)
        if name == NUMBER:
            return
        if name == OTHER:
            written = " ".join(text for __, text in values if text.strip())
            if written and self._current is not None:
                message = _("{label} is no field of the form and was left out").format(label=_short(label))
                place = self._grid.place(address)
                self._current.remarks.append(Remark(RemarkCode.LEFT_OUT, place, message, doubtful=False))
            return
        if not values:
            self._begin_if_new(name, address)
        for where, text in values:
            self._put(name, text, where)

    def _put(self, name: str, text: str, address: Address) -> None:
        form = self._begin_if_new(name, address) if text.strip() else self._current
        if form is None:
            return
        form.put(name, text, self._grid.place(address))
        if address in self._grid.cell_remarks:
            form.remarks.append(self._grid.cell_remarks[address])
        if address[0] in self._grid.hidden_rows:
            remark = Remark(RemarkCode.HIDDEN_ROW, self._grid.place(address), _("the row is hidden in the file"))
            form.remarks.append(remark)

    def _begin_if_new(self, name: str, address: Address) -> Submission:
        """The form that a field belongs to: a title, or a unit after a title, given once more begins another one."""
        current = self._current
        again = current is not None and name in current.texts and name in (TITLE, UNIT) and TITLE in current.texts
        if current is None or again:
            current = Submission(self._grid.name, address[0], self._grid.place(address))
            self._current = current
            self._found.append(current)
        return current

    def _beside(self, address: Address, name: str) -> list[tuple[Address, str]]:
        """The value to the right of a label: of each row that the label takes, the next cell that is no label."""
        last_row, last_column = self._grid.spans.get(address, address)
        values = []
        for row in range(address[0], last_row + 1):
            for where, text in self._grid.cells(row):
                if where[1] <= last_column or where in self._used:
                    continue
                is_empty = not text.strip()
                if where in self._grid.marks or not (is_empty or self._is_label_beside(text, name)):
                    values.append((where, text))
                    break
                if not is_empty or not self._grid.has_letters:
                    break  # the next label; in Word an empty cell is the empty value
        return values

    def _below(self, address: Address) -> list[tuple[Address, str]]:
        """The value under a label that stands alone: the rows down to the next label."""
        if any(where != address and text.strip() for where, text in self._grid.cells(address[0])):
            return []
        values: list[tuple[Address, str]] = []
        last_row = self._grid.spans.get(address, address)[0]
        for row in self._rows[bisect.bisect_right(self._rows, last_row) :]:
            texts = [(where, text) for where, text in self._grid.cells(row) if text.strip()]
            if any(self._is_label(text) for __, text in texts):
                break
            values += texts
        return values

    def _is_label_beside(self, text: str, name: str) -> bool:
        """Whether a cell beside a label is the next label, alone or with its value; `内容：…` beside 内容 is none."""
        if len(text) > _LABEL_LIMIT:
            return False
        inline = next(_inline_fields(text), None)
        return field_of(text) is not None or (inline is not None and inline[0] != name)

    def _is_label(self, text: str) -> bool:
        if len(text) <= _LABEL_LIMIT and field_of(text) is not None:
            return True
        return bool(_EXPLANATION.match(text)) or any(field_of(found[1]) is not None for found in _INLINE.finditer(text))

    def _inline(self, text: str, address: Address) -> None:
        for name, value in _inline_fields(text):
            if value.strip("_ 　"):
                self._put(name, value, address)
            else:
                self._begin_if_new(name, address)


def _inline_fields(text: str) -> Iterator[tuple[str, str]]:
    """The fields of `申报单位：某学会  联系人：某某`."""
    found = [(match, field_of(match[1])) for match in _INLINE.finditer(text)]
    found = [(match, name) for match, name in found if name is not None]
    for number, (match, name) in enumerate(found):
        end = found[number + 1][0].start() if number + 1 < len(found) else len(text)
        if name and name not in (NUMBER, OTHER):
            yield name, text[match.end() : end]

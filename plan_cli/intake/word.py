"""DOCX → one grid: paragraphs as rows of one cell, tables as they stand, in the order of the page.

Read with lxml rather than python-docx: fields of forms, merged cells, tracked changes and text boxes lie below what
python-docx shows, and lxml is there anyway.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from plan_cli.intake.grid import VALUE, Grid, Mark
from plan_cli.intake.package import Package
from plan_cli.intake.remark import RefusedFileError, Remark, RemarkCode
from plan_cli.intake.spreadsheet import MAXIMUM_COLUMNS, MAXIMUM_ROWS
from plan_cli.model.proposal_form import MARK
from plan_cli.translation import _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pict", "object", "rPh", "txbxContent"})
_MAXIMUM_CELLS = 200_000
# Boxes that were ticked and not ticked, as Wingdings has them in older forms.
_TICKED, _EMPTY = {"F052", "F0FE", "F0FD", "F0FC", "F078"}, {"F0A8", "F06F", "F0A3", "F02A", "F071"}


def read_document(package: Package) -> Grid:
    """The text of a Word document that was looked over.

    Raises:
        RefusedFileError: it is damaged or no Word document.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(package.read("word/document.xml"), parser)
    except etree.XMLSyntaxError as problem:
        raise RefusedFileError(
            RemarkCode.UNREADABLE,
            _("the document cannot be read"),
            _("open it in WPS or Word, save it anew as .docx, and import that"),
        ) from problem
    reader = _Reader()
    for body in root:
        if _name(body) == "body":
            reader.blocks(body)
    grid = reader.grid
    if reader.changed:
        message = _("the document has tracked changes; it was read as if they were accepted")
        grid.remarks.append(Remark(RemarkCode.TRACKED_CHANGES, "", message, doubtful=False))
    if any(name.endswith("vbaProject.bin") for name in package.names):
        grid.remarks.append(
            Remark(RemarkCode.MACROS, "", _("the file holds macros; they were left alone"), doubtful=False)
        )
    return grid


class _Reader:
    def __init__(self) -> None:
        self.grid = Grid("")
        self.changed = False
        self._row = 0
        self._block = 0
        self._in_table = False
        self._cells = 0

    def blocks(self, parent: Any, mark: Mark | None = None) -> None:
        for child in parent:
            name = _name(child)
            if name == "p":
                self._paragraph(child, mark)
            elif name == "tbl":
                self._table(child)
            elif name == "sdt":
                content = _child(child, "sdtContent")
                if content is not None:
                    self.blocks(content, _mark(child) or mark)
            elif name in ("ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
                self.blocks(child, mark)

    def _paragraph(self, paragraph: Any, mark: Mark | None) -> None:
        if self._in_table:
            self._in_table = False
            self._block += 1
        text = self._text(paragraph)
        self._add_row([text], [mark or _mark_within(paragraph)])

    def _add_row(self, texts: list[str], marks: list[Mark | None]) -> None:
        self._row += 1
        if self._row > MAXIMUM_ROWS:
            raise _too_large()
        self.grid.blocks[self._row] = self._block
        for column, mark in enumerate(marks, 1):
            if mark:
                self.grid.marks[self._row, column] = mark
        if any(texts):
            self.grid.rows[self._row] = texts

    def _table(self, table: Any) -> None:
        self._block += 1
        self._in_table = True
        above: dict[int, tuple[int, int]] = {}  # where a cell merged downwards began, by column
        for row in _rows(table):
            self._cells += len(row)
            if self._cells > _MAXIMUM_CELLS:
                raise _too_large()
            texts: list[str] = []
            marks: list[Mark | None] = []
            own: list[tuple[int, int]] = []
            for cell, outer in _cells(row):
                column = len(texts) + 1
                properties = _child(cell, "tcPr")
                width = min(max(_number(_child(properties, "gridSpan"), 1), 1), MAXIMUM_COLUMNS)
                if column + width > MAXIMUM_COLUMNS:
                    break
                merged = _child(properties, "vMerge")
                continues = merged is not None and _value(merged) != "restart"
                mark = outer or _mark_within(cell)
                texts += ["" if continues else self._cell_text(cell), *[""] * (width - 1)]
                marks += [None if continues else mark, *[None] * (width - 1)]
                if continues and column in above:
                    origin = above[column]
                    self.grid.covered[self._row + 1, column] = origin
                    self.grid.spans[origin] = (self._row + 1, self.grid.spans.get(origin, origin)[1])
                else:
                    origin = (self._row + 1, column)
                    if merged is not None:
                        above[column] = origin
                    else:
                        above.pop(column, None)
                    own.append((column, width))
                for covered in range(column + 1, column + width):
                    self.grid.covered[self._row + 1, covered] = origin
            for column, width in own:
                if width > 1:
                    self.grid.spans[self._row + 1, column] = (self._row + 1, column + width - 1)
            self._add_row(texts, marks)

    def _cell_text(self, cell: Any) -> str:
        """The text of a cell with all that is nested in it, a line a paragraph."""
        lines = [
            self._text(paragraph) for paragraph in cell.iter(f"{_W}p", f"{_STRICT}p") if _is_shown(paragraph, cell)
        ]
        return "\n".join(line for line in lines if line).strip()

    def _text(self, parent: Any) -> str:
        parts: list[str] = []
        self._collect(parent, parts)
        return "".join(parts).strip()

    def _collect(self, parent: Any, parts: list[str]) -> None:
        for child in parent:
            name = _name(child)
            if name in ("ins", "moveTo", "del", "moveFrom"):
                self.changed = True
            if name in _SKIPPED or (name == "r" and _is_hidden(child)) or (name == "sdt" and _is_placeholder(child)):
                continue
            if name == "t":
                parts.append(child.text or "")
            elif name == "sym":
                code = child.get(f"{_W}char", "").upper()
                parts.append("☑" if code in _TICKED else "☐" if code in _EMPTY else "")
            elif name == "checkBox":
                parts.append("☑" if _is_ticked(child) else "☐")
            elif name in ("tab", "ptab"):
                parts.append("\t")
            elif name in ("br", "cr"):
                parts.append("\n")
            elif name == "noBreakHyphen":
                parts.append("-")
            else:
                self._collect(child, parts)


def _too_large() -> RefusedFileError:
    return RefusedFileError(
        RemarkCode.TOO_LARGE,
        _("it is larger inside than a form can be"),
        _("copy the filled-in cells into a new file and import that"),
    )


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        name = _name(child)
        if name == "tr":
            rows.append(child)
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            rows += _rows(child)
    return rows


def _cells(row: Any, mark: Mark | None = None) -> list[tuple[Any, Mark | None]]:
    cells: list[tuple[Any, Mark | None]] = []
    for child in row:
        name = _name(child)
        if name == "tc":
            cells.append((child, mark))
        elif name in ("sdt", "sdtContent", "customXml"):
            cells += _cells(child, _mark(child) or mark)
    return cells


def _mark(control: Any) -> Mark | None:
    """What the hidden mark of a content control says."""
    properties = _child(control, "sdtPr")
    tag = _value(_child(properties, "tag"))
    kind, __, field_id = tag.removeprefix(MARK).partition("_")
    return Mark(VALUE, field_id) if tag.startswith(MARK) and kind == VALUE else None


def _mark_within(parent: Any) -> Mark | None:
    for control in parent.iter(f"{_W}sdt", f"{_STRICT}sdt"):
        mark = _mark(control)
        if mark:
            return mark
    return None


def _is_shown(paragraph: Any, cell: Any) -> bool:
    """Whether a paragraph of a cell is text of it: not deleted, no placeholder, no second copy of a text box."""
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return True
        name = _name(ancestor)
        if name in _SKIPPED or (name == "sdt" and _is_placeholder(ancestor)):
            return False
    return True


def _is_placeholder(control: Any) -> bool:
    return _child(_child(control, "sdtPr"), "showingPlcHdr") is not None


def _is_hidden(run: Any) -> bool:
    vanish = _child(_child(run, "rPr"), "vanish")
    return vanish is not None and _value(vanish) not in ("0", "false")


def _is_ticked(box: Any) -> bool:
    state = _child(box, "checked")
    state = _child(box, "default") if state is None else state
    return state is not None and _value(state) not in ("0", "false")


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> Any:
    if element is None:
        return None
    return next((child for child in element if _name(child) == name), None)


def _value(element: Any) -> str:
    if element is None:
        return ""
    return str(element.get(f"{_W}val") or element.get(f"{_STRICT}val") or "")


def _number(element: Any, otherwise: int) -> int:
    written = _value(element)
    return int(written) if written.isdecimal() and len(written) < 6 else otherwise

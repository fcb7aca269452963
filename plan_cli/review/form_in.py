"""A returned feedback form (DOCX, XLSX, CSV): a row an opinion, or 无意见."""

from __future__ import annotations

import re

from plan_cli.errors import RefusedError
from plan_cli.intake.form_file import read_form_file
from plan_cli.intake.grid import Grid
from plan_cli.model.consultation import Comment, CommentKind
from plan_cli.review.finding_places import Places
from plan_cli.review.word_in import Returned
from plan_cli.translation import _

_TEXT = ("修改建议", "修改意见", "意见建议", "意见和建议", "意见内容", "反馈意见", "具体意见", "建议", "意见")
_PLACE = ("章节", "条款", "位置", "页码", "章条")
_QUOTE = ("原文", "现文", "原表述", "原内容")
_REASON = ("理由", "依据", "说明")
_NONE = re.compile(
    r"(?:单位|我局|我委|我会|我市|对此|目前)*(?:无|没有|暂无)(?:修改|其他|其它|不同|任何|反馈)?(?:意见|建议|意见和建议|意见建议)"
)
_NOTE = "填表说明"


def says_none(text: str) -> bool:
    """Whether a text says 无意见 and nothing else."""
    words = "".join(character for character in text if character.isalnum())
    found = _NONE.search(words)
    return bool(found) and len(words) - len(found[0] if found else "") <= 4  # 经研究，…


def is_form(name: str, content: bytes) -> bool:
    """Whether a file holds a table of opinions."""
    form = read_form_file(name, content)
    return form.refused is None and any(_head(grid) for grid in form.grids)


def read_form(name: str, content: bytes, places: Places, document: str) -> Returned:
    """The opinions of a form.

    Raises:
        RefusedError: it cannot be read, or is no such form.
    """
    form = read_form_file(name, content)
    if form.refused is not None:
        raise RefusedError(form.refused.message, form.refused.hint)
    returned = Returned(noticed=[remark.message for remark in form.remarks])
    said_none = False
    heads = 0
    for grid in form.grids:
        head = _head(grid)
        if head is None:
            continue
        heads += 1
        columns = _columns(grid.rows[head])
        for row in sorted(grid.rows):
            if row <= head or (row in grid.blocks and grid.blocks[row] != grid.blocks[head]):
                continue
            texts = {key: grid.reaching((row, column)).strip() for key, column in columns.items()}
            said, quote, reason = (texts.get(key, "") for key in ("text", "quote", "reason"))
            whole = [text.strip() for text in grid.rows[row]]
            if any(text.startswith(_NOTE) for text in whole):
                continue
            if says_none(said) or (not said and any(says_none(text) for text in whole)):
                said_none = True
                continue
            if not said:
                said, reason = (reason, "") if reason else (said, reason)
            if not said and not quote:
                continue
            text = said or f"（只写了原文）{quote}"
            if reason:
                text += f"\n理由：{reason}"
            comment = Comment(text=text, document=document, quote=quote or None)
            comment = places.placed(comment, quote, texts.get("place", ""))
            if comment.chapter is None and texts.get("place"):
                comment = Comment(text=f"（{texts['place']}）{text}", document=document, quote=quote or None)
            returned.comments.append(comment)
        if not returned.comments and not said_none:
            said_none = any(says_none(text) for texts in grid.rows.values() for text in texts)
    if not heads:
        raise RefusedError(
            _("this is no feedback form: no table with a column for suggestions was found"),
            _("name the columns 章节/页/条, 原文, 修改建议, 理由"),
        )
    if said_none and not returned.comments:
        returned.comments.append(none(document))
    return returned


def none(document: str, by: str | None = None) -> Comment:
    """无意见 as an answer."""
    return Comment(text=CommentKind.NONE.chinese, kind=CommentKind.NONE, document=document, by=by)


def _head(grid: Grid) -> int | None:
    """The row with the headings of the columns."""
    for row in sorted(grid.rows):
        columns = _columns(grid.rows[row])
        if "text" in columns and ("place" in columns or "quote" in columns):
            return row
    return None


def _columns(texts: list[str]) -> dict[str, int]:
    """Which column holds what, by the words of a heading row."""
    found: dict[str, int] = {}
    for column, text in enumerate(texts, 1):
        label = "".join(text.split())
        if not label or len(label) > 12:
            continue
        for key, words in (("quote", _QUOTE), ("place", _PLACE), ("reason", _REASON), ("text", _TEXT)):
            if key not in found and any(word in label for word in words):
                found[key] = column
                break
    return found

"""主要指标表: the indicators as the table that plans print, in Pandoc's JSON, with its notes below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plan_cli.model.indicators import Indicator, Indicators
from plan_cli.model.numerals import chinese_number
from plan_cli.model.settings import Period

Tree = Any  # Pandoc's JSON: {"t": type, "c": contents}

NOTHING = "—"
_CENTER, _LEFT = {"t": "AlignCenter"}, {"t": "AlignLeft"}
_EMPTY: Tree = ["", [], []]


@dataclass(frozen=True, slots=True)
class _Column:
    """`width` in characters, of which only the proportion counts; `text` gives the cell of an indicator."""

    heading: str
    width: int
    text: Callable[[Indicator], str]
    alignment: Tree
    merged: bool = False


def table(
    indicators: Indicators,
    names: Mapping[str, str],
    period: Period,
    caption_inlines: Sequence[Tree] = (),
    attributes: Tree = None,
) -> list[Tree]:
    """The table and its notes, or nothing where there are no indicators.

    `names`: the parties by id. `caption_inlines`: the caption with its number. `attributes`: Pandoc's identifier,
    classes and attributes of the table, to which the class `indicators` is added.
    """
    rows = indicators.indicators
    if not rows:
        return []
    columns = _columns(indicators, names, period)
    identifier, classes, pairs = attributes or _EMPTY
    total = sum(column.width for column in columns)
    caption = [{"t": "Plain", "c": list(caption_inlines)}] if caption_inlines else []
    made = {
        "t": "Table",
        "c": [
            [identifier, [*classes, "indicators"], pairs],
            [None, caption],
            [[column.alignment, {"t": "ColWidth", "c": round(column.width / total, 4)}] for column in columns],
            [_EMPTY, [[_EMPTY, [_cell(column.heading, _CENTER) for column in columns]]]],
            [[_EMPTY, 0, [], _rows(columns, rows)]],
            [_EMPTY, []],
        ],
    }
    notes = _notes(indicators, period)
    return [made, _note(notes)] if notes else [made]


def _columns(indicators: Indicators, names: Mapping[str, str], period: Period) -> list[_Column]:
    base_year, target_year = indicators.years(period)
    rows = indicators.indicators
    numbers = {row.id: str(number) for number, row in enumerate(rows, start=1)}
    growth = "年均增长〔累计〕" if any(row.cumulative for row in rows) else "年均增长"

    def party(row: Indicator) -> str:
        return names.get(row.party.id, row.party.id) if row.party else NOTHING

    columns = [
        _Column("序号", 6, lambda row: numbers[row.id], _CENTER),
        _Column("类别", 8, lambda row: row.category or "", _CENTER, merged=True),
        _Column("指标", 12, lambda row: row.name, _LEFT),
        _Column("单位", 8, lambda row: row.unit, _CENTER),
        _Column(f"{base_year}年（基期）", 8, _base, _CENTER),
        _Column(f"{target_year}年（目标）", 8, lambda row: NOTHING if row.cumulative else row.target.text, _CENTER),
        _Column(growth, 11, _growth, _CENTER),
        _Column("属性", 8, lambda row: row.kind.chinese, _CENTER),
        _Column("责任单位", 10, party, _CENTER),
        _Column("数据来源", 10, lambda row: row.source or NOTHING, _LEFT),
    ]
    unused = {
        "类别": not any(row.category for row in rows),
        "责任单位": not any(row.party for row in rows),
        "数据来源": not any(row.source for row in rows),
    }
    return [column for column in columns if not unused.get(column.heading, False)]


def _base(row: Indicator) -> str:
    if row.base is None:
        return NOTHING
    return _total(row.base.text) if row.cumulative else row.base.text


def _growth(row: Indicator) -> str:
    """The growth a year; a sum over the period stands here too, as in the tables of the national plans."""
    if row.cumulative:
        return _total(row.target.text)
    return row.yearly.text if row.yearly else NOTHING


def _total(text: str) -> str:
    return f"〔{text}〕"


def _rows(columns: list[_Column], rows: Sequence[Indicator]) -> list[Tree]:
    """A row for each indicator; equal neighbours of a merged column are one cell over all of them."""
    made: list[Tree] = [[_EMPTY, []] for __ in rows]
    for column in columns:
        texts = [column.text(row) for row in rows]
        at = 0
        while at < len(texts):
            down = 1
            while column.merged and at + down < len(texts) and texts[at + down] == texts[at]:
                down += 1
            made[at][1].append(_cell(texts[at], column.alignment, down))
            at += down
    return made


def _cell(text: str, alignment: Tree, down: int = 1) -> Tree:
    return [_EMPTY, alignment, down, 1, [{"t": "Plain", "c": [{"t": "Str", "c": text}] if text else []}]]


def _notes(indicators: Indicators, period: Period) -> list[str]:
    """What must be said under the table: of the signs that occur in it, then what its writers noted."""
    rows = indicators.indicators
    notes = []
    if any(row.cumulative for row in rows):
        years = chinese_number(max(period.end - period.start + 1, 1))
        notes.append(f"〔　〕内为{years}年累计数")
    if any(row.yearly and row.yearly.points for row in rows):
        notes.append("单位为%的指标，年均增长按百分点计算")
    if any(row.base is None and not row.cumulative for row in rows):
        notes.append(f"“{NOTHING}”表示无此项数据")
    notes += indicators.notes
    notes += [f"{row.name}：{row.note}" for row in rows if row.note]
    return [note if note.endswith(("。", "！", "？")) else f"{note}。" for note in notes]


def _note(notes: list[str]) -> Tree:
    numbered = notes if len(notes) == 1 else [f"{number}. {note}" for number, note in enumerate(notes, start=1)]
    words = {"t": "Str", "c": f"注：{''.join(numbered)}"}
    return {"t": "Div", "c": [["", ["note"], []], [{"t": "Para", "c": [words]}]]}

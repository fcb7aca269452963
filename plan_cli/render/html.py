"""A document → one HTML file: a tree fit for a page, written by Pandoc, cleaned by nh3, in a template of ours."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plan_cli import resources
from plan_cli.render import pandoc
from plan_cli.render.assembly import Assembled
from plan_cli.render.clean import LINK_SCHEMES
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.tree import whole
from plan_cli.render.words import is_wide, plain_text

Tree = Any  # Pandoc's JSON: {"t": type, "c": contents}

_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "title", "role"},
    "img": {"src", "alt", "width", "height", "style"},
    "table": {"style"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style", "scope"},
    "ol": {"start", "type"},
    "col": {"style"},
    "div": {"role", "tabindex", "aria-label"},
    "section": {"role"},
}
_ROLES = {
    "a": {"doc-noteref", "doc-backlink"},
    "div": {"region", "note"},
    "section": {"doc-endnotes"},
}
_STYLE_PROPERTIES = {"text-align", "width", "height", "min-width"}

_LABELS = {
    "zh": {
        "contents": "目录",
        "skip": "跳到正文",
        "table": "第{n}个表格",
        "moving": "{text}（可左右移动）",
        "notes": "注释",
        "note": "注{n}",
        "back": "返回正文注{n}处",
    },
    "en": {
        "contents": "Contents",
        "skip": "Skip to the text",
        "table": "Table no. {n}",
        "moving": "{text} (can be moved sideways)",
        "notes": "Notes",
        "note": "Note {n}",
        "back": "Back to note {n} in the text",
    },
}
_OUTLINE_LEVELS = 2
_DEEPEST = 6
# In characters. A telephone held upright shows lines of about 22 in the type of tables; a table that needs more can be
# moved sideways, and one that needs more than a line of the text goes beyond its edges. No column asks for more than 12
# or less than 3.
_TELEPHONE_LINE, _TEXT_LINE = 22.0, 43.0
_WIDEST_COLUMN, _NARROWEST_COLUMN, _CELL_PADDING = 12.0, 3.0, 1.2

_ATTRIBUTE = r'(?: [a-z-]+="[^"]*")*'
_IMAGE = re.compile(f"<img({_ATTRIBUTE})>")
_PICTURE = re.compile(f"<p>(?=<img{_ATTRIBUTE}></p>)")
_EMPTY_HEAD = re.compile(r"<th((?: (?!scope=)[a-z-]+=\"[^\"]*\")*)(?: scope=\"[a-z]+\")?>\s*</th>")
_ADDRESS = re.compile(f'<a (?=href="((?:https?://|mailto:)[^"]*)"{_ATTRIBUTE}>(?:mailto:)?\\1</a>)')
_NOTE_MARK = re.compile(r'(<a href="#fn(\d+)" class="footnote-ref"[^>]*)>')
_NOTE_RETURN = re.compile(r'(<a href="#fnref(\d+)" class="footnote-back"[^>]*)>[^<]*</a>')
_NOTES = '<section id="footnotes"'


@dataclass(slots=True)
class Entry:
    """A line of the outline at the side, with the lines below it."""

    anchor: str
    text: str
    below: list[Entry] = field(default_factory=list)


def make(document: Assembled, title_page: TitlePage, pictures: dict[str, Picture]) -> bytes:
    """The HTML, complete in itself.

    Raises:
        PandocFailedError: pandoc gave up.
    """
    import jinja2

    labels = _LABELS.get(document.profile.language, _LABELS["en"])
    shaping = _Shaping(labels)
    tree = whole(document, title_page, pictures)
    tree["blocks"] = shaping.document(tree["blocks"], title_page.title, title_page.mark(document.profile.words))
    with tempfile.TemporaryDirectory(prefix="plan-html-") as folder:
        stdin = json.dumps(tree, ensure_ascii=False).encode()
        made = pandoc.run(["--from", "json", "--to", "html5", "--wrap=none"], Path(folder), stdin=stdin)
    loader = jinja2.FileSystemLoader(resources.folder("templates"))
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.get_template("document.html.j2")
    page = template.render(
        title_page=title_page,
        edition=title_page.edition_line(document.profile.words),
        language=document.profile.locale,
        labels=labels,
        outline=shaping.outline,
        body=_body(made.decode(), labels),
    )
    return page.encode()


# -- the tree ----------------------------------------------------------------------------------------------------------


class _Shaping:
    """Makes of a document's tree that of a page: one title, no level skipped, wide tables that can be moved."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels
        self.outline: list[Entry] = []
        self._titled = False
        self._level = 1
        self._annexes = 0
        self._annex_mark = ""
        self._in_annex = False
        self._tables = 0

    def document(self, blocks: list[Tree], title: str, mark: str) -> list[Tree]:
        """All blocks of the page. `title` is for a text without one; `mark`, what is not final says of itself."""
        shaped = self.blocks(blocks)
        if not self._titled:
            shaped.insert(0, _heading(1, "", "title", [_string(title)]))
        if mark:
            heads = [at for at, block in enumerate(shaped) if {"title", "edition"} & set(_classes(block))]
            paragraph = {"t": "Para", "c": [_string(mark)]}
            status = {"t": "Div", "c": [["", ["status"], [["role", "note"]]], [paragraph]]}
            shaped.insert(max(heads[:2], default=-1) + 1, status)
        return shaped

    def blocks(self, blocks: list[Tree]) -> list[Tree]:
        return [made for block in blocks for made in self._block(block)]

    def _block(self, block: Tree) -> list[Tree]:
        kind, content = block["t"], block.get("c")
        if kind == "Header":
            level, (identifier, classes, __), inlines = content
            deeper = level + 1 if self._in_annex else level
            return [self._header(deeper, identifier, [f"level-{level}", *classes], inlines)]
        if kind == "Div":
            return self._division(block)
        if kind == "Table":
            return [self._table(block)]
        if kind == "BlockQuote":
            block["c"] = self.blocks(content)
        elif kind == "BulletList":
            block["c"] = [self.blocks(item) for item in content]
        elif kind == "OrderedList":
            content[1] = [self.blocks(item) for item in content[1]]
        elif kind == "DefinitionList":
            block["c"] = [[term, [self.blocks(one) for one in definitions]] for term, definitions in content]
        return [block]

    def _division(self, block: Tree) -> list[Tree]:
        (identifier, classes, __), blocks = block["c"]
        if "contents" in classes:
            return []  # the outline at the side is the page's table of contents
        if "title" in classes and not self._titled and _is_words(blocks):
            self._titled = True
            return [_heading(1, identifier, "title", _lines(blocks))]
        if "annex-mark" in classes and _is_words(blocks):
            self._annex_mark = plain_text(_lines(blocks)).strip()
        if "annex-title" in classes and _is_words(blocks):
            # The numbering of headings begins anew in an annex, one level below the annex's own title.
            self._annexes += 1
            self._in_annex = True
            anchor = identifier or f"annex-{self._annexes}"
            return [self._header(1, anchor, ["annex-title"], _lines(blocks), self._annex_mark)]
        in_annex = self._in_annex
        block["c"][1] = self.blocks(blocks)
        if "annex" in classes:
            self._in_annex = in_annex
        return [block]

    def _header(self, level: int, identifier: str, classes: list[str], inlines: list[Tree], mark: str = "") -> Tree:
        """A heading at most one level below the one before, and its line in the outline, with the mark of an annex."""
        self._level = min(level + 1, self._level + 1, _DEEPEST)
        if level <= _OUTLINE_LEVELS and identifier:
            entry = Entry(identifier, f"{mark}　{plain_text(inlines)}".strip())
            above = self.outline[-1].below if level > 1 and self.outline else self.outline
            above.append(entry)
        return {"t": "Header", "c": [self._level, [identifier, classes, []], inlines]}

    def _table(self, block: Tree) -> Tree:
        attributes, (__, caption), columns, head, bodies, foot = block["c"]
        self._tables += 1
        cornered = bool(head[1]) and not head[1][0][1][0][4]
        for row in head[1]:
            for cell in row[1]:
                cell[0] = ["", cell[0][1], [["scope", "colgroup" if cell[3] > 1 else "col"]]]
        for body in bodies:
            # A table with nothing in its upper left corner has heads at its left as well.
            body[1] = max(body[1], int(cornered))
            for row in [*body[2], *body[3]]:
                for cell in row[1][: body[1]]:
                    cell[0] = ["", cell[0][1], [["scope", "row"]]]
        rows = [*head[1], *(row for body in bodies for rows in body[2:] for row in rows), *foot[1]]
        width = _least_width(len(columns), rows)
        if width <= _TELEPHONE_LINE:
            return block
        attributes[2].append(["style", f"min-width: {round(width)}em"])
        words = "".join(plain_text(part["c"]) for part in caption if part["t"] in ("Plain", "Para"))
        words = words.replace("　", " ") or self._labels["table"].format(n=self._tables)
        region = [["role", "region"], ["tabindex", "0"], ["aria-label", self._labels["moving"].format(text=words)]]
        classes = ["table-region", "beyond"] if width > _TEXT_LINE else ["table-region"]
        return {"t": "Div", "c": [["", classes, region], [block]]}


def _least_width(columns: int, rows: list[Tree]) -> float:
    """The width in characters below which the cells of a table are squeezed."""
    longest = [_NARROWEST_COLUMN] * columns
    for row in rows:
        at = 0
        for cell in row[1]:
            if cell[3] == 1 and at < columns and longest[at] < _WIDEST_COLUMN:
                texts = (plain_text(block["c"]) for block in cell[4] if block["t"] in ("Plain", "Para"))
                length = sum(1.0 if is_wide(character) else 0.55 for text in texts for character in text[:60])
                # What is a little longer than a line may as well take two.
                longest[at] = max(longest[at], min(length, _WIDEST_COLUMN) if length < 8 else min(length / 2 + 4, 12.0))
            at += cell[3]
    return sum(longest) + columns * _CELL_PADDING


def _heading(level: int, identifier: str, name: str, inlines: list[Tree]) -> Tree:
    return {"t": "Header", "c": [level, [identifier, [name], []], inlines]}


def _is_words(blocks: list[Tree]) -> bool:
    return bool(blocks) and all(block["t"] in ("Para", "Plain") for block in blocks)


def _lines(blocks: list[Tree]) -> list[Tree]:
    """The words of paragraphs, a line each."""
    inlines: list[Tree] = []
    for block in blocks:
        inlines += [{"t": "LineBreak"}, *block["c"]] if inlines else block["c"]
    return inlines


def _classes(block: Tree) -> list[str]:
    if block["t"] == "Header":
        return list(block["c"][1][1])
    return list(block["c"][0][1]) if block["t"] == "Div" else []


def _string(text: str) -> Tree:
    return {"t": "Str", "c": text}


# -- what pandoc wrote -------------------------------------------------------------------------------------------------


def _body(written: str, labels: dict[str, str]) -> str:
    """Pandoc's HTML with nothing in it but what is known to be harmless, and with what pandoc has no words for."""
    import nh3

    cleaned = nh3.clean(
        written,
        tags=nh3.ALLOWED_TAGS | {"section", "figure", "figcaption", "col", "colgroup"},
        attributes=_ATTRIBUTES,
        url_schemes={*LINK_SCHEMES, "data"},
        attribute_filter=_harmless,
        filter_style_properties=_STYLE_PROPERTIES,
        link_rel="noopener noreferrer",
    )
    cleaned = _IMAGE.sub(lambda found: found[0] if ' alt="' in found[1] else f'<img{found[1]} alt="">', cleaned)
    cleaned = _PICTURE.sub('<p class="picture">', cleaned)
    cleaned = _EMPTY_HEAD.sub(r"<td\1></td>", cleaned)
    cleaned = _ADDRESS.sub('<a class="address" ', cleaned)
    cleaned = _NOTE_MARK.sub(lambda found: f'{found[1]} aria-label="{labels["note"].format(n=found[2])}">', cleaned)
    text, opening, notes = cleaned.partition(_NOTES)
    if not opening:
        return text
    notes = _NOTE_RETURN.sub(lambda found: f'{found[1]} aria-label="{labels["back"].format(n=found[2])}">↩</a>', notes)
    # A heading within a footnote is no part of the outline.
    notes = re.sub(r"<(/?)h[1-6]\b", r"<\1p", notes)
    return f'{text}{opening} aria-label="{labels["notes"]}"{notes}'


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """`data:` addresses are pictures of ours, and no links; a picture has no other address. Roles are those we give."""
    if attribute == "src":
        return value if value.startswith("data:image/") else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    if attribute == "role" and value not in _ROLES.get(tag, ()):
        return None
    if attribute == "tabindex" and value != "0":
        return None
    return value

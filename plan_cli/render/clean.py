"""One pass over Pandoc's tree of a chapter: joins runs, takes captions, labels and references, refuses the unsafe.

The cleaned tree holds only what every output can show; it is again Pandoc's JSON, without positions.
"""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from plan_cli.loading.marks import LINK
from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.finding import error as error_finding
from plan_cli.model.place import Place
from plan_cli.render.fragment import CLOSE, DRAWN, INDICATORS, OPEN, Caption, Heading, Mention
from plan_cli.render.image_paths import parses, resolve_image, shown
from plan_cli.render.nodes import (
    EMPTY,
    anchored,
    clean_title,
    has_image,
    is_landscape,
    is_wrapper,
    join_inlines,
    link,
    plain_word,
    string,
    trimmed,
    with_widths,
)
from plan_cli.render.words import WRAPPERS, leading_text, line_break, plain_text
from plan_cli.translation import _

Tree = Any  # Pandoc's JSON: {"t": type, "c": contents}

MAXIMUM_DEPTH = 48
LINK_SCHEMES = ("http", "https", "mailto")
_REFERENCE = re.compile(r"\[@([^\s\[\]@]{1,80})\]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PICTURE_LEFT = re.compile(r"!\[[^\]\n]*\]\([^)\n]+\)")
_HEADING_LEFT = re.compile(r"#{2,6}(?![#\s0-9])|＃")
_CAPTION = re.compile(r"^(?:Table|表)[:：]\s*")
_BOX_CAPTION = re.compile(r"^(?:Box|专栏)[:：]\s*")
_STRONG = re.compile(r"\*\*([^*\s][^*]*?)\*\*")
_ANNEX_MARK = re.compile(r"附件\s*[0-9]{0,2}\Z")
_LENGTH = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?(%|mm|cm|pt)\Z")
_SINGLE_FILE_TITLE = 1


class Cleaner:
    """The pass over one chapter. Read the collected attributes after `blocks`."""

    def __init__(self, path: str, scope: str, *, titled: bool) -> None:
        """`scope`: what pandoc puts before identifiers; `titled`: a `#` heading is the document's title."""
        self.headings: list[Heading] = []
        self.captions: list[Caption] = []
        self.mentions: list[Mention] = []
        self.images: list[Mention] = []
        self.findings: list[Finding] = []
        self.has_title = False
        self.title: list[Tree] = []
        self.annex_mark = ""
        self.top_lines: list[int] = []
        self._path = path
        self._scope = f"{scope}__"
        self._titled = titled
        self._position = ""
        self._depth = 0
        self._runs: list[tuple[str, str]] = []
        self._caption: tuple[list[Tree], str, str] | None = None
        self._top: list[Tree] = []

    # -- blocks -------------------------------------------------------------------------------------------------------

    def document(self, blocks: list[Tree]) -> list[Tree]:
        """The cleaned top-level blocks; `top_lines` gives the line of the file for each."""
        for block in blocks:
            self._remember_block_position(block)
            line = self._place().line
            for made in self.blocks([block]):
                if is_landscape(made) and self._top and self._top[-1]["t"] == "Header":
                    # The heading of a table on a turned page would stay behind alone.
                    made["c"][1].insert(0, self._top.pop())
                    line = self.top_lines.pop()
                self._top.append(made)
                self.top_lines.append(line)
        self._flush_caption()
        return self._top

    def blocks(self, blocks: list[Tree]) -> list[Tree]:
        """Cleaned blocks."""
        cleaned: list[Tree] = []
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            # What comes after walks the tree too, and not everything of it could be taught to stop here.
            raise RecursionError
        for block in blocks:
            self._remember_block_position(block)
            cleaned.extend(getattr(self, f"_block_{block['t']}", self._unknown_block)(block.get("c")))
        self._depth -= 1
        return cleaned

    def _block_Div(self, content: Tree) -> list[Tree]:  # noqa: N802 - Pandoc's own names
        (identifier, classes, attributes), blocks = content
        if "box" in classes:
            return [self._box(blocks)]
        if "indicators" in classes:
            return [self._indicators()]
        inner = self.blocks(blocks)
        if is_wrapper(attributes):
            label = self._label(identifier)
            if not label and not classes:
                return inner
        return [{"t": "Div", "c": [["", [name for name in classes if plain_word(name)], []], inner]}]

    def _box(self, blocks: list[Tree]) -> Tree:
        """A box (专栏), numbered where its first paragraph is its caption."""
        line = self._place().line
        first = blocks[0] if blocks else None
        while first and first["t"] == "Div" and is_wrapper(first["c"][0][2]) and first["c"][1]:
            self._take_position(first["c"][0][2])
            first = first["c"][1][0]
        caption = self._as_caption(first["c"], _BOX_CAPTION) if first and first["t"] == "Para" else None
        if caption is None:
            return {"t": "Div", "c": [["", ["box"], []], self.blocks(blocks)]}
        key = self._numbered("box", caption[1], line)
        title = {"t": "Para", "c": [string(f"{OPEN}number {key}{CLOSE}"), *caption[0]]}
        head = {"t": "Div", "c": [["", ["box-title"], []], [title]]}
        return {"t": "Div", "c": [anchored(key, "box"), [head, *self.blocks(blocks[1:])]]}

    def _indicators(self) -> Tree:
        """The place of the table of indicators, with the caption that stands above it."""
        line = self._place().line
        caption, self._caption = self._caption, None
        key, words = "", []
        if caption:
            key = self._numbered("table", caption[1], line)
            words = [string(f"{OPEN}number {key}{CLOSE}"), *caption[0]]
        self.images.append(Mention(INDICATORS, line, 1))
        return {"t": "Div", "c": [anchored(key, "indicators"), [{"t": "Plain", "c": words}]]}

    def _block_Para(self, content: Tree) -> list[Tree]:  # noqa: N802
        position = self._position
        caption = self._as_caption(content)
        if caption:
            self._flush_caption()
            self._caption = (*caption, position)
            return []
        if _HEADING_LEFT.match(leading_text(content)):
            message = _("this is printed as it stands and is no heading")
            hint = _("write half-width # and a space after them")
            self.findings.append(warning(Code.HEADING_LEVEL, self._place(), message, hint))
        words = trimmed(self.inlines(content))
        # A line of nothing but links to what a clause rests on is not printed.
        return [{"t": "Para", "c": words}] if words else []

    def _block_Plain(self, content: Tree) -> list[Tree]:  # noqa: N802
        return [{"t": "Plain", "c": trimmed(self.inlines(content))}]

    def _block_Header(self, content: Tree) -> list[Tree]:  # noqa: N802
        level, (identifier, classes, __), inlines = content
        place = self._place()
        cleaned = self.inlines(inlines)
        text = plain_text(cleaned)
        if level == _SINGLE_FILE_TITLE and self._titled and not self.has_title:
            self.has_title = True
            if not self._top or (len(self._top) == 1 and self._is_annex_mark(self._top[0])):
                # The title and the line 附件1 above it stand where the layout puts them.
                self._top.clear()
                self.top_lines.clear()
                self.title = cleaned
                return []
            return [{"t": "Div", "c": [["", ["title"], []], [{"t": "Para", "c": cleaned}]]}]
        if level == _SINGLE_FILE_TITLE:
            message = _("# is the title of a whole document; a chapter begins with ##")
            self.findings.append(warning(Code.HEADING_LEVEL, place, message, _("write ## here")))
        key = f"{self._path}#h{len(self.headings) + 1}"
        numbered = "unnumbered" not in classes
        self.headings.append(Heading(key, max(level - 1, 1), text, self._label(identifier), numbered, place.line))
        words = [string(f"{OPEN}number {key}{CLOSE}"), *cleaned]
        return [{"t": "Header", "c": [max(level - 1, 1), anchored(key), words]}]

    def _is_annex_mark(self, block: Tree) -> bool:
        words = plain_text(block["c"]).strip() if block["t"] == "Para" else ""
        self.annex_mark = words if _ANNEX_MARK.match(words) else ""
        return bool(self.annex_mark)

    def _block_Table(self, content: Tree) -> list[Tree]:  # noqa: N802
        __, __, columns, head, bodies, foot = content
        line = self._place().line
        caption, self._caption = self._caption, None
        head = [EMPTY, [self._row(row) for row in head[1]]]
        bodies = [[EMPTY, body[1], *([self._row(row) for row in rows] for rows in body[2:])] for body in bodies]
        foot = [EMPTY, [self._row(row) for row in foot[1]]]
        columns = with_widths(
            columns, [*head[1], *(row for body in bodies for rows in body[2:] for row in rows), *foot[1]]
        )
        key, words = "", []
        if caption:
            key, words = self._numbered("table", caption[1], line), caption[0]
        long = [{"t": "Plain", "c": [string(f"{OPEN}number {key}{CLOSE}"), *words]}] if caption else []
        return [{"t": "Table", "c": [anchored(key), [None, long], columns, head, bodies, foot]}]

    def _row(self, row: Tree) -> Tree:
        return [
            EMPTY,
            [[EMPTY, alignment, down, across, self.blocks(blocks)] for __, alignment, down, across, blocks in row[1]],
        ]

    def _block_Figure(self, content: Tree) -> list[Tree]:  # noqa: N802
        (identifier, __, __), (__, caption), blocks = content
        line = self._place().line
        inner = self.blocks(blocks)
        if not has_image(inner):
            return inner  # the image was refused: no caption without its figure
        key = self._numbered("figure", self._label(identifier), line)
        words = [string(f"{OPEN}number {key}{CLOSE}")]
        for block in self.blocks(caption):
            words += block["c"]
        return [{"t": "Figure", "c": [anchored(key), [None, [{"t": "Plain", "c": words}]], inner]}]

    def _block_BulletList(self, content: Tree) -> list[Tree]:  # noqa: N802
        return [{"t": "BulletList", "c": [self.blocks(item) for item in content]}]

    def _block_OrderedList(self, content: Tree) -> list[Tree]:  # noqa: N802
        attributes, items = content
        return [{"t": "OrderedList", "c": [attributes, [self.blocks(item) for item in items]]}]

    def _block_DefinitionList(self, content: Tree) -> list[Tree]:  # noqa: N802
        items = [[self.inlines(term), [self.blocks(blocks) for blocks in definitions]] for term, definitions in content]
        return [{"t": "DefinitionList", "c": items}]

    def _block_BlockQuote(self, content: Tree) -> list[Tree]:  # noqa: N802
        return [{"t": "BlockQuote", "c": self.blocks(content)}]

    def _block_LineBlock(self, content: Tree) -> list[Tree]:  # noqa: N802
        return [{"t": "LineBlock", "c": [self.inlines(line) for line in content]}]

    def _block_CodeBlock(self, content: Tree) -> list[Tree]:  # noqa: N802
        (__, classes, __), text = content
        if any(name.startswith("{=") for name in classes):
            self._refuse_raw(classes[0])
            return []
        return [{"t": "CodeBlock", "c": [EMPTY, text]}]

    def _block_HorizontalRule(self, __: Tree) -> list[Tree]:  # noqa: N802
        return [{"t": "HorizontalRule"}]

    def _block_RawBlock(self, content: Tree) -> list[Tree]:  # noqa: N802
        kind, text = content
        # Comments are for people and never printed. CommonMark takes the rest of a comment's last line along with it:
        # words there would be lost without a trace.
        rest = _COMMENT.sub("", text).strip()
        if rest and rest != text.strip():
            message = _("text beside a comment on one line would be lost: {text}").format(text=shown(rest))
            hint = _("put the comment on a line of its own")
            self.findings.append(error_finding(Code.RAW_CONTENT, self._place(), message, hint))
        elif rest:
            self._refuse_raw(kind)
        return []

    def _unknown_block(self, __: Tree) -> list[Tree]:
        self._refuse_raw("?")
        return []

    # -- inlines ------------------------------------------------------------------------------------------------------

    def inlines(self, inlines: list[Tree]) -> list[Tree]:
        """Cleaned inlines: runs joined into one text, line breaks beside Chinese characters gone, references taken."""
        parts: list[Tree] = []
        self._flatten(inlines, parts)
        joined: list[Tree] = []
        text: list[str] = []
        positions: list[str] = []
        for index, (item, position) in enumerate(parts):
            if isinstance(item, str):
                text.append(item if item != "\n" else line_break(text, joined, parts, index))
                positions.append(position)
                continue
            breaks = item["t"] == "LineBreak"
            if text:
                self._runs = list(zip(text, positions, strict=True))
                written = "".join(text)
                self._text(written.rstrip(" ") if breaks else written, joined)
                text, positions = [], []
            if item["t"] in WRAPPERS and joined and joined[-1]["t"] == item["t"]:
                # Positions keep Pandoc from joining neighbours as it does without them.
                item = {"t": item["t"], "c": join_inlines(joined.pop()["c"], item["c"])}
            joined.append(item)
        if text:
            self._runs = list(zip(text, positions, strict=True))
            self._text("".join(text), joined)
        return joined

    def _flatten(self, inlines: list[Tree], parts: list[Tree]) -> None:
        for inline in inlines:
            kind = inline["t"]
            if kind == "Str":
                parts.append((inline["c"], self._position))
            elif kind == "Span":
                (identifier, __, attributes), inner = inline["c"]
                for name, value in attributes:
                    if name == "data-pos":
                        self._position = value
                if identifier and not self._label(identifier):
                    continue
                self._flatten(inner, parts)
            elif kind == "Space":
                parts.append((" ", self._position))
            elif kind == "SoftBreak":
                parts.append(("\n", self._position))
            elif kind in WRAPPERS:
                parts.append(({"t": kind, "c": self.inlines(inline["c"])}, self._position))
            else:
                made = getattr(self, f"_inline_{kind}", self._unknown_inline)(inline.get("c"))
                if made is not None:
                    parts.append((made, self._position))

    def _text(self, text: str, joined: list[Tree]) -> None:
        """Add a text to `joined`, with its `[@label]` references taken out as links, and what is left of `**strong**`.

        CommonMark takes no `**` for a mark where a word of Chinese follows directly on punctuation inside it
        (`**目标。**到2020年`); writers of Chinese set no space there.
        """
        if "**" in text:
            at = 0
            for found in _STRONG.finditer(text):
                self._plain(text[at : found.start()], joined, at)
                inner: list[Tree] = []
                self._plain(found[1], inner, found.start(1))
                joined.append({"t": "Strong", "c": inner})
                at = found.end()
            self._plain(text[at:], joined, at)
            return
        self._plain(text, joined, 0)

    def _plain(self, text: str, joined: list[Tree], start: int) -> None:
        """Add a text without marks, which stands at `start` in the run, to `joined`."""
        if "[" not in text:
            if text:
                joined.append(string(text))
            return
        if "[<" in text:
            at = 0
            for traced in LINK.finditer(text):
                self._plain(text[at : traced.start()], joined, start + at)
                at = traced.end()
            if at:
                self._plain(text[at:], joined, start + at)
                return
        for picture in _PICTURE_LEFT.finditer(text):
            message = _("this is printed as it stands and shows no picture: {text}").format(text=shown(picture[0]))
            hint = _("no spaces in the name of a picture: rename the file, or write %20 for each")
            self.findings.append(
                error_finding(Code.IMAGE_REFUSED, self._place_at(start + picture.start()), message, hint)
            )
        end = 0
        for found in _REFERENCE.finditer(text):
            if found.start() > end:
                joined.append(string(text[end : found.start()]))
            label = found[1]
            place = self._place_at(start + found.start())
            self.mentions.append(Mention(label, place.line, place.column))
            joined.append(link([string(f"{OPEN}reference {label}{CLOSE}")], f"#{OPEN}target {label}{CLOSE}"))
            end = found.end()
        if end < len(text):
            joined.append(string(text[end:]))

    def _inline_LineBreak(self, __: Tree) -> Tree:  # noqa: N802
        return {"t": "LineBreak"}

    def _inline_Code(self, content: Tree) -> Tree:  # noqa: N802
        return {"t": "Code", "c": [EMPTY, content[1]]}

    def _inline_Quoted(self, content: Tree) -> Tree:  # noqa: N802
        return {"t": "Quoted", "c": [content[0], self.inlines(content[1])]}

    def _inline_Note(self, content: Tree) -> Tree:  # noqa: N802
        position = self._position
        note = {"t": "Note", "c": self.blocks(content)}
        self._position = position
        return note

    def _inline_Link(self, content: Tree) -> Tree:  # noqa: N802
        (__, __, attributes), inlines, (target, title) = content
        self._take_position(attributes)
        place = self._place()
        words = self.inlines(inlines)
        if target in ("", "#", f"#{self._scope.removesuffix('__')}"):
            message = _("this link has no address")
            self.findings.append(warning(Code.LINK_REFUSED, place, message))
            return {"t": "Span", "c": [EMPTY, words]}
        if target.startswith("#"):
            label = self._label(urllib.parse.unquote(target[1:]))
            self.mentions.append(Mention(label, place.line, place.column))
            return link(words, f"#{OPEN}target {label}{CLOSE}")
        scheme = urllib.parse.urlsplit(target).scheme.lower() if parses(target) else "?"
        if scheme not in LINK_SCHEMES:
            message = _("the link to {target} is left out: only http, https and mailto may leave a document")
            self.findings.append(warning(Code.LINK_REFUSED, place, message.format(target=shown(target))))
            return {"t": "Span", "c": [EMPTY, words]}
        return link(words, target, clean_title(title))

    def _inline_Image(self, content: Tree) -> Tree | None:  # noqa: N802
        (__, __, attributes), inlines, (target, __) = content
        self._take_position(attributes)
        place = self._place()
        alternative = plain_text(self.inlines(inlines))
        path, problem = (target, "") if target in DRAWN else resolve_image(self._path, target)
        if problem:
            hint = _("put the picture into the repository and name it relative to the chapter")
            self.findings.append(error_finding(Code.IMAGE_REFUSED, place, problem, hint))
            return None
        self.images.append(Mention(path, place.line, place.column))
        size = [[name, value] for name, value in attributes if name in ("width", "height") and _LENGTH.match(value)]
        if path in DRAWN:
            alternative = f"{OPEN}alternative {path}{CLOSE}"
            size = size or [["width", "100%"]]
        return {"t": "Image", "c": [["", [], size], [string(alternative)], [f"{OPEN}image {path}{CLOSE}", ""]]}

    def _inline_RawInline(self, content: Tree) -> None:  # noqa: N802
        kind, text = content
        # The tag that closes is no second mistake.
        if not text.startswith(("<!--", "</")):
            self._refuse_raw(kind)

    def _unknown_inline(self, __: Tree) -> None:
        self._refuse_raw("?")

    # -- captions, labels, places -------------------------------------------------------------------------------------

    def _as_caption(self, inlines: list[Tree], opening: re.Pattern[str] = _CAPTION) -> tuple[list[Tree], str] | None:
        """The words and the label of a paragraph `Table: words {#tbl:label}` or `表：words`."""
        head = leading_text(inlines)
        if not opening.match(head):
            return None
        label = ""
        last = inlines[-1]
        if last["t"] == "Span" and last["c"][0][0]:
            label = self._label(last["c"][0][0])
            inlines = [*inlines[:-1], {"t": "Span", "c": [["", [], last["c"][0][2]], last["c"][1]]}]
        words = self.inlines(inlines)
        if words and words[0]["t"] == "Str":
            words[0] = string(opening.sub("", words[0]["c"]))
        if words and words[-1]["t"] == "Str":
            words[-1] = string(words[-1]["c"].rstrip())
        return words, label

    def _flush_caption(self) -> None:
        if self._caption:
            self._position = self._caption[2]
            message = _("this caption has no table after it")
            self.findings.append(warning(Code.CAPTION, self._place(), message, _("put it directly above its table")))
            self._caption = None

    def _numbered(self, kind: str, label: str, line: int) -> str:
        key = f"{self._path}#{kind[0]}{len(self.captions) + 1}"
        self.captions.append(Caption(key, kind, label, line))
        return key

    def _label(self, identifier: str) -> str:
        return identifier[len(self._scope) :] if identifier.startswith(self._scope) else identifier

    def _refuse_raw(self, kind: str) -> None:
        message = _("raw {kind} is left out: a chapter is Markdown only").format(kind=shown(kind.strip("{}=")))
        self.findings.append(warning(Code.RAW_CONTENT, self._place(), message, _("write it as Markdown")))

    def _remember_block_position(self, block: Tree) -> None:
        content = block.get("c")
        if block["t"] in ("Div", "Table", "CodeBlock"):
            self._take_position(content[0][2])
        elif block["t"] == "Header":
            self._take_position(content[1][2])

    def _take_position(self, attributes: list[list[str]]) -> None:
        for name, value in attributes:
            if name == "data-pos":
                self._position = value

    def _place_at(self, offset: int) -> Place:
        """The place of a character of the text that is being read, counted from its beginning."""
        for written, position in self._runs:
            if offset < len(written):
                self._position = position or self._position
                break
            offset -= len(written)
        place = self._place()
        return Place(place.path, place.line, place.column + offset)

    def _place(self) -> Place:
        """The first of the positions that pandoc gave: `file@1:2-3:4`, with further ranges after `;`."""
        ranges = self._position.rpartition("@")[2].split(";")
        starts = [tuple(map(int, part.partition("-")[0].split(":"))) for part in ranges if part]
        line, column = min(starts, default=(1, 1))
        return Place(self._path, line, column)

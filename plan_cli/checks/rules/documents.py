"""Rules of documents: what would not come out of `plan build` as it was written."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


class RawContent(Rule):
    """HTML and other raw content is left out

    Tags such as `<b>` and raw blocks such as ```` ```{=typst} ```` do not get into any document. Write it as
    Markdown: `**strong**`, a table, a footnote. As an error: words stand beside a comment `<!-- … -->` on one line
    and would be lost with it; put the comment on a line of its own.

    Why: HTML means nothing in PDF and DOCX, and raw content could run program code in whatever opens the document.

    Source: docs/markdown.md, "What is off" and "Comments".
    """

    code = Code.RAW_CONTENT
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n<b>到2020年</b>，基本建成。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n**到2020年**，基本建成。\n"}


class LinkRefused(Rule):
    """A link is left out

    Links may lead to `http`, `https` and `mailto` addresses and to labels of the document. The words of any other
    link stay, without the link. To speak of another file, name it by its title.

    Why: `javascript:` runs in the reader's browser, and a path to a file exists on one computer only.

    Source: docs/markdown.md, "Marks in the text".
    """

    code = Code.LINK_REFUSED
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n详见[工作方案](../workplan.md)。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n详见[市科协网站](https://example.org/)。\n"}


class ImageRefused(Rule):
    """A picture may not be used

    It lies outside the repository or on the web, is a symbolic link, is larger than 32 MiB or 100 million pixels, is
    not a sound PNG, JPEG, GIF, WebP or SVG, is an SVG with scripts or outside references, or has a space in its
    written name. Put a proper file into the repository and name it relative to the chapter.

    Why: A document must come out the same on every computer, and must neither fetch anything nor carry anything
    along.

    Source: docs/markdown.md, "Figures and pictures".
    """

    code = Code.IMAGE_REFUSED
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n![组织架构](https://example.org/organization.png)\n"}
    right = {
        "chapters/10-goals.md": "## 总体要求\n\n![组织架构](organization.svg)\n",
        "chapters/organization.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>\n',
    }


class ImageMissing(Rule):
    """A picture is missing

    The repository has no file at the path that the chapter names. Paths are relative to the chapter, and upper and
    lower case count: from `chapters/10-goals.md`, `img/a.png` is `chapters/img/a.png`. A new file counts before it is
    committed, one that Git ignores does not.

    Why: The document would come out with a caption and no figure.

    Source: docs/markdown.md, "Figures and pictures".
    """

    code = Code.IMAGE_MISSING
    wrong = {
        "chapters/10-goals.md": "## 总体要求\n\n![组织架构](Organization.svg)\n",
        "chapters/organization.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>\n',
    }
    right = {
        "chapters/10-goals.md": "## 总体要求\n\n![组织架构](organization.svg)\n",
        "chapters/organization.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>\n',
    }


class NoGlyph(Rule):
    """No font can show a character

    None of the fonts of the document's profile has the character; emoji and private characters of Word's symbol fonts
    are the most common. Use another character, or install a font that has it: `plan fonts` shows which are used.

    Why: The reader would see an empty box, in a person's name perhaps. All characters of the 通用规范汉字表 can be
    shown.

    Source: 通用规范汉字表 (国发〔2013〕23号); docs/markdown.md.
    """

    code = Code.NO_GLYPH
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n\uf0b7坚持服务大局。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n·坚持服务大局。\n"}


class FootnoteCycle(Rule):
    """A footnote leads to itself

    The text of a footnote refers to the same footnote, directly or through others. Take the reference out of it.

    Why: Setting it would never come to an end.

    Source: docs/markdown.md, "Findings".
    """

    code = Code.FOOTNOTE_CYCLE
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n本年度[^1]。\n\n[^1]: 见注[^1]。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n本年度[^1]。\n\n[^1]: 截至2015年底。\n"}


class HeadingLevel(Rule):
    """A heading has the wrong level, or is none

    `#` is the title of a whole document; a chapter begins with `##` for 一、, then `###` for （一）. A line of `##`
    with no space after it, or with the full-width `＃`, is printed as it stands.

    Why: The numbers of all headings come from their levels.

    Source: GB/T 9704-2012, 7.3.3: 一、（一）1.（1）; docs/markdown.md, "Headings".
    """

    code = Code.HEADING_LEVEL
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "# 总体要求\n\n到2020年，基本建成。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n到2020年，基本建成。\n"}


class CaptionWithoutTable(Rule):
    """A caption has no table

    A paragraph that begins with `表：` or `Table:` is the caption of the table directly below it. Put it above its
    table, or write the paragraph otherwise. It is not printed as it is.

    Why: The words of the caption would be lost.

    Source: docs/markdown.md, "Tables".
    """

    code = Code.CAPTION
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n表：推进步骤\n\n步骤如下。\n"}
    right = {
        "chapters/10-goals.md": "## 总体要求\n\n表：推进步骤\n\n| 步骤 | 单位 |\n| --- | --- |\n| 调研 | 调研部 |\n"
    }


class NotRendered(Rule):
    """A chapter cannot be read or set

    It takes too much time or memory, quotes or lists are nested over 48 levels, or the typesetter refuses something
    in it. Look at the line that is named; split a very large chapter.

    Why: One chapter must not stop the computer of everyone who builds or checks the plan.

    Source: docs/markdown.md, "Findings".
    """

    code = Code.NOT_RENDERED
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n" + "> " * 60 + "到2020年，基本建成。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n> 到2020年，基本建成。\n"}


class UndefinedFootnote(Rule):
    """A footnote has no text

    The mark `[^name]` stands in the text, and no line of the same chapter begins with `[^name]:`. Add the line, or
    mend the name.

    Why: The mark is printed as it was typed; two of them make what stands between them a superscript.

    Source: docs/markdown.md, "Marks in the text".
    """

    code = Code.UNDEFINED_FOOTNOTE
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n本年度[^1]。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n本年度[^1]。\n\n[^1]: 截至2015年底。\n"}


class TypedNumber(Rule):
    """A heading has a number already

    The numbers of headings are made by `plan`, through the whole document. Take the typed number away. For an old
    text that shall keep its own numbers, write `numbering: typed` for this document in `plan.yaml`.

    Why: Typed numbers stay wrong when a chapter moves, and a document with both kinds has two numbers before its
    headings.

    Source: GB/T 9704-2012, 7.3.3; docs/markdown.md, "Headings".
    """

    code = Code.TYPED_NUMBER
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 一、总体要求\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class FootnoteUnprinted(Rule):
    """The text of a footnote is not printed

    No mark `[^name]` leads to it, or another footnote of the chapter has the same name and comes first. Write the
    mark where the footnote belongs, or give it a name of its own.

    Why: Words that somebody wrote would be missing from the document, and nobody would see it.

    Source: docs/markdown.md, "Marks in the text".
    """

    code = Code.FOOTNOTE_UNPRINTED
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n本年度。\n\n[^1]: 截至2015年底。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n本年度[^1]。\n\n[^1]: 截至2015年底。\n"}

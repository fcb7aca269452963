"""Rules of files: what can be read, and in which form it is written."""

from __future__ import annotations

from plan_cli.checks.rule import Link, Long, Rule, Unreadable
from plan_cli.model.finding import Code, Severity


class FileCannotBeRead(Rule):
    """A file cannot be read

    The system does not let `plan` read the file, or its content in Git is damaged. Give yourself the right to read
    it, or take it again from a copy: `git fsck` names damaged objects.

    Why: What nobody can read cannot be checked, and a document without it would look complete.

    Source: docs/files.md; Git documentation, git-fsck.
    """

    code = Code.UNREADABLE
    wrong = {"chapters/10-goals.md": Unreadable()}
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class FileIsNotUtf8(Rule):
    """A file is not written in UTF-8

    The bytes are those of another encoding, mostly GBK (GB 18030) from an old Windows program, or UTF-16 from Notepad;
    the place is the first character that cannot be UTF-8. Open the file in an editor that shows the encoding, and save
    it as UTF-8. Where U+FFFD stands in a text, another program has lost a character; write it again.

    Why: The same bytes are other characters in another encoding. A guess would change words without a trace.

    Source: RFC 3629 (UTF-8); docs/files.md.
    """

    code = Code.NOT_UTF8
    wrong = {"chapters/10-goals.md": "## 总体要求\n".encode("gbk")}
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class CharacterThatCannotBeSeen(Rule):
    """A character that cannot be seen stands in a file

    Control characters, marks that change the direction of writing, line separators of other systems (U+0085, U+2028,
    U+2029) and the private characters U+E000 and U+E001. They come along when text is copied from web pages, PDF
    files or chat programs. Delete the character; most editors show it when told to show invisible characters.

    Why: Such a character can show a reader something else than what the file says, steer a terminal, or shift every
    line number below it.

    Source: Unicode Technical Report 36, Unicode Security Considerations; docs/markdown.md, "What is off".
    """

    code = Code.CONTROL_CHARACTER
    wrong = {"chapters/10-goals.md": "## 总体要求\n\n经费由\u202e市科协\u202c承担。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n经费由市科协承担。\n"}


class FileIsTooLarge(Rule):
    """A file is too large

    A YAML file may have 1 MiB and 200,000 values, a Markdown file 8 MiB, a profile 256 KiB. Split a long chapter into
    several; what is data, not text, belongs in `topics/ID/evidence/`.

    Why: Files that people write are thousands of times smaller. The limit keeps a mistaken or hostile file from
    taking all the memory of the computer that checks it.

    Source: docs/files.md.
    """

    code = Code.TOO_LARGE
    wrong = {"organization.yaml": Long("# 说明\n", 150_000, "units:\n  - {id: office, name: 市科协办公室}\n")}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n"}


class NotAFile(Rule):
    """A symbolic link, a folder or an unfinished merge stands where a file belongs

    Put a copy of the file in the place of a link. Finish a merge: choose what shall stand, then `git add`. A link
    that nothing reads is a warning only.

    Why: A link may lead out of the repository, to files that only this computer has or that are nobody else's
    business; on Windows a checkout makes a text file of it.

    Source: docs/files.md; docs/markdown.md, "Figures and pictures".
    """

    code = Code.NOT_A_FILE
    wrong = {"chapters/10-goals.md": Link("../../common/goals.md")}
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class UnsafeName(Rule):
    """A file has an unsafe name

    As an error: the name has characters that cannot be seen, or leads out of the repository or into `.git`; the file
    is not read. As a warning: Windows cannot make a file of this name (`:`, `?`, `*`, a dot or a space at the end,
    names such as `con` and `aux`). Rename the file.

    Why: Whoever clones the repository on Windows would get no files at all, and a name with hidden characters can
    pass for another one.

    Source: docs/files.md; Microsoft, "Naming Files, Paths, and Namespaces".
    """

    code = Code.UNSAFE_NAME
    wrong = {"chapters/10-总体\u202e要求.md": "## 总体要求\n", "chapters/20-主要目标?.md": "## 主要目标\n"}
    right = {"chapters/10-总体要求.md": "## 总体要求\n", "chapters/20-主要目标.md": "## 主要目标\n"}


class FileIsMissing(Rule):
    """A file is missing

    A file that every plan has (`plan.yaml`, `schedule.yaml`, `organization.yaml`, `questions.yaml`), the source or an
    annex of a document, or the `topic.yaml` of a folder of `topics/`. Write it, or mend the name: a file such as
    `schedule.yml` is not read. A document whose source is a folder needs at least one `.md` file in it.

    Why: Nothing is guessed in its place; what others say of it would point to nowhere.

    Source: docs/files.md.
    """

    code = Code.MISSING_FILE
    wrong = {
        "schedule.yaml": None,
        "schedule.yml": "phases:\n  - {id: P1, name: 部署, start: 2015-05-15, end: 2015-05-25}\n",
    }
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class ByteOrderMark(Rule):
    """A file begins with a byte order mark

    Notepad and some office programs write the mark U+FEFF before the text. The file is read without it. Save the file
    as "UTF-8", not as "UTF-8 with BOM".

    Why: UTF-8 needs no such mark; other programs take it for part of the first word.

    Source: RFC 3629, section 6; docs/files.md.
    """

    code = Code.BYTE_ORDER_MARK
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "\ufeff## 总体要求\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n"}


class NamesCollide(Rule):
    """Two names are one file on Windows and macOS

    The names differ in upper and lower case or in the Unicode form of a character only. Rename one of the two.

    Why: On these systems one of the two files silently takes the place of the other.

    Source: Git documentation, git-config, core.ignoreCase and core.precomposeUnicode; Unicode Standard Annex 15.
    """

    code = Code.NAMES_COLLIDE
    wrong = {"chapters/10-goals.md": "## 总体要求\n", "chapters/10-Goals.md": "## 主要目标\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n", "chapters/20-targets.md": "## 主要目标\n"}


class NotYaml(Rule):
    """A file is not valid YAML

    The place is where the form of the file breaks, and the hint says what most often helps: spaces at the beginning
    of a line, quotes around a text with a colon, the half-width `:` with a space after it in place of `：`.
    Everything else in this file is checked once it can be read.

    Why: A file whose form is broken can be read in more than one way.

    Source: YAML 1.2.2, sections 6 to 9; docs/files.md.
    """

    code = Code.NOT_YAML
    wrong = {"organization.yaml": "units:\n  - id: office\n    name：市科协办公室\n"}
    right = {"organization.yaml": "units:\n  - id: office\n    name: 市科协办公室\n"}


class NestedTooDeeply(Rule):
    """YAML is nested too deeply

    Lists and fields may lie in one another over 32 levels; a plan needs fewer than ten. Close the brackets that were
    left open.

    Why: Thousands of open brackets bring a reader of YAML down.

    Source: docs/files.md.
    """

    code = Code.TOO_DEEP
    wrong = {"organization.yaml": "units: " + "[" * 40 + "]" * 40 + "\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n"}


class Aliases(Rule):
    """Anchors and aliases are not used

    YAML can give a value a name (`&name`) and repeat it (`*name`). Write the value out again; a text that begins with
    `&` or `*` stands between quotes.

    Why: A few lines of aliases can stand for billions of values, and who reads one place does not see what stands
    there.

    Source: YAML 1.2.2, 6.9.2 and 7.1; docs/files.md.
    """

    code = Code.ALIAS
    wrong = {"organization.yaml": "units:\n  - {id: office, name: &name 市科协办公室, duty: *name}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室, duty: 市科协办公室}\n"}


class Tags(Rule):
    """Tags are not used

    A word with an exclamation mark before it (`!!str`) tells a YAML reader which type to make. Remove the tag; each
    field knows its type. A text that begins with `!` stands between quotes.

    Why: Tags can make a careless reader run program code.

    Source: YAML 1.2.2, 6.9.1; docs/files.md.
    """

    code = Code.TAG
    wrong = {"organization.yaml": "units:\n  - {id: office, name: !!str 市科协办公室}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n"}


class FieldWrittenTwice(Rule):
    """A field is written twice

    The same field stands twice in one place; the first is used. Keep one of the two.

    Why: Most YAML readers silently take the last, so that two people see two different plans in one file.

    Source: YAML 1.2.2, 3.2.1.1: the keys of a mapping are unique; docs/files.md.
    """

    code = Code.DUPLICATE_KEY
    wrong = {"organization.yaml": "units:\n  - id: office\n    name: 市科协办公室\n    name: 市科协调研部\n"}
    right = {"organization.yaml": "units:\n  - id: office\n    name: 市科协办公室\n"}


class WrongType(Rule):
    """A value has the wrong type

    The field expects something else: a text, a whole number, `true` or `false`, a day such as `2015-05-25`, a list,
    or fields of its own. The message says which. Values are read by what the field expects, never guessed:
    `2015年5月25日` is no day, and a year between quotes no number.

    Why: A value that is read otherwise than it was meant is worse than none.

    Source: docs/files.md, general rules.
    """

    code = Code.WRONG_TYPE
    wrong = {"schedule.yaml": "phases:\n  - {id: P1, name: 部署阶段, start: 2015年5月15日, end: 2015-02-30}\n"}
    right = {"schedule.yaml": "phases:\n  - {id: P1, name: 部署阶段, start: 2015-05-15, end: 2015-05-25}\n"}


class UnknownField(Rule):
    """A field is not known

    No field of this name belongs here; the nearest known name is in the hint. Field names are English and never
    change. Notes for people belong in a comment after `#`, or in `note` where there is such a field.

    Why: A field with a slip in its name would be left out without a word.

    Source: docs/files.md.
    """

    code = Code.UNKNOWN_FIELD
    wrong = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室, aliase: [办公室]}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室, aliases: [办公室]}\n"}


class MissingField(Rule):
    """A required field is missing

    Add the field that the message names; docs/files.md says what it means.

    Why: Without it the entry cannot be used, and nothing is assumed in its place.

    Source: docs/files.md.
    """

    code = Code.MISSING_FIELD
    wrong = {"organization.yaml": "units:\n  - {id: office}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n"}


class NotAChoice(Rule):
    """A value is none of the choices

    The field takes one of a few values. Each may be written as its English value or its Chinese name; the message
    lists them.

    Why: What is approved, submitted or deliberated, and in which edition, are different acts that must not blur.

    Source: Work scheme, section 五; docs/files.md.
    """

    code = Code.NOT_A_CHOICE
    wrong = {
        "plan.yaml": (
            "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
            "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters, edition: 意见稿}\n"
        )
    }
    right = {
        "plan.yaml": (
            "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
            "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters, edition: 征求意见稿}\n"
        )
    }


class OutOfRange(Rule):
    """A number is out of its range

    A year has four digits (1900 to 2999), the period ends after it begins, and `format` is 1. Mend the number.

    Why: `16` for 2016 or an exchanged beginning and end would make every date and every yearly rate wrong.

    Source: docs/files.md; GB/T 15835-2011: years are written with four digits.
    """

    code = Code.OUT_OF_RANGE
    wrong = {
        "plan.yaml": (
            "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2020, end: 2016}\nissuing_body: office\n"
            "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters}\n"
        )
    }
    right = {
        "plan.yaml": (
            "format: 1\ntitle: 测试规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
            "documents:\n  - {id: outline, title: 测试规划纲要, kind: outline, source: chapters}\n"
        )
    }


class BadIdentifier(Rule):
    """This is no id

    An id is 1 to 64 of the characters a-z, A-Z, 0-9, `-` and `_`, and begins with a letter or a digit. Chinese names
    belong in `name` or `title`. The folder of a topic is named by its id.

    Why: Ids stand in file names, branches, links and commands, on every system and in every terminal.

    Source: docs/files.md, general rules.
    """

    code = Code.BAD_IDENTIFIER
    wrong = {"organization.yaml": "units:\n  - {id: 办公室, name: 市科协办公室}\n  - {id: office, name: 调研部}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n  - {id: survey, name: 调研部}\n"}


class DuplicateId(Rule):
    """An id is given twice

    Two things of one kind have the same id; upper and lower case do not tell them apart. Give one of them another id,
    and change the references that mean it.

    Why: Every reference to that id would be a guess.

    Source: docs/files.md, general rules.
    """

    code = Code.DUPLICATE_ID
    wrong = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n  - {id: Office, name: 调研部}\n"}
    right = {"organization.yaml": "units:\n  - {id: office, name: 市科协办公室}\n  - {id: survey, name: 调研部}\n"}


class FrontMatterOfAChapter(Rule):
    """Front matter does not begin or end where it must

    The fields of a chapter stand between two lines of `---`, the first of which is the first line of the file. Close
    the front matter, or remove what stands above it.

    Why: Otherwise its fields are printed as text, or the text is taken for fields.

    Source: docs/files.md, Markdown.
    """

    code = Code.FRONT_MATTER
    wrong = {"chapters/10-goals.md": "---\nquestions: [A1]\n\n## 总体要求\n"}
    right = {"chapters/10-goals.md": "---\nquestions: [A1]\n---\n\n## 总体要求\n"}


class LineEnds(Rule):
    """Lines end in different ways

    Some lines of the file end with LF, others with CRLF (Windows), or a line ends with a CR alone. The file is read
    all the same. Let the editor save it with one kind of line ends.

    Why: Git shows every line as changed when a program makes them equal one day, and a CR alone is no line end for
    most programs. A missing line end on the last line is no matter.

    Source: docs/files.md; Git documentation, gitattributes, "End-of-line conversion".
    """

    code = Code.LINE_ENDS
    severity = Severity.WARNING
    wrong = {"chapters/10-goals.md": "## 总体要求\r\n\r\n到2020年，基本建成。\n"}
    right = {"chapters/10-goals.md": "## 总体要求\n\n到2020年，基本建成。\n"}

"""Rules about evidence: the files it brings along, and the numbers that texts quote from it."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity

_TOPIC = {"topics/ke-pu/topic.yaml": "title: 科普信息化研究\nquestions: [A1]\nlead: office\n"}
_SURVEY = "topics/ke-pu/evidence/survey.yaml"
_HEAD = "kind: survey\ntitle: 社区调研\nfinding: 居民多从手机上看科普内容。\n"
_TABLE = (
    "kind: data\ntitle: 科普渠道\nfinding: 逐年增多。\ntable: channels.csv\n"
    "schema:\n  fields:\n    - {name: 年份, type: year}\n    - {name: 占比, type: number}\n"
)
_DATA = {
    **_TOPIC,
    "topics/ke-pu/evidence/channels.yaml": _TABLE,
    "topics/ke-pu/evidence/channels.csv": "年份,占比\n2014,46.5\n",
}


class AttachmentMissing(Rule):
    """An attachment of evidence is missing

    What stands under `attachments` lies in the same folder as the description. Put the file there, or remove the entry.

    Why: evidence that cannot be looked at proves nothing.

    Source: docs/files.md, evidence; work scheme, part 5: 为规划编撰提供基础性资料.
    """

    code = Code.ATTACHMENT_MISSING
    wrong = {**_TOPIC, _SURVEY: f"{_HEAD}attachments:\n  - file: record.md\n"}
    right = {**wrong, "topics/ke-pu/evidence/record.md": "# 调研记录\n"}


class AttachmentChanged(Rule):
    """An attachment is not the file that was added

    Its SHA-256 differs from the one in the description. Bring the original back with git; where the change is meant,
    write the new digest.

    Why: a finding that was drawn from one file must not stand beside another.

    Source: docs/files.md, evidence.
    """

    code = Code.ATTACHMENT_CHANGED
    severity = Severity.WARNING
    wrong = {
        **_TOPIC,
        "topics/ke-pu/evidence/record.md": "改过的记录\n",
        _SURVEY: f"{_HEAD}attachments:\n  - file: record.md\n    sha256: {'0' * 64}\n",
    }
    right = {
        **_TOPIC,
        "topics/ke-pu/evidence/record.md": "",
        _SURVEY: (
            f"{_HEAD}attachments:\n  - file: record.md\n"
            "    sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
        ),
    }


class AttachmentRefused(Rule):
    """A file may not be kept as an attachment

    It lies elsewhere, is larger than 20 MiB, or is of a kind that may run something or opens only here and there. Kept
    are documents, tables, pictures, sound and film of common kinds. Name the archive that has it in the `note`.

    Why: the repository is on many computers, for many years.

    Source: docs/files.md, evidence.
    """

    code = Code.ATTACHMENT_REFUSED
    wrong = {
        **_TOPIC,
        "topics/ke-pu/evidence/record.exe": "MZ",
        _SURVEY: f"{_HEAD}attachments:\n  - file: record.exe\n",
    }
    right = {
        **_TOPIC,
        "topics/ke-pu/evidence/record.md": "# 调研记录\n",
        _SURVEY: f"{_HEAD}attachments:\n  - file: record.md\n",
    }


class DataUnfit(Rule):
    """A table does not fit its description

    The first line of the CSV file names the columns of `schema`, in the same order; every cell is of the type of its
    column; the key of a row stands there once. Mend the table or the description.

    Why: a number that is quoted must be the one number that is meant.

    Source: docs/files.md, evidence; Table Schema of Frictionless Data.
    """

    code = Code.DATA_UNFIT
    wrong = {**_DATA, "topics/ke-pu/evidence/channels.csv": "年份,占比\n2014,约四成\n"}
    right = _DATA


class QuoteUnknown(Rule):
    """A quoted number is not in the data

    `[=ID.COLUMN.ROW]` names evidence with a table, a column of it, and the key of a row. One of them is not there, or
    the cell is empty.

    Why: a number that is quoted by its name is the number in the data; one that cannot be found would be printed as a
    riddle.

    Source: docs/tracing.md, numbers from data.
    """

    code = Code.QUOTE_UNKNOWN
    wrong = {**_DATA, "chapters/10-base.md": "## 发展基础\n\n占[=channels.占比.2013]%。\n"}
    right = {**_DATA, "chapters/10-base.md": "## 发展基础\n\n占[=channels.占比.2014]%。\n"}


class LiteratureUnknown(Rule):
    """No attached file has the entry that literature names

    `reference` is the key of an entry in an attached BibTeX file (`.bib`) or CSL JSON file (`.json`).

    Why: from the entry the reference is made as GB/T 7714-2015 wants it.

    Source: docs/files.md, evidence; GB/T 7714-2015.
    """

    code = Code.LITERATURE_UNKNOWN
    wrong = {
        **_TOPIC,
        "topics/ke-pu/evidence/books.bib": "@book{wang2014,\n  title = {科普},\n}\n",
        "topics/ke-pu/evidence/book.yaml": (
            "kind: literature\ntitle: 科普\nfinding: 要短。\nreference: li2014\nattachments:\n  - file: books.bib\n"
        ),
    }
    right = {
        **wrong,
        "topics/ke-pu/evidence/book.yaml": (
            "kind: literature\ntitle: 科普\nfinding: 要短。\nreference: wang2014\nattachments:\n  - file: books.bib\n"
        ),
    }

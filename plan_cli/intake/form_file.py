"""One file that somebody sent back → its grids, by what it is and not by what its name says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from plan_cli.intake.comma_separated import read_table
from plan_cli.intake.grid import Grid
from plan_cli.intake.package import FILE_LIMIT, Package, is_encrypted_container, kind_of
from plan_cli.intake.remark import RefusedFileError, Remark, RemarkCode
from plan_cli.intake.spreadsheet import read_workbook
from plan_cli.intake.word import read_document
from plan_cli.translation import N_, _

_SPREADSHEET, _DOCUMENT, _TEXT = "xlsx", "docx", "csv"
_EXPECTED = {
    "xlsx": _SPREADSHEET,
    "xlsm": _SPREADSHEET,
    "xltx": _SPREADSHEET,
    "docx": _DOCUMENT,
    "docm": _DOCUMENT,
    "dotx": _DOCUMENT,
    "csv": _TEXT,
    "txt": _TEXT,
    "tsv": _TEXT,
}
_OLD_SPREADSHEETS = ("xls", "et", "ett", "ods", "numbers", "xlsb")
_OLD_DOCUMENTS = ("doc", "wps", "wpt", "odt", "pages", "rtf")
_SAVE_SHEET = N_("open it in WPS or Excel, choose “save as”, the type “Excel file (*.xlsx)”, and import that")
_SAVE_TEXT = N_("open it in WPS or Word, choose “save as”, the type “Word file (*.docx)”, and import that")


@dataclass(slots=True)
class FormFile:
    """A file that was read, or why it was not. `name` is its name alone, `digest` the SHA-256 of its bytes."""

    name: str
    digest: str
    grids: list[Grid] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    refused: Remark | None = None


def read_form_file(name: str, content: bytes) -> FormFile:
    """The grids of a file; one that cannot be taken has its reason in `refused`, never an exception."""
    made = FormFile(name, hashlib.sha256(content).hexdigest())
    try:
        _read(made, content)
    except RefusedFileError as refusal:
        made.grids = []
        made.refused = refusal.remark
    except (RecursionError, MemoryError):
        made.grids = []
        made.refused = Remark(
            RemarkCode.TOO_LARGE,
            "",
            _("it is larger inside than a form can be"),
            _("copy the filled-in cells into a new file and import that"),
        )
    for grid in made.grids:
        made.remarks += grid.remarks
    return made


def _read(made: FormFile, content: bytes) -> None:
    extension = made.name.rpartition(".")[2].lower()
    if not content:
        raise RefusedFileError(RemarkCode.UNREADABLE, _("the file is empty"))
    if len(content) > FILE_LIMIT:
        raise RefusedFileError(
            RemarkCode.TOO_LARGE,
            _("the file is larger than {limit} MiB").format(limit=FILE_LIMIT >> 20),
            _("take the pictures out, or divide it into several files"),
        )
    kind = kind_of(content)
    if kind == "zip":
        _read_package(made, content, extension)
        return
    if kind == "ole":
        raise _old_or_locked(content, extension)
    if kind == "text" and _EXPECTED.get(extension) == _TEXT:
        made.grids = [read_table(content)]
        return
    if extension in (*_OLD_SPREADSHEETS, *_OLD_DOCUMENTS) or kind in ("html", "rtf"):
        raise _old_format(extension)
    if kind == "pdf":
        message = _("this is a PDF, from which no form can be read")
        raise RefusedFileError(RemarkCode.UNKNOWN_FORMAT, message, _("ask for the form as .docx or .xlsx"))
    hint = _("known: {listed}").format(listed=".xlsx, .docx, .csv")
    raise RefusedFileError(
        RemarkCode.UNKNOWN_FORMAT, _("the file is not what its name says, or of an unknown kind"), hint
    )


def _read_package(made: FormFile, content: bytes, extension: str) -> None:
    package = Package(content)
    if "xl/workbook.xml" in package.names:
        found = _SPREADSHEET
    elif "word/document.xml" in package.names:
        found = _DOCUMENT
    elif extension in (*_OLD_SPREADSHEETS, *_OLD_DOCUMENTS):
        raise _old_format(extension)
    else:
        raise RefusedFileError(
            RemarkCode.UNKNOWN_FORMAT,
            _("this is neither a spreadsheet nor a Word document"),
            _("known: {listed}").format(listed=".xlsx, .docx, .csv"),
        )
    package.look_over()
    made.grids = read_workbook(package, content) if found == _SPREADSHEET else [read_document(package)]
    if _EXPECTED.get(extension) != found:
        message = _("the file is a .{found} whatever its name says, and was read as that").format(found=found)
        made.remarks.append(Remark(RemarkCode.WRONG_EXTENSION, "", message, doubtful=False))


def _old_or_locked(content: bytes, extension: str) -> RefusedFileError:
    if is_encrypted_container(content):
        return RefusedFileError(
            RemarkCode.PASSWORD,
            _("the file is locked with a password"),
            _("open it with the password, save it without one, and import that"),
        )
    if "Workbook".encode("utf-16-le") in content or "Book\0".encode("utf-16-le") in content:
        return _old_format("xls")
    if "WordDocument".encode("utf-16-le") in content:
        return _old_format("doc")
    return _old_format(extension)


def _old_format(extension: str) -> RefusedFileError:
    hint = _(_SAVE_TEXT) if extension in _OLD_DOCUMENTS else _(_SAVE_SHEET)
    message = _("this is a file of an older or another office program, which cannot be read here")
    return RefusedFileError(RemarkCode.OLD_FORMAT, message, hint)

"""What kind of file came back, by what it is: the document itself, a form, a page's file, or a letter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from plan_cli.errors import RefusedError
from plan_cli.intake.package import kind_of
from plan_cli.review.finding_places import Places
from plan_cli.review.form_in import is_form, read_form
from plan_cli.review.mail_in import attachments, read_mail
from plan_cli.review.page_in import is_page_file, read_page_file
from plan_cli.review.word_in import Returned
from plan_cli.review.word_out import identity_of
from plan_cli.review.word_package import open_package


class FileKind(Enum):
    """How a file is read."""

    WORD = auto()
    FORM = auto()
    PAGE = auto()
    MAIL = auto()


def with_attachments(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, and the office files that came with mails."""
    made: dict[str, bytes] = {}
    for name, content in files.items():
        inside = attachments(content) if name.lower().endswith(".eml") else {}
        made[name] = content
        made.update({f"{name}/{inner}": data for inner, data in inside.items()})
    return made


def kind_of_file(name: str, content: bytes) -> FileKind:
    """How a file is to be read; what is nothing else is taken for the document, which says why it cannot be."""
    if is_page_file(content):
        return FileKind.PAGE
    ending = name.lower().rpartition(".")[2]
    if kind_of(content) == "zip":
        return FileKind.WORD if _knows_itself(content) or not is_form(name, content) else FileKind.FORM
    if ending in ("eml", "txt"):
        return FileKind.MAIL
    if ending in ("csv", "xlsx"):
        return FileKind.FORM
    return FileKind.WORD


def read_plainly(kind: FileKind, name: str, content: bytes, places: Places, document: str) -> Returned:
    """What a file says that is not the document.

    Raises:
        RefusedError: it cannot be read.
    """
    if kind is FileKind.PAGE:
        return read_page_file(content, places, document)[0]
    if kind is FileKind.FORM:
        return read_form(name, content, places, document)
    return read_mail(name, content, places, document)


def _knows_itself(content: bytes) -> bool:
    try:
        return identity_of(open_package(content)) is not None
    except RefusedError:
        return False

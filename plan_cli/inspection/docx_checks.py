"""A DOCX against a profile, item by item."""

from __future__ import annotations

from plan_cli.inspection.departure import Departures
from plan_cli.inspection.docx_document import Document
from plan_cli.inspection.docx_kinds import set_kinds
from plan_cli.inspection.docx_object_checks import check_objects
from plan_cli.inspection.docx_package_checks import check_package
from plan_cli.inspection.docx_page_checks import check_pages
from plan_cli.inspection.docx_text_checks import check_text
from plan_cli.inspection.docx_type_checks import TypeChecks
from plan_cli.inspection.faces import Faces
from plan_cli.model.profile import Profile


def check_docx(document: Document, profile: Profile, file_name: str) -> Departures:
    """The departures of a DOCX from the profile."""
    found = Departures()
    faces = Faces(profile)
    set_kinds(document, profile)
    check_package(document, faces, found)
    check_pages(document, profile, faces, found)
    TypeChecks(document, profile, faces, found).check()
    check_text(document, profile, file_name, found)
    check_objects(document, profile, found)
    return found

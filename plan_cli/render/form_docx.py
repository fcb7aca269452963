"""The form for proposals in Word: the built table with room to write in, its cells marked so that they are found again.

A mark is a content control with a tag (ECMA-376, 17.5.2.42); it stays with its cell however the table is changed.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from plan_cli.model.proposal_form import FIELDS, MARK, FormField, field_of
from plan_cli.render.docx_stylesheet import element, tag

_LINE_TWIPS = 560
"""28 pt: the height of a line of the official profile's table rows."""
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def with_fields(document: bytes) -> bytes:
    """The DOCX of a form with its fields marked and made high enough to write in."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "word/document.xml":
                content = _marked(content)
            entry = zipfile.ZipInfo(item.filename, date_time=_FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = item.external_attr
            target.writestr(entry, content)
    return made.getvalue()


def _marked(content: bytes) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    fields = {field.id: field for field in FIELDS}
    for row in root.iter(tag("tr")):
        cells = list(row.iterchildren(tag("tc")))
        if len(cells) != 2:
            continue
        label = "".join(cells[0].itertext())
        form_field = fields.get(field_of(label) or "")
        if form_field is not None:
            _mark(row, cells[1], form_field)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _mark(row: etree._Element, cell: etree._Element, form_field: FormField) -> None:
    properties = row.find(tag("trPr"))
    if properties is not None:
        properties.append(element("trHeight", val=str(_LINE_TWIPS * form_field.lines), hRule="atLeast"))
    blocks = [child for child in cell if child.tag != tag("tcPr")]
    control, control_properties, inside = element("sdt"), element("sdtPr"), element("sdtContent")
    control_properties.append(element("alias", val=form_field.label))
    control_properties.append(element("tag", val=f"{MARK}value_{form_field.id}"))
    control.append(control_properties)
    control.append(inside)
    inside.extend(blocks)
    cell.append(control)

"""Bring `plan.po` of every language up to date with the messages in the code: new ones empty, old ones gone."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def messages(package: Path) -> list[str | tuple[str, str]]:
    """Every message of the package, each once, in the order of files and lines."""
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS)
    return list(dict.fromkeys(message for __, __, message, __, __ in found))


def update(package: Path) -> None:
    """Write every catalogue of the package anew, keeping its translations."""
    known = messages(package)
    for file in sorted(package.glob("locale/*/LC_MESSAGES/plan.po")):
        language = file.parent.parent.name
        with file.open("rb") as stream:
            old = read_po(stream, locale=language)
        new = Catalog(locale=language, project="plan", charset="utf-8", fuzzy=False)
        for message in known:
            kept = old.get(message if isinstance(message, str) else message[0])
            new.add(message, kept.string if kept else None)
        new.revision_date = new.creation_date = old.creation_date
        with file.open("wb") as stream:
            write_po(stream, new, no_location=True, omit_header=False, ignore_obsolete=True, width=0)


if __name__ == "__main__":
    update(Path(__file__).parent.parent / "plan_cli")

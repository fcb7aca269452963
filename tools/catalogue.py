"""Bring `plan.po` of every language up to date with the messages in the code: new ones empty, old ones gone."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from plan_cli.checks.rule import paragraphs
from plan_cli.checks.rulebook import rulebook

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
_HEADER = "# Messages of plan, translated to {language}. After a change of the code run: python tools/catalogue.py"


def messages(package: Path) -> list[str | tuple[str, ...]]:
    """Every message of the package, each once, in the order of files and lines; then what its rules explain."""
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS)
    said = [record[2] for record in found]
    rules = rulebook().values() if (package / "checks" / "rulebook.py").exists() else ()
    explained = [paragraph for rule in rules for paragraph in paragraphs(rule)]
    return list(dict.fromkeys(said + explained))


def update(package: Path) -> None:
    """Write every catalogue of the package anew, keeping its translations; where nothing changed, nothing changes."""
    known = messages(package)
    for file in sorted(package.glob("locale/*/LC_MESSAGES/plan.po")):
        language = file.parent.parent.name
        with file.open("rb") as stream:
            old = read_po(stream, locale=language)
        new = Catalog(
            locale=language,
            project="plan",
            header_comment=_HEADER.format(language=language),
            msgid_bugs_address="the makers of plan",
            last_translator="the makers of plan",
            language_team=language,
            charset="utf-8",
            fuzzy=False,
        )
        for message in known:
            _add(new, message, old.get(message if isinstance(message, str) else message[0]))
        new.revision_date = new.creation_date = old.creation_date
        with file.open("wb") as stream:
            write_po(stream, new, no_location=True, omit_header=False, ignore_obsolete=True, width=0)


def _add(new: Catalog, message: str | tuple[str, ...], old: Message | None) -> None:
    """Add a message with the translation it has; one that has become a plural, or ceased to be one, needs another."""
    if old is None or isinstance(old.id, str) != isinstance(message, str):
        new.add(message)
    else:
        new.add(message, old.string, flags=old.flags & {"fuzzy"}, user_comments=old.user_comments)


if __name__ == "__main__":
    update(Path(__file__).parent.parent / "plan_cli")

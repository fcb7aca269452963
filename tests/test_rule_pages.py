"""The pages of the rules say what the rules say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(_ROOT / "tools"))

import rule_pages  # noqa: E402 - a tool of the checkout, not of the package


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_pages_of_the_rules_are_up_to_date(language: str) -> None:
    folder = _ROOT / "docs" / "rules"
    written = folder.glob("*.md") if language == "en" else folder.glob("zh/*.md")
    on_disk = {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in written}
    assert on_disk == rule_pages.pages(language), "run: make docs"

"""The pages of the commands say what the commands say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(_ROOT / "tools"))

import command_pages  # noqa: E402 - a tool of the checkout, not of the package


@pytest.mark.parametrize("command", command_pages.COMMANDS)
def test_the_page_of_a_command_is_up_to_date(command: str) -> None:
    written = (_ROOT / "docs" / "commands" / f"{command}.md").read_text(encoding="utf-8")
    assert written == command_pages.page(command), "run: make docs"

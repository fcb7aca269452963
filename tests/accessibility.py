"""The accessibility checker axe in a headless Chromium, on one HTML file."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse
from functools import lru_cache
from pathlib import Path

import pytest

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
# Packages that carry axe.min.js. They are only read, never imported: what they drive browsers with is not needed.
_PACKAGES = ("axe_playwright_python", "axe_core_python")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Windows do not become as narrow as a telephone, frames do.
_FRAME = """<!DOCTYPE html><title>axe</title><body><script>
addEventListener('message', event => { document.body.textContent = event.data; });
</script><iframe src="page.html" style="border: 0; width: WIDTHpx; height: 844px"></iframe></body>"""
_RESULT = re.compile("axe-result:([^:<]*):axe-result")
# Parts folded away are checked as well: they are opened first.
_RUNNER = """
const tell = value => parent.postMessage(
  'axe-result:' + encodeURIComponent(JSON.stringify(value)) + ':axe-result', '*');
for (const folded of document.querySelectorAll('details')) folded.open = OPEN;
axe.run(document, {runOnly: {type: 'tag', values: TAGS}, resultTypes: ['violations']}).then(
  found => tell({rules: found.passes.length, violations: found.violations.map(one => ({
    rule: one.id, help: one.help, places: one.nodes.map(node => node.html.slice(0, 200))}))}),
  problem => tell({failed: String(problem)}));
"""


def violations(page: Path, width: int = 1280, *, opened: bool = True) -> list[str]:
    """What axe objects to in a page shown `width` pixels wide, a line each; `opened`: with nothing folded away.

    Skips the test where there is no Chromium or no axe; in CI (`CI=true`) that is an error.

    Raises:
        AssertionError: the browser or axe gave no result.
    """
    runner = _RUNNER.replace("TAGS", json.dumps(TAGS)).replace("OPEN", json.dumps(opened))
    scripts = "".join(f"<script>{_inlined(script)}</script>" for script in (_axe(), runner))
    text = _POLICY.sub("", page.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="plan-axe-", ignore_cleanup_errors=True) as name:
        (Path(name) / "page.html").write_text(text.replace("</body>", f"{scripts}</body>"), encoding="utf-8")
        frame = Path(name) / "frame.html"
        frame.write_text(_FRAME.replace("WIDTH", str(width)), encoding="utf-8")
        finished = subprocess.run(
            [
                browser(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={name}/profile",
                "--window-size=1400,900",
                "--virtual-time-budget=20000",
                "--dump-dom",
                frame.as_uri(),
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    written = _RESULT.search(finished.stdout)
    assert written, f"axe gave no result: {finished.stderr[-2000:]}"
    result = json.loads(urllib.parse.unquote(written[1]))
    assert result.get("rules"), result
    return [f"{one['rule']}: {one['help']}: {place}" for one in result["violations"] for place in one["places"]]


@lru_cache(maxsize=1)
def browser() -> str:
    """The Chromium of this machine; skips the test where there is none."""
    for name in _BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    return _missing(f"no Chromium is installed (looked for {', '.join(_BROWSERS)})")


@lru_cache(maxsize=1)
def _axe() -> str:
    for name in _PACKAGES:
        found = importlib.util.find_spec(name)
        for folder in (found.submodule_search_locations or ()) if found else ():
            script = Path(folder) / "axe.min.js"
            if script.is_file():
                return script.read_text(encoding="utf-8")
    return _missing("axe is not installed: pip install axe-playwright-python")


def _inlined(script: str) -> str:
    """A script as it may stand between script tags."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)


def _missing(reason: str) -> str:
    if os.environ.get("CI") == "true":
        raise RuntimeError(reason)
    pytest.skip(reason)

"""The page in a real browser: opened from disk, written in, saved, imported; and nothing in it ever runs or leaks."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
from plan_cli.model.consultation import Round
from plan_cli.model.settings import Edition
from plan_cli.model.values import Reference
from plan_cli.review.page_out import PageClause, page_of
from plan_cli.review.word_out import Identity
from tests.accessibility import browser, violations
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SECOND, TWO, listed, of, opened_round

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
TABLE = "\n| 指标 | 目标 |\n|:--|:--|\n| 经费 | 5元 |\n"
HOSTILE = "</script><script>document.title='坏'</script><img src=x onerror=\"document.title='坏'\">"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opened_round(tmp_path_factory.mktemp("页面") / "规划", {TWO: SECOND + TABLE})


@pytest.fixture(scope="module")
def page(sent: Path) -> Path:
    plan(sent, "review", "page", "r1", "--for", "市教育局", "--out", "页面")
    (found,) = (sent / "页面").iterdir()
    return found


def _dumped(page: Path, folder: Path, width: int = 1280) -> str:
    done = subprocess.run(
        [
            browser(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
            f"--window-size={width},900",
            "--virtual-time-budget=5000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout


def _driven(page: Path, folder: Path, script: str) -> Any:
    """What a script in the page finds out; without the policy, which would keep it from running."""
    text = _POLICY.sub("", page.read_text(encoding="utf-8"))
    tell = "const tell = value => { document.title = 'X' + encodeURIComponent(JSON.stringify(value)) + 'X'; };"
    (folder / "x.html").write_text(text.replace("</body>", f"<script>{tell}{script}</script></body>"), encoding="utf-8")
    found = re.search("<title>X(.*)X</title>", _dumped(folder / "x.html", folder))
    assert found
    return json.loads(urllib.parse.unquote(found[1]))


def test_what_is_written_in_the_page_comes_home(sent: Path, page: Path, tmp_path: Path) -> None:
    script = """
    const say = (words, text) => {
      const clause = [...document.querySelectorAll('.clause')].find(one => one.textContent.includes(words));
      clause.querySelector('button').click();
      const area = clause.querySelector('textarea');
      area.value = text;
      area.dispatchEvent(new Event('input'));
      return document.activeElement === area;
    };
    const focused = say('群众性科普', '写明次数\\n=1+1');
    say('5元', '改为10元');
    say('经费　|', '这一行要有来源');
    document.getElementById('by').value = '张三';
    let saved = null;
    URL.createObjectURL = blob => { saved = blob; return 'blob:x'; };
    document.getElementById('save').click();
    document.getElementById('show').click();
    tell({focused, saved: Boolean(saved), text: document.getElementById('copied').value,
          status: document.getElementById('status').textContent,
          none: document.getElementById('none').disabled});
    """
    found = _driven(page, tmp_path, script)
    assert found["focused"]
    assert found["saved"]
    assert found["none"]
    file = tmp_path / "意见.json"
    file.write_text(found["text"], encoding="utf-8")
    report = json.loads(plan(sent, "review", "import", str(file), "--as", "edu", "--json").stdout)
    assert report["branch"] == "review/r1/edu"
    held = {one["text"]: (one["chapter"], one["line"], one["hold"]) for one in of(listed(sent), "edu")}
    assert held == {
        "写明次数\n=1+1": (ONE, 9, "clause"),
        "改为10元": (ONE, 7, "clause"),
        "这一行要有来源": (TWO, 13, "clause"),
    }
    assert plan(sent, "review", "import", str(file), "--as", "fin", check=1).stderr


def test_no_opinion_and_an_empty_page(sent: Path, page: Path, tmp_path: Path) -> None:
    script = """
    document.getElementById('show').click();
    const empty = document.getElementById('copy').hidden && document.activeElement.id === 'none';
    document.getElementById('none').click();
    document.getElementById('show').click();
    tell({empty, text: document.getElementById('copied').value});
    """
    found = _driven(page, tmp_path, script)
    assert found["empty"]
    said = json.loads(found["text"])
    assert (said["none"], said["comments"]) == (True, [])
    said["unit"] = "sci"
    (tmp_path / "无.json").write_text(json.dumps(said), encoding="utf-8")
    plan(sent, "review", "import", str(tmp_path / "无.json"), "--as", "sci")
    assert listed(sent)["none"] == ["sci"]


def test_what_was_written_is_there_again(page: Path, tmp_path: Path) -> None:
    script = """
    const clause = document.querySelectorAll('.clause')[2];
    if (!localStorage.length || !clause.querySelector('textarea')) {
      clause.querySelector('button').click();
      clause.querySelector('textarea').value = '写到一半';
      clause.querySelector('textarea').dispatchEvent(new Event('input'));
      tell('first');
    } else tell(clause.querySelector('textarea').value);
    """
    assert _driven(page, tmp_path, script) == "first"
    assert _driven(page, tmp_path, script) == "写到一半"


@pytest.mark.parametrize("width", [1280, 390])
def test_accessible(page: Path, width: int) -> None:
    assert violations(page, width) == []


def test_nothing_from_outside_and_a_strict_policy(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = _POLICY.search(text)
    assert policy
    assert "default-src 'none'" in policy[0]
    assert "unsafe" not in policy[0]
    assert not re.search(r"(?:src|href)=[\"'](?!#)", text)
    assert not re.search(r"https?://|@import|url\(", text)


def test_words_never_run(tmp_path: Path) -> None:
    about = Round(Reference("outline"), Edition.CONSULTATION, "a" * 40, datetime.date(2015, 7, 1), ())
    identity = Identity("a" * 40, "r1", "edu", "outline", "a" * 40)
    clauses = [PageClause(HOSTILE, 'chapters/"><script>alert(1)</script>.md', 3, HOSTILE, 2), PageClause(HOSTILE)]
    content = page_of(HOSTILE, about, identity, HOSTILE, clauses)
    file = tmp_path / "页.html"
    file.write_bytes(content)
    dumped = _dumped(file, tmp_path)
    assert "<title>坏" not in dumped
    assert "尚未填写意见" in dumped, "the page's own script runs under its policy"
    assert content.decode().count("<script") == 2
    # A script that gets in all the same is not run: its hash is not in the policy.
    smuggled = content.decode().replace("</body>", "<script>document.title='坏'</script></body>")
    file.write_text(smuggled, encoding="utf-8")
    assert "<title>坏" not in _dumped(file, tmp_path)


def test_clauses_of_the_page_have_their_lines(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = {
        FIRST.splitlines()[int(line) - 1][:6] for line in re.findall(rf'data-chapter="{ONE}" data-line="(\d+)"', text)
    }
    assert {"## 总体要", "到2020年", "广泛开展群众"} <= lines

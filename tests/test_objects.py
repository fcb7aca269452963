"""Reading blobs: several threads may share one reader."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plan_cli.repository.objects import ObjectReader


def test_threads_share_a_reader(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    texts = [f"第{number}篇\n".encode() * (number + 1) for number in range(60)]
    oids = []
    for text in texts:
        stored = subprocess.run(
            ["git", "-C", str(tmp_path), "hash-object", "-w", "--stdin"], input=text, capture_output=True, check=True
        )
        oids.append(stored.stdout.decode().strip())
    reader = ObjectReader(tmp_path / ".git")
    try:
        with ThreadPoolExecutor(max_workers=8) as threads:
            read = list(threads.map(lambda oid: reader.read(oid, 10_000), oids * 20))
    finally:
        reader.close()
    assert read == texts * 20

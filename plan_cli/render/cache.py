"""A folder of things that can be made again: safe with two builds at once, and with anything damaged in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

_DIGEST_BYTES = 32
_SIZE_LIMIT = 512 << 20


class Cache:
    """Bytes by key. An entry that is cut or changed reads as absent; a folder that cannot be written is no error."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under `key`; None where there is nothing sound."""
        if self._folder is None:
            return None
        try:
            stored = self._file(key).read_bytes()
        except OSError:
            return None
        digest, content = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        return content if hashlib.sha256(content).digest() == digest else None

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`. The last of two at once wins; both are the same."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            file = self._file(key)
            file.parent.mkdir(parents=True, exist_ok=True)
            # No fsync: what a power cut leaves half written fails its digest and is made again.
            handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
            try:
                with open(handle, "wb") as stream:
                    stream.write(hashlib.sha256(content).digest())
                    stream.write(content)
                os.replace(name, file)
            finally:
                with contextlib.suppress(OSError):
                    Path(name).unlink()

    def prune(self) -> None:
        """Forget the oldest entries when the folder has grown past its limit."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            files = [(file.stat().st_mtime, file.stat().st_size, file) for file in self._folder.glob("??/*")]
            total = sum(size for _time, size, _file in files)
            if total <= _SIZE_LIMIT:
                return
            for _time, size, file in sorted(files):
                if total <= _SIZE_LIMIT // 2:
                    return
                file.unlink()
                total -= size

    def _file(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return Path(str(self._folder)) / name[:2] / name[2:]

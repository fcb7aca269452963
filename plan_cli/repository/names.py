"""Which paths are safe: on every system, in every terminal, and never outside the repository."""

from __future__ import annotations

import re
import unicodedata

_WINDOWS_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_WINDOWS_FORBIDDEN = set('<>:"|?*\\')
_MAXIMUM_BYTES = 240


def hidden_character(text: str) -> str | None:
    """The first character that cannot be seen or changes the direction of writing, as `U+202E`; None without one."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            return f"U+{ord(character):04X}"
    return None


def escapes(path: str) -> bool:
    """Whether a path from a tree or an index would lead outside the repository or into `.git`."""
    parts = path.split("/")
    return path.startswith("/") or any(
        part in ("", ".", "..") or part.rstrip(". ").lower() == ".git" or part.lower().startswith("git~")
        for part in parts
    )


def is_readable_name(path: str) -> bool:
    """Whether a path may be read and shown: inside the repository and without hidden characters."""
    return not escapes(path) and hidden_character(path) is None


def is_portable_name(name: str) -> bool:
    """Whether one file or folder name can be made on Windows, macOS and Linux alike."""
    return (
        0 < len(name.encode("utf-8", "surrogatepass")) <= _MAXIMUM_BYTES
        and hidden_character(name) is None
        and not set(name) & (_WINDOWS_FORBIDDEN | {"/"})
        and not _WINDOWS_RESERVED.match(name)
        and name[-1] not in ". "
        and name[0] not in " -"
        and name not in (".", "..")
        and not escapes(name)
    )


def portable_name(text: str, replacement: str = "-") -> str:
    """`text` made into one portable file name of at most 240 bytes."""
    kept = "".join(
        replacement if character in _WINDOWS_FORBIDDEN | {"/"} or hidden_character(character) else character
        for character in unicodedata.normalize("NFC", text)
    ).strip(". -")
    while len(kept.encode()) > _MAXIMUM_BYTES:
        kept = kept[:-1]
    kept = kept.rstrip(". ") or "_"
    return f"_{kept}" if _WINDOWS_RESERVED.match(kept) else kept


def collision_key(path: str) -> str:
    """Equal for two paths that are one file where case or Unicode form is not told apart (Windows, macOS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", path).casefold())

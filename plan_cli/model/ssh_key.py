"""SSH public keys as OpenSSH writes them: which kind, how strong, and the fingerprint people compare. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from plan_cli.translation import _

ALGORITHMS = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
)
"""The kinds of keys that may sign; all others are refused, DSA and those not invented yet alike."""

RSA_BITS = 3072
"""The fewest bits of an RSA key: below, it is weaker than what NIST SP 800-57 part 1 asks for after 2030."""

_LONGEST = 16_384
_FIELDS = {"ssh-ed25519": 2, "sk-ssh-ed25519@openssh.com": 3, "sk-ecdsa-sha2-nistp256@openssh.com": 4}


class KeyFormatError(ValueError):
    """The text is no SSH public key; the message says why."""


class WeakKeyError(KeyFormatError):
    """It is a key, of a kind or size that is not allowed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key. `line`: kind and key as OpenSSH writes them, without a comment."""

    algorithm: str
    line: str
    fingerprint: str


@lru_cache(maxsize=1024)
def public_key(text: str) -> PublicKey:
    """The key of a line such as `ssh-ed25519 AAAA… 注释`.

    Raises:
        KeyFormatError: it is none.
        WeakKeyError: it is one that is not allowed.
    """
    words = text.split()
    if len(text) > _LONGEST or len(words) < 2:
        raise KeyFormatError(_("a public key is its kind and a long word: ssh-ed25519 AAAA…"))
    algorithm, encoded = words[:2]
    if algorithm.startswith("-----"):
        raise KeyFormatError(_("this is not the line of a .pub file; never show a private key to anyone"))
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise KeyFormatError(_("the key after {kind} is cut off or changed").format(kind=algorithm)) from None
    fields = _fields(blob)
    if fields is None or not fields or fields[0] != algorithm.encode("utf-8", "replace"):
        raise KeyFormatError(_("the key after {kind} is cut off or changed").format(kind=algorithm))
    if algorithm not in ALGORITHMS:
        message = _("keys of the kind {kind} are not allowed; allowed: {allowed}")
        raise WeakKeyError(message.format(kind=algorithm, allowed=", ".join(ALGORITHMS)))
    if len(fields) != _FIELDS.get(algorithm, 3):
        raise KeyFormatError(_("the key after {kind} is cut off or changed").format(kind=algorithm))
    if algorithm == "ssh-rsa":
        bits = int.from_bytes(fields[2], "big").bit_length()
        if bits < RSA_BITS:
            message = _("an RSA key of {bits} bits is too weak; {least} at least")
            raise WeakKeyError(message.format(bits=bits, least=RSA_BITS))
    return PublicKey(algorithm, f"{algorithm} {encoded}", fingerprint(blob))


def fingerprint(blob: bytes) -> str:
    """`SHA256:…` of a key in its binary form, as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")


def _fields(blob: bytes) -> list[bytes] | None:
    """The strings that a key is made of (RFC 4251, section 5); None where they do not fill it exactly."""
    found = []
    at = 0
    while at < len(blob):
        if at + 4 > len(blob):
            return None
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if end > len(blob):
            return None
        found.append(blob[at + 4 : end])
        at = end
    return found

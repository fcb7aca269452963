"""The signatures of commits and tags, read by object id and verified offline.

Git's own verification reads which programs and files to use from the configuration, which anybody may have written.
Here the object is read as it is, its signature taken out, and ssh-keygen asked about one key at a time. Works in a bare
repository and in the quarantine of a push.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from plan_cli.model.signature import UNSIGNED, ObjectSignature, ObjectState
from plan_cli.model.ssh_key import fingerprint
from plan_cli.repository.git import Git
from plan_cli.repository.object_batch import objects
from plan_cli.repository.ssh_keygen import NAMESPACE, verifies
from plan_cli.translation import _

OBJECT_LIMIT = 1 << 20
"""Bytes of a commit or tag object; a larger one holds no message that anybody wrote."""

_SIGNATURE_LIMIT = 1 << 16
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_OTHER = re.compile(rb"^-----BEGIN (?!SSH SIGNATURE-----)[A-Z0-9 ]+-----", re.MULTILINE)
_SHA1_LENGTH = 40


@dataclass(frozen=True, slots=True)
class _Signed:
    """An object taken apart: what was signed, the signature, and the key that it says it was made with."""

    payload: bytes
    armoured: bytes
    fingerprint: str


def signatures(git: Git, oids: Iterable[str], keys: Mapping[str, str]) -> dict[str, ObjectSignature]:
    """The signatures of these commits and tag objects.

    Args:
        oids: full object ids.
        keys: the allowed keys: `ssh-ed25519 AAAA…` by fingerprint. Whose they are, and when they are valid, is judged
            by the caller.

    Raises:
        MissingRequirementError: something is signed with an allowed key and there is no ssh-keygen.
        ToolFailedError: an object is missing, or a program took too long.
    """
    wanted = list(dict.fromkeys(oids))
    found: dict[str, ObjectSignature] = {}
    asked: dict[str, _Signed] = {}
    for oid, kind, content in objects(git, wanted, OBJECT_LIMIT):
        taken = _taken_apart(kind, content or b"", len(oid))
        if isinstance(taken, ObjectSignature):
            found[oid] = taken
        elif taken.fingerprint not in keys:
            found[oid] = ObjectSignature(ObjectState.UNKNOWN, taken.fingerprint)
        else:
            asked[oid] = taken
    if len(asked) == 1:
        found |= {oid: _verified(signed, keys) for oid, signed in asked.items()}
    elif asked:
        with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
            found |= zip(asked, pool.map(lambda signed: _verified(signed, keys), asked.values()), strict=True)
    return {oid: found[oid] for oid in wanted}


def signature(git: Git, oid: str, keys: Mapping[str, str]) -> ObjectSignature:
    """The signature of one commit or tag object; see `signatures`."""
    return signatures(git, [oid], keys)[oid]


def _verified(signed: _Signed, keys: Mapping[str, str]) -> ObjectSignature:
    if verifies(signed.payload, signed.armoured, keys[signed.fingerprint]):
        return ObjectSignature(ObjectState.GOOD, signed.fingerprint)
    return ObjectSignature(ObjectState.BAD, signed.fingerprint, _("the signature is not of this commit"))


def _taken_apart(kind: bytes, content: bytes, id_length: int) -> _Signed | ObjectSignature:
    if kind not in (b"commit", b"tag") or not content:
        return _bad(_("this is no commit or tag that could be signed"))
    head, separator, body = content.partition(b"\n\n")
    if b"\0" in head:
        return _bad(_("the object is malformed"))
    header = b"gpgsig" if id_length == _SHA1_LENGTH else b"gpgsig-sha256"
    kept, found, strange = _without_signature(head, header)
    if strange:
        return _bad(_("it bears several signatures"))
    if kind == b"commit":
        if found is None:
            return UNSIGNED
        return _signed(kept + separator + body, found)
    if found is not None:
        return _bad(_("it bears several signatures"))
    at = 0 if body.startswith(_BEGIN) else body.rfind(b"\n" + _BEGIN) + 1
    if not body.startswith(_BEGIN, at):
        return _bad(_("it is signed otherwise than with an SSH key")) if _OTHER.search(body) else UNSIGNED
    return _signed(head + separator + body[:at], body[at:])


def _without_signature(head: bytes, header: bytes) -> tuple[bytes, bytes | None, bool]:
    """The header lines without those of the signature; the signature; whether there are further ones."""
    kept: list[bytes] = []
    found: list[bytes] | None = None
    inside = strange = False
    for line in head.split(b"\n"):
        name = line.split(b" ", 1)[0]
        if line.startswith(b" "):
            if inside and found is not None:
                found.append(line[1:])
            else:
                kept.append(line)
        elif name == header and found is None:
            found, inside = [line[len(header) + 1 :]], True
        else:
            strange = strange or name.startswith(b"gpgsig")
            kept.append(line)
            inside = False
    return b"\n".join(kept), None if found is None else b"\n".join(found) + b"\n", strange


def _signed(payload: bytes, armoured: bytes) -> _Signed | ObjectSignature:
    """The parts of a signature in the SSHSIG format (OpenSSH, PROTOCOL.sshsig)."""
    if not armoured.startswith(_BEGIN):
        return _bad(_("it is signed otherwise than with an SSH key"))
    lines = armoured.strip().split(b"\n")
    if len(armoured) > _SIGNATURE_LIMIT or lines[-1].strip() != _END:
        return _bad(_("the signature is cut off or changed"))
    try:
        blob = base64.b64decode(b"".join(line.strip() for line in lines[1:-1]), validate=True)
        if blob[:6] != b"SSHSIG" or blob[6:10] != b"\0\0\0\1":
            raise ValueError
        key, rest = _string(blob[10:])
        namespace, __ = _string(rest)
    except (binascii.Error, ValueError):
        return _bad(_("the signature is cut off or changed"))
    if namespace != NAMESPACE.encode("ascii"):
        return _bad(_("the signature was made for something else than git"))
    return _Signed(payload, armoured, fingerprint(key))


def _string(blob: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(blob[:4], "big")
    if len(blob) < max(end, 4):
        raise ValueError
    return blob[4:end], blob[end:]


def _bad(problem: str) -> ObjectSignature:
    return ObjectSignature(ObjectState.BAD, None, problem)

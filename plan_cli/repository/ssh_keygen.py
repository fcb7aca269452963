"""The ssh-keygen program: signing a text with a key of the user, and verifying a signature. Offline, bounded."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from plan_cli.errors import MissingRequirementError, ToolFailedError
from plan_cli.translation import _

NAMESPACE = "git"
"""What git's signatures are made for; a signature of something else is none of ours."""

# Nobody has to type anything to verify; a passphrase or a touch of a security key takes a person a while.
_VERIFY_SECONDS = 20.0
_SIGN_SECONDS = 180.0
_PRINCIPAL = "signer"
# `-Y sign` with these means.
_NEEDED = "OpenSSH 8.2"


def verifies(payload: bytes, signature: bytes, key_line: str) -> bool:
    """Whether `signature` was made with the key of this line (kind and key) over `payload`.

    Raises:
        MissingRequirementError: there is no ssh-keygen.
        ToolFailedError: it took too long.
    """
    with tempfile.TemporaryDirectory(prefix="plan-sign-") as folder:
        allowed, signed = Path(folder) / "allowed_signers", Path(folder) / "signature"
        allowed.write_text(f'{_PRINCIPAL} namespaces="{NAMESPACE}" {key_line}\n', encoding="utf-8")
        signed.write_bytes(signature)
        finished = _run(
            ["-Y", "verify", "-f", str(allowed), "-I", _PRINCIPAL, "-n", NAMESPACE, "-s", str(signed)],
            payload,
            _VERIFY_SECONDS,
        )
    return finished.returncode == 0


def sign(payload: bytes, key_file: Path) -> bytes:
    """The signature of `payload`, armoured, by the key of this file: a private key, or a `.pub` whose other half an
    agent or the file beside it has.

    Raises:
        MissingRequirementError: there is no ssh-keygen, or it cannot sign with this key.
        ToolFailedError: it took too long.
    """
    finished = _run(["-Y", "sign", "-n", NAMESPACE, "-f", str(key_file)], payload, _SIGN_SECONDS)
    if finished.returncode != 0 or not finished.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        said = finished.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MissingRequirementError(
            _("ssh-keygen cannot sign with {file}: {said}").format(file=key_file, said=said[-1] if said else "?"),
            _("unlock the key (ssh-add {file}), or name another one with --key").format(file=key_file),
        )
    return finished.stdout


def public_line(key_file: Path) -> str:
    """The public key that belongs to a private one, as its `.pub` file would have it.

    Raises:
        MissingRequirementError: there is no ssh-keygen, or the file is no key that it can read.
    """
    finished = _run(["-y", "-P", "", "-f", str(key_file)], b"", _VERIFY_SECONDS)
    if finished.returncode != 0:
        raise MissingRequirementError(
            _("{file} is no private key that can be read without a passphrase").format(file=key_file),
            _("put its public key beside it, as {file}.pub").format(file=key_file),
        )
    return finished.stdout.decode("utf-8", "replace").strip()


def _run(arguments: list[str], stdin: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *arguments],  # noqa: S607 - the user's own program, as git is
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as problem:
        raise MissingRequirementError(
            _("ssh-keygen was not found on this computer"),
            _("install OpenSSH ({version} or newer), then try again").format(version=_NEEDED),
        ) from problem
    except subprocess.TimeoutExpired as problem:
        raise ToolFailedError(
            _("ssh-keygen took longer than {seconds} seconds").format(seconds=round(seconds))
        ) from problem

"""Real SSH keys in temporary folders, and plans whose people have them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from plan_cli.model.ssh_key import public_key


@dataclass(frozen=True)
class KeyPair:
    """A private key, with its `.pub` beside it."""

    file: Path

    @property
    def pub(self) -> Path:
        """The file of the public key."""
        return self.file.with_name(f"{self.file.name}.pub")

    @property
    def line(self) -> str:
        """Kind and key."""
        return public_key(self.pub.read_text(encoding="utf-8")).line

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`."""
        return public_key(self.pub.read_text(encoding="utf-8")).fingerprint


def make_key(folder: Path, name: str, *arguments: str) -> KeyPair:
    """A new key without a passphrase, ed25519 unless the arguments say otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = arguments or ("-t", "ed25519")
    subprocess.run(
        ["ssh-keygen", "-q", *kind, "-N", "", "-C", f"{name} 的钥匙", "-f", str(folder / name)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return KeyPair(folder / name)


def organization(*people: str, members: str = "") -> str:
    """An organisation with a party group of these members, and these people."""
    return (
        "bodies:\n"
        "  - id: dangzu\n    name: 市科协党组\n    aliases: [党组]\n"
        + (f"    members:\n{members}" if members else "")
        + "  - {id: sheng, name: 四川省科协}\n"
        "units:\n  - {id: office, name: 市科协办公室}\n"
        "people:\n" + "".join(people)
    )


def person(identifier: str, name: str, *keys: str) -> str:
    """A person with keys, each in flow style: `{key: …, since: …}`."""
    listed = "".join(f"      - {key}\n" for key in keys)
    return f"  - id: {identifier}\n    name: {name}\n" + (f"    keys:\n{listed}" if keys else "")

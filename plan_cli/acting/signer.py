"""Who signs what is about to be recorded: the user's SSH key, found and checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plan_cli.errors import MissingRequirementError, RefusedError, UsageError
from plan_cli.model.organization import Organization, Person
from plan_cli.model.ssh_key import KeyFormatError, PublicKey, WeakKeyError, public_key
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.ssh_keygen import public_line, sign, verifies
from plan_cli.repository.user_key import UserKey, configured_key
from plan_cli.translation import _

_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs: its public half, and the file by which ssh-keygen finds the other."""

    public: PublicKey
    key: UserKey
    person: Person

    def sign(self, payload: bytes) -> bytes:
        """The signature of a text, verified.

        Raises:
            MissingRequirementError: the key cannot sign, or there is no ssh-keygen.
        """
        with self.key.file() as file:
            made = sign(payload, file)
        if not verifies(payload, made, self.public.line):
            raise MissingRequirementError(
                _("the signature that ssh-keygen made does not hold"),
                _("the private key and its .pub file may be of different keys: {name}").format(name=self.key.name),
            )
        return made


def find_signer(repository: PlanRepository, organization: Organization, named: str | None) -> Signer:
    """The key of `--key`, or else the user's `user.signingkey`, with the person that it belongs to.

    Raises:
        MissingRequirementError: there is none, or it cannot be read.
        RefusedError: `organization.yaml` gives it to nobody.
    """
    key = UserKey(named, Path(named).expanduser()) if named is not None else configured_key(repository.git)
    if key is None:
        raise MissingRequirementError(
            _("this plan asks for signatures, and git does not know which key you sign with"),
            _("run: git config --global user.signingkey ~/.ssh/id_ed25519.pub   or name one with --key FILE"),
        )
    public = _public(key)
    found = organization.key(public.fingerprint)
    if found is None:
        raise RefusedError(
            _("your key {fingerprint} ({name}) is not in organization.yaml").format(
                fingerprint=public.fingerprint, name=key.name
            ),
            _("somebody who may sign adds it: plan key add PERSON {name}").format(name=_pub(key)),
        )
    return Signer(public, key, found[0])


def read_public_key(file: Path) -> PublicKey:
    """The public key in a `.pub` file.

    Raises:
        UsageError: the file cannot be read, or holds no key that may sign.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(_LONGEST + 1)
    except (OSError, ValueError) as problem:
        said = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(_("{file} cannot be read: {said}").format(file=file, said=said)) from problem
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line.strip()]
    if len(lines) != 1 or len(content) > _LONGEST:
        raise UsageError(
            _("{file} is no .pub file: it does not hold one line with a public key").format(file=file),
            _("a private key stays with its owner; name the file that ends with .pub"),
        )
    try:
        return public_key(lines[0])
    except WeakKeyError as problem:
        raise UsageError(str(problem), _("make another one: ssh-keygen -t ed25519")) from problem
    except KeyFormatError as problem:
        raise UsageError(_("{file}: {problem}").format(file=file, problem=problem)) from problem


def _public(key: UserKey) -> PublicKey:
    """The public half of the user's key: itself, the `.pub` beside it, or what ssh-keygen makes of it."""
    try:
        if key.path is None:
            return public_key(key.name)
        if key.path.suffix == ".pub":
            return read_public_key(key.path)
        beside = key.path.with_name(f"{key.path.name}.pub")
        if not key.path.is_file():
            raise MissingRequirementError(
                _("there is no key {file}").format(file=key.path),
                _("make one with: ssh-keygen -t ed25519   or name another one with --key FILE"),
            )
        return read_public_key(beside) if beside.is_file() else public_key(public_line(key.path))
    except (KeyFormatError, UsageError) as problem:
        hint = _("name another one with --key FILE")
        raise MissingRequirementError(_("your key cannot sign: {problem}").format(problem=problem), hint) from problem


def _pub(key: UserKey) -> str:
    return key.name if key.path is None or key.path.suffix == ".pub" else f"{key.name}.pub"

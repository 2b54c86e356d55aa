"""Signed notes (C2SP signed-note, as Go's ``golang.org/x/mod/sumdb/note``) with Ed25519 keys.

Both key forms are Go's: ``PRIVATE+KEY+<name>+<hash>+<base64>`` and ``<name>+<hash>+<base64>``. Everything
is read in its only spelling: a note that decodes to the same but is written otherwise is refused.
"""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sekisho.errors import BadInput

ALGORITHM = b"\x01"
DASH = "\N{EM DASH} "
KEY_SIZE = 32
HASH_BYTES = 4


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes that name a key in a signature line."""
    return sha256(name.encode() + b"\n" + ALGORITHM + public).digest()[:HASH_BYTES]


def decode64(text: str) -> bytes | None:
    """Return the bytes of canonical base64, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def encode64(data: bytes) -> str:
    """Return ``data`` as base64."""
    return base64.b64encode(data).decode()


def good_name(name: str) -> bool:
    """Say whether ``name`` can name a key: not empty, no white space, no plus sign."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


class Verifier(NamedTuple):
    """A public key and the name it signs under."""

    name: str
    public: bytes

    @property
    def vkey(self) -> str:
        """Its text form, which auditors keep."""
        tail = encode64(ALGORITHM + self.public)
        return f"{self.name}+{key_hash(self.name, self.public).hex()}+{tail}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Say whether ``signature`` is this key's over ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer(NamedTuple):
    """A private key (its 32 byte seed) and the name it signs under."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Verifier(self.name, key.public_key().public_bytes_raw())

    @property
    def skey(self) -> str:
        """Its text form, which is kept secret."""
        name_hash = key_hash(self.name, self.verifier.public).hex()
        return f"PRIVATE+KEY+{self.name}+{name_hash}+{encode64(ALGORITHM + self.seed)}"

    def sign(self, text: str) -> str:
        """Return the signed note over ``text`` (which ends with a line break)."""
        if not text.endswith("\n"):
            raise BadInput("署名する文は改行で終わっていなければなりません。")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        public = self.verifier.public
        return f"{text}\n{DASH}{self.name} {encode64(key_hash(self.name, public) + signature)}\n"


def _key_parts(text: str) -> tuple[str, bytes, bytes] | None:
    """Return (name, key hash, key) of a key in its only spelling."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not good_name(parts[0]):  # noqa: PLR2004  name+hash+base64
        return None
    data = decode64(parts[2])
    if data is None or len(data) != 1 + KEY_SIZE or data[:1] != ALGORITHM:
        return None
    if len(parts[1]) != 2 * HASH_BYTES or parts[1].strip("0123456789abcdef"):
        return None
    return parts[0], bytes.fromhex(parts[1]), data[1:]


def parse_vkey(text: str) -> Verifier | None:
    """Return the public key written in ``text``, or None when it is not one."""
    parts = _key_parts(text)
    if parts is None or parts[1] != key_hash(parts[0], parts[2]):
        return None
    return Verifier(parts[0], parts[2])


def parse_skey(text: str) -> Signer | None:
    """Return the private key written in ``text``, or None when it is not one."""
    prefix = "PRIVATE+KEY+"
    parts = _key_parts(text.removeprefix(prefix)) if text.startswith(prefix) else None
    if parts is None:
        return None
    signer = Signer(parts[0], parts[2])
    return signer if signer.skey == text else None


class Note(NamedTuple):
    """A note taken apart: the text that is signed and (name, key hash, signature) of each signature line."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def signed_by(self, verifier: Verifier) -> bool:
        """Say whether ``verifier``'s signature is there and right."""
        wanted = key_hash(verifier.name, verifier.public)
        return any(
            name == verifier.name and key == wanted and verifier.verify(self.text, signature)
            for name, key, signature in self.signatures
        )


def parse_note(message: str) -> Note | None:
    """Take a signed note apart; None when it is not one."""
    text, gap, tail = message.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        return None
    signatures = [_signature(line) for line in tail[:-1].split("\n")]
    if None in signatures:
        return None
    return Note(text + "\n", tuple(signature for signature in signatures if signature))


def _signature(line: str) -> tuple[str, bytes, bytes] | None:
    name, gap, code = line.removeprefix(DASH).partition(" ")
    data = decode64(code)
    if not line.startswith(DASH) or not gap or not good_name(name):
        return None
    if data is None or len(data) <= HASH_BYTES:
        return None
    return name, data[:HASH_BYTES], data[HASH_BYTES:]

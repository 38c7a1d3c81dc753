"""The context as a resident's device keeps it: opaque, signed, and good for a while on any replica with the same key."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import struct
import time
from collections.abc import Callable, Sequence
from enum import Enum

from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.context import Context

LONGEST = 1000
"""Characters of a token at most."""

_VERSION = 2
_HEAD = struct.Struct(">BIBBBH")
"""Version, minute of issue since 1970, number of answered entries, shown, rounds, a bit for each of `Field`."""
_SIGNATURE = 16
_MOST_IDS = 12
_MOST_BYTES = 700
_HOUR = 60
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class State(Enum):
    """What became of a token."""

    NONE = "none"
    READ = "read"
    EXPIRED = "expired"
    INVALID = "invalid"


class Seal:
    """Writes and reads tokens; replicas that share the key read one another's."""

    def __init__(self, key: bytes, lifetime_minutes: int, clock: Callable[[], float]) -> None:
        """Sign with `key`; `clock` gives seconds since 1970."""
        self._key = hashlib.blake2b(key, digest_size=32, person=b"okienko context").digest()
        self._lifetime = lifetime_minutes
        self._clock = clock

    def close(self, context: Context, *, by_the_hour: bool = False) -> str:
        """Return the token of a context; empty when there is nothing to remember.

        Args:
            context: what to remember; more than a dozen identifiers are cut.
            by_the_hour: date it back to the full hour, so that a cached response stays the same meanwhile.
        """
        if not context.answered and not context.offered:
            return ""
        minute = int(self._clock() // 60)
        answered, ids = _fitting(context)
        head = _HEAD.pack(
            _VERSION,
            minute - minute % _HOUR if by_the_hour else minute,
            answered,
            min(context.shown, 255),
            min(context.rounds, 255),
            sum(1 << number for number, field in enumerate(Field) if field in context.fields),
        )
        body = head + ",".join(ids).encode()
        return base64.urlsafe_b64encode(body + self._sign(body)).rstrip(b"=").decode()

    def open(self, token: str) -> tuple[Context, State]:
        """Return what a token says, and whether it could be read; nothing is remembered where it could not."""
        if not token:
            return Context(), State.NONE
        body = self._verified(token)
        if body is None:
            return Context(), State.INVALID
        version, minute, answered, shown, rounds, asked = _HEAD.unpack_from(body)
        if version != _VERSION:
            return Context(), State.INVALID
        age = int(self._clock() // 60) - minute
        # A replica whose clock is an hour ahead is a wrong clock, not a fraud.
        if not -_HOUR <= age <= self._lifetime:
            return Context(), State.EXPIRED
        ids = body[_HEAD.size :].decode().split(",")
        fields = tuple(field for number, field in enumerate(Field) if asked >> number & 1)
        return Context(tuple(ids[:answered]), tuple(ids[answered:]), shown, rounds, fields), State.READ

    def _verified(self, token: str) -> bytes | None:
        if len(token) > LONGEST or not token.isascii():
            return None
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        body, signature = sealed[:-_SIGNATURE], sealed[-_SIGNATURE:]
        if len(body) <= _HEAD.size or not hmac.compare_digest(signature, self._sign(body)):
            return None
        return body

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_SIGNATURE]


def new_seal(key: str, lifetime_minutes: int, town: str = "") -> Seal:
    """Return a seal for one town: with `key`, or where that is empty with one that ends with the process."""
    secret = key.encode() or secrets.token_bytes(32)
    return Seal(hashlib.blake2b(secret, person=b"okienko town", salt=_salt(town)).digest(), lifetime_minutes, time.time)


def _salt(town: str) -> bytes:
    return hashlib.blake2b(town.encode(), digest_size=16).digest()


def _fitting(context: Context) -> tuple[int, Sequence[str]]:
    kept: list[str] = []
    answered = size = 0
    for number, entry in enumerate((*context.answered, *context.offered)):
        size += len(entry) + 1
        if len(kept) == _MOST_IDS or size > _MOST_BYTES or not _ID.fullmatch(entry):
            break
        kept.append(entry)
        answered += number < len(context.answered)
    return answered, kept

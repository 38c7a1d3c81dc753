"""Values that a browser keeps for us and can neither read nor change: JWE with AES-256-GCM."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from typing import Any


class Sealer:
    """Seals and opens short-lived values.

    Args:
        secret: shared by all copies of the gateway; empty makes one that ends with the process.
        clock: seconds since 1970.
    """

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        material = secret.encode() or secrets.token_bytes(32)
        self._key = hashlib.blake2b(material, digest_size=32, person=b"okienko-session").digest()
        self._clock = clock

    def seal(self, purpose: str, value: dict[str, Any], seconds: float) -> str:
        """Return the value for a cookie; it opens for the same purpose only, and only for so long."""
        # Here and below: cryptography takes 8 MB that a gateway without accounts need not spend.
        from joserfc import jwe, jwk

        content = {"for": purpose, "until": self._clock() + seconds, "value": value}
        return jwe.encrypt_compact(
            {"alg": "dir", "enc": "A256GCM"}, json.dumps(content).encode(), jwk.OctKey.import_key(self._key)
        )

    def open(self, purpose: str, sealed: str) -> dict[str, Any] | None:
        """Return the value; None where it is missing, changed, expired or for another purpose."""
        from joserfc import jwe, jwk
        from joserfc.errors import JoseError

        try:
            opened = jwe.decrypt_compact(sealed, jwk.OctKey.import_key(self._key), algorithms=["dir", "A256GCM"])
        except (JoseError, ValueError):
            return None
        content = json.loads(opened.plaintext or b"{}")
        if content.get("for") != purpose or content.get("until", 0) < self._clock():
            return None
        value: dict[str, Any] = content["value"]
        return value

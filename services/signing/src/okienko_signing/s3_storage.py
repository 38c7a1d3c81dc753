"""Files in an S3-compatible store: `s3://bucket/prefix?endpoint=https://store.example&region=eu-central-1`.

Needs the extra `s3` (the package obstore). Swapping files relies on conditional writes (If-Match, If-None-Match), which
Amazon S3, MinIO, Ceph and others have.
"""

import importlib.util
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from okienko_signing.storage import ShelfError, StoreAwayError, Tagged

if TYPE_CHECKING:
    from obstore.store import S3Store

_SECONDS: Final = 30
_REMEMBERED: Final = 4096
_REMEMBERED_SECONDS: Final = 60.0
_REFUSED: Final = re.compile(r"status code: (4(?!08|29)\d\d|507)\b")
"""The store's own word that something about the request or its room is wrong; asking again helps nothing."""
_MEDIA_TYPES: Final = {
    "webm": "video/webm", "mp4": "video/mp4", "webp": "image/webp", "vtt": "text/vtt", "json": "application/json"
}  # fmt: skip


class S3Storage:
    """Files below a prefix of a bucket."""

    def __init__(self, url: str, access_key: str, secret_key: str) -> None:
        """Use the store at `url`; nothing is asked of it yet.

        Raises:
            ValueError: the address cannot be read, or obstore is not installed; the message says what to do.

        """
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        unknown = asked.keys() - {"endpoint", "region"}
        endpoint = asked.get("endpoint", "")
        if parts.scheme != "s3" or not parts.hostname or unknown or parts.username:
            raise ValueError("The storage address has to look like s3://bucket/prefix?endpoint=https://store.example.")
        if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
            raise ValueError(f"The endpoint '{endpoint}' has to begin with https:// or http://.")
        if not access_key or not secret_key:
            raise ValueError(
                "An S3 store needs OKIENKO_SIGNING_STORAGE_ACCESS_KEY and OKIENKO_SIGNING_STORAGE_SECRET_KEY. Set both."
            )
        if importlib.util.find_spec("obstore") is None:
            raise ValueError("Films in an S3 store need the package obstore. Install okienko-signing[s3].")
        self._place = f"s3://{parts.hostname}{parts.path.rstrip('/')}"
        self._store = _store(
            parts.hostname, parts.path.strip("/"), endpoint, asked.get("region", "us-east-1"), access_key, secret_key
        )
        self._seen: dict[str, tuple[float, int]] = {}

    def open(self, *, clean: bool) -> None:
        """Write and remove a small file: a wrong key is found at the start rather than by a resident."""
        del clean  # A store never shows half a file.
        self.put("writable", b"")
        self.remove("writable")

    def check(self) -> None:
        """Do nothing: a store's room cannot be asked for, and `put` tells when it is full."""

    def put(self, key: str, content: bytes) -> None:
        """Upload a file."""
        import obstore

        with self._explained():
            obstore.put(self._store, key, content, attributes=_attributes(key))

    def get(self, key: str, start: int = 0, length: int | None = None) -> bytes | None:
        """Download a file or a part of it."""
        import obstore

        with self._explained():
            try:
                if start == 0 and length is None:
                    return bytes(obstore.get(self._store, key).bytes())
                size = self.size(key)
                if size is None or start >= size:
                    return None if size is None else b""
                end = size if length is None else min(size, start + length)
                return bytes(obstore.get_range(self._store, key, start=start, end=end)) if end > start else b""
            except FileNotFoundError:
                self._seen.pop(key, None)
                return None

    def size(self, key: str) -> int | None:
        """Ask for a file's size, and remember it for a minute."""
        import obstore

        known = self._seen.get(key)
        if known and known[0] > time.monotonic():
            return known[1]
        with self._explained():
            try:
                size = int(obstore.head(self._store, key)["size"])
            except FileNotFoundError:
                return None
        while len(self._seen) >= _REMEMBERED:
            self._seen.pop(next(iter(self._seen)), None)
        self._seen[key] = (time.monotonic() + _REMEMBERED_SECONDS, size)
        return size

    def holds(self, key: str) -> bool:
        """Ask for a file, whatever is remembered of it."""
        self._seen.pop(key, None)
        return self.size(key) is not None

    def read(self, key: str) -> Tagged | None:
        """Download a file with its ETag."""
        import obstore

        with self._explained():
            try:
                got = obstore.get(self._store, key)
                return Tagged(bytes(got.bytes()), got.meta["e_tag"] or "")
            except FileNotFoundError:
                return None

    def swap(self, key: str, content: bytes, tag: str | None) -> bool:
        """Upload a file on the condition that nobody else has."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with self._explained():
            try:
                obstore.put(
                    self._store,
                    key,
                    content,
                    attributes=_attributes(key),
                    mode="create" if tag is None else {"e_tag": tag},
                )
            except (AlreadyExistsError, PreconditionError):
                return False
            return True

    def remove(self, key: str) -> None:
        """Remove a file."""
        import obstore

        self._seen.pop(key, None)
        with self._explained():
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                return

    def keys(self, prefix: str) -> list[str]:
        """List keys."""
        import obstore

        with self._explained():
            return sorted(found["path"] for page in obstore.list(self._store, prefix) for found in page)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from obstore.exceptions import BaseError, GenericError

        try:
            yield
        except (BaseError, OSError) as error:
            # Only the first line: the others hold requests, and no key may reach a log.
            reason = str(error).partition("\n")[0].partition(": <?xml")[0]
            if isinstance(error, GenericError) and not _REFUSED.search(reason):
                raise StoreAwayError(
                    f"The store {self._place} cannot be used now ({reason}). Ask again in a moment; if it stays so, see "
                    "whether it runs and check its address."
                ) from error
            raise ShelfError(
                f"The store {self._place} cannot be used ({reason}). Check its address, its keys and its room."
            ) from error


def _store(bucket: str, prefix: str, endpoint: str, region: str, access_key: str, secret_key: str) -> "S3Store":
    from obstore.store import S3Store

    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=endpoint or None,
        region=region,
        access_key_id=access_key,
        secret_access_key=secret_key,
        # Stores of one's own rarely have a name for every bucket.
        virtual_hosted_style_request=not endpoint,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "timeout": timedelta(seconds=_SECONDS),
            "connect_timeout": timedelta(seconds=3),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=_SECONDS)},
    )


def _attributes(key: str) -> dict[str, str]:
    return {"Content-Type": _MEDIA_TYPES.get(key.rpartition(".")[2], "application/octet-stream")}

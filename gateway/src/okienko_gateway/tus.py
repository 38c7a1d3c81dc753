"""The parts of the resumable upload protocol tus 1.0.0 that need no network: headers in, values out (tus.io)."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from okienko_gateway import problems
from okienko_gateway.problems import Problem

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"


@dataclass(frozen=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes

    def fits(self, content: bytes | bytearray) -> bool:
        """Say whether a piece is what was sent."""
        return hashlib.new(self.algorithm, content, usedforsecurity=False).digest() == self.digest


class TusRoute(APIRoute):
    """A route whose every answer names the protocol's version, errors too, and which demands it of the caller."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the framework's handler."""
        handle = super().get_route_handler()

        async def named(request: Request) -> Response:
            try:
                if request.method != "OPTIONS" and request.headers.get("tus-resumable") != VERSION:
                    raise _WRONG_VERSION
                response = await handle(request)
            except (Problem, HTTPException, RequestValidationError) as error:
                response = problems.problem_response(problems.problem_of(error), request)
            response.headers["Tus-Resumable"] = VERSION
            return response

        return named


_WRONG_VERSION = Problem(
    412,
    "TUS_VERSION",
    "Przesyłanie działa w protokole tus 1.0.0. Wyślij nagłówek Tus-Resumable: 1.0.0.",
    "Uploads follow the protocol tus 1.0.0. Send the header Tus-Resumable: 1.0.0.",
    headers={"Tus-Version": VERSION},
)


def read_metadata(header: str) -> dict[str, str]:
    """Return the pairs of an `Upload-Metadata` header.

    Raises:
        Problem: 400, it cannot be read.
    """
    pairs: dict[str, str] = {}
    for item in header.split(",") if header.strip() else []:
        key, _, value = item.strip().partition(" ")
        try:
            pairs[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _bad_header("Upload-Metadata") from None
    return pairs


def read_checksum(header: str) -> Checksum | None:
    """Return an `Upload-Checksum` header.

    Raises:
        Problem: 400, it cannot be read, or its algorithm is not known here.
    """
    if not header:
        return None
    algorithm, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise _bad_header("Upload-Checksum") from None
    if algorithm not in ALGORITHMS or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise _bad_header("Upload-Checksum")
    return Checksum(algorithm, digest)


def _bad_header(name: str) -> Problem:
    return Problem(
        400,
        "TUS_HEADER",
        f"Nie można odczytać nagłówka {name}. Opis jest na stronie tus.io i w docs/recording-an-answer.md.",
        f"The header {name} cannot be read. tus.io and docs/recording-an-answer.md describe it.",
    )

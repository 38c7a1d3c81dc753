"""Byte ranges over content in memory (RFC 9110 § 14); files have Starlette's FileResponse for that."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import Response

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


@dataclass(frozen=True)
class ByteRange:
    """Bytes `start` up to, not including, `end`."""

    start: int
    end: int


class RangeNotSatisfiableError(ValueError):
    """The range lies outside the content."""


def parse_range(value: str | None, size: int) -> ByteRange | None:
    """Return the wanted range, or None for the whole content.

    Anything but a single range of bytes is ignored, as the standard allows.

    Raises:
        RangeNotSatisfiableError: the range starts behind the end.
    """
    match = _RANGE.match((value or "").replace(" ", ""))
    if not match or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        suffix = int(last)
        if suffix == 0:
            raise RangeNotSatisfiableError("A suffix of no bytes cannot be sent.")
        return ByteRange(max(0, size - suffix), size)
    start = int(first)
    if start >= size:
        raise RangeNotSatisfiableError(f"The content ends at byte {size}.")
    if last and int(last) < start:
        return None
    return ByteRange(start, min(size, int(last) + 1) if last else size)


def ranged_response(
    content: bytes, media_type: str, etag: str, cache_control: str, request_headers: Headers
) -> Response:
    """Return the content or the wanted part of it, or 304 where the caller has it already."""
    headers = {"ETag": etag, "Cache-Control": cache_control, "Accept-Ranges": "bytes"}
    if request_headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    wanted = None
    if request_headers.get("if-range", etag) == etag:
        try:
            wanted = parse_range(request_headers.get("range"), len(content))
        except RangeNotSatisfiableError:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    if wanted is None:
        return Response(content, headers=headers, media_type=media_type)
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{len(content)}"
    return Response(content[wanted.start : wanted.end], 206, headers, media_type)

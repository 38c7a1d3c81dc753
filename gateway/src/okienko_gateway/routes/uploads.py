"""Editors' uploads of recordings, resumable: tus 1.0.0 with creation, termination, checksum and expiration."""

from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from okienko.signing.v1 import recordings_pb2
from starlette.requests import ClientDisconnect

from okienko_gateway import recording_messages, tus
from okienko_gateway.admin import NOT_LET_IN, Editor, Sender
from okienko_gateway.context import ContextDep, GatewayContext
from okienko_gateway.events import Event, events_or_result
from okienko_gateway.lookups import fetch_answer
from okienko_gateway.neighbours import answered, streamed
from okienko_gateway.problems import Problem, too_large
from okienko_gateway.recording_names import stored_name
from okienko_gateway.recording_schemas import FinishRequest, RecordingId, RecordingVersion, UploadId
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.recordings import TITLE

LARGEST_BYTES = 500_000_000
PIECE_BYTES = 512 * 1024
LARGEST_CHECKED_BYTES = 16 * 1024 * 1024
"""A piece with a checksum is held in memory until it has been compared."""
CALL_SECONDS = 30.0
FINISH_SECONDS = 3600.0
REFUSED: dict[int | str, dict[str, Any]] = {
    **NOT_LET_IN,
    409: {"description": "The bytes do not begin where the upload has got to, or bytes are still missing."},
    412: {"description": "The header Tus-Resumable: 1.0.0 is missing."},
    415: {"description": f"The content type is not {tus.CONTENT_TYPE}."},
    422: {"description": "The file is no usable film, or not the one that was sent; the sentence says why."},
    423: {"description": "Another call works on this upload."},
    460: {"description": "The piece does not fit its checksum; nothing of it was kept."},
    507: {"description": "There is no room for the upload."},
}
TUS_HEADERS = {
    "Tus-Resumable": {"schema": {"type": "string", "const": tus.VERSION}},
    "Upload-Expires": {"description": "When it is thrown away if nothing more comes.", "schema": {"type": "string"}},
}
OFFSET_HEADERS = {
    **TUS_HEADERS,
    "Upload-Offset": {"description": "Bytes that are there.", "schema": {"type": "integer"}},
}

router = APIRouter(prefix="/admin", tags=["recordings"], responses=REFUSED)
tus_router = APIRouter(route_class=tus.TusRoute)


@tus_router.options(
    "/recordings/{recording_id}/uploads",  # noqa: FAST003 - the same for every recording
    status_code=204,
    summary="What uploads can do",
    openapi_extra={
        "parameters": [{"name": "recording_id", "in": "path", "required": True, "schema": {"type": "string"}}]
    },
)
@tus_router.options("/uploads/{upload_id}", status_code=204, summary="What uploads can do", include_in_schema=False)
async def capabilities() -> Response:
    """Return the protocol's version, extensions and limits; needs no secret."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(LARGEST_BYTES),
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        },
    )


@tus_router.post(
    "/recordings/{recording_id}/uploads",
    status_code=201,
    response_class=Response,
    dependencies=[Editor],
    responses={201: {"headers": {**TUS_HEADERS, "Location": {"schema": {"type": "string"}}}}},
    summary="Begin an upload",
)
async def create(
    recording_id: RecordingId,
    context: ContextDep,
    upload_length: Annotated[int, Header(ge=1, description="Size of the file, bytes; at most 500 000 000.")],
    upload_metadata: Annotated[
        str, Header(max_length=4096, description="May hold `sha256`: the whole file's, in hexadecimal, as base64.")
    ] = "",
) -> Response:
    """Reserve room for a recording of an answer; `Location` is where its bytes go."""
    metadata = tus.read_metadata(upload_metadata)
    # A slip of the pen would make a recording that nobody ever sees.
    await fetch_answer(context.neighbours, recording_id.removesuffix(TITLE))
    request = recordings_pb2.StartUploadRequest(
        recording_id=stored_name(recording_id),
        size_bytes=min(upload_length, 2**62),
        sha256=metadata.get("sha256", ""),
    )
    started = await answered(
        context.neighbours.recordings.StartUpload(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    headers = {"Location": f"/api/v1/admin/uploads/{started.upload.upload_id}", **_expires(started.upload)}
    return Response(status_code=201, headers=headers)


@tus_router.head(
    "/uploads/{upload_id}",
    dependencies=[Sender],
    response_class=Response,
    responses={200: {"headers": {**OFFSET_HEADERS, "Upload-Length": {"schema": {"type": "integer"}}}}},
    summary="How far an upload is",
)
async def state(upload_id: UploadId, context: ContextDep) -> Response:
    """Return where to go on after the line broke."""
    upload = await _upload(context, upload_id)
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size_bytes),
        "Cache-Control": "no-store",
        **_expires(upload),
    }
    return Response(status_code=200, headers=headers)


@tus_router.patch(
    "/uploads/{upload_id}",
    status_code=204,
    response_class=Response,
    dependencies=[Sender],
    responses={204: {"headers": OFFSET_HEADERS}},
    openapi_extra={"requestBody": {"content": {tus.CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
    summary="Send bytes",
)
async def append(
    upload_id: UploadId,
    context: ContextDep,
    request: Request,
    upload_offset: Annotated[int, Header(ge=0, le=LARGEST_BYTES, description="Where the bytes begin.")],
    upload_checksum: Annotated[
        str, Header(max_length=200, description="`sha1` or `sha256` and base64; for pieces of at most 16 MiB.")
    ] = "",
) -> Response:
    """Append bytes; when the line breaks, those that have arrived stay."""
    if request.headers.get("content-type") != tus.CONTENT_TYPE:
        raise Problem(
            415,
            "TUS_CONTENT_TYPE",
            f"Wyślij bajty pliku z nagłówkiem Content-Type: {tus.CONTENT_TYPE}.",
            f"Send the file's bytes with the header Content-Type: {tus.CONTENT_TYPE}.",
        )
    checksum = tus.read_checksum(upload_checksum)
    offset = upload_offset
    if checksum is None:
        async for piece in _pieces(request):
            offset = await _append(context, upload_id, offset, piece)
    else:
        content = await _checked(request, checksum)
        for start in range(0, len(content), PIECE_BYTES):
            offset = await _append(context, upload_id, offset, content[start : start + PIECE_BYTES])
    upload = await _upload(context, upload_id)
    return Response(status_code=204, headers={"Upload-Offset": str(upload.offset), **_expires(upload)})


@tus_router.delete(
    "/uploads/{upload_id}",
    status_code=204,
    response_class=Response,
    dependencies=[Editor],
    summary="Throw an upload away",
)
async def cancel(upload_id: UploadId, context: ContextDep) -> Response:
    """Remove what has arrived."""
    request = recordings_pb2.CancelUploadRequest(upload_id=upload_id)
    await answered(
        context.neighbours.recordings.CancelUpload(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return Response(status_code=204)


router.include_router(tus_router)


@router.post(
    "/uploads/{upload_id}/finish",
    response_model=RecordingVersion,
    dependencies=[Editor],
    responses={
        200: {
            "description": "The version; with `Accept: text/event-stream` the events progress {stage, fraction}, version, error.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
    summary="Check, re-encode and keep a complete upload",
)
async def finish(upload_id: UploadId, context: ContextDep, request: Request, body: FinishRequest | None = None) -> Any:
    """Make a version of an upload, ready to be published. The work goes on when the caller leaves; call again to see."""
    wanted = recordings_pb2.FinishUploadRequest(upload_id=upload_id, sha256=body.sha256 if body else "")
    missing = Problem(
        502,
        "NO_VERSION",
        "Nie udało się zakończyć przesyłania. Spróbuj ponownie.",
        "The upload could not be finished. Try again.",
        service="signing",
    )
    return await events_or_result(lambda: _events(context, wanted), request, "version", missing)


async def _events(context: GatewayContext, wanted: recordings_pb2.FinishUploadRequest) -> AsyncIterator[Event]:
    call = context.neighbours.recordings.FinishUpload(wanted, timeout=FINISH_SECONDS, metadata=call_metadata())
    async for message in streamed(call, "signing"):
        if message.WhichOneof("payload") == "progress":
            stage = recording_messages.stage(message.progress.stage)
            yield "progress", {"stage": stage, "fraction": round(message.progress.fraction, 4)}
        else:
            yield "version", recording_messages.version(message.version)


async def _append(context: GatewayContext, upload_id: str, offset: int, piece: bytes) -> int:
    request = recordings_pb2.UploadChunkRequest(upload_id=upload_id, offset=offset, chunk=piece)
    kept = await answered(
        context.neighbours.recordings.UploadChunk(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return kept.offset


async def _upload(context: GatewayContext, upload_id: str) -> recordings_pb2.Upload:
    request = recordings_pb2.GetUploadRequest(upload_id=upload_id)
    found = await answered(
        context.neighbours.recordings.GetUpload(request, timeout=CALL_SECONDS, metadata=call_metadata()), "signing"
    )
    return found.upload


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """Yield the body in pieces that the service takes; what came before the line broke comes too."""
    gathered = bytearray()
    try:
        async for block in request.stream():
            gathered += block
            while len(gathered) >= PIECE_BYTES:
                yield bytes(gathered[:PIECE_BYTES])
                del gathered[:PIECE_BYTES]
    except ClientDisconnect:
        pass
    if gathered:
        yield bytes(gathered)


async def _checked(request: Request, checksum: tus.Checksum) -> bytes:
    """Return a body that fits its checksum.

    Raises:
        Problem: 413, it is too large to be compared in memory; 460, it does not fit.
    """
    content = bytearray()
    async for block in request.stream():
        content += block
        if len(content) > LARGEST_CHECKED_BYTES:
            raise too_large()
    if not checksum.fits(content):
        raise Problem(
            460,
            "CHECKSUM_MISMATCH",
            "Ten kawałek pliku uszkodził się po drodze; nic z niego nie zachowano. Wyślij go jeszcze raz.",
            "This piece was damaged on its way; nothing of it was kept. Send it again.",
        )
    return bytes(content)


def _expires(upload: recordings_pb2.Upload) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(upload.expire_time.ToDatetime(UTC), usegmt=True)}

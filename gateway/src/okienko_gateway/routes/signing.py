"""Sign videos: playlists and the files themselves."""

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import grpc
from fastapi import APIRouter, Path, Query, Request
from okienko.faq.v1 import faq_pb2
from okienko.signing.v1 import signing_pb2
from starlette.responses import FileResponse, Response, StreamingResponse

from okienko_gateway import orders
from okienko_gateway.answers import name_in
from okienko_gateway.byte_ranges import RangeNotSatisfiableError, parse_range
from okienko_gateway.context import ContextDep, FilmCall, GatewayContext, HeavyCall, LanguageDep
from okienko_gateway.events import Event, events_or_result
from okienko_gateway.languages import Language
from okienko_gateway.lookups import fetch_answer, fetch_phrases, fetch_topics
from okienko_gateway.neighbours import streamed
from okienko_gateway.playlists import playlist
from okienko_gateway.problems import Problem, from_grpc
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.schemas import AnswerId, Playlist, SigningRequest

mimetypes.add_type("text/vtt", ".vtt")
mimetypes.add_type("image/webp", ".webp")

router = APIRouter(tags=["signing"])
media_router = APIRouter(tags=["signing"])

# A minute of signing takes about a minute to render on one slow core; the caller sees progress meanwhile.
RENDER_SECONDS = 300.0
MEDIA_SECONDS = 300.0
FOREVER = "public, max-age=31536000, immutable"
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The playlist; with `Accept: text/event-stream` the events progress {fraction}, playlist, error.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
CaptionLanguage = Annotated[Language | None, Query(description="Language of the captions.")]
Priority = Annotated[
    Literal["interactive", "background"],
    Query(description="background: nobody waits; a film is made while no other is, for preparing films in advance."),
]
PRIORITIES = {"interactive": signing_pb2.PRIORITY_INTERACTIVE, "background": signing_pb2.PRIORITY_BACKGROUND}


@router.get(
    "/answers/{answer_id}/signing",
    response_model=Playlist,
    responses=EVENTS,
    dependencies=[FilmCall],
    summary="An answer as sign video",
)
async def sign_answer(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    request: Request,
    language: CaptionLanguage = None,
    priority: Priority = "interactive",
) -> Any:
    """Return the playlist of an answer: a signer's recording where there is one, else composed and labelled so."""
    source = await _recent_answer(context, answer_id)
    answer = await context.localiser.localise(source, language or caller)
    return await _respond(context, request, orders.film(source, answer, PRIORITIES[priority]))


@router.get(
    "/topics/{answer_id}/signing",
    response_model=Playlist,
    responses=EVENTS,
    dependencies=[FilmCall],
    summary="A tile's title as sign video",
)
async def sign_title(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    request: Request,
    language: CaptionLanguage = None,
    priority: Priority = "interactive",
) -> Any:
    """Return the playlist of an answer's title, for the first screen."""
    topics, source = await asyncio.gather(_recent_topics(context), _recent_answer(context, answer_id))
    order = orders.title_film(source, topics, language or caller, PRIORITIES[priority])
    return await _respond(context, request, order)


@router.get(
    "/phrases/{phrase_id}/signing",
    response_model=Playlist,
    responses=EVENTS,
    dependencies=[FilmCall],
    summary="A phrase of the official's own as sign video",
)
async def sign_phrase(
    phrase_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    request: Request,
    language: CaptionLanguage = None,
    priority: Priority = "interactive",
) -> Any:
    """Return the playlist of a question back, the name of a choice, or a reply to small talk."""
    phrases = await context.recent.get(("phrases",), lambda: fetch_phrases(context.neighbours))
    said = next((item for item in phrases.phrases if item.phrase_id == phrase_id), None)
    if said is None:
        raise Problem(
            404,
            "NO_SUCH_PHRASE",
            "Nie ma takiego zdania. Zadaj pytanie jeszcze raz.",
            "There is no such phrase. Please ask again.",
        )
    wanted = language or caller
    return await _respond(
        context,
        request,
        signing_pb2.GetSigningRequest(
            language_code="pso",
            recording_id=f"phrase-{phrase_id}",
            glosses=said.pjm,
            text=name_in(said.texts, wanted),
            text_language_code=wanted,
            is_published=True,
            priority=PRIORITIES[priority],
        ),
    )


@router.post(
    "/signing", response_model=Playlist, responses=EVENTS, dependencies=[HeavyCall], summary="Free text as sign video"
)
async def sign_text(body: SigningRequest, context: ContextDep, request: Request) -> Any:
    """Return the playlist of a text or of glosses; the result is labelled a draft, and nothing of it is kept on disk."""
    return await _respond(
        context,
        request,
        signing_pb2.GetSigningRequest(
            language_code="pso",
            glosses=encodable(body.glosses),
            text=encodable(body.text),
            text_language_code=body.language,
            is_published=False,
        ),
    )


@media_router.head("/media/{file}", include_in_schema=False)
@media_router.get("/media/{file}", summary="A file of a playlist", response_class=Response)
async def get_media(file: Annotated[str, Path(max_length=200)], context: ContextDep, request: Request) -> Response:
    """Return a video, poster or captions file, or the wanted range of it. Names carry the content's hash."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", file):
        raise _no_such_file()
    path = context.settings.media_folder / file
    if path.is_file():
        media_type = mimetypes.guess_type(file)[0] or "application/octet-stream"
        return FileResponse(path, headers={"ETag": f'"{file}"', "Cache-Control": FOREVER}, media_type=media_type)
    return await _from_service(context, file, request)


async def _from_service(context: GatewayContext, file: str, request: Request) -> Response:
    """Pass on a file, or the wanted range of it, as it comes: nothing waits for the whole."""
    headers = {"ETag": f'"{file}"', "Cache-Control": FOREVER, "Accept-Ranges": "bytes"}
    is_range = "range" in request.headers and request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
    first, call = await _open(context, signing_pb2.GetMediaRequest(file=file, length_bytes=1 if is_range else 0))
    size, media_type = first.size_bytes, first.media_type or "application/octet-stream"
    if request.headers.get("if-none-match") == headers["ETag"]:
        call.cancel()
        return Response(status_code=304, headers=headers)
    status, length = 200, size
    if is_range:
        call.cancel()
        try:
            wanted = parse_range(request.headers["range"], size)
        except RangeNotSatisfiableError:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        part = signing_pb2.GetMediaRequest(file=file)
        if wanted is not None:
            length = part.length_bytes = wanted.end - wanted.start
            part.offset_bytes = wanted.start
            status, headers["Content-Range"] = 206, f"bytes {wanted.start}-{wanted.end - 1}/{size}"
        first, call = await _open(context, part)
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        call.cancel()
        return Response(status_code=status, headers=headers, media_type=media_type)

    async def body() -> AsyncIterator[bytes]:
        yield first.chunk
        async for message in streamed(call, "signing"):
            yield message.chunk

    return StreamingResponse(body(), status, headers, media_type)


async def _open(
    context: GatewayContext, wanted: signing_pb2.GetMediaRequest
) -> tuple[signing_pb2.GetMediaResponse, Any]:
    """Return the first message, which knows the size, and the call that brings the rest.

    Raises:
        Problem: there is no such file, or the service is away.
    """
    call = context.neighbours.signing.GetMedia(wanted, timeout=MEDIA_SECONDS, metadata=call_metadata())
    try:
        async for message in call:
            return message, call
    except grpc.aio.AioRpcError as error:
        raise from_grpc(error, "signing") from error
    raise _no_such_file()


async def _respond(context: GatewayContext, request: Request, wanted: signing_pb2.GetSigningRequest) -> Any:
    missing = Problem(
        502,
        "NO_PLAYLIST",
        "Nie udało się przygotować filmu w języku migowym. Spróbuj ponownie.",
        "The sign video could not be prepared. Please try again.",
        service="signing",
    )
    result = await events_or_result(lambda: _events(context, wanted), request, "playlist", missing)
    # Written as it is: checking a playlist a second time against its own schema would take as long as finding it.
    return (
        Response(result.model_dump_json(exclude_none=True), media_type="application/json")
        if isinstance(result, Playlist)
        else result
    )


async def _recent_answer(context: GatewayContext, answer_id: str) -> faq_pb2.Answer:
    return await context.recent.get(("answer", answer_id), lambda: fetch_answer(context.neighbours, answer_id))


async def _recent_topics(context: GatewayContext) -> faq_pb2.ListTopicsResponse:
    return await context.recent.get(("topics",), lambda: fetch_topics(context.neighbours))


async def _events(context: GatewayContext, wanted: signing_pb2.GetSigningRequest) -> AsyncIterator[Event]:
    call = context.neighbours.signing.GetSigning(wanted, timeout=RENDER_SECONDS, metadata=call_metadata())
    async for message in streamed(call, "signing"):
        if message.WhichOneof("payload") == "progress":
            yield "progress", {"fraction": message.progress.fraction}
        else:
            yield "playlist", playlist(message.playlist, wanted.text, wanted.glosses)


def _no_such_file() -> Problem:
    return Problem(
        404,
        "NO_SUCH_FILE",
        "Nie ma takiego pliku. Otwórz odpowiedź jeszcze raz.",
        "There is no such file. Open the answer again.",
    )

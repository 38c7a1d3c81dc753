"""The recognition socket: landmarks or pictures in, readings and advice out. Nothing that passes is kept."""

import asyncio
import contextlib
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

import grpc
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from okienko.recognition.v1 import recognition_pb2
from okienko_common.calls import SendingCallable
from okienko_common.tasks import end
from pydantic import BaseModel, Field, ValidationError

from okienko_gateway.context import ContextDep, GatewayContext, caller_of, gateway_context
from okienko_gateway.frames import parse_frame
from okienko_gateway.languages import Language, preferred_language
from okienko_gateway.neighbours import answered
from okienko_gateway.problems import Problem, from_grpc
from okienko_gateway.recognition_messages import EarlierResult, earlier_results, socket_message
from okienko_gateway.requests import call_metadata, start_request
from okienko_gateway.schemas import Sign, Signs
from okienko_gateway.signing_stream import REPEATED_RESULTS, FrameQueue, SigningStream
from okienko_gateway.teaching_messages import calibration
from okienko_gateway.teaching_schemas import CalibratedLetter

router = APIRouter(tags=["recognition"])

LIST_SECONDS = 2.0
# What stands before a gateway, and the page, can tell by it a silent resident from a gateway that stands still.
ALIVE_SECONDS = 2.0
POLICY_VIOLATION, INTERNAL_ERROR, TRY_AGAIN_LATER, NORMAL = 1008, 1011, 1013, 1000
KINDS = {
    recognition_pb2.SIGN_KIND_STATIC_LETTER: "static_letter",
    recognition_pb2.SIGN_KIND_MOVING_LETTER: "moving_letter",
    recognition_pb2.SIGN_KIND_LEXICAL: "lexical",
}


class SocketConfig(BaseModel):
    """The first message of a socket."""

    type: Literal["config"]
    language: Literal["pso"] = "pso"
    interim_results: bool = True
    max_alternatives: int = Field(5, ge=1, le=10)
    landmarks: Literal["browser", "server"] = "browser"
    return_landmarks: bool = False
    hint_sign_ids: list[str] = Field([], max_length=200)
    transcript: bool = False
    hint_phrases: list[Annotated[str, Field(max_length=200)]] = Field([], max_length=50)
    calibration: list[CalibratedLetter] = Field([], max_length=12)
    earlier_results: list[EarlierResult] = Field([], max_length=REPEATED_RESULTS)


@router.get("/signs", summary="The signs and letters that can be recognised")
async def list_signs(context: ContextDep) -> Signs:
    """Return the whole vocabulary."""
    response = await answered(
        context.neighbours.recognition.ListSigns(
            recognition_pb2.ListSignsRequest(language_code="pso", page_size=1000),
            timeout=LIST_SECONDS,
            metadata=call_metadata(),
        ),
        "recognition",
    )
    return Signs(
        signs=[
            Sign.model_validate({"id": item.sign_id, "gloss": item.gloss, "kind": KINDS.get(item.kind, "lexical")})
            for item in response.signs
        ]
    )


@router.websocket("/recognise")
async def recognise(socket: WebSocket) -> None:
    """Pass frames to the recognition service and its readings back until either side ends."""
    context = gateway_context(socket)
    start_request(socket.headers.get("x-request-id"))
    # A browser cannot set headers on a socket, so the page names its language in the address.
    language = preferred_language(socket.query_params.get("lang") or socket.headers.get("accept-language"))
    await socket.accept()
    try:
        _check_origin(socket, context.settings.allowed_origins)
        with context.limiter.socket(caller_of(socket)):
            async with asyncio.timeout(context.settings.socket_lifetime_seconds):
                await _converse(socket, context)
    except WebSocketDisconnect:
        return
    except Problem as problem:
        await _refuse(socket, problem, language)
    except TimeoutError:
        await _refuse(socket, _idle(), language)


async def _converse(socket: WebSocket, context: GatewayContext) -> None:
    idle = context.settings.socket_idle_seconds
    config = await asyncio.wait_for(_read_config(socket), idle)
    frames = FrameQueue()
    metadata = call_metadata()
    # What the stub got from our own channel; grpcio's types do not say so.
    recogniser = cast(SendingCallable, context.neighbours.recognition.StreamRecognize)
    stream = SigningStream(
        lambda requests: recogniser(requests, metadata=metadata),
        recogniser.take_repetition,
        _service_config(config),
        frames,
    )
    tasks = {
        asyncio.create_task(_read_frames(socket, frames, idle)),
        asyncio.create_task(_write_results(socket, stream, context)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        stream.cancel()
        # The first error is on its way already.
        await end(*tasks)


async def _read_config(socket: WebSocket) -> SocketConfig:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL))
    try:
        return SocketConfig.model_validate_json(message.get("text") or "")
    except ValidationError:
        raise Problem(
            400,
            "CONFIG_FIRST",
            'Pierwsza wiadomość musi być konfiguracją JSON, np. {"type": "config"}. Odśwież stronę.',
            'The first message must be a JSON configuration such as {"type": "config"}. Reload the page.',
            service="recognition",
        ) from None


async def _read_frames(socket: WebSocket, frames: FrameQueue, idle_seconds: float) -> None:
    try:
        while True:
            message = await asyncio.wait_for(socket.receive(), idle_seconds)
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", NORMAL))
            data = message.get("bytes")
            if data is None:
                raise Problem(
                    400,
                    "FRAMES_ARE_BINARY",
                    "Po konfiguracji przyjmujemy tylko klatki binarne. Odśwież stronę.",
                    "After the configuration only binary frames are taken. Reload the page.",
                    service="recognition",
                )
            frames.put(parse_frame(data))
    finally:
        frames.end()


async def _say_that_it_lives(socket: WebSocket) -> None:
    # The socket may have been closed in the meantime.
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        while True:
            await asyncio.sleep(ALIVE_SECONDS)
            await socket.send_json({"type": "alive"})


async def _write_results(socket: WebSocket, stream: SigningStream, context: GatewayContext) -> None:
    try:
        vocabulary = await list_signs(context)
        await socket.send_json({"type": "ready", "signs": len(vocabulary.signs)})
        living = asyncio.create_task(_say_that_it_lives(socket))
        try:
            async for response in stream.responses():
                await socket.send_json(socket_message(response))
        finally:
            await end(living)
    except grpc.aio.AioRpcError as error:
        raise from_grpc(error, "recognition") from error
    await socket.close(NORMAL)


async def _refuse(socket: WebSocket, problem: Problem, language: Language) -> None:
    details = problem.details(language, socket.url.path).model_dump(exclude_none=True)
    code = (
        POLICY_VIOLATION
        if problem.status < 500
        else TRY_AGAIN_LATER
        if problem.status in {503, 504}
        else INTERNAL_ERROR
    )
    # The other side may be gone already.
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.send_json({**details, "type": "error", "problem_type": details["type"]})
        await socket.close(code, problem.reason)


def _service_config(config: SocketConfig) -> recognition_pb2.RecognitionConfig:
    return recognition_pb2.RecognitionConfig(
        language_code=config.language,
        interim_results=config.interim_results,
        max_alternatives=config.max_alternatives,
        hint_sign_ids=config.hint_sign_ids,
        return_landmarks=config.return_landmarks or config.landmarks == "server",
        return_transcript=config.transcript,
        hint_phrases=config.hint_phrases,
        calibration=calibration(config.calibration),
        earlier_results=earlier_results(config.earlier_results),
    )


def _check_origin(socket: WebSocket, allowed: list[str]) -> None:
    origin = socket.headers.get("origin")
    if origin is None or origin in allowed or _is_of(origin, socket.headers.get("host")):
        return
    raise Problem(
        403,
        "FOREIGN_ORIGIN",
        "Ta strona nie może korzystać z rozpoznawania. Administrator może ją dopisać w OKIENKO_GATEWAY_ALLOWED_ORIGINS.",
        "This page may not use recognition. An administrator can add it to OKIENKO_GATEWAY_ALLOWED_ORIGINS.",
    )


def _is_of(origin: str, host: str | None) -> bool:
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        # No address at all, such as "http://[".
        return False


def _idle() -> Problem:
    return Problem(
        408,
        "SOCKET_IDLE",
        "Rozpoznawanie zakończyło się, bo długo nie było obrazu. Włącz kamerę ponownie.",
        "Recognition ended because no picture came for long. Turn the camera on again.",
        service="recognition",
    )

"""Answers and free text read aloud."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from okienko.speech.v1 import speech_pb2
from starlette.responses import Response

from okienko_gateway import orders
from okienko_gateway.byte_ranges import ranged_response
from okienko_gateway.context import ContextDep, GatewayContext, HeavyCall, LanguageDep, ReadingCall
from okienko_gateway.durations import seconds
from okienko_gateway.events import Event, event_response
from okienko_gateway.languages import Language
from okienko_gateway.lookups import fetch_answer
from okienko_gateway.neighbours import GONE, answered, streamed
from okienko_gateway.problems import Problem
from okienko_gateway.requests import call_metadata
from okienko_gateway.routes.questions import encodable
from okienko_gateway.schemas import Answer, AnswerId, SpeechMarks, SpeechRequest, Voice, Voices, WordMark
from okienko_gateway.waveform import wav_file

router = APIRouter(tags=["speech"])

# A neural voice needs about one second a second on one slow core; a long answer takes a minute to say.
SPEAK_SECONDS = 180.0
LIST_SECONDS = 2.0
Format = Literal["wav", "ogg", "webm"]
MEDIA_TYPES: dict[Format, str] = {
    "wav": "audio/wav",
    "ogg": "audio/ogg; codecs=opus",
    "webm": "audio/webm; codecs=opus",
}
ENCODINGS: dict[Format, speech_pb2.AudioEncoding.ValueType] = {
    "wav": speech_pb2.AUDIO_ENCODING_LINEAR16,
    "ogg": speech_pb2.AUDIO_ENCODING_OGG_OPUS,
    "webm": speech_pb2.AUDIO_ENCODING_WEBM_OPUS,
}
SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Sound.",
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()
        },
    },
}
RANGED: dict[int | str, dict[str, Any]] = {
    **SOUND,
    206: {"description": "The wanted range.", "content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}},
}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events: format {sample_rate, encoding, voice, text, language}, mark {start, end, seconds}, "
        "audio {pcm: base64 of signed 16-bit little-endian samples}, end {}, error.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
SpeechLanguage = Annotated[Language | None, Query(description="Language of the answer.")]
SoundFormat = Annotated[Format, Query(description="wav: samples. ogg, webm: Opus, about a tenth of the size.")]
VoiceName = Annotated[str, Query(max_length=100, description="A name from /voices; empty for the default.")]


@dataclass
class Recording:
    """A whole reading: samples, or a stream of Opus, and marks."""

    sample_rate: int = 0
    voice: str = ""
    samples: bytearray = field(default_factory=bytearray)
    marks: list[WordMark] = field(default_factory=list)


@router.get(
    "/answers/{answer_id}/speech",
    responses=RANGED,
    response_class=Response,
    dependencies=[ReadingCall],
    summary="An answer read aloud",
)
async def speak_answer(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    request: Request,
    language: SpeechLanguage = None,
    voice: VoiceName = "",
    format: SoundFormat = "wav",  # noqa: A002 - the query's name
) -> Response:
    """Return the whole reading as one file, with byte ranges and an ETag that changes with the sound."""
    wanted = orders.reading(await _answer(context, answer_id, language or caller), voice)
    wanted.encoding = ENCODINGS[format]
    content = _file(await _record(context, wanted), format)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return ranged_response(content, MEDIA_TYPES[format], etag, "no-cache", request.headers)


@router.get(
    "/answers/{answer_id}/speech/marks", dependencies=[ReadingCall], summary="When each word of an answer is heard"
)
async def speech_marks(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    language: SpeechLanguage = None,
    voice: VoiceName = "",
) -> SpeechMarks:
    """Return the text as it is read, and when each of its words is heard."""
    wanted = orders.reading(await _answer(context, answer_id, language or caller), voice)
    recording = await _record(context, wanted)
    return SpeechMarks(
        text=wanted.text,
        language=wanted.language_code,
        voice=recording.voice,
        sample_rate=recording.sample_rate,
        marks=recording.marks,
    )


@router.get(
    "/answers/{answer_id}/speech/stream",
    responses=EVENTS,
    dependencies=[ReadingCall],
    summary="An answer read aloud while it is spoken",
)
async def stream_answer(
    answer_id: AnswerId,
    context: ContextDep,
    caller: LanguageDep,
    request: Request,
    language: SpeechLanguage = None,
    voice: VoiceName = "",
) -> Response:
    """Return the reading as events: the first sentence is heard while the second is still being spoken."""
    wanted = orders.reading(await _answer(context, answer_id, language or caller), voice)
    return event_response(lambda: _events(context, wanted), request)


@router.post(
    "/speech", responses=SOUND, response_class=Response, dependencies=[HeavyCall], summary="Free text read aloud"
)
async def speak_text(body: SpeechRequest, context: ContextDep) -> Response:
    """Return the text as sound; nothing of it is kept on disk."""
    wanted = speech_pb2.SynthesizeRequest(
        text=encodable(body.text),
        language_code=body.language,
        voice_name=encodable(body.voice),
        speaking_rate=body.rate,
        is_published=False,
        encoding=ENCODINGS[body.format],
    )
    content = _file(await _record(context, wanted), body.format)
    return Response(content, media_type=MEDIA_TYPES[body.format], headers={"Cache-Control": "no-store"})


@router.get("/voices", summary="The voices and what is missing")
async def list_voices(context: ContextDep) -> Voices:
    """Return every voice with its author and licence."""
    found = await answered(
        context.neighbours.speech.ListVoices(
            speech_pb2.ListVoicesRequest(), timeout=LIST_SECONDS, metadata=call_metadata()
        ),
        "speech",
    )
    return Voices(
        voices=[
            Voice(
                name=item.name,
                languages=list(item.language_codes),
                attribution=item.attribution,
                is_default=item.is_default,
                is_fast=item.is_fast,
            )
            for item in found.voices
        ],
        advice=list(found.advice),
    )


async def _answer(context: GatewayContext, answer_id: str, language: Language) -> Answer:
    return await context.localiser.localise(await fetch_answer(context.neighbours, answer_id), language)


def _file(recording: Recording, kind: Format) -> bytes:
    sound = bytes(recording.samples)
    return wav_file(sound, recording.sample_rate) if kind == "wav" else sound


async def _record(context: GatewayContext, wanted: speech_pb2.SynthesizeRequest) -> Recording:
    """Return a whole reading; begun anew where its copy of the service went in the middle, as nobody has heard any of it."""
    recording = Recording()
    try:
        await _fill(recording, context, wanted)
    except Problem as problem:
        # One that never began has been asked for again already, within the budget.
        if problem.reason not in {code.name for code in GONE} or not recording.sample_rate:
            raise
        recording = Recording()
        await _fill(recording, context, wanted)
    return recording


async def _fill(recording: Recording, context: GatewayContext, wanted: speech_pb2.SynthesizeRequest) -> None:
    async for message in _messages(context, wanted):
        match message.WhichOneof("payload"):
            case "format":
                recording.sample_rate = message.format.sample_rate_hertz
                recording.voice = message.format.voice_name
            case "audio":
                recording.samples += message.audio
            case "word_mark":
                recording.marks.append(_mark(message.word_mark))


async def _events(context: GatewayContext, wanted: speech_pb2.SynthesizeRequest) -> AsyncIterator[Event]:
    async for message in _messages(context, wanted):
        match message.WhichOneof("payload"):
            case "format":
                yield (
                    "format",
                    {
                        "sample_rate": message.format.sample_rate_hertz,
                        "encoding": "linear16",
                        "voice": message.format.voice_name,
                        "text": wanted.text,
                        "language": wanted.language_code,
                    },
                )
            case "audio":
                yield "audio", {"pcm": base64.b64encode(message.audio).decode()}
            case "word_mark":
                yield "mark", _mark(message.word_mark)
    yield "end", {}


def _messages(
    context: GatewayContext, wanted: speech_pb2.SynthesizeRequest
) -> AsyncIterator[speech_pb2.SynthesizeResponse]:
    call = context.neighbours.speech.Synthesize(wanted, timeout=SPEAK_SECONDS, metadata=call_metadata())
    return streamed(call, "speech")


def _mark(mark: speech_pb2.WordMark) -> WordMark:
    return WordMark(start=mark.text_start, end=mark.text_end, seconds=seconds(mark.offset))

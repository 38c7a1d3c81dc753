"""gRPC messages in and out; everything else is behind `Speaker`."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import grpc
from google.protobuf.duration_pb2 import Duration
from okienko.speech.v1 import speech_pb2, speech_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.language_detection import detect
from okienko_common.logs import get_logger
from okienko_common.towns import called_town

from okienko_speech.engines.engine import EngineError
from okienko_speech.opus import Container, OpusStream
from okienko_speech.recording import Format, Mark, Piece, Sound
from okienko_speech.speaking import BusyError, Order, SilentTextError, Speaker
from okienko_speech.voices import LANGUAGES, NoVoiceError, UnknownVoiceError, primary_language

SERVICE_NAME = "okienko.speech.v1.SpeechService"
LONGEST_TEXT = 5000
_CHUNK_BYTES = 64 * 1024
_CONTAINERS: dict[int, Container] = {
    speech_pb2.AUDIO_ENCODING_OGG_OPUS: "ogg",
    speech_pb2.AUDIO_ENCODING_WEBM_OPUS: "webm",
}
_Context = grpc.aio.ServicerContext[Any, Any]
log = get_logger(__name__)


class SpeechService(speech_pb2_grpc.SpeechServiceServicer):
    """Speaks Polish and English."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def ListVoices(
        self, request: speech_pb2.ListVoicesRequest, context: _Context
    ) -> speech_pb2.ListVoicesResponse:
        """Return the voices that work, and what is missing."""
        book = self._speaker.book
        wanted = primary_language(request.language_code)
        voices = []
        for language in LANGUAGES:
            if wanted in {"", language}:
                voices += [
                    speech_pb2.Voice(
                        name=engine.voice.name,
                        language_codes=[engine.voice.language],
                        attribution=engine.voice.attribution,
                        is_default=not index,
                        is_fast=engine.voice.is_fast,
                    )
                    for index, engine in enumerate(book.speaking(language))
                ]
        return speech_pb2.ListVoicesResponse(voices=voices, advice=book.advice)

    async def Synthesize(
        self, request: speech_pb2.SynthesizeRequest, context: _Context
    ) -> AsyncIterator[speech_pb2.SynthesizeResponse]:
        """Speak a text; the first phrase leaves before the second is spoken."""
        order, encoding = _order(request), _encoding(request)
        if not self._speaker.book.engines:
            raise ServiceError(
                grpc.StatusCode.UNAVAILABLE,
                "STARTING",
                "Głosy jeszcze się wczytują. Spróbuj ponownie za chwilę.",
                "The voices are still loading. Please try again in a moment.",
                retry_after_seconds=2.0,
            )
        try:
            # Closed at once when the caller goes away, so that no further phrase is begun.
            async with aclosing(self._speaker.speak(order)) as pieces:
                async for response in _encoded(pieces, encoding, word_marks=request.word_marks):
                    yield response
        except (UnknownVoiceError, NoVoiceError, SilentTextError, BusyError, EngineError) as error:
            raise _told(error, order) from error


def _order(request: speech_pb2.SynthesizeRequest) -> Order:
    """Check a request.

    Raises:
        ServiceError: INVALID_ARGUMENT or UNIMPLEMENTED, with what to change.
    """
    language = primary_language(request.language_code)
    if not request.text.strip():
        raise _invalid("TEXT_EMPTY", "Nie ma czego przeczytać. Podaj tekst.", "There is nothing to read. Send a text.")
    if len(request.text) > LONGEST_TEXT:
        raise _invalid(
            "TEXT_TOO_LONG",
            f"Tekst jest za długi. Podaj najwyżej {LONGEST_TEXT} znaków.",
            f"The text is too long. Send at most {LONGEST_TEXT} characters.",
        )
    if not language:
        raise _invalid("LANGUAGE_MISSING", "Podaj język tekstu: pl albo en.", "Say the text's language: pl or en.")
    if language not in LANGUAGES:
        raise ServiceError(
            grpc.StatusCode.UNIMPLEMENTED,
            "LANGUAGE_UNKNOWN",
            "Czytamy tylko po polsku i po angielsku. Podaj pl albo en.",
            "Only Polish and English are read. Send pl or en.",
        )
    # A voice would read it by the rules of its own language, which nobody understands.
    if detect(request.text) == "und":
        raise _invalid(
            "TEXT_FOREIGN",
            "Ten tekst jest w innym języku. Czytamy tylko po polsku i po angielsku.",
            "This text is in another language. Only Polish and English are read.",
        )
    rate = request.speaking_rate or 1.0
    # Written so that NaN is refused too.
    if not 0.5 <= rate <= 2:
        raise _invalid(
            "RATE_OUT_OF_RANGE", "Tempo musi być od 0,5 do 2.", "The speaking rate must be between 0.5 and 2."
        )
    is_background = request.priority == speech_pb2.PRIORITY_BACKGROUND
    return Order(request.text, language, request.voice_name, rate, request.is_published, is_background, called_town())


def _encoding(request: speech_pb2.SynthesizeRequest) -> speech_pb2.AudioEncoding.ValueType:
    """Return how the sound is to be sent.

    Raises:
        ServiceError: INVALID_ARGUMENT, the encoding is none of ours.
    """
    encoding = request.encoding or speech_pb2.AUDIO_ENCODING_LINEAR16
    if encoding not in {speech_pb2.AUDIO_ENCODING_LINEAR16, *_CONTAINERS}:
        raise _invalid(
            "ENCODING_UNKNOWN",
            "Dźwięk wysyłamy jako LINEAR16, OGG_OPUS albo WEBM_OPUS. Wybierz jeden z nich.",
            "Sound is sent as LINEAR16, OGG_OPUS or WEBM_OPUS. Choose one of them.",
        )
    return encoding


async def _encoded(
    pieces: AsyncIterator[Piece], encoding: speech_pb2.AudioEncoding.ValueType, *, word_marks: bool
) -> AsyncIterator[speech_pb2.SynthesizeResponse]:
    """Return the pieces as messages; each piece of sound leaves as soon as it is there."""
    stream: OpusStream | None = None
    async for piece in pieces:
        match piece:
            case Format(sample_rate=rate, voice_name=name):
                if encoding in _CONTAINERS:
                    stream = OpusStream(_CONTAINERS[encoding], rate)
                layout = speech_pb2.AudioFormat(sample_rate_hertz=rate, encoding=encoding, voice_name=name)
                yield speech_pb2.SynthesizeResponse(format=layout)
            case Mark():
                if word_marks:
                    yield _word_mark(piece)
            case Sound(pcm=pcm):
                # Ten seconds of speech take a tenth of a second to encode.
                sound = await asyncio.to_thread(stream.add, pcm) if stream else pcm
                for response in _audio(sound):
                    yield response
    if stream:
        for response in _audio(await asyncio.to_thread(stream.finish)):
            yield response


def _word_mark(mark: Mark) -> speech_pb2.SynthesizeResponse:
    offset = Duration()
    offset.FromNanoseconds(round(mark.seconds * 1e9))
    return speech_pb2.SynthesizeResponse(
        word_mark=speech_pb2.WordMark(text_start=mark.start, text_end=mark.end, offset=offset)
    )


def _audio(sound: bytes) -> list[speech_pb2.SynthesizeResponse]:
    return [
        speech_pb2.SynthesizeResponse(audio=sound[at : at + _CHUNK_BYTES]) for at in range(0, len(sound), _CHUNK_BYTES)
    ]


def _told(error: Exception, order: Order) -> ServiceError:
    match error:
        case UnknownVoiceError():
            return ServiceError(
                grpc.StatusCode.NOT_FOUND,
                "VOICE_UNKNOWN",
                "Nie ma takiego głosu dla tego języka. Wybierz głos z listy głosów.",
                "There is no such voice for this language. Choose one from the list of voices.",
            )
        case NoVoiceError():
            return ServiceError(
                grpc.StatusCode.FAILED_PRECONDITION,
                "VOICE_MISSING",
                "Żaden zainstalowany głos nie mówi w tym języku. Administrator znajdzie radę na liście głosów.",
                "No installed voice speaks this language. The list of voices tells the administrator what to do.",
                {"language": order.language},
            )
        case SilentTextError():
            return _invalid(
                "TEXT_SILENT",
                "W tym tekście nie ma niczego, co można przeczytać. Podaj tekst ze słowami lub liczbami.",
                "Nothing in this text can be spoken. Send a text with words or numbers.",
            )
        case BusyError():
            return ServiceError(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                "BUSY",
                "W tej chwili czytamy zbyt wiele tekstów naraz. Spróbuj ponownie za chwilę.",
                "Too many texts are being read right now. Please try again in a moment.",
                retry_after_seconds=error.retry_after_seconds,
            )
        case _:
            log.error("voice failed", reason=str(error), language=order.language)
            return ServiceError(
                grpc.StatusCode.UNAVAILABLE,
                "VOICE_FAILED",
                "Głos przestał działać. Spróbuj ponownie albo wybierz inny głos.",
                "The voice has stopped working. Try again or choose another voice.",
                retry_after_seconds=1.0,
            )


def _invalid(reason: str, pl: str, en: str) -> ServiceError:
    return ServiceError(grpc.StatusCode.INVALID_ARGUMENT, reason, pl, en)

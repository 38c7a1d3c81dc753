"""The five services behind the gateway: one channel and one stub each, a deadline on every call."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
from okienko.faq.v1.faq_pb2_grpc import FaqServiceStub
from okienko.faq.v1.jobs_pb2_grpc import JobServiceStub
from okienko.faq.v1.learning_pb2_grpc import LearningServiceStub
from okienko.faq.v1.mail_pb2_grpc import MailServiceStub
from okienko.faq.v1.towns_pb2_grpc import TownServiceStub
from okienko.recognition.v1.recognition_pb2_grpc import RecognitionServiceStub
from okienko.signing.v1.recordings_pb2_grpc import RecordingServiceStub
from okienko.signing.v1.sign_clips_pb2_grpc import SignClipServiceStub
from okienko.signing.v1.signing_pb2_grpc import SigningServiceStub
from okienko.speech.v1.speech_pb2_grpc import SpeechServiceStub
from okienko.translation.v1.editing_pb2_grpc import TranslationEditingServiceStub
from okienko.translation.v1.translation_pb2_grpc import TranslationServiceStub
from okienko_common.channel import open_channel

from okienko_gateway.problems import from_grpc
from okienko_gateway.settings import GatewaySettings

if TYPE_CHECKING:
    # The asynchronous stubs exist for type checkers only.
    from okienko.faq.v1.faq_pb2_grpc import FaqServiceAsyncStub
    from okienko.faq.v1.jobs_pb2_grpc import JobServiceAsyncStub
    from okienko.faq.v1.learning_pb2_grpc import LearningServiceAsyncStub
    from okienko.faq.v1.mail_pb2_grpc import MailServiceAsyncStub
    from okienko.faq.v1.towns_pb2_grpc import TownServiceAsyncStub
    from okienko.recognition.v1.recognition_pb2_grpc import RecognitionServiceAsyncStub
    from okienko.signing.v1.recordings_pb2_grpc import RecordingServiceAsyncStub
    from okienko.signing.v1.sign_clips_pb2_grpc import SignClipServiceAsyncStub
    from okienko.signing.v1.signing_pb2_grpc import SigningServiceAsyncStub
    from okienko.speech.v1.speech_pb2_grpc import SpeechServiceAsyncStub
    from okienko.translation.v1.editing_pb2_grpc import TranslationEditingServiceAsyncStub
    from okienko.translation.v1.translation_pb2_grpc import TranslationServiceAsyncStub

R = TypeVar("R")

# A replica that was killed is UNAVAILABLE; one that was told to stop cancels what has not ended in time.
GONE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
SERVICE_NAMES = {
    "faq": "okienko.faq.v1.FaqService",
    "recognition": "okienko.recognition.v1.RecognitionService",
    "signing": "okienko.signing.v1.SigningService",
    "translation": "okienko.translation.v1.TranslationService",
    "speech": "okienko.speech.v1.SpeechService",
}


@dataclass(frozen=True)
class Neighbours:
    """Stubs of the services, and where they live."""

    faq: "FaqServiceAsyncStub"
    learning: "LearningServiceAsyncStub"
    mail: "MailServiceAsyncStub"
    towns: "TownServiceAsyncStub"
    jobs: "JobServiceAsyncStub"
    recognition: "RecognitionServiceAsyncStub"
    signing: "SigningServiceAsyncStub"
    recordings: "RecordingServiceAsyncStub"
    sign_clips: "SignClipServiceAsyncStub"
    translation: "TranslationServiceAsyncStub"
    translation_editing: "TranslationEditingServiceAsyncStub"
    speech: "SpeechServiceAsyncStub"
    targets: dict[str, str]


@asynccontextmanager
async def open_neighbours(settings: GatewaySettings) -> AsyncIterator[Neighbours]:
    """Open the channels and close them at the end."""
    targets = {name: str(getattr(settings, f"{name}_target")) for name in SERVICE_NAMES}
    channels = {name: open_channel(target, SERVICE_NAMES[name]) for name, target in targets.items()}
    try:
        yield Neighbours(
            FaqServiceStub(channels["faq"]),
            LearningServiceStub(channels["faq"]),
            MailServiceStub(channels["faq"]),
            TownServiceStub(channels["faq"]),
            JobServiceStub(channels["faq"]),
            RecognitionServiceStub(channels["recognition"]),
            SigningServiceStub(channels["signing"]),
            RecordingServiceStub(channels["signing"]),
            SignClipServiceStub(channels["signing"]),
            TranslationServiceStub(channels["translation"]),
            TranslationEditingServiceStub(channels["translation"]),
            SpeechServiceStub(channels["speech"]),
            targets,
        )
    finally:
        for channel in channels.values():
            await channel.close(None)


async def answered(call: Awaitable[R], service: str) -> R:
    """Await a call and turn its failure into a problem.

    Raises:
        Problem: the call failed.
    """
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise from_grpc(error, service) from error


async def streamed(call: Any, service: str) -> AsyncIterator[Any]:
    """Yield a stream's messages, turn its failure into a problem, and cancel it when the reader goes away.

    Raises:
        Problem: the call failed.
    """
    try:
        async for message in call:
            yield message
    except grpc.aio.AioRpcError as error:
        raise from_grpc(error, service) from error
    finally:
        call.cancel()

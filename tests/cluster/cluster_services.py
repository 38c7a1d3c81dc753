"""The five services as the cluster runs them: settings, and a call of each."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from leaks import SECRET
from okienko.faq.v1 import faq_pb2
from okienko.faq.v1.faq_pb2_grpc import FaqServiceStub
from okienko.recognition.v1 import recognition_pb2
from okienko.recognition.v1.recognition_pb2_grpc import RecognitionServiceStub
from okienko.signing.v1 import signing_pb2
from okienko.signing.v1.signing_pb2_grpc import SigningServiceStub
from okienko.speech.v1 import speech_pb2
from okienko.speech.v1.speech_pb2_grpc import SpeechServiceStub
from okienko.translation.v1 import translation_pb2
from okienko.translation.v1.translation_pb2_grpc import TranslationServiceStub

PORT = 50051
METRICS_PORT = 9100
CALL_SECONDS = 5.0
# Its last words may afterwards stand nowhere.
QUESTION = f"Jak wyrobić dowód osobisty? {SECRET}"

MakeCall = Callable[[grpc.aio.Channel], Callable[[], Awaitable[Any]]]


@dataclass(frozen=True)
class Service:
    """One kind of replica.

    Args:
        name: short, also its name in the network.
        make_call: makes a call, to be repeated, of a channel.
        environment: makes its settings of the folder that all of its replicas share.
        program: what Python runs in place of the service.
    """

    name: str
    make_call: MakeCall
    environment: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})
    program: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name in the contract."""
        return f"okienko.{self.name}.v1.{self.name.title()}Service"

    @property
    def command(self) -> list[str]:
        """What starts a replica."""
        return [sys.executable, *(self.program or ("-m", f"okienko_{self.name}"))]

    def variables(self, address: str, folder: Path) -> dict[str, str]:
        """Return the settings of the replica at an address."""
        prefix = f"OKIENKO_{self.name.upper()}_"
        common = {"HOST": address, "PORT": str(PORT), "METRICS_PORT": str(METRICS_PORT), "LOG_LEVEL": "info"}
        return {prefix + key: value for key, value in {**common, **self.environment(folder)}.items()}


def _ask(channel: grpc.aio.Channel) -> Callable[[], Awaitable[Any]]:
    stub = FaqServiceStub(channel)
    request = faq_pb2.AskRequest(text=QUESTION, language_code="pl")
    return lambda: stub.Ask(request, timeout=CALL_SECONDS)


def _list_signs(channel: grpc.aio.Channel) -> Callable[[], Awaitable[Any]]:
    stub = RecognitionServiceStub(channel)
    request = recognition_pb2.ListSignsRequest(language_code="pso", page_size=1000)
    return lambda: stub.ListSigns(request, timeout=CALL_SECONDS)


def _list_lexicon(channel: grpc.aio.Channel) -> Callable[[], Awaitable[Any]]:
    stub = SigningServiceStub(channel)
    request = signing_pb2.ListSignsRequest(page_size=100)
    return lambda: stub.ListSigns(request, timeout=CALL_SECONDS)


def _translate(channel: grpc.aio.Channel) -> Callable[[], Awaitable[Any]]:
    stub = TranslationServiceStub(channel)
    request = translation_pb2.TranslateTextRequest(
        texts=["Dowód osobisty"], source_language_code="pl", target_language_code="en"
    )
    return lambda: stub.TranslateText(request, timeout=CALL_SECONDS)


def _list_voices(channel: grpc.aio.Channel) -> Callable[[], Awaitable[Any]]:
    stub = SpeechServiceStub(channel)
    return lambda: stub.ListVoices(speech_pb2.ListVoicesRequest(), timeout=CALL_SECONDS)


SERVICES = (
    # Words alone: four replicas that also load the embedding model would only make the start longer.
    Service(
        "faq",
        _ask,
        lambda folder: {
            "DATABASE": str(folder / "faq.sqlite"),
            "VECTORS": str(folder / "vectors.npz"),
            "RETRIEVAL": "lexical-only",
            "CONTEXT_KEY": "the-same-for-all-replicas-of-a-test",
        },
    ),
    Service("recognition", _list_signs, lambda _: {"SIGNING_TARGET": ""}),
    Service(
        "signing",
        _list_lexicon,
        lambda folder: {"MEDIA": str(folder / "media"), "FURTHER_RENDITIONS": ""},
    ),
    Service("translation", _translate),
    Service("speech", _list_voices, lambda folder: {"CACHE": str(folder / "speech")}),
)
BY_NAME = {service.name: service for service in SERVICES}

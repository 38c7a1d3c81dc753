"""What residents say and show while replicas come and go: it arrives, and it is left nowhere.

After every scenario `conftest.py` looks whether something was sent to the outside and what lies in files; here each service is told
what it would be wrong to keep, also in calls that it refuses and in those that die with it.
"""

import asyncio
import contextlib
import itertools
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import grpc
import pytest
from cluster_commands import ToolError, run
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_replicas import ReplicaSet, end_and_revive
from leaks import SECRET, SECRET_ENGLISH, SECRET_WORD, leaks, prove_that_leaks_are_found
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
from okienko_common.channel import open_channel
from okienko_gateway.frames import parse_frame
from okienko_gateway.signing_stream import WRITTEN_TOO_LATE
from outbound import Watch, prove_that_packets_are_seen

# Spelling is rendered and sentences are translated for seconds where others wait on the same processors.
PATIENCE_SECONDS, IMPATIENT_SECONDS = 60.0, 0.02
CALLERS = 2
SIGNED_FRAMES, BATCH = 90, 30
TOO_LONG = SECRET * 2_000
STRANGE_NAME = "statistics.example"
# What a caller may send anew by itself: nothing of the answer has come yet.
REPEATED_BY_THE_CHANNEL = {"faq", "translation"}

Figures = dict[str, float]
Say = Callable[[str, float], Awaitable[object]]
"""Says some words, within some seconds."""


def say_to(service: str, channel: grpc.aio.Channel, signed: Sequence[bytes]) -> Say:
    match service:
        case "faq":
            faq = FaqServiceStub(channel)
            return lambda words, seconds: faq.Ask(faq_pb2.AskRequest(text=words, language_code="pl"), timeout=seconds)
        case "translation":
            translation = TranslationServiceStub(channel)
            # Each time something else, so that no answer is remembered.
            numbers = itertools.count()
            return lambda words, seconds: translation.TranslateText(
                translation_pb2.TranslateTextRequest(
                    texts=[f"{SECRET_ENGLISH} from room {next(numbers)}" if words == SECRET else words],
                    source_language_code="en",
                    target_language_code="pl",
                ),
                timeout=seconds,
            )
        case "speech":
            speech = SpeechServiceStub(channel)
            return lambda words, seconds: drain(
                speech.Synthesize(
                    speech_pb2.SynthesizeRequest(text=words, language_code="pl", voice_name="pl-espeak"),
                    timeout=seconds,
                )
            )
        case "signing":
            signing = SigningServiceStub(channel)
            return lambda words, seconds: drain(
                signing.GetSigning(
                    signing_pb2.GetSigningRequest(
                        language_code="pso",
                        text=SECRET_WORD if words == SECRET else words,
                        text_language_code="pl",
                    ),
                    timeout=seconds,
                )
            )
        case _:
            recognition = RecognitionServiceStub(channel)
            return lambda words, seconds: drain(recognition.StreamRecognize(shown(signed, words), timeout=seconds))


async def drain(call: Any) -> None:
    async for _ in call:
        pass


async def shown(signed: Sequence[bytes], words: str) -> AsyncIterator[recognition_pb2.StreamRecognizeRequest]:
    config = recognition_pb2.RecognitionConfig(language_code="pso", return_transcript=True, hint_phrases=[words])
    yield recognition_pb2.StreamRecognizeRequest(config=config)
    for start in range(0, SIGNED_FRAMES, BATCH):
        batch = [parse_frame(frame) for frame in signed[start : start + BATCH]]
        yield recognition_pb2.StreamRecognizeRequest(frames=recognition_pb2.FrameBatch(frames=batch))


async def test_what_is_said_while_replicas_come_and_go_is_left_nowhere(
    replicas: ReplicaSet,
    signed: Sequence[bytes],
    tmp_path_factory: pytest.TempPathFactory,
    figures: Figures,
) -> None:
    name = replicas.service.name
    await asyncio.to_thread(replicas.resize, 2)
    async with open_channel(replicas.target, replicas.service.full_name) as channel:
        say = say_to(name, channel, signed)
        await say(SECRET, PATIENCE_SECONDS)
        lost: dict[signal.Signals, list[str]] = {}
        for victim, harm in zip(replicas.replicas, (signal.SIGTERM, signal.SIGKILL), strict=True):
            async with Load(lambda: say(SECRET, PATIENCE_SECONDS), callers=CALLERS) as load:
                await end_and_revive(victim, harm, replicas.wait_until_well)
            assert len(load.tally.failures()) < len(load.tally.outcomes), "nothing was answered at all"
            lost[harm] = load.tally.failures()
            figures[f"{name}_said_{harm.name.lower()}"] = len(load.tally.outcomes)
            figures[f"{name}_said_lost_{harm.name.lower()}"] = len(lost[harm])
        # Refused, and given up by who asked.
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await say(TOO_LONG, PATIENCE_SECONDS)
        # Where frames are still being written grpcio may say that in place of the service's word.
        is_refusal = refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert is_refusal or refused.value.details() == WRITTEN_TOO_LATE
        with contextlib.suppress(grpc.aio.AioRpcError):
            await say(SECRET, IMPATIENT_SECONDS)
    folder = tmp_path_factory.getbasetemp()
    prove_that_leaks_are_found(folder, signed)
    assert leaks(folder, signed) == {}
    assert lost[signal.SIGTERM] == []
    if name in REPEATED_BY_THE_CHANNEL:
        assert lost[signal.SIGKILL] == []


def test_what_a_host_sends_to_the_outside_and_whom_it_asks_for_is_seen(
    network: Network, outside: Watch, names: NameServer
) -> None:
    host = network.add_host()
    try:
        prove_that_packets_are_seen(outside, host.command())
        looking_up = f"import socket; socket.getaddrinfo({STRANGE_NAME!r}, 443)"
        with pytest.raises(ToolError, match="gaierror"):
            run(*host.command(sys.executable, "-c", looking_up))
    finally:
        host.remove()
    assert names.strangers() == [STRANGE_NAME]

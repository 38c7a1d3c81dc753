"""`python -m okienko_speech`: speaks Polish and English until told to stop."""

import asyncio

import grpc
from okienko.speech.v1 import speech_pb2_grpc
from okienko_common import allocator
from okienko_common.logs import get_logger
from okienko_common.server import run_service

from okienko_speech.cache import DiskCache, MemoryCache
from okienko_speech.installed import install
from okienko_speech.service import SERVICE_NAME, SpeechService
from okienko_speech.settings import SpeechSettings
from okienko_speech.speaking import Speaker
from okienko_speech.voices import NoVoiceError

log = get_logger(__name__)
_MEGABYTE = 1024 * 1024


def main() -> None:
    """Read the settings, load the voices, serve."""
    allocator.limit_pools(2)
    settings = SpeechSettings.load()
    speaker = Speaker(
        DiskCache(settings.cache, settings.cache_megabytes * _MEGABYTE),
        MemoryCache(settings.memory_megabytes * _MEGABYTE),
        settings.streams_per_voice,
        settings.busy_from,
        settings.streams_per_fast_voice,
        settings.longest_wait_seconds,
    )

    def register(server: grpc.aio.Server) -> None:
        speech_pb2_grpc.add_SpeechServiceServicer_to_server(SpeechService(speaker), server)

    async def warm_up() -> None:
        book = await asyncio.to_thread(install, settings.voices, settings.threads, settings.preferred_voices)
        try:
            await speaker.open(book)
        except NoVoiceError as error:
            # Ends the process with this sentence: a speech service without a voice serves nobody.
            raise OSError(str(error)) from error
        for sentence in speaker.book.advice:
            log.warning("voice missing", advice=sentence)
        log.info("ready", voices=[engine.voice.name for engine in speaker.book.engines])

    run_service(settings, SERVICE_NAME, register, warm_up, speaker.close)


if __name__ == "__main__":
    main()

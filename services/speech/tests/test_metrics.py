"""What Prometheus is told of readings."""

from pathlib import Path

from okienko_speech.cache import DiskCache, MemoryCache
from okienko_speech.engines.fake import FakeEngine
from okienko_speech.speaking import Order, Speaker
from okienko_speech.voices import VoiceBook
from prometheus_client import REGISTRY

VOICE = "pl-counted"


def texts(source: str) -> float:
    return REGISTRY.get_sample_value("okienko_speech_texts_total", {"source": source}) or 0.0


def first_sounds() -> float:
    return REGISTRY.get_sample_value("okienko_speech_first_sound_seconds_count", {"voice": VOICE}) or 0.0


async def test_each_text_is_counted_once_by_where_its_sound_came_from(tmp_path: Path) -> None:
    voice = FakeEngine(VOICE)
    speaker = Speaker(DiskCache(tmp_path, 10**7), MemoryCache(10**7), streams_per_voice=1, busy_from=1)
    await speaker.open(VoiceBook((voice,), ()))
    before = {source: texts(source) for source in ("voice", "disk", "memory")}
    heard = first_sounds()
    for published in (True, True, False, False):
        async for _ in speaker.speak(Order("Dzień dobry, to jest urząd.", "pl", is_published=published)):
            pass
    voice.gate.set()
    await speaker.close()
    # What is published stands on the disk, any other text in memory only.
    assert {source: texts(source) - count for source, count in before.items()} == {"voice": 2, "disk": 1, "memory": 1}
    assert first_sounds() == heard + 2

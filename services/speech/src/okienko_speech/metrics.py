"""Figures of the voices."""

from okienko_common.metrics import SECONDS
from prometheus_client import Counter, Histogram

TEXTS = Counter(
    "okienko_speech_texts",
    "Texts by where their sound came from: disk, memory, shared (being read to somebody else), voice.",
    ("source",),
)
FIRST_SOUND_SECONDS = Histogram(
    "okienko_speech_first_sound_seconds", "From an order to its first sound, by voice.", ("voice",), buckets=SECONDS
)
SOUND_SECONDS = Counter("okienko_speech_sound_seconds", "Sound made, by voice.", ("voice",))
HURRIED = Counter("okienko_speech_hurried", "Texts given to the fast voice because the good one was busy.")

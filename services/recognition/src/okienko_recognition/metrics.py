"""Figures of the recogniser."""

from okienko_common.metrics import SECONDS
from prometheus_client import Counter, Gauge, Histogram

READINGS = Counter("okienko_recognition_readings", "Final readings by outcome: read, declined.", ("outcome",))
DROPPED_FRAMES = Counter(
    "okienko_recognition_dropped_frames", "Frames dropped because they came or were read too late."
)
FRAME_SECONDS = Histogram(
    "okienko_recognition_frame_seconds",
    "From a frame's turn to its reading, by path: landmarks (frames that came together count as one), jpeg.",
    ("path",),
    buckets=SECONDS,
)
STREAMS = Gauge("okienko_recognition_streams", "Open streams.")
LOAD_CORES = Gauge("okienko_recognition_load_cores", "Processors that the open streams take, by measured cost.")
CORES = Gauge("okienko_recognition_cores", "Processors that streams may fill.")

"""Durations between protobuf and numbers."""

from google.protobuf.duration_pb2 import Duration


def seconds(duration: Duration) -> float:
    """Return a duration in seconds."""
    return duration.seconds + duration.nanos / 1_000_000_000


def from_milliseconds(milliseconds: int) -> Duration:
    """Return milliseconds as a duration."""
    return Duration(seconds=milliseconds // 1000, nanos=milliseconds % 1000 * 1_000_000)

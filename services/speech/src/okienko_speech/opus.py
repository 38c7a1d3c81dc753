"""Opus while it is spoken: samples in, pieces of an Ogg or WebM stream out."""

from typing import Final, Literal

import av
import numpy as np

Container = Literal["ogg", "webm"]

BIT_RATE: Final = 32_000
"""Bits a second; RFC 7587 § 3.1.1 counts 28 to 40 kbit/s for full-band speech."""
# bitexact: the same sound gives the same bytes, without a random serial number or segment name.
_OPTIONS: Final[dict[Container, dict[str, str]]] = {
    "ogg": {"fflags": "+bitexact", "page_duration": "200000"},
    "webm": {"fflags": "+bitexact", "live": "1", "cluster_time_limit": "200"},
}


class _Outlet:
    """A file that nobody seeks in: what was written waits to be fetched."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def fetch(self) -> bytes:
        fetched = bytes(self._written)
        self._written.clear()
        return fetched


class OpusStream:
    """One stream; its pieces, put together, are a file that every current browser plays.

    Args:
        container: "ogg" (RFC 7845) or "webm".
        sample_rate: Samples a second of what is put in.
    """

    def __init__(self, container: Container, sample_rate: int) -> None:
        self._outlet = _Outlet()
        self._sample_rate = sample_rate
        self._container = av.open(self._outlet, "w", format=container, container_options=_OPTIONS[container])
        self._stream = self._container.add_stream("libopus", rate=48_000, layout="mono")
        self._stream.bit_rate = BIT_RATE
        self._samples = 0

    def add(self, pcm: bytes) -> bytes:
        """Return what the samples, signed 16-bit little-endian, add to the stream; it may be empty."""
        samples = np.frombuffer(pcm, "<i2")
        if samples.size:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = self._sample_rate
            frame.pts = self._samples
            self._samples += samples.size
            self._container.mux(self._stream.encode(frame))
        return self._outlet.fetch()

    def finish(self) -> bytes:
        """Return the end of the stream."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._outlet.fetch()

"""Faster and slower speech at the same pitch, for engines that have no pace of their own: FFmpeg's `atempo`."""

import av
import numpy as np
from av.filter import Graph

from okienko_speech.engines.engine import Samples


def at_pace(samples: Samples, sample_rate: int, rate: float) -> Samples:
    """Return the samples `rate` times as fast, 0.5 to 2, at their own pitch."""
    if rate == 1 or not samples.size:
        return samples
    graph = Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono")
    tempo, sink = graph.add("atempo", f"{rate:.4f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1).astype(np.float32), format="flt", layout="mono")
    frame.sample_rate = sample_rate
    source.push(frame)
    source.push(None)
    pieces: list[Samples] = []
    while True:
        try:
            pulled = sink.pull()
        except (av.EOFError, av.BlockingIOError):
            break
        assert isinstance(pulled, av.AudioFrame)
        pieces.append(pulled.to_ndarray().ravel().astype(np.float32))
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

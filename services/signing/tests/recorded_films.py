"""Recordings made on the fly."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes


def pictures(count: int, width: int = 320, height: int = 240) -> Iterator[Bytes]:
    for number in range(count):
        picture = np.full((height, width, 3), 200, np.uint8)
        picture[40:90, 5 + number % 200 : 60 + number % 200] = (220, 150, 120)
        yield picture


def video(count: int = 40, rate: int = 25, width: int = 320, height: int = 240) -> bytes:
    """Return an MP4."""
    return film.mp4_of(film.webm_of(pictures(count, width, height), rate)[0])


def write_video(path: Path, *, count: int = 40, rate: int = 25, width: int = 320, height: int = 240) -> Path:
    path.write_bytes(video(count, rate, width, height))
    return path


def turned(mp4: bytes) -> bytes:
    """Return the MP4 as of a telephone that was held upright: shown a quarter turn clockwise."""
    at = mp4.index(b"tkhd") + 4 + 40
    one = 1 << 16
    return mp4[:at] + struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30) + mp4[at + 36 :]


def uneven(milliseconds: list[int]) -> bytes:
    """Return a WebM as a browser records it: pictures at the given times."""
    target = BytesIO()
    with av.open(target, "w", format="webm") as container:
        stream = container.add_stream("libvpx-vp9", rate=30, options={"deadline": "realtime", "cpu-used": "8"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for at, picture in zip(milliseconds, pictures(len(milliseconds)), strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()

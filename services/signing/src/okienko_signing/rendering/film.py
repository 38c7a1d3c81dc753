"""Encodes pictures: VP9 in WebM, the same stream in MP4, a poster, Motion JPEG for fake cameras.

VP9 by libvpx, whose licence lets anybody ship encoded video; H.264 has none such. AV1 is left out: SVT-AV1 gives the calling thread,
where it runs as root, the highest real-time priority, which starves the whole machine; and it saves a fifth of the bytes at best.
Settings measured on one core at 640x480 and 25 frames a second are in the service's README.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from okienko_signing.rendering.canvas import Bytes
from okienko_signing.rendering.errors import FilmError
from okienko_signing.sizes import Size

WEBM_TYPE: Final = 'video/webm; codecs="vp9"'
MP4_TYPE: Final = 'video/mp4; codecs="vp09.00.30.08"'
POSTER_QUALITY: Final = 82


_ENCODER: Final = "libvpx-vp9"
_OPTIONS: Final = {
    "deadline": "realtime",
    "cpu-used": "8",
    "lag-in-frames": "0",
    "crf": "30",
    "b": "0",
    "row-mt": "0",
    "tune-content": "screen",
}
_KEYFRAME_SECONDS: Final = 2


@contextmanager
def _writing(target: Path | BytesIO, container_format: str) -> Iterator[OutputContainer]:
    try:
        with av.open(
            target if isinstance(target, BytesIO) else str(target),
            "w",
            format=container_format,
            # The same pictures make the same file: no random identifiers, no dates.
            options={"fflags": "+bitexact"},
        ) as container:
            yield container
    except (av.error.FFmpegError, OSError) as error:
        msg = f"The {container_format} video could not be written ({error}). Check the space and rights of its folder."
        raise FilmError(msg) from error


def webm_of(
    pictures: Iterable[Bytes],
    frame_rate: int,
    *,
    on_frame: Callable[[int], None] | None = None,
) -> tuple[bytes, int]:
    """Encode (H, W, 3) pictures to WebM.

    Args:
        pictures: all of one size.
        frame_rate: frames a second.
        on_frame: called with the number of frames done, after each.

    Returns:
        The file and its number of frames.

    Raises:
        FilmError: encoding failed.

    """
    (webm,), count = webms_of(pictures, frame_rate, (), on_frame=on_frame)
    return webm, count


def webms_of(
    pictures: Iterable[Bytes],
    frame_rate: int,
    further: Sequence[Size],
    *,
    on_frame: Callable[[int], None] | None = None,
) -> tuple[tuple[bytes, ...], int]:
    """Encode pictures to WebM as they are, and scaled and thinned out: drawing once is three quarters of the work.

    Args:
        pictures: (H, W, 3), all of one size.
        frame_rate: frames a second.
        further: smaller sizes, whose rates divide `frame_rate`.
        on_frame: called with the number of pictures done, after each.

    Returns:
        The files, first that of the pictures as they are, and the number of pictures.

    Raises:
        FilmError: encoding failed.

    """
    count = 0
    targets = [BytesIO() for _ in range(1 + len(further))]
    with ExitStack() as stack:
        containers = [stack.enter_context(_writing(target, "webm")) for target in targets]
        streams: list[tuple[OutputContainer, VideoStream, int, VideoReformatter]] = []
        # A frame's own reformatter would be set up anew for every frame.
        colours = VideoReformatter()
        for picture in pictures:
            if not streams:
                height, width = picture.shape[:2]
                for container, size in zip(containers, (Size(width, height, frame_rate), *further), strict=True):
                    step = frame_rate // size.frame_rate
                    streams.append((container, _stream(container, size), step, VideoReformatter()))
            whole = colours.reformat(av.VideoFrame.from_ndarray(picture, format="rgb24"), format="yuv420p")
            for container, stream, step, scaler in streams:
                if count % step:
                    continue
                frame = whole
                if (stream.width, stream.height) != (whole.width, whole.height):
                    frame = scaler.reformat(whole, stream.width, stream.height, interpolation="AREA")
                frame.pts = count // step
                frame.time_base = stream.codec_context.time_base
                container.mux(stream.encode(frame))
            count += 1
            if on_frame:
                on_frame(count)
        for container, stream, _, _ in streams:
            container.mux(stream.encode(None))
    return tuple(target.getvalue() for target in targets), count


def _stream(container: OutputContainer, size: Size) -> VideoStream:
    stream = container.add_stream(_ENCODER, rate=size.frame_rate, options=dict(_OPTIONS))
    stream.width, stream.height = size.width, size.height
    stream.pix_fmt = "yuv420p"
    stream.thread_count = 1
    stream.gop_size = size.frame_rate * _KEYFRAME_SECONDS
    stream.codec_context.time_base = Fraction(1, size.frame_rate)
    return stream


def mp4_of(webm: bytes) -> bytes:
    """Copy a WebM's video stream into MP4, unchanged.

    Raises:
        FilmError: the video cannot be read or written.

    """
    target = BytesIO()
    with _reading(webm) as source, _writing(target, "mp4") as container:
        stream = source.streams.video[0]
        copy = container.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                container.mux(packet)
    return target.getvalue()


@contextmanager
def _reading(video: bytes) -> Iterator[InputContainer]:
    try:
        with av.open(BytesIO(video), "r") as container:
            yield container
    except (av.error.FFmpegError, OSError) as error:
        msg = f"The video could not be read ({error}). Render or upload it again."
        raise FilmError(msg) from error


def poster_of(picture: Bytes) -> bytes:
    """Return one picture as WebP.

    Raises:
        FilmError: encoding failed.

    """
    target = BytesIO()
    with _writing(target, "webp") as container:
        stream = container.add_stream("libwebp", rate=1, options={"quality": str(POSTER_QUALITY)})
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return target.getvalue()


def write_motion_jpeg(path: Path, pictures: Iterable[Bytes], frame_rate: int) -> int:
    """Write pictures as raw Motion JPEG, which Chromium's fake camera plays; return how many.

    Raises:
        FilmError: the file cannot be written.

    """
    count = 0
    with _writing(path, "mjpeg") as container:
        stream = None
        for picture in pictures:
            if stream is None:
                stream = container.add_stream("mjpeg", rate=frame_rate, options={"qmin": "2", "qmax": "4"})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuvj420p"
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            count += 1
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def write_y4m(path: Path, pictures: Iterable[Bytes], frame_rate: int) -> int:
    """Write pictures uncompressed (YUV4MPEG2), which Chromium's fake camera plays; return how many.

    Raises:
        FilmError: the file cannot be written.

    """
    count = 0
    try:
        with path.open("wb") as file:
            for picture in pictures:
                if not count:
                    height, width = picture.shape[:2]
                    file.write(f"YUV4MPEG2 W{width} H{height} F{frame_rate}:1 Ip A1:1 C420jpeg\n".encode())
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
                file.write(b"FRAME\n" + np.ascontiguousarray(frame.to_ndarray()).tobytes())
                count += 1
    except OSError as error:
        msg = (
            f"The video file {path.name} could not be written ({error.strerror}). Check space and rights of its folder."
        )
        raise FilmError(msg) from error
    return count

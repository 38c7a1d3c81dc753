"""The binary frames of the recognition socket; `docs/recognition-socket.md` describes the same for outsiders."""

import math
import struct

from okienko.recognition.v1 import recognition_pb2

from okienko_gateway.durations import from_milliseconds
from okienko_gateway.problems import Problem

VERSION = 1
HEADER = struct.Struct("<BBHI")
ASPECT = struct.Struct("<f")
UNKNOWN_BRIGHTNESS = 0xFFFF
KIND_JPEG = 3
LAYOUTS = {1: ("hands/1", 42), 2: ("hands-pose/1", 75)}
JPEG_LIMIT = 512 * 1024


def parse_frame(data: bytes) -> recognition_pb2.Frame:
    """Read one frame.

    Little-endian: byte 0 is the kind (1 hands/1, 2 hands-pose/1, 3 JPEG), byte 1 the version (1), bytes 2–3 the mean
    brightness (0 to 65534 for 0 to 1, 65535 unknown), bytes 4–7 the offset in milliseconds. Landmarks follow as float32:
    the aspect ratio, then x, y, z and confidence of each point. A JPEG follows as it is.

    Raises:
        Problem: 400, the frame is not of that form.
    """
    if len(data) < HEADER.size:
        raise _bad(
            f"ma {len(data)} B, a nagłówek ma {HEADER.size} B", f"has {len(data)} bytes, its header needs {HEADER.size}"
        )
    kind, version, brightness, offset = HEADER.unpack_from(data)
    if version != VERSION:
        raise _bad(
            f"jest w wersji {version}, a przyjmujemy wersję {VERSION}", f"has version {version}; we take {VERSION}"
        )
    frame = recognition_pb2.Frame(offset=from_milliseconds(offset))
    if brightness != UNKNOWN_BRIGHTNESS:
        frame.brightness = brightness / (UNKNOWN_BRIGHTNESS - 1)
    body = memoryview(data)[HEADER.size :]
    if kind == KIND_JPEG:
        if len(body) > JPEG_LIMIT:
            raise _bad(
                f"ma obraz większy niż {JPEG_LIMIT // 1024} KiB", f"has a picture larger than {JPEG_LIMIT // 1024} KiB"
            )
        frame.jpeg = bytes(body)
        return frame
    if kind not in LAYOUTS:
        raise _bad(f"ma nieznany rodzaj {kind}", f"is of the unknown kind {kind}")
    layout, points = LAYOUTS[kind]
    expected = ASPECT.size + points * 4 * 4
    if len(body) != expected:
        raise _bad(
            f"ma {len(body)} B punktów, a układ {layout} ma {expected} B",
            f"has {len(body)} bytes of landmarks; the layout {layout} has {expected}",
        )
    (aspect,) = ASPECT.unpack_from(body)
    values = struct.unpack_from(f"<{points * 4}f", body, ASPECT.size)
    if not all(map(math.isfinite, (aspect, *values))):
        raise _bad("zawiera liczby nieskończone", "has numbers that are not finite")
    frame.landmarks.layout = layout
    frame.landmarks.aspect_ratio = aspect
    frame.landmarks.values.extend(values)
    return frame


def _bad(pl: str, en: str) -> Problem:
    return Problem(
        400,
        "INVALID_FRAME",
        f"Klatka {pl}. Odśwież stronę i spróbuj ponownie.",
        f"The frame {en}. Reload the page and try again.",
        service="recognition",
    )

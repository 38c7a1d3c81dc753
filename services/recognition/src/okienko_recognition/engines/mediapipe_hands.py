"""Hand landmarks out of JPEG frames, by MediaPipe Tasks in video mode: one landmarker for each stream, loaded when needed."""

import ctypes
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np

from okienko_recognition.jpeg import broken_picture, picture_size
from okienko_recognition.landmarks import HAND_POINTS, FrameHands, Points, hand_from_image

MODEL = "hand_landmarker.task"


class HandFinder(Protocol):
    """Finds hands in the frames of one stream; close it when the stream ends."""

    def find(self, jpeg: bytes, seconds: float) -> tuple[FrameHands, tuple[bool, ...]]:
        """Return what is in a picture, and for each hand whether it is the signer's left one.

        Raises:
            InvalidPictureError: The picture is too large or cannot be read.
            RuntimeError: The finder has been closed.
        """
        ...

    def close(self) -> None:
        """Free the memory."""
        ...


OpenFinder = Callable[[], HandFinder]


class MediaPipeHands:
    """One stream's hand landmarker (about 60 MB once the first one has loaded the library).

    Args:
        model: Path of `hand_landmarker.task`.

    Raises:
        FileNotFoundError: The model has not been assembled.
    """

    def __init__(self, model: Path) -> None:
        if not model.is_file():
            msg = f"{model} is missing. Run models/landmarks/assemble.py to make it."
            raise FileNotFoundError(msg)
        import cv2
        import mediapipe as mp
        from mediapipe.tasks.python import BaseOptions, vision
        from mediapipe.tasks.python.components.containers.landmark_c import NormalizedLandmarkC
        from mediapipe.tasks.python.vision.hand_landmarker import HandLandmarkerResultC

        self._cv2: Any = cv2
        self._mp: Any = mp
        self._result: Any = HandLandmarkerResultC
        self._point_bytes = ctypes.sizeof(NormalizedLandmarkC)
        cv2.setNumThreads(1)
        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO,
            num_hands=2,
        )
        self._landmarker: Any = vision.HandLandmarker.create_from_options(options)
        self._last_ms = -1
        # A stream whose client vanished is closed while its last frame may still be in the network.
        self._lock = threading.Lock()
        self._closed = False

    def find(self, jpeg: bytes, seconds: float) -> tuple[FrameHands, tuple[bool, ...]]:
        """Decode one frame and find up to two hands; the picture is forgotten at once."""
        picture_size(jpeg)
        picture = self._cv2.imdecode(np.frombuffer(jpeg, np.uint8), self._cv2.IMREAD_COLOR_RGB)
        if picture is None:
            raise broken_picture()
        # A rotation noted in the file may have swapped the sides.
        height, width = picture.shape[:2]
        image = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=picture)
        with self._lock:
            if self._closed:
                raise RuntimeError("The stream of this hand finder has ended. Open another for the next stream.")
            self._last_ms = max(int(seconds * 1000), self._last_ms + 1)
            found = self._detect(image)
        hands = [hand_from_image(points, width / height, score) for points, score, _ in found]
        left = [is_left for _, _, is_left in found]
        # One point in 64 tells the brightness as well as all of them, which take 0.4 ms.
        return FrameHands(tuple(hands), float(picture[::8, ::8].mean()) / 255), tuple(left)

    def _detect(self, image: Any) -> list[tuple[Points, float, bool]]:
        """Return for each hand (21, 3) points in shares of the picture, the confidence, and whether it is the signer's left one.

        The library's `detect_for_video` makes 84 objects of two hands, world coordinates included, one point at a time: 0.2 ms of
        processor time in a warm cache, where reading the structure that it fills takes 0.02. It is pinned, and a test compares both.
        """
        library, result = self._landmarker._lib, self._result()  # noqa: SLF001  (as above)
        library.MpHandLandmarkerDetectForVideo(
            self._landmarker._handle,  # noqa: SLF001
            image._image_ptr,  # noqa: SLF001
            None,
            self._last_ms,
            ctypes.byref(result),
        )
        try:
            return [
                self._hand(result.hand_landmarks[k].landmarks, result.handedness[k].categories[0])
                for k in range(result.hand_landmarks_count)
            ]
        finally:
            library.MpHandLandmarkerCloseResult(ctypes.byref(result))

    def _hand(self, points: Any, side: Any) -> tuple[Points, float, bool]:
        table = np.frombuffer(ctypes.string_at(points, HAND_POINTS * self._point_bytes), np.float32)
        # Frames come as the camera sees them, and then "Left" is the signer's left hand: so MediaPipe named 72 of 72 hands of
        # a rendered signer and 124 of 126 photographed ones, although its documentation expects a mirror image.
        return table.reshape(HAND_POINTS, -1)[:, :3], side.score, side.category_name == b"Left"

    def close(self) -> None:
        """Close the landmarker, after the frame that it may be reading."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._landmarker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

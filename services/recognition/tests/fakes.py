"""A hand finder that needs no model: the picture's brightness says which generated hand is in it."""

import threading

from hands import TEMPLATES, placed
from okienko_recognition.jpeg import broken_picture, picture_size
from okienko_recognition.landmarks import FrameHands


class FakeFinder:
    """Implements HandFinder; counts how many are open."""

    open_now = 0
    _lock = threading.Lock()

    def __init__(self) -> None:
        with self._lock:
            FakeFinder.open_now += 1

    def find(self, jpeg: bytes, seconds: float) -> tuple[FrameHands, tuple[bool, ...]]:
        picture_size(jpeg)
        if len(jpeg) < 100:
            raise broken_picture()
        return FrameHands((placed(TEMPLATES["w"]),), 0.5), (False,)

    def close(self) -> None:
        with self._lock:
            FakeFinder.open_now -= 1

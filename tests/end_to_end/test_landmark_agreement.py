"""Browser and recognition service find the same landmarks in the same picture, so that either way reads the same letters."""

import struct
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from fixture_types import OpenPage
from footage import RECORDINGS, pictures
from numpy.typing import NDArray
from okienko_recognition.engines.mediapipe_hands import MODEL, MediaPipeHands
from okienko_recognition.landmarks import PALM
from okienko_stack import REPOSITORY
from playwright.sync_api import Browser, Page, WebSocket

Float = NDArray[np.float32]
OpenCameraBrowser = Callable[[Path], Browser]
HEADER, HAND = 12, 21 * 4
SETTLED_FRAMES = 12
# Mean distance in palm sizes. The browser sees the picture after the camera's way through YUV and runs another build of the same
# networks: 0.004 to 0.009 was measured, no point further off than 0.03, a tenth of a finger's width.
TOLERANCE = 0.03


@pytest.fixture(scope="module")
def rendered(rendered_signer: Path) -> bytes:
    """A picture of the rendered signer, whose right hand holds a letter."""
    # The lead takes a second of 30 pictures, the way up another; half a second later the letter is held.
    return pictures(rendered_signer)[60]


@pytest.fixture(scope="module", params=["rendered", pytest.param("recorded", marks=pytest.mark.footage)])
def picture(request: pytest.FixtureRequest, rendered: bytes) -> bytes:
    """A picture of a hand that keeps still."""
    if request.param == "recorded":
        photos = RECORDINGS.parent / "photos"
        if not photos.is_dir():
            pytest.skip("The photos are not part of the repository; the rendered signer is tested instead.")
        return next(photos.glob("L_*.jpg")).read_bytes()
    return rendered


def hands_of_service(picture: bytes) -> tuple[Float | None, Float | None]:
    """Return (21, 3) points of the left and the right hand, after the tracker has settled."""
    with MediaPipeHands(REPOSITORY / ".local/models" / MODEL) as finder:
        for number in range(SETTLED_FRAMES):
            found, left = finder.find(picture, number / 10)
    points = {is_left: hand.points for hand, is_left in zip(found.hands, left, strict=True)}
    return points.get(True), points.get(False)


def hands_of_browser(page: Page) -> tuple[Float | None, Float | None]:
    """Watch what the page sends to the recogniser; return the hands once the tracker has settled."""
    frames: list[bytes] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda sent: frames.append(sent) if isinstance(sent, bytes) else None)

    page.on("websocket", watch)
    page.get_by_test_id("ask-by-signing").first.click()
    page.get_by_test_id("signing-video-canvas").wait_for(timeout=120_000)
    while len(frames) < SETTLED_FRAMES:
        page.wait_for_timeout(100)
    (aspect,) = struct.unpack_from("<f", frames[-1], 8)
    values = np.frombuffer(frames[-1], "<f4", 2 * HAND, HEADER).reshape(2, 21, 4)
    scaled = values[:, :, :3] * np.array([aspect, 1, aspect], np.float32)
    left, right = (hand if shown[0, 3] > 0 else None for hand, shown in zip(scaled, values, strict=True))
    return left, right


def test_a_hand_is_named_as_the_signer_would_name_it(rendered: bytes) -> None:
    left, right = hands_of_service(rendered)
    assert right is not None
    # The raised hand is the right one; of the other, at rest, the fingers may be seen.
    assert left is None or right[0, 1] < left[0, 1]


def test_browser_and_service_find_the_same_hands(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, picture: bytes, tmp_path: Path
) -> None:
    film = tmp_path / "still.mjpeg"
    film.write_bytes(picture * 30)
    there = hands_of_service(picture)
    here = hands_of_browser(open_page("/", in_browser=open_camera_browser(film)))
    assert any(hand is not None for hand in there), "The service found no hand in the picture."
    assert [hand is None for hand in here] == [hand is None for hand in there]
    for ours, theirs in islice(zip(here, there, strict=True), 2):
        if ours is not None and theirs is not None:
            palm = float(np.linalg.norm(theirs[list(PALM[1:]), :2] - theirs[0, :2], axis=-1).mean())
            apart = np.linalg.norm(ours[:, :2] - theirs[:, :2], axis=-1) / palm
            assert float(apart.mean()) < TOLERANCE

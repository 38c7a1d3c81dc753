"""The whole way from real pictures to letters. The footage is no part of the repository; without it these tests are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions, vision
from okienko_recognition.engines.mediapipe_hands import MODEL, MediaPipeHands
from okienko_recognition.engines.onnx_hands import OnnxHandClassifier
from okienko_recognition.engines.onnx_signs import OnnxSignModel
from okienko_recognition.reading import Reader, Reading
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser

ROOT = Path(__file__).parents[3]
MEDIA = Path(os.environ.get("OKIENKO_SIGN_DATA", ROOT.parent / "shared" / "data")) / "pjm" / "media"
MODELS = ROOT / ".local" / "models"
CLIP_SECONDS = 0.1

pytestmark = [
    pytest.mark.footage,
    pytest.mark.skipif(
        not MEDIA.is_dir(), reason=f"The recordings are not in {MEDIA}; see models/fingerspelling/README.md."
    ),
    pytest.mark.skipif(
        not (MODELS / MODEL).is_file(), reason="The hand landmarker is missing; run models/landmarks/assemble.py."
    ),
]


def frames_of(path: Path) -> Iterator[bytes]:
    """Yield a clip's frames as JPEG, as a browser would send them."""
    found, animation = cv2.imreadanimation(str(path))
    assert found
    for frame in animation.frames:
        yield cv2.imencode(".jpg", frame[:, :, :3])[1].tobytes()


@pytest.fixture(scope="module")
def classifier() -> OnnxHandClassifier:
    return OnnxHandClassifier(ROOT / "models" / "fingerspelling" / "weights")


def spell(classifier: OnnxHandClassifier, clip: str) -> tuple[str, list[Reading]]:
    reader = Reader(classifier.shapes, classifier.card.limits)
    signs = OnnxSignModel(ROOT / "models" / "recognition" / "weights")
    recogniser = StreamRecogniser(classifier, reader, StreamOptions(most=3), signs=signs)
    readings: list[Reading] = []
    with MediaPipeHands(MODELS / MODEL) as finder:
        for number, jpeg in enumerate(frames_of(MEDIA / "clips" / f"{clip}.webp")):
            seconds = number * CLIP_SECONDS
            seen, _ = finder.find(jpeg, seconds)
            readings += [event for event in recogniser.push(seconds, seen) if isinstance(event, Reading)]
    readings += recogniser.finish()
    return "".join(r.alternatives[0].letter.text for r in readings if r.alternatives), readings


def test_hands_are_those_that_the_library_itself_reports() -> None:
    options = vision.HandLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(MODELS / MODEL)),
        running_mode=vision.RunningMode.VIDEO,
        num_hands=2,
    )
    with MediaPipeHands(MODELS / MODEL) as finder, vision.HandLandmarker.create_from_options(options) as landmarker:
        for number, jpeg in enumerate(frames_of(MEDIA / "clips" / "j.webp")):
            seen, left = finder.find(jpeg, number * CLIP_SECONDS)
            decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
            assert decoded is not None
            picture = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=picture)
            found = landmarker.detect_for_video(image, int(number * CLIP_SECONDS * 1000))
            assert [hand.confidence for hand in seen.hands] == [sides[0].score for sides in found.handedness]
            assert list(left) == [sides[0].category_name == "Left" for sides in found.handedness]
            aspect = picture.shape[1] / picture.shape[0]
            for hand, points in zip(seen.hands, found.hand_landmarks, strict=True):
                expected = [(point.x * aspect, point.y, point.z * aspect) for point in points]
                assert hand.points == pytest.approx(np.array(expected), abs=1e-6)
    assert number > 5


CLIPS = {"a": "a", "c": "c", "w": "w", "y": "y", "j": "j", "k": "k", "l_przekreslone": "ł", "z": "z"}


@pytest.mark.parametrize(("clip", "letter"), CLIPS.items())
def test_reads_a_letter_once_from_a_clip(classifier: OnnxHandClassifier, clip: str, letter: str) -> None:
    assert spell(classifier, clip)[0] == letter


def test_dark_footage_is_measured_as_dark() -> None:
    with MediaPipeHands(MODELS / MODEL) as finder:
        dark = cv2.imencode(".jpg", np.full((240, 320, 3), 10, np.uint8))[1].tobytes()
        assert (finder.find(dark, 0.0)[0].brightness or 1) < 0.1

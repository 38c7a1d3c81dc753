"""The shipped finger-alphabet models, run by ONNX Runtime with one thread."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.alphabet import Movement
from okienko_recognition.motion import MIRRORED, describe_motion
from okienko_recognition.reading import ReadingLimits

Float = NDArray[np.float32]
CARD = "fingerspelling.json"


class ModelsMissingError(FileNotFoundError):
    """The weights are not where they should be."""


@dataclass(frozen=True)
class ModelCard:
    """What the weights say about themselves.

    Attributes:
        shapes: Names of the shape model's outputs.
        limits: Calibration and threshold found in training.
    """

    shapes: tuple[str, ...]
    limits: ReadingLimits


def read_card(folder: Path) -> ModelCard:
    """Read the card beside the weights.

    Raises:
        ModelsMissingError: There is no card in `folder`.
    """
    path = folder / CARD
    if not path.is_file():
        msg = (
            f"The finger-alphabet weights are not in {folder}. Start from the repository's root, "
            "or set OKIENKO_RECOGNITION_WEIGHTS to models/fingerspelling/weights."
        )
        raise ModelsMissingError(msg)
    card = json.loads(path.read_text(encoding="utf-8"))
    limits = ReadingLimits(sharpness=float(card["sharpness"]), threshold=float(card["threshold"]))
    return ModelCard(tuple(card["shapes"]), limits)


class OnnxHandClassifier:
    """Runs `shapes.onnx` and `movements.onnx` from one folder; safe to share between threads.

    Raises:
        ModelsMissingError: A file is missing in `folder`.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort

        self.card = read_card(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        sessions = []
        for name in ("shapes.onnx", "movements.onnx"):
            if not (folder / name).is_file():
                msg = f"{folder / name} is missing. Fetch the repository again; the weights are part of it."
                raise ModelsMissingError(msg)
            sessions.append(ort.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"]))
        self._shapes, self._movements = sessions

    @property
    def shapes(self) -> tuple[str, ...]:
        """Names of the handshapes, in the order of the outputs."""
        return self.card.shapes

    def shape_of(self, points: Float) -> Float:
        """Return (n, shapes) probabilities for (n, 21, 3) hands."""
        outputs = self._shapes.run(None, {"points": np.ascontiguousarray(points, np.float32)})
        return cast(Float, outputs[0])

    def movement_of(self, points: Float, seconds: Float) -> Float:
        """Return (movements,) probabilities for one hand over time, averaged over the hand and its mirror image."""
        once = describe_motion(points, seconds)
        described = np.stack([once, once * MIRRORED])
        outputs = self._movements.run(None, {"motion": described})
        probabilities = cast(Float, outputs[0]).mean(0)
        assert len(probabilities) == len(Movement)
        return cast(Float, probabilities)

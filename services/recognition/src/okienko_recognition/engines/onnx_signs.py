"""The shipped sign model, run by ONNX Runtime with one thread."""

import json
from pathlib import Path
from typing import cast

import numpy as np

from okienko_recognition.classifiers import Float
from okienko_recognition.engines.onnx_hands import ModelsMissingError
from okienko_recognition.features import FEATURES
from okienko_recognition.spotting import SpotLimits
from okienko_recognition.vocabulary import Kind, Sign

CARD = "signs.json"
WEIGHTS = "signs.onnx"


class OnnxSignModel:
    """Runs `signs.onnx` beside its card; implements SignModel, safe to share between threads.

    Raises:
        ModelsMissingError: A file is missing in `folder`.
        ValueError: The weights are of another version than this program.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort

        for name in (CARD, WEIGHTS):
            if not (folder / name).is_file():
                msg = (
                    f"{folder / name} is missing, so no signs are recognised. Start from the repository's root, "
                    "or set OKIENKO_RECOGNITION_SIGN_WEIGHTS to models/recognition/weights."
                )
                raise ModelsMissingError(msg)
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if card["features"] != FEATURES:
            msg = f"{folder / WEIGHTS} wants {card['features']} features, this version has {FEATURES}. Train it again."
            raise ValueError(msg)
        self._vocabulary = tuple(Sign(text, sign_id, Kind(kind)) for text, sign_id, kind in card["vocabulary"])
        self._limits = SpotLimits(sharpness=float(card["sharpness"]), threshold=float(card["threshold"]))
        self._state = int(card["state"])
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        self._session = ort.InferenceSession(str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"])

    @property
    def vocabulary(self) -> tuple[Sign, ...]:
        """What the outputs stand for, in order; "nothing" and "between" follow."""
        return self._vocabulary

    @property
    def limits(self) -> SpotLimits:
        """Calibration and threshold."""
        return self._limits

    def start(self, streams: int) -> Float:
        """Return (streams, size) empty states."""
        return np.zeros((streams, self._state), np.float32)

    def step(self, features: Float, state: Float) -> tuple[Float, Float, Float]:
        """Take one frame of each stream; see `SignModel.step`."""
        outputs = self._session.run(None, {"features": features, "state": state})
        return cast(tuple[Float, Float, Float], tuple(outputs))

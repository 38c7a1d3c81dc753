"""Trained weights as a file: matrices in int8 with a scale for each row, as CTranslate2 keeps them, the rest in float32."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Weights = Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True)
class Shape:
    """Sizes of the network; the defaults make 15.4 million weights, 15.5 MB in int8."""

    vocabulary: int = 8000
    width: int = 384
    heads: int = 6
    inner: int = 1024
    encoder_layers: int = 6
    decoder_layers: int = 2
    positions: int = 512


def save(path: Path, weights: Weights, shape: Shape, record: Mapping[str, Any]) -> None:
    """Write weights, sizes and the record of the training."""
    parts: dict[str, npt.NDArray[Any]] = {}
    for name, weight in weights.items():
        if weight.ndim == 2:
            scale = np.maximum(np.abs(weight).max(axis=1), 1e-9) / 127
            parts[name] = np.rint(weight / scale[:, None]).astype(np.int8)
            parts[f"{name}:scale"] = scale.astype(np.float32)
        else:
            parts[name] = weight
    about = json.dumps({"shape": asdict(shape), "record": dict(record)})
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, about=np.frombuffer(about.encode(), np.uint8), **parts)  # type: ignore[arg-type]  # names


def load(path: Path) -> tuple[dict[str, npt.NDArray[np.float32]], Shape, dict[str, Any]]:
    """Return what `save` wrote."""
    with np.load(path) as file:
        parts = {name: file[name] for name in file.files}
    about = json.loads(parts.pop("about").tobytes())
    scales = {name.removesuffix(":scale"): parts.pop(name) for name in list(parts) if name.endswith(":scale")}
    weights = {
        name: (part * scales[name][:, None] if name in scales else part).astype(np.float32)
        for name, part in parts.items()
    }
    return weights, Shape(**about["shape"]), about["record"]


def sinusoids(length: int, width: int) -> npt.NDArray[np.float32]:
    """Return position encodings (length, width): sines in the first half, cosines in the second."""
    steps = np.exp(np.arange(width // 2) * -(np.log(10000) / (width // 2 - 1)))
    angles = np.arange(length)[:, None] * steps[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)

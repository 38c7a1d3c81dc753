"""The evaluation's listener, Whisper base, as a function that torch can derive: how surprising is the right text?"""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as fn

RATE = 16_000
_HEADS, _LAYERS, _FRAMES = 8, 6, 3000
# Beginning, Polish, write down what is said, no time stamps.
_BEGIN, _END = [50258, 50269, 50359, 50363], 50257
_ARRAYS = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def ctranslate2_arrays(path: Path) -> dict[str, Any]:
    """Read the weights of a CTranslate2 model, format 6: names and plain arrays one behind the other."""
    content, at = path.read_bytes(), 0

    def number(kind: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{kind}", content, at)
        at += struct.calcsize(kind)
        return int(value)

    def text() -> str:
        nonlocal at
        length = number("H")
        at += length
        return content[at - length : at - 1].decode()

    if number("I") != 6:
        raise ValueError(f"{path} is not a CTranslate2 model of format 6.")
    text()
    number("I")
    arrays = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind, size = _ARRAYS[number("B")], number("I")
        arrays[name] = np.frombuffer(content, kind, size // np.dtype(kind).itemsize, at).reshape(shape)
        at += size
    return arrays


class Listener:
    """Whisper base on one device.

    Args:
        folder: Where the evaluation has put it together, `.local/evaluation/whisper-base`.
        device: "cpu" or "cuda".
    """

    def __init__(self, folder: Path, device: str) -> None:
        self._device = device
        arrays = ctranslate2_arrays(folder / "model.bin")
        self._weights = {
            name: torch.from_numpy(array.astype(np.float32)).to(device)
            for name, array in arrays.items()
            if array.dtype == np.float16
        }
        self._filters = torch.from_numpy(FeatureExtractor().mel_filters.astype(np.float32)).to(device)
        self._window = torch.hann_window(400, device=device)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def tokens(self, text: str) -> list[int]:
        """Return the text as the listener would write it."""
        return list(self._tokenizer.encode(f" {text}", add_special_tokens=False).ids)

    def mel(self, sound: Tensor) -> Tensor:
        """Return what is heard of a sound at 16 kHz: 80 bands × frames of 10 ms, about -1 to 1.5."""
        spectrum = torch.stft(fn.pad(sound, (0, 160)), 400, 160, window=self._window, return_complex=True)[:, :-1]
        power = spectrum.real.square() + spectrum.imag.square()
        bands = torch.log10((self._filters @ power).clamp(min=1e-10))
        return (torch.maximum(bands, bands.max() - 8) + 4) / 4

    def surprise(self, mel: Tensor, tokens: list[int]) -> Tensor:
        """Return the negative log probability of a text and its end, in nats."""
        given = torch.tensor([[*_BEGIN, *tokens]], device=self._device)
        wanted = torch.tensor([*tokens, _END], device=self._device)
        logits = self._decoded(self._encoded(mel[None]), given)[0, len(_BEGIN) - 1 :]
        return fn.cross_entropy(logits, wanted, reduction="sum")

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return fn.linear(x, self._weights[f"{name}/weight"], self._weights[f"{name}/bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return fn.layer_norm(x, x.shape[-1:], self._weights[f"{name}/gamma"], self._weights[f"{name}/beta"])

    @staticmethod
    def _attended(query: Tensor, key: Tensor, value: Tensor, *, causal: bool = False) -> Tensor:
        heads = (x.unflatten(-1, (_HEADS, -1)).transpose(1, 2) for x in (query, key, value))
        return fn.scaled_dot_product_attention(*heads, is_causal=causal).transpose(1, 2).flatten(2)

    def _to_itself(self, x: Tensor, layer: str, *, causal: bool = False) -> Tensor:
        at = f"{layer}/self_attention"
        query, key, value = self._linear(self._norm(x, f"{at}/layer_norm"), f"{at}/linear_0").chunk(3, -1)
        return x + self._linear(self._attended(query, key, value, causal=causal), f"{at}/linear_1")

    def _forward(self, x: Tensor, layer: str) -> Tensor:
        inner = fn.gelu(self._linear(self._norm(x, f"{layer}/ffn/layer_norm"), f"{layer}/ffn/linear_0"))
        return x + self._linear(inner, f"{layer}/ffn/linear_1")

    def _encoded(self, mel: Tensor) -> Tensor:
        x = fn.pad(mel, (0, _FRAMES - mel.shape[-1]))
        for name, stride in (("conv1", 1), ("conv2", 2)):
            weights = self._weights[f"encoder/{name}/weight"], self._weights[f"encoder/{name}/bias"]
            x = fn.gelu(fn.conv1d(x, *weights, padding=1, stride=stride))
        x = x.mT + self._weights["encoder/position_encodings/encodings"]
        for layer in (f"encoder/layer_{at}" for at in range(_LAYERS)):
            x = self._forward(self._to_itself(x, layer), layer)
        return self._norm(x, "encoder/layer_norm")

    def _decoded(self, heard: Tensor, tokens: Tensor) -> Tensor:
        table = self._weights["decoder/embeddings/weight"]
        x = table[tokens] + self._weights["decoder/position_encodings/encodings"][: tokens.shape[1]]
        for layer in (f"decoder/layer_{at}" for at in range(_LAYERS)):
            x = self._to_itself(x, layer, causal=True)
            query = self._linear(self._norm(x, f"{layer}/attention/layer_norm"), f"{layer}/attention/linear_0")
            key, value = self._linear(heard, f"{layer}/attention/linear_1").chunk(2, -1)
            x = x + self._linear(self._attended(query, key, value), f"{layer}/attention/linear_2")
            x = self._forward(x, layer)
        return self._norm(x, "decoder/layer_norm") @ table.T

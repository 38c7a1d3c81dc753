"""What each kind of node in Kokoro's ONNX graph computes, in torch.

A maker takes the node's attributes and the graph's device and returns a function of the list of its inputs.
Shapes and indices stay on the CPU, so that the device never has to be waited for.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as fn

Attributes = Mapping[str, Any]
Run = Callable[[list[Any]], Any]
Maker = Callable[[Attributes, torch.device], Run]

_TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 11: torch.float64}


def _on_one_device(values: list[Tensor], device: torch.device) -> list[Tensor]:
    """Bring tensors together; scalars may stay where they are."""
    places = {value.device.type for value in values if value.ndim}
    return [value.to(device) for value in values] if len(places) > 1 else values


def _two(compute: Callable[[Tensor, Tensor], Tensor]) -> Maker:
    def make(_given: Attributes, device: torch.device) -> Run:
        return lambda x: compute(*_on_one_device(x, device))

    return make


def _one(compute: Callable[[Tensor], Tensor]) -> Maker:
    return lambda _given, _device: lambda x: compute(x[0])


def _divided(first: Tensor, second: Tensor) -> Tensor:
    return first / second if first.is_floating_point() else torch.div(first, second, rounding_mode="trunc")


def _cast(given: Attributes, _device: torch.device) -> Run:
    kind = _TYPES[given["to"]]
    # Sums of 8-bit products would be whole numbers; here they are floating point already.
    return (lambda x: x[0]) if kind == torch.int32 else (lambda x: x[0].to(kind))


def _mean(given: Attributes, _device: torch.device) -> Run:
    kept = bool(given.get("keepdims", 1))
    return lambda x: x[0].mean(dim=x[1].tolist() if len(x) > 1 else given["axes"], keepdim=kept)


def _sum(given: Attributes, _device: torch.device) -> Run:
    return lambda x: x[0].sum(dim=x[1].tolist(), keepdim=bool(given.get("keepdims", 1)))


def _layer_norm(given: Attributes, _device: torch.device) -> Run:
    return lambda x: fn.layer_norm(x[0], x[1].shape, x[1], x[2], given["epsilon"])


def _skip_layer_norm(given: Attributes, _device: torch.device) -> Run:
    def run(x: list[Any]) -> Any:
        total = sum(value for value in (x[1], *x[4:5]) if value is not None) + x[0]
        return fn.layer_norm(total, x[2].shape, x[2], x[3], given["epsilon"]), None, None, total

    return run


def _fast_gelu(_given: Attributes, _device: torch.device) -> Run:
    return lambda x: fn.gelu(x[0] + x[1] if len(x) > 1 else x[0], approximate="tanh")


def _fused_matmul(given: Attributes, _device: torch.device) -> Run:
    def run(x: list[Any]) -> Tensor:
        first = x[0].transpose(-1, -2) if given.get("transA") else x[0]
        second = x[1].transpose(-1, -2) if given.get("transB") else x[1]
        return given.get("alpha", 1.0) * (first @ second)

    return run


def _reshape(_given: Attributes, _device: torch.device) -> Run:
    return lambda x: x[0].reshape([size or x[0].shape[at] for at, size in enumerate(x[1].tolist())])


def _unsqueeze(_given: Attributes, _device: torch.device) -> Run:
    def run(x: list[Any]) -> Tensor:
        made = x[0]
        for axis in sorted(x[1].reshape(-1).tolist()):
            made = made.unsqueeze(axis)
        return made

    return run


def _squeeze(_given: Attributes, _device: torch.device) -> Run:
    return lambda x: x[0].squeeze(tuple(x[1].reshape(-1).tolist()))


def _gather(given: Attributes, _device: torch.device) -> Run:
    axis = given.get("axis", 0)

    def run(x: list[Any]) -> Tensor:
        if x[1].ndim == 0:
            return x[0].select(axis, int(x[1]))
        chosen = x[0].index_select(axis, x[1].reshape(-1).to(x[0].device))
        return chosen.reshape(*x[0].shape[:axis], *x[1].shape, *x[0].shape[axis + 1 :])

    return run


def _split(given: Attributes, _device: torch.device) -> Run:
    return lambda x: tuple(torch.split(x[0], x[1].tolist(), dim=given.get("axis", 0)))


def _slice(_given: Attributes, _device: torch.device) -> Run:
    def run(x: list[Any]) -> Tensor:
        made = x[0]
        starts, ends = x[1].tolist(), x[2].tolist()
        axes = x[3].tolist() if len(x) > 3 else range(len(starts))
        for start, end, axis in zip(starts, ends, axes, strict=True):
            made = made[(slice(None),) * (axis % made.ndim) + (slice(start, min(end, made.shape[axis])),)]
        return made

    return run


def _constant_of_shape(given: Attributes, device: torch.device) -> Run:
    value = torch.from_numpy(np.array(numpy_helper.to_array(given["value"])))
    place = device if value.is_floating_point() else torch.device("cpu")
    return lambda x: torch.full(x[0].tolist(), value.item(), dtype=value.dtype, device=place)


def _pad(given: Attributes, _device: torch.device) -> Run:
    if given["mode"] != b"reflect":
        raise ValueError("Only padding by reflection is known here.")

    def run(x: list[Any]) -> Tensor:
        pads = x[1].tolist()
        return fn.pad(x[0], (pads[len(pads) // 2 - 1], pads[-1]), mode="reflect")

    return run


def _resize(given: Attributes, _device: torch.device) -> Run:
    nearest = given["mode"] == b"nearest"

    def run(x: list[Any]) -> Tensor:
        scale = float(x[2][-1])
        if nearest and scale >= 1:
            return x[0].repeat_interleave(int(scale), dim=-1)
        if nearest:
            places = torch.arange(int(x[0].shape[-1] * scale), device=x[0].device) / scale
            return x[0].index_select(-1, places.floor().long())
        return fn.interpolate(x[0], scale_factor=scale, mode="linear")

    return run


def _stft(_given: Attributes, _device: torch.device) -> Run:
    def run(x: list[Any]) -> Tensor:
        length = int(x[3])
        sound = x[0].reshape(x[0].shape[0], -1)
        bins = torch.stft(sound, length, int(x[1]), length, x[2], center=False, onesided=True, return_complex=True)
        made = torch.view_as_real(bins).transpose(1, 2).clone()
        # Where a bin has no imaginary part, its phase is +π or -π by the rounding of ONNX Runtime's own transform.
        # With its signs the sound has the network's loudness, else 2 dB less (measured).
        made[:, :, 0, 1] = -4.5e-7 * made[:, :, 0, 0]
        made[:, :, -1, 1] = -2e-7
        return made

    return run


def convolution(given: Attributes) -> tuple[list[int], list[int], list[int], int]:
    """Return stride, padding, dilation and groups as torch takes them."""
    pads = list(given["pads"])
    if pads[: len(pads) // 2] != pads[len(pads) // 2 :]:
        raise ValueError("Only even padding is known here.")
    return list(given["strides"]), pads[: len(pads) // 2], list(given["dilations"]), int(given["group"])


def _conv(given: Attributes, _device: torch.device) -> Run:
    settings = convolution(given)
    return lambda x: fn.conv1d(x[0], x[1], x[2] if len(x) > 2 else None, *settings)


def _conv_transpose(given: Attributes, _device: torch.device) -> Run:
    stride, padding, dilation, groups = convolution(given)
    extra = list(given.get("output_padding", [0]))
    return lambda x: fn.conv_transpose1d(
        x[0], x[1], x[2] if len(x) > 2 else None, stride, padding, extra, groups, dilation
    )


MAKERS: dict[str, Maker] = {
    "Add": _two(torch.add),
    "Sub": _two(torch.sub),
    "Mul": _two(torch.mul),
    "Div": _two(_divided),
    "Equal": _two(torch.eq),
    "Greater": _two(torch.gt),
    "Less": _two(torch.lt),
    "Sqrt": _one(torch.sqrt),
    "Floor": _one(torch.floor),
    "Round": _one(torch.round),
    "Sin": _one(torch.sin),
    "Cos": _one(torch.cos),
    "Exp": _one(torch.exp),
    "Tanh": _one(torch.tanh),
    "Sigmoid": _one(torch.sigmoid),
    "Atan": _one(lambda x: torch.atan(torch.nan_to_num(x))),
    "Pow": lambda _given, _device: lambda x: x[0] ** float(x[1]),
    "Clip": lambda _given, _device: lambda x: x[0].clamp(min=float(x[1])),
    "MatMul": lambda _given, _device: lambda x: x[0] @ x[1],
    "FusedMatMul": _fused_matmul,
    "LeakyRelu": lambda given, _device: lambda x: fn.leaky_relu(x[0], given.get("alpha", 0.01)),
    "Softmax": lambda given, _device: lambda x: torch.softmax(x[0], given.get("axis", -1)),
    "FastGelu": _fast_gelu,
    "LayerNormalization": _layer_norm,
    "SkipLayerNormalization": _skip_layer_norm,
    "ReduceMean": _mean,
    "ReduceSum": _sum,
    "CumSum": lambda _given, _device: lambda x: torch.cumsum(x[0], int(x[1])),
    "Where": lambda _given, device: lambda x: torch.where(*_on_one_device(x, device)),
    "Cast": _cast,
    "DequantizeLinear": lambda _given, device: lambda x: ((x[0].float() - x[2].float()) * x[1]).to(device),
    "Shape": lambda _given, _device: lambda x: torch.tensor(x[0].shape, dtype=torch.int64),
    "Reshape": _reshape,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Transpose": lambda given, _device: lambda x: x[0].permute(*given["perm"]),
    "Concat": lambda given, _device: lambda x: torch.cat(x, dim=given["axis"]),
    "Gather": _gather,
    "Split": _split,
    "Slice": _slice,
    "Expand": lambda _given, _device: lambda x: x[0].expand(torch.broadcast_shapes(x[0].shape, tuple(x[1].tolist()))),
    "ConstantOfShape": _constant_of_shape,
    "Range": lambda _given, _device: lambda x: torch.arange(int(x[0]), int(x[1]), int(x[2])),
    "Pad": _pad,
    "Resize": _resize,
    "STFT": _stft,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
}

"""Kokoro's ONNX graph as a function that torch can derive.

The 8-bit weights are brought back to floating point and the activations are not rounded: on the development sentences
the listener hears both alike (services/speech/README.md). Durations are rounded to whole frames, so no gradient passes
through them, nor through the phase of the sine source.
"""

from pathlib import Path
from typing import Any

import nodes
import numpy as np
import onnx
import torch
from joining import Step, joined
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as fn

_BERT = "encoder.bert.embeddings.word_embeddings.weight"
_TEXT = "encoder.text_encoder.embedding.weight"
_BERT_ROWS = "/encoder/bert/embeddings/word_embeddings/Gather_output_0"
_TEXT_ROWS = "/encoder/text_encoder/embedding/Gather_output_0"
_UNROUNDED = "/encoder/Div_output_0"
_DURATIONS = "/encoder/Clip_output_0"
_ALIGNMENT = "/encoder/Cast_4_output_0"
_PITCH_OF_SOURCE = "/decoder/decoder/generator/f0_upsamp/Resize_output_0"
_OVERLAPPED = "/decoder/decoder/generator/istft/stft/Squeeze_1_output_0"
_WINDOWS = "/decoder/decoder/generator/istft/stft/Slice_1_output_0"
_NORMALISED = "/decoder/decoder/generator/istft/stft/ScatterND_output_0"
_INT32 = 6


class Network:
    """The network on one device.

    Args:
        path: `kokoro-v1.0.int8.onnx`.
        device: "cpu" or "cuda".

    Attributes:
        text_rows: What the sound is made from, 178 symbols × 512.
        bert_rows: What pace and melody are made from, 178 symbols × 128.
        quantised: The same tables as the file has them, int8, and the size of one step.
    """

    def __init__(self, path: Path, device: str = "cpu") -> None:
        graph = onnx.load(str(path)).graph
        self._device = torch.device(device)
        self._constants: dict[str, Any] = {"": None}
        for each in graph.initializer:
            value = torch.from_numpy(np.array(numpy_helper.to_array(each)))
            self._constants[each.name] = value.to(self._device) if value.is_floating_point() and value.ndim else value
        self.quantised = {
            name: (self._constants[f"{name}_quantized"].numpy(), float(self._constants[f"{name}_scale"]))
            for name in (_TEXT, _BERT)
        }
        self.text_rows, self.bert_rows = (
            torch.from_numpy(table.astype(np.float32) * step).to(self._device)
            for table, step in self.quantised.values()
        )
        self._output = graph.output[0].name
        needed = self._needed(list(graph.node))
        # Biases are rounded to whole steps of a scale that is not known here.
        self._whole = {
            node.input[0]
            for node in needed
            if node.op_type == "Cast" and any(each.i == _INT32 for each in node.attribute)
        }
        steps = self._folded([self._step(node) for node in needed])
        self._steps = joined(steps, self._constants, {"tokens", "style", "speed", _BERT_ROWS, _TEXT_ROWS})
        last = {name: at for at, step in enumerate(self._steps) for name in step.given}
        self._over: list[list[str]] = [[] for _ in self._steps]
        for name, at in last.items():
            if name not in self._constants:
                self._over[at].append(name)

    def __call__(
        self, symbols: list[int], style: Tensor, pace: float, text_rows: Tensor, bert_rows: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Speak.

        Args:
            symbols: Numbers of the symbols, without the silent ones at the ends.
            style: 256 numbers.
            pace: 1 is the network's own.
            text_rows: Like the attribute.
            bert_rows: Likewise.

        Returns:
            The sound at 24 kHz, and how many frames of 25 ms each symbol lasts before rounding, silent ends included.
        """
        padded = torch.tensor([[0, *symbols, 0]])
        index = padded.to(self._device)
        values = self._constants | {
            "tokens": padded,
            "style": style[None],
            "speed": torch.tensor([pace], device=self._device),
            _BERT_ROWS: bert_rows[index],
            _TEXT_ROWS: text_rows[index],
        }
        frames = torch.empty(0)
        for step, over in zip(self._steps, self._over, strict=True):
            made = step.run([values[name] for name in step.given])
            values.update(zip(step.made, made if isinstance(made, tuple) else (made,), strict=False))
            if step.made[0] == _UNROUNDED:
                frames = made[0]
            for name in over:
                del values[name]
        return values[self._output], frames

    def _needed(self, every: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
        """Leave out what is replaced here: tables, alignment, and the end of the inverse transform."""
        made_by = {name: node for node in every for name in node.output}
        replaced = {_BERT_ROWS, _TEXT_ROWS, _ALIGNMENT, _NORMALISED}
        wanted: set[int] = set()
        open_names = [self._output, _DURATIONS, _OVERLAPPED, _WINDOWS]
        while open_names:
            name = open_names.pop()
            node = made_by.get(name)
            if node is not None and name not in replaced and id(node) not in wanted:
                wanted.add(id(node))
                open_names.extend(node.input)
        kept = [node for node in every if id(node) in wanted]
        return [
            *kept,
            onnx.helper.make_node("Alignment", [_DURATIONS], [_ALIGNMENT]),
            onnx.helper.make_node("Normalised", [_OVERLAPPED, _WINDOWS], [_NORMALISED]),
        ]

    def _step(self, node: onnx.NodeProto) -> Step:
        given = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        linear = None
        match node.op_type:
            case "Alignment":
                run: nodes.Run = self._aligned
            case "Normalised":
                run = self._normalised
            case "DynamicQuantizeLinear":
                one, zero = torch.ones((), device=self._device), torch.zeros((), device=self._device)
                self._constants |= dict(zip(node.output[1:], (one, zero), strict=True))
                run = _passed
            case "MatMulInteger":
                weights = self._weights(node)
                linear, run = (weights, None), lambda x: x[0] @ weights
            case "ConvInteger":
                weights, settings = self._weights(node), nodes.convolution(given)
                linear, run = (weights, settings), lambda x: fn.conv1d(x[0], weights, None, *settings)
            case "DynamicQuantizeLSTM":
                run = self._lstm(node, int(given["hidden_size"]))
            case "Floor" if node.output[0] in self._whole:
                run = _passed
            case kind:
                run = nodes.MAKERS[kind](given, self._device)
                if node.output[0] == _PITCH_OF_SOURCE:
                    run = _stopped(run)
        return Step(node.op_type, run, list(node.input), list(node.output), linear)

    def _folded(self, steps: list[Step]) -> list[Step]:
        """Compute once what depends on constants only."""
        rest = []
        for step in steps:
            if all(name in self._constants for name in step.given):
                made = step.run([self._constants[name] for name in step.given])
                self._constants |= dict(zip(step.made, made if isinstance(made, tuple) else (made,), strict=False))
            else:
                rest.append(step)
        return rest

    def _weights(self, node: onnx.NodeProto) -> Tensor:
        weights, zero = self._constants[node.input[1]].float(), self._constants[node.input[3]].float()
        if zero.ndim and node.op_type == "ConvInteger":
            zero = zero.reshape(-1, *[1] * (weights.ndim - 1))
        return (weights - zero).to(self._device)

    def _lstm(self, node: onnx.NodeProto, hidden: int) -> nodes.Run:
        def floating(at: int, step_at: int) -> Tensor:
            table, step, zero = (self._constants[node.input[i]].cpu().float() for i in (at, step_at, step_at + 1))
            if step.numel() == 2:
                step, zero = step.reshape(2, 1), zero.reshape(2, 1)
            return (table - zero[:, None]) * step[:, None]

        inner, recurrent, bias = floating(1, 8), floating(2, 10), self._constants[node.input[3]].cpu()
        # ONNX has the gates in the order input, output, forget, cell; torch input, forget, cell, output.
        order = torch.cat([torch.arange(hidden) + gate * hidden for gate in (0, 2, 3, 1)])
        lstm = torch.nn.LSTM(inner.shape[1], hidden, bidirectional=True).requires_grad_(requires_grad=False)
        values = [
            table[way]
            for way in (0, 1)
            for table in (inner.mT, recurrent.mT, bias[:, : 4 * hidden], bias[:, 4 * hidden :])
        ]
        for parameter, value in zip(lstm.parameters(), values, strict=True):
            parameter.copy_(value[order])
        # cuDNN hands gradients through only in training mode.
        lstm = lstm.to(self._device).train()

        def run(x: list[Any]) -> tuple[Tensor, None, None]:
            made, _ = lstm(x[0])
            return made.reshape(*made.shape[:2], 2, hidden).transpose(1, 2), None, None

        return run

    def _aligned(self, x: list[Any]) -> Tensor:
        frames = x[0][0].detach().long().cpu()
        owners = torch.repeat_interleave(torch.arange(len(frames)), frames).to(self._device)
        return fn.one_hot(owners, len(frames)).T.float()[None]

    @staticmethod
    def _normalised(x: list[Any]) -> Tensor:
        """Divide by the sum of the windows where the graph does: in the first 20 samples."""
        sound, windows = x
        head = sound[:, : len(windows)]
        head = torch.where(windows > 1e-11, head / windows.clamp(min=1e-11), head)
        return torch.cat([head, sound[:, len(windows) :]], dim=1)


def _passed(x: list[Any]) -> Any:
    return x[0]


def _stopped(run: nodes.Run) -> nodes.Run:
    return lambda x: run([x[0].detach(), *x[1:]])

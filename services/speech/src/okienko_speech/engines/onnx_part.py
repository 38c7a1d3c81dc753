"""A part of an ONNX model as a model of its own, between inner tensors of the whole.

The file on disk stays as its authors made it. Field numbers are those of onnx.proto
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), the wire format that of Protocol Buffers
(https://protobuf.dev/programming-guides/encoding/). Graphs inside of nodes (loops, branches) are not looked into.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_GRAPH = 7
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _TENSOR_NAME, _VALUE_NAME = 1, 2, 8, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED64: 8, _FIXED32: 4}
_FLOAT = 1


class _Field(NamedTuple):
    """A field of a message: its number, the bytes it holds where it holds any, and all of it as it is written."""

    number: int
    content: memoryview
    whole: memoryview


@dataclass(frozen=True)
class _Node:
    """What one operation reads and makes."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    written: memoryview


def part_of(model: bytes, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """Return the model that makes `outputs` of `inputs`.

    Args:
        model: A ModelProto.
        inputs: Names of inputs of the model, or of float tensors inside of it.
        outputs: Names of outputs of the model, or of float tensors inside of it.

    Raises:
        ValueError: The model is damaged, or needs more than `inputs` for `outputs`.
    """
    fields = list(_fields(memoryview(model)))
    graph = [field for top in fields if top.number == _GRAPH for field in _fields(top.content)]
    nodes = [_node(field) for field in graph if field.number == _NODE]
    needed, read = _needed(nodes, inputs, outputs)
    stored = {_name(field.content, _TENSOR_NAME): field.whole for field in graph if field.number == _INITIALIZER}
    kept = [node.written for node in needed] + [whole for name, whole in stored.items() if name in read]
    declared: set[tuple[int, str]] = set()
    for field in graph:
        if field.number in {_INPUT, _OUTPUT}:
            name = _name(field.content, _VALUE_NAME)
            if name in (inputs if field.number == _INPUT else outputs):
                declared.add((field.number, name))
                kept.append(field.whole)
        elif field.number not in {_NODE, _INITIALIZER, _VALUE_INFO}:
            kept.append(field.whole)
    made = {output for node in needed for output in node.outputs}
    lacking = sorted({*read, *outputs} - made - stored.keys() - {*inputs, ""})
    if lacking:
        raise ValueError(f"The model has nothing that makes {lacking[0]!r}.")
    for number, names in ((_INPUT, inputs), (_OUTPUT, outputs)):
        kept += [memoryview(float_value(number, name)) for name in names if (number, name) not in declared]
    head = b"".join(field.whole for field in fields if field.number != _GRAPH)
    return head + field_bytes(_GRAPH, b"".join(kept))


def declared_output(tensor: str) -> bytes:
    """Return a ModelProto with nothing but a graph with nothing but one float output."""
    return field_bytes(_GRAPH, float_value(_OUTPUT, tensor))


def float_value(number: int, name: str) -> bytes:
    """Return the field of a graph that declares a float tensor of any shape, as ValueInfoProto."""
    float_tensor = field_bytes(1, bytes([8, _FLOAT]))
    return field_bytes(number, field_bytes(1, name.encode()) + field_bytes(2, float_tensor))


def field_bytes(number: int, payload: bytes) -> bytes:
    """Return a field of a message that holds bytes, a text or another message."""
    size, length = len(payload), bytearray()
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    return bytes([number << 3 | _BYTES, *length, size]) + payload


def _needed(nodes: Sequence[_Node], inputs: Sequence[str], outputs: Sequence[str]) -> tuple[list[_Node], set[str]]:
    """Return the operations between `inputs` and `outputs` in their order, and the names of all that they read."""
    makers = {output: index for index, node in enumerate(nodes) for output in node.outputs}
    kept: set[int] = set()
    read: set[str] = set()
    open_names = list(outputs)
    while open_names:
        name = open_names.pop()
        index = makers.get(name)
        if name in inputs or index is None or index in kept:
            continue
        kept.add(index)
        read.update(nodes[index].inputs)
        open_names += nodes[index].inputs
    return [nodes[index] for index in sorted(kept)], read


def _node(field: _Field) -> _Node:
    parts = list(_fields(field.content))
    names = {
        number: tuple(str(part.content, "utf-8") for part in parts if part.number == number)
        for number in (_NODE_INPUT, _NODE_OUTPUT)
    }
    return _Node(names[_NODE_INPUT], names[_NODE_OUTPUT], field.whole)


def _name(message: memoryview, number: int) -> str:
    return next((str(field.content, "utf-8") for field in _fields(message) if field.number == number), "")


def _fields(message: memoryview) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        begin = at
        tag, at = _varint(message, at)
        kind, content = tag & 7, message[:0]
        if kind == _VARINT:
            _, at = _varint(message, at)
        elif kind == _BYTES:
            size, at = _varint(message, at)
            content = message[at : at + size]
            at += size
        elif kind in _FIXED_SIZES:
            at += _FIXED_SIZES[kind]
        else:
            raise ValueError("The model is damaged.")
        if at > len(message):
            raise ValueError("The model is cut off.")
        yield _Field(tag >> 3, content, message[begin:at])


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise ValueError("The model is cut off.")

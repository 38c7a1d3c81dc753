"""A Piper voice of a few hundred bytes is written by hand: its sound is its own symbols, each repeated 256 times.

The bytes follow https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, so that the test needs no asset.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from okienko_speech.engines.engine import EngineError
from okienko_speech.engines.espeak import EspeakProcess
from okienko_speech.engines.onnx_part import field_bytes
from okienko_speech.engines.piper import Piper
from okienko_speech.installed import install
from okienko_speech.reading import phrases_of, trial_gain

_FLOAT, _INT64 = 1, 7
_SOUNDS = "abcdefghijklmnoprstuvwxyzɛɔɨɕʑʃʒɲŋɡ̃ˈ "


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _value(name: str, kind: int, *shape: int | str) -> bytes:
    sizes = b"".join(
        field_bytes(1, _number(1, size) if isinstance(size, int) else field_bytes(2, size.encode())) for size in shape
    )
    return field_bytes(1, name.encode()) + field_bytes(2, field_bytes(1, _number(1, kind) + field_bytes(2, sizes)))


def _node(kind: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    named = b"".join(field_bytes(1, each.encode()) for each in inputs)
    return named + field_bytes(2, output.encode()) + field_bytes(4, kind.encode()) + attribute


def _attribute(name: str, value: int) -> bytes:
    return field_bytes(5, field_bytes(1, name.encode()) + _number(3, value) + _number(20, 2))


def _constant(name: str, *values: int) -> bytes:
    body = _number(1, len(values)) + _number(2, _INT64)
    return body + b"".join(_number(7, value) for value in values) + field_bytes(8, name.encode())


def write_voice(folder: Path, name: str = "pl_PL-tiny") -> None:
    """Write `name.onnx` and its configuration."""
    column, row = "column", "/Ceil_output_0"
    nodes = [
        _node("Cast", ["input"], row, _attribute("to", _FLOAT)),
        _node("Reshape", [row, "as_column"], column),
        _node("Tile", [column, "times"], "tiled"),
        _node("Reshape", ["tiled", "as_row"], "long"),
        _node("Reciprocal", ["hundreds"], "small"),
        _node("Mul", ["long", "small"], "output"),
    ]
    hundreds = _number(1, 1) + _number(2, _FLOAT) + field_bytes(9, b"\x00\x00\x48\x43") + field_bytes(8, b"hundreds")
    constants = [
        _constant("as_column", -1 & (1 << 64) - 1, 1),
        _constant("times", 1, 256),
        _constant("as_row", 1, -1 & (1 << 64) - 1),
    ]
    graph = b"".join(field_bytes(1, node) for node in nodes) + field_bytes(2, b"tiny")
    graph += b"".join(field_bytes(5, each) for each in (*constants, hundreds))
    for each in (_value("input", _INT64, 1, "n"), _value("input_lengths", _INT64, 1), _value("scales", _FLOAT, 3)):
        graph += field_bytes(11, each)
    graph += field_bytes(12, _value("output", _FLOAT, 1, "samples"))
    model = _number(1, 8) + field_bytes(7, graph) + field_bytes(8, field_bytes(1, b"") + _number(2, 17))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(model)
    symbols = {"_": [0], "^": [1], "$": [2]} | {sound: [3 + at] for at, sound in enumerate(_SOUNDS)}
    config = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "pl"},
        "phoneme_type": "espeak",
        "phoneme_id_map": symbols,
        "language": {"code": "pl_PL"},
        "dataset": "tiny",
    }
    (folder / f"{name}.onnx.json").write_text(json.dumps(config), "utf-8")


WORDS = phrases_of("Dzień dobry, mam 2 pytania.", "pl")[0].words


def test_voice_dropped_into_the_folder_becomes_the_default(tmp_path: Path) -> None:
    write_voice(tmp_path)
    book = install(tmp_path, 1)
    assert book.default("pl").voice.name == "pl_PL-tiny"
    assert np.isfinite(trial_gain(book.default("pl")))
    book.engines[-1].close()


def test_marks_come_from_the_durations_inside_the_network(tmp_path: Path, espeak: EspeakProcess) -> None:
    write_voice(tmp_path)
    speech = Piper(tmp_path / "pl_PL-tiny.onnx", espeak, 1).speak(WORDS, 1.0)
    assert len(speech.word_starts) == len(WORDS) == 5
    assert list(speech.word_starts) == sorted(set(speech.word_starts))
    assert 0 < speech.word_starts[0] < speech.word_starts[-1] < len(speech.samples) / 22_050


def test_configuration_without_its_parts_is_told_in_a_sentence(tmp_path: Path, espeak: EspeakProcess) -> None:
    write_voice(tmp_path)
    (tmp_path / "pl_PL-tiny.onnx.json").write_text("{}")
    with pytest.raises(EngineError, match="not the configuration of a Piper voice"):
        Piper(tmp_path / "pl_PL-tiny.onnx", espeak, 1)


def test_configuration_may_stand_beside_the_model_under_either_name(tmp_path: Path, espeak: EspeakProcess) -> None:
    write_voice(tmp_path)
    (tmp_path / "pl_PL-tiny.onnx.json").rename(tmp_path / "pl_PL-tiny.json")
    assert Piper(tmp_path / "pl_PL-tiny.onnx", espeak, 1).voice.language == "pl"

"""Parts of a model of three operations, which is written by hand as `test_piper` does."""

import numpy as np
import onnxruntime
import pytest
from okienko_speech.engines.onnx_part import field_bytes, float_value, part_of

_NODE, _INPUT, _OUTPUT = 1, 11, 12


def _node(kind: str, inputs: list[str], output: str) -> bytes:
    named = b"".join(field_bytes(1, each.encode()) for each in inputs)
    return field_bytes(_NODE, named + field_bytes(2, output.encode()) + field_bytes(4, kind.encode()))


@pytest.fixture
def model() -> bytes:
    """Return |a| → its root → that plus b."""
    graph = b"".join(
        (
            _node("Abs", ["a"], "size"),
            _node("Sqrt", ["size"], "root"),
            _node("Add", ["root", "b"], "sum"),
            field_bytes(2, b"roots"),
            float_value(_INPUT, "a"),
            float_value(_INPUT, "b"),
            float_value(_OUTPUT, "sum"),
        )
    )
    # IR version 8, operators as of version 17.
    return b"\x08\x08" + field_bytes(8, b"\x10\x11") + field_bytes(7, graph)


def _run(model: bytes, **given: float) -> list[float]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    assert sorted(one.name for one in session.get_inputs()) == sorted(given)
    feed = {name: np.asarray([value], np.float32) for name, value in given.items()}
    return [float(one[0]) for one in session.run(None, feed)]


def test_two_parts_do_what_the_whole_does(model: bytes) -> None:
    assert _run(model, a=-9.0, b=1.0) == [4.0]
    assert _run(part_of(model, ["a"], ["root"]), a=-9.0) == [3.0]
    assert _run(part_of(model, ["root", "b"], ["sum"]), root=3.0, b=1.0) == [4.0]
    assert _run(part_of(model, ["a"], ["size", "root"]), a=-9.0) == [9.0, 3.0]


def test_what_a_part_lacks_is_named(model: bytes) -> None:
    with pytest.raises(ValueError, match="nothing that makes 'b'"):
        part_of(model, ["root"], ["sum"])
    with pytest.raises(ValueError, match="nothing that makes 'other'"):
        part_of(model, ["a"], ["other"])


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_model_that_is_cut_off_is_refused(model: bytes, share: float) -> None:
    with pytest.raises(ValueError, match=r"cut off|damaged"):
        part_of(model[: round(len(model) * share)], ["a"], ["root"])

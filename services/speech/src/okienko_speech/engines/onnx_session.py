"""ONNX Runtime sessions that also hand out how long each symbol lasts.

The exported voices compute the durations but do not declare them as an output. Protocol Buffers merge concatenated
messages (https://protobuf.dev/programming-guides/encoding/#last-one-wins), so a few bytes behind the model's own declare
one more output; the file on disk stays as its authors made it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import onnxruntime

from okienko_speech.engines.engine import EngineError
from okienko_speech.engines.onnx_part import declared_output, part_of


def open_session(
    path: Path,
    threads: int,
    declare: str = "",
    tables: Mapping[str, onnxruntime.OrtValue] | None = None,
    part: tuple[Sequence[str], Sequence[str]] | None = None,
) -> onnxruntime.InferenceSession:
    """Load a model for the CPU.

    Args:
        path: The .onnx file.
        threads: Threads that work on one phrase.
        declare: Name of an inner float tensor to hand out as a further, last output; left out where the model lacks it.
        tables: Weights that take the place of the file's own, by name. The session reads them where they lie: the
            caller keeps them as long as the session, or the process crashes.
        part: Names of the tensors between which the model is loaded; absent for the whole.

    Raises:
        EngineError: The file is missing or is no model.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads sleep: the machine is shared with four other services.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    for name, table in (tables or {}).items():
        options.add_initializer(name, table)
    providers = ["CPUExecutionProvider"]
    try:
        model = path.read_bytes()
        if part:
            model = part_of(model, *part)
        if declare and declare.encode() in model:
            return onnxruntime.InferenceSession(model + declared_output(declare), options, providers=providers)
        return onnxruntime.InferenceSession(model, options, providers=providers)
    except OSError as error:
        raise EngineError(f"The voice model {path} cannot be read: {error.strerror}.") from error
    except Exception as error:  # ONNX Runtime's own exceptions share no base class
        raise EngineError(f"{path} is not a voice model that ONNX Runtime can load. Fetch the file again.") from error


def shrinking() -> onnxruntime.RunOptions:
    """Return options of a run after which the memory arena gives back what it does not need.

    The arena itself stays on: without it a phrase of 8 s costs Kokoro 1,640 MB at its peak, with it 440 MB (measured).
    """
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options

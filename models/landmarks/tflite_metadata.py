"""Add the metadata to a TFLite image model without which MediaPipe Tasks refuses to load it.

MediaPipe's own writer (`mediapipe.tasks.python.metadata`) needs its whole environment with numpy below 2. The two schema
modules that it is built on need `flatbuffers` alone, so they are loaded from the files by themselves. What is written is what
`MetadataWriter.create(model).add_image_input([0.0], [255.0]).populate()` of mediapipe 0.10.21 writes.
"""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

MINIMUM_PARSER_VERSION = "1.0.0"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        msg = f"{path} cannot be loaded as a Python module."
        raise ImportError(msg)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _tensor(metadata: Any, name: bytes) -> Any:
    tensor = metadata.TensorMetadataT()
    tensor.name = name.decode()
    return tensor


def _image_input(metadata: Any) -> Any:
    """Describe an RGB input that takes byte values divided by 255."""
    tensor = metadata.TensorMetadataT()
    tensor.name = "image"
    tensor.description = "Input image to be processed."
    properties = metadata.ImagePropertiesT()
    properties.colorSpace = metadata.ColorSpaceType.RGB
    content = metadata.ContentT()
    content.contentPropertiesType = metadata.ContentProperties.ImageProperties
    content.contentProperties = properties
    tensor.content = content
    options = metadata.NormalizationOptionsT()
    options.mean, options.std = [0.0], [255.0]
    unit = metadata.ProcessUnitT()
    unit.optionsType = metadata.ProcessUnitOptions.NormalizationOptions
    unit.options = options
    tensor.processUnits = [unit]
    stats = metadata.StatsT()
    stats.max, stats.min = [1.0], [0.0]
    tensor.stats = stats
    return tensor


def with_image_metadata(model: bytes, schemas: Path) -> bytes:
    """Return the model with metadata that describes its single image input.

    Args:
        model: A TFLite model with one image input.
        schemas: Folder with `schema_py_generated.py` and `metadata_schema_py_generated.py`.

    Returns:
        The model with a `TFLITE_METADATA` buffer, otherwise unchanged.

    Raises:
        ImportError: The schema modules or `flatbuffers` are missing.
    """
    import flatbuffers  # here, so that the caller reports a missing one as a sentence

    schema: Any = _load(schemas / "schema_py_generated.py")
    metadata: Any = _load(schemas / "metadata_schema_py_generated.py")
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    graph = tree.subgraphs[0]

    described = metadata.SubGraphMetadataT()
    described.inputTensorMetadata = [_image_input(metadata)]
    described.outputTensorMetadata = [_tensor(metadata, graph.tensors[i].name) for i in graph.outputs]
    root = metadata.ModelMetadataT()
    root.subgraphMetadata = [described]
    root.minParserVersion = MINIMUM_PARSER_VERSION
    builder = flatbuffers.Builder(0)
    builder.Finish(root.Pack(builder), b"M001")

    buffer = schema.BufferT()
    buffer.data = builder.Output()
    tree.buffers.append(buffer)
    field = schema.MetadataT()
    field.name, field.buffer = "TFLITE_METADATA", len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), field]
    packed = flatbuffers.Builder(0)
    packed.Finish(tree.Pack(packed), b"TFL3")
    return bytes(packed.Output())

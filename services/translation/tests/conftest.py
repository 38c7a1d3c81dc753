"""Real `.argosmodel` packages that translate word for word, by hand-set weights: no training, no download.

A transformer with one layer whose cross-attention looks from target position t to source position t and whose projection
maps a source word to its translation. CTranslate2 runs it like any other package.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import ctranslate2  # type: ignore[import-untyped]  # ships no types
import numpy as np
import pytest
import sentencepiece

LONGEST = 48
SHARPNESS = 30.0


def _build_package(
    folder: Path, source: str, target: str, words: Mapping[str, str], *, name: str | None = None, version: str = "1.0"
) -> Path:
    """Write `translate-<source>_<target>.argosmodel` into `folder`; `words` maps every known word to its translation."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = name or f"translate-{source}_{target}"
    metadata = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
    }
    files = {
        f"{stem}/metadata.json": json.dumps(metadata).encode(),
        f"{stem}/sentencepiece.model": _tokenizer(list(words)),
        **{f"{stem}/model/{file}": content for file, content in _model(words).items()},
    }
    path = folder / f"{stem}.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


def _tokenizer(words: list[str]) -> bytes:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(words)] * 3),
        model_writer=model,
        model_type="word",
        vocab_size=len(set(words)) + 3,
        character_coverage=1.0,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    return model.getvalue()


def _model(words: Mapping[str, str]) -> dict[str, bytes]:
    pieces = {f"▁{word}": f"▁{translation}" for word, translation in words.items()}
    vocabulary = ["<unk>", "<s>", "</s>", *sorted({*pieces, *pieces.values()})]
    index = {piece: number for number, piece in enumerate(vocabulary)}
    size, width = len(vocabulary), -(-(len(vocabulary) + LONGEST) // 8) * 8
    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), 1)
    spec.config.add_source_eos = True
    tokens = np.zeros((size, width), np.float32)
    tokens[np.arange(size), np.arange(size)] = 1
    positions = np.zeros((LONGEST, width), np.float32)
    positions[np.arange(LONGEST), size + np.arange(LONGEST)] = 1
    identity, nothing = np.eye(width, dtype=np.float32), np.zeros((width, width), np.float32)
    only_tokens = np.diag((np.arange(width) < size).astype(np.float32))
    only_positions = identity - only_tokens

    for stack, embeddings in ((spec.encoder, spec.encoder.embeddings[0]), (spec.decoder, spec.decoder.embeddings)):
        embeddings.weight = tokens if stack is spec.encoder else np.zeros_like(tokens)
        stack.scale_embeddings = False
        stack.position_encodings.encodings = positions
        layer = stack.layer[0]
        _norms(width, stack.layer_norm, layer.self_attention.layer_norm, layer.ffn.layer_norm)
        _linear(layer.self_attention.linear[0], np.vstack([nothing] * 3))
        _linear(layer.self_attention.linear[1], nothing)
        _linear(layer.ffn.linear_0, nothing)
        _linear(layer.ffn.linear_1, nothing)
    cross = spec.decoder.layer[0].attention
    _norms(width, cross.layer_norm)
    _linear(cross.linear[0], only_positions * SHARPNESS)
    _linear(cross.linear[1], np.vstack([only_positions, only_tokens]))
    _linear(cross.linear[2], only_tokens * SHARPNESS)
    projection = np.zeros((size, width), np.float32)
    for piece, translation in {**pieces, "</s>": "</s>", "<unk>": "<unk>"}.items():
        projection[index[translation], index[piece]] = SHARPNESS
    _linear(spec.decoder.projection, projection)

    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    with tempfile.TemporaryDirectory() as scratch:
        spec.save(scratch)
        return {path.name: path.read_bytes() for path in Path(scratch).iterdir()}


def _norms(width: int, *norms: Any) -> None:
    for norm in norms:
        norm.gamma = np.ones(width, np.float32)
        norm.beta = np.zeros(width, np.float32)


def _linear(layer: Any, weight: np.ndarray) -> None:
    layer.weight = np.ascontiguousarray(weight, np.float32)
    layer.bias = np.zeros(weight.shape[0], np.float32)


@pytest.fixture(scope="session")
def build_package() -> Callable[..., Path]:
    return _build_package


def _build_model_folder(
    folder: Path, words: Mapping[str, str], metadata: Mapping[str, str] | None = None, *, separate: bool = False
) -> Path:
    """Write a model as `ct2-transformers-converter` leaves it; it ends sentences only where the caller says so."""
    folder.mkdir(parents=True, exist_ok=True)
    files = _model(words)
    config = json.loads(files["config.json"])
    assert config["add_source_eos"]
    files["config.json"] = json.dumps({**config, "add_source_eos": False}).encode()
    if separate:
        vocabulary = files.pop("shared_vocabulary.json")
        files |= {"source_vocabulary.json": vocabulary, "target_vocabulary.json": vocabulary}
    files |= {"source.spm": _tokenizer(list(words)), "target.spm": _tokenizer(list(words.values()))}
    if metadata is not None:
        files["metadata.json"] = json.dumps(metadata).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def build_model_folder() -> Callable[..., Path]:
    return _build_model_folder


@pytest.fixture
def write_tmx(tmp_path: Path) -> Callable[[Iterable[tuple[str, str]]], Path]:
    """Write pairs, Polish and English, as `<tmp_path>/memory/town.tmx` and return the folder."""

    def write(pairs: Iterable[tuple[str, str]], name: str = "town") -> Path:
        units = "".join(
            f'<tu><tuv xml:lang="pl"><seg>{escape(pl)}</seg></tuv><tuv xml:lang="en"><seg>{escape(en)}</seg></tuv></tu>'
            for pl, en in pairs
        )
        folder = tmp_path / "memory"
        folder.mkdir(exist_ok=True)
        content = f'<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header/><body>{units}</body></tmx>'
        (folder / f"{name}.tmx").write_text(content, encoding="utf-8")
        return folder

    return write

"""From trained weights to an Argos package: `python argos_package.py --weights pl_en.npz --vocabulary vocabulary.model … `.

The package is what Argos Translate reads: `metadata.json`, `sentencepiece.model`, `model/`, and a README with the attribution.
`words_….txt`, `names.txt` and `stems.txt` beside them list what training showed, for the service's checks; other programs leave them alone.
"""

import argparse
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
import sentencepiece
from trained_weights import Shape, Weights, load, sinusoids

_NAMES = {"pl": "Polish", "en": "English"}
# The same content makes the same file.
_MOMENT = (2026, 1, 1, 0, 0, 0)
_ABOUT = """Polish–English translation for short sentences at a town's counter, made for Okienko (EUPL-1.2).

Trained on sentences written for Okienko and on sentence pairs of Tatoeba (https://tatoeba.org, CC BY 2.0 FR).
"""


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pair", required=True, help="for example pl_en")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--prepared", type=Path, required=True, help="folder that prepare.py wrote")
    parser.add_argument("--version", default="1.0")
    parser.add_argument("--output", type=Path, required=True, help="folder for the package")
    parser.add_argument("--calibration", type=Path, help="what tune.py wrote")
    chosen = parser.parse_args()
    calibration = json.loads(chosen.calibration.read_text(encoding="utf-8")) if chosen.calibration else {}
    path = build(chosen.pair, chosen.weights, chosen.prepared, chosen.version, chosen.output, calibration)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def build(
    pair: str,
    weights: Path,
    prepared: Path,
    version: str,
    folder: Path,
    calibration: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
) -> Path:
    """Write `translate-<pair>.argosmodel` into `folder` and return its path.

    Args:
        pair: source and target, for example "pl_en".
        weights: what training wrote.
        prepared: folder with `vocabulary.model` and the lists of known words.
        version: of the package.
        folder: where the package goes; made where it is missing.
        calibration: what tune.py wrote, by pair.
    """
    source, target = pair.split("_")
    vocabulary = (prepared / "vocabulary.model").read_bytes()
    arrays, shape, record = load(weights)
    metadata = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": _NAMES[source],
        "to_code": target,
        "to_name": _NAMES[target],
        "family": f"okienko-{version}",
        "calibration": calibration.get(pair, {}),
        "training": record,
    }
    files = {
        "metadata.json": json.dumps(metadata, indent=1).encode(),
        "README.md": _ABOUT.encode(),
        "sentencepiece.model": vocabulary,
        "words_source.txt": (prepared / f"words_{source}.txt").read_bytes(),
        "words_target.txt": (prepared / f"words_{target}.txt").read_bytes(),
        "names.txt": (prepared / f"names_{pair}.txt").read_bytes(),
        "stems.txt": _turned((prepared / "stems.txt").read_text(encoding="utf-8"), source == "pl").encode(),
    }
    with tempfile.TemporaryDirectory() as scratch:
        specification(arrays, shape, pieces(vocabulary)).save(scratch)
        files |= {f"model/{path.name}": path.read_bytes() for path in sorted(Path(scratch).iterdir())}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"translate-{pair}.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(f"translate-{pair}/{name}", _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return path


def _turned(lines: str, straight: bool) -> str:
    """Return the stems with the source's first; the file has Polish first."""
    pairs = (line.split("\t") for line in lines.splitlines())
    return lines if straight else "".join(f"{english}\t{polish}\n" for polish, english in pairs)


def pieces(model: bytes) -> list[str]:
    """Return the pieces of a SentencePiece model by number."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def specification(weights: Weights, shape: Shape, vocabulary: list[str]) -> Any:
    """Return the network as CTranslate2 describes it, in int8."""
    spec = ctranslate2.specs.TransformerSpec.from_config((shape.encoder_layers, shape.decoder_layers), shape.heads)
    spec.config.add_source_eos = True
    embedding = weights["embedding.weight"]
    positions = sinusoids(shape.positions, shape.width)
    for stack, embeddings in ((spec.encoder, spec.encoder.embeddings[0]), (spec.decoder, spec.decoder.embeddings)):
        embeddings.weight = embedding
        stack.scale_embeddings = True
        stack.position_encodings.encodings = positions
    _norm(spec.encoder.layer_norm, weights, "encoder_norm")
    _norm(spec.decoder.layer_norm, weights, "decoder_norm")
    for number, layer in enumerate(spec.encoder.layer):
        _self_attention(layer.self_attention, weights, f"encoder.{number}.attention")
        _feed_forward(layer.ffn, weights, f"encoder.{number}.feed_forward")
    for number, layer in enumerate(spec.decoder.layer):
        _self_attention(layer.self_attention, weights, f"decoder.{number}.attention")
        cross = f"decoder.{number}.cross"
        _norm(layer.attention.layer_norm, weights, f"{cross}.norm")
        for linear, name in zip(layer.attention.linear, ("query", "key_value", "out"), strict=True):
            _linear(linear, weights, f"{cross}.{name}")
        _feed_forward(layer.ffn, weights, f"decoder.{number}.feed_forward")
    spec.decoder.projection.weight = embedding
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _self_attention(attention: Any, weights: Weights, name: str) -> None:
    _norm(attention.layer_norm, weights, f"{name}.norm")
    for part in ("weight", "bias"):
        joined = [weights[f"{name}.query.{part}"], weights[f"{name}.key_value.{part}"]]
        setattr(attention.linear[0], part, _plain(np.concatenate(joined)))
    _linear(attention.linear[1], weights, f"{name}.out")


def _feed_forward(layer: Any, weights: Weights, name: str) -> None:
    _norm(layer.layer_norm, weights, f"{name}.norm")
    _linear(layer.linear_0, weights, f"{name}.inner")
    _linear(layer.linear_1, weights, f"{name}.out")


def _linear(layer: Any, weights: Weights, name: str) -> None:
    layer.weight, layer.bias = _plain(weights[f"{name}.weight"]), weights[f"{name}.bias"]


def _norm(layer: Any, weights: Weights, name: str) -> None:
    layer.gamma, layer.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _plain(weight: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.ascontiguousarray(weight, np.float32)


if __name__ == "__main__":
    main()

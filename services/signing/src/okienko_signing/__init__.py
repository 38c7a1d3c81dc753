"""Signed versions of texts: human recordings where they exist, else signs composed from an authored lexicon."""

import os

# ONNX Runtime, which the evaluation imports, otherwise reports to its maker (docs/privacy.md).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

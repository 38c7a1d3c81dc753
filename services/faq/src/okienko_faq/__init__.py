"""Okienko's FAQ service: knows the town's answers, and is the only service that does."""

import os

# OpenBLAS reads this when NumPy loads, so it comes before everything else. With its own threads one product of a question
# with 2,700 vectors took 14 ms of CPU on two busy cores, without them 0.4 ms.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# ONNX Runtime 1.32.0 looks up its maker's collector within 25 s of the first session and writes a device id to the home
# folder (watched with strace). Only this variable, set before the import, prevents both.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

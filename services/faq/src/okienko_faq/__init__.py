"""Okienko's FAQ service: knows the town's answers, and is the only service that does."""

import os

# OpenBLAS reads this when NumPy loads, so it comes before everything else. With its own threads one product of a question
# with 2,700 vectors took 14 ms of CPU on two busy cores, without them 0.4 ms.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

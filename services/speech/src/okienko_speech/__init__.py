"""Speech service of Okienko."""

import os

# ONNX Runtime 1.32.0 looks up its maker's collector within 25 s of the first session and writes a device id to the home
# folder (watched with strace). Only this variable, set before the import, prevents both.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

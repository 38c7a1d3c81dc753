"""Every package that uses ONNX Runtime silences its reports to its maker before it can be imported."""

import os
import subprocess
import sys

import pytest
from okienko_stack import REPOSITORY

USERS = sorted(
    {
        path.relative_to(folder).parts[0]
        for folder in REPOSITORY.glob("services/*/src")
        for path in folder.rglob("*.py")
        if "import onnxruntime" in path.read_text(encoding="utf-8")
    }
)


def test_there_are_users() -> None:
    assert {"okienko_faq", "okienko_recognition", "okienko_speech"} <= set(USERS)


@pytest.mark.parametrize("package", USERS)
def test_a_package_that_uses_onnx_runtime_silences_it_first(package: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    script = f"import os, {package}; print(os.environ.get('ORT_DISABLE_TELEMETRY'))"
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "1"

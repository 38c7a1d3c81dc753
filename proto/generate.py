"""Generates the Python stubs of every contract into proto/python (`make proto`).

The folder appears whole: a broken contract leaves the previous stubs in place.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "python" / "okienko"


def generate() -> None:
    """Run protoc with the grpc and mypy plug-ins.

    Raises:
        SystemExit: a contract does not compile; protoc's own message stands above.
    """
    contracts = sorted(str(path.relative_to(HERE)) for path in (HERE / "okienko").rglob("*.proto"))
    with tempfile.TemporaryDirectory(dir=HERE / "python") as folder:
        command = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={HERE}"]
        command += [f"--{kind}_out={folder}" for kind in ("python", "grpc_python", "mypy", "mypy_grpc")]
        if subprocess.run([*command, *contracts], check=False, env=_environment()).returncode:
            raise SystemExit(
                "proto: a contract does not compile; mend the file named above and run `make proto` again."
            )
        shutil.rmtree(TARGET, ignore_errors=True)
        Path(folder, "okienko").rename(TARGET)


def _environment() -> dict[str, str]:
    # protoc finds its mypy plug-ins beside the interpreter.
    return {"PATH": str(Path(sys.executable).parent)}


if __name__ == "__main__":
    generate()

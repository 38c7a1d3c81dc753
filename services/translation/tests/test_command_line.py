import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an administrator would, in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
    command = [sys.executable, "-m", "okienko_translation", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_installs_and_lists_packages(tmp_path: Path, build_package: Callable[..., Path]) -> None:
    file = build_package(tmp_path, "pl", "en", {"Dzień": "Good", "dobry.": "morning."})
    installed = run(tmp_path, "install-package", str(file))
    assert installed.returncode == 0
    assert "A running service uses it at once." in installed.stdout
    listed = run(tmp_path, "list-packages").stdout.splitlines()
    assert listed[0] == "pl to en: model installed (0 segments in the memory)"
    assert "python -m okienko_translation install-package translate-en_pl.argosmodel" in listed[1]


def test_says_why_a_package_is_not_installed(tmp_path: Path) -> None:
    done = run(tmp_path, "install-package", "none.argosmodel")
    assert done.returncode == 1
    assert "There is no file none.argosmodel" in done.stderr
    assert "Traceback" not in done.stderr

"""The recipe that assembles the landmark models, run without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RECIPE = ROOT / "models" / "landmarks" / "assemble.py"
PARTS = ROOT / ".local" / "models" / "parts"
BUNDLES = ("hand_landmarker.task", "pose_landmarker_lite.task")
needs_parts = pytest.mark.skipif(
    not PARTS.is_dir(), reason="The landmark models have not been assembled; run `make models`."
)


def assemble(output: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    offline = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(cache), "PIP_NO_INDEX": "1", "npm_config_offline": "true"}
    environment = {**os.environ, **offline, "npm_config_cache": str(cache)}
    command = [sys.executable, "-B", str(RECIPE), "--output", str(output)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@needs_parts
def test_kept_parts_are_enough_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "models"
    shutil.copytree(PARTS, output / "parts")
    assert assemble(output, tmp_path / "cache").returncode == 0
    before = {name: (output / name).stat().st_mtime_ns for name in BUNDLES}
    again = assemble(output, tmp_path / "cache")
    assert again.returncode == 0
    assert {name: (output / name).stat().st_mtime_ns for name in BUNDLES} == before


@needs_parts
def test_a_damaged_part_is_never_used(tmp_path: Path) -> None:
    output = tmp_path / "models"
    shutil.copytree(PARTS, output / "parts")
    (output / "parts" / "hand_landmark_full.tflite").write_bytes(b"damaged")
    assert assemble(output, tmp_path / "cache").returncode == 1
    assert not (output / "hand_landmarker.task").exists()


def test_an_unreachable_registry_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = assemble(tmp_path / "models", tmp_path / "cache")
    assert done.returncode == 1
    assert "could not be reached" in done.stderr
    assert "Traceback" not in done.stderr

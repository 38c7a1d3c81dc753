"""Webcam footage: a signer that Okienko renders itself, and real hands where the recordings are at hand."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from leaks import JPEG_START
from okienko_stack import REPOSITORY
from PIL import Image, ImageSequence

RECORDINGS = REPOSITORY.parent / "shared/data/pjm/media/clips"
SIZE = (640, 480)
FRAMES_PER_SECOND = 30
# The recordings begin and end with the hand moving in and out; a resident holds a letter a little longer than they do.
HELD_REPEATS = 3


def pictures(path: Path) -> list[bytes]:
    """Cut a Motion JPEG file into its pictures."""
    return [JPEG_START + part for part in path.read_bytes().split(JPEG_START)[1:]]


def render_spelling(word: str, folder: Path) -> Path:
    """Render a word in the finger alphabet, each letter held, as a Motion JPEG file."""
    path = folder / f"{word}.mjpeg"
    command = [sys.executable, "-m", "okienko_signing", "render", f"#{word}", "--output", str(path)]
    options = ["--fingerspell-hold", "1.2", "--lead", "1", "--frame-rate", str(FRAMES_PER_SECOND)]
    subprocess.run([*command, *options], check=True, cwd=REPOSITORY, timeout=240, stdout=subprocess.DEVNULL)
    return path


def join_recordings(names: list[str], folder: Path) -> Path:
    """Join recorded letters into one Motion JPEG file, each clip's middle played slowly, on a plain ground."""
    path = folder / "-".join(names)
    path = path.with_suffix(".mjpeg")
    with path.open("wb") as file:
        for name in names:
            frames = [_fitted(frame) for frame in ImageSequence.Iterator(Image.open(RECORDINGS / f"{name}.webp"))]
            for frame in frames:
                for _ in range(HELD_REPEATS * FRAMES_PER_SECOND // 10):
                    frame.save(file, "JPEG", quality=90)
            empty = Image.fromarray(np.full((SIZE[1], SIZE[0], 3), 200, np.uint8))
            for _ in range(FRAMES_PER_SECOND):
                empty.save(file, "JPEG", quality=90)
    return path


def _fitted(frame: Image.Image) -> Image.Image:
    picture = frame.convert("RGB")
    scale = min(SIZE[0] / picture.width, SIZE[1] / picture.height)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    ground = Image.new("RGB", SIZE, (200, 200, 200))
    ground.paste(picture, ((SIZE[0] - picture.width) // 2, (SIZE[1] - picture.height) // 2))
    return ground

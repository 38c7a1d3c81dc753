"""Says which of the images that come from outside are named by a tag alone: `python base_images.py`; none, and it ends with 0.

A tag is whatever its owner says today. Digests cannot be looked up without the registry, so a checkout has tags, and `make images`
wants digests.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

LIST = Path(__file__).resolve().parents[1] / "base-images.env"


def images(text: str) -> dict[str, str]:
    """Return the images of a list by variable.

    Raises:
        ValueError: a line is none, or a name is no image with a tag and, perhaps, a digest.
    """
    found = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"(OKIENKO_[A-Z]+_IMAGE)=([\w./-]+:[\w.-]+(@sha256:[0-9a-f]{64})?)", line)
        if match is None:
            msg = f"{LIST.name}: {line!r} is no image; expected e.g. OKIENKO_NODE_IMAGE=node:24-bookworm-slim@sha256:…"
            raise ValueError(msg)
        found[match[1]] = match[2]
    return found


def movable(found: Mapping[str, str]) -> list[str]:
    """Return a sentence for each image without a digest."""
    return [
        f"{name} is {image}, which can be another tomorrow. Look at it, then write its digest behind it: "
        f"docker buildx imagetools inspect {image} --format '{{{{.Manifest.Digest}}}}'"
        for name, image in found.items()
        if "@" not in image
    ]


def main() -> int:
    """Print what is missing."""
    sentences = movable(images(LIST.read_text(encoding="utf-8")))
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The small generated town of conftest.py in two layers: a national pack "kraj" and the town that extends it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

WriteLayers = Callable[..., Path]
"""`write(overlay, town, national, places, related)`; see `write_layers` in conftest.py."""

KINDS = {"ratusz": {"pl": "Ratusz", "en": "Town hall"}, "usc": {"pl": "Urząd Stanu Cywilnego", "en": "Civil registry"}}


def dump(path: Path, value: Any) -> None:
    """Write `value` as YAML, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")

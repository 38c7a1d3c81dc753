"""Names of pictures that the front end can draw."""

import re
from pathlib import Path

_TABLE = re.compile(r"CONTENT_PICTURES[^{]*\{(.*?)\n\};", re.DOTALL)
_NAME = re.compile(r"^\s*'?([a-z0-9-]+)'?\s*(?::|,\s*$)", re.MULTILINE)


def known_icons(pictures: Path) -> frozenset[str] | None:
    """Return the names in the front end's table of pictures, or None where its source is not at hand."""
    if not pictures.exists():
        return None
    table = _TABLE.search(pictures.read_text(encoding="utf-8"))
    return frozenset(_NAME.findall(table[1])) if table else None

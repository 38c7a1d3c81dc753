"""Write the grammar for the translation service, which recognises sentences by it and says them in the other language.

python models/translation/grammar/serving.py                          # writes weights/templates.json.gz anew

The file holds, gzipped JSON, `digest` of the files it was made of; `synonyms`, other wordings and what they stand for, by language; and
`categories`: for each its productions, each a pair of class and forms, `{"pl acc": ["akt urodzenia"], "en the": ["the birth certificate"]}`.
"""

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import load
from productions import FRAMES, Grammar, Production

FOLDER = Path(__file__).resolve().parent
FILE = FOLDER.parent / "weights" / "templates.json.gz"
_SYNONYMS = (FOLDER / "synonyms.txt", FOLDER / "synonyms_serving.txt")
_REFERENCE = re.compile(r"\{[^|{}]+\|([^|{}#]+)(?:#[^|{}]*)?\|([^|{}]*)\}")
_TOP = ("pl ~mm", "pl ~fm", "pl ~mf", "pl ~ff", "en ")
# What may stand before or behind any sentence; the service reads it by these names.
_ADDED = ("Opening", "Ending", "EndingTime")


def digest() -> str:
    """Return the digest of all files that decide what is written."""
    parts = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("frames/*.txt"), *FOLDER.glob("words/*.txt"), *_SYNONYMS])
    return sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def read_digest(path: Path) -> str:
    """Return the digest in a file written earlier."""
    return str(json.loads(gzip.decompress(path.read_bytes()))["digest"])


def compiled() -> dict[str, object]:
    """Return the content of the file."""
    grammar = Grammar(load(serving=True))
    forms: dict[str, dict[int, dict[str, list[str]]]] = {}
    waiting = [(category, key) for category in (FRAMES, *_ADDED) for key in _TOP]
    seen = set(waiting)
    while waiting:
        category, key = waiting.pop()
        for index, production in enumerate(grammar.productions(category)):
            found = grammar.wordings(production, key[3:], english=key.startswith("en"))
            if not found:
                continue
            forms.setdefault(category, {}).setdefault(index, {})[key] = found
            for reference in references(found):
                needed = (reference[0], f"{key[:2]} {reference[1]}")
                if needed not in seen and not needed[0].startswith("@"):
                    seen.add(needed)
                    waiting.append(needed)
    return {
        "digest": digest(),
        "synonyms": synonyms(),
        "categories": {
            category: list(merged(grammar.productions(category), of_category))
            for category, of_category in sorted(forms.items())
        },
    }


def references(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the category and the form of every slot in wordings."""
    for text in texts:
        for match in _REFERENCE.finditer(text):
            yield match[1], match[2]


def merged(
    productions: list[Production], forms: dict[int, dict[str, list[str]]]
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield class and forms of each production once; forms alike for every speaker are kept once, too."""
    seen: set[str] = set()
    for index, found in sorted(forms.items()):
        agreement = productions[index].agreement
        mark = json.dumps([agreement, found], sort_keys=True)
        if (
            mark not in seen
            and any(key.startswith("pl") for key in found)
            and any(key.startswith("en") for key in found)
        ):
            seen.add(mark)
            yield agreement, found


def synonyms() -> dict[str, list[tuple[str, str]]]:
    """Return other wordings and what they stand for, by language."""
    found: dict[str, list[tuple[str, str]]] = {"pl": [], "en": []}
    for path in _SYNONYMS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                language, standing, instead = line.split("\t")
                found[language].append((instead, standing))
    return found


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=FILE)
    output = parser.parse_args().output
    content = json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")).encode()
    # No time of writing in it, so that the same grammar makes the same bytes.
    output.write_bytes(gzip.compress(content, mtime=0))
    print(f"{output}: {len(content):,} bytes, {output.stat().st_size:,} compressed")


if __name__ == "__main__":
    main()

"""The glossary of folders of TBX and CSV files, read again when a file was added, changed or removed."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from okienko_common.logs import get_logger

from okienko_translation.glossary.csv_file import read_csv
from okienko_translation.glossary.entry import Entry, GlossaryError
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.glossary.tbx import read_tbx
from okienko_translation.watching import Watched

log = get_logger(__name__)
LARGEST_FILE = 32 * 1024 * 1024


class GlossaryFolder(Watched[Glossary]):
    """Gives the glossary as the files are now; a file that cannot be read is named in the log and left out.

    Args:
        folders: hold `.tbx` and `.csv` files; one may be missing, and one may be a file. Of two entries for one term the
            earlier is preferred. What a file marks as not reviewed takes no effect, whatever file it stands in.
    """

    def __init__(self, *folders: Path) -> None:
        super().__init__(folders, frozenset({".tbx", ".csv"}), _build)


def parse(content: bytes, name: str) -> list[Entry]:
    """Return the entries of a file, TBX or CSV by its name.

    Raises:
        GlossaryError: it cannot be read.
    """
    if len(content) > LARGEST_FILE:
        raise GlossaryError(f"{name} is larger than {LARGEST_FILE >> 20} MB. Split it into several files.")
    return read_csv(content, name) if name.lower().endswith(".csv") else read_tbx(content, name)


def _build(files: Sequence[Path], _revision: str) -> Glossary:
    entries: list[Entry] = []
    for path in files:
        try:
            with path.open("rb") as file:
                entries += parse(file.read(LARGEST_FILE + 1), path.name)
        except (GlossaryError, OSError) as error:
            log.warning("glossary file left out", reason=str(error))
    refused = {entry.identity for entry in entries if not entry.reviewed}
    kept = [entry for entry in entries if entry.identity not in refused]
    log.info("glossary loaded", files=len(files), entries=len(kept))
    # By content, not by file: replicas with the same glossary share what is kept on the disk.
    return Glossary(kept, hashlib.sha256(repr(kept).encode()).hexdigest()[:16] if kept else "")

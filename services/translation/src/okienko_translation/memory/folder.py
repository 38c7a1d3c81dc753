"""The translation memory of a folder of TMX files, read again when a file was added, changed or removed."""

import threading
from pathlib import Path

from okienko_common.logs import get_logger

from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.memory.tmx import TmxError, Unit, read

log = get_logger(__name__)


class MemoryFolder:
    """Gives the memory as the files are now; blocking for the time of a read when they changed.

    Args:
        folder: holds `.tmx` files; may be missing. Files come in the order of their names; of two translations of one
            text the earlier wins.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._memory = TranslationMemory([])

    def current(self) -> TranslationMemory:
        """Return the memory; a file that cannot be read is named in the log and left out."""
        with self._lock:
            try:
                files = sorted(path for path in self._folder.iterdir() if path.suffix.lower() == ".tmx")
                seen = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
            except OSError:
                files, seen = [], ()
            if seen != self._seen:
                self._memory = TranslationMemory(_units(files))
                self._seen = seen
                log.info("memory loaded", files=len(files), segments=self._memory.segments)
            return self._memory


def _units(files: list[Path]) -> list[Unit]:
    units: list[Unit] = []
    for path in files:
        try:
            units += read(path)
        except TmxError as error:
            log.warning("memory file left out", reason=str(error))
    return units

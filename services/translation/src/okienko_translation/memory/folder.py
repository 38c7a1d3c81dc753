"""The translation memory of folders of TMX files, read again when a file was added, changed or removed."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from okienko_common.logs import get_logger

from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.memory.tmx import TmxError, Unit, read
from okienko_translation.watching import Watched, state_of

log = get_logger(__name__)


class MemoryFolder(Watched[TranslationMemory]):
    """Gives the memory as the files are now; a file that cannot be read is named in the log and left out.

    Args:
        folders: hold `.tmx` files; may be missing. Files come in the order of the folders and their names; of two
            translations of one text the earlier wins. What a file marks as not reviewed is used nowhere, whatever file it
            stands in.
    """

    def __init__(self, *folders: Path) -> None:
        super().__init__(folders, frozenset({".tmx"}), _build)


def _build(files: Sequence[Path], revision: str) -> TranslationMemory:  # noqa: ARG001 - the memory needs no revision
    units: list[Unit] = []
    for path in files:
        try:
            units += _units(path, state_of(path))
        except TmxError as error:
            log.warning("memory file left out", reason=str(error))
    refused = {(unit.pl, unit.en) for unit in units if not unit.reviewed}
    memory = TranslationMemory(unit for unit in units if (unit.pl, unit.en) not in refused)
    log.info("memory loaded", files=len(files), segments=memory.segments)
    return memory


# An edit changes one file, and the others need not be read again: half of the time of an edit.
@lru_cache(maxsize=8)
def _units(path: Path, state: tuple[int, int, int] | None) -> tuple[Unit, ...]:  # noqa: ARG001 - tells one content from another
    return tuple(read(path))

"""What processes use, read from /proc."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from okienko_stack import process_tree


@dataclass(frozen=True)
class Usage:
    """What a process and those below it use: processor seconds so far, megabytes, open descriptors."""

    cpu_seconds: float
    megabytes: float
    descriptors: int


def usage(pid: int) -> Usage:
    """Measure a process and those below it; one that ends meanwhile uses nothing."""
    total = Usage(0.0, 0.0, 0)
    for child in process_tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            descriptors = len(list(Path(f"/proc/{child}/fd").iterdir()))
            total = Usage(
                total.cpu_seconds + cpu_seconds(child),
                total.megabytes + _megabytes(child),
                total.descriptors + descriptors,
            )
    return total


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load_average() -> float:
    """Return the machine's load over the last minute."""
    return os.getloadavg()[0]


def _megabytes(pid: int) -> float:
    """Return the proportional set size: shared pages are counted once."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0

"""`python -m okienko_signing.transcoding SOURCE FOLDER [--unconfined]`: re-encodes one upload in a process of its own.

The file comes from outside, and decoders are large: this process is locked in (`confinement`), has no settings and no
keys in its environment, and gives way to others. It prints one JSON object a line: `{"confined": {...}}` which walls
stand, `{"share": 0.5}`, then `{"done": {...}}` with the files lying in FOLDER, or `{"error": {"en", "pl"}}`, or
`{"full": "why"}` without room. Where neither seccomp nor Landlock stands it reads nothing, unless told `--unconfined`.
"""

import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from okienko_signing import confinement

_NICENESS: Final = 10
_TOLD_SHARE: Final = 0.01


def main() -> int:
    """Limit this process, re-encode, tell."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    os.nice(_NICENESS)
    # Where memory runs out all the same, this process goes and the service stays.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    confined = {"network": confinement.leave_the_network()}
    confinement.limit()
    # Loaded with all that it links to before the walls stand: no byte of the file has been read yet.
    from okienko_signing.recording_errors import RecordingError
    from okienko_signing.recording_film import re_encode

    confined["files"] = confinement.forbid_files_but([source, *confinement.places_of_python()], folder)
    confined["calls"] = confinement.forbid_calls()
    _print({"confined": confined})
    # The network's own wall does not count: it keeps nobody from the service's files and processes.
    if not (confined["files"] or confined["calls"] or "--unconfined" in sys.argv[3:]):
        return 1
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if share >= told + _TOLD_SHARE:
            told = share
            _print({"share": share})

    try:
        made = re_encode(source, tell)
        for name in ("webm", "mp4", "poster"):
            (folder / name).write_bytes(getattr(made, name))
    except RecordingError as error:
        _print({"error": {"en": str(error), "pl": error.pl}})
        return 1
    except OSError as error:
        _print({"full": error.strerror or str(error)})
        return 1
    figures = {name: value for name, value in asdict(made).items() if name not in {"webm", "mp4", "poster"}}
    _print({"done": figures})
    return 0


def _print(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())

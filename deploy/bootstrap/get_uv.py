"""Fetches uv, which installs everything else; needs nothing but Python's standard library.

Debian's Python comes without pip and venv, so neither is used: the wheel is downloaded from the Python package index, its
checksum is compared with the one below, and the program inside is put into place in one step.

Usage: python3 get_uv.py TARGET
"""

import hashlib
import io
import json
import platform
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
WHEELS = {
    "x86_64": (
        f"uv-{VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    "aarch64": (
        f"uv-{VERSION}-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
}
INDEX = "https://pypi.org/simple/uv/"
SECONDS = 120


def fetch_uv(target: Path) -> None:
    """Put the program at `target`.

    Raises:
        SystemExit: the machine is not supported, the index cannot be reached or the file is not the expected one.
    """
    if not (3, 11) <= sys.version_info < (3, 13):
        sys.exit(
            f"Okienko needs Python 3.11 or 3.12; this is {platform.python_version()}. On Debian 12: apt install python3"
        )
    if platform.machine() not in WHEELS:
        sys.exit(f"Okienko runs on x86_64 and aarch64; this machine is {platform.machine()}.")
    name, checksum = WHEELS[platform.machine()]
    print(f"Fetching uv {VERSION} from the Python package index…", flush=True)
    try:
        wheel = _download(name)
    except (urllib.error.URLError, TimeoutError, KeyError) as error:
        sys.exit(f"The Python package index cannot be reached ({error}). Check the network and run the command again.")
    if hashlib.sha256(wheel).hexdigest() != checksum:
        sys.exit("The downloaded uv is not the expected file. Run the command again; if this stays, report it.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = archive.read(f"uv-{VERSION}.data/scripts/uv")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as partial:
        partial.write(program)
    Path(partial.name).chmod(0o755)
    Path(partial.name).replace(target)


def _download(name: str) -> bytes:
    request = urllib.request.Request(INDEX, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        files = {file["filename"]: file["url"] for file in json.load(response)["files"]}
    with urllib.request.urlopen(files[name], timeout=SECONDS) as response:
        content: bytes = response.read()
    return content


if __name__ == "__main__":
    fetch_uv(Path(sys.argv[1]))

"""Checks that the licence of everything in the shipped images has been looked at: part of `make lint`.

licences.toml is the signed-off list: a package that is not in it, or whose licence has become another one, ends the check, until
somebody has read the new licence, entered it there and named in NOTICE what it asks for.
"""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from shipped_packages import IMAGES, REPOSITORY, page_packages, python_packages

LIST = Path(__file__).with_name("licences.toml")
_WORD = re.compile(r"[A-Za-z0-9.+-]+")
# What older packages write instead of an SPDX identifier.
_SPELLINGS = {
    "apache 2.0": "Apache-2.0", "apache software license": "Apache-2.0", "mit license": "MIT", "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause", "psfl": "PSF-2.0", "python software foundation license": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "isc license (iscl)": "ISC",
}  # fmt: skip
_UNSAID = {"", "unknown", "dual license", "http://morfeusz.sgjp.pl/doc/license/"}


def parts(expression: str) -> set[str]:
    """Return the identifiers in an SPDX expression."""
    return {word for word in _WORD.findall(expression) if word not in {"AND", "OR", "WITH"}}


def declared(name: str) -> str:
    """Return the licence that an installed package declares, as SPDX where it can be told; "" where it says nothing."""
    try:
        metadata: Any = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if said.strip().lower() in _UNSAID or len(said) > 100:
        classifiers = metadata.get_all("Classifier") or []
        said = " AND ".join(_spdx(item.rpartition("::")[2]) for item in classifiers if item.startswith("License ::"))
    return _spdx(said)


def _spdx(said: str) -> str:
    return _SPELLINGS.get(said.strip().lower(), said.strip())


def problems(policy: dict[str, Any], installed: dict[str, str], notice: str) -> list[str]:
    """Return what is wrong, as sentences.

    Args:
        policy: the signed-off list.
        installed: package to the licence that it declares, "" where it says none.
        notice: the text of NOTICE.
    """
    allowed, named = set(policy["allowed"]), set(policy["named-in-notice"])
    signed_off: dict[str, str] = policy["packages"]
    found = []
    for name, licence in sorted(installed.items()):
        signed = signed_off.get(name)
        if signed is None:
            found.append(
                f"{name} ({licence or 'it says no licence'}) is not signed off. Read its licence and enter it in {LIST.name}."
            )
            continue
        if not parts(signed) <= allowed | named:
            unknown = ", ".join(sorted(parts(signed) - allowed - named))
            found.append(
                f"{name} is under {unknown}, which is not allowed. Take another package, or decide and say so in {LIST.name}."
            )
        if licence and parts(licence).isdisjoint(parts(signed)):
            found.append(f"{name} was signed off as {signed} and now says {licence}. Read it again.")
        if parts(signed) & named and not re.search(
            rf"\b{re.escape(policy['notice-names'].get(name, name))}\b", notice, re.IGNORECASE
        ):
            found.append(f"{name} ({signed}) must be named in NOTICE.")
    found += [
        f"{name} is signed off and ships no more. Remove it from {LIST.name}."
        for name in sorted(signed_off.keys() - installed.keys())
    ]
    return found


def shipped() -> dict[str, str]:
    """Return every package in the images with the licence that it declares."""
    names = {package.name for image in IMAGES for package in python_packages(image)}
    return {name: declared(name) for name in names} | {
        package.name: licence for package, licence in page_packages().items()
    }


def main() -> int:
    """Print what is wrong."""
    found = problems(tomllib.loads(LIST.read_text()), shipped(), (REPOSITORY / "NOTICE").read_text())
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Putting a package into the folder, by an administrator's command only; the service itself fetches nothing."""

import hashlib
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from okienko_translation.engines import EngineError
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.engines.package import LARGEST_ARCHIVE, SUFFIX, Package, PackageError, inspect

_CHUNK = 1024 * 1024
_SECONDS = 60.0
_TRIAL = {"pl": "Dzień dobry.", "en": "Good morning."}

Opener = Callable[[str], IO[bytes]]


def install(source: str, folder: Path, sha256: str = "", opener: Opener | None = None) -> Package:
    """Check a package, try it, and put it into `folder`; it appears there whole or not at all.

    Args:
        source: path of an `.argosmodel` file, or its https address.
        folder: where packages are; made where it is missing.
        sha256: what the file must hash to, in hexadecimal; empty where the publisher gives none.
        opener: opens an address; by default over https with certificates checked.

    Raises:
        PackageError: the file cannot be had, is not what it should be, or does not translate.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".installing-") as scratch:
            partial = Path(scratch) / (Path(urlsplit(source).path).stem + SUFFIX)
            with partial.open("wb") as target, _open(source, opener) as stream:
                digest = _copy(stream, target)
            if sha256 and digest != sha256.lower():
                raise PackageError(f"The file has SHA-256 {digest}, not the one given. It is not installed.")
            package = inspect(partial)
            _try(package)
            path = folder / f"translate-{'_'.join(package.pair)}-{'_'.join(map(str, package.version))}{SUFFIX}"
            partial.replace(path)
        return inspect(path)
    except OSError as error:
        raise PackageError(
            f"{source} could not be fetched or stored: {error}. Check the address and the disk."
        ) from error


def _open(source: str, opener: Opener | None) -> IO[bytes]:
    if "://" not in source:
        path = Path(source)
        if not path.is_file():
            raise PackageError(f"There is no file {source}. Give the path of an {SUFFIX} file or its https address.")
        return path.open("rb")
    if urlsplit(source).scheme != "https":
        raise PackageError("Only https addresses are fetched. Give an https address or the path of a file.")
    return (opener or _fetch)(source)


def _fetch(address: str) -> IO[bytes]:
    request = urllib.request.Request(address, headers={"User-Agent": "okienko"})  # noqa: S310 - https, checked above
    response: IO[bytes] = urllib.request.build_opener(_HttpsOnly).open(request, timeout=_SECONDS)
    return response


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme != "https":
            raise PackageError("The address leads on to one without https. Give the final https address.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # as received


def _copy(stream: IO[bytes], target: IO[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > LARGEST_ARCHIVE:
            raise PackageError(f"The file is larger than {LARGEST_ARCHIVE >> 20} MB; no translation package is.")
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _try(package: Package) -> None:
    try:
        LoadedModel(package, threads=1).translate([_TRIAL[package.pair[0]]])
    except EngineError as error:
        raise PackageError("The package loads but does not translate. Choose another one.") from error

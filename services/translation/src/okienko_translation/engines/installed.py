"""The installed models: `.argosmodel` packages and CTranslate2 model folders, run by CTranslate2 and SentencePiece themselves.

Argos Translate's own library is not used: it would bring minisbd (AGPL-3), which fetches a sentence model at the first
translation, and what it adds to the two libraries is installing packages and cutting sentences, both done here.
Importing the two takes 0.1 to 0.2 s and 22 MB, and happens only where a package is installed.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from okienko_common.logs import get_logger

from okienko_translation.engines import PairNotInstalledError, PairState, Rendering, any_text
from okienko_translation.engines.judge import Judge
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.engines.model_folder import inspect_folder, is_model_folder, state
from okienko_translation.engines.package import SUFFIX, Package, PackageError, inspect
from okienko_translation.languages import PAIRS, Pair
from okienko_translation.words import Training

log = get_logger(__name__)
_TINY = 1e-9


class InstalledEngine:
    """Every package and model in the folder; one put there or taken away is noticed at the next request.

    Args:
        folder: holds `.argosmodel` files and folders of models; may be missing.
        threads: processor threads of one model; each takes a part of the sentences.
        shipped: folder with Okienko's own packages, which serve the pairs that `folder` has no package for.
    """

    def __init__(self, folder: Path, threads: int = 1, shipped: Path | None = None) -> None:
        self._folders = (shipped, folder) if shipped else (folder,)
        self._threads = threads
        self._folder_lock = threading.Lock()
        self._loading_lock = threading.Lock()
        self._seen: tuple[tuple[Path, int, int], ...] | None = None
        self._packages: dict[Pair, Package] = {}
        self._problems: dict[Pair, str] = {}
        self._unloadable: dict[str, str] = {}
        self._loaded: dict[str, LoadedModel] = {}

    def pairs(self) -> Mapping[Pair, PairState]:
        """Return the pairs of the usable packages, and those of which a package failed to load."""
        with self._folder_lock:
            self._look()
            serving = {pair: package.revision for pair, package in self._packages.items()}
            return {
                pair: PairState(serving.get(pair, ""), self._problems.get(pair, ""))
                for pair in dict.fromkeys([*serving, *self._problems])
            }

    def translate(
        self, sentences: Sequence[str], pair: Pair, passes: Callable[[int, str], bool] = any_text
    ) -> list[Rendering]:
        """Translate sentences, in order; loads the model at its first use.

        Raises:
            PairNotInstalledError: no usable package translates the pair.
            EngineError: the model failed.
        """
        package = self._package(pair)
        model = self._ready(package)
        found = model.translate(sentences)
        judge = self._judge(package, model)
        if not judge:
            return found
        # What cannot reach the confidence that the package asks for is not shown, however far below it is.
        floors = [judge.least - _TINY] * len(found)
        judged = judge.surest(sentences, [[one] for one in found], passes, floors)
        return [judge.likeliest(source, one, many) for source, one, many in zip(sentences, found, judged, strict=True)]

    def candidates(
        self,
        sentences: Sequence[str],
        pair: Pair,
        most: int,
        passes: Callable[[int, str], bool],
        floors: Sequence[float] = (),
    ) -> list[list[Rendering]]:
        """Return the translations of each sentence that pass, in order; where the package is calibrated, the surest of them.

        Raises:
            PairNotInstalledError: no usable package translates the pair.
            EngineError: the model failed.
        """
        package = self._package(pair)
        model = self._ready(package)
        found = model.candidates(sentences, most)
        judge = self._judge(package, model)
        if judge:
            return judge.surest(sentences, found, passes, floors)
        return [[one for one in many if passes(index, one.text)] for index, many in enumerate(found)]

    def _judge(self, package: Package, model: LoadedModel) -> Judge | None:
        if not package.calibration:
            return None
        return Judge(package.calibration, model.training, self._partner(package))

    def training(self, pair: Pair) -> Training | None:
        """Return what the pair's package says of the words it was trained on; loads the model at its first use."""
        try:
            return self._ready(self._package(pair)).training
        except PairNotInstalledError:
            return None

    def _package(self, pair: Pair) -> Package:
        with self._folder_lock:
            self._look()
            package = self._packages.get(pair)
        if package is None:
            raise PairNotInstalledError(f"No model translates {pair[0]} to {pair[1]}.")
        return package

    def _partner(self, package: Package) -> LoadedModel | None:
        """Return the model of the other direction where it was trained together with this one."""
        try:
            other = self._package(package.pair[::-1])
            return self._ready(other) if other.family == package.family else None
        except PairNotInstalledError:
            return None

    def _ready(self, package: Package) -> LoadedModel:
        with self._loading_lock:
            loaded = self._loaded.get(package.revision)
            if loaded is None:
                loaded = self._load(package)
            return loaded

    def _load(self, package: Package) -> LoadedModel:
        try:
            loaded = LoadedModel(package, self._threads)
        except PackageError as error:
            log.warning("package not usable", reason=str(error))
            with self._folder_lock:
                # The next look passes it over, so that another package of the pair serves where there is one.
                self._unloadable[package.revision] = str(error)
                self._seen = None
            raise PairNotInstalledError(str(error)) from error
        log.info("package loaded", package=package.path.name)
        self._loaded[package.revision] = loaded
        return loaded

    def _look(self) -> None:
        """Read the folders again where a file was added, changed or removed; a listing takes microseconds."""
        folders = [_listing(folder) for folder in self._folders]
        seen = tuple(entry for listing in folders for entry in listing)
        if seen == self._seen:
            return
        self._seen = seen
        self._packages, self._problems = {}, {}
        for listing in folders:
            # Whoever put a package into the later folder meant it to be used, whatever the versions are.
            self._packages |= self._inspect([path for path, _, _ in listing])
        current = {package.revision for package in self._packages.values()}
        self._loaded = {revision: model for revision, model in self._loaded.items() if revision in current}

    def _inspect(self, files: Sequence[Path]) -> dict[Pair, Package]:
        """Return the newest usable package of each pair, and note what is wrong with the others."""
        best: dict[Pair, Package] = {}
        for path in files:
            try:
                package = inspect_folder(path) if path.is_dir() else inspect(path)
            except PackageError as error:
                log.warning("package not usable", reason=str(error))
                self._problems.update(dict.fromkeys(_meant(path), str(error)))
                continue
            if package.revision in self._unloadable:
                self._problems[package.pair] = self._unloadable[package.revision]
                continue
            known = best.get(package.pair)
            if known is None or package.version >= known.version:
                best[package.pair] = package
        return best


def _listing(folder: Path) -> list[tuple[Path, int, int]]:
    """Return the packages and models of a folder with size and time of change, by version alike the last changed last."""
    try:
        files = [
            path
            for path in folder.iterdir()
            if not path.name.startswith(".") and (path.suffix == SUFFIX or is_model_folder(path))
        ]
        listing = [(path, *_state(path)) for path in files]
    except OSError:
        return []
    return sorted(listing, key=lambda one: (one[2], one[0]))


def _state(path: Path) -> tuple[int, int]:
    if path.is_dir():
        return state(path)
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _meant(path: Path) -> list[Pair]:
    """Return the pairs that an unreadable package was meant for, by its name; all where the name does not tell."""
    named = [pair for pair in PAIRS if "_".join(pair) in path.stem or "-".join(pair) in path.stem]
    return named or list(PAIRS)

"""The Argos engine: `.argosmodel` packages from a folder, run by CTranslate2 and SentencePiece themselves.

Argos Translate's own library is not used: it would bring minisbd (AGPL-3), which fetches a sentence model at the first
translation, and what it adds to the two libraries is installing packages and cutting sentences, both done here.
Importing the two takes 0.1 to 0.2 s and 22 MB, and happens only where a package is installed.
"""

import math
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from okienko_common.logs import get_logger

from okienko_translation.engines import EngineError, PairNotInstalledError, PairState, Rendering
from okienko_translation.engines.package import SUFFIX, Package, PackageError, inspect, read_model, read_tokeniser
from okienko_translation.languages import PAIRS, Pair

log = get_logger(__name__)
_BEAM = 4
_BATCH = 16
# Twice what Polish–English pairs need; without a bound a looping model writes on to its last position.
_TOKENS_PER_TOKEN, _SPARE_TOKENS, _MOST_TOKENS = 3, 16, 512


class LoadedModel:
    """A package in memory; blocking, one call at a time."""

    def __init__(self, package: Package, threads: int) -> None:
        """Load tokeniser and model.

        Raises:
            PackageError: the content of the package cannot be loaded.
        """
        # Imported here, so that a service without a package does not pay for them.
        import ctranslate2  # type: ignore[import-untyped]  # ships no types
        import sentencepiece

        self._prefix = package.target_prefix
        try:
            self._tokeniser: Any = sentencepiece.SentencePieceProcessor(model_proto=read_tokeniser(package))
            self._model: Any = ctranslate2.Translator(
                package.path.name, device="cpu", files=read_model(package), inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError, OSError) as error:
            if isinstance(error, PackageError):
                raise
            raise PackageError(f"{package.path.name} holds a model that cannot be loaded. Fetch it again.") from error
        self._lock = threading.Lock()

    def translate(self, sentences: Sequence[str]) -> list[Rendering]:
        """Translate sentences, in order.

        Raises:
            EngineError: the model failed.
        """
        try:
            with self._lock:
                tokens = [self._tokeniser.encode(sentence, out_type=str) for sentence in sentences]
                longest = max(map(len, tokens), default=0)
                results = self._model.translate_batch(
                    tokens,
                    target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
                    max_batch_size=_BATCH,
                    beam_size=_BEAM,
                    # 1 makes the score the mean of the tokens' log-probabilities.
                    length_penalty=1,
                    return_scores=True,
                    replace_unknowns=True,
                    # 0: never cut a long sentence in silence; the caller refuses what is too long.
                    max_input_length=0,
                    max_decoding_length=min(longest * _TOKENS_PER_TOKEN + _SPARE_TOKENS, _MOST_TOKENS),
                )
                return [self._rendering(result.hypotheses[0], result.scores[0]) for result in results]
        except (RuntimeError, ValueError) as error:
            raise EngineError("The translation model failed. Install its package again.") from error

    def _rendering(self, tokens: list[str], score: float) -> Rendering:
        if self._prefix and tokens[:1] == [self._prefix]:
            tokens = tokens[1:]
        text = self._tokeniser.decode(tokens).replace("▁", " ").strip()
        return Rendering(text, min(1.0, math.exp(score)))


class ArgosEngine:
    """Every package in the folder; one put there or taken away is noticed at the next request.

    Args:
        folder: holds `.argosmodel` files; may be missing.
        threads: processor threads of one translation.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder = folder
        self._threads = threads
        self._folder_lock = threading.Lock()
        self._loading_lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._packages: dict[Pair, Package] = {}
        self._problems: dict[Pair, str] = {}
        self._loaded: dict[str, LoadedModel] = {}

    def pairs(self) -> Mapping[Pair, PairState]:
        """Return the pairs of the usable packages, and those whose package failed to load."""
        with self._folder_lock:
            self._look()
            states = {pair: PairState(package.revision, "") for pair, package in self._packages.items()}
            broken = {pair: PairState("", problem) for pair, problem in self._problems.items()}
            return {**broken, **states}

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[Rendering]:
        """Translate sentences, in order; loads the model at its first use.

        Raises:
            PairNotInstalledError: no usable package translates the pair.
            EngineError: the model failed.
        """
        return self._ready(pair).translate(sentences)

    def _ready(self, pair: Pair) -> LoadedModel:
        with self._folder_lock:
            self._look()
            package = self._packages.get(pair)
        if package is None:
            raise PairNotInstalledError(f"No model translates {pair[0]} to {pair[1]}.")
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
                self._packages.pop(package.pair, None)
                self._problems[package.pair] = str(error)
            raise PairNotInstalledError(str(error)) from error
        log.info("package loaded", package=package.path.name)
        self._loaded[package.revision] = loaded
        return loaded

    def _look(self) -> None:
        """Read the folder again where a file was added, changed or removed; a listing takes microseconds."""
        try:
            files = sorted(path for path in self._folder.iterdir() if path.suffix == SUFFIX)
            seen = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
        except OSError:
            files, seen = [], ()
        if seen == self._seen:
            return
        self._seen = seen
        self._packages, self._problems = {}, {}
        for path in files:
            try:
                package = inspect(path)
            except PackageError as error:
                log.warning("package not usable", reason=str(error))
                self._problems.update(dict.fromkeys(_meant(path), str(error)))
                continue
            best = self._packages.get(package.pair)
            if best is None or package.version >= best.version:
                self._packages[package.pair] = package
        current = {package.revision for package in self._packages.values()}
        self._loaded = {revision: model for revision, model in self._loaded.items() if revision in current}


def _meant(path: Path) -> list[Pair]:
    """Return the pairs that an unreadable package was meant for, by its name; all where the name does not tell."""
    named = [pair for pair in PAIRS if "_".join(pair) in path.stem]
    return named or list(PAIRS)

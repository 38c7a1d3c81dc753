"""The Argos engine: `.argosmodel` packages from a folder, run by CTranslate2 and SentencePiece themselves.

Argos Translate's own library is not used: it would bring minisbd (AGPL-3), which fetches a sentence model at the first
translation, and what it adds to the two libraries is installing packages and cutting sentences, both done here.
Importing the two takes 0.1 to 0.2 s and 22 MB, and happens only where a package is installed.
"""

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from okienko_common.logs import get_logger

from okienko_translation.engines import EngineError, PairNotInstalledError, PairState, Rendering
from okienko_translation.engines.package import (
    SUFFIX,
    Package,
    PackageError,
    inspect,
    read_model,
    read_tokeniser,
    read_training,
)
from okienko_translation.languages import PAIRS, Pair
from okienko_translation.words import Training

log = get_logger(__name__)
_BEAM = 4
_BATCH = 16
# Twice what Polish–English pairs need; without a bound a looping model writes on to its last position.
_TOKENS_PER_TOKEN, _SPARE_TOKENS, _MOST_TOKENS = 3, 16, 512


@dataclass(frozen=True)
class Judgement:
    """The mean and the least of the log-probabilities of a translation's tokens."""

    mean: float
    least: float


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
            self.training = read_training(package)
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
                # One that is longer than models have positions would fail the others with it: it gets an empty translation.
                tokens = [one if len(one) < _MOST_TOKENS else [] for one in tokens]
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
                return [
                    self._rendering(result.hypotheses[0], result.scores[0]) if given else Rendering("", 0.0)
                    for given, result in zip(tokens, results, strict=True)
                ]
        except (RuntimeError, ValueError) as error:
            raise EngineError("The translation model failed. Install its package again.") from error

    def judge(self, sources: Sequence[str], targets: Sequence[str]) -> list[Judgement]:
        """Say how likely each target is as a translation of its source, whoever wrote it.

        Raises:
            EngineError: the model failed.
        """
        try:
            with self._lock:
                given = [self._tokeniser.encode(source, out_type=str)[: _MOST_TOKENS - 1] for source in sources]
                wanted = [self._tokeniser.encode(target, out_type=str)[: _MOST_TOKENS - 1] for target in targets]
                scored = self._model.score_batch(given, wanted, max_batch_size=_BATCH, max_input_length=0)
                return [Judgement(sum(one.log_probs) / len(one.log_probs), min(one.log_probs)) for one in scored]
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
        package = self._package(pair)
        model = self._ready(package)
        renderings = model.translate(sentences)
        partner = self._partner(package)
        if not (package.calibration and sentences):
            return renderings
        texts = [rendering.text for rendering in renderings]
        forth = model.judge(sentences, texts)
        back = partner.judge(texts, sentences) if partner else forth
        return [
            Rendering(text, certainty(package.calibration, figures(model, source, text, one, other)))
            for source, text, one, other in zip(sentences, texts, forth, back, strict=True)
        ]

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
                package = inspect(path)
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
    """Return the packages of a folder with size and time of change; none where it cannot be read."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
        return [(path, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    except OSError:
        return []


def figures(model: LoadedModel, source: str, output: str, forth: Judgement, back: Judgement) -> dict[str, float]:
    """Return what tells right translations from wrong ones, by name.

    Both models' judgements, and how much of either side has no counterpart on the other, below zero.

    Args:
        model: what translated.
        source: the sentence.
        output: its translation.
        forth: how likely the model finds its output.
        back: how likely the model of the other direction finds the source.
    """
    missing, invented = model.training.dictionary.unmatched(source, output) if model.training else (0.0, 0.0)
    return {
        "forth_mean": forth.mean,
        "forth_least": forth.least,
        "back_mean": back.mean,
        "back_least": back.least,
        "missing": -missing,
        "invented": -invented,
    }


def certainty(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Return the probability that a translation with these figures is right."""
    score = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _meant(path: Path) -> list[Pair]:
    """Return the pairs that an unreadable package was meant for, by its name; all where the name does not tell."""
    named = [pair for pair in PAIRS if "_".join(pair) in path.stem]
    return named or list(PAIRS)

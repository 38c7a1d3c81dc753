"""A model in memory: CTranslate2 and SentencePiece, which are imported only where there is a model."""

import math
from collections.abc import Sequence
from typing import Any

from okienko_translation.engines import EngineError, Rendering
from okienko_translation.engines.judging import Judgement
from okienko_translation.engines.package import (
    Package,
    PackageError,
    read_model,
    read_tokenisers,
    read_training,
    read_words,
)
from okienko_translation.engines.shortlist import MAPPING, Shortlist

# Of 255 tuning sentences two show one more, chrF 77.0 / 75.4 instead of 76.8 / 74.8, for 36 ms of a processor each instead of 30.
_BEAM = 1
_BATCH = 32
# Twice what Polish–English pairs need; without a bound a looping model writes on to its last position.
_TOKENS_PER_TOKEN, _SPARE_TOKENS, _MOST_TOKENS = 3, 16, 512


class LoadedModel:
    """A package in memory; blocking, for any number of threads."""

    def __init__(self, package: Package, threads: int) -> None:
        """Load tokeniser and model.

        Raises:
            PackageError: the content of the package cannot be loaded.
        """
        # Imported here, so that a service without a package does not pay for them.
        import ctranslate2  # type: ignore[import-untyped]  # ships no types
        import sentencepiece

        self._prefix = package.target_prefix
        self._before = [package.source_prefix] if package.source_prefix else []
        self._after = [package.source_end] if package.source_end else []
        try:
            self.training = read_training(package)
            self._source, self._target = (
                sentencepiece.SentencePieceProcessor(model_proto=content) for content in read_tokenisers(package)
            )
            self._shortlist = Shortlist.of(self._target, *read_words(package))
            files = read_model(package)
            if self._shortlist.left_out:
                files[MAPPING] = self._shortlist.mapping()
            self._model: Any = ctranslate2.Translator(
                package.path.name, device="cpu", files=files, inter_threads=threads, intra_threads=1
            )
        except (RuntimeError, ValueError, OSError) as error:
            if isinstance(error, PackageError):
                raise
            raise PackageError(f"{package.path.name} holds a model that cannot be loaded. Fetch it again.") from error
        self._threads = threads

    def translate(self, sentences: Sequence[str]) -> list[Rendering]:
        """Translate sentences, in order.

        Raises:
            EngineError: the model failed.
        """
        return [found[0] for found in self._search(sentences, _BEAM, 1)]

    def candidates(self, sentences: Sequence[str], most: int) -> list[list[Rendering]]:
        """Return up to `most` different translations of each sentence, the likeliest first.

        Raises:
            EngineError: the model failed.
        """
        return self._search(sentences, most, most)

    def judge(self, sources: Sequence[str], targets: Sequence[str]) -> list[Judgement]:
        """Say how likely each target is as a translation of its source, whoever wrote it.

        Raises:
            EngineError: the model failed.
        """
        if not sources:
            return []
        try:
            given = [self._encode(source)[: _MOST_TOKENS - 1] for source in sources]
            wanted = [self._target.encode(target, out_type=str)[: _MOST_TOKENS - 1] for target in targets]
            scored = self._model.score_batch(
                given, wanted, max_batch_size=self._batch_size(len(given)), max_input_length=0
            )
            return [Judgement(sum(one.log_probs) / len(one.log_probs), min(one.log_probs)) for one in scored]
        except (RuntimeError, ValueError) as error:
            raise EngineError("The translation model failed. Install its package again.") from error

    def _search(self, sentences: Sequence[str], beam: int, wanted: int) -> list[list[Rendering]]:
        try:
            tokens = [self._encode(sentence) for sentence in sentences]
            # One that is longer than models have positions would fail the others with it: it gets an empty translation.
            tokens = [one if len(one) < _MOST_TOKENS else [] for one in tokens]
            longest = max(map(len, tokens), default=0)
            results = self._model.translate_batch(
                tokens,
                target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
                max_batch_size=self._batch_size(len(tokens)),
                beam_size=beam,
                num_hypotheses=wanted,
                # 1 makes the score the mean of the tokens' log-probabilities.
                length_penalty=1,
                return_scores=True,
                use_vmap=bool(self._shortlist.left_out),
                replace_unknowns=True,
                # 0: never cut a long sentence in silence; the caller refuses what is too long.
                max_input_length=0,
                max_decoding_length=min(longest * _TOKENS_PER_TOKEN + _SPARE_TOKENS, _MOST_TOKENS),
            )
            return [
                self._renderings(result) if given else [Rendering("", 0.0)]
                for given, result in zip(tokens, results, strict=True)
            ]
        except (RuntimeError, ValueError) as error:
            raise EngineError("The translation model failed. Install its package again.") from error

    def _batch_size(self, sentences: int) -> int:
        """Return how many sentences one thread takes: each has its share, and sorted by length they hardly pad each other."""
        return min(_BATCH, max(1, -(-sentences // self._threads)))

    def _encode(self, source: str) -> list[str]:
        return [*self._before, *self._source.encode(source, out_type=str), *self._after]

    def _renderings(self, result: Any) -> list[Rendering]:
        """Return what came out, each text once."""
        found: dict[str, Rendering] = {}
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            written = tokens[1:] if self._prefix and tokens[:1] == [self._prefix] else tokens
            text = self._target.decode(written).replace("▁", " ").strip()
            found.setdefault(text, Rendering(text, min(1.0, math.exp(self._shortlist.whole(score)))))
        return list(found.values())

"""`make bench-faq`: what the search costs with a thousand and with fifty thousand answers, and what it finds then.

The shipped pack stands among answers that the translation grammar writes (`models/translation/grammar`): other sentences about the
same matters, so that the held-out questions can go astray. Each size is built and asked in a process of its own:

- `build_s`, `build_cpu_s`: until questions can be asked, on all processors; `embed_s`, `embed_cpu_s`: the part of it that is embedding;
- `memory_mb`: resident afterwards; `peak_mb`: the most while building;
- `p50_ms`, `p95_ms`: one question on one core, never asked before; `p95_cpu_ms`: processor time, which other work on the machine lengthens less;
- `per_cpu_s`: questions a processor second; beside it a search by words alone (BM25 on lemmas) and one by meaning alone (the
  same embeddings), on the same store in the same run, each with its recall at rank one and among three.

Embedded batches are kept in `.local/bench-faq` with the time that they took, so a run that was broken off goes on where it was, and its
figures are those of the whole. Each size's figures join `reports/bench-faq.json` when it is done. With `--stand-in` the stored texts get
random vectors instead, in seconds: building beside embedding, memory and the time of a question are then real, recall and embedding are not shown.
"""

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from okienko_common.reports import print_table, write_report
from okienko_faq.content.loading import load
from okienko_faq.engines import Embedder
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.evaluation import HELD_OUT, read_questions, to_question
from okienko_faq.measures import Asked
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import Phrase, SearchEntry, from_pack_entry
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.words import clean, lower_if_shouted
from okienko_faq.settings import REPOSITORY, FaqSettings

SEED = 20261127
PHRASES = 4
"""Ways of asking for an invented answer, its question included: what a town's own catalogue has, not what editors add."""
BODY = 3
"""Sentences of an invented answer."""
QUESTIONS = 200
BATCH = 1_024
KEPT = REPOSITORY / ".local/bench-faq"
REPORT = REPOSITORY / "reports/bench-faq.json"
Search = Callable[[Asked], Sequence[int]]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Measured:
    """One way of searching on one store."""

    name: str
    p50_ms: float
    p95_ms: float
    p95_cpu_ms: float
    per_cpu_s: float
    recall_1: float
    recall_3: float


class KeepingEmbedder:
    """Embeds by the batch, keeps what is done, says how far it is; see the Protocol."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an engine."""
        self._embedder = embedder
        self.name, self.dimension = embedder.name, embedder.dimension
        self.seconds = self.cpu_seconds = 0.0
        self.kept_seconds = self.kept_cpu_seconds = 0.0

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of questions."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of stored texts."""
        parts = []
        for start in range(0, len(texts), BATCH):
            parts.append(self._batch(texts[start : start + BATCH]))
            _say(f"{min(start + BATCH, len(texts))} of {len(texts)} texts embedded")
        return np.concatenate(parts)

    def _batch(self, texts: Sequence[str]) -> Floats:
        name = hashlib.blake2b("\n".join([self.name, *texts]).encode(), digest_size=16).hexdigest()
        file = KEPT / f"{name}.npz"
        if file.exists():
            with np.load(file) as stored:
                wall, cpu = (float(value) for value in stored["times"])
                vectors: Floats = stored["vectors"]
            self.kept_seconds, self.kept_cpu_seconds = self.kept_seconds + wall, self.kept_cpu_seconds + cpu
        else:
            started, used = time.perf_counter(), time.process_time()
            vectors = self._embedder.embed_passages(texts)
            wall, cpu = time.perf_counter() - started, time.process_time() - used
            KEPT.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(".partial.npz")
            np.savez(partial, vectors=vectors, times=np.array([wall, cpu]))
            partial.replace(file)
        self.seconds, self.cpu_seconds = self.seconds + wall, self.cpu_seconds + cpu
        return vectors


class StandIn:
    """Random unit vectors for stored texts, real ones for questions; see the Protocol."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an engine."""
        self._embedder = embedder
        self.name, self.dimension = "stand-in", embedder.dimension

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of questions."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return (len(texts), dimension) unit vectors that mean nothing."""
        vectors = np.random.default_rng(SEED).standard_normal((len(texts), self.dimension), dtype=np.float32)
        units: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return units


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="make bench-faq", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 50_000], help="answers in the store")
    parser.add_argument("--fresh", action="store_true", help="embed everything anew")
    parser.add_argument("--stand-in", action="store_true", help="do without embedding the stored texts")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.size:
        print(json.dumps(_measure(chosen.size, stand_in=chosen.stand_in)))
        return 0
    if chosen.fresh:
        shutil.rmtree(KEPT, ignore_errors=True)
    for size in chosen.sizes:
        command = [sys.executable, __file__, "--size", str(size), *(["--stand-in"] if chosen.stand_in else [])]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(answer.stdout.splitlines()[-1])
        ways = found.pop("ways")
        report = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
        report |= {f"{key}_{size}": value for key, value in found.items()}
        report |= {f"{way['name']}_{size}_{key}": value for way in ways for key, value in way.items() if key != "name"}
        if not chosen.stand_in:
            write_report("bench-faq", report)
        print_table(["answers", *found], [[str(size), *(f"{value:.1f}" for value in found.values())]])
        rows = [[size, *(value if key == "name" else f"{value:.3g}" for key, value in way.items())] for way in ways]
        print_table(["answers", *ways[0]], rows)
    print(f"{platform.processor() or platform.machine()}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    return 0


def _measure(size: int, *, stand_in: bool) -> dict[str, Any]:
    settings = FaqSettings()
    own = [from_pack_entry(entry) for entry in load(settings.content).entries]
    _say(f"{size} answers: writing {max(size - len(own), 0)} invented ones")
    entries = [*own, *_invented(max(size - len(own), 0))]
    questions = [asked for asked in read_questions(HELD_OUT) if asked.expected]
    random.Random(SEED).shuffle(questions)
    questions = questions[:QUESTIONS]
    engine = MultilingualE5()
    embedder: KeepingEmbedder | StandIn = StandIn(engine) if stand_in else KeepingEmbedder(engine)
    _say("building")
    started, used = time.perf_counter(), time.process_time()
    retriever = Retriever(entries, weights.load(), embedder, None, remembered_queries=1)
    built, spent = time.perf_counter() - started, time.process_time() - used
    embedding = {}
    if isinstance(embedder, KeepingEmbedder):
        built, spent = built + embedder.kept_seconds, spent + embedder.kept_cpu_seconds
        embedding = {"embed_s": embedder.seconds, "embed_cpu_s": embedder.cpu_seconds}
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    _say(f"built in {built:.0f} s, {spent:.0f} s of processors; asking {len(questions)} questions")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ways = [vars(_ask(name, search, questions, entries)) for name, search in _ways(retriever).items()]
    if stand_in:
        ways = [{key: value for key, value in way.items() if not key.startswith("recall")} for way in ways]
    return {
        "build_s": built,
        "build_cpu_s": spent,
        **embedding,
        "memory_mb": memory,
        "peak_mb": peak,
        "load": os.getloadavg()[0],
        "ways": ways,
    }


def _ways(retriever: Retriever) -> dict[str, Search]:
    index = retriever.index
    embedder = MultilingualE5()

    def whole(asked: Asked) -> Sequence[int]:
        question = to_question(asked)
        return retriever.search(clean(question.text), question.language).ranking.order

    def words(asked: Asked) -> Sequence[int]:
        question = to_question(asked)
        lexical = index.lexical[question.language or "pl"]
        found: Sequence[int] = np.argsort(-lexical.score(lexical.terms(question.text)).evidence)[:3].tolist()
        return found

    def meaning(asked: Asked) -> Sequence[int]:
        if index.meaning is None:
            raise RuntimeError("The store was built without meanings.")
        vector = embedder.embed_queries([lower_if_shouted(to_question(asked).text)])[0]
        found: Sequence[int] = np.argsort(-index.meaning.score(vector))[:3].tolist()
        return found

    return {"whole": whole, "words": words, "meaning": meaning}


def _ask(name: str, search: Search, questions: Sequence[Asked], entries: Sequence[SearchEntry]) -> Measured:
    search(Asked("Ile kosztuje paszport?", "pl", frozenset(), "warm-up"))
    walls, cpus, first, three = [], [], 0, 0
    for asked in questions:
        started, used = time.perf_counter(), time.process_time()
        order = search(asked)
        walls.append(time.perf_counter() - started)
        cpus.append(time.process_time() - used)
        ids = [entries[place].entry_id for place in order[:3]]
        first += ids[0] in asked.expected
        three += not asked.expected.isdisjoint(ids)
    p50, p95 = np.percentile(walls, [50, 95]) * 1000
    cpu95 = np.percentile(cpus, 95) * 1000
    count = len(questions)
    _say(f"{name}: 95 % within {p95:.1f} ms, {cpu95:.1f} ms of the processor")
    return Measured(name, float(p50), float(p95), float(cpu95), count / sum(cpus), first / count, three / count)


def _invented(count: int) -> Iterator[SearchEntry]:
    """Yield answers in both languages out of sentences that the grammar writes."""
    sys.path.insert(0, str(REPOSITORY / "models/translation/grammar"))
    from generate import generate  # type: ignore[import-not-found]  # a script's folder, found by the line above

    pairs = iter(generate(count * (PHRASES + BODY), SEED))
    for number in range(count):
        own = [next(pairs) for _ in range(PHRASES + BODY)]
        asked, answered = own[:PHRASES], own[PHRASES:]
        phrases = [
            Phrase(text, language, "question" if place == 0 else "alias")
            for place, pair in enumerate(asked)
            for text, language in zip(pair, ("pl", "en"), strict=True)
        ]
        bodies = {language: " ".join(pair[place] for pair in answered) for place, language in enumerate(("pl", "en"))}
        yield SearchEntry(f"invented-{number}", "invented", tuple(phrases), bodies)


def _say(text: str) -> None:
    print(f"[{time.process_time():.0f} s] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

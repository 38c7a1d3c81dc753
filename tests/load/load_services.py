"""`make load-services`: what each service can do alone, with one replica and with two, each on a processor of its own.

On each replica's processor runs a process of callers too, who call all replicas in turn: so each of two processors does what the one
did alone, and the ratio by the clock is what the second brings. Two replicas that hindered each other, by a lock, a shared file or a
cache that is filled twice, would show there and in calls for each second of processor time. One and two are measured by turns, since
a shared machine is not as quick from one moment to the next; and beside them what the second processor brings to a loop that only
counts, which no service can exceed: two processors of a virtual machine may be one of the host's.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import grpc
from load_frames import FRAMES_A_SECOND, frames
from load_machine import cpu_seconds, load_average
from load_town import draw, questions
from okienko.faq.v1 import faq_pb2
from okienko.faq.v1.faq_pb2_grpc import FaqServiceStub
from okienko.recognition.v1 import recognition_pb2
from okienko.recognition.v1.recognition_pb2_grpc import RecognitionServiceStub
from okienko.signing.v1 import signing_pb2
from okienko.signing.v1.signing_pb2_grpc import SigningServiceStub
from okienko.speech.v1 import speech_pb2
from okienko.speech.v1.speech_pb2_grpc import SpeechServiceStub
from okienko.translation.v1 import translation_pb2
from okienko.translation.v1.translation_pb2_grpc import TranslationServiceStub
from okienko_common.channel import open_channel
from okienko_common.reports import print_table, write_report
from okienko_gateway.frames import parse_frame
from okienko_stack import REPOSITORY, free_port, process_tree

START_SECONDS = 300.0
CALL_SECONDS = 60.0
REFUSED_SECONDS = 0.1
UTTERANCE_SECONDS, BATCH = 6.0, 30
PERCENTILES = (50, 95, 99)
ROUNDS = 4
# The bar, and what a machine must give a loop that counts before a service can be expected to reach it.
LEAST_RATIO, MACHINE_RATIO = 1.8, 1.85
COUNTING_SECONDS = 2.0
# Three words each, said aloud.
ROOMS = [
    100 * hundreds + 10 * tens + ones
    for hundreds, tens, ones in itertools.product(range(2, 10), range(2, 10), range(1, 10))
]
ROOMS_APART = 40
COUNTING = "import sys, time\nend, done = time.monotonic() + float(sys.argv[1]), 0\nwhile time.monotonic() < end: done += 1\nprint(done)"

Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Work:
    """What one service is asked to do.

    Args:
        unit: one call, in words.
        callers: how many call at once.
        make_call: makes a call, which differs each time, of a channel and a seed.
        settings: of the service, of the folder that its replicas share; without the prefix.
    """

    unit: str
    callers: int
    make_call: Callable[[grpc.aio.Channel, int], Call]
    settings: Callable[[Path], Mapping[str, str]]


def _asking(channel: grpc.aio.Channel, seed: int) -> Call:
    stub, bodies = FaqServiceStub(channel), itertools.cycle(questions(seed=seed))
    return lambda: _ask(stub, next(bodies))


async def _ask(stub: Any, body: Mapping[str, str]) -> None:
    request = faq_pb2.AskRequest(text=body["text"], language_code=body["language"])
    await stub.Ask(request, timeout=CALL_SECONDS)


def _reading(channel: grpc.aio.Channel, _seed: int) -> Call:
    stub = RecognitionServiceStub(channel)
    signed = [parse_frame(frame) for frame in frames(UTTERANCE_SECONDS, seed=3)]
    batches = [signed[start : start + BATCH] for start in range(0, len(signed), BATCH)]
    config = recognition_pb2.RecognitionConfig(language_code="pso", return_transcript=True)

    async def requests() -> AsyncIterator[recognition_pb2.StreamRecognizeRequest]:
        yield recognition_pb2.StreamRecognizeRequest(config=config)
        for batch in batches:
            yield recognition_pb2.StreamRecognizeRequest(frames=recognition_pb2.FrameBatch(frames=batch))

    return lambda: _drain(stub.StreamRecognize(requests(), timeout=CALL_SECONDS))


def _finding(channel: grpc.aio.Channel, _seed: int) -> Call:
    stub = SigningServiceStub(channel)
    request = signing_pb2.GetSigningRequest(
        language_code="pso", glosses="DOM", text="dom", text_language_code="pl", is_published=True
    )
    return lambda: _drain(stub.GetSigning(request, timeout=CALL_SECONDS))


def _translating(channel: grpc.aio.Channel, seed: int) -> Call:
    stub, bodies = TranslationServiceStub(channel), itertools.cycle(questions(seed=seed))
    return lambda: _translate(stub, next(bodies))


async def _translate(stub: Any, body: Mapping[str, str]) -> None:
    source = body["language"]
    request = translation_pb2.TranslateTextRequest(
        texts=[body["text"]], source_language_code=source, target_language_code="en" if source == "pl" else "pl"
    )
    await stub.TranslateText(request, timeout=CALL_SECONDS)


def _speaking(channel: grpc.aio.Channel, seed: int) -> Call:
    stub = SpeechServiceStub(channel)
    # A round has time for a dozen only, so all are about as long: of questions as they come, two copies said 1.4 to 3 times as many.
    rooms = itertools.islice(itertools.cycle(ROOMS), seed * ROOMS_APART, None)
    return lambda: _drain(
        stub.Synthesize(
            # By name: a replica that is busy would give the fast one.
            speech_pb2.SynthesizeRequest(
                text=f"Czy w pokoju {next(rooms)} złożę wniosek o dowód?", language_code="pl", voice_name="pl-okienko"
            ),
            timeout=CALL_SECONDS,
        )
    )


async def _drain(call: Any) -> None:
    async for _ in call:
        pass


def _faq_settings(folder: Path) -> Mapping[str, str]:
    vectors = REPOSITORY / ".local/load/faq-vectors.npz"
    return {"DATABASE": str(folder / "faq.sqlite"), "VECTORS": str(vectors), "REMEMBERED_QUERIES": "0"}


WORKS = {
    "faq": Work("a question, words and meaning", 8, _asking, _faq_settings),
    "recognition": Work(
        f"{UTTERANCE_SECONDS:.0f} s of signing at {FRAMES_A_SECOND} frames a second",
        4,
        _reading,
        lambda _: {"SIGNING_TARGET": ""},
    ),
    "signing": Work(
        "the playlist of a film that lies ready",
        8,
        _finding,
        lambda folder: {"MEDIA": str(folder / "media"), "FURTHER_RENDITIONS": ""},
    ),
    "translation": Work("a question by machine", 4, _translating, lambda _: {"REMEMBERED_SENTENCES": "0"}),
    "speech": Work(
        "a question read aloud",
        4,
        _speaking,
        lambda folder: {
            "CACHE": str(folder / "speech"),
            "MEMORY_MEGABYTES": "1",
            "THREADS": "1",
            "LONGEST_WAIT_SECONDS": "60",
        },
    ),
}


class Pinned:
    """A replica that may use one processor."""

    def __init__(self, name: str, work: Work, folder: Path, core: int) -> None:
        self.port = free_port()
        prefix = f"OKIENKO_{name.upper()}_"
        settings = {**work.settings(folder), "PORT": str(self.port), "LOG_LEVEL": "error"}
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("OKIENKO_")}
        self._process = subprocess.Popen(
            ["taskset", "-c", str(core), sys.executable, "-m", f"okienko_{name}"],
            cwd=REPOSITORY,
            env={**inherited, **{prefix + key: value for key, value in settings.items()}},
        )

    def cpu(self) -> float:
        """Return the processor time it has used, in seconds."""
        return sum(cpu_seconds(pid) for pid in process_tree(self._process.pid))

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@asynccontextmanager
async def channel_to(name: str, ports: Sequence[int]) -> AsyncIterator[grpc.aio.Channel]:
    """Open a channel as the gateway's, when all replicas are well."""
    target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports)
    async with open_channel(target, f"okienko.{name}.v1.{name.title()}Service") as channel:
        async with asyncio.timeout(START_SECONDS):
            while channel.ready_replicas() < len(ports):  # type: ignore[attr-defined]  # the house's channel
                await asyncio.sleep(0.1)
        yield channel


async def keep_calling(name: str, ports: Sequence[int], seconds: float, seed: int) -> None:
    """Be one process of callers: say when it is ready, wait for the word, call, print how long that went and each call took, in seconds."""
    work = WORKS[name]
    async with channel_to(name, ports) as channel:
        call = work.make_call(channel, seed)
        # Also fills what is filled once: all replicas are asked.
        for _ in range(2 * len(ports)):
            await _patiently(call)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        took: list[float] = []
        started = time.monotonic()

        async def caller() -> None:
            while (begun := time.monotonic()) - started < seconds:
                await _patiently(call)
                took.append(time.monotonic() - begun)

        await asyncio.gather(*(caller() for _ in range(work.callers)))
        passed = time.monotonic() - started
    print(json.dumps([passed, took]), flush=True)


async def _patiently(call: Call) -> None:
    """Call; where that is more than a busy machine can do, wait as one is told to, only shorter, and call again."""
    while True:
        try:
            await call()
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
                raise
            await asyncio.sleep(REFUSED_SECONDS)
        else:
            return


def measure(name: str, replicas: Sequence[Pinned], seconds: float, seeds: Iterator[int]) -> dict[str, float]:
    """Return calls a second by the clock and by the replicas' processor time, and how long calls took."""
    ports = [str(replica.port) for replica in replicas]
    calling = [sys.executable, __file__, "--seconds", str(seconds), "--services", name, "--call", *ports]
    with ExitStack() as stack:
        callers = [
            stack.enter_context(
                subprocess.Popen(
                    ["taskset", "-c", str(core), *calling, "--seed", str(next(seeds))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for core in range(len(replicas))
        ]
        for process in callers:
            _line(process)
        before = [replica.cpu() for replica in replicas]
        for process in callers:
            print(file=cast(IO[str], process.stdin), flush=True)
        told: list[tuple[float, list[float]]] = [json.loads(_line(process)) for process in callers]
        used = [replica.cpu() - start for replica, start in zip(replicas, before, strict=True)]
    took = [one for _, calls in told for one in calls]
    cost = sum(used) / len(took)
    clock = sum(len(calls) / passed for passed, calls in told)
    rates = {"clock_per_second": clock, "cpu_per_second": len(replicas) / cost, "cpu_ms": cost * 1000}
    return rates | percentiles(took)


def _line(process: "subprocess.Popen[str]") -> str:
    line = cast(IO[str], process.stdout).readline()
    if not line:
        raise RuntimeError("A process of callers ended; its message stands above.")
    return line


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return within how many milliseconds half of the calls, 95 and 99 of a hundred were answered."""
    if len(seconds) < 2:
        return {f"p{rank}_ms": seconds[0] * 1000 for rank in PERCENTILES} if seconds else {}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"p{rank}_ms": cuts[rank - 1] * 1000 for rank in PERCENTILES}


def counted(cores: Sequence[int]) -> int:
    """Return how far loops that only count come, one on each of some processors, at the same time."""
    counting = [sys.executable, "-c", COUNTING, str(COUNTING_SECONDS)]
    with ExitStack() as stack:
        loops = [
            stack.enter_context(
                subprocess.Popen(["taskset", "-c", str(core), *counting], stdout=subprocess.PIPE, text=True)
            )
            for core in cores
        ]
        return sum(int(_line(loop)) for loop in loops)


def run(names: list[str], seconds: float) -> dict[str, float]:
    """Measure services one after the other."""
    metrics: dict[str, float] = {"load_average_before": load_average()}
    for name in names:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            replicas = [Pinned(name, WORKS[name], Path(folder), core) for core in range(2)]
            for replica in replicas:
                stack.callback(replica.stop)
            # No two processes of callers say the same: a replica would remember it.
            seeds = itertools.count()
            rounds: list[dict[int, dict[str, float]]] = []
            machine: list[float] = []
            for number in range(ROUNDS):
                # Each goes first in every other round.
                order = (1, 2) if number % 2 else (2, 1)
                rounds.append({count: measure(name, replicas[:count], seconds, seeds) for count in order})
                machine.append(counted([0, 1]) / counted([0]))
        for count in (1, 2):
            for key in rounds[0][count]:
                metrics[f"{name}_{count}_{key}"] = statistics.median(one[count][key] for one in rounds)
        for kind in ("clock", "cpu"):
            ratios = [one[2][f"{kind}_per_second"] / one[1][f"{kind}_per_second"] for one in rounds]
            metrics |= {f"{name}_ratio_{kind}": statistics.median(ratios)}
            metrics |= {f"{name}_ratio_{kind}_least": min(ratios), f"{name}_ratio_{kind}_most": max(ratios)}
        metrics[f"{name}_machine"] = statistics.median(machine)
        print(
            f"{name}: {metrics[f'{name}_ratio_clock']:.2f} times with two, a loop {metrics[f'{name}_machine']:.2f}, "
            f"load average {load_average():.1f}",
            flush=True,
        )
    return metrics


def missed(metrics: Mapping[str, float], names: Sequence[str]) -> list[str]:
    """Return a sentence for each service whose second replica brings less than it should, and than the machine gives a loop."""
    found = []
    for name in names:
        ratio, machine = metrics[f"{name}_ratio_clock"], metrics[f"{name}_machine"]
        if ratio < LEAST_RATIO:
            excuse = (
                f", but two loops that only count get no more than {machine:.2f} out of this machine either"
                if machine < MACHINE_RATIO
                else ""
            )
            found.append(f"Two replicas of {name} answer {ratio:.2f} times as much as one, not {LEAST_RATIO}{excuse}.")
    return found


def main() -> int:
    """Measure, print, draw, write reports/load-services.json; 1 when a second replica brings too little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", nargs="+", default=list(WORKS), choices=list(WORKS))
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=0, help="of what they say")
    parser.add_argument("--call", nargs="+", type=int, metavar="PORT", help="only call one service's replicas")
    chosen = parser.parse_args()
    if chosen.call:
        asyncio.run(keep_calling(chosen.services[0], chosen.call, chosen.seconds, chosen.seed))
        return 0
    metrics = run(chosen.services, chosen.seconds)
    rows = [
        [
            name,
            WORKS[name].unit,
            f"{metrics[f'{name}_1_cpu_ms']:.1f}",
            *(f"{metrics[f'{name}_{count}_clock_per_second']:.1f}" for count in (1, 2)),
            f"{metrics[f'{name}_ratio_clock']:.2f}",
            f"{metrics[f'{name}_ratio_clock_least']:.2f} to {metrics[f'{name}_ratio_clock_most']:.2f}",
            f"{metrics[f'{name}_ratio_cpu']:.2f}",
            f"{metrics[f'{name}_machine']:.2f}",
        ]
        for name in chosen.services
    ]
    print_table(
        [
            "service",
            "a call",
            "cpu ms",
            "1 replica, calls/s",
            "2 replicas",
            "ratio",
            "rounds",
            "by processor time",
            "a loop that counts",
        ],
        rows,
    )
    print_table(
        ["service", "callers", "replicas", *(f"p{rank}, ms" for rank in PERCENTILES)],
        [
            [
                name,
                WORKS[name].callers * count,
                count,
                *(f"{metrics[f'{name}_{count}_p{p}_ms']:.1f}" for p in PERCENTILES),
            ]
            for name in chosen.services
            for count in (1, 2)
        ],
    )
    path = write_report("load-services", metrics)
    draw("throughput", path)
    complaints = missed(metrics, chosen.services)
    print("\n".join(complaints or ["Every bar is met."]))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`make fuzz-recognition`: a running service is sent ten thousand streams of nonsense, then a million frames of signing in long streams.

Whatever comes is read or refused with a sentence; the service neither fails nor grows. Hypothesis makes the nonsense: numbers that
are none, wrong counts and layouts, times that stand still or jump back, pictures that are no pictures, configurations of any kind.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import grpc
import numpy as np
from bench_recognition import ASPECT, LANDMARK_RATE, ROOT, landmark_frame, memory_megabytes, placed, spelling
from engine_hands import engine_hands  # type: ignore[import-not-found]  # bench_recognition has put its folder on the path
from google.protobuf.duration_pb2 import Duration
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko_common.reports import print_table, write_report

PORT = 50953
ADDRESS = f"127.0.0.1:{PORT}"
REFUSALS = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.FAILED_PRECONDITION,
}
GROWN_MEGABYTES = 25.0
"""Growth that counts as none: allocators keep some room once they have needed it."""
WARM_UP_STREAMS = 1_000
STREAMS_AT_ONCE, FRAMES_A_MESSAGE, FRAMES_A_STREAM = 16, 30, 1_500

NASTY = st.sampled_from(
    [float("nan"), float("inf"), float("-inf"), -0.0, 1e-45, 3.4e38, -3.4e38, 1e10, 10.0, 10.1, -10.0]
)
GOOD = placed(engine_hands(ROOT / "models/lexicon", 1, 1, seed=3).points)
COUNTS = st.sampled_from([168] * 12 + [300, 0, 1, 84, 167, 169, 8_000])
LAYOUTS = st.sampled_from(["hands/1"] * 8 + ["hands-pose/1", "", "face/1", "hands/1 ", "x" * 1_000])
# Ordinary steps most often: a stream that is refused at its first frame tests little.
STEPS = st.sampled_from([1 / LANDMARK_RATE] * 12 + [0.0, -1.0, 1e-9, 3_600.0, 1e10])
HUGE = b"\xff\xd8\xff\xc0\x00\x11\x08" + (10_000).to_bytes(2) * 2 + bytes(12)
PICTURES = st.one_of(
    st.binary(max_size=300), st.binary(max_size=300).map(lambda tail: b"\xff\xd8\xff\xe0" + tail), st.just(HUGE)
)


@st.composite
def frames(draw: st.DrawFn) -> tuple[float, pb.Frame]:
    """Draw a frame and the step from the one before, seconds."""
    frame = pb.Frame()
    kind = draw(st.integers(0, 19))
    if kind == 0:
        frame.jpeg = draw(PICTURES)
    elif kind > 1:
        values = np.zeros((42, 4), np.float32)
        values[21:, :3], values[21:, 3] = GOOD[draw(st.integers(0, len(GOOD) - 1))], 1.0
        flat = np.resize(values.ravel(), draw(COUNTS))
        if len(flat) and draw(st.integers(0, 5)) == 0:
            for place, value in draw(st.dictionaries(st.integers(0, len(flat) - 1), NASTY, max_size=5)).items():
                flat[place] = value
        aspect = draw(st.one_of(st.just(ASPECT), st.just(ASPECT), st.just(ASPECT), NASTY))
        frame.landmarks.CopyFrom(pb.Landmarks(layout=draw(LAYOUTS), values=flat, aspect_ratio=aspect))
    if draw(st.integers(0, 3)) == 0:
        frame.brightness = draw(st.one_of(st.floats(0, 1, width=32), NASTY))
    return draw(STEPS), frame


CONFIGS = st.builds(
    pb.RecognitionConfig,
    language_code=st.sampled_from(["pso"] * 12 + ["", "pl", "pso" * 100]),
    max_alternatives=st.sampled_from([0, 1, 5, 10, 11, -1, 2**31 - 1]),
    interim_results=st.booleans(),
    return_transcript=st.booleans(),
    hint_sign_ids=st.lists(st.text(max_size=20), max_size=5),
    hint_phrases=st.lists(st.text(max_size=40), max_size=4),
)


@st.composite
def conversations(draw: st.DrawFn) -> list[pb.StreamRecognizeRequest]:
    """Draw what one client sends."""
    messages = [pb.StreamRecognizeRequest(config=draw(CONFIGS))]
    now = 0.0
    for batch in draw(st.lists(st.lists(frames(), max_size=6), max_size=5)):
        made = []
        for step, frame in batch:
            now = min(max(now + step, -1e9), 1e10)
            seconds = int(now // 1)
            frame.offset.CopyFrom(Duration(seconds=seconds, nanos=int((now - seconds) * 1e9)))
            made.append(frame)
        if len(made) == 1:
            messages.append(pb.StreamRecognizeRequest(frame=made[0]))
        else:
            messages.append(pb.StreamRecognizeRequest(frames=pb.FrameBatch(frames=made)))
    if draw(st.integers(0, 9)) == 0:
        messages.pop(0)
    return messages


def nonsense(stub: rpc.RecognitionServiceStub, pid: int, cases: int) -> tuple[Counter[str], float]:
    """Hold conversations; return how they ended, and the megabytes that the service has grown since the first thousand."""
    ends: Counter[str] = Counter()
    sizes: list[float] = []

    @settings(
        max_examples=cases,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(conversations())
    def hold(messages: Sequence[pb.StreamRecognizeRequest]) -> None:
        try:
            for _ in stub.StreamRecognize(iter(messages), timeout=60):
                pass
            ends["read"] += 1
        except grpc.RpcError as error:
            code, sentence = error.code(), error.details() or ""
            assert code in REFUSALS, f"{code.name}: {sentence}"
            assert sentence.endswith("."), sentence
            ends[code.name] += 1
        if sum(ends.values()) == min(WARM_UP_STREAMS, cases // 2):
            sizes.append(memory_megabytes(pid))

    hold()
    return ends, memory_megabytes(pid) - sizes[0]


def endless(channel_of: Callable[[], grpc.Channel], pid: int, frames_in_all: int) -> float:
    """Send long streams side by side, as fast as they are taken, until so many frames have gone through.

    Returns:
        The megabytes that the service has grown since the first round.
    """
    start, sent, number = 0.0, 0, 0
    while sent < frames_in_all:
        # The service closes connections that are old, so each round has its own.
        with channel_of() as channel:
            stub = rpc.RecognitionServiceStub(channel)
            calls = [stub.StreamRecognize(_signing(number + k)) for k in range(STREAMS_AT_ONCE)]
            readers = [threading.Thread(target=_drain, args=(call,)) for call in calls]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            for call in calls:
                assert call.code() is grpc.StatusCode.OK, call.details()
        number, sent = number + STREAMS_AT_ONCE, sent + STREAMS_AT_ONCE * FRAMES_A_STREAM
        now = memory_megabytes(pid)
        start = start or now
        print(f"{sent:,} frames, {now:.0f} MB", flush=True)
    return memory_megabytes(pid) - start


def _signing(seed: int) -> Iterator[pb.StreamRecognizeRequest]:
    """Yield a stream of somebody who spells, in full messages."""
    yield pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", return_transcript=True))
    waiting = []
    for k, hand in zip(range(FRAMES_A_STREAM), spelling(GOOD, seed), strict=False):
        waiting.append(landmark_frame(k, hand))
        if len(waiting) == FRAMES_A_MESSAGE:
            yield pb.StreamRecognizeRequest(frames=pb.FrameBatch(frames=waiting))
            waiting = []


def _drain(call: Iterable[object]) -> None:
    with contextlib.suppress(grpc.RpcError):  # `endless` looks at every call's code
        for _ in call:
            pass


def main() -> None:
    """Start the service, send, print, write reports/recognition-fuzz.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000, help="streams of nonsense")
    parser.add_argument("--frames", type=int, default=1_000_000, help="frames of signing after that")
    chosen = parser.parse_args()
    environment = os.environ | {
        "OKIENKO_RECOGNITION_PORT": str(PORT),
        "OKIENKO_RECOGNITION_LOG_LEVEL": "error",
        "OKIENKO_RECOGNITION_SIGNING_TARGET": "",
        "OKIENKO_RECOGNITION_CORES": "64",
    }
    service = subprocess.Popen([sys.executable, "-m", "okienko_recognition"], cwd=ROOT, env=environment)
    try:
        with grpc.insecure_channel(ADDRESS) as channel:
            stub = rpc.RecognitionServiceStub(channel)
            stub.ListSigns(pb.ListSignsRequest(language_code="pso"), wait_for_ready=True, timeout=120)
            ends, grown = nonsense(stub, service.pid, chosen.cases)
            print(f"{sum(ends.values()):,} streams of nonsense, grown by {grown:.1f} MB", flush=True)
            grown_endless = (
                endless(lambda: grpc.insecure_channel(ADDRESS), service.pid, chosen.frames) if chosen.frames else 0.0
            )
            assert service.poll() is None, "The service has ended; see its last lines above."
    finally:
        service.terminate()
        service.wait(30)
    metrics = {
        "streams": float(sum(ends.values())),
        **{f"streams_{end.lower()}": float(count) for end, count in ends.items()},
        "streams_grown_mb": grown,
        "frames": float(chosen.frames),
        "frames_grown_mb": grown_endless,
    }
    print_table(["what", "figure"], sorted((name, round(value, 2)) for name, value in metrics.items()))
    print(f"\nwritten to {write_report('recognition-fuzz', metrics)}")
    if max(grown, grown_endless) > GROWN_MEGABYTES:
        raise SystemExit(
            f"The service has grown by more than {GROWN_MEGABYTES:.0f} MB. Look for what is kept after a stream's end."
        )


if __name__ == "__main__":
    main()

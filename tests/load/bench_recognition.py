"""`make bench-recognition`: what streams cost the recognition service, and how soon a sign's end is answered.

The service runs as a process of its own; processor time is read from /proc, so that what else runs on the machine changes little.

- landmarks: streams of 15 frames a second with hands of the signing engine, spelled at a learner's pace, over gRPC, each frame a message of
  its own and in batches;
- pictures: streams of 10 frames a second of rendered signing, beside MediaPipe alone on the same pictures.
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
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests"), str(ROOT / "tests/end_to_end"), str(ROOT / "models/fingerspelling")]

from engine_hands import engine_hands  # type: ignore[import-not-found]  # lies beside the models, found through the line above
from footage import render_spelling
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko_common.reports import print_table, write_report

LANDMARK_RATE, PICTURE_RATE = 15, 10
HOLD_SECONDS, WAY_SECONDS, AWAY_SECONDS, LETTERS_A_WORD = 1.2, 0.25, 1.0, 5
ASPECT = 4 / 3
PORT = 50952
Float = NDArray[np.float32]

PLAIN = """
import sys, time
from pathlib import Path
import cv2, numpy as np, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
cv2.setNumThreads(1)
options = vision.HandLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]),
    running_mode=vision.RunningMode.VIDEO, num_hands=2)
pictures = [path.read_bytes() for path in sorted(Path(sys.argv[2]).glob("*.jpg"))]
with vision.HandLandmarker.create_from_options(options) as landmarker:
    for number, jpeg in enumerate(pictures[:10] + pictures):
        time.sleep(float(sys.argv[3]))
        if number == 10:
            started = time.process_time()
        rgb = cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        landmarker.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb), number * 100)
    print((time.process_time() - started) / (number - 9) * 1000)
"""


@dataclass
class Run:
    """What came of one load."""

    frames: int = 0
    finals: list[float] = field(default_factory=list)
    cpu_ms: float = 0.0
    megabytes: float = 0.0


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_megabytes(pid: int) -> float:
    """Return the memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def spelling(hands: Float, seed: int) -> Iterator[Float | None]:
    """Yield a hand, or none, for each frame of somebody who spells random letters without end."""
    chance = np.random.default_rng(seed)
    last = None
    while True:
        for _ in range(LETTERS_A_WORD):
            shown = hands[chance.integers(len(hands))]
            if last is not None:
                for k in range(round(WAY_SECONDS * LANDMARK_RATE)):
                    share = (k + 1) / (WAY_SECONDS * LANDMARK_RATE + 1)
                    yield (1 - share) * last + share * shown
            for _ in range(round(HOLD_SECONDS * LANDMARK_RATE)):
                yield shown + chance.normal(0, 0.004, shown.shape).astype(np.float32)
            last = shown
        for _ in range(round(AWAY_SECONDS * LANDMARK_RATE)):
            yield None
        last = None


def placed(hands: Float) -> Float:
    """Put (n, 21, 3) hands into the middle of a picture, a palm a fifth of its height."""
    centred = hands - hands[:, [0, 5, 9, 13, 17]].mean(1, keepdims=True)
    size = np.sqrt(((hands[:, [5, 9, 13, 17]] - hands[:, :1]) ** 2).sum(-1).mean(-1))[:, None, None]
    scaled: Float = (centred / size * 0.2 / np.array([ASPECT, 1, ASPECT]) + np.array([0.6, 0.5, 0])).astype(np.float32)
    return scaled


def landmark_frame(number: int, hand: Float | None) -> pb.Frame:
    """Pack one frame."""
    values = np.zeros((42, 4), np.float32)
    if hand is not None:
        values[21:, :3], values[21:, 3] = hand, 1.0
    frame = pb.Frame(
        landmarks=pb.Landmarks(layout="hands/1", values=values.ravel(), aspect_ratio=ASPECT), brightness=0.5
    )
    frame.offset.FromNanoseconds(round(number / LANDMARK_RATE * 1e9))
    return frame


async def landmark_stream(
    stub: "rpc.RecognitionServiceAsyncStub", hands: Float, seed: int, batch: int, seconds: float, run: Run
) -> None:
    """Send one stream at its own pace and note how long finals took from the end of their sign."""
    sent: dict[int, float] = {}

    async def requests() -> AsyncIterator[pb.StreamRecognizeRequest]:
        config = pb.RecognitionConfig(
            language_code="pso", interim_results=True, max_alternatives=5, return_transcript=True
        )
        yield pb.StreamRecognizeRequest(config=config)
        await asyncio.sleep(np.random.default_rng(seed).uniform(0, 1))
        began = time.perf_counter()
        waiting = []
        for number, hand in zip(range(round(seconds * LANDMARK_RATE)), spelling(hands, seed), strict=False):
            await asyncio.sleep(max(0.0, began + number / LANDMARK_RATE - time.perf_counter()))
            sent[number] = time.perf_counter()
            waiting.append(landmark_frame(number, hand))
            run.frames += 1
            if len(waiting) == batch:
                message = {"frame": waiting[0]} if batch == 1 else {"frames": pb.FrameBatch(frames=waiting)}
                yield pb.StreamRecognizeRequest(**message)
                waiting = []

    async for response in stub.StreamRecognize(requests()):
        if response.result.is_final:
            last = round(response.result.end_offset.ToNanoseconds() / 1e9 * LANDMARK_RATE)
            run.finals.append((time.perf_counter() - sent[last]) * 1000)


async def landmark_load(pid: int, streams: int, batch: int, seconds: float) -> Run:
    """Run streams side by side."""
    hands = placed(engine_hands(ROOT / "models/lexicon", 4, 1, seed=5).points)
    run = Run()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{PORT}") as channel:
        stub = rpc.RecognitionServiceStub(channel)
        before, memory = processor_seconds(pid), memory_megabytes(pid)
        tasks = [asyncio.create_task(landmark_stream(stub, hands, k, batch, seconds, run)) for k in range(streams)]
        await asyncio.sleep(0.8 * seconds)
        run.megabytes = memory_megabytes(pid) - memory
        await asyncio.gather(*tasks)
    run.cpu_ms = (processor_seconds(pid) - before) * 1000 / run.frames
    return run


async def picture_load(pid: int, pictures: list[bytes], streams: int, seconds: float) -> Run:
    """Send pictures at a webcam's pace; the first ones, in which models are loaded, are not counted."""
    run = Run()

    async def stream(stub: "rpc.RecognitionServiceAsyncStub", warm: asyncio.Event) -> None:
        call = stub.StreamRecognize()
        config = pb.RecognitionConfig(language_code="pso", return_landmarks=True)
        await call.write(pb.StreamRecognizeRequest(config=config))
        for number in range(10 + round(seconds * PICTURE_RATE)):
            started = time.perf_counter()
            frame = pb.Frame(jpeg=pictures[number % len(pictures)])
            frame.offset.FromNanoseconds(round(number / PICTURE_RATE * 1e9))
            await call.write(pb.StreamRecognizeRequest(frame=frame))
            while isinstance(answer := await call.read(), pb.StreamRecognizeResponse) and not answer.HasField(
                "landmarks"
            ):
                pass
            if number == 9:
                warm.set()
                await start.wait()
            elif number > 9:
                run.frames += 1
            await asyncio.sleep(max(0.0, 1 / PICTURE_RATE - (time.perf_counter() - started)))
        call.cancel()

    start = asyncio.Event()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{PORT}") as channel:
        stub = rpc.RecognitionServiceStub(channel)
        ready = [asyncio.Event() for _ in range(streams)]
        tasks = [asyncio.create_task(stream(stub, event)) for event in ready]
        await asyncio.gather(*(event.wait() for event in ready))
        before = processor_seconds(pid)
        start.set()
        await asyncio.gather(*tasks)
    run.cpu_ms = (processor_seconds(pid) - before) * 1000 / run.frames
    return run


def split_pictures(path: Path, folder: Path) -> list[bytes]:
    """Cut a Motion JPEG file of 30 frames a second into pictures, ten a second."""
    pictures = [b"\xff\xd8" + part for part in path.read_bytes().split(b"\xff\xd8\xff")[1:]]
    pictures = [b"\xff\xd8\xff" + part[2:] for part in pictures][::3]
    for number, picture in enumerate(pictures):
        (folder / f"{number:04d}.jpg").write_bytes(picture)
    return pictures


def plain_mediapipe(folder: str) -> float:
    """Return what MediaPipe alone, in a process of its own, takes for each picture, in milliseconds of processor time.

    It rests between pictures as it does between a webcam's: caches grow cold, which costs both alike.
    """
    pause = str(0.7 / PICTURE_RATE)
    command = [sys.executable, "-c", PLAIN, str(ROOT / ".local/models/hand_landmarker.task"), folder, pause]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def percentile(values: list[float], share: int) -> float:
    """Return the value below which so many per cent of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


async def until_serving() -> None:
    """Wait until the service answers."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{PORT}") as channel:
        await rpc.RecognitionServiceStub(channel).ListSigns(
            pb.ListSignsRequest(language_code="pso"), wait_for_ready=True, timeout=60
        )


def main() -> None:
    """Start the service, measure, print, write reports/recognition-bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=24, help="landmark streams at once")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each load")
    chosen = parser.parse_args()
    environment = os.environ | {"OKIENKO_RECOGNITION_PORT": str(PORT), "OKIENKO_RECOGNITION_LOG_LEVEL": "error"}
    metrics: dict[str, float] = {}
    service = subprocess.Popen([sys.executable, "-m", "okienko_recognition"], cwd=ROOT, env=environment)
    try:
        asyncio.run(until_serving())
        for batch in (1, 3):
            run = asyncio.run(landmark_load(service.pid, chosen.streams, batch, chosen.seconds))
            metrics |= {
                f"landmarks_batch_{batch}_cpu_ms_per_frame": run.cpu_ms,
                f"landmarks_batch_{batch}_streams_per_core": 1000 / LANDMARK_RATE / run.cpu_ms,
                f"landmarks_batch_{batch}_end_to_final_p50_ms": percentile(run.finals, 50),
                f"landmarks_batch_{batch}_end_to_final_p95_ms": percentile(run.finals, 95),
                f"landmarks_batch_{batch}_finals": len(run.finals),
                f"landmarks_batch_{batch}_mb_per_stream": run.megabytes / chosen.streams,
            }
        with tempfile.TemporaryDirectory() as folder:
            pictures = split_pictures(render_spelling("dom", Path(folder)), Path(folder))
            # By turns, so that both meet the same moods of the machine.
            turns = [
                (
                    asyncio.run(picture_load(service.pid, pictures, 1, chosen.seconds / 2)).cpu_ms,
                    plain_mediapipe(folder),
                )
                for _ in range(3)
            ]
        served, plain = (statistics.median(values) for values in zip(*turns, strict=True))
        metrics["jpeg_cpu_ms_per_frame"] = served
        metrics["jpeg_plain_mediapipe_cpu_ms_per_frame"] = plain
        metrics["jpeg_against_plain"] = statistics.median(one / other for one, other in turns)
        metrics["jpeg_streams_per_core"] = 1000 / PICTURE_RATE / served
    finally:
        service.terminate()
        service.wait(30)
    metrics = {name: round(value, 3) for name, value in metrics.items()}
    print(f"{os.cpu_count()} cores, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n")
    print_table(["what", "figure"], sorted(metrics.items()))
    print(f"\nwritten to {write_report('recognition-bench', metrics)}")


if __name__ == "__main__":
    main()

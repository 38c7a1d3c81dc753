"""A resident before two gateways behind nginx, while replicas and a gateway die."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Self

import httpx2
import pytest
from cluster_gateways import ADDRESS, ASK_SECONDS, SOCKET_SECONDS, Gateways
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_replicas import Replica, ReplicaSet, end_and_revive
from cluster_services import BY_NAME, QUESTION
from load_frames import FRAMES_A_SECOND, word_frames
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

RESUMED_SECONDS = 2.0
# As the page does (recognition-socket.ts): a gateway that has said that it lives, and then nothing for so long, stands still.
LONGEST_SILENCE_SECONDS = 7.0
# Until then, until nginx gives up the next connection if the same gateway gets it, and the time of a letter.
LEFT_SECONDS = LONGEST_SILENCE_SECONDS + SOCKET_SECONDS + 4.0
# As the page pauses before it connects again (recognition-socket.ts).
FIRST_PAUSE_SECONDS = 0.5
HEALTHY_SECONDS, LATE_SECONDS, MEASURED_SECONDS = 4.0, 10.0, 4.0
# As for a service's copies (test_scenario_unary.py); one gateway answers what two did.
SLOWER_RATIO, NOISE_MILLISECONDS = 1.5, 10.0
# All of its letters are held still.
WORD = "umowa"
CONFIG = {"type": "config", "transcript": True, "hint_phrases": ["Dowód osobisty"]}

Figures = dict[str, float]


@pytest.fixture(scope="module")
def town(
    network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, ReplicaSet]]:
    sets = {
        name: ReplicaSet(BY_NAME[name], network, names, tmp_path_factory.mktemp(name))
        for name in ("faq", "recognition")
    }
    try:
        for one in sets.values():
            one.add()
            one.add()
        yield sets
    finally:
        for one in sets.values():
            one.close()


@pytest.fixture(scope="module")
def gateways(
    town: dict[str, ReplicaSet], network: Network, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateways]:
    assert town
    gateways = Gateways(network, tmp_path_factory.mktemp("gateways"))
    yield gateways
    gateways.close()


class Signer:
    """Signs as the page does: connects again when the socket closes, then says what was read of the part at hand.

    What the camera sees meanwhile is lost.

    Inside `async with` they sign.

    Args:
        signed: what the camera sees.
    """

    def __init__(self, signed: Sequence[bytes]) -> None:
        self.messages: list[tuple[float, dict[str, Any]]] = []
        self.connections = 0
        self._frames = signed
        self._sent = 0
        self._finals: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        self._signing = asyncio.create_task(self._sign())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._signing.cancel()
        await asyncio.gather(self._signing, return_exceptions=True)

    def of(self, kind: str, since: float = 0.0) -> list[tuple[float, dict[str, Any]]]:
        return [(at, message) for at, message in self.messages if message["type"] == kind and at >= since]

    async def next_result(self, since: float) -> float:
        """Return the seconds from a moment to the next reading."""
        async with asyncio.timeout(20):
            while not self.of("result", since):
                await asyncio.sleep(0.01)
        return self.of("result", since)[0][0] - since

    def parts(self) -> list[dict[str, Any]]:
        """Return the parts of the newest transcript."""
        transcripts = self.of("transcript")
        return transcripts[-1][1]["parts"] if transcripts else []

    async def until(self, parts: int, segments: int) -> None:
        """Wait until the transcript has so many parts, and its last one so many readings."""
        async with asyncio.timeout(30):
            while len(self.parts()) < parts or len(self.parts()[parts - 1]["segment_ids"]) < segments:
                await asyncio.sleep(0.01)

    async def _sign(self) -> None:
        while True:
            try:
                async with connect(f"ws://{ADDRESS}/api/v1/recognise", proxy=None, close_timeout=0.1) as socket:
                    self.connections += 1
                    told = [{key: one[key] for key in ("start", "end", "alternatives")} for one in self._finals]
                    await socket.send(json.dumps({**CONFIG, "earlier_results": told}))
                    for place, result in enumerate(self._finals, -len(self._finals)):
                        result["segment_id"] = place
                    sending = asyncio.create_task(self._send(socket))
                    try:
                        while True:
                            self._hear(json.loads(await asyncio.wait_for(socket.recv(), LONGEST_SILENCE_SECONDS)))
                    finally:
                        sending.cancel()
            except (ConnectionClosed, TimeoutError, OSError):
                pass
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
            self._sent += round(FIRST_PAUSE_SECONDS * FRAMES_A_SECOND)

    def _hear(self, message: dict[str, Any]) -> None:
        self.messages.append((time.monotonic(), message))
        if message["type"] == "result" and message["is_final"]:
            self._finals.append(dict(message))
        elif message["type"] == "transcript":
            last = message["parts"][-1]["segment_ids"]
            while self._finals and self._finals[0]["segment_id"] not in last:
                del self._finals[0]

    async def _send(self, socket: Any) -> None:
        for frame in self._frames[self._sent :]:
            await socket.send(frame)
            self._sent += 1
            await asyncio.sleep(1 / FRAMES_A_SECOND)


def holder(replicas: ReplicaSet) -> Replica:
    """Return the replica that reads a stream."""
    return max(replicas.replicas, key=lambda one: one.in_flight("StreamRecognize"))


async def test_signing_goes_on_at_another_replica_and_at_another_gateway(
    town: dict[str, ReplicaSet], gateways: Gateways, signed: Sequence[bytes], figures: Figures
) -> None:
    async with Signer(signed) as signer:
        await asyncio.sleep(6.0)
        victim = await asyncio.to_thread(holder, town["recognition"])
        read = {message["segment_id"] for _, message in signer.of("result") if message["is_final"]}
        known = signer.of("transcript")[-1][1]["parts"]
        killed = time.monotonic()
        victim.signal(signal.SIGKILL)
        figures["signing_resumed_after_kill_seconds"] = await signer.next_result(killed)
        await asyncio.sleep(5.0)
        later = signer.of("transcript")[-1][1]["parts"]
        new = {message["segment_id"] for _, message in signer.of("result", killed) if message["is_final"]}
        assert signer.connections == 1
        assert read, "nothing was read before the kill"
        assert new, "nothing was read after the kill"
        assert not read & new
        assert later[: len(known) - 1] == known[:-1]
        assert {number for part in known for number in part["segment_ids"]} <= {
            number for part in later for number in part["segment_ids"]
        }
        victim.wait()
        victim.restart()
        await asyncio.to_thread(town["recognition"].wait_until_well, victim)

        gateway = await asyncio.to_thread(gateways.busy_one)
        killed = time.monotonic()
        gateway.signal(signal.SIGKILL)
        figures["signing_resumed_after_gateway_kill_seconds"] = await signer.next_result(killed)
        assert signer.connections == 2
    gateway.wait()
    gateway.restart()
    await asyncio.to_thread(gateways.wait_until_well, gateway)
    assert figures["signing_resumed_after_kill_seconds"] <= RESUMED_SECONDS
    assert figures["signing_resumed_after_gateway_kill_seconds"] <= RESUMED_SECONDS


async def test_a_word_that_is_spelled_across_a_kill_is_read_whole(
    town: dict[str, ReplicaSet], gateways: Gateways, figures: Figures
) -> None:
    async with Signer(word_frames(WORD, times=2)) as signer:
        await signer.until(parts=2, segments=3)
        before = signer.parts()
        victim = await asyncio.to_thread(holder, town["recognition"])
        killed = time.monotonic()
        victim.signal(signal.SIGKILL)
        await signer.until(parts=2, segments=len(WORD))
        after = signer.parts()
        figures["word_resumed_after_kill_seconds"] = signer.of("result", killed)[0][0] - killed
    victim.wait()
    victim.restart()
    await asyncio.to_thread(town["recognition"].wait_until_well, victim)
    assert signer.connections == 1
    assert after[0] == before[0], "what was read before is as it was"
    assert after[1]["segment_ids"][:3] == before[1]["segment_ids"]
    assert [part["hypotheses"][0]["words"] for part in after] == [[WORD], [WORD]]
    assert any(one["is_literal"] and one["words"] == [WORD] for one in after[1]["hypotheses"]), (
        "a letter lost or doubled"
    )


async def test_a_word_that_is_spelled_across_the_end_of_a_gateway_is_read_whole(
    town: dict[str, ReplicaSet], gateways: Gateways, figures: Figures
) -> None:
    assert town
    async with Signer(word_frames(WORD, times=1)) as signer:
        await signer.until(parts=1, segments=2)
        gateway = await asyncio.to_thread(gateways.busy_one)
        killed = time.monotonic()
        gateway.signal(signal.SIGKILL)
        await signer.until(parts=1, segments=len(WORD))
        (word,) = signer.parts()
        figures["next_letter_read_after_gateway_kill_seconds"] = signer.of("result", killed)[0][0] - killed
    gateway.wait()
    gateway.restart()
    await asyncio.to_thread(gateways.wait_until_well, gateway)
    assert signer.connections == 2
    assert word["segment_ids"][:2] == [-2, -1], "what was read before the kill is told to the next gateway"
    assert len(word["segment_ids"]) == len(WORD)
    assert word["segment_ids"] == sorted(set(word["segment_ids"])), "each reading once, in the order of the letters"
    assert any(one["is_literal"] and one["words"] == [WORD] for one in word["hypotheses"]), "a letter lost or doubled"


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://{ADDRESS}", timeout=10, trust_env=False) as client:
        yield client


async def test_signing_goes_on_when_its_gateway_stands_still(
    town: dict[str, ReplicaSet], gateways: Gateways, signed: Sequence[bytes], figures: Figures
) -> None:
    assert town
    async with Signer(signed) as signer:
        await asyncio.sleep(6.0)
        frozen = await asyncio.to_thread(gateways.busy_one)
        harmed = time.monotonic()
        frozen.signal(signal.SIGSTOP)
        try:
            async with asyncio.timeout(LEFT_SECONDS):
                while signer.connections == 1:
                    await asyncio.sleep(0.01)
            await signer.next_result(time.monotonic())
            figures["signing_resumed_after_gateway_freeze_seconds"] = time.monotonic() - harmed
        finally:
            frozen.signal(signal.SIGCONT)
    assert figures["signing_resumed_after_gateway_freeze_seconds"] <= LEFT_SECONDS


async def test_a_frozen_gateway_is_left_alone(
    town: dict[str, ReplicaSet], gateways: Gateways, client: httpx2.AsyncClient, figures: Figures
) -> None:
    assert town
    statuses: list[int] = []

    async def ask() -> None:
        body = {"text": QUESTION, "language": "pl"}
        statuses.append((await client.post("/api/v1/ask", json=body, timeout=2 * ASK_SECONDS)).status_code)

    frozen = gateways.replicas[0]
    async with Load(ask) as load:
        await asyncio.sleep(1.0)
        begun = time.monotonic()
        await asyncio.sleep(HEALTHY_SECONDS)
        harmed = time.monotonic()
        frozen.signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(LATE_SECONDS + MEASURED_SECONDS)
            healed = time.monotonic()
            # Those who asked the frozen one at once wait for nginx to give it up.
            await asyncio.sleep(ASK_SECONDS - MEASURED_SECONDS - LATE_SECONDS + 2.0)
        finally:
            frozen.signal(signal.SIGCONT)
        await asyncio.sleep(1.0)
    before = load.tally.milliseconds(0.95, begun, harmed)
    during = load.tally.milliseconds(0.95, harmed, healed)
    late = load.tally.milliseconds(0.95, harmed + LATE_SECONDS, healed)
    lost = [status for status in statuses if status != 200]
    figures |= {
        "questions_lost_gateway_frozen": len(lost),
        "questions_gateway_frozen": len(statuses),
        "gateway_frozen_before_p95_ms": before,
        "gateway_frozen_at_once_p95_ms": during,
        "gateway_frozen_p95_ms": late,
        "gateway_frozen_longest_ms": max(one.seconds for one in load.tally.outcomes) * 1000,
    }
    assert lost == []
    assert late <= max(SLOWER_RATIO * before, before + NOISE_MILLISECONDS)


@pytest.mark.parametrize("who", ["faq", "gateway"])
@pytest.mark.parametrize("harm", [signal.SIGTERM, signal.SIGKILL], ids=["drained", "killed"])
async def test_no_question_is_lost(
    town: dict[str, ReplicaSet],
    gateways: Gateways,
    client: httpx2.AsyncClient,
    figures: Figures,
    who: str,
    harm: signal.Signals,
) -> None:
    statuses: list[int] = []

    async def ask() -> None:
        try:
            body = {"text": QUESTION, "language": "pl"}
            response = await client.post("/api/v1/ask", json=body)
        except httpx2.HTTPError:
            statuses.append(0)
        else:
            statuses.append(response.status_code)

    victim = gateways.replicas[0] if who == "gateway" else town["faq"].replicas[0]
    wait_until_well = gateways.wait_until_well if who == "gateway" else town["faq"].wait_until_well
    async with Load(ask):
        await end_and_revive(victim, harm, wait_until_well)
    lost = [status for status in statuses if status != 200]
    figures[f"questions_lost_{who}_{harm.name.lower()}"] = len(lost)
    figures[f"questions_{who}_{harm.name.lower()}"] = len(statuses)
    assert lost == []

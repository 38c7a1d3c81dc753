"""Each service with one, two or four replicas, of which some come to harm while sixteen callers ask.

What else runs on the machine slows everything down, so a few more callers ask one more replica, of which the service's name knows
nothing: a slow answer counts against the service only where theirs was as quick as before.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable

import grpc
import pytest
from cluster_load import Load
from cluster_replicas import Replica, ReplicaSet, end_and_revive
from cluster_services import PORT
from cluster_wire import SlowRoad
from grpc_health.v1 import health_pb2, health_pb2_grpc
from okienko_common.channel import BalancedChannel, open_channel

HEALTHY_SECONDS, HARM_SECONDS, LATE_SECONDS, MEASURED_SECONDS = 6.0, 3.0, 10.0, 6.0
SHARE_SECONDS, MOST_SHARE_SECONDS, SHARE_TOLERANCE = 3.0, 5.0, 0.2
SLOWER_RATIO = 1.5
CONTROL_CALLERS = 8
# So that one replica alone is less than half busy with what two have answered.
PAUSE_SECONDS = 0.4
# Below this, a ratio says more about the machine's other work than about the service.
NOISE_MILLISECONDS = 5.0
DELAY_MILLISECONDS, LOSS = 100, 0.02

Figures = dict[str, float]


@pytest.fixture
def size() -> int:
    """Return how many replicas a scenario begins with."""
    return 2


@pytest.fixture
async def channel(replicas: ReplicaSet, size: int) -> AsyncIterator[BalancedChannel]:
    await asyncio.to_thread(replicas.resize, size)
    channel = open_channel(replicas.target, replicas.service.full_name)
    assert isinstance(channel, BalancedChannel)
    async with channel:
        await until(lambda: channel.ready_replicas() == len(replicas.replicas))
        yield channel


@pytest.fixture
def load(replicas: ReplicaSet, channel: grpc.aio.Channel) -> Load:
    return Load(replicas.service.make_call(channel))


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it never came true"
        await asyncio.sleep(0.02)
    return time.monotonic() - started


def answer_seconds(replica: Replica) -> float:
    """Return how long a replica takes to answer or, for one that does not, to be given up."""
    started = time.monotonic()
    with grpc.insecure_channel(f"{replica.address}:{PORT}") as channel, contextlib.suppress(grpc.RpcError):
        health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=1.0)
    return time.monotonic() - started


@pytest.mark.parametrize("harm", [signal.SIGTERM, signal.SIGKILL], ids=["drained", "killed"])
async def test_no_call_is_lost_when_a_replica_ends(
    replicas: ReplicaSet, load: Load, figures: Figures, harm: signal.Signals
) -> None:
    victim = replicas.replicas[0]
    async with load:
        await end_and_revive(victim, harm, replicas.wait_until_well, HARM_SECONDS)
    lost = load.tally.failures()
    figures[f"{replicas.service.name}_lost_{harm.name.lower()}"] = len(lost)
    figures[f"{replicas.service.name}_calls_{harm.name.lower()}"] = len(load.tally.outcomes)
    assert lost == []


@pytest.mark.parametrize("size", [1, 2], ids=["from 1 to 2", "from 2 to 4"])
async def test_new_replicas_take_their_share(replicas: ReplicaSet, load: Load, figures: Figures, size: int) -> None:
    async with load:
        await asyncio.sleep(1.0)
        await asyncio.to_thread(replicas.resize, 2 * size)
        newest = replicas.replicas[-1]
        known = time.monotonic()
        before = await asyncio.to_thread(newest.calls)
        while await asyncio.to_thread(newest.calls) == before:
            await asyncio.sleep(0.05)
        found = time.monotonic() - known
        counts = [await asyncio.to_thread(replica.calls) for replica in replicas.replicas]
        await asyncio.sleep(SHARE_SECONDS)
        now = [await asyncio.to_thread(replica.calls) for replica in replicas.replicas]
    taken = [later - earlier for later, earlier in zip(now, counts, strict=True)]
    share = taken[-1] / (sum(taken) / len(taken))
    name = f"{replicas.service.name}_new_replica_of_{2 * size}"
    figures |= {f"{name}_seconds": found, f"{name}_share": share}
    assert load.tally.failures() == []
    assert found <= MOST_SHARE_SECONDS
    assert abs(share - 1) <= SHARE_TOLERANCE


@pytest.mark.parametrize("size", [4], ids=["of 4"])
async def test_no_call_is_lost_when_half_of_the_replicas_end_at_once(
    replicas: ReplicaSet, load: Load, figures: Figures
) -> None:
    drained, killed = replicas.replicas[:2]
    async with load:
        await asyncio.sleep(1.0)
        drained.signal(signal.SIGTERM)
        killed.signal(signal.SIGKILL)
        await asyncio.sleep(HARM_SECONDS)
        for victim in (drained, killed):
            await asyncio.to_thread(victim.wait)
            await asyncio.to_thread(replicas.remove, victim)
        await asyncio.sleep(1.0)
    lost = load.tally.failures()
    figures[f"{replicas.service.name}_lost_two_of_four"] = len(lost)
    figures[f"{replicas.service.name}_calls_two_of_four"] = len(load.tally.outcomes)
    assert lost == []


@pytest.fixture
def unhurried(replicas: ReplicaSet, channel: grpc.aio.Channel) -> Load:
    """Sixteen callers with longer pauses."""
    return Load(replicas.service.make_call(channel), pause_seconds=PAUSE_SECONDS)


async def measure(
    replicas: ReplicaSet,
    load: Load,
    figures: Figures,
    what: str,
    harm: Callable[[], object],
    heal: Callable[[], object],
) -> None:
    """Measure the p95 before and after ten seconds of harm to the first replica, and check both."""
    apart = await asyncio.to_thread(replicas.add, is_named=False)
    async with open_channel(f"{apart.address}:{PORT}", replicas.service.full_name) as straight:
        control = Load(replicas.service.make_call(straight), CONTROL_CALLERS, PAUSE_SECONDS)
        async with load, control:
            await asyncio.sleep(1.0)
            begun = time.monotonic()
            await asyncio.sleep(HEALTHY_SECONDS)
            harmed = time.monotonic()
            try:
                await asyncio.to_thread(harm)
                await asyncio.sleep(LATE_SECONDS)
                late = time.monotonic()
                await asyncio.sleep(MEASURED_SECONDS)
                over = time.monotonic()
                victim = await asyncio.to_thread(answer_seconds, replicas.replicas[0])
            finally:
                await asyncio.to_thread(heal)
    await asyncio.to_thread(replicas.remove, apart)
    before, after = load.tally.milliseconds(0.95, begun, harmed), load.tally.milliseconds(0.95, late, over)
    beside = [control.tally.milliseconds(0.95, *span) for span in ((begun, harmed), (late, over))]
    lost = load.tally.failures()
    assert victim > DELAY_MILLISECONDS / 1000, "it was not harmed"
    name = f"{replicas.service.name}_{what}"
    figures |= {f"{name}_p95_before_ms": before, f"{name}_p95_after_ms": after}
    figures |= {f"{name}_p95_beside_before_ms": beside[0], f"{name}_p95_beside_after_ms": beside[1]}
    figures[f"{name}_lost"] = len(lost)
    assert lost == []
    machine = max(1.0, beside[1] / beside[0])
    assert after <= max(SLOWER_RATIO * before * machine, before + NOISE_MILLISECONDS)


async def test_a_frozen_replica_is_left_out(replicas: ReplicaSet, unhurried: Load, figures: Figures) -> None:
    victim = replicas.replicas[0]
    await measure(
        replicas,
        unhurried,
        figures,
        "frozen",
        lambda: victim.signal(signal.SIGSTOP),
        lambda: victim.signal(signal.SIGCONT),
    )


async def test_a_slow_replica_is_left_out(replicas: ReplicaSet, unhurried: Load, figures: Figures) -> None:
    road = SlowRoad(replicas.replicas[0].host, DELAY_MILLISECONDS, LOSS)
    await measure(replicas, unhurried, figures, "slow", road.open, road.close)


async def test_a_replica_that_is_cut_off_is_left_out_and_comes_back(
    replicas: ReplicaSet, channel: BalancedChannel, unhurried: Load, figures: Figures
) -> None:
    host = replicas.replicas[0].host
    await measure(replicas, unhurried, figures, "cut_off", host.cut_off, host.plug_in)
    figures[f"{replicas.service.name}_cut_off_back_seconds"] = await until(lambda: channel.ready_replicas() == 2, 20.0)

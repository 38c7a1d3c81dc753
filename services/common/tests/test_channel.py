"""The channel over several replicas on loopback."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator

import grpc
import pytest
from common_replicas import NAME, Caller, Copy, declare, until
from okienko_common import calls, replicas
from okienko_common.budget import Budget
from okienko_common.channel import RETRY_SHARE, BalancedChannel, open_channel
from okienko_common.contracts import is_repeatable
from okienko_common.deadlines import deadline_in

declare()


@pytest.fixture
async def copies() -> AsyncIterator[list[Copy]]:
    copies = [Copy("a"), Copy("b")]
    yield copies
    await asyncio.gather(*(copy.stop() for copy in copies))


@pytest.fixture
def probe_seconds() -> float:
    return 60.0


@pytest.fixture
async def channel(
    copies: list[Copy], probe_seconds: float, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BalancedChannel]:
    monkeypatch.setattr(replicas, "PROBE_SECONDS", probe_seconds)
    # A machine that is busy with something else makes neither a slow replica nor a silent one.
    monkeypatch.setattr(replicas, "OUTLIER_SECONDS", math.inf)
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 60.0)
    ports = [await copy.start() for copy in copies]
    channel = open_channel("ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports), NAME)
    assert isinstance(channel, BalancedChannel)
    async with channel:
        await until(lambda: channel.ready_replicas() == len(copies))
        yield channel


@pytest.fixture
def caller(channel: BalancedChannel) -> Caller:
    return Caller(channel)


async def test_calls_go_to_the_replicas_in_turn(caller: Caller) -> None:
    assert Counter([await caller.read() for _ in range(10)]) == {"a": 5, "b": 5}


async def test_a_replica_with_more_in_hand_is_passed_over(caller: Caller, copies: list[Copy]) -> None:
    copies[0].silent_seconds = 60.0
    slow = [asyncio.create_task(caller.read()) for _ in range(2)]
    await until(lambda: [copy.calls for copy in copies] == [1, 1])
    # Until its answer has come the quick one has as much in hand as the silent one.
    await asyncio.wait(slow, return_when=asyncio.FIRST_COMPLETED)
    assert [await caller.read() for _ in range(6)] == ["b"] * 6
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_a_replica_that_fails_each_call_is_left_alone(caller: Caller, copies: list[Copy]) -> None:
    copies[0].failing = grpc.StatusCode.UNAVAILABLE
    # Asked on by turns it would fail more calls than may be made again.
    answers = [await caller.read() for _ in range(300)]
    assert set(answers) == {"b"}
    assert copies[0].calls == replicas.MOST_UNANSWERED


async def test_a_replica_that_fails_each_stream_is_left_alone(caller: Caller, copies: list[Copy]) -> None:
    copies[0].failing = grpc.StatusCode.UNAVAILABLE
    for _ in range(40):
        try:
            assert await caller.send() == ["b"]
        except grpc.aio.AioRpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE  # noqa: PT017 - some of the first fail, any later one must not
    assert copies[0].calls <= replicas.MOST_UNANSWERED + 1


async def test_a_safe_call_that_fails_is_made_again_at_another_replica(caller: Caller, copies: list[Copy]) -> None:
    copies[0].failing = grpc.StatusCode.UNAVAILABLE
    assert {await caller.read() for _ in range(6)} == {"b"}
    assert await caller.follow() == ["b", "b"]


async def test_a_call_that_changes_something_is_never_made_twice(caller: Caller, copies: list[Copy]) -> None:
    for copy in copies:
        copy.failing = grpc.StatusCode.UNAVAILABLE
    with pytest.raises(grpc.aio.AioRpcError):
        await caller.write()
    assert sum(copy.calls for copy in copies) == 1


async def test_a_refusal_is_not_made_again(caller: Caller, copies: list[Copy]) -> None:
    for copy in copies:
        copy.failing = grpc.StatusCode.RESOURCE_EXHAUSTED
    with pytest.raises(grpc.aio.AioRpcError):
        await caller.read()
    assert sum(copy.calls for copy in copies) == 1


async def test_no_call_is_lost_when_a_replica_dies(caller: Caller, copies: list[Copy]) -> None:
    async def ask() -> list[str]:
        return [await caller.read() for _ in range(20)]

    asking = [asyncio.create_task(ask()) for _ in range(8)]
    await until(lambda: copies[0].calls > 10)
    await copies[0].stop()
    assert sum(len(answers) for answers in await asyncio.gather(*asking)) == 160


async def test_a_silent_replica_is_helped_out_and_then_left_alone(
    channel: BalancedChannel, caller: Caller, copies: list[Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 0.05)
    silent, other = channel.replicas
    # The other may be late by the machine's pace, and is not what this is about.
    monkeypatch.setattr(replicas.Replicas, "has_other", lambda _, than: than is silent)
    copies[0].silent_seconds = 60.0
    assert {await caller.read() for _ in range(20)} == {"b"}
    assert (silent.unanswered, other.unanswered) == (replicas.MOST_UNANSWERED, 0)
    assert copies[0].calls <= replicas.MOST_UNANSWERED


async def test_all_of_a_slow_service_is_asked_only_once(
    caller: Caller, copies: list[Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 0.05)
    # With its own ratio a pause of the machine would be taken for silence.
    monkeypatch.setattr(calls, "PATIENCE_RATIO", 100.0)
    for copy in copies:
        copy.silent_seconds = 0.1
    for _ in range(6):
        await caller.read()
    # The first two are doubled; then it is known how long an answer takes.
    assert sum(copy.calls for copy in copies) <= 8


async def test_a_replica_that_says_not_serving_gets_no_calls(
    caller: Caller, channel: BalancedChannel, copies: list[Copy]
) -> None:
    stopping = asyncio.create_task(copies[0].running.stop(0.3, 1.0)) if copies[0].running else None
    await until(lambda: channel.ready_replicas() == 1)
    assert {await caller.read() for _ in range(6)} == {"b"}
    assert stopping
    await stopping


async def test_a_call_hears_why_there_is_no_replica(caller: Caller, copies: list[Copy]) -> None:
    await asyncio.gather(*(copy.stop() for copy in copies))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await caller.read()
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_name_that_cannot_be_found_is_unavailable() -> None:
    async with open_channel("dns:///nowhere.invalid:50051", NAME) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await Caller(channel).read()
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_what_is_left_of_a_deadline_is_passed_on_less_a_margin(caller: Caller, copies: list[Copy]) -> None:
    # Below ten seconds gRPC rounds to a hundredth at most.
    with deadline_in(9.0):
        await caller.read(seconds=60.0)
    assert 0.5 < max(copy.seen[-1] for copy in copies if copy.seen) < 8.96


async def test_a_task_that_a_call_starts_has_no_deadline_of_its_own(caller: Caller, copies: list[Copy]) -> None:
    with deadline_in(0.01):
        task = asyncio.create_task(caller.read(seconds=60.0))
    await task
    assert max(copy.seen[-1] for copy in copies if copy.seen) > 1.0


@pytest.mark.parametrize("probe_seconds", [0.05])
async def test_replicas_are_followed_on_after_an_error(
    channel: BalancedChannel, caller: Caller, copies: list[Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def fail(_: replicas.Replica) -> None:
        failed.set()
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(replicas.Replica, "probe", fail)
        await failed.wait()
    for one in channel.replicas:
        one.unanswered = replicas.MOST_UNANSWERED
    await until(lambda: not any(one.unanswered for one in channel.replicas))
    assert Counter([await caller.read() for _ in range(4)]) == {"a": 2, "b": 2}


def test_outliers_are_left_out_but_never_more_than_half() -> None:
    quick, slow, slower = (replicas.Replica.__new__(replicas.Replica) for _ in range(3))
    for one, delay in ((quick, 0.002), (slow, 0.1), (slower, 0.2)):
        one.unanswered, one._probes = 0, ()
        one.remember(delay)
    fit = replicas.Replicas.fit
    assert fit([quick, slow]) == [quick]
    assert fit([quick, slow, slower]) == [quick, slow]
    assert fit([slow, slower]) == [slow, slower]
    assert fit([slow]) == [slow]


def test_repetitions_are_a_share_of_the_calls() -> None:
    budget = Budget(share=0.5, burst=2)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    budget.count()
    assert not budget.take()
    budget.count()
    assert budget.take()


async def test_streams_that_a_caller_begins_again_take_from_what_all_calls_may_repeat(
    channel: BalancedChannel, caller: Caller, copies: list[Copy]
) -> None:
    stream = channel.stream_stream(f"/{NAME}/Send")
    while stream.take_repetition():
        pass
    for copy in copies:
        copy.failing = grpc.StatusCode.UNAVAILABLE
    with pytest.raises(grpc.aio.AioRpcError):
        await caller.read()
    assert sum(copy.calls for copy in copies) == 1
    for _ in range(math.ceil(1 / RETRY_SHARE)):
        with pytest.raises(grpc.aio.AioRpcError):
            await caller.send()
    assert stream.take_repetition()


def test_the_contracts_say_what_may_be_repeated() -> None:
    assert is_repeatable(f"/{NAME}/Read")
    assert not is_repeatable(f"/{NAME}/Write")
    assert not is_repeatable("/no.such.Service/Read")

"""Far more callers than one replica can serve: some are refused at once, so that the others need not wait."""

import asyncio
from collections.abc import Iterator

import grpc
import pytest
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_replicas import ReplicaSet
from cluster_services import BY_NAME
from okienko_common.channel import open_channel
from okienko_common.errors import ErrorDetails, read_error

CALLERS, SECONDS = 200, 8.0
# What a question may wait (OKIENKO_FAQ_LONGEST_WAIT_SECONDS) and be worked on.
LONGEST_MILLISECONDS = 1_500.0

Figures = dict[str, float]


@pytest.fixture
def alone(network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicaSet]:
    replicas = ReplicaSet(BY_NAME["faq"], network, names, tmp_path_factory.mktemp("alone"))
    try:
        replicas.add()
        yield replicas
    finally:
        replicas.close()


async def test_load_is_shed_before_latency_grows(alone: ReplicaSet, figures: Figures) -> None:
    refusals: list[ErrorDetails] = []
    async with open_channel(alone.target, alone.service.full_name) as channel:
        ask = alone.service.make_call(channel)

        async def ask_and_wait_where_told() -> None:
            try:
                await ask()
            except grpc.aio.AioRpcError as error:
                refusals.append(read_error(error))
                await asyncio.sleep(0.2)

        async with Load(ask_and_wait_where_told, CALLERS, pause_seconds=0.0) as load:
            await asyncio.sleep(SECONDS)
    answered = len(load.tally.outcomes) - len(refusals)
    figures |= {"overload_answered": answered, "overload_refused": len(refusals)}
    figures["overload_p95_ms"] = load.tally.milliseconds(0.95)
    assert answered > CALLERS
    assert refusals
    assert {refusal.code for refusal in refusals} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert all(refusal.retry_after_seconds and "za chwilę" in refusal.pl for refusal in refusals)
    assert figures["overload_p95_ms"] <= LONGEST_MILLISECONDS

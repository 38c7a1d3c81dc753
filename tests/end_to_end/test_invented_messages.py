"""Whatever a caller sends to a service, it is answered or refused: nothing breaks and nothing hangs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import grpc
from fuzz_messages import changes_nothing, fuzz, methods, service_of
from google.protobuf.descriptor import MethodDescriptor
from okienko_stack import RunningStack

CASES = 10
# Each message that these understand costs seconds; `make fuzz-grpc` sends to them too.
COSTLY = {"GetSigning", "Synthesize"}


def test_invented_messages_are_answered_or_refused(stack: RunningStack) -> None:
    before = stack.processes()
    asked = [method for method in methods() if changes_nothing(method) and method.name not in COSTLY]
    assert len(asked) >= 20

    async def send(method: MethodDescriptor) -> str:
        target = f"127.0.0.1:{stack.ports[service_of(method)]}"
        async with grpc.aio.insecure_channel(target, [("grpc.enable_http_proxy", 0)]) as channel:
            return (await fuzz(channel, method, CASES)).failure

    # The browser of other tests keeps an event loop in this thread.
    with ThreadPoolExecutor(1) as apart:
        failures = {method.full_name: apart.submit(asyncio.run, send(method)).result() for method in asked}
    assert {name: failure for name, failure in failures.items() if failure} == {}
    assert stack.processes() == before, "a process has ended and was started again"
    assert "call failed" not in stack.output()

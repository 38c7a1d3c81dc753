"""Calls over replicas: each goes to one of them, and where the contract allows it and the first fails or is silent, to another."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import grpc
from prometheus_client import Counter

from okienko_common.budget import Budget
from okienko_common.contracts import is_repeatable
from okienko_common.deadlines import passed_on
from okienko_common.replicas import Replica, Replicas

MOST_ATTEMPTS = 4
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 0.5
# How long names may take to be found before the call goes to whatever the target says.
FINDING_SECONDS = 2.0
# A second replica is asked beside the first after `PATIENCE_RATIO` times the slowest of late, and this at least.
PATIENCE_SECONDS, PATIENCE_RATIO, PATIENCE_MEMORY = 0.5, 4.0, 0.98

# A server that is stopped in the middle of a call cancels it; one's own cancellation raises asyncio's error instead.
GONE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}

MakeStub = Callable[[grpc.aio.Channel], Any]

CALLS_REPEATED = Counter(
    "okienko_calls_repeated", "Calls made again: after a failure, or beside one that is silent.", ("method", "why")
)


class Method:
    """One method over all replicas.

    Args:
        method: as gRPC names it.
        replicas: to choose from.
        make_stub: makes the method's callable of one replica's channel.
        retries: what may be asked again after a failure.
        hedges: what may be asked beside a silent call.
    """

    def __init__(self, method: str, replicas: Replicas, make_stub: MakeStub, retries: Budget, hedges: Budget) -> None:
        self.method, self.replicas, self.retries, self.hedges = method, replicas, retries, hedges
        self.is_repeatable = is_repeatable(method)
        self._make_stub = make_stub
        self._stubs: WeakKeyDictionary[Replica, Any] = WeakKeyDictionary()

    def stub(self, replica: Replica) -> Any:
        """Return the method's callable of one replica."""
        stub = self._stubs.get(replica)
        if stub is None:
            stub = self._stubs[replica] = self._make_stub(replica.channel)
        return stub

    async def choose(self, tried: list[Replica], ends: float | None) -> Replica:
        """Choose a replica; after a failure of every one, with a growing pause first."""
        left = FINDING_SECONDS if ends is None else max(0.0, ends - time.monotonic())
        await self.replicas.resolved(min(left, FINDING_SECONDS))
        replica = self.replicas.choose(tried)
        if replica in tried or (tried and not replica.is_ready):
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (len(tried) - 1), LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(min(left, pause * random.uniform(0.8, 1.2)))  # noqa: S311  (spreads load, hides nothing)
            replica = self.replicas.choose(tried)
        return replica

    def may_repeat(self, error: grpc.aio.AioRpcError, tried: list[Replica]) -> bool:
        """Whether a failed call is made again."""
        if error.code() not in GONE or not self.is_repeatable or len(tried) >= MOST_ATTEMPTS:
            return False
        return self.take_repetition()

    def take_repetition(self) -> bool:
        """Take one from the budget of the channel, for a call that failed; False when there is none left."""
        allowed = self.retries.take()
        if allowed:
            CALLS_REPEATED.labels(self.method, "failed").inc()
        return allowed


class UnaryCallable(Method):
    """A method with one answer."""

    def __init__(self, method: str, replicas: Replicas, make_stub: MakeStub, retries: Budget, hedges: Budget) -> None:
        super().__init__(method, replicas, make_stub, retries, hedges)
        self._slowest = 0.0

    async def __call__(self, request: Any, *, timeout: float | None = None, **options: Any) -> Any:  # noqa: ASYNC109  (as grpcio's)
        """Call, and call again where that is safe, until the time-out.

        Raises:
            grpc.aio.AioRpcError: the last attempt failed.
        """
        timeout = passed_on(timeout)
        ends = None if timeout is None else time.monotonic() + timeout
        self.retries.count()
        self.hedges.count()
        tried: list[Replica] = []
        while True:
            replica = await self.choose(tried, ends)
            tried.append(replica)
            try:
                return await self._attempt(replica, request, ends, options)
            except grpc.aio.AioRpcError as error:
                if not self.may_repeat(error, tried):
                    raise

    async def _attempt(self, replica: Replica, request: Any, ends: float | None, options: Any) -> Any:
        started = time.monotonic()
        call = self.stub(replica)(request, timeout=None if ends is None else max(0.0, ends - started), **options)
        second = _Second(self, replica, call, request, ends, options)
        timer = None
        if self.is_repeatable and self.replicas.has_other(replica):
            patience = max(PATIENCE_SECONDS, PATIENCE_RATIO * self._slowest)
            timer = asyncio.get_running_loop().call_later(patience, second.start)
        replica.in_flight += 1
        try:
            response = await call
        except asyncio.CancelledError:
            if second.has_answered:
                return second.answer()
            raise
        except grpc.aio.AioRpcError as error:
            # A silent one was counted when the second was asked.
            if second.task is None:
                count_failure(replica, error.code())
                raise
            return await second.task
        else:
            replica.unanswered = 0
            self._slowest = max(time.monotonic() - started, PATIENCE_MEMORY * self._slowest)
            return response
        finally:
            replica.in_flight -= 1
            if timer:
                timer.cancel()
            second.end()


class _Second:
    """The same call to another replica, beside one that is silent."""

    def __init__(self, method: UnaryCallable, first: Replica, call: Any, request: Any, ends: Any, options: Any) -> None:
        self._method, self._first, self._call = method, first, call
        self._request, self._ends, self._options = request, ends, options
        self.task: asyncio.Task[Any] | None = None

    @property
    def has_answered(self) -> bool:
        """Whether it brought an answer."""
        task = self.task
        return task is not None and task.done() and not task.cancelled() and task.exception() is None

    def start(self) -> None:
        """Ask another replica if there is one and the budget allows."""
        other = self._method.replicas.choose([self._first])
        if other is self._first or not other.is_ready or not self._method.hedges.take():
            return
        CALLS_REPEATED.labels(self._method.method, "silent").inc()
        self._first.unanswered += 1
        self.task = asyncio.get_running_loop().create_task(self._ask(other))
        self.task.add_done_callback(lambda _: self._call.cancel() if self.has_answered else None)

    def answer(self) -> Any:
        """Return the answer."""
        assert self.task
        return self.task.result()

    def end(self) -> None:
        """Stop asking."""
        if self.task and not self.task.done():
            self.task.cancel()

    async def _ask(self, other: Replica) -> Any:
        left = None if self._ends is None else max(0.0, self._ends - time.monotonic())
        other.in_flight += 1
        try:
            response = await self._method.stub(other)(self._request, timeout=left, **self._options)
        finally:
            other.in_flight -= 1
        other.unanswered = 0
        return response


class StreamCallable(Method):
    """A method with many answers."""

    def __call__(self, request: Any, *, timeout: float | None = None, **options: Any) -> "Answers":
        """Return the answers, to be iterated over or cancelled; asked for when the first is wanted."""
        return Answers(self, request, passed_on(timeout), options)


class Answers:
    """The answers of one call; begun again at another replica as long as none has come."""

    def __init__(self, method: StreamCallable, request: Any, timeout: float | None, options: Any) -> None:
        self._method, self._request, self._options = method, request, options
        self._ends = None if timeout is None else time.monotonic() + timeout
        self._call: Any = None

    def __aiter__(self) -> "Answers":
        """Return itself."""
        return self

    async def __anext__(self) -> Any:
        """Return the next answer.

        Raises:
            grpc.aio.AioRpcError: the call failed.
        """
        message = await (self._first() if self._call is None else self._call.read())
        if message is grpc.aio.EOF:
            raise StopAsyncIteration
        return message

    def cancel(self) -> bool:
        """End the call."""
        return self._call is not None and bool(self._call.cancel())

    async def _first(self) -> Any:
        self._method.retries.count()
        tried: list[Replica] = []
        while True:
            replica = await self._method.choose(tried, self._ends)
            tried.append(replica)
            left = None if self._ends is None else max(0.0, self._ends - time.monotonic())
            self._call = occupied(replica, self._method.stub(replica)(self._request, timeout=left, **self._options))
            try:
                return await self._call.read()
            except grpc.aio.AioRpcError as error:
                count_failure(replica, error.code())
                if not self._method.may_repeat(error, tried):
                    raise


class SendingCallable(Method):
    """A method that takes many messages: what was sent is gone, so a failure is the caller's to mend, after `take_repetition`."""

    def __init__(self, method: str, replicas: Replicas, make_stub: MakeStub, retries: Budget, hedges: Budget) -> None:
        super().__init__(method, replicas, make_stub, retries, hedges)
        self._watching: set[asyncio.Task[None]] = set()

    def __call__(self, requests: Any = None, *, timeout: float | None = None, **options: Any) -> Any:
        """Start the call at one replica and return it as grpcio does."""
        self.retries.count()
        replica = self.replicas.choose()
        call = occupied(replica, self.stub(replica)(requests, timeout=passed_on(timeout), **options))
        watching = asyncio.get_running_loop().create_task(_count_ended(replica, call))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        return call


async def _count_ended(replica: Replica, call: Any) -> None:
    count_failure(replica, await call.code())


def count_failure(replica: Replica, code: grpc.StatusCode) -> None:
    """Count a call that a replica did not answer: one that fails at once never has much in hand, so it would be chosen on and on."""
    if code in GONE:
        replica.unanswered += 1


def occupied(replica: Replica, call: Any) -> Any:
    """Count the call as one in the replica's hands until it is over."""
    replica.in_flight += 1

    def release(_: Any) -> None:
        replica.in_flight -= 1

    call.add_done_callback(release)
    return call

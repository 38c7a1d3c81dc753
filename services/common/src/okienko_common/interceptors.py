"""The server interceptor: request ids, traces, metrics, and errors as sentences."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any, TypeAlias, cast

import grpc
import structlog
from google.protobuf.message import DecodeError
from opentelemetry import propagate, trace

from okienko_common.deadlines import deadline_in
from okienko_common.errors import ServiceError, to_status
from okienko_common.logs import get_logger
from okienko_common.metrics import RPC_IN_FLIGHT, RPC_SECONDS
from okienko_common.towns import METADATA, for_town

log = get_logger(__name__)
Context = grpc.aio.ServicerContext[Any, Any]
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"
Behaviour = Callable[[Any, Context], Any]

UNREADABLE = object()
SECONDS_TO_FINISH_SENDING, SECONDS_BETWEEN_MESSAGES = 30.0, 2.0

INTERNAL = ServiceError(
    grpc.StatusCode.INTERNAL,
    "INTERNAL",
    "Coś się u nas zepsuło. Spróbuj ponownie; jeśli to się powtórzy, skontaktuj się z urzędem.",
    "Something broke on our side. Please try again; if it happens again, contact the office.",
)


class CallInterceptor(grpc.aio.ServerInterceptor):
    """Wraps every call except health checks, which would drown everything else."""

    def __init__(self) -> None:
        self._tracer = trace.get_tracer("okienko.rpc")

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Return the handler with its behaviour wrapped."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith("/grpc."):
            return handler
        metadata = {
            key: value for key, value in handler_call_details.invocation_metadata or () if isinstance(value, str)
        }
        serializers = {
            "request_deserializer": handler.request_deserializer,
            "response_serializer": handler.response_serializer,
        }
        if not handler.request_streaming and handler.request_deserializer:
            serializers["request_deserializer"] = _readable(handler.request_deserializer)
        match handler.request_streaming, handler.response_streaming:
            case False, False:
                return grpc.unary_unary_rpc_method_handler(
                    self._unary(cast(Behaviour, handler.unary_unary), method, metadata), **serializers
                )
            case True, False:
                return grpc.stream_unary_rpc_method_handler(
                    self._unary(_reading_to_the_end(cast(Behaviour, handler.stream_unary)), method, metadata),
                    **serializers,
                )
            case False, True:
                return grpc.unary_stream_rpc_method_handler(
                    self._stream(cast(Behaviour, handler.unary_stream), method, metadata), **serializers
                )
            case _:
                return grpc.stream_stream_rpc_method_handler(
                    self._stream(cast(Behaviour, handler.stream_stream), method, metadata), **serializers
                )

    def _unary(self, behaviour: Behaviour, method: str, metadata: dict[str, str]) -> Behaviour:
        async def call(request: Any, context: Context) -> Any:
            work = _refuse() if request is UNREADABLE else behaviour(request, context)
            return await self._observe(work, context, method, metadata)

        return call

    def _stream(self, behaviour: Behaviour, method: str, metadata: dict[str, str]) -> Behaviour:
        async def call(request: Any, context: Context) -> None:
            produced: Any = _refuse() if request is UNREADABLE else behaviour(request, context)
            # A streaming method may be an async generator or may write to the context itself.
            work = _write_all(produced, context) if hasattr(produced, "__aiter__") else produced
            await self._observe(work, context, method, metadata)

        return call

    async def _observe(self, work: Awaitable[Any], context: Context, method: str, metadata: dict[str, str]) -> Any:
        started = time.perf_counter()
        status = grpc.StatusCode.OK
        in_flight = RPC_IN_FLIGHT.labels(method)
        in_flight.inc()
        structlog.contextvars.bind_contextvars(request_id=metadata.get("x-request-id", ""))
        with self._tracer.start_as_current_span(
            method,
            context=propagate.extract(metadata),
            kind=trace.SpanKind.SERVER,
            # The message of an error may quote the resident.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                with deadline_in(context.time_remaining()), for_town(metadata.get(METADATA, "")):
                    return await work
            except ServiceError as error:
                status = error.code
                log.info("call refused", method=method, reason=error.reason)
                await context.abort_with_status(to_status(error))
            except grpc.aio.AbortError:
                status = context.code() or grpc.StatusCode.UNKNOWN
                raise
            except grpc.aio.InternalError:
                # What it writes cannot be sent: its caller has gone, and grpcio has not told it yet.
                status = grpc.StatusCode.CANCELLED
                await context.abort(status)
            except Exception as error:  # noqa: BLE001  # the last door: whatever failed, the caller gets a sentence
                status = grpc.StatusCode.INTERNAL
                # The message of an unforeseen error may quote the resident's words, so only its kind and place are logged.
                log.error("call failed", method=method, error=type(error).__name__, place=place_of(error))  # noqa: TRY400
                await context.abort_with_status(to_status(INTERNAL))
            except BaseException:
                status = grpc.StatusCode.CANCELLED
                raise
            finally:
                in_flight.dec()
                RPC_SECONDS.labels(method, status.name).observe(time.perf_counter() - started)
                span.set_attribute("rpc.response.status_code", status.name)


def _readable(deserialize: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """Return `UNREADABLE` for what is no message, such as one with unpaired surrogates; gRPC itself answers UNKNOWN with the name of a class."""

    def read(message: bytes) -> Any:
        try:
            return deserialize(message)
        except DecodeError:
            return UNREADABLE

    return read


async def _refuse() -> Any:
    raise ServiceError(
        grpc.StatusCode.INVALID_ARGUMENT,
        "MESSAGE_UNREADABLE",
        "Wiadomość jest uszkodzona albo jej tekst nie jest w UTF-8. Wyślij ją ponownie jako poprawny UTF-8.",
        "The message is damaged, or its text is not UTF-8. Send it again as valid UTF-8.",
    )


def _reading_to_the_end(behaviour: Behaviour) -> Behaviour:
    """Let a refused client finish sending before it is told.

    A gRPC client that still writes when the refusal arrives may see its write fail and report INTERNAL with no sentence
    (grpc/grpc#36066; seen once in some hundred calls on a busy machine), so the rest is read and thrown away: until
    nothing came for `SECONDS_BETWEEN_MESSAGES`, for `SECONDS_TO_FINISH_SENDING` at most.
    """

    async def call(requests: AsyncIterator[Any], context: Context) -> Any:
        try:
            return await behaviour(requests, context)
        except ServiceError:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TO_FINISH_SENDING):
                    await _read_while_they_come(requests)
            raise

    return call


async def _read_while_they_come(requests: AsyncIterator[Any]) -> None:
    with suppress(StopAsyncIteration):
        while True:
            async with asyncio.timeout(SECONDS_BETWEEN_MESSAGES):
                await anext(requests)


async def _write_all(responses: AsyncIterator[Any], context: Context) -> None:
    async with aclosing(responses) as stream:  # type: ignore[type-var]  # an async generator, as the caller has checked
        async for response in stream:
            await context.write(response)


def place_of(error: BaseException) -> str:
    """Return the file and line that an error comes from, which may be logged where its message may not."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""

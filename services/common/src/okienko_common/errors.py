"""Errors as sentences: one exception on the server, one reading of it on the client."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

DOMAIN = "okienko"


class ServiceError(Exception):
    """Something a caller must be told, with a status code and a sentence in Polish and in English.

    Args:
        code: the gRPC status.
        reason: UPPER_SNAKE identifier, stable, for programs (AIP-193).
        pl: what happened and what to do next, for people.
        en: the same in English.
        metadata: facts behind the sentence; never personal data.
        retry_after_seconds: when trying again makes sense.
    """

    def __init__(
        self,
        code: grpc.StatusCode,
        reason: str,
        pl: str,
        en: str,
        metadata: Mapping[str, str] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(en)
        self.code = code
        self.reason = reason
        self.pl = pl
        self.en = en
        self.metadata = dict(metadata or {})
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class ErrorDetails:
    """What a client learns from a failed call."""

    code: grpc.StatusCode
    reason: str
    pl: str
    en: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    retry_after_seconds: float | None = None


def to_status(error: ServiceError) -> grpc.Status:
    """Pack an error as a rich gRPC status with ErrorInfo, LocalizedMessage and, where known, RetryInfo."""
    details = [
        error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata),
        error_details_pb2.LocalizedMessage(locale="pl", message=error.pl),
        error_details_pb2.LocalizedMessage(locale="en", message=error.en),
    ]
    if error.retry_after_seconds is not None:
        whole = math.floor(error.retry_after_seconds)
        nanos = int((error.retry_after_seconds - whole) * 1_000_000_000)
        details.append(error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(seconds=whole, nanos=nanos)))
    status = status_pb2.Status(code=code_pb2.Code.Value(error.code.name), message=error.en)
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return cast(grpc.Status, rpc_status.to_status(status))


def read_error(error: grpc.aio.AioRpcError) -> ErrorDetails:
    """Unpack what `to_status` packed; a bare status keeps its code and gets no sentences."""
    reason, pl, en = error.code().name, "", ""
    metadata: dict[str, str] = {}
    retry_after: float | None = None
    for detail in _details(error):
        info, message, retry = (
            error_details_pb2.ErrorInfo(),
            error_details_pb2.LocalizedMessage(),
            error_details_pb2.RetryInfo(),
        )
        if detail.Unpack(info):
            reason, metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(message):
            if message.locale == "pl":
                pl = message.message
            else:
                en = message.message
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.seconds + retry.retry_delay.nanos / 1_000_000_000
    return ErrorDetails(error.code(), reason, pl, en, metadata, retry_after)


def _details(error: grpc.aio.AioRpcError) -> list[any_pb2.Any]:
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return list(status_pb2.Status.FromString(value).details)
    return []

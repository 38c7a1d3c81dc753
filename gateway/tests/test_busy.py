"""What a resident hears when a service has too much to do."""

import grpc
from okienko_common.capacity import busy
from okienko_common.errors import to_status
from okienko_gateway.problems import from_grpc


def test_a_full_service_becomes_a_sentence_and_a_time_to_try_again() -> None:
    status = to_status(busy(retry_after_seconds=2.4))
    metadata = grpc.aio.Metadata(*status.trailing_metadata)
    error = grpc.aio.AioRpcError(status.code, grpc.aio.Metadata(), metadata, status.details)
    problem = from_grpc(error, "faq")
    assert (problem.status, problem.reason) == (503, "BUSY")
    details = problem.details("pl", "/api/v1/ask")
    assert "za chwilę" in details.detail
    assert details.retry_after == 3

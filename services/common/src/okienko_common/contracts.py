"""What the contracts say about a method."""

from functools import cache

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import MethodOptions


@cache
def is_repeatable(method: str) -> bool:
    """Whether a call may be made twice: its `idempotency_level` says so.

    Args:
        method: as gRPC names it, e.g. "/okienko.faq.v1.FaqService/Ask".
    """
    service, _, name = method.lstrip("/").partition("/")
    try:
        found = descriptor_pool.Default().FindServiceByName(service).methods_by_name[name]
    except KeyError:
        return False
    return found.GetOptions().idempotency_level in {MethodOptions.NO_SIDE_EFFECTS, MethodOptions.IDEMPOTENT}

"""Invents messages from the contracts' descriptors and sends them to running services."""

import importlib
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import hypothesis
import okienko
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

SECONDS = 60.0
"""An answer that takes longer is a hang."""
UNFORESEEN = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
}
_DEEPEST = 3
# What exists in the shipped data, so that not every message ends at the first check, and what has broken programs elsewhere.
_WORDS = (
    "", "pl", "en", "pso", "de", "dowod-osobisty", "dowod-osobisty-title", "dokumenty", "DOM", "DOWÓD", "a", "pjm/letter/a",
    "hands/1", "hands-pose/1", "2026-11-27", "1", "miasto-przykladowo", "ask-who", "../../etc/passwd", "a\x00b", "' OR 1=1 --",
    "\u202e\u0000", "Ą" * 300, "{}", "%s%n", "👩\u200d👧", "jak wyrobić dowód osobisty", "how do I get an ID card", "\n", "🏳️" * 50,
)  # fmt: skip
_LIKELY = {
    "language_code": ("pl", "en", "pso", "", "de"),
    "gloss": ("DOM", "DOWÓD", "DOM-KULTURY", "A", "dom"),
    "glosses": ("DOM", "DOWÓD", "ILE", "A"),
    "layout": ("hands/1", "hands-pose/1", "hands"),
    "answer_id": ("dowod-osobisty", "paszport-dorosly"),
    "recording_id": ("dowod-osobisty", "dowod-osobisty-title"),
}
"""By the end of a field's name."""
_TEXT = st.one_of(st.sampled_from(_WORDS), st.text(max_size=60), st.text(min_size=600, max_size=700))
_NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 0.5, -1.0, math.nan, math.inf, -math.inf, 1e30, 1e-30]), st.floats(width=32)
)
_BOUNDS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}


def methods() -> list[MethodDescriptor]:
    """Return every method of every contract, by name."""
    found = []
    for folder in okienko.__path__:
        for path in Path(folder).rglob("*_pb2.py"):
            name = ".".join(("okienko", *path.relative_to(folder).with_suffix("").parts))
            file = importlib.import_module(name).DESCRIPTOR
            found += [method for service in file.services_by_name.values() for method in service.methods]
    return sorted(found, key=lambda method: str(method.full_name))


def changes_nothing(method: MethodDescriptor) -> bool:
    """Whether the contract says that a call leaves everything as it is."""
    return bool(method.GetOptions().idempotency_level == MethodOptions.NO_SIDE_EFFECTS)


def service_of(method: MethodDescriptor) -> str:
    """Return the process that answers, e.g. "faq"."""
    return str(method.full_name).split(".")[1]


def messages(descriptor: Descriptor, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return a strategy for messages of a kind: each field absent, usual, or at the edge of what fits into it."""
    fields = {
        one.name: _value(one, depth)
        for one in descriptor.fields
        if depth < _DEEPEST or one.cpp_type != FieldDescriptor.CPPTYPE_MESSAGE
    }
    kind = message_factory.GetMessageClass(descriptor)

    def build(values: dict[str, Any]) -> Any:
        return kind(**values)

    return st.fixed_dictionaries({}, optional=fields).map(build)


def _value(one: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    if one.message_type is not None and one.message_type.GetOptions().map_entry:
        key, value = one.message_type.fields_by_name["key"], one.message_type.fields_by_name["value"]
        return st.dictionaries(_single(key, depth), _single(value, depth), max_size=3)
    single = _single(one, depth)
    return st.lists(single, max_size=6) if one.is_repeated else single


def _single(one: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    match one.cpp_type:
        case FieldDescriptor.CPPTYPE_MESSAGE:
            assert one.message_type
            return messages(one.message_type, depth + 1)
        case FieldDescriptor.CPPTYPE_STRING:
            return _string(one)
        case FieldDescriptor.CPPTYPE_BOOL:
            return st.booleans()
        case FieldDescriptor.CPPTYPE_ENUM:
            assert one.enum_type
            return st.one_of(st.sampled_from([value.number for value in one.enum_type.values]), st.just(97))
        case FieldDescriptor.CPPTYPE_FLOAT | FieldDescriptor.CPPTYPE_DOUBLE:
            return _NUMBERS
        case kind:
            least, most = _BOUNDS[kind]
            return st.one_of(st.integers(0, 100).filter(lambda n: n <= most), st.integers(least, most))


def _string(one: FieldDescriptor) -> st.SearchStrategy[Any]:
    if one.type == FieldDescriptor.TYPE_BYTES:
        return st.binary(max_size=200)
    likely = next((words for name, words in _LIKELY.items() if one.name.endswith(name)), ())
    return st.one_of(st.sampled_from(likely), _TEXT) if likely else _TEXT


@dataclass
class Outcome:
    """What became of a method's messages."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failure: str = ""


def fuzz(channel: grpc.Channel, method: MethodDescriptor, cases: int, seed: int = 1) -> Outcome:
    """Send so many messages to one method, one after the other."""
    outcome = Outcome()
    send = _sender(channel, method)
    single = messages(method.input_type)
    invented = _streams(method.input_type, single) if method.client_streaming else single

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=cases, database=None, deadline=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(invented)
    def run(message: Any) -> None:
        started = time.perf_counter()
        status = send(message)
        outcome.slowest = max(outcome.slowest, time.perf_counter() - started)
        outcome.statuses[status.name] += 1
        assert status not in UNFORESEEN, f"{status.name} for {message!r:.2000}"

    try:
        run()
    except AssertionError as error:
        outcome.failure = str(error)
    return outcome


def _streams(descriptor: Descriptor, single: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Return lists of messages; half of them begin as the contract wants it, where a configuration comes first."""
    listed = st.lists(single, max_size=4)
    config = descriptor.fields_by_name.get("config")
    if config is None or config.message_type is None:
        return listed
    kind = message_factory.GetMessageClass(descriptor)
    begun = messages(config.message_type, 1).map(lambda value: kind(config=value))
    return st.one_of(listed, st.tuples(begun, listed).map(lambda pair: [pair[0], *pair[1]]))


def _sender(channel: grpc.Channel, method: MethodDescriptor) -> Any:
    answer = message_factory.GetMessageClass(method.output_type)
    kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
    call = getattr(channel, kind)(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=answer.FromString,
    )

    def send(message: Any) -> grpc.StatusCode:
        try:
            answered = call(iter(message) if method.client_streaming else message, timeout=SECONDS)
            if method.server_streaming:
                _read(answered)
        except grpc.RpcError as error:
            status: grpc.StatusCode = error.code()
            return status
        return grpc.StatusCode.OK

    return send


def _read(stream: Iterator[Any]) -> None:
    for _ in stream:
        pass

"""Invents messages from the contracts' descriptors and sends them to running services, several at a time.

Each message is drawn field by field, or is one that was accepted before with a field or two drawn anew: so that what lies behind
the first check is reached too. A seed gives the same messages as long as the answers are the same.
"""

import asyncio
import importlib
import math
import random
import string
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import okienko
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from google.protobuf.json_format import MessageToDict, SerializeToJsonError
from google.protobuf.message import Message
from leaks import SECRET
from okienko_gateway.signing_stream import WRITTEN_TOO_LATE

SECONDS, STREAM_SECONDS = 60.0, 600.0
"""An answer that takes longer is a hang; one that tells of progress is when it tells nothing for so long, or never ends."""
UNFORESEEN = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
}
_DEEPEST = 3
_PRESENT, _AGAIN, _REMEMBERED = 0.55, 0.3, 50
"""Share of the fields that are there; of the messages that are accepted ones with a change; how many of those are kept."""
FULL_SHARES = {"GetSigning": 0.01, "Synthesize": 0.01, "TranslateText": 0.05}
"""Where a text that is understood costs seconds of rendering, speaking or translating, the share of messages with any text; the
others have one of `_FEW` words, which cost once. Of every other method all messages are full."""
_FEW = 2
_PAUSE_SECONDS, _MOST_PAUSES = 0.05, 40
"""A message that is refused because others are being worked on has told nothing yet, and is sent again."""
# What exists in the shipped data, so that not every message ends at the first check, and what has broken programs elsewhere.
_WORDS = (
    "", "pl", "en", "pso", "de", "dowod-osobisty", "dowod-osobisty-title", "dokumenty", "DOM", "DOWÓD", "a", "pjm/letter/a",
    "hands/1", "hands-pose/1", "2026-11-27", "1", "miasto-przykladowo", "ask-who", "../../etc/passwd", "a\x00b", "' OR 1=1 --",
    "\u202e\u0000", "Ą" * 300, "{}", "%s%n", "👩\u200d👧", SECRET, "jak wyrobić dowód osobisty", "how do I get an ID card", "\n", "🏳️" * 50, "9" * 5_000,
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
_NUMBERS = (0.0, 1.0, 0.5, -1.0, math.nan, math.inf, -math.inf, 1e30, 1e-30)
_LETTERS = string.ascii_letters + string.digits + string.punctuation + " ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
# No letters and still word characters, digits that are no decimal ones, letters that grow in another case, marks without a letter.
_PECULIAR = "¾½²ⅧⅣ①٣०๓ªºßİıǅﬁŉΐﷺ\u0301\u0308\u200d\u00ad\u2028…–—„”«»·•%‰°§€$+-.,:;/()[]{}<>|&@#0129aAąŁz \t\n"
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


Send = Callable[[Any], Awaitable[tuple[grpc.StatusCode, str]]]


class Inventor:
    """Draws messages.

    Args:
        chance: what is drawn from.
        full_share: share of messages with any texts, in lists of any length.
    """

    def __init__(self, chance: random.Random, full_share: float = 1.0) -> None:
        self._chance, self._full_share = chance, full_share
        self._accepted: list[Message] = []
        self._is_full = True

    def accepted(self, message: Message) -> None:
        """Remember a message that was answered."""
        if len(self._accepted) < _REMEMBERED:
            self._accepted.append(message)
        else:
            self._accepted[self._chance.randrange(_REMEMBERED)] = message

    def message(self, descriptor: Descriptor) -> Message:
        """Return a message: a new one, or one that was accepted with something changed."""
        self._is_full = self._chance.random() < self._full_share
        if self._accepted and self._is_full and self._chance.random() < _AGAIN:
            changed = message_factory.GetMessageClass(descriptor)()
            changed.CopyFrom(self._chance.choice(self._accepted))
            for one in self._chance.sample(list(descriptor.fields), min(len(descriptor.fields), 2)):
                changed.ClearField(one.name)
                self._set(changed, one, 0)
            return changed
        return self._invented(descriptor, 0)

    def stream(self, descriptor: Descriptor) -> list[Message]:
        """Return messages; half of the streams begin as the contract wants it, where a configuration comes first."""
        said = [self.message(descriptor) for _ in range(self._chance.randint(0, 4))]
        config = descriptor.fields_by_name.get("config")
        if config is None or config.message_type is None or self._chance.random() < 0.5:
            return said
        first = message_factory.GetMessageClass(descriptor)()
        first.MergeFrom(type(first)(**{config.name: self._invented(config.message_type, 1)}))
        return [first, *said]

    def _invented(self, descriptor: Descriptor, depth: int) -> Message:
        found = message_factory.GetMessageClass(descriptor)()
        for one in descriptor.fields:
            if (depth < _DEEPEST or one.cpp_type != FieldDescriptor.CPPTYPE_MESSAGE) and self._happens(_PRESENT):
                self._set(found, one, depth)
        return found

    def _set(self, message: Message, one: FieldDescriptor, depth: int) -> None:
        if one.message_type is not None and one.message_type.GetOptions().map_entry:
            key, value = one.message_type.fields_by_name["key"], one.message_type.fields_by_name["value"]
            for _ in range(self._chance.randint(0, 3)):
                getattr(message, one.name)[self._single(key)] = self._single(value)
        elif one.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            assert one.message_type
            if one.is_repeated:
                items = [self._invented(one.message_type, depth + 1) for _ in range(self._length())]
                getattr(message, one.name).extend(items)
            else:
                getattr(message, one.name).CopyFrom(self._invented(one.message_type, depth + 1))
        elif one.is_repeated:
            getattr(message, one.name).extend(self._single(one) for _ in range(self._length()))
        else:
            setattr(message, one.name, self._single(one))

    def _length(self) -> int:
        return self._chance.randint(0, 6 if self._is_full else 1)

    def _single(self, one: FieldDescriptor) -> Any:
        match one.cpp_type:
            case FieldDescriptor.CPPTYPE_STRING:
                if one.type == FieldDescriptor.TYPE_BYTES:
                    return self._chance.randbytes(self._chance.randint(0, 200))
                return self._text(one)
            case FieldDescriptor.CPPTYPE_BOOL:
                return self._happens(0.5)
            case FieldDescriptor.CPPTYPE_ENUM:
                assert one.enum_type
                return self._chance.choice([*(value.number for value in one.enum_type.values), 97])
            case FieldDescriptor.CPPTYPE_FLOAT | FieldDescriptor.CPPTYPE_DOUBLE:
                return self._chance.choice([*_NUMBERS, self._chance.uniform(-2, 2), self._chance.uniform(-1e6, 1e6)])
            case kind:
                least, most = _BOUNDS[kind]
                return self._chance.choice(
                    [self._chance.randint(0, 100), least, most, self._chance.randint(least, most)]
                )

    def _text(self, one: FieldDescriptor) -> str:
        likely = next((words for name, words in _LIKELY.items() if one.name.endswith(name)), ())
        if not self._is_full:
            return self._chance.choice(likely[:_FEW] or _WORDS[:_FEW])
        if likely and self._happens(0.5):
            return self._chance.choice(likely)
        kind = self._chance.random()
        if kind < 0.5:
            return self._chance.choice(_WORDS)
        if kind < 0.65:
            return "".join(self._chance.choices(_PECULIAR, k=self._chance.randint(1, 12)))
        length = self._chance.randint(600, 700) if kind > 0.9 else self._chance.randint(0, 60)
        return "".join(self._letter() for _ in range(length))

    def _letter(self) -> str:
        if self._happens(0.7):
            return self._chance.choice(_LETTERS)
        # Everything that Unicode has but halves of characters, which no message can hold.
        code = self._chance.choice([self._chance.randrange(0x250), self._chance.randrange(0x110000 - 0x800)])
        return chr(code if code < 0xD800 else code + 0x800)

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share


@dataclass
class Outcome:
    """What became of a method's messages."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds."""
    failure: str = ""


async def fuzz(
    channel: grpc.aio.Channel,
    method: MethodDescriptor,
    cases: int,
    seed: int = 1,
    in_flight: int = 1,
    seconds: float = 0,
    *,
    is_full: bool = False,
) -> Outcome:
    """Send so many messages to one method; ends at the first that fails, which is then made as small as it still fails.

    Args:
        channel: to the service.
        method: what is called.
        cases: how many messages, or streams of messages.
        seed: of what is drawn.
        in_flight: how many are sent at the same time.
        seconds: after which no more are sent; 0 for any time.
        is_full: whether every message has any text, also where each costs seconds.
    """
    outcome, send = Outcome(), _sender(channel, method)
    full_share = 1.0 if is_full else FULL_SHARES.get(method.name, 1.0)
    inventor = Inventor(random.Random(f"{seed} {method.full_name}"), full_share)
    draw = inventor.stream if method.client_streaming else inventor.message
    ends = time.monotonic() + seconds if seconds else math.inf
    left = iter(range(cases))

    async def caller() -> None:
        for _ in left:
            if outcome.failure or time.monotonic() > ends:
                return
            invented = draw(method.input_type)
            started = time.perf_counter()
            status, details = await _worked_on(send, invented)
            outcome.slowest = max(outcome.slowest, time.perf_counter() - started)
            outcome.statuses[status.name] += 1
            if status is grpc.StatusCode.OK and not isinstance(invented, list):
                inventor.accepted(invented)
            if status in UNFORESEEN and not outcome.failure:
                outcome.failure = f"{status.name} ({details}) for {invented!r:.2000}"
                smallest = await _smallest(send, invented, status)
                outcome.failure = f"{status.name} ({details}) for {smallest!r:.2000}"

    await asyncio.gather(*(caller() for _ in range(in_flight)))
    return outcome


async def _worked_on(send: Send, invented: Any) -> tuple[grpc.StatusCode, str]:
    for _ in range(_MOST_PAUSES):
        status, details = await send(invented)
        if status is not grpc.StatusCode.RESOURCE_EXHAUSTED:
            break
        await asyncio.sleep(_PAUSE_SECONDS)
    return status, details


async def _smallest(send: Send, invented: Any, status: grpc.StatusCode) -> Any:
    """Leave out whatever the failure can do without."""
    if isinstance(invented, list):
        for number in reversed(range(len(invented))):
            fewer = invented[:number] + invented[number + 1 :]
            if (await send(fewer))[0] is status:
                invented = fewer
        return invented
    for one, _ in invented.ListFields():
        less = type(invented)()
        less.CopyFrom(invented)
        less.ClearField(one.name)
        if (await send(less))[0] is status:
            invented = less
    return invented


def _sender(channel: grpc.aio.Channel, method: MethodDescriptor) -> Send:
    answer = message_factory.GetMessageClass(method.output_type)
    kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
    call = getattr(channel, kind)(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=answer.FromString,
    )

    def sent(message: Any) -> Any:
        return iter(message) if method.client_streaming else message

    async def send(message: Any) -> tuple[grpc.StatusCode, str]:
        try:
            if method.server_streaming:
                answers = aiter(call(sent(message), timeout=STREAM_SECONDS))
                while (told := await asyncio.wait_for(anext(answers, None), SECONDS)) is not None:
                    MessageToDict(told)
            else:
                MessageToDict(await call(sent(message), timeout=SECONDS))
        except SerializeToJsonError as error:
            # A time of 1,000,000,000 ns beside its seconds arrives as any other and breaks whoever reads it.
            return grpc.StatusCode.UNKNOWN, f"an answer that cannot be read: {error}"
        except TimeoutError:
            return grpc.StatusCode.DEADLINE_EXCEEDED, f"nothing for {SECONDS:.0f} seconds"
        except grpc.aio.AioRpcError as error:
            # Written to a call that had just ended, which hides the service's own word: it has to be asked again.
            is_hidden = method.client_streaming and error.details() == WRITTEN_TOO_LATE
            return grpc.StatusCode.RESOURCE_EXHAUSTED if is_hidden else error.code(), error.details() or ""
        return grpc.StatusCode.OK, ""

    return send

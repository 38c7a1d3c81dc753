"""Sends invented messages to every method of every contract: `make fuzz-grpc CASES=10000`.

The services run as in `make run`, with data of their own, and are called all at the same time, each with several messages in
flight. INTERNAL, UNKNOWN, a lost connection, an answer that takes longer than a minute or holds a time that is none, a process that
ends, memory that grows, a connection to the outside and a log that holds what was asked are failures; of a message that brings
one about what is needed for it is printed. Words alone are searched, the quick voices speak, and few texts are spoken or
translated, unless ENGINES=delivered.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import grpc
from google.protobuf.descriptor import MethodDescriptor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "load"))
from fuzz_messages import FULL_SHARES, fuzz, methods, service_of
from leaks import said_in_log
from load_machine import usage
from okienko_common.reports import print_table, write_report
from okienko_stack import FUZZ_ENVIRONMENT, RunningStack
from outbound import sent_outside, watched_network

IN_FLIGHT, COSTLY_IN_FLIGHT = 8, 2
# Of every method's messages the first tenth fills caches and pools before memory is compared.
WARM_SHARE = 0.1
MOST_GROWTH_PERCENT = 25.0
# With fewer, the first tenth has not filled what is filled once: signing had +30 % with 300, and 1 % with 2,000.
LEAST_CASES_FOR_GROWTH = 1000
QUICK_ENGINES = ("OKIENKO_FAQ_RETRIEVAL", "OKIENKO_SPEECH_VOICES")


async def rounds(
    stack: RunningStack, asked: Sequence[MethodDescriptor], cases: int, seed: int, seconds: float, *, is_full: bool
) -> bool:
    """Send to all services at once, to each method in turn; whether something failed."""
    by_service: dict[str, list[MethodDescriptor]] = {}
    # Questions come last: the more of them are kept, the longer it takes to group them for editors.
    for method in sorted(asked, key=lambda one: one.name == "Ask"):
        by_service.setdefault(service_of(method), []).append(method)
    failed = False

    async def of_service(name: str) -> None:
        nonlocal failed
        target = f"127.0.0.1:{stack.ports[name]}"
        async with grpc.aio.insecure_channel(target, [("grpc.enable_http_proxy", 0)]) as channel:
            for method in by_service[name]:
                started = time.monotonic()
                in_flight = COSTLY_IN_FLIGHT if method.name in FULL_SHARES else IN_FLIGHT
                outcome = await fuzz(channel, method, cases, seed, in_flight, seconds, is_full=is_full)
                statuses = ", ".join(f"{status} {count}" for status, count in outcome.statuses.most_common())
                print(
                    f"{method.full_name}: {outcome.statuses.total()} messages in {time.monotonic() - started:.0f} s, "
                    f"slowest {outcome.slowest:.2f} s: {statuses}",
                    flush=True,
                )
                if outcome.failure:
                    failed = True
                    print(f"  {outcome.failure}", flush=True)

    await asyncio.gather(*(of_service(name) for name in by_service))
    return failed


def main() -> int:
    """Start everything, send, print tables, write reports/fuzz-grpc.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200, help="messages for each method")
    parser.add_argument("--only", default="", help="part of a method's full name")
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="no more than so long for one method; 0 for any time"
    )
    parser.add_argument(
        "--engines", choices=("quick", "delivered"), default="quick", help="search and voices, as delivered or quicker"
    )
    chosen = parser.parse_args()
    is_full = chosen.engines == "delivered"
    left_out = QUICK_ENGINES if is_full else ()
    environment = {name: value for name, value in FUZZ_ENVIRONMENT.items() if name not in left_out}
    asked = [method for method in methods() if chosen.only in method.full_name]
    warming = max(1, int(chosen.cases * WARM_SHARE))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="okienko-fuzz-") as folder, watched_network() as watch:
        stack = RunningStack(Path(folder), environment=environment)
        stack.start()
        before = stack.processes()
        try:
            failed = asyncio.run(rounds(stack, asked, warming, 0, chosen.seconds, is_full=is_full))
            warm = {name: usage(pid) for name, pid in before.items() if name != "supervisor"}
            failed |= asyncio.run(rounds(stack, asked, chosen.cases - warming, 1, chosen.seconds, is_full=is_full))
            dead = [name for name, pid in before.items() if stack.processes().get(name) != pid]
            after = {name: usage(before[name]) for name in warm if name not in dead}
        finally:
            stack.stop()
        places = [line for line in stack.output().splitlines() if "call failed" in line]
        # Here questions and taught signs are kept, as a town may choose; a log may hold none of it even then.
        leaked = sent_outside(watch) + said_in_log(stack.output())
    metrics = {"methods": float(len(asked)), "cases": float(chosen.cases), "minutes": (time.monotonic() - started) / 60}
    rows: list[list[object]] = []
    grown = []
    for name, used in after.items():
        growth = (used.megabytes / warm[name].megabytes - 1) * 100
        metrics |= {f"{name}_memory_growth_percent": growth, f"{name}_mb": used.megabytes}
        rows.append(
            [name, f"{warm[name].megabytes:.0f}", f"{used.megabytes:.0f}", f"{growth:+.0f} %", used.descriptors]
        )
        grown += [name] if growth > MOST_GROWTH_PERCENT and chosen.cases >= LEAST_CASES_FOR_GROWTH else []
    print_table(["process", "MB after a tenth", "at the end", "growth", "descriptors"], rows)
    print(f"{metrics['minutes']:.1f} minutes; written to {write_report('fuzz-grpc', metrics)}")
    complaints = [f"{name} ended and was started again." for name in dead] + places[:20]
    complaints += [f"{name} keeps more and more memory." for name in grown]
    complaints += leaked
    print("\n".join(complaints), file=sys.stderr)
    return 1 if failed or complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())

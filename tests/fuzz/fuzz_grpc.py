"""Sends invented messages to every method of every contract: `make fuzz-grpc CASES=10000`.

The services run as in `make run`, with data of their own. INTERNAL, UNKNOWN, a lost connection, an answer that takes longer than a
minute, and a process that ends are failures; each is printed with the smallest message that brings it about.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import grpc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fuzz_messages import fuzz, methods, service_of
from okienko_stack import FUZZ_ENVIRONMENT, RunningStack


def main() -> int:
    """Start everything, send, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200, help="messages for each method")
    parser.add_argument("--only", default="", help="part of a method's full name")
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="no more than so long for one method; 0 for any time"
    )
    chosen = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(prefix="okienko-fuzz-") as folder:
        stack = RunningStack(Path(folder), environment=FUZZ_ENVIRONMENT)
        stack.start()
        before = stack.processes()
        try:
            for method in methods():
                if chosen.only not in method.full_name:
                    continue
                started, cases = time.monotonic(), 0
                port = stack.ports[service_of(method)]
                with grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.enable_http_proxy", 0)]) as channel:
                    total = fuzz(channel, method, min(chosen.cases, 100), seed=0)
                    cases = sum(total.statuses.values())
                    while cases < chosen.cases and not total.failure:
                        if chosen.seconds and time.monotonic() - started > chosen.seconds:
                            break
                        more = fuzz(channel, method, min(chosen.cases - cases, 500), seed=cases)
                        total.statuses += more.statuses
                        total.slowest, total.failure = max(total.slowest, more.slowest), more.failure
                        cases = sum(total.statuses.values())
                statuses = ", ".join(f"{name} {count}" for name, count in total.statuses.most_common())
                print(f"{method.full_name}: {cases} messages, slowest {total.slowest:.2f} s: {statuses}", flush=True)
                if total.failure:
                    failed = True
                    print(f"  {total.failure}", flush=True)
            dead = [name for name, pid in before.items() if stack.processes().get(name) != pid]
        finally:
            stack.stop()
        places = [line for line in stack.output().splitlines() if "call failed" in line]
    for line in [f"{name} ended and was started again." for name in dead] + places[:20]:
        print(line, file=sys.stderr)
    return 1 if failed or dead or places else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Figures for Prometheus: those that every service has, and bounds for those of its own.

A service declares its own in its module `metrics`. Values of labels come from small fixed sets in the code, never from a
caller: a figure must not tell what a resident said, and every new value costs memory in Prometheus.
"""

from prometheus_client import Gauge, Histogram, disable_created_metrics

# When each row was first counted is a third of all rows and asked for by nobody.
disable_created_metrics()  # type: ignore[no-untyped-call]  # its authors have not typed it

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 180)
"""Upper bounds of durations. The promised ones are among them, so that their shares are exact: 10 ms for a film that lies
ready, 300 ms for a text answer, 2 s for a stream that is resumed."""
SHARES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0)
"""Upper bounds of shares such as the part of a text that is signed."""

RPC_SECONDS = Histogram(
    "okienko_rpc_seconds", "Duration of calls by method and status.", ("method", "status"), buckets=SECONDS
)
RPC_IN_FLIGHT = Gauge("okienko_rpc_in_flight", "Calls that run now.", ("method",))
SERVING = Gauge("okienko_serving", "1 when calls are welcome, 0 before the models are warm and from the drain on.")

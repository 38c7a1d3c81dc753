"""Figures of the door."""

from okienko_common.metrics import SECONDS
from prometheus_client import Gauge, Histogram

HTTP_SECONDS = Histogram(
    "okienko_http_seconds",
    "Duration of requests by method, route and status.",
    ("method", "route", "status"),
    buckets=SECONDS,
)
HTTP_IN_FLIGHT = Gauge("okienko_http_in_flight", "Requests that run now.")
SOCKETS = Gauge("okienko_http_sockets", "Open recognition sockets.")

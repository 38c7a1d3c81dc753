"""Figures of the sign videos. Studios: `callers`, whom residents wait for, and `advance`, for films made before anybody asks."""

from okienko_common.metrics import SECONDS, SHARES
from prometheus_client import Counter, Gauge, Histogram

PLAYLISTS = Counter(
    "okienko_signing_playlists",
    "Signed versions given, by origin (recording, composed, drafted, spelled) and whether the film lay ready.",
    ("origin", "ready"),
)
COVERAGE = Histogram("okienko_signing_coverage_ratio", "Part of a text's words that its film signs.", buckets=SHARES)
RENDER_SECONDS = Histogram(
    "okienko_signing_render_seconds",
    "From a film's being asked for to its being kept, by studio.",
    ("studio",),
    buckets=SECONDS,
)
FILMS_WAITING = Gauge("okienko_signing_films_waiting", "Films that are made or wait for it, by studio.", ("studio",))
OLDEST_FILM = Gauge(
    "okienko_signing_oldest_film_timestamp_seconds",
    "When the film was asked for that waits longest, by studio; 0 where none waits.",
    ("studio",),
)

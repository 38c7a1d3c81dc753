"""What `make top` shows: one line a service, then what residents met, what waits, and how full it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okienko_supervisor.figures import Window, quantile

WIDTHS = (12, 14, 7, 9, 10, 9, 8, 8, 9)
HEADER = ("service", "state", "copies", "calls/s", "in flight", "p95", "refused", "cores", "memory")
STATES = {"serving": "serving", "not_serving": "not serving", "unreachable": "away"}
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class View:
    """Everything that is shown.

    Attributes:
        health: the gateway's word about each service: serving, not_serving, unreachable; empty where the gateway is away.
        windows: service to its copies.
        now: Unix seconds.
    """

    health: Mapping[str, str]
    windows: Mapping[str, Sequence[Window]]
    now: float

    def lines(self) -> list[str]:
        """Return the lines, without colours."""
        return [
            _row(HEADER),
            *(_row(self._service(name)) for name in self.windows),
            "",
            *self._residents(),
            *self._queues(),
            *self._room(),
        ]

    def _service(self, name: str) -> tuple[str, ...]:
        copies = self.windows[name]
        prefix = "okienko_http" if name == "gateway" else "okienko_rpc"
        serving = sum(copy.now.total("okienko_serving") for copy in copies)
        seconds = max((copy.seconds for copy in copies), default=0.0)
        refused = sum(
            copy.grown(f"{prefix}_seconds_count", status=status)
            for copy in copies
            for status in ("429", "503", "RESOURCE_EXHAUSTED")
        )
        quick = quantile(0.95, [copy.buckets(f"{prefix}_seconds") for copy in copies])
        return (
            name,
            self._state(name, serving),
            f"{serving:.0f}/{len(copies)}",
            _rate(sum(copy.grown(f"{prefix}_seconds_count") for copy in copies), seconds),
            f"{sum(copy.now.total(f'{prefix}_in_flight') for copy in copies):.0f}" if copies else "-",
            _duration(quick),
            _rate(refused, seconds),
            _rate(sum(copy.grown("process_cpu_seconds_total") for copy in copies), seconds),
            f"{sum(copy.now.total('process_resident_memory_bytes') for copy in copies) / MEGABYTE:.0f} MB"
            if copies
            else "-",
        )

    def _state(self, name: str, serving: float) -> str:
        if name == "gateway":
            return "open" if self.health else "away"
        if name in self.health:
            return STATES.get(self.health[name], self.health[name])
        return "serving" if serving else "unknown"

    def _residents(self) -> list[str]:
        answers = self._grown("faq", "okienko_faq_outcomes_total")
        readings = self._grown("recognition", "okienko_recognition_readings_total")
        texts = self._grown("translation", "okienko_translation_texts_total")
        return [
            _line(
                "declined",
                ("answers", self._grown("faq", "okienko_faq_outcomes_total", outcome="decline"), answers),
                (
                    "readings",
                    self._grown("recognition", "okienko_recognition_readings_total", outcome="declined"),
                    readings,
                ),
                (
                    "translations",
                    self._grown("translation", "okienko_translation_texts_total", origin="withheld"),
                    texts,
                ),
            ),
            _line(
                "remembered",
                ("embeddings", *self._share("faq", "okienko_faq_embeddings_total", source="memory")),
                ("films", *self._share("signing", "okienko_signing_playlists_total", ready="yes")),
                ("translations", self._grown("translation", "okienko_translation_texts_total", cached="yes"), texts),
                ("sound", *self._remembered_sound()),
            ),
        ]

    def _queues(self) -> list[str]:
        letters = self._most("faq", "okienko_faq_letters_waiting")
        oldest_letter = self._oldest("faq", "okienko_faq_oldest_letter_timestamp_seconds")
        films = self._now("signing", "okienko_signing_films_waiting", studio="callers")
        oldest_film = self._oldest("signing", "okienko_signing_oldest_film_timestamp_seconds", studio="callers")
        ahead = self._most("faq", "okienko_faq_jobs", state="waiting")
        oldest_job = self._oldest("faq", "okienko_faq_oldest_job_timestamp_seconds")
        shown = (
            f"letters {letters:.0f}{_age(oldest_letter, self.now)}",
            f"films {films:.0f}{_age(oldest_film, self.now)}",
            f"to be made ahead {ahead:.0f}{_age(oldest_job, self.now)}",
        )
        return [f"{'waiting':<12}" + "   ".join(shown)]

    def _room(self) -> list[str]:
        streams = self._now("recognition", "okienko_recognition_streams")
        load = self._now("recognition", "okienko_recognition_load_cores")
        cores = self._now("recognition", "okienko_recognition_cores")
        sockets = self._now("gateway", "okienko_http_sockets")
        return [f"{'signing now':<12}{sockets:.0f} sockets   {streams:.0f} streams   {load:.2f} of {cores:.2f} cores"]

    def _grown(self, service: str, name: str, **wanted: str) -> float:
        return sum(copy.grown(name, **wanted) for copy in self.windows.get(service, ()))

    def _share(self, service: str, name: str, **wanted: str) -> tuple[float, float]:
        return self._grown(service, name, **wanted), self._grown(service, name)

    def _remembered_sound(self) -> tuple[float, float]:
        every = self._grown("speech", "okienko_speech_texts_total")
        return every - self._grown("speech", "okienko_speech_texts_total", source="voice"), every

    def _now(self, service: str, name: str, **wanted: str) -> float:
        return sum(copy.now.total(name, **wanted) for copy in self.windows.get(service, ()))

    def _most(self, service: str, name: str, **wanted: str) -> float:
        # Every copy tells of the one queue that all share.
        return max((copy.now.total(name, **wanted) for copy in self.windows.get(service, ())), default=0.0)

    def _oldest(self, service: str, name: str, **wanted: str) -> float:
        times = [
            value for copy in self.windows.get(service, ()) for value in copy.now.values(name, **wanted) if value > 0
        ]
        return min(times, default=0.0)


def _row(cells: Sequence[str]) -> str:
    first, second, *numbers = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:<{first[1]}}{second[0]:<{second[1]}}" + "".join(f"{cell:>{width}}" for cell, width in numbers)


def _line(name: str, *shares: tuple[str, float, float]) -> str:
    return f"{name:<12}" + "   ".join(f"{what} {_share_text(part, whole)}" for what, part, whole in shares)


def _share_text(part: float, whole: float) -> str:
    return f"{part / whole:.0%} of {whole:.0f}" if whole else "-"


def _rate(count: float, seconds: float) -> str:
    return f"{count / seconds:.1f}" if seconds else "-"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _age(since: float, now: float) -> str:
    return f" (oldest {max(now - since, 0):.0f} s)" if since else ""

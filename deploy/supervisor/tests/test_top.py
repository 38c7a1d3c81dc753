import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from okienko_supervisor.figures import Scrape, Window, fetch_all, quantile
from okienko_supervisor.plan import plan, with_figures
from okienko_supervisor.top import Watch, health, targets
from okienko_supervisor.top_view import View

PAGE = """\
# TYPE okienko_rpc_seconds histogram
okienko_rpc_seconds_bucket{{method="/a/Ask",status="OK",le="0.1"}} {quick}
okienko_rpc_seconds_bucket{{method="/a/Ask",status="OK",le="0.3"}} {all}
okienko_rpc_seconds_bucket{{method="/a/Ask",status="OK",le="+Inf"}} {all}
okienko_rpc_seconds_count{{method="/a/Ask",status="OK"}} {all}
okienko_rpc_seconds_count{{method="/a/Ask",status="RESOURCE_EXHAUSTED"}} {refused}
# TYPE okienko_rpc_in_flight gauge
okienko_rpc_in_flight{{method="/a/Ask"}} 3
# TYPE okienko_serving gauge
okienko_serving 1
# TYPE okienko_faq_outcomes counter
okienko_faq_outcomes_total{{outcome="answer"}} {answered}
okienko_faq_outcomes_total{{outcome="decline"}} {declined}
# TYPE okienko_faq_letters_waiting gauge
okienko_faq_letters_waiting{{town="A"}} 2
# TYPE okienko_faq_oldest_letter_timestamp_seconds gauge
okienko_faq_oldest_letter_timestamp_seconds{{town="A"}} 1000
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 268000000
"""
BEFORE = {"quick": 10, "all": 10, "refused": 0, "answered": 8, "declined": 2}
AFTER = {"quick": 60, "all": 110, "refused": 5, "answered": 83, "declined": 27}


def window() -> Window:
    return Window(Scrape.read(PAGE.format(**BEFORE), 0.0), Scrape.read(PAGE.format(**AFTER), 10.0))


def test_quantiles_are_reckoned_as_prometheus_reckons_them() -> None:
    # 50 of 100 up to 0.1 s, the rest up to 0.3 s: 95 % lie below 0.1 + 0.2 × 45 / 50.
    assert quantile(0.95, [window().buckets("okienko_rpc_seconds")]) == pytest.approx(0.28)
    assert quantile(0.95, [{0.1: 0.0, float("inf"): 0.0}]) is None
    assert quantile(0.95, [{0.1: 1.0, float("inf"): 10.0}]) == 0.1


def test_a_copy_that_has_started_anew_counts_from_its_start() -> None:
    restarted = Window(Scrape.read(PAGE.format(**AFTER), 0.0), Scrape.read(PAGE.format(**BEFORE), 10.0))
    assert restarted.grown("okienko_faq_outcomes_total") == 10


def test_shows_state_copies_rates_declines_and_the_age_of_queues() -> None:
    copies = {"faq": [window(), window()], "speech": []}
    lines = View({"faq": "serving", "speech": "unreachable"}, copies, now=1090.0).lines()
    faq = lines[1].split()
    # Two copies: 2 × (100 + 5) calls in ten seconds, three in flight each, five refused each.
    assert faq == ["faq", "serving", "2/2", "21.0", "6", "280", "ms", "1.0", "0.0", "536", "MB"]
    assert lines[2].split()[:3] == ["speech", "away", "0/0"]
    text = "\n".join(lines)
    assert "answers 25% of 200" in text
    # Both copies tell of one queue.
    assert "letters 2 (oldest 90 s)" in text


def test_a_gateway_that_is_away_is_said_and_the_services_speak_for_themselves() -> None:
    lines = View({}, {"faq": [window()], "gateway": []}, now=0).lines()
    assert lines[1].split()[:2] == ["faq", "serving"]
    assert lines[2].split()[:2] == ["gateway", "away"]


class Figures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.format(**AFTER).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def page() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Figures)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_asks_whoever_answers_and_leaves_out_the_silent(page: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        told = fetch_all(
            {"faq": page, "speech": f"127.0.0.1:{probe.getsockname()[1]}", "signing": "no.such.invalid:1"}, 60.0
        )
    assert list(told["faq"]) == [page]
    assert told["faq"][page].total("okienko_rpc_in_flight") == 3
    assert told["speech"] == told["signing"] == {}
    assert health("http://127.0.0.1:1") == {}


def test_remembers_a_minute() -> None:
    watch = Watch()
    for at in (0.0, 30.0, 60.0, 90.0):
        (copy,) = watch.add({"faq": {"a": Scrape.read(PAGE.format(**BEFORE), at)}})["faq"]
    assert copy.seconds == 60.0


def test_where_the_figures_are_can_be_said_and_a_slip_is_told() -> None:
    assert targets("", {"OKIENKO_FAQ_METRICS_PORT": "7"})["faq"] == "127.0.0.1:7"
    assert targets("faq=faq:9101", {}) == {"faq": "faq:9101"}
    with pytest.raises(SystemExit, match="faq=faq:9101"):
        targets("fax=faq:9101", {})


def test_figures_are_on_loopback_ports_unless_somebody_has_said_otherwise_or_they_are_taken() -> None:
    plans = plan({"OKIENKO_PREPARE": "1"})
    given = with_figures(plans, {}, lambda _: True)
    assert given[0].environment["OKIENKO_FAQ_METRICS_PORT"] == "9101"
    assert given[-1].environment["OKIENKO_GATEWAY_METRICS_PORT"] == "9106"
    (worker,) = [item for item in given if item.name == "worker"]
    assert not any("METRICS_PORT" in name for name in worker.environment)
    assert given[-1].environment["OKIENKO_GATEWAY_FAQ_TARGET"] == "127.0.0.1:50051"
    assert with_figures(plans, {"OKIENKO_SPEECH_METRICS_PORT": "0"}, lambda _: True) == plans
    assert with_figures(plans, {}, lambda port: port != 9103) == plans
    moved = plan({"OKIENKO_GATEWAY_PORT": "18080"})
    assert with_figures(moved, {}, lambda _: True) == moved

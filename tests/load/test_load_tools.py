"""The reckoning behind `make load` and `make soak`."""

import os

import capacity
import pytest
from load import missed, summary
from load_machine import Usage, usage
from load_services import missed as missed_by_services
from load_services import percentiles
from load_soak import grown, growth, judged, left_open


def outcome(name: str, milliseconds: float, kind: str = "ok") -> dict[str, object]:
    return {"name": name, "ms": milliseconds, "kind": kind}


def test_refusals_and_failures_are_counted_and_do_not_make_answers_look_quick() -> None:
    outcomes = [outcome("text", float(number)) for number in range(1, 101)]
    metrics = summary([*outcomes, outcome("text", 0.1, "refused"), outcome("film", 0.1, "failed")])
    assert (metrics["requests"], metrics["refused"], metrics["failed"]) == (102, 1, 1)
    assert metrics["text_p50_ms"] == pytest.approx(50.5)
    assert metrics["text_p95_ms"] == pytest.approx(95.05)
    assert "film_p50_ms" not in metrics


def test_a_failed_request_and_a_late_answer_are_bars_missed() -> None:
    well = {"25_failed": 0.0, "25_refused": 3.0, "25_text_p95_ms": 299.0}
    assert missed(well, [25]) == []
    failed, late = missed({**well, "200_failed": 1.0, "200_text_p95_ms": 301.0}, [25, 200])
    assert failed.startswith("Of 200 residents 1 requests failed")
    assert late.startswith("With 200 residents five of a hundred text answers took more than 301 ms")


def test_a_second_replica_that_brings_too_little_is_a_bar_missed_and_the_machine_is_named_where_it_is_the_reason() -> (
    None
):
    ratios = {"faq_ratio_clock": 1.8, "speech_ratio_clock": 1.7, "signing_ratio_clock": 1.7}
    machine = {"faq_machine": 2.0, "speech_machine": 1.95, "signing_machine": 1.73}
    speech, signing = missed_by_services(ratios | machine, ["faq", "speech", "signing"])
    assert speech == "Two replicas of speech answer 1.70 times as much as one, not 1.8."
    assert "two loops that only count get no more than 1.73 out of this machine either" in signing


def test_growth_is_what_comes_after_the_warm_up() -> None:
    assert growth([50.0] * 35 + [100.0] * 65) == pytest.approx(0.0)
    assert growth([100.0] * 80 + [110.0] * 20) == pytest.approx(10.0)
    with pytest.raises(ValueError, match="too few"):
        growth([1.0] * 5)


def test_what_is_open_for_a_moment_is_not_left_open() -> None:
    steady = [15.0] * 100
    assert left_open([*steady[:98], 17.0, *steady[99:]]) == 0
    assert left_open([15.0] * 50 + [16.0] * 50) == 1
    assert left_open([15.0, 17.0] * 25 + [16.0, 18.0] * 25) == 1


def test_a_leak_of_one_process_shows_beside_the_others() -> None:
    steady = [Usage(0.0, 100.0, 20)] * 100
    leaking = [Usage(0.0, 100.0 + number, 20 + number // 10) for number in range(100)]
    metrics = judged({"faq": steady, "gateway": leaking})
    assert metrics["faq_memory_growth_percent"] == 0.0
    assert metrics["gateway_memory_growth_percent"] > 20
    assert metrics["faq_descriptor_growth"] == 0
    assert metrics["gateway_descriptor_growth"] >= 3
    assert 10 < metrics["memory_growth_percent"] < 30
    assert [one.split()[0] for one in grown({**metrics, "failed": 2.0})] == [
        "gateway_memory_growth_percent",
        "gateway_descriptor_growth",
        "memory_growth_percent",
        "2",
    ]
    assert not grown({"memory_growth_percent": 0.3, "gateway_descriptor_growth": 0.0, "failed": 0.0})


def test_what_this_process_uses_is_found() -> None:
    found = usage(os.getpid())
    assert found.megabytes > 5
    assert found.descriptors > 2


def test_percentiles_are_those_of_the_calls() -> None:
    found = percentiles([number / 1000 for number in range(1, 101)])
    assert (found["p50_ms"], found["p95_ms"], found["p99_ms"]) == pytest.approx((50.5, 95.05, 99.01))
    assert percentiles([0.2]) == {"p50_ms": 200.0, "p95_ms": 200.0, "p99_ms": 200.0}


def test_the_page_of_arithmetic_says_what_follows_from_its_costs() -> None:
    page = capacity.PAGE.read_text(encoding="utf-8")
    assert capacity.renewed(page) == page, "run `make capacity`"
    assert page.count(capacity.BEGIN) == 1


def test_the_sums_follow_the_costs() -> None:
    page = capacity.PAGE.read_text(encoding="utf-8")
    cost = capacity.costs(page)
    busiest = capacity.visits(5_000_000, letter=True)
    assert busiest * capacity.QUESTIONS_A_VISIT == pytest.approx(5_000_000 * 1.2 / 250 * 0.2 / 3600 * 10)
    free = {thing: dict.fromkeys(capacity.PROCESSES, 0.0) for thing in cost}
    only_signing = free | {"a second of signing": {**free["a second of signing"], "recognition": 11.4}}
    signers = busiest * capacity.SIGNED_SECONDS * capacity.SIGNERS
    assert capacity.cores(only_signing, "recognition", busiest) == pytest.approx(signers * 0.0114)
    assert (capacity.copies(0.0, at_least=2), capacity.copies(1.3, at_least=2)) == (2, 3)
    with pytest.raises(ValueError, match="a second of signing"):
        capacity.costs(page.replace("| a second of signing |", "| a minute of signing |"))

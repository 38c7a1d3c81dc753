"""The reckoning behind `make load` and `make soak`."""

import os

import pytest
from load import summary
from load_machine import Usage, usage
from load_soak import growth, judged


def outcome(name: str, milliseconds: float, kind: str = "ok") -> dict[str, object]:
    return {"name": name, "ms": milliseconds, "kind": kind}


def test_refusals_and_failures_are_counted_and_do_not_make_answers_look_quick() -> None:
    outcomes = [outcome("text", float(number)) for number in range(1, 101)]
    metrics = summary([*outcomes, outcome("text", 0.1, "refused"), outcome("film", 0.1, "failed")])
    assert (metrics["requests"], metrics["refused"], metrics["failed"]) == (102, 1, 1)
    assert metrics["text_p50_ms"] == pytest.approx(50.5)
    assert metrics["text_p95_ms"] == pytest.approx(95.05)
    assert "film_p50_ms" not in metrics


def test_growth_is_what_comes_after_the_warm_up() -> None:
    assert growth([50.0] * 35 + [100.0] * 65) == pytest.approx(0.0)
    assert growth([100.0] * 80 + [110.0] * 20) == pytest.approx(10.0)
    with pytest.raises(ValueError, match="too few"):
        growth([1.0] * 5)


def test_a_leak_of_one_process_shows_beside_the_others() -> None:
    steady = [Usage(0.0, 100.0, 20)] * 100
    leaking = [Usage(0.0, 100.0 + number, 20 + number // 10) for number in range(100)]
    metrics = judged({"faq": steady, "gateway": leaking})
    assert metrics["faq_memory_growth_percent"] == 0.0
    assert metrics["gateway_memory_growth_percent"] > 20
    assert metrics["faq_descriptor_growth"] == 0
    assert metrics["gateway_descriptor_growth"] >= 3
    assert 10 < metrics["memory_growth_percent"] < 30


def test_what_this_process_uses_is_found() -> None:
    found = usage(os.getpid())
    assert found.megabytes > 5
    assert found.descriptors > 2

"""The searches that the privacy of the end-to-end tests, the cluster, the load and the fuzzing is shown with."""

import ipaddress
import struct
from pathlib import Path

import pytest
from leaks import JPEG_START, SECRET, leaks, prove_that_leaks_are_found, said_in
from load_frames import frames
from outbound import destination, watched_network

SIGNED = frames(3.0, seed=4)


def test_words_pictures_and_landmarks_are_found_wherever_they_lie(tmp_path: Path) -> None:
    deep = tmp_path / "media" / "films"
    deep.mkdir(parents=True)
    prove_that_leaks_are_found(deep, SIGNED)
    (deep / "log").write_bytes(b"question: " + SECRET.upper().encode("utf-16-le"))
    (deep / "picture").write_bytes(JPEG_START + b"pixels")
    (deep / "frame").write_bytes(b"header" + SIGNED[0])
    assert {path.name: what for path, what in leaks(tmp_path, SIGNED).items()} == {
        "log": "the resident's word akorde…",
        "picture": "a picture of a camera",
        "frame": "the landmarks of a hand",
    }
    assert leaks(tmp_path, known=[deep / "log", deep / "picture"]) == {}


def test_what_is_not_a_residents_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "answer").write_text("Dowód osobisty wyrobisz w urzędzie.", encoding="utf-8")
    (tmp_path / "other-hand").write_bytes(frames(3.0, seed=5)[20])
    assert leaks(tmp_path, SIGNED) == {}
    assert said_in(b"Turban i akordy") == ""


def test_a_packet_to_a_stranger_is_told_from_what_the_kernel_says_by_itself() -> None:
    def sent_to(address: str) -> str:
        to = ipaddress.ip_address(address)
        packet = bytes(16) + to.packed if to.version == 4 else bytes(24) + to.packed
        return str(destination(packet, 0x0800 if to.version == 4 else 0x86DD))

    assert sent_to("203.0.113.9") == "203.0.113.9"
    assert sent_to("2001:db8::9") == "2001:db8::9"
    assert {sent_to(one) for one in ("224.0.0.251", "255.255.255.255", "ff02::2", "fe80::1")} == {"None"}
    assert destination(struct.pack(">HH", 1, 0x0800), 0x0806) is None


def test_without_a_network_of_its_own_the_watch_says_that_it_does_not_watch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("socket.if_nameindex", lambda: [(1, "lo"), (2, "eth0")])
    monkeypatch.setattr("outbound._is_up", lambda name: name == "eth0")
    with watched_network() as watch:
        assert watch is None
    assert "are not watched" in capsys.readouterr().err

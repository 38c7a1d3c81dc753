from pathlib import Path as FilePath

import grpc
import pytest
from okienko_common.errors import ServiceError
from okienko_recognition.admission import NOMINAL_MS, RECKON_FRAMES, Admission, Path, available_cores


class Processor:
    """A clock that a test turns."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def fill(admission: Admission, path: Path) -> int:
    """Let streams in until one is refused; return how many were let in."""
    before = admission.tickets
    with pytest.raises(ServiceError) as raised:
        while True:
            admission.admit(path)
    assert raised.value.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert raised.value.retry_after_seconds
    assert raised.value.pl.endswith(".")
    assert raised.value.en.endswith(".")
    return admission.tickets - before


def test_lets_in_as_many_streams_as_their_frames_cost() -> None:
    assert fill(Admission(1.0, Processor()), Path.LANDMARKS) == int(850 / 15 / NOMINAL_MS[Path.LANDMARKS])


def test_pictures_cost_more_than_landmarks_and_use_every_processor() -> None:
    one, four = (fill(Admission(cores, Processor()), Path.JPEG) for cores in (1.0, 4.0))
    assert one == int(850 / 15 / (NOMINAL_MS[Path.JPEG] + NOMINAL_MS[Path.LANDMARKS]))
    assert four == int(4 * 850 / 15 / (NOMINAL_MS[Path.JPEG] + NOMINAL_MS[Path.LANDMARKS])) > 4


def test_letters_share_one_interpreter_however_many_processors_there_are() -> None:
    assert fill(Admission(8.0, Processor()), Path.LANDMARKS) == fill(Admission(1.0, Processor()), Path.LANDMARKS)


def test_a_place_given_back_can_be_taken_again() -> None:
    admission = Admission(0.05, Processor())
    ticket = admission.admit(Path.LANDMARKS)
    fill(admission, Path.LANDMARKS)
    admission.leave(ticket)
    admission.leave(ticket)
    assert fill(admission, Path.LANDMARKS) == 1


def test_one_stream_is_served_even_by_a_machine_that_is_too_small() -> None:
    assert fill(Admission(0.01, Processor()), Path.JPEG) == 1


def test_a_stream_that_turns_to_pictures_needs_room_for_them_and_else_keeps_its_place() -> None:
    admission = Admission(1.0, Processor())
    ticket = admission.admit(Path.LANDMARKS)
    fill(admission, Path.LANDMARKS)
    before = admission.tickets
    with pytest.raises(ServiceError):
        admission.change(ticket, Path.JPEG)
    assert (ticket.path, admission.tickets) == (Path.LANDMARKS, before)


def test_a_machine_that_turns_out_slower_lets_fewer_in_and_a_faster_one_more() -> None:
    usual = fill(Admission(1.0, Processor()), Path.LANDMARKS)
    counts = []
    for milliseconds in (0.5 * NOMINAL_MS[Path.LANDMARKS], 2 * NOMINAL_MS[Path.LANDMARKS]):
        processor = Processor()
        admission = Admission(1.0, processor)
        for _ in range(40):
            processor.seconds += RECKON_FRAMES * milliseconds / 1000
            admission.count(Path.LANDMARKS, RECKON_FRAMES)
        counts.append(fill(admission, Path.LANDMARKS))
    assert counts[0] > 1.8 * usual
    assert counts[1] < 0.6 * usual


def test_what_pictures_cost_is_told_apart_from_what_their_landmarks_cost() -> None:
    processor = Processor()
    admission = Admission(2.0, processor)
    for _ in range(60):
        processor.seconds += 30 * (NOMINAL_MS[Path.LANDMARKS] + 20.0) / 1000
        admission.count(Path.LANDMARKS, 30)
        admission.count(Path.JPEG, 30)
    assert admission.cost(Path.JPEG) == pytest.approx(NOMINAL_MS[Path.LANDMARKS] + 20.0, rel=0.1)


def test_streams_with_fewer_frames_leave_room_for_more() -> None:
    slow, usual = Admission(1.0, Processor()), Admission(1.0, Processor())
    for admission, gap in ((slow, 0.2), (usual, 1 / 15)):
        for _ in range(20):
            ticket = admission.admit(Path.LANDMARKS)
            for k in range(200):
                ticket.saw(k * gap)
    assert fill(slow, Path.LANDMARKS) > fill(usual, Path.LANDMARKS)


@pytest.mark.parametrize(("quota", "cores"), [("50000 100000", 0.5), ("nonsense", None), ("max 100000", None)])
def test_a_containers_quota_bounds_the_processors(tmp_path: FilePath, quota: str, cores: float | None) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert available_cores(tmp_path / "cpu.max") == (cores or available_cores(tmp_path / "absent"))


def test_a_town_alone_fills_the_machine_and_another_is_let_in_every_time_all_the_same() -> None:
    admission = Admission(1.0, Processor(), Processor())
    noisy = []
    with pytest.raises(ServiceError):
        for _ in range(1000):
            noisy.append(admission.admit(Path.LANDMARKS, "noisy"))
    assert len(noisy) == int(850 / 15 / NOMINAL_MS[Path.LANDMARKS])
    for _ in range(100):
        quiet = admission.admit(Path.LANDMARKS, "quiet")
        admission.leave(noisy.pop())
        # Whoever of the noisy town comes next finds that it has more than its half.
        if len(noisy) >= 35:
            with pytest.raises(ServiceError):
                admission.admit(Path.LANDMARKS, "noisy")
        else:
            noisy.append(admission.admit(Path.LANDMARKS, "noisy"))
        admission.leave(quiet)
    assert 34 <= len(noisy) <= 35


def test_half_a_minute_after_the_other_town_has_gone_the_first_has_everything_again() -> None:
    clock = Processor()
    admission = Admission(1.0, Processor(), clock)
    with pytest.raises(ServiceError):
        for _ in range(1000):
            last = admission.admit(Path.LANDMARKS, "noisy")
    admission.leave(admission.admit(Path.LANDMARKS, "quiet"))
    admission.leave(last)
    with pytest.raises(ServiceError):
        admission.admit(Path.LANDMARKS, "noisy")
    clock.seconds += 31
    admission.admit(Path.LANDMARKS, "noisy")


def test_pictures_of_another_town_find_room_beside_a_town_that_has_taken_all() -> None:
    admission = Admission(2.0, Processor(), Processor())
    with pytest.raises(ServiceError):
        for _ in range(1000):
            admission.admit(Path.JPEG, "noisy")
    quiet = admission.admit(Path.LANDMARKS, "quiet")
    admission.change(quiet, Path.JPEG)
    # One stream beyond the 85 %, and no more: the machine is not promised away.
    assert admission.load() < 2.0 * 1.05
    with pytest.raises(ServiceError):
        admission.change(admission.admit(Path.LANDMARKS, "third"), Path.JPEG)


def test_the_time_to_come_back_follows_how_long_streams_last_and_how_many_there_are() -> None:
    clock = Processor()
    admission = Admission(1.0, Processor(), clock)
    tickets = [admission.admit(Path.LANDMARKS) for _ in range(10)]
    before = admission.retry_seconds
    clock.seconds += 60
    for ticket in tickets[:9]:
        admission.leave(ticket)
    assert before == pytest.approx(20 / 11)
    assert 20 < admission.retry_seconds <= 30
    for _ in range(40):
        admission.leave(admission.admit(Path.LANDMARKS))
    assert admission.retry_seconds < 3

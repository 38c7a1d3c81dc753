import os
import time
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from okienko_signing.__main__ import main
from okienko_signing.composition import act_out, plan
from okienko_signing.contact_sheet import contact_sheet
from okienko_signing.engine.utterance import REST_HEIGHT
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.production import Script, TooLongError, film_key, produce, telling_frame
from okienko_signing.sizes import Size
from okienko_signing.studio import ProcessWorkshop

SMALL = Script("#A", 320, 240, 25)
LEXICON = Path(__file__).resolve().parents[3] / "models/lexicon"


def test_a_film_is_as_long_as_it_says_and_tells_its_progress(lexicon: Lexicon) -> None:
    told: list[float] = []
    film = produce(Script("DOM | #A", 320, 240, 25), lexicon, 60.0, told.append)
    with av.open(BytesIO(film.webm), "r") as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert frames / 25 == pytest.approx(film.seconds)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    assert [mark.gloss for mark in film.marks] == ["DOM", "A"]
    assert film.sentence_starts == (film.marks[0].start, film.marks[1].start)


def test_further_sizes_are_scaled_and_thinned_out_of_the_same_pictures(lexicon: Lexicon) -> None:
    film = produce(Script("#A", 480, 360, 50, (Size(320, 240, 25), Size(480, 360, 25))), lexicon, 60.0, lambda _: None)
    decoded = []
    for content in (film.webm, *film.further):
        with av.open(BytesIO(content), "r") as container:
            decoded.append([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
    whole, small, thinned = decoded
    assert [len(small), len(thinned)] == [-(-len(whole) // 2)] * 2
    assert [pictures[0].shape for pictures in decoded] == [(360, 480, 3), (240, 320, 3), (360, 480, 3)]
    middle = len(thinned) // 2
    assert np.abs(thinned[middle].astype(int) - whole[2 * middle]).mean() < 3
    shrunk = whole[2 * middle].reshape(120, 3, 160, 3, 3).mean((1, 3))
    assert np.abs(small[middle].reshape(120, 2, 160, 2, 3).mean((1, 3)) - shrunk).mean() < 3


def test_the_same_script_makes_the_same_film(lexicon: Lexicon) -> None:
    first, second = (produce(SMALL, lexicon, 60.0, lambda _: None) for _ in range(2))
    assert first.webm == second.webm


def test_the_poster_shows_raised_hands_and_open_eyes(lexicon: Lexicon) -> None:
    motion, marks = act_out(plan(parse_glosses("JA CHCIEĆ WIEDZIEĆ"), lexicon), lexicon)
    frame = telling_frame(motion)
    assert marks[0].start <= frame / 50 <= marks[-1].end
    assert motion.right[frame, 0, 1] > REST_HEIGHT + 0.1
    assert motion.face[frame, 5] < 0.1


def test_a_film_longer_than_allowed_is_refused_before_it_is_drawn(lexicon: Lexicon) -> None:
    with pytest.raises(TooLongError, match="at most 5 are rendered"):
        produce(Script("DOM " * 40, 320, 240, 25), lexicon, 5.0, lambda _: pytest.fail("drawn"))


def test_the_key_follows_what_the_film_shows() -> None:
    key = film_key(SMALL, "lexicon")
    assert key == film_key(Script(" #A ", 320, 240, 25), "lexicon")
    others = [Script("#B", 320, 240, 25), Script("#A", 640, 480, 25), Script("#A", 320, 240, 50)]
    assert len({key, film_key(SMALL, "other"), *(film_key(script, "lexicon") for script in others)}) == 5


def test_a_killed_rendering_process_is_replaced() -> None:
    workshop = ProcessWorkshop(1, LEXICON, 5, 60.0)
    try:
        assert workshop.submit(SMALL, 0).result(timeout=300).webm
        assert workshop.progress(0) == pytest.approx(1.0)
        job = workshop.submit(Script("DOM " * 60, 640, 480, 25), 1)
        for process in workshop._running():
            process.kill()
        with pytest.raises(BrokenProcessPool):
            job.result(timeout=300)
        assert workshop.submit(SMALL, 2).result(timeout=300).webm
    finally:
        workshop.close()


def test_a_paused_workshop_stands_still_and_one_that_rests_has_no_process() -> None:
    workshop = ProcessWorkshop(1, LEXICON, 19, 60.0)
    try:
        workshop.pause()
        job = workshop.submit(SMALL, 0)
        (process,) = workshop._running()
        # Of the lowest priority, it may have to wait for a processor before it can stop.
        while Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "T":
            time.sleep(0.02)
        with pytest.raises(TimeoutError):
            job.result(timeout=0.5)
        workshop.resume()
        assert job.result(timeout=300).webm
        workshop.rest()
        # The pool's own thread waits for the process, too; whoever comes second at the same instant does not see its exit code yet.
        deadline = time.monotonic() + 120
        while process.exitcode is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert process.exitcode == 0
    finally:
        workshop.close()


@pytest.mark.parametrize(
    ("suffix", "start"), [("webm", b"\x1aE\xdf\xa3"), ("y4m", b"YUV4MPEG2 W320 H240 F25:1"), ("mjpeg", b"\xff\xd8")]
)
def test_the_command_writes_films_and_footage_for_fake_cameras(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str, start: bytes
) -> None:
    output = tmp_path / f"a.{suffix}"
    assert main(["render", "#A", "--output", str(output), "--size", "320x240", "--fingerspell-hold", "0.4"]) == 0
    assert output.read_bytes().startswith(start)
    assert "frames" in capsys.readouterr().out


def test_the_command_writes_720p_at_50_frames_a_second_and_leaves_the_machine_to_others(tmp_path: Path) -> None:
    output = tmp_path / "a.webm"
    arguments = ["--size", "1280x720", "--frame-rate", "50", "--slow", "0.2"]
    assert main(["render", "#A", "--output", str(output), *arguments]) == 0
    with av.open(str(output)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (1280, 720)
        assert float(stream.average_rate or 0) == pytest.approx(50, abs=0.5)
    # An encoder may make its caller real-time (SVT-AV1 does, as root); everything started later would inherit that.
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_the_command_refuses_an_unknown_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "#A", "--output", str(tmp_path / "a.avi")]) == 1
    assert "use .webm, .mp4, .y4m, .mjpeg or .pose" in capsys.readouterr().err


def test_the_lexicon_can_be_checked_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-lexicon"]) == 0
    assert "0 problems" in capsys.readouterr().out


def test_a_contact_sheet_shows_three_pictures_of_each_sign(lexicon: Lexicon) -> None:
    signs = [lexicon.letters["b"], lexicon.signs["DOM"], lexicon.signs["NIE"]]
    sheet = contact_sheet(signs, lexicon, columns=2, width=96, zoom=1.0)
    assert sheet.width == 2 * (3 * 96 + 6)
    assert sheet.height == 2 * (84 + 22)

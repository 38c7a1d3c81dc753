"""Recorded signs: what may be recorded, what becomes of it, what is kept."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from okienko_signing.clips import frames as frames_format
from okienko_signing.clips import motion as motion_format
from okienko_signing.clips.errors import ClipTooLargeError, InvalidClipError
from okienko_signing.clips.fitting import fit_hand, palm_scale
from okienko_signing.clips.frames import ClipFrames, Frame, checked_frames, other_handed, with_hands_exchanged
from okienko_signing.clips.history import Source, checked_consent, checked_gloss
from okienko_signing.clips.retargeting import Retargeted, retarget
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.synthetic import VIEWPOINT, Trouble, apart, recorded
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.composition import act_out, plan
from okienko_signing.engine.arm import SHOULDER
from okienko_signing.engine.hand import HAND_LENGTH, LOWER_LIMITS, UPPER_LIMITS, limited, world_points
from okienko_signing.engine.utterance import Motion
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.recording_errors import RecordingError
from okienko_signing.storage import FolderStorage, ShelfError

CONSENT = "Zgoda pisemna z 26 listopada 2026, teczka 12."


@cache
def shipped() -> Lexicon:
    return load_lexicon(Path(__file__).resolve().parents[3] / "models/lexicon")


@cache
def signed(gloss: str) -> tuple[Motion, float, float]:
    motion, marks = act_out(plan(parse_glosses(gloss), shipped()), shipped())
    return motion, marks[0].start, marks[0].end


@cache
def take(gloss: str) -> ClipFrames:
    return recorded(signed(gloss)[0])


@cache
def made_of(clip: ClipFrames) -> Retargeted:
    return retarget(clip)


def sent(clip: ClipFrames) -> list[Frame]:
    """Return a recording as a browser sends it."""
    world = np.nan_to_num(clip.world)
    return [
        Frame(float(time), values.ravel().tolist(), points.ravel().tolist())
        for time, values, points in zip(clip.times, clip.values, world, strict=True)
    ]


def checked(frames: Sequence[Frame]) -> ClipFrames:
    return checked_frames(frames, layout="hands-pose/1", aspect_ratio=4 / 3)


def refusal(frames: Sequence[Frame]) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        retarget(checked(frames))
    assert caught.value.pl.endswith(".")
    assert str(caught.value).endswith(".")
    return caught.value


def right_error(motion: Motion, made: Retargeted) -> float:
    track = made.motion.right
    points = world_points(track.angles, track.wrists, track.rotations, is_left=False)
    return float(np.median(apart(motion, points, made.span.start, is_left=False)))


@pytest.fixture
def gdzie() -> ClipFrames:
    return take("GDZIE")


# --- the hand ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_left", [False, True])
def test_a_hand_is_fitted_to_its_own_points_whatever_its_size_and_turn(lexicon: Lexicon, *, is_left: bool) -> None:
    angles = limited(np.array(list(lexicon.handshapes.values())))
    turns = np.linalg.qr(np.random.default_rng(3).normal(size=(len(angles), 3, 3)))[0]
    turns[np.linalg.det(turns) < 0] *= -1
    points = world_points(angles, np.zeros((len(angles), 3)), turns, is_left=is_left)
    small = points * 0.8
    fitted = fit_hand(small * palm_scale(small), is_left=is_left)
    placed = world_points(fitted.angles, fitted.wrists, fitted.rotations, is_left=is_left)
    # Measured 0.02 mm; palms are told apart to within 0.1 %.
    assert np.percentile(np.linalg.norm(placed - points, axis=2), 95) < 0.001
    assert (fitted.angles >= LOWER_LIMITS - 1e-9).all()
    assert (fitted.angles <= UPPER_LIMITS + 1e-9).all()


def test_a_hand_that_no_joint_allows_is_bent_only_as_far_as_joints_go() -> None:
    points = world_points(np.zeros((1, 20)), np.zeros((1, 3)), np.eye(3)[None], is_left=False)
    points[0, 6:9, 2] -= 0.05
    fitted = fit_hand(points, is_left=False)
    assert (fitted.angles >= LOWER_LIMITS - 1e-9).all()
    assert fitted.misfit[0] > 0.005


# --- the whole way: engine, landmarks, engine ------------------------------------------------------------------------------


@pytest.mark.parametrize("gloss", ["GDZIE", "DOM", "MATKA", "CZEKAĆ"])
def test_what_the_engine_signs_comes_back_from_its_landmarks(gloss: str, lexicon: Lexicon) -> None:
    motion, start, end = signed(gloss)
    made = retarget(recorded(motion), VIEWPOINT)
    assert abs(made.span.start - start) < 0.12
    assert abs(made.span.end - end) < 0.12
    # Median of 50 signs 5 mm.
    assert right_error(motion, made) < 0.025
    assert made.quality.shape_error < 0.01
    assert (made.motion.left is None) == (motion.left[:, 0, 1].max() < -0.3)


@pytest.mark.parametrize("gloss", ["GDZIE", "DOM"])
def test_noise_dropouts_and_a_body_found_now_and_then_leave_the_sign_readable(gloss: str, lexicon: Lexicon) -> None:
    motion, start, _ = signed(gloss)
    made = retarget(recorded(motion, Trouble(), seed=2), VIEWPOINT)
    assert abs(made.span.start - start) < 0.15
    # Median of 50 signs 19 mm, most of it depth; the noise that went in is 8 mm in each frame.
    assert right_error(motion, made) < 0.045
    assert made.quality.reprojection_error < 0.10
    steps = np.linalg.norm(np.diff(made.motion.right.wrists, axis=0), axis=1) * 50
    assert steps.max() < 3.5


def test_a_sign_without_points_in_metres_is_read_from_the_picture(lexicon: Lexicon) -> None:
    motion, _, _ = signed("GDZIE")
    assert right_error(motion, retarget(recorded(motion, has_world=False), VIEWPOINT)) < 0.03


def test_a_smaller_signer_further_off_signs_the_same(gdzie: ClipFrames) -> None:
    far = ClipFrames(gdzie.times, gdzie.values.copy(), gdzie.world * 0.8, gdzie.aspect_ratio)
    far.values[..., :2] = np.where(far.values[..., 3:] > 0, 0.5 + (far.values[..., :2] - 0.5) * 0.6, 0)
    far.values[..., 2] *= 0.6
    near, small = made_of(gdzie), retarget(far)
    assert np.abs(near.motion.right.wrists - small.motion.right.wrists).max() < 0.01


def test_a_mirror_image_and_its_original_are_the_same_sign(gdzie: ClipFrames) -> None:
    flipped = checked_frames(sent(other_handed(gdzie)), layout="hands-pose/1", aspect_ratio=4 / 3, is_mirrored=True)
    assert np.allclose(retarget(flipped).motion.right.wrists, made_of(gdzie).motion.right.wrists, atol=1e-3)


def test_a_left_handed_sign_is_signed_with_the_right_hand(lexicon: Lexicon) -> None:
    clip = take("MATKA")
    made, original = retarget(other_handed(clip)), made_of(clip)
    assert (made.is_left_handed, original.is_left_handed) == (True, False)
    assert made.motion.left is None
    assert np.allclose(made.motion.right.wrists, original.motion.right.wrists, atol=1e-3)


def test_hands_that_touch_do_not_go_through_each_other(lexicon: Lexicon) -> None:
    made = retarget(recorded(signed("DOM")[0], Trouble(), seed=2), VIEWPOINT)
    assert made.motion.left is not None
    assert made.motion.left.wrists[:, 0].min() > made.motion.right.wrists[:, 0].max()
    assert (made.motion.right.wrists[:, 2] > SHOULDER[2] + 0.05).all()


# --- what is refused -------------------------------------------------------------------------------------------------------


def test_hands_named_the_wrong_way_round_are_put_right_by_their_arms(gdzie: ClipFrames) -> None:
    everywhere = np.ones(len(gdzie.times), dtype=bool)
    now_and_then = np.arange(len(gdzie.times)) % 7 == 0
    right = made_of(gdzie).motion.right
    for where in (everywhere, now_and_then):
        assert np.allclose(retarget(with_hands_exchanged(gdzie, where)).motion.right.wrists, right.wrists)


def test_points_that_are_no_hand_are_refused(gdzie: ClipFrames) -> None:
    points = np.random.default_rng(0).normal(0.0, 0.05, gdzie.world.shape).astype(np.float32)
    clip = ClipFrames(gdzie.times, gdzie.values, points, gdzie.aspect_ratio)
    assert "do not look like the hands" in str(refusal(sent(clip)))


@pytest.mark.parametrize(
    ("number", "change", "said"),
    [
        (
            3,
            lambda frame: replace(frame, values=[float("nan"), *frame.values[1:]]),
            "Frame 4 has numbers that no camera",
        ),
        (3, lambda frame: replace(frame, values=[1e300, *frame.values[1:]]), "Frame 4 has numbers that no camera"),
        (3, lambda frame: replace(frame, world=[float("inf")] * 126), "Frame 4 has numbers that no camera"),
        (3, lambda frame: replace(frame, values=[*frame.values[:3], 1.5, *frame.values[4:]]), "Frame 4 has numbers"),
        (3, lambda frame: replace(frame, values=frame.values[:-1]), "Frame 4 has 299 numbers"),
        (3, lambda frame: replace(frame, world=[0.0]), "1 world numbers"),
        (3, lambda frame: replace(frame, offset=0.0), "Frame 4 is not later"),
        (3, lambda frame: replace(frame, offset=float("nan")), "Frame 4 has numbers"),
    ],
)
def test_numbers_that_no_recording_has_are_named(
    gdzie: ClipFrames, number: int, change: Callable[[Frame], Frame], said: str
) -> None:
    frames = sent(gdzie)
    frames[number] = change(frames[number])
    error = refusal(frames)
    assert isinstance(error, InvalidClipError)
    assert said in str(error)


def test_reversed_times_are_refused(gdzie: ClipFrames) -> None:
    assert "Frame 2 is not later" in str(refusal(sent(gdzie)[::-1]))


@pytest.mark.parametrize(("layout", "aspect"), [("face/1", 1.0), ("hands-pose/1", 0.0), ("hands-pose/1", float("nan"))])
def test_an_unknown_layout_or_shape_of_picture_is_refused(gdzie: ClipFrames, layout: str, aspect: float) -> None:
    with pytest.raises(InvalidClipError):
        checked_frames(sent(gdzie), layout=layout, aspect_ratio=aspect)


def test_too_much_too_little_too_slow_and_too_long_each_say_what_to_do(gdzie: ClipFrames) -> None:
    frames = sent(gdzie)
    assert isinstance(refusal([frames[0]] * 10_000), ClipTooLargeError)
    assert "needs at least 5" in str(refusal(frames[:3]))
    assert "needs at least 5" in str(refusal([]))
    assert "12 frames a second" in str(refusal([replace(frame, offset=frame.offset * 2.5) for frame in frames]))
    assert "pauses of" in str(
        refusal(frames[:20] + [replace(frame, offset=frame.offset + 0.5) for frame in frames[20:]])
    )
    long = [replace(frames[0], offset=number / 20) for number in range(240)]
    assert "at most 10 are taken" in str(refusal(long))


def test_hands_and_shoulders_have_to_be_seen(gdzie: ClipFrames) -> None:
    def without(points: slice, frames: slice = slice(None)) -> str:
        clip = ClipFrames(gdzie.times, gdzie.values.copy(), gdzie.world.copy(), gdzie.aspect_ratio)
        clip.values[frames, points] = 0.0
        return str(refusal(sent(clip)))

    middle = len(gdzie.times) // 2
    assert "The shoulders are not seen" in without(slice(42, 75))
    assert "No hand signs" in without(slice(0, 42))
    assert "out of sight" in without(slice(21, 42), slice(middle - 4, middle + 5)) or "found in" in without(
        slice(21, 42), slice(middle - 4, middle + 5)
    )
    assert "found in" in without(slice(21, 42), slice(0, None, 3))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("spoilt", ["one place", "anywhere", "no size", "no body", "wild depth", "one hand twice"])
def test_whatever_numbers_come_they_end_in_a_sign_or_in_a_sentence(gdzie: ClipFrames, spoilt: str) -> None:
    chance = np.random.default_rng(1)
    clip = ClipFrames(gdzie.times, gdzie.values.copy(), gdzie.world.copy(), gdzie.aspect_ratio)
    match spoilt:
        case "one place":
            clip.values[:, :42, :3] = 0.5
        case "anywhere":
            clip.values[..., :3] = chance.uniform(-10, 10, clip.values[..., :3].shape)
        case "no size":
            clip.world[:] = chance.normal(0, 1e-12, clip.world.shape)
        case "no body":
            clip.values[:, 42:, :3] = 0.0
        case "wild depth":
            clip.values[..., 2] = chance.uniform(-10, 10, clip.values.shape[:2])
        case _:
            clip.values[:, 21:42] = clip.values[:, :21]
    try:
        wrists, told = retarget(checked(sent(clip))).motion.right.wrists, "."
    except RecordingError as error:
        wrists, told = np.zeros(3), error.pl
    assert np.isfinite(wrists).all()
    assert told.endswith(".")


def test_resting_hands_are_no_sign(lexicon: Lexicon) -> None:
    motion, start, _ = signed("GDZIE")
    clip = recorded(motion, Trouble(lost=0.0, gap=0.0, pose_every=1))
    before = clip.times < start - 0.4
    frames = [frame for frame, is_resting in zip(sent(clip), before, strict=True) if is_resting]
    frames += [replace(frame, offset=frames[-1].offset + 0.04 + frame.offset) for frame in frames]
    assert "No hand signs" in str(refusal(frames))


@pytest.mark.parametrize(
    "gloss", ["", "dom", "DOM MÓJ", "DOM/..", "../DOM", "-DOM", "DOM--JA", "2026", "A" * 61, "DOM\n"]
)
def test_a_gloss_with_wrong_characters_is_refused(gloss: str) -> None:
    with pytest.raises(InvalidClipError):
        checked_gloss(gloss)


@pytest.mark.parametrize(
    "note", ["", "tak", "x" * 501, "Zgoda: jan@example.org, pismo", "Zgoda, PESEL 90010112345", "Zgoda\x00 pisemna"]
)
def test_a_consent_note_says_how_and_names_nobody(note: str) -> None:
    with pytest.raises(InvalidClipError):
        checked_consent(note)
    assert checked_consent(f"  {CONSENT}\n") == CONSENT


# --- what is kept ------------------------------------------------------------------------------------------------------


@pytest.fixture
def clips(tmp_path: Path) -> SignClips:
    storage = FolderStorage(tmp_path)
    storage.open(clean=True)
    return SignClips(storage, now=lambda: 1_800_000_000.0)


def add(clips: SignClips, clip: ClipFrames, gloss: str = "GDZIE") -> int:
    return clips.add(gloss, CONSENT, Source.WEBCAM, clip, made_of(clip)).number


def test_what_is_kept_comes_back_exactly(gdzie: ClipFrames) -> None:
    again = frames_format.from_bytes(frames_format.to_bytes(gdzie))
    assert np.array_equal(again.values, gdzie.values)
    assert np.array_equal(again.times, gdzie.times)
    motion = made_of(gdzie).motion
    read = motion_format.from_bytes(motion_format.to_bytes(motion))
    assert read.left is not None
    assert motion.left is not None
    assert np.abs(read.left.wrists - motion.left.wrists).max() < 1e-6
    one_handed = motion_format.from_bytes(motion_format.to_bytes(replace(motion, left=None)))
    assert one_handed.left is None
    with pytest.raises(ValueError, match="no whole archive"):
        motion_format.from_bytes(motion_format.to_bytes(motion)[:-100])


def test_a_clip_is_published_replaced_approved_withdrawn_and_deleted(
    clips: SignClips, gdzie: ClipFrames, lexicon: Lexicon, tmp_path: Path
) -> None:
    first = add(clips, gdzie)
    second = add(clips, recorded(signed("GDZIE")[0], frame_rate=30))
    assert (first, second) == (1, 2)
    clips.publish("GDZIE", 1)
    history = clips.publish("GDZIE", 2)
    assert [clip.state.value for clip in history.clips] == ["replaced", "published"]
    assert clips.review("GDZIE", 2, ReviewStatus.APPROVED).clips[1].review is ReviewStatus.APPROVED
    with pytest.raises(RecordingError, match="Withdraw or replace it first"):
        clips.delete("GDZIE", 2)
    clips.withdraw("GDZIE")
    with pytest.raises(RecordingError, match="none can be withdrawn"):
        clips.withdraw("GDZIE")
    gone = clips.delete("GDZIE", 2).clips[1]
    assert (gone.consent, gone.files, gone.review) == ("", None, ReviewStatus.DRAFT)
    assert [event.kind.value for event in gone.events] == ["added", "published", "approved", "withdrawn", "deleted"]
    assert CONSENT in (tmp_path / "sign-clips/manifest.json").read_text()
    assert len(list(tmp_path.rglob("*.npz"))) == 2
    with pytest.raises(RecordingError, match="were removed"):
        clips.publish("GDZIE", 2)
    with pytest.raises(RecordingError, match="There is no clip 3"):
        clips.publish("GDZIE", 3)
    clips.delete("GDZIE", 1)
    assert CONSENT not in (tmp_path / "sign-clips/manifest.json").read_text()
    assert list(tmp_path.rglob("*.npz")) == []


def test_two_clips_of_the_same_content_do_not_lose_their_files_together(clips: SignClips, gdzie: ClipFrames) -> None:
    add(clips, gdzie)
    add(clips, gdzie)
    clips.delete("GDZIE", 1)
    assert np.array_equal(clips.landmarks("GDZIE", 2).values, gdzie.values)


class FullStorage(FolderStorage):
    """A disk that is full after so many files."""

    def __init__(self, folder: Path, room: int) -> None:
        super().__init__(folder)
        self.room = room

    def put(self, key: str, content: bytes) -> None:
        self._take()
        super().put(key, content)

    def swap(self, key: str, content: bytes, tag: str | None) -> bool:
        self._take()
        return super().swap(key, content, tag)

    def _take(self) -> None:
        if not self.room:
            raise ShelfError("The media folder is full. Free some space.")
        self.room -= 1


@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, gdzie: ClipFrames, room: int) -> None:
    storage = FullStorage(tmp_path, room)
    storage.open(clean=True)
    with pytest.raises(ShelfError, match="Free some space"):
        add(SignClips(storage), gdzie)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"] == []
    storage.room = 9
    assert add(SignClips(storage), gdzie) == 1


def test_two_copies_of_the_service_never_undo_each_other(tmp_path: Path, gdzie: ClipFrames) -> None:
    storage = FolderStorage(tmp_path)
    storage.open(clean=True)
    other = SignClips(FolderStorage(tmp_path))

    class Meddling(FolderStorage):
        meddled = False

        def swap(self, key: str, content: bytes, tag: str | None) -> bool:
            if not self.meddled:
                self.meddled = True
                add(other, gdzie, "DOM")
            return super().swap(key, content, tag)

    add(SignClips(Meddling(tmp_path)), gdzie)
    assert sorted(other.all()) == ["DOM", "GDZIE"]


def test_a_damaged_list_is_told_and_never_overwritten(clips: SignClips, gdzie: ClipFrames, tmp_path: Path) -> None:
    add(clips, gdzie)
    manifest = tmp_path / "sign-clips/manifest.json"
    manifest.write_text(manifest.read_text()[:-20])
    with pytest.raises(RecordingError, match="restore it from the backup"):
        add(clips, gdzie, "DOM")
    manifest.write_text(json.dumps({"signs": {"GDZIE": {"clips": [{"number": 1}]}}}))
    with pytest.raises(RecordingError, match="restore it from the backup"):
        clips.all()


# --- what is signed ----------------------------------------------------------------------------------------------------


def test_a_published_clip_is_signed_instead_of_the_lexicons_sign_and_a_new_gloss_is_covered(
    clips: SignClips, gdzie: ClipFrames, lexicon: Lexicon
) -> None:
    vocabulary = Vocabulary(lexicon, clips)
    assert vocabulary.lexicon() is lexicon
    add(clips, gdzie, "DOM")
    add(clips, gdzie, "OGRÓDEK-DZIAŁKOWY")
    vocabulary.refresh()
    assert vocabulary.lexicon() is lexicon, "nothing is published yet"
    clips.publish("DOM", 1)
    clips.publish("OGRÓDEK-DZIAŁKOWY", 1)
    clips.review("DOM", 1, ReviewStatus.APPROVED)
    vocabulary.refresh()
    present = vocabulary.lexicon()
    assert present is vocabulary.lexicon()
    planned = plan(parse_glosses("DOM OGRÓDEK-DZIAŁKOWY"), present)
    assert planned.coverage == 1.0
    assert [sign.review for unit in planned.units for sign in unit.signs] == [ReviewStatus.APPROVED, ReviewStatus.DRAFT]
    motion, marks = act_out(planned, present)
    made = made_of(gdzie)
    track = made.motion.right
    points = world_points(track.angles, track.wrists, track.rotations, is_left=False)
    first = round(marks[0].start * 50)
    shown = motion.right[first : first + len(points)]
    assert marks[0].end - marks[0].start == pytest.approx(len(points) / 50)
    # The utterance smooths by 1.2 frames.
    assert np.median(np.linalg.norm(shown - points, axis=2)) < 0.1 * HAND_LENGTH
    assert np.linalg.norm(np.diff(motion.right[:, 0], axis=0), axis=1).max() * 50 < 4.0, "no jump into or out of it"
    assert present.sources[present.signs["DOM"].source].startswith("Recorded for this town")
    clips.withdraw("DOM")
    clips.withdraw("OGRÓDEK-DZIAŁKOWY")
    vocabulary.refresh()
    assert vocabulary.lexicon().signs["DOM"].recorded is None
    assert plan(parse_glosses("OGRÓDEK-DZIAŁKOWY"), vocabulary.lexicon()).coverage < 1.0


def test_another_copy_of_the_service_hears_of_it_within_two_seconds(
    clips: SignClips, gdzie: ClipFrames, lexicon: Lexicon
) -> None:
    clock = [0.0]
    other = Vocabulary(lexicon, clips, now=lambda: clock[0])
    assert other.lexicon().signs["DOM"].recorded is None
    add(clips, gdzie, "DOM")
    clips.publish("DOM", 1)
    clock[0] = 1.9
    assert other.lexicon().signs["DOM"].recorded is None
    clock[0] = 2.0
    assert other.lexicon().signs["DOM"].recorded is not None


def test_a_clip_whose_file_is_damaged_gives_way_to_the_lexicon_and_the_rest_goes_on(
    clips: SignClips, gdzie: ClipFrames, lexicon: Lexicon, tmp_path: Path
) -> None:
    add(clips, gdzie, "DOM")
    add(clips, take("MATKA"), "MATKA")
    clips.publish("DOM", 1)
    clips.publish("MATKA", 1)
    files = clips.history("DOM").clips[0].files
    assert files
    (tmp_path / "sign-clips" / files.motion).write_bytes(b"broken")
    present = Vocabulary(lexicon, clips).lexicon()
    assert present.signs["DOM"].recorded is None
    assert present.signs["MATKA"].recorded is not None
    with pytest.raises(RecordingError, match="damaged or gone"):
        clips.publish("DOM", 1)


def test_signing_goes_on_where_the_list_cannot_be_read(
    clips: SignClips, gdzie: ClipFrames, lexicon: Lexicon, tmp_path: Path
) -> None:
    add(clips, gdzie, "DOM")
    clips.publish("DOM", 1)
    vocabulary = Vocabulary(lexicon, clips)
    known = vocabulary.lexicon()
    (tmp_path / "sign-clips/manifest.json").write_text("{")
    vocabulary.refresh()
    assert vocabulary.lexicon() is known

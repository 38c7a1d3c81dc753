"""Signs taught by takes: learnt, recognised beside the trained ones, checked, forgotten."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hands import TEMPLATES, ScriptedClassifier, placed
from okienko_recognition.curriculum import Curriculum, SourceAwayError, TakeName
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.lessons import NoHandError, Take, Teacher, Verdict, mirrored
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser
from okienko_recognition.taught import TaughtSign, TaughtSigns, describe_stretch, sign_of
from signing_hands import ScriptedSignModel, signed

CLASSIFIER = ScriptedClassifier()
MODEL = ScriptedSignModel()
TEACHER = Teacher(MODEL, CLASSIFIER)
# To the scripted model this handshape is no sign of its own: it takes it for DOM with as much doubt as this.
DOUBTFUL = Teacher(ScriptedSignModel(doubt=0.7, other=0), CLASSIFIER)


def take(shape: str, digest: str = "") -> Take:
    frames = tuple(signed([(None, 0.3), (shape, 1.0), (None, 0.3)]))
    return Take(digest or shape, frames, 0.3, 1.3)


def read(taught: TaughtSigns, shape: str, model: ScriptedSignModel) -> list[str]:
    """Return the best name of everything that is said of a handshape shown as a sign; '-' where nothing was understood."""
    reader = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=0.4))
    recogniser = StreamRecogniser(CLASSIFIER, reader, StreamOptions(), signs=model, taught=lambda: taught)
    said: list[Reading] = []
    for seconds, frame in signed([(None, 0.3), (shape, 0.4), (None, 1.0)]):
        said += [event for event in recogniser.push(seconds, frame) if isinstance(event, Reading) and event.is_final]
    said += recogniser.finish()
    return [one.alternatives[0].letter.text if one.alternatives else "-" for one in said]


class TestRecognition:
    unsure = ScriptedSignModel(doubt=0.45, other=0)

    def test_a_taught_sign_is_named_without_training_and_forgotten_without_a_trace(self) -> None:
        taught = TaughtSigns([Teacher(self.unsure, CLASSIFIER).lesson("OGRÓDEK", [take("w")] * 3)])
        assert read(taught, "w", self.unsure) == ["OGRÓDEK"]
        assert "OGRÓDEK" not in read(TaughtSigns(), "w", self.unsure)

    def test_it_captures_no_other_sign(self) -> None:
        taught = TaughtSigns([Teacher(self.unsure, CLASSIFIER).lesson("OGRÓDEK", [take("w")] * 3)])
        assert "OGRÓDEK" not in read(taught, "b", self.unsure)

    def test_takes_that_differ_a_lot_make_it_no_easier_to_find(self) -> None:
        loose = TEACHER.lesson("OGRÓDEK", [take("w"), take("a"), take("l")])
        assert loose.spread > 0.5
        far = describe_stretch(np.eye(8, dtype=np.float32)[7], np.zeros((2, len(CLASSIFIER.shapes)), np.float32))
        claims = TaughtSigns([loose]).claims(far, 1.0, 0.1)
        assert sum(claim.probability for claim in claims) < 0.05

    def test_a_left_handed_signer_is_understood_as_well(self) -> None:
        lesson = TEACHER.lesson("OGRÓDEK", [take("w")] * 3)
        own, twin = lesson.vectors[0][0], lesson.vectors[1][0]
        assert not np.allclose(own, twin)
        for vector in (own, twin):
            assert TaughtSigns([lesson]).claims(vector, 1.0, 0.1)[0].probability > 0.9

    def test_a_moment_is_too_short_for_a_sign(self) -> None:
        lesson = TEACHER.lesson("OGRÓDEK", [take("w")] * 3)
        assert TaughtSigns([lesson]).claims(lesson.vectors[0][0], 0.05, 0.1) == ()

    def test_probabilities_never_add_up_to_more_than_one(self) -> None:
        lessons = [TEACHER.lesson(gloss, [take("w")] * 3) for gloss in ("OGRÓDEK", "PŁOT", "ŁAWKA")]
        claims = TaughtSigns(lessons).claims(lessons[0].vectors[0][0], 1.0, 0.0)
        assert [claim.probability for claim in claims] == pytest.approx([claims[0].probability] * 3)
        assert sum(claim.probability for claim in claims) <= 1

    def test_what_is_taught_of_a_trained_sign_adds_to_it(self) -> None:
        taught = TaughtSigns([Teacher(self.unsure, CLASSIFIER).lesson("URZĄD", [take("w")] * 3)])
        assert taught.signs[0].sign.sign_id == "pjm/sign/urząd"
        assert read(taught, "w", self.unsure) == ["URZĄD"]


class TestChecking:
    def test_three_alike_takes_of_something_new_are_good(self) -> None:
        check = DOUBTFUL.check("OGRÓDEK", [take("p")] * 3, TaughtSigns())
        assert check.lesson.agreement == pytest.approx(1)
        assert min(check.lesson.take_agreements) == pytest.approx(1)

    def test_a_trained_sign_is_named_that_is_too_close(self) -> None:
        check = TEACHER.check("OGRÓDEK", [take("b")] * 3, TaughtSigns())
        assert check.verdict is Verdict.TOO_CLOSE
        assert check.neighbours[0].sign.text == "DOM"
        assert check.neighbours[0].probability > 0.9

    def test_a_taught_sign_is_named_that_is_too_close(self) -> None:
        model = ScriptedSignModel(doubt=0.45, other=0)
        teacher = Teacher(model, CLASSIFIER)
        taught = TaughtSigns([teacher.lesson("PŁOT", [take("w")] * 3)])
        assert teacher.check("OGRÓDEK", [take("w")] * 3, taught).neighbours[0].sign.text == "PŁOT"
        # Teaching a sign anew is not too close to itself.
        assert all(one.sign.text != "PŁOT" for one in teacher.check("PŁOT", [take("w")] * 3, taught).neighbours)

    def test_the_same_gloss_of_the_vocabulary_is_no_obstacle(self) -> None:
        assert TEACHER.check("DOM", [take("b")] * 3, TaughtSigns()).verdict is Verdict.GOOD

    def test_two_takes_are_too_few(self) -> None:
        assert TEACHER.check("DOM", [take("b")] * 2, TaughtSigns()).verdict is Verdict.TOO_FEW

    def test_the_take_that_differs_stands_out(self) -> None:
        check = TEACHER.check("DOM", [take("b"), take("b"), take("w")], TaughtSigns())
        assert int(np.argmin(check.lesson.take_agreements)) == 2
        assert TEACHER.check("DOM", [take("b"), take("w"), take("l")], TaughtSigns()).verdict is Verdict.TOO_DIFFERENT

    def test_a_take_without_a_hand_is_refused(self) -> None:
        empty = tuple((0.1 * k, FrameHands(())) for k in range(10))
        with pytest.raises(NoHandError):
            TEACHER.check("DOM", [take("b"), Take("", empty, 0.0, 0.9)], TaughtSigns())


def test_a_mirrored_frame_mirrors_back() -> None:
    body = np.array([[0.6, 0.2], [0.9, 0.5], [0.4, 0.5]], np.float32)
    frame = FrameHands((replace(placed(TEMPLATES["w"]), is_left=False),), 0.5, body)
    again = mirrored(mirrored(frame))
    assert again.hands[0].is_left is False
    assert np.allclose(again.hands[0].points, frame.hands[0].points, atol=1e-5)
    assert again.body is not None
    assert np.allclose(again.body, body, atol=1e-5)


@dataclass
class Shelf:
    """Takes in memory; implements TakeSource."""

    signs: dict[str, list[TakeName]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_away: bool = False
    lacking: str = ""

    async def taught(self) -> Mapping[str, Sequence[TakeName]]:
        if self.is_away:
            raise SourceAwayError("away")
        return self.signs

    async def take(self, gloss: str, name: TakeName) -> Take:
        if name.digest == self.lacking:
            raise SourceAwayError("gone")
        self.asked.append(name.digest)
        return take("w", name.digest)


def names(*digests: str) -> list[TakeName]:
    return [TakeName(number, digest) for number, digest in enumerate(digests, 1)]


async def teach(gloss: str, takes: Sequence[Take]) -> TaughtSign:
    return TaughtSign(sign_of(gloss), tuple(one.digest for one in takes), np.ones((2, len(takes), 4), np.float32))


class TestKeepingUp:
    shelf = Shelf()

    @pytest.fixture(autouse=True)
    def empty_shelf(self) -> None:
        self.shelf = Shelf()

    def look(self, curriculum: Curriculum) -> list[str]:
        asyncio.run(curriculum.look())
        return [one.sign.text for one in curriculum.signs.signs]

    def test_what_is_published_is_learnt_and_what_is_withdrawn_forgotten(self) -> None:
        curriculum = Curriculum(self.shelf, teach)
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "c"), "PŁOT": names("d", "e", "f")}
        assert self.look(curriculum) == ["OGRÓDEK", "PŁOT"]
        del self.shelf.signs["OGRÓDEK"]
        assert self.look(curriculum) == ["PŁOT"]

    def test_takes_are_fetched_once_and_again_when_they_change(self) -> None:
        curriculum = Curriculum(self.shelf, teach)
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "c")}
        self.look(curriculum)
        self.look(curriculum)
        assert self.shelf.asked == ["a", "b", "c"]
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "x")}
        self.look(curriculum)
        assert self.shelf.asked[3:] == ["a", "b", "x"]

    def test_two_takes_teach_nothing(self) -> None:
        self.shelf.signs = {"OGRÓDEK": names("a", "b")}
        assert self.look(Curriculum(self.shelf, teach)) == []

    def test_one_sign_whose_takes_are_lost_keeps_no_other_back(self) -> None:
        curriculum = Curriculum(self.shelf, teach)
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "c"), "PŁOT": names("d", "e", "f")}
        self.shelf.lacking = "b"
        assert self.look(curriculum) == ["PŁOT"]
        self.shelf.lacking = ""
        assert self.look(curriculum) == ["OGRÓDEK", "PŁOT"]

    def test_what_is_known_stays_while_the_source_is_away(self) -> None:
        curriculum = Curriculum(self.shelf, teach)
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "c")}
        self.look(curriculum)
        self.shelf.is_away = True
        with pytest.raises(SourceAwayError):
            self.look(curriculum)
        assert [one.sign.text for one in curriculum.signs.signs] == ["OGRÓDEK"]

    def test_looking_goes_on_after_the_source_was_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("okienko_recognition.curriculum.LOOK_SECONDS", 0.01)
        self.shelf.is_away = True
        self.shelf.signs = {"OGRÓDEK": names("a", "b", "c")}

        async def watch() -> None:
            curriculum = Curriculum(self.shelf, teach)
            running = asyncio.create_task(curriculum.run())
            await asyncio.sleep(0.05)
            assert not curriculum.is_current
            self.shelf.is_away = False
            async with asyncio.timeout(120):
                while not curriculum.signs:
                    await asyncio.sleep(0.01)
            assert curriculum.is_current
            running.cancel()

        asyncio.run(watch())

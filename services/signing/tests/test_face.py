import numpy as np
import pytest
from okienko_signing.composition import act_out, plan
from okienko_signing.engine.face import CHANNELS, FaceSpan, face_track
from okienko_signing.engine.mouthing import SHAPE, VISEMES, blended, mouthed, sounds
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon, NonManual


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("dom", ["d", "o", "m"]),
        ("szkoła", ["sz", "k", "o", "ł", "a"]),
        ("chcieć", ["ch", "ć", "e", "ć"]),
        ("dziecko", ["dź", "e", "c", "k", "o"]),
        ("zima", ["ź", "i", "m", "a"]),
        ("dni", ["d", "ń", "i"]),
        ("dżem 5", ["dż", "e", "m"]),
        ("GŻEGŻÓŁKA", ["g", "ż", "e", "g", "ż", "ó", "ł", "k", "a"]),
    ],
)
def test_words_are_mouthed_by_their_sounds(word: str, spoken: list[str]) -> None:
    assert sounds(word) == spoken


def test_every_polish_letter_has_a_mouth_shape() -> None:
    assert set("aąbcćdeęfghijklłmnńoóprsśtuwyzźż") <= set(VISEMES)


def at_its_peak(word: str, name: str) -> float:
    return float(blended(mouthed(word, 40))[:, SHAPE.index(name)].max())


def test_lips_close_for_m_and_hide_under_the_teeth_for_w() -> None:
    assert at_its_peak("dom", "press") > 0.9
    assert at_its_peak("woda", "tuck") > 0.8
    assert at_its_peak("dok", "press") == 0


def test_a_consonant_takes_the_lips_of_the_vowel_that_follows() -> None:
    before_u, before_i = (mouthed(word, 40)[0, SHAPE.index("round")] for word in ("ku", "ki"))
    assert before_u > before_i + 0.4


def test_a_word_ends_even_where_the_sign_goes_on() -> None:
    assert not mouthed("to", 100)[40:].any()


def test_a_signer_blinks_where_a_sentence_ends_and_never_stares() -> None:
    spans = [FaceSpan(20, 60, NonManual()), FaceSpan(110, 150, NonManual()), FaceSpan(155, 600, NonManual())]
    lids = face_track(650, spans)[:, CHANNELS.index("blink")]
    closed = np.flatnonzero(lids > 0.8) / 50
    assert ((closed > 1.2) & (closed < 1.7)).any()
    assert np.diff(np.concatenate([[0.0], closed, [13.0]])).max() < 4.6


def test_the_body_breathes_and_the_shoulder_rises_with_the_arm(lexicon: Lexicon) -> None:
    motion, _ = act_out(plan(parse_glosses("WIEDZIEĆ"), lexicon), lexicon)
    assert np.abs(motion.body[:, 0]).max() < 0.015
    assert motion.body[:, 1].max() > motion.body[:, 2].max()
    assert np.abs(np.diff(motion.body, axis=0)).max() * 50 < 0.15, "metres a second: a calm signer"


def test_eyes_stay_with_the_viewer_when_the_head_turns(lexicon: Lexicon) -> None:
    motion, _ = act_out(plan(parse_glosses("NIE"), lexicon), lexicon)
    yaw, gaze = (motion.face[:, CHANNELS.index(name)] for name in ("yaw", "gaze_x"))
    assert np.abs(yaw).max() > 1.0
    assert np.corrcoef(yaw, gaze)[0, 1] < -0.9

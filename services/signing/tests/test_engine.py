import numpy as np
import pytest
from okienko_signing.composition import act_out, plan
from okienko_signing.engine.arm import FOREARM, UPPER_ARM, VIEWER_ELEVATION, solve_elbows
from okienko_signing.engine.compiler import SignError, compile_sign
from okienko_signing.engine.hand import HAND_LENGTH, LOWER_LIMITS, UPPER_LIMITS, local_points, orientation
from okienko_signing.engine.path import FRAME_RATE, minimum_jerk
from okienko_signing.engine.posture import resolve
from okienko_signing.engine.utterance import Motion, Piece, perform, shoulders
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon, NonManual, Place, Posture, Sign, Symmetry


def acted(line: str, lexicon: Lexicon) -> Motion:
    return act_out(plan(parse_glosses(line), lexicon), lexicon)[0]


def test_a_straight_hand_is_as_long_as_a_hand() -> None:
    points = local_points(np.zeros((1, 20)))[0]
    assert np.linalg.norm(points[12]) == pytest.approx(HAND_LENGTH, abs=0.004)


def test_bending_a_finger_brings_its_tip_before_the_palm() -> None:
    bent = np.zeros((1, 20))
    bent[0, 1:4] = (80, 90, 60)
    assert local_points(bent)[0, 8, 2] > 0.01
    assert local_points(bent)[0, 8, 1] < local_points(np.zeros((1, 20)))[0, 8, 1]


def test_joints_stop_at_their_limits() -> None:
    wild = np.full((1, 20), 500.0)
    assert np.allclose(local_points(wild), local_points(UPPER_LIMITS[None]))
    assert np.allclose(local_points(-wild), local_points(LOWER_LIMITS[None]))


def test_a_right_hand_held_up_shows_its_thumb_on_the_signers_left() -> None:
    rotation = orientation(np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    assert (rotation @ np.array([1.0, 0.0, 0.0]))[0] == pytest.approx(1.0)


def test_a_palm_along_the_fingers_is_refused() -> None:
    with pytest.raises(ValueError, match="palm cannot face"):
        orientation(np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0]))


def test_arms_keep_their_length_and_stay_within_reach() -> None:
    wrists = np.linspace([-0.2, -0.4, 0.2], [-2.0, 1.0, 1.0], 60)
    pointing = np.tile([0.0, 1.0, 0.0], (60, 1))
    elbows, reached = solve_elbows(wrists, pointing, is_left=False)
    right_shoulder, _ = shoulders()
    assert np.linalg.norm(elbows - right_shoulder, axis=1) == pytest.approx(np.full(60, UPPER_ARM), abs=1e-6)
    assert np.linalg.norm(elbows - reached, axis=1) == pytest.approx(np.full(60, FOREARM), abs=0.02)


def test_minimum_jerk_starts_and_ends_at_rest() -> None:
    share = minimum_jerk(50)
    assert share[-1] == pytest.approx(1.0)
    assert np.diff(share)[0] < 0.001
    assert np.diff(share)[-1] < 0.001


def test_nothing_in_a_sentence_breaks_a_joint_or_a_speed_limit(lexicon: Lexicon) -> None:
    motion = acted("DOWÓD NOWY CHCIEĆ | #ZAŻÓŁĆ 1999 GDZIE", lexicon)
    for angles in (motion.right_angles, motion.left_angles):
        assert ((angles >= LOWER_LIMITS - 0.5) & (angles <= UPPER_LIMITS + 0.5)).all()
    for points in (motion.right, motion.left):
        assert np.linalg.norm(np.diff(points[:, 0], axis=0), axis=1).max() * FRAME_RATE < 3.5


def test_motion_has_no_jumps(lexicon: Lexicon) -> None:
    motion = acted("TAK NIE | #RZ 88 DZIĘKUJĘ", lexicon)
    for points in (motion.right, motion.left, motion.right_elbows, motion.left_elbows):
        steps = np.linalg.norm(np.diff(points, axis=0), axis=-1)
        assert steps.max() < 0.09


def test_a_mirrored_sign_is_the_same_on_both_sides(lexicon: Lexicon) -> None:
    motion = perform([Piece(compile_sign(lexicon.signs["CHCIEĆ"], lexicon), lexicon.signs["CHCIEĆ"].non_manual)],
                     lexicon.handshapes["relaxed"])  # fmt: skip
    middle = round(sum(motion.spans[0]) / 2 * FRAME_RATE)
    mirrored = motion.left[middle] * np.array([-1.0, 1.0, 1.0])
    assert np.abs(mirrored - motion.right[middle]).max() < 0.01


def test_the_left_hand_rests_while_one_hand_spells(lexicon: Lexicon) -> None:
    motion = acted("#ABC", lexicon)
    assert np.ptp(motion.left[:, 0], axis=0).max() < 0.001
    assert motion.left[:, 0, 1].max() < -0.3


def test_a_touching_hand_touches(lexicon: Lexicon) -> None:
    sign = lexicon.signs["MATKA"]
    motion = perform([Piece(compile_sign(sign, lexicon), sign.non_manual)], lexicon.handshapes["relaxed"])
    tip = motion.right[round(motion.spans[0][0] * FRAME_RATE) + 2, 8]
    assert abs(tip[0]) < 0.06
    assert 0.10 < tip[1] < 0.18
    assert 0.11 < tip[2] < 0.19


def test_letters_that_differ_by_motion_share_their_handshape_and_move_differently(lexicon: Lexicon) -> None:
    still, moving = (compile_sign(lexicon.letters[letter], lexicon).right for letter in ("o", "ó"))
    assert np.allclose(still.angles[0], moving.angles[0])
    assert np.ptp(still.wrists, axis=0).max() < 0.001
    assert moving.wrists[0, 1] - moving.wrists[-1, 1] > 0.08


def test_z_is_drawn_as_its_writer_sees_it(lexicon: Lexicon) -> None:
    track = compile_sign(lexicon.letters["z"], lexicon).right.wrists
    x, y = track[:, 0] - track[0, 0], track[:, 1] - track[0, 1]
    top_right = int(np.argmin(np.where(y > -0.02, x, 1.0)))
    assert x[top_right] < -0.08
    assert y[-1] < -0.08
    assert x[-1] < -0.08
    assert x[top_right:].max() > x[-1] + 0.08


def test_a_place_on_an_absent_hand_is_told_with_the_signs_line(lexicon: Lexicon) -> None:
    posture = Posture("flat", (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), Place("other-palm"), "palm")
    sign = Sign("PRÓBA", posture, Symmetry.ONE, None, (), 1, lexicon.signs["JA"].non_manual, "slownik",
                lexicon.signs["JA"].review, (), "a.yaml:7")  # fmt: skip
    with pytest.raises(SignError, match=r"a\.yaml:7: The sign 'PRÓBA' cannot be made\. The place 'other-palm'"):
        compile_sign(sign, lexicon)


def test_performing_nothing_is_refused(lexicon: Lexicon) -> None:
    with pytest.raises(ValueError, match="nothing to sign"):
        perform([], lexicon.handshapes["relaxed"])


def test_letters_are_turned_up_to_the_viewer_and_signs_are_not(lexicon: Lexicon) -> None:
    level, shown = (
        perform(
            [Piece(compile_sign(lexicon.letters["b"], lexicon), NonManual(), is_shown=is_shown)],
            lexicon.handshapes["relaxed"],
        )
        for is_shown in (False, True)
    )
    frame = round(sum(level.spans[0]) / 2 * FRAME_RATE)
    turn = shown.right_rotations[frame] @ level.right_rotations[frame].T
    assert np.degrees(np.arccos((np.trace(turn) - 1) / 2)) == pytest.approx(VIEWER_ELEVATION, abs=0.5)
    assert shown.right[frame, 9] == pytest.approx(level.right[frame, 9], abs=0.002)
    assert turn[1, 2] > 0, "the palm looks up"


@pytest.mark.parametrize("palm", [(0.0, -1.0, 0.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)])
def test_a_hand_that_points_at_the_viewer_is_bent_aside_by_less_than_a_direction_of_the_notation(
    palm: tuple[float, float, float], lexicon: Lexicon
) -> None:
    sight = np.array([0.0, np.sin(np.radians(VIEWER_ELEVATION)), np.cos(np.radians(VIEWER_ELEVATION))])
    fingers = np.array([0.0, 0.0, 1.0])
    posture = Posture("flat", (0.0, 0.0, 1.0), palm, Place("space-chest"), "middle")
    hand = resolve(posture, lexicon.handshapes, is_left=False)
    said = orientation(fingers, np.array(palm))
    assert hand.rotation[:, 1] @ fingers > np.cos(np.radians(22.5))
    assert abs(hand.rotation[:, 2] @ sight) > abs(said[:, 2] @ sight) + 0.3


def test_a_hand_seen_edge_on_opens_to_the_viewer_unless_it_touches(lexicon: Lexicon) -> None:
    facing = {}
    for place in ("space-chest", "cheek", "spelling"):
        posture = Posture("flat", (0.0, 1.0, 0.0), (1.0, 0.0, 0.0), Place(place), "fingers")
        facing[place] = resolve(posture, lexicon.handshapes, is_left=False).rotation[:, 2]
    assert 0.3 < facing["space-chest"][2] < np.sin(np.radians(22.5))
    assert facing["cheek"] == pytest.approx([1.0, 0.0, 0.0])
    assert facing["spelling"] == pytest.approx([1.0, 0.0, 0.0])


def test_letters_and_hands_seen_in_full_are_held_as_described(lexicon: Lexicon) -> None:
    for fingers, place in (((0.0, 0.0, 1.0), "spelling"), ((0.0, 1.0, 0.0), "space-chest")):
        posture = Posture("flat", fingers, (1.0, 0.0, 0.0), Place(place), "middle")
        hand = resolve(posture, lexicon.handshapes, is_left=False)
        assert hand.rotation[:, 1] @ np.array(fingers) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("gloss", "right", "left"),
    [
        ("SZÓSTY", "five", "thumb-up"),
        ("SIÓDMY", "five", "v-across"),
        ("ÓSMY", "five", "three"),
        ("DZIEWIĄTY", "four", "five"),
    ],
)
def test_from_the_sixth_to_the_ninth_both_hands_turn_each_in_its_own_shape(
    gloss: str, right: str, left: str, lexicon: Lexicon
) -> None:
    motion = compile_sign(lexicon.signs[gloss], lexicon)
    assert motion.left is not None
    for track, shape in ((motion.right, right), (motion.left, left)):
        assert np.allclose(track.angles, lexicon.handshapes[shape])
        assert track.rotations[0, 2, 2] > 0.9
        assert track.rotations[-1, 2, 2] < -0.9


def test_ordinals_to_the_ninth_are_signed_and_the_tenth_is_its_number(lexicon: Lexicon) -> None:
    units = plan(parse_glosses("1. 5. 6. 7. 8. 9. 10."), lexicon).units
    assert [unit.gloss for unit in units] == ["PIERWSZY", "PIĄTY", "SZÓSTY", "SIÓDMY", "ÓSMY", "DZIEWIĄTY", "10"]
    assert all(unit.is_covered for unit in units)


def test_on_the_stairs_the_thumbs_touch_and_the_fingers_play_while_both_hands_go_down(lexicon: Lexicon) -> None:
    motion = compile_sign(lexicon.signs["SCHODY"], lexicon)
    assert motion.left is not None
    tips = [
        track.at(0, is_left=is_left).part("thumb-tip")
        for track, is_left in ((motion.right, False), (motion.left, True))
    ]
    assert np.linalg.norm(tips[0] - tips[1]) < 0.015
    for track in (motion.right, motion.left):
        assert track.wrists[-1, 1] - track.wrists[0, 1] == pytest.approx(-0.14, abs=0.005)
        middle = len(track) // 4
        assert np.ptp(track.angles[: 2 * middle, 1]) > 10

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from okienko_signing.engine.arm import Array
from okienko_signing.engine.compiler import compile_sign
from okienko_signing.engine.hand import local_points, orientation
from okienko_signing.lexicon import notation
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.lexicon.yaml_nodes import LexiconError
from okienko_signing.rendering.figure import FINGER_RADII, THUMB_RADII

ALPHABET = "a ą b c ć ch cz d e ę f g h i j k l ł m n ń o ó p r rz s ś sz t u w y z ź ż"
LEXICON = Path(__file__).resolve().parents[3] / "models/lexicon"
GOOD = "- {gloss: PRÓBA, shape: flat, fingers: up, palm: out, at: chin, source: slownik}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lexicon"
    shutil.copytree(LEXICON, copy)
    shutil.rmtree(copy / "signs")
    (copy / "signs").mkdir()
    return copy


def test_holds_all_36_letters_of_the_finger_alphabet(lexicon: Lexicon) -> None:
    assert set(lexicon.letters) == set(ALPHABET.split())
    assert len(lexicon.letters) == 36


def test_holds_more_than_three_hundred_described_signs_each_with_its_source(lexicon: Lexicon) -> None:
    assert sum(not sign.parts for sign in lexicon.signs.values()) > 300
    assert all(lexicon.sources[sign.source] for sign in lexicon.signs.values())


def test_every_sign_is_a_draft_until_a_signer_has_approved_it(lexicon: Lexicon) -> None:
    assert {sign.review for sign in lexicon.signs.values()} == {ReviewStatus.DRAFT}


def test_every_entry_can_be_made(lexicon: Lexicon) -> None:
    entries = [*lexicon.letters.values(), *lexicon.numerals.values(), *lexicon.signs.values()]
    for sign in entries:
        if not sign.parts:
            assert len(compile_sign(sign, lexicon).right) > 5, sign.gloss


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (GOOD.replace("flat", "flatt"), r"a\.yaml:1: 'flatt' is unknown; expected one of .*flat"),
        (GOOD.replace("palm: out", "palm: outt"), r"a\.yaml:1: 'outt' is no direction; use left, right"),
        (GOOD.replace("palm: out", "palm: up"), r"a\.yaml:1: The palm cannot face the way the fingers point"),
        (GOOD.replace("fingers: up", "fingers: up-down"), r"a\.yaml:1: The words of 'up-down' cancel out"),
        (GOOD.replace("chin", "chinn"), r"a\.yaml:1: 'chinn' is no place; use one of .*chin"),
        (GOOD.replace("at: chin", "at: chin near left far"), r"a\.yaml:1: 'far' does not fit into the place"),
        (GOOD.replace(", at: chin", ""), r"a\.yaml:1: The key 'at' is missing"),
        (GOOD.replace("slownik", "plotka"), r"a\.yaml:1: 'plotka' is unknown; expected one of"),
        (GOOD.replace("shape:", "shpe:"), r"a\.yaml:1: The key 'shpe' is unknown; expected one of"),
        (GOOD.replace("at: chin", "at: chin, at: nose"), r"a\.yaml:1: The key 'at' is here twice"),
        (GOOD + GOOD, r"a\.yaml:2: The gloss 'PRÓBA' is already defined at a\.yaml:1"),
        (
            GOOD.replace("at: chin", "at: chin, hands: base"),
            r"a\.yaml:1: 'hands: base' needs a description of the left",
        ),
        (
            GOOD.replace("at: chin", "at: chin, left: {shape: flat, fingers: up, palm: out, at: chin}"),
            r"a\.yaml:1: The left hand is described, but 'hands' does not say what it does",
        ),
        (GOOD.replace("at: chin", "at: chin, repeat: 99"), r"a\.yaml:1: 99 is out of range; expected 1 to 6"),
        (GOOD.replace("at: chin", "at: chin, moves: [{path: arc, to: up}]"), r"a\.yaml:1: An arc needs 'bulge'"),
        (
            "\n- {gloss: RAZEM, parts: [NIKT], source: slownik}\n",
            r"a\.yaml:2: The part 'NIKT' of 'RAZEM' is in no file",
        ),
        ("- {gloss: A, parts: [A], source: slownik}\n", r"a\.yaml:1: The part 'A' of 'A' is itself made of parts"),
        ("- {gloss: [", r"a\.yaml:1: This is no valid YAML"),
        ("", r"a\.yaml:1: The file is empty"),
        ("gloss: x\n", r"a\.yaml:1: A list was expected here"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_was_expected(folder: Path, entry: str, message: str) -> None:
    (folder / "signs/a.yaml").write_text(entry, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        load_lexicon(folder)


def test_a_handshape_beyond_the_joints_is_refused_by_name(folder: Path) -> None:
    path = folder / "handshapes.yaml"
    text = path.read_text(encoding="utf-8") + "  broken: {fingers: [120, 0, 0], thumb: out}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"'broken' the joint index_mcp is bent to 120 degrees; a hand reaches"):
        load_lexicon(folder)


def test_a_changed_sign_changes_the_digest(folder: Path) -> None:
    (folder / "signs/a.yaml").write_text(GOOD, encoding="utf-8")
    before = load_lexicon(folder).digest
    (folder / "signs/a.yaml").write_text(GOOD.replace("chin", "nose"), encoding="utf-8")
    assert load_lexicon(folder).digest != before


def test_directions_between_lean_to_the_word_said_twice() -> None:
    x, y, _ = notation.direction("up-up-left")
    assert y > x > 0


def _bones(points: Array, radii: Sequence[float], first: int) -> tuple[Array, Array]:
    """Return points along a finger's bones and how thick its flesh is there, metres."""
    share = np.linspace(0.0, 3.0, 61)
    joints = points[first : first + 4]
    return np.stack([np.interp(share, range(4), joints[:, i]) for i in range(3)], axis=1), np.interp(
        share, range(4), radii
    )


def _nearest(angles: Sequence[float], finger: int) -> tuple[float, Array]:
    """Return the gap between thumb and finger, metres, and the way from the thumb to the finger where it is least."""
    points = local_points(np.array(angles)[None])[0]
    thumb, thumb_radii = _bones(points, THUMB_RADII, 1)
    other, radii = _bones(points, FINGER_RADII[finger], 5 + 4 * finger)
    ways = other[None] - thumb[:, None]
    gaps = np.linalg.norm(ways, axis=2) - thumb_radii[:, None] - radii[None]
    where = np.unravel_index(int(gaps.argmin()), gaps.shape)
    return float(gaps.min()), np.asarray(ways[where])


def test_no_thumb_goes_through_a_finger(lexicon: Lexicon) -> None:
    pressed = {
        (name, finger): _nearest(angles, finger)[0]
        for name, angles in lexicon.handshapes.items()
        for finger in range(4)
    }
    assert [where for where, gap in pressed.items() if gap < -0.004] == []


def test_the_viewer_sees_the_index_finger_before_the_thumb_in_f_and_behind_it_in_t(lexicon: Lexicon) -> None:
    before, behind = lexicon.letters["f"].right, lexicon.letters["t"].right
    turn = orientation(np.array(before.fingers), np.array(before.palm))
    points = local_points(np.array(lexicon.handshapes[before.shape])[None])[0] @ turn.T
    assert points[7:9, 2].min() > points[1:5, 2].max() + 0.02

    gap, way = _nearest(lexicon.handshapes[behind.shape], 0)
    assert abs(gap) < 0.003
    assert (orientation(np.array(behind.fingers), np.array(behind.palm)) @ way)[2] < -0.01

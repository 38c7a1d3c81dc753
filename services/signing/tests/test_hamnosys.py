"""The HamNoSys importer. Every transcription here is our own; none is of a dictionary."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from okienko_signing.__main__ import main
from okienko_signing.engine.compiler import SignError, SignMotion, compile_sign
from okienko_signing.engine.hand import LOWER_LIMITS, UPPER_LIMITS, local_points
from okienko_signing.engine.utterance import Piece, perform
from okienko_signing.hamnosys import import_command
from okienko_signing.hamnosys.directions import palm_of, vector_of
from okienko_signing.hamnosys.errors import HamnosysError
from okienko_signing.hamnosys.files import glosses_of, read_entries
from okienko_signing.hamnosys.grammar import parse
from okienko_signing.hamnosys.handshapes import angles_of
from okienko_signing.hamnosys.measures import measure
from okienko_signing.hamnosys.reference import evaluate_entries
from okienko_signing.hamnosys.symbols import CODE_POINTS, KINDS, Kind, Token, read_tokens, text_of, tokens_named
from okienko_signing.hamnosys.translation import Translation, translate
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.lexicon.yaml_nodes import LexiconError

LEXICON = Path(__file__).resolve().parents[3] / "models/lexicon"
WAVING = "finger2345 thumboutmod extfingeru palmd forehead lrbeside swinging"
OWN = (
    WAVING,
    "flathand extfingerl palmd neck touch brushing",
    "finger2 thumbacrossmod extfingerui palmd nose seqbegin touch indexfinger fingertip seqend moved smallmod halt",
    "symmlr fist thumbacrossmod extfingero palml fingerside touch moveo largemod arcu fast",
    "symmlr alternatingmotion ceeall extfingerol palml stomach circlel smallmod repeatfromstartseveral",
    "symmpar largemod fingerstraightmod cee12 extfingero palml close mover wavy decreasing repeatreverse",
    "parbegin finger2 fingerhookmod extfingerd palmd plus flathand thumbopenmod extfingerr palmu parend palm seqbegin touch middlefinger fingernail seqend parbegin moveu zigzag plus nomotion parend",
    "pinch12open thumbacrossmod middlefinger extfingeru between extfingeruo palmul parbegin chest lrat close plus lrat shouldertop parend replace increasing finger2345 thumboutmod",
    "parbegin pinchall fingerstraightmod extfingerdo palmdr plus fist extfingeril palmr parend wristpulse seqbegin interlock wristback seqend fusionbegin movedl tense mover slow fusionend",
    "finger23 thumbacrossmod indexfinger fingernail middlefinger fingerpad extfingeru palmd parbegin circlei clockr clockd ellipsev moved fingerplay parend rest",
    "flathand fingerbendmod extfingerir palmu upperarm behind parbegin movei seqbegin brushing lowerarm seqend parend",
    "nondominant finger23spread doublehooked ringfinger pinky extfingerdi palmdl ear lrat armextended nodding",
    "symmlr ceeopen thumb fingertip extfingerur palmur chest between stomach cross stircw stirccw repeatcontinue",
    "finger2345 fingerbendmod between flathand doublebent extfingerdr palmr twisting largemod repeatcontinueseveral",
)


@cache
def shipped_lexicon() -> Lexicon:
    return load_lexicon(LEXICON)


def named(text: str) -> tuple[Token, ...]:
    return read_tokens(text)


def translated(text: str) -> Translation:
    return translate("PRÓBA", named(text), "wzor", "a.tsv:7")


def made(text: str) -> SignMotion:
    translation = translated(text)
    lexicon = shipped_lexicon()
    shapes = {**lexicon.handshapes, **translation.shapes}
    return compile_sign(translation.sign, replace(lexicon, handshapes=shapes))


@pytest.mark.parametrize("text", OWN)
def test_a_tree_gives_back_exactly_what_was_written(text: str) -> None:
    tokens = named(text)
    assert tuple(parse(tokens).tokens()) == tokens
    assert read_tokens(text_of(tokens)) == tokens


def test_names_and_characters_of_the_font_say_the_same() -> None:
    assert read_tokens("hamfist, hamextfingeru hampalmd") == read_tokens("\ue000\ue020\ue03c")
    assert tokens_named(["hampalmud", "hammoveudl"]) == tokens_named(["palmd", "movedl"])


def test_every_symbol_has_a_code_point_of_its_own() -> None:
    assert len(set(CODE_POINTS.values())) == len(CODE_POINTS) > 200


def test_our_examples_use_nearly_every_kind_of_symbol() -> None:
    seen = {token.kind for text in OWN for token in named(text)}
    assert set(Kind) - seen <= {Kind.SPACE, Kind.OTHER}


@pytest.mark.parametrize("text", OWN)
def test_an_example_moves_within_joints_and_speed(text: str) -> None:
    translation, motion = translated(text), made(text)
    performed = perform([Piece(motion, translation.sign.non_manual)], shipped_lexicon().handshapes["relaxed"])
    assert translation.sign.score is not None
    measures = measure(translation.sign.score, motion, performed)
    assert measures.beyond == 0
    assert measures.fastest < 3.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extfinger", r"Symbol 1: 'extfinger' stands here; the name of a symbol of HamNoSys 4 was expected"),
        ("\ue000\ue020A", r"Symbol 1: '\ue000\ue020A' stands here; the name of a symbol"),
        ("\ue000\ue200", r"Symbol 2: 'U\+E200' stands here; a symbol of HamNoSys 4 was expected"),
        ("moveu", r"Symbol 1: 'moveu' stands here; a handshape or an orientation was expected"),
        ("fist extfingeru palml parbegin moveu", r"Symbol 6: 'the end' stands here; parend, to close the bracket"),
        ("fist extfingeru palml parend", r"Symbol 4: 'parend' stands here; a movement, a place or the end"),
        ("fist extfingeru palml replace moveu", r"Symbol 5: 'moveu' stands here; a handshape or an orientation"),
        ("fist extfingeru palml lrat moveu", r"Symbol 5: 'moveu' stands here; a place was expected"),
        ("fist extfingeru palml seqbegin touch moveu", r"Symbol 6: 'moveu' stands here; seqend, to close the bracket"),
        ("parbegin fist plus moveu parend", r"Symbol 4: 'moveu' stands here; a handshape or an orientation"),
        ("fist extfingeru palml " + "parbegin " * 30 + "moveu", r"at most 24 brackets within each other was expected"),
        ("", r"Symbol 1: 'the end' stands here; a handshape or an orientation was expected"),
    ],
)
def test_a_mistake_is_told_with_position_symbol_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(HamnosysError, match=message):
        parse(read_tokens(text))


# --- what the symbols mean --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fingers", "palm", "expected"),
    [
        ("o", "l", (1, 0, 0)),
        ("u", "d", (0, 0, 1)),  # fingers up, palm to the viewer
        ("u", "u", (0, 0, -1)),
        ("d", "d", (0, 0, -1)),
        ("l", "l", (0, 0, -1)),  # the right hand before the chest, palm to the body
        ("i", "r", (-1, 0, 0)),
        ("i", "d", (0, -1, 0)),
    ],
)
def test_palms_turn_with_the_fingers(fingers: str, palm: str, expected: tuple[float, ...]) -> None:
    assert palm_of(vector_of(fingers), vector_of(palm)) == pytest.approx(expected, abs=1e-9)


def test_a_palm_is_always_across_the_fingers() -> None:
    letters = [name.removeprefix("extfinger") for name, kind in KINDS.items() if kind is Kind.FINGERS_TO]
    for fingers in letters:
        for palm in ("u", "ur", "r", "dr", "d", "dl", "l", "ul"):
            assert np.dot(vector_of(fingers), palm_of(vector_of(fingers), vector_of(palm))) == pytest.approx(
                0, abs=1e-9
            )


def shape(text: str) -> np.ndarray:
    return np.array(angles_of(tuple(text.split())))


def test_handshapes_are_put_together_from_their_symbols() -> None:
    index, middle, little = slice(1, 4), slice(5, 8), slice(13, 16)
    pointing = shape("finger2")
    assert pointing[index].max() < 10 < pointing[middle].min()
    assert shape("finger2 thumboutmod pinky")[little].max() < 10 < shape("finger2 thumboutmod pinky")[index].min()
    assert shape("finger2 fingerhookmod")[2] > 80
    assert shape("flathand fingerstraightmod")[1] > 50 > shape("flathand fingerstraightmod")[2]
    bent = shape("finger2345 thumboutmod middlefinger fingerstraightmod")
    assert bent[5] > 50 > bent[1]
    assert shape("flathand thumboutmod")[16] > shape("flathand")[16] + 20
    crossed = shape("finger23 indexfinger fingernail middlefinger fingerpad")
    assert crossed[4] > 5 > -5 > crossed[0]


@pytest.mark.parametrize("base", [name for name, kind in KINDS.items() if kind is Kind.SHAPE])
@pytest.mark.parametrize("bend", ["", *(name for name, kind in KINDS.items() if kind is Kind.BEND)])
@pytest.mark.parametrize("thumb", ["", "thumboutmod", "thumbacrossmod", "thumbopenmod"])
def test_every_handshape_is_one_that_a_hand_can_make(base: str, bend: str, thumb: str) -> None:
    angles = shape(f"{base} {thumb} {bend}")
    assert ((angles >= LOWER_LIMITS) & (angles <= UPPER_LIMITS)).all()


def test_a_pinch_closes() -> None:
    for text in ("pinch12", "pinch12open", "pinch12 fingerstraightmod", "pinchall", "pinch12open middlefinger"):
        points = local_points(shape(text)[None])[0]
        finger = 12 if "middle" in text else 8
        assert np.linalg.norm(points[4] - points[finger]) < 0.03, text


def test_movements_go_where_their_symbols_say() -> None:
    def way(text: str) -> np.ndarray:
        wrists = made(f"flathand extfingero palmd {text}").right.wrists
        return np.asarray(wrists[-1] - wrists[0])

    assert way("movel") == pytest.approx([0.13, 0, 0], abs=0.01)
    assert way("moveu smallmod") == pytest.approx([0, 0.06, 0], abs=0.01)
    assert way("moved largemod") == pytest.approx([0, -0.24, 0], abs=0.02)
    assert np.linalg.norm(way("circleu")) < 0.01
    assert np.linalg.norm(way("moveu repeatreverse")) < 0.01
    assert way("moveu smallmod repeatcontinue") == pytest.approx([0, 0.12, 0], abs=0.01)


def test_an_arc_bends_to_its_side() -> None:
    wrists = made("flathand extfingero palmd movel arcu").right.wrists
    assert wrists[:, 1].max() - wrists[0, 1] > 0.03


def test_a_circle_turns_about_its_axis_by_the_right_hand_rule() -> None:
    wrists = made("flathand extfingero palmd circlel").right.wrists
    quarter = wrists[: len(wrists) // 2]
    assert quarter[:, 2].max() > wrists[0, 2] + 0.05


def test_manner_changes_the_time() -> None:
    frames = {
        manner: len(made(f"fist extfingero palmd movel {manner}").right) for manner in ("", "fast", "slow", "halt")
    }
    assert frames["fast"] < frames[""] < frames["slow"]
    assert frames["halt"] > frames[""]


def test_symmetry_mirrors_and_parallel_does_not() -> None:
    mirror, parallel = made("symmlr fist extfingero palml mover"), made("symmpar fist extfingero palml mover")
    assert mirror.left is not None
    assert parallel.left is not None
    assert mirror.left.wrists[-1, 0] > mirror.left.wrists[0, 0] + 0.1
    assert parallel.left.wrists[-1, 0] < parallel.left.wrists[0, 0] - 0.1
    upside_down = made("symmlr fingerstraightmod fist extfingero palml moveu").left
    assert upside_down is not None
    assert upside_down.wrists[-1, 1] < upside_down.wrists[0, 1] - 0.1


def test_the_non_dominant_hand_alone_does_the_mirrored_thing() -> None:
    right, left = (
        made("flathand extfingeror palmu mover").right,
        made("nondominant flathand extfingeror palmu mover").left,
    )
    assert left is not None
    assert left.wrists[-1] - left.wrists[0] == pytest.approx(
        (right.wrists[-1] - right.wrists[0]) * [-1, 1, 1], abs=0.01
    )
    assert left.rotations[0][0, 1] == pytest.approx(-right.rotations[0][0, 1])


def test_each_hand_can_move_on_its_own() -> None:
    motion = made("symmlr fist extfingero palml parbegin moveu plus nomotion parend")
    assert motion.left is not None
    assert np.ptp(motion.left.wrists, axis=0).max() < 0.001
    assert motion.right.wrists[-1, 1] > motion.right.wrists[0, 1] + 0.1


def test_alternating_hands_are_half_a_cycle_apart() -> None:
    motion = made("symmlr alternatingmotion fist extfingero palml circlel repeatfromstartseveral")
    assert motion.left is not None
    middle = slice(len(motion.right) // 3, 2 * len(motion.right) // 3)
    right, left = motion.right.wrists[middle, 1], motion.left.wrists[middle, 1]
    assert np.corrcoef(right, left)[0, 1] < 0


def test_a_touch_touches(lexicon: Lexicon) -> None:
    text = "finger2 extfingerui palmd chin seqbegin touch indexfinger fingertip seqend"
    translation, motion = translated(text), made(text)
    performed = perform([Piece(motion, translation.sign.non_manual)], lexicon.handshapes["relaxed"])
    assert translation.sign.score is not None
    assert max(measure(translation.sign.score, motion, performed).contact_errors) < 0.01


def test_a_side_before_the_place_is_the_left_one_and_behind_it_the_right_one() -> None:
    left, right = made("fist extfingeru palml lrat chest"), made("fist extfingeru palml chest lrat")
    assert left.right.wrists[0, 0] > right.right.wrists[0, 0] + 0.1


def test_hands_that_are_not_said_to_meet_keep_apart(lexicon: Lexicon) -> None:
    text = "symmlr flathand extfingerl palmu movel largemod"
    translation, motion = translated(text), made(text)
    performed = perform([Piece(motion, translation.sign.non_manual)], lexicon.handshapes["relaxed"])
    assert translation.sign.score is not None
    assert measure(translation.sign.score, motion, performed).inside == 0


def test_a_version_mark_and_punctuation_say_nothing() -> None:
    plain, marked = made("fist extfingeru palml moveu"), made("version40 fist extfingeru palml moveu fullstop")
    assert np.allclose(plain.right.wrists, marked.right.wrists)


def test_a_symbol_that_the_motion_does_not_show_is_told() -> None:
    assert [token.name for token in translated("fist extfingeru palml movex").ignored] == ["movex"]
    assert translated(WAVING).ignored == ()


# --- anything at all --------------------------------------------------------------------------------------------------

_SYMBOLS = st.sampled_from(sorted(CODE_POINTS))
_SENSIBLE = st.lists(st.sampled_from([part for text in OWN for part in text.split()]), max_size=14)


@settings(max_examples=300, deadline=None)
@given(st.lists(_SYMBOLS, max_size=30))
def test_random_symbols_never_fail_in_another_way(names: list[str]) -> None:
    try:
        tokens = tokens_named(names)
        assert tuple(parse(tokens).tokens()) == tokens
        translate("X", tokens, "wzor")
    except HamnosysError as error:
        position = error.position
    else:
        position = 1
    assert 1 <= position <= len(names) + 1


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(OWN), _SENSIBLE, st.integers(0, 30))
def test_changed_transcriptions_are_made_or_refused(text: str, added: list[str], where: int) -> None:
    names = text.split()
    with suppress(HamnosysError, SignError):
        made(" ".join([*names[:where], *added, *names[where:]]))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(HamnosysError):
        parse(read_tokens(text))


# --- files ------------------------------------------------------------------------------------------------------------


def entries(path: Path) -> Path:
    file = path / "own.json"
    file.write_text(
        json.dumps(
            [
                {"gloss": "machać, pozdrawiać (ręką)", "hamnosys": text_of(named(WAVING)), "left_handed_video": True},
                {"gloss": "machać", "symbols": ["ham" + name for name in OWN[4].split()]},
                {"gloss": "zły", "symbols": ["hamfist", "hamplus"]},
                {"gloss": "dom", "symbols": ["hamfist", "hamextfingeru", "hampalml"]},
                {"gloss": "krzyż", "symbols": ["hamfist", "hamextfingeru", "hampalml", "hammovex"]},
            ]
        ),
        encoding="utf-8",
    )
    return file


def test_a_headword_may_stand_for_several_glosses() -> None:
    assert glosses_of("bez końca, wciąż; stale (ciągle)") == ("BEZ-KOŃCA", "WCIĄŻ", "STALE")
    assert glosses_of("Nie!") == ("NIE",)


def test_an_import_takes_what_it_can_and_tells_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(LEXICON, folder)
    file = entries(tmp_path)
    assert main(["import-hamnosys", str(file), "--output", str(folder), "--citation", "Ours, 2026"]) == 0
    told = capsys.readouterr().out
    assert "own.json, entry 3: The sign 'zły' cannot be read. Symbol 2: 'plus' stands here" in told
    assert "own.json, entry 5: The sign 'krzyż' would lose symbol 4 'movex'." in told
    assert "Not shown in the motion: movex (1 times)." in told
    assert "5 entries, 4 read, 3 taken into" in told
    lexicon = load_lexicon(folder)
    assert {"MACHAĆ", "POZDRAWIAĆ", "MACHAĆ-2"} <= set(lexicon.signs)
    sign = lexicon.signs["MACHAĆ"]
    assert (sign.source, sign.review) == ("own", ReviewStatus.DRAFT)
    assert lexicon.sources["own"] == "Ours, 2026"
    assert lexicon.signs["DOM"] == shipped_lexicon().signs["DOM"]
    assert len(compile_sign(sign, lexicon).right) > 10
    assert lexicon.digest != shipped_lexicon().digest


def test_a_wrong_line_in_the_lexicon_is_told_with_its_number(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(LEXICON, folder)
    (folder / "hamnosys").mkdir()
    file = folder / "hamnosys/own.tsv"
    file.write_text("# source: Ours\nMACHAĆ\tfist extfingeru palml repeat\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"own\.tsv:2: The sign 'MACHAĆ' cannot be read\. Symbol 4: 'repeat'"):
        load_lexicon(folder)
    file.write_text("MACHAĆ fist\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"own\.tsv:1: 'gloss<TAB>symbols' was expected"):
        load_lexicon(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"own\.json:1: This is no valid JSON"),
        ("{}", r"own\.json:1: A list of entries was expected"),
        ("[7]", r"own\.json, entry 1: An object with 'gloss'"),
        ('[{"gloss": "a"}]', r"own\.json, entry 1: 'hamnosys' \(a text\) or 'symbols'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "own.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        read_entries(file)


def test_the_evaluation_counts_only_what_is_read_and_shown_whole(tmp_path: Path, lexicon: Lexicon) -> None:
    result = evaluate_entries(read_entries(entries(tmp_path)), lexicon)
    assert result.metrics["parsed"] == pytest.approx(0.8)
    assert result.metrics["compiled"] == pytest.approx(0.6)
    assert result.metrics["substitutions_that_show"] > 0.9
    assert result.ignored == [("movex", 1)]
    assert len(result.failures) == 2


def test_a_whole_import_reads_what_was_written(tmp_path: Path, lexicon: Lexicon) -> None:
    outcome = import_command.read_all(read_entries(entries(tmp_path)), "own", lexicon)
    assert [gloss for gloss, _ in outcome.accepted] == ["MACHAĆ", "POZDRAWIAĆ", "MACHAĆ", "DOM"]

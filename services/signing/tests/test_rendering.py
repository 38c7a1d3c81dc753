from dataclasses import replace
from io import BytesIO

import av
import numpy as np
import pytest
from okienko_signing.composition import act_out, plan
from okienko_signing.engine.utterance import Motion
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import FAR, Canvas, halved, packed, unpacked
from okienko_signing.rendering.errors import FilmError
from okienko_signing.rendering.figure import SKIN
from okienko_signing.rendering.shade import darkened
from okienko_signing.rendering.signer import SignerRenderer


@pytest.fixture
def motion(lexicon: Lexicon) -> Motion:
    return act_out(plan(parse_glosses("#B"), lexicon), lexicon)[0]


def blank(size: int = 40) -> Canvas:
    return Canvas(np.zeros((size, size), np.uint32), np.full((size, size), FAR, np.float32))


def test_a_sphere_is_round_and_as_large_as_asked() -> None:
    canvas = blank()
    canvas.sphere((20.0, 20.0, 5.0), 8.0, SKIN)
    drawn = canvas.depth > -1e8
    assert drawn.sum() == pytest.approx(np.pi * 64, rel=0.06)
    assert canvas.depth.max() == pytest.approx(13.0, abs=0.2)


def test_a_cone_and_its_end_spheres_leave_no_gap() -> None:
    canvas = blank()
    canvas.sphere((8.0, 20.0, 0.0), 6.0, SKIN)
    canvas.sphere((32.0, 20.0, 4.0), 3.0, SKIN)
    canvas.cone((8.0, 20.0, 0.0), 6.0, (32.0, 20.0, 4.0), 3.0, SKIN)
    assert (canvas.depth[20, 4:34] > -1e8).all()


def test_a_halved_picture_is_the_mean_of_its_pixels() -> None:
    colours = np.random.default_rng(3).integers(0, 256, (6, 8, 3))
    assert np.array_equal(unpacked(packed(colours)), colours)
    means = colours.reshape(3, 2, 4, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved(packed(colours)) - means).max() < 1.0


def test_a_hand_before_the_body_throws_a_soft_shadow_away_from_the_light() -> None:
    picture = np.full((80, 80, 3), 200, np.uint8)
    depth = np.zeros((80, 80), np.float32)
    depth[20:40, 20:40] = 18.0
    darkened(picture, depth, depth > 1.0, metre=600.0)
    assert picture[45, 45, 2] < 170
    assert (picture[10, 10] == 200).all()
    assert picture[45, 45, 0] > picture[45, 45, 2], "skin in the shade stays warm"


def test_the_wall_behind_gets_no_shadow() -> None:
    picture = np.full((80, 80, 3), 200, np.uint8)
    depth = np.full((80, 80), FAR, np.float32)
    depth[20:40, 20:40] = 18.0
    darkened(picture, depth, depth > 1.0, metre=600.0)
    assert (picture == 200).all()


def test_what_is_nearer_hides_what_is_farther_whatever_is_drawn_first() -> None:
    pictures = []
    for order in ((0.0, 30.0), (30.0, 0.0)):
        canvas = blank()
        for depth in order:
            canvas.sphere((20.0, 20.0, depth), 6.0 if depth else 12.0, SKIN)
        pictures.append(canvas.colour)
    assert np.array_equal(pictures[0], pictures[1])


def test_shapes_outside_the_canvas_are_left_out() -> None:
    canvas = blank()
    canvas.sphere((200.0, -90.0, 0.0), 9.0, SKIN)
    canvas.cone((-50.0, -50.0, 0.0), 4.0, (-20.0, -20.0, 0.0), 4.0, SKIN)
    assert not canvas.colour.any()


def test_the_hand_is_where_the_skeleton_says_and_stands_out_from_the_ground(motion: Motion) -> None:
    renderer = SignerRenderer(320, 240)
    frame = round(sum(motion.spans[0]) / 2 * 50)
    picture = renderer.picture(motion, frame).astype(int)
    tips = renderer.on_picture(motion.right[frame])[[8, 12, 16]]
    for x, y in tips:
        red, _, blue = picture[round(y) + 3, round(x)]
        assert red > blue + 20
    assert 20 < np.linalg.norm(tips[1] - renderer.on_picture(motion.right[frame])[0]) < 90


def test_fingers_held_together_are_parted_by_darker_lines_at_320_by_240(motion: Motion) -> None:
    renderer = SignerRenderer(320, 240)
    frame = round(sum(motion.spans[0]) / 2 * 50)
    picture = renderer.picture(motion, frame).astype(int).sum(axis=2)
    points = renderer.on_picture(motion.right[frame])
    row = round(float(points[[7, 11]].mean(axis=0)[1]))
    index, middle = sorted(round(float(points[joint, 0])) for joint in (7, 11))
    between = picture[row, index : middle + 1]
    assert between.min() < 0.85 * min(picture[row, index], picture[row, middle])


def test_skin_stretches_between_a_spread_thumb_and_the_palm(lexicon: Lexicon) -> None:
    motion = act_out(plan(parse_glosses("KOMPUTER"), lexicon), lexicon)[0]
    frame = round(sum(motion.spans[0]) / 2 * 50)
    root, knuckle, index = motion.right[frame, [1, 2, 5]]
    renderer = SignerRenderer()
    column, row = renderer.on_picture((0.15 * root + 0.425 * (knuckle + index))[None])[0].round().astype(int)
    red, _, blue = renderer.picture(motion, frame)[row, column].astype(int)
    assert red > blue + 25, "skin, neither cloth nor wall"


def test_a_hand_behind_the_other_one_is_not_in_sight(motion: Motion) -> None:
    renderer = SignerRenderer(320, 240)
    frame = round(sum(motion.spans[0]) / 2 * 50)
    assert renderer.in_sight(motion, frame)[0] > 0.95
    behind = replace(motion, left=motion.right - np.array([0.0, 0.0, 0.12]))
    right, left = renderer.in_sight(behind, frame)
    assert right > 0.95
    assert left < 0.7


def test_the_face_shapes_the_word_and_the_brows_ask(lexicon: Lexicon) -> None:
    motion, _ = act_out(plan(parse_glosses("GDZIE"), lexicon), lexicon)
    assert motion.face[:, 0].max() > 0.3
    assert motion.face[:, 4].max() > 0.9
    assert motion.face[0, :5].max() < 0.1


@pytest.mark.parametrize("zoom", [0.7, 1.4, 3.0])
def test_any_zoom_can_be_drawn(motion: Motion, zoom: float) -> None:
    picture = SignerRenderer(320, 240, zoom=zoom).picture(motion, 30)
    assert picture.shape == (240, 320, 3)
    assert picture.std() > 10


def test_an_odd_picture_size_is_refused() -> None:
    with pytest.raises(ValueError, match="321x240 cannot be drawn"):
        SignerRenderer(321, 240)


def test_films_hold_the_same_vp9_stream_in_webm_and_mp4(motion: Motion) -> None:
    renderer = SignerRenderer(320, 240)
    webm, count = film.webm_of(renderer.pictures(motion, 25), 25)
    packets = []
    for content in (webm, film.mp4_of(webm)):
        with av.open(BytesIO(content), "r") as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name in {"vp9", "libvpx-vp9"}
            assert (stream.width, stream.height) == (320, 240)
            assert float(stream.average_rate or 0) == pytest.approx(25, abs=0.2)
            packets.append([bytes(packet) for packet in container.demux(stream) if packet.size])
    assert packets[0] == packets[1]
    assert len(packets[0]) == count == round(motion.seconds * 25)


def test_a_poster_is_a_webp_picture() -> None:
    poster = film.poster_of(np.full((240, 320, 3), 90, np.uint8))
    assert poster[:4] == b"RIFF"
    assert poster[8:12] == b"WEBP"


def test_a_broken_video_is_told_as_such() -> None:
    with pytest.raises(FilmError, match="could not be read"):
        film.mp4_of(b"no video at all")

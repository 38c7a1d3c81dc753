from pathlib import Path

import numpy as np
import pytest
from okienko_signing.__main__ import main
from okienko_signing.composition import act_out, plan
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.pose_file import write_pose
from okienko_signing.rendering.signer import SignerRenderer
from pose_format import Pose


def read(path: Path) -> Pose:
    return Pose.read(path.read_bytes())


def test_the_command_writes_a_pose_file_that_pose_format_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "a.pose"
    assert main(["render", "DOM", "--output", str(output)]) == 0
    pose = read(output)
    assert [(component.name, len(component.points)) for component in pose.header.components] == [
        ("POSE_LANDMARKS", 33), ("FACE_LANDMARKS", 27), ("LEFT_HAND_LANDMARKS", 21), ("RIGHT_HAND_LANDMARKS", 21),
    ]  # fmt: skip
    assert pose.body.fps == 50
    assert (pose.header.dimensions.width, pose.header.dimensions.height) == (640, 480)
    assert f"{len(pose.body.data)} frames of landmarks" in capsys.readouterr().out


def test_landmarks_lie_where_the_film_shows_them(tmp_path: Path, lexicon: Lexicon) -> None:
    motion, _ = act_out(plan(parse_glosses("GDZIE"), lexicon), lexicon)
    write_pose(tmp_path / "a.pose", motion, 320, 240)
    pose = read(tmp_path / "a.pose")
    hand = pose.get_components(["RIGHT_HAND_LANDMARKS"]).body.data[30, 0, :, :2]
    assert np.abs(hand - SignerRenderer(320, 240).on_picture(motion.right[30])).max() < 0.01
    body = pose.get_components(["POSE_LANDMARKS"])
    names = body.header.components[0].points
    known = dict(zip(names, body.body.confidence[30, 0], strict=True))
    assert known["RIGHT_WRIST"] == 1
    assert known["LEFT_ANKLE"] == 0
    x = dict(zip(names, body.body.data[30, 0, :, 0], strict=True))
    assert x["RIGHT_SHOULDER"] < x["NOSE"] < x["LEFT_SHOULDER"]


def test_brows_and_lips_move_with_the_face(tmp_path: Path, lexicon: Lexicon) -> None:
    motion, _ = act_out(plan(parse_glosses("GDZIE"), lexicon), lexicon)
    write_pose(tmp_path / "a.pose", motion, 640, 480)
    face = read(tmp_path / "a.pose").get_components(["FACE_LANDMARKS"])
    y = {name: face.body.data[:, 0, i, 1] for i, name in enumerate(face.header.components[0].points)}
    asking, resting = int(np.argmax(motion.face[:, 4])), 0
    assert (y["159"] - y["107"])[asking] < (y["159"] - y["107"])[resting] - 1, "the inner brow comes down"
    assert (y["14"] - y["13"]).max() > 3

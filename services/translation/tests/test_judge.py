"""How many questions to the models it takes to find the surest translation."""

from collections.abc import Sequence
from typing import cast

from okienko_translation.engines import Rendering, any_text
from okienko_translation.engines.judge import Judge
from okienko_translation.engines.judging import Judgement
from okienko_translation.engines.loaded import LoadedModel

WEIGHTS = {"bias": 4.0, "forth_mean": 2.0, "forth_least": 0.5, "back_mean": 1.0}


class Model:
    """Says of each text the mean that it was given, about sources that the text translates; counts what it is asked."""

    def __init__(self, means: dict[str, float]) -> None:
        self._means = means
        self.asked: list[str] = []

    def judge(self, sources: Sequence[str], _targets: Sequence[str]) -> list[Judgement]:
        self.asked += sources
        return [Judgement(self._means[one], 3 * self._means[one]) for one in sources]


def judge(back: Model | None) -> Judge:
    return Judge(WEIGHTS, None, cast("LoadedModel | None", back))


def test_the_other_direction_decides_between_what_is_alike_in_this() -> None:
    back = Model({"good": -3.0, "close": -0.3})
    found = [[Rendering("good", 0.82), Rendering("close", 0.78)]]
    (judged,) = judge(back).surest(["zdanie"], found, any_text)
    assert max(judged, key=lambda one: one.confidence or 0).text == "close"


def test_nobody_is_asked_of_what_cannot_be_the_surest_or_not_reach_its_floor() -> None:
    back = Model({"good": -0.2, "bad": -0.1})
    found = [[Rendering("good", 0.9), Rendering("bad", 0.02)], [Rendering("bad", 0.02)]]
    first, second = judge(back).surest(["zdanie", "inne"], found, any_text, [0.0, 0.4])
    assert [one.text for one in first] == ["good"]
    assert second == []
    assert back.asked == ["good"]


def test_what_does_not_pass_is_not_judged() -> None:
    back = Model({"good": -0.1})
    found = [[Rendering("wrong", 0.99), Rendering("good", 0.9)]]
    (judged,) = judge(back).surest(["zdanie"], found, lambda _index, text: text != "wrong")
    assert [one.text for one in judged] == ["good"]
    assert back.asked == ["good"]


def test_a_model_without_a_partner_judges_alone() -> None:
    (judged,) = judge(None).surest(["zdanie"], [[Rendering("good", 0.95)]], any_text)
    assert judged[0].confidence is not None
    assert 0.9 < judged[0].confidence < 1


def test_the_likeliest_tells_whether_a_wider_search_is_worth_it() -> None:
    judging = judge(None)
    likely, unlikely = Rendering("good", 0.9), Rendering("bad", 0.02)
    assert not judging.likeliest("zdanie", likely, []).is_hopeless
    assert judging.likeliest("zdanie", unlikely, []) == Rendering("bad", 0.0, is_hopeless=True)
    assert judging.likeliest("zdanie", likely, [Rendering("good", 0.05)]) == Rendering("good", 0.05, is_hopeless=True)
    assert judging.likeliest("zdanie", likely, [Rendering("good", 0.3)]) == Rendering("good", 0.3)

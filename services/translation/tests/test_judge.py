"""How many questions to the models it takes to find the surest translation."""

from collections.abc import Sequence
from typing import cast

from okienko_translation.engines import Rendering, any_text
from okienko_translation.engines.judge import Judge
from okienko_translation.engines.judging import Judgement
from okienko_translation.engines.loaded import LoadedModel

WEIGHTS = {"bias": 4.0, "forth_mean": 2.0, "forth_least": 0.5, "back_mean": 1.0}


class Model:
    """Says of each text the mean that it was given; counts what it is asked."""

    training = None

    def __init__(self, means: dict[str, float]) -> None:
        self._means = means
        self.asked: list[str] = []

    def judge(self, sources: Sequence[str], targets: Sequence[str]) -> list[Judgement]:
        asked = [source if source in self._means else target for source, target in zip(sources, targets, strict=True)]
        self.asked += asked
        return [Judgement(self._means[one], 3 * self._means[one]) for one in asked]


def judge(forth: Model, back: Model | None) -> Judge:
    return Judge(WEIGHTS, cast("LoadedModel", forth), cast("LoadedModel | None", back))


def test_the_other_direction_decides_between_what_is_alike_in_this() -> None:
    means = {"good": -0.2, "close": -0.25}
    forth, back = Model(means), Model({"good": -3.0, "close": -0.3})
    found = [[Rendering("good", 0.82), Rendering("close", 0.78)]]
    (judged,) = judge(forth, back).surest(["zdanie"], found, any_text)
    assert max(judged, key=lambda one: one.confidence or 0).text == "close"


def test_nobody_is_asked_of_what_cannot_be_the_surest_or_not_reach_its_floor() -> None:
    forth, back = Model({"good": -0.1, "bad": -4.0}), Model({"good": -0.2, "bad": -0.1})
    found = [[Rendering("good", 0.9), Rendering("bad", 0.02)], [Rendering("bad", 0.02)]]
    first, second = judge(forth, back).surest(["zdanie", "inne"], found, any_text, [0.0, 0.4])
    assert [one.text for one in first] == ["good"]
    assert second == []
    assert (forth.asked, back.asked) == (["good"], ["good"])


def test_the_other_direction_is_not_asked_where_this_one_says_no() -> None:
    # The search was surer of it than the judge is.
    forth, back = Model({"bad": -4.0}), Model({"bad": -0.1})
    assert judge(forth, back).surest(["zdanie"], [[Rendering("bad", 0.9)]], any_text, [0.4]) == [[]]
    assert (forth.asked, back.asked) == (["bad"], [])


def test_what_does_not_pass_is_not_judged() -> None:
    forth, back = Model({"good": -0.1}), Model({"good": -0.1})
    found = [[Rendering("wrong", 0.99), Rendering("good", 0.9)]]
    (judged,) = judge(forth, back).surest(["zdanie"], found, lambda _index, text: text != "wrong")
    assert [one.text for one in judged] == ["good"]
    assert forth.asked == ["good"]


def test_a_model_without_a_partner_judges_alone() -> None:
    (judged,) = judge(Model({"good": -0.1}), None).surest(["zdanie"], [[Rendering("good", 0.9)]], any_text)
    assert judged[0].confidence is not None
    assert 0.9 < judged[0].confidence < 1

"""Rules of thresholds against the words they are made of, and what can be told of them without any point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.maths.threshold_rules import ThresholdRule, contradicts_itself, lines, n_thresholds, rule_scores

WORDS: dict[ThresholdRule, Callable[[float, float, float, float], bool]] = {
    ThresholdRule.NONE: lambda *_: False,
    ThresholdRule.ABOVE: lambda x1, _x2, a, _b: x1 > a,
    ThresholdRule.BOTH: lambda x1, x2, a, b: x1 > a and x2 > b,
    ThresholdRule.EITHER: lambda x1, x2, a, b: x1 > a or x2 > b,
    ThresholdRule.ONE: lambda x1, x2, a, b: (x1 > a) is not (x2 > b),
    ThresholdRule.BAND: lambda x1, _x2, a, b: a < x1 < b,
    ThresholdRule.BOX: lambda x1, x2, a, b: a < x1 < b and a < x2 < b,
}
PLACES = np.random.default_rng(0).uniform(-2.0, 2.0, (200, 2))


@pytest.mark.parametrize("rule", list(ThresholdRule))
def test_rule_says_what_its_words_say(rule: ThresholdRule) -> None:
    rng = np.random.default_rng(1)
    for a, b in rng.uniform(-2.0, 2.0, (20, 2)).tolist():
        expected = [WORDS[rule](x1, x2, a, b) for x1, x2 in PLACES.tolist()]
        assert (rule_scores(rule, a, b, PLACES) > 0.0).tolist() == expected


@pytest.mark.parametrize("rule", list(ThresholdRule))
def test_rule_contradicts_itself_where_no_place_at_all_meets_it(rule: ThresholdRule) -> None:
    fine = np.stack(np.meshgrid(*[np.linspace(-3.0, 3.0, 121)] * 2), axis=-1)
    for a, b in ((0.5, -0.5), (-0.5, 0.5), (1.0, 0.9)):
        never = not (rule_scores(rule, a, b, fine) > 0.0).any()
        assert never == (contradicts_itself(rule, a, b) or rule is ThresholdRule.NONE)


@pytest.mark.parametrize("rule", list(ThresholdRule))
def test_answers_change_with_the_thresholds_that_are_counted_and_with_no_others(rule: ThresholdRule) -> None:
    answers = [rule_scores(rule, a, b, PLACES) > 0.0 for a, b in ((-0.7, 0.7), (-0.2, 0.7), (-0.7, 0.2))]
    n_used = sum(bool((answers[0] != other).any()) for other in answers[1:])
    assert n_thresholds(rule) == n_used


@pytest.mark.parametrize("rule", list(ThresholdRule))
def test_edges_of_the_region_lie_on_the_lines(rule: ThresholdRule) -> None:
    thresholds, near = (-0.4, 0.7), 1e-6
    on_lines = np.array([[abs(place[axis] - thresholds[which]) for which, axis in lines(rule)] for place in PLACES])
    moved = PLACES + near * np.random.default_rng(2).choice([-1.0, 1.0], PLACES.shape)
    changed = (rule_scores(rule, *thresholds, PLACES) > 0.0) != (rule_scores(rule, *thresholds, moved) > 0.0)
    assert not changed[on_lines.min(axis=1, initial=9.0) > 2 * near].any()

"""Syllables and the reading grade. The words here were not used to make the rules."""

from __future__ import annotations

import pytest

from quizapp.decks.readability import grade, syllables, words

COUNTED = """
between:2 generalise:4 regularise:4 magnitude:3 orthogonal:4 dimension:3 dimensional:4 threshold:2 multiply:3
multiplies:3 addition:3 outputs:2 otherwise:3 classifier:4 vector:2 normal:2 shifts:1 inspired:2 cartoon:2
strongly:2 origin:3 notation:3 constant:2 collapse:2 saturate:3 smooth:1 relative:3 identity:4 regression:3
labels:2 encodes:2 assumption:3 exact:2 stochastic:3 popular:3 unbiased:3 iteration:4 unit:2 parity:3 kernel:2
connected:3 matrix:2 statistics:3 comparable:4 subtracting:3 dividing:3 surface:2 stretched:1 steepest:2
crawl:1 reuse:2 automatic:4 evaluate:4 evidence:3 architecture:4 calibrated:4 uncertainty:5 independent:4
correlated:4 consequence:3 efficient:3 sufficient:3 necessary:4 theorem:3 theory:3 museum:3 create:2
oscillate:3 diverge:2 bounded:2 ordered:2 produces:3 vanishing:3 exploding:3 momentum:3 adaptive:3
"""


def test_nine_words_of_ten_are_counted_right_and_the_others_within_one() -> None:
    misses = [syllables(word) - int(count) for word, count in (item.split(":") for item in COUNTED.split())]
    assert sum(miss != 0 for miss in misses) <= len(misses) / 10
    assert max(map(abs, misses)) == 1


@pytest.mark.parametrize(("word", "count"), [("1962", 4), ("XOR", 1), ("low-rank", 2), ("don’t", 1), ("x", 1), ("hmm", 1)])
def test_every_word_has_a_syllable(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_is_the_formula_by_hand() -> None:
    text = "The cat sat. The table is stable."  # 7 words, 2 sentences, 9 syllables
    assert grade(text) == pytest.approx(0.39 * 7 / 2 + 11.8 * 9 / 7 - 15.59)


def test_grade_of_nothing_is_zero() -> None:
    assert grade(" … ") == 0.0


def test_longer_words_and_sentences_read_harder() -> None:
    easy = "We take a step. Then we look. The loss is less."
    hard = "Having evaluated intermediate representations, practitioners reconsider regularisation."
    assert grade(easy) < 3 < 11 < grade(hard)


def test_words_join_what_is_written_together() -> None:
    assert words("x-axis, 0.5 and it's") == ["x-axis", "0.5", "and", "it's"]

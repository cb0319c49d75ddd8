"""The settings: defaults, limits, plain form."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.scheduling import ScheduleRules
from quizapp.domain.settings import Settings, Theme, changed, from_plain, to_plain

WRONG: dict[str, list[object]] = {
    "theme": ["dark", None, 1],
    "new_per_day": [-1, 1_000, 2.0, "10", True],
    "desired_retention": [0.5, 1.0, math.nan, "0.9"],
    "learning_steps": [(0,), [1], (10, 1)],
    "relearning_steps": [(0,), 10],
    "day_start_hour": [-1, 24, 4.0],
    "reduced_motion": [0, "yes", None],
    "text_scale": [0.79, 3.01, math.nan, "1", True],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_wrong_value_is_refused_with_its_name(name: str, value: object) -> None:
    with pytest.raises(InvalidSettingsError, match=rf"^{name} must be .*, got ") as caught:
        changed(Settings(), {name: value})
    assert len(caught.value.problems) == 1


def test_every_setting_has_wrong_values_in_this_file() -> None:
    assert WRONG.keys() == to_plain(Settings()).keys()


def test_all_problems_are_reported_together() -> None:
    with pytest.raises(InvalidSettingsError) as caught:
        Settings(new_per_day=-1, desired_retention=2, day_start_hour=24)
    assert len(caught.value.problems) == 3


def test_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(InvalidSettingsError, match='there is no setting "new_per_dy"; did you mean "new_per_day"'):
        changed(Settings(), {"new_per_dy": 3})


def test_schedule_follows_the_settings() -> None:
    settings = Settings(desired_retention=0.8, learning_steps=(5,), relearning_steps=())
    assert settings.schedule == ScheduleRules(desired_retention=0.8, learning_steps=(5,), relearning_steps=())


@pytest.mark.parametrize("settings", [Settings(), Settings(theme=Theme.DARK, learning_steps=(), text_scale=2.0, new_per_day=0)])
def test_plain_form_is_read_back_through_json(settings: Settings) -> None:
    plain: dict[str, Any] = json.loads(json.dumps(to_plain(settings)))
    assert Settings(**{name: from_plain(name, value) for name, value in plain.items()}) == settings


def test_stored_nonsense_is_left_for_the_check() -> None:
    assert [from_plain("theme", value) for value in ("pink", [], {}, None)] == ["pink", (), {}, None]

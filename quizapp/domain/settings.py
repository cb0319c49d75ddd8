"""The learner's settings: one frozen value whose fields, defaults and limits are written here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.fields import near
from quizapp.domain.scheduling import ScheduleRules

MAX_NEW_PER_DAY = 999
TEXT_SCALE_RANGE = (0.8, 3.0)


class Theme(Enum):
    """Colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. Wrong values cannot be constructed.

    Attributes:
        theme: Light, dark, or as the system has it.
        new_per_day: How many new cards may be begun in a day, 0 to 999.
        desired_retention: Chance of recall at which a card is asked again, 0.70 to 0.99.
        learning_steps: Minutes between the first answers to a new card.
        relearning_steps: Minutes between the answers to a forgotten card.
        day_start_hour: Hour at which the learner's day begins, 0 to 23.
        reduced_motion: Whether nothing moves that need not.
        text_scale: Size of all text as a factor, 0.8 to 3.

    Raises:
        InvalidSettingsError: On construction, naming everything that is wrong.
    """

    theme: Theme = Theme.SYSTEM
    new_per_day: int = 10
    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    day_start_hour: int = 4
    reduced_motion: bool = False
    text_scale: float = 1.0

    def __post_init__(self) -> None:
        problems = [
            *_unless(isinstance(self.theme, Theme), "theme", "system, light or dark", self.theme),
            *_whole("new_per_day", self.new_per_day, MAX_NEW_PER_DAY),
            *_whole("day_start_hour", self.day_start_hour, 23),
            *_unless(isinstance(self.reduced_motion, bool), "reduced_motion", "true or false", self.reduced_motion),
            *_scale(self.text_scale),
        ]
        try:
            _ = self.schedule
        except InvalidSettingsError as error:
            problems += error.problems
        if problems:
            raise InvalidSettingsError(problems)

    @property
    def schedule(self) -> ScheduleRules:
        """The settings that the schedule follows."""
        return ScheduleRules(
            desired_retention=self.desired_retention,
            learning_steps=self.learning_steps,
            relearning_steps=self.relearning_steps,
        )


def _unless(holds: bool, name: str, allowed: str, value: object) -> list[str]:
    return [] if holds else [f"{name} must be {allowed}, got {value!r}"]


def _whole(name: str, value: object, high: int) -> list[str]:
    holds = type(value) is int and 0 <= value <= high
    return _unless(holds, name, f"a whole number from 0 to {high}", value)


def _scale(value: object) -> list[str]:
    low, high = TEXT_SCALE_RANGE
    holds = isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high
    return _unless(holds, "text_scale", f"a number from {low} to {high}", value)


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """Return settings with some values replaced.

    Raises:
        InvalidSettingsError: If a name is unknown or a value is not allowed.
    """
    names = [field.name for field in fields(Settings)]
    unknown = [name for name in changes if name not in names]
    if unknown:
        raise InvalidSettingsError(f'there is no setting "{name}"{near(name, names)}' for name in unknown)
    return replace(settings, **changes)


def to_plain(settings: Settings) -> dict[str, Any]:
    """Return the values by name in a form that JSON can hold."""
    return {**asdict(settings), "theme": settings.theme.value}


def from_plain(name: str, value: object) -> object:
    """Return one stored value in the form ``Settings`` has; what is not of the stored form is returned as it is."""
    if name == "theme" and value in [theme.value for theme in Theme]:
        return Theme(value)
    return tuple(value) if isinstance(value, list) else value

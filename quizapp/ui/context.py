"""What every screen is given: the services, two clocks and the loader of the engine. Made once, in ``quizapp.main``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quizapp.services.clock import Clock
from quizapp.services.library import Library
from quizapp.services.predictions import PredictionService
from quizapp.services.quizzes import QuizService
from quizapp.services.settings import SettingsService
from quizapp.services.study import StudyService
from quizapp.ui.warm_up import WarmUp


@dataclass(frozen=True, slots=True)
class Context:
    """The services of one open collection.

    Attributes:
        library: The decks.
        study: Reviews and what is due.
        quizzes: Quizzes and their attempts.
        predictions: What was predicted at the gates of simulations.
        settings: The learner's settings, and what the window remembers.
        clock: The time of day.
        stopwatch: Seconds that only grow, for animation.
        warm_up: Loads the engine in the background.
    """

    library: Library
    study: StudyService
    quizzes: QuizService
    predictions: PredictionService
    settings: SettingsService
    clock: Clock
    stopwatch: Callable[[], float]
    warm_up: WarmUp

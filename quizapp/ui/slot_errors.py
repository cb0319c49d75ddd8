"""What happens when a slot, a timer or a paint event raises: Python would only print it, and the learner would see nothing."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.ui.main_window import MainWindow

log = logging.getLogger(__name__)


def report_slot_errors(window: MainWindow) -> None:
    """Log every error that nobody caught, and say in the window that something went wrong."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        log.error("an error that nobody caught", exc_info=(kind, error, trace))
        window.say(f"Something went wrong: {error}. Your answers are saved; details are in the terminal.")

    sys.excepthook = hook

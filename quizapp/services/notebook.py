"""The lab notebook: the runs of a sitting, and what each changed against the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.share import to_share
from engine.simulation import Run
from engine.timeline import Frame
from quizapp.services.comparison import differences

MAX_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A run that was left for another one.

    Attributes:
        run: The run.
        step: Step at which it was left.
        title: Title of the preset that it is, or of the simulation.
        changed: In words what differs from the run of the same simulation before it; empty for the first one.
        outcome: How it stood.
        numbers: Its headline numbers there, in words.
    """

    run: Run[Any, Any, Any]
    step: int
    title: str
    changed: str
    outcome: str
    numbers: str

    @property
    def share(self) -> str:
        """The run as one line of text."""
        return to_share(self.run)


class Notebook:
    """Keeps the runs in the order in which they were left. A run that is left again moves to the end."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The runs, the newest first."""
        return tuple(reversed(self._entries))

    def note(self, run: Run[Any, Any, Any], frame: Frame[Any, Any]) -> None:
        """Keep a run as it stands at a frame. One that has not begun is no result and is not kept."""
        if not frame.step:
            return
        self._entries = [entry for entry in self._entries if entry.run != run]
        before = next((entry.run for entry in reversed(self._entries) if entry.run.simulation is run.simulation), None)
        simulation = run.simulation
        shown = [spec for spec in simulation.readout_specs if spec.headline]
        entry = Entry(
            run=run,
            step=frame.step,
            title=_preset_title(run) or simulation.title,
            changed="; ".join(differences(before, run)) if before is not None else "",
            outcome=frame.status.outcome.value,
            numbers=",  ".join(f"{spec.label} {frame.readouts[spec.name]:.{spec.digits}f}" for spec in shown),
        )
        self._entries = [*self._entries, entry][-MAX_ENTRIES:]


def _preset_title(run: Run[Any, Any, Any]) -> str:
    """Return the title of the preset that a run is; empty if it is none."""
    named = (preset for preset in run.simulation.presets if (preset.params, preset.seed) == (run.params, run.seed))
    preset = next(named, None)
    return preset.title if preset is not None and not run.events else ""

"""A learner's own run as it travels from the process that made it: what was recorded, and the tests of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.simulation import FloatArray, readonly
from engine.tracing.gradient_check import Check, ErrorCurve, check, error_curve
from engine.tracing.lights import Light, Mark, gradient_light, lights, losses, untested
from engine.tracing.playback import Scene, Variable, after, hits, next_line, path_of, printed
from engine.tracing.tracer import Event, Failure, Names, Recording
from engine.tracing.values import Cut, Value


def _none() -> FloatArray:
    return readonly(np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class OwnRun:
    """What came of a learner's own lines.

    Attributes:
        source: The lines.
        recording: What was recorded; without the moments of the loop, which stay where they were made.
        turn_events: Number of lines executed before each turn of the loop, and at its end.
        losses: Loss of each finished turn, shape (n_turns,).
        right_losses: The same of the right program.
        lights: The three tests of the whole run; none if it could not be made.
        checked: The derivative that ``curve`` belongs to.
        curve: Error of central differences against their step.
    """

    source: str
    recording: Recording
    turn_events: tuple[int, ...] = ()
    losses: FloatArray = field(default_factory=_none)
    right_losses: FloatArray = field(default_factory=_none)
    lights: tuple[Light, ...] = ()
    checked: str = ""
    curve: ErrorCurve | None = None

    @property
    def length(self) -> int:
        """Number of recorded lines."""
        return len(self.recording.events)


def failed_run(source: str, sentence: str) -> OwnRun:
    """Return a run of which nothing is known but how it ended.

    Example:
        >>> failed_run("while True: pass", "Stopped.").recording.failure
        Failure(line=0, sentence='Stopped.')
    """
    return OwnRun(source, Recording((), failure=Failure(0, sentence)), lights=untested("there is no answer"))


def scene(run: OwnRun, names: Names, step: int) -> Scene:
    """Return what is drawn of a learner's run after so many lines; its tests are those of the whole run.

    Example:
        >>> run = OwnRun("w = 2.0", Recording((Event(1, (("w", 2.0),), 0),)))
        >>> seen = scene(run, Names("loss", ("w",), ()), 1)
        >>> seen.line, seen.last, seen.hits, seen.variables[0].value
        (0, 1, (1,), 2.0)
    """
    variables: tuple[Variable, ...] = ()
    for executed, event in enumerate(run.recording.events[:step], 1):
        variables = after(variables, event, executed)
    turns = max(0, sum(event <= step for event in run.turn_events) - 1)
    return Scene(
        source=run.source,
        line=next_line(run.recording, step),
        last=run.recording.events[step - 1].line if step else 0,
        variables=variables,
        hits=hits(run.recording, step, run.source.count("\n") + 1),
        losses=run.losses[:turns],
        right_losses=run.right_losses[:turns],
        path=path_of(variables, names.path),
        lights=run.lights,
        checked=run.checked,
        curve=run.curve,
        printed=printed(run.recording, step),
    )


def judged(recording: Recording, right: Recording, names: Names) -> dict[str, Any]:
    """Return the tests of a whole run as plain data: its first, middle and last turn are looked at.

    Args:
        recording: A run.
        right: That of the right program.
        names: What the variables are called.

    Example:
        >>> judged(Recording(()), Recording(()), Names("loss", (), ()))["lights"][1]
        ['Loss falls', 'not tested', 'Not tested: nothing has run.']
    """
    turns = max(0, len(recording.turns) - 1)
    looked_at = sorted({min(1, turns), (turns + 1) // 2, turns})
    checks = [(turn, gradient_light(recording, names, turn)) for turn in looked_at]
    turn, first = next((one for one in checks if one[1].mark is not Mark.PASSED), checks[-1])
    found = check(recording, names, turn - 1) if turn else ""
    curve = error_curve(recording, names, turn - 1) if turn else None
    shown = (first, *lights(recording, right, names, turns)[1:]) if recording.events else untested("nothing has run")
    return {
        "losses": losses(recording, names, turns).tolist(),
        "right_losses": losses(right, names, len(right.turns) - 1).tolist(),
        "lights": [[light.name, light.mark.value, light.reason] for light in shown],
        "checked": found.worst if isinstance(found, Check) else "",
        "curve": [curve.steps.tolist(), curve.errors.tolist(), curve.expected.tolist()] if curve else None,
    }


def packed(recording: Recording) -> dict[str, Any]:
    """Return a recording as plain data.

    Example:
        >>> packed(Recording((Event(1, (("w", 2.0),), 0),)))["events"]
        [[1, {'w': 2.0}, 0]]
    """
    failure = recording.failure
    return {
        "events": [
            [one.line, {name: _packed_value(value) for name, value in one.changed}, one.printed] for one in recording.events
        ],
        "turns": [turn.event for turn in recording.turns],
        "printed": recording.printed,
        "failure": [failure.line, failure.sentence] if failure else None,
        "notes": list(recording.notes),
    }


def unpacked(source: str, reply: Mapping[str, Any]) -> OwnRun:
    """Return the run that ``packed`` and ``judged`` describe.

    Raises:
        KeyError, TypeError, ValueError: If the data are none of those.

    Example:
        >>> run = unpacked("w = 2.0", packed(Recording((Event(1, (("w", 2.0),), 0),))))
        >>> scene(run, Names("loss", ("w",), ()), 1).variables
        (Variable(name='w', value=2.0, before=None, changed=True, at=1),)
    """
    events = tuple(
        Event(int(line), tuple((name, _unpacked_value(value)) for name, value in changed.items()), int(count))
        for line, changed, count in reply["events"]
    )
    failure = Failure(*reply["failure"]) if reply["failure"] else None
    recording = Recording(events, printed=reply["printed"], failure=failure, notes=tuple(reply["notes"]))
    curve = reply.get("curve")
    return OwnRun(
        source,
        recording,
        tuple(reply["turns"]),
        readonly(np.array(reply.get("losses", []), float)),
        readonly(np.array(reply.get("right_losses", []), float)),
        tuple(Light(name, Mark(mark), reason) for name, mark, reason in reply.get("lights", [])),
        reply.get("checked", ""),
        ErrorCurve(*(readonly(np.array(numbers, float)) for numbers in curve)) if curve else None,
    )


def _packed_value(value: Value) -> Any:
    if isinstance(value, Cut):
        return {"shape": list(value.shape), "first": value.first.tolist()}
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "values": value.ravel().tolist()}
    return {"text": value} if isinstance(value, str) else value


def _unpacked_value(data: Any) -> Value:
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]  # a number
    if "text" in data:
        return str(data["text"])
    if "first" in data:
        return Cut(tuple(data["shape"]), readonly(np.array(data["first"], float)))
    return readonly(np.array(data["values"], float).reshape(data["shape"]))

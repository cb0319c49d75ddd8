"""A run as one line of text, and back: ``gradient_descent@1?learning_rate=0.3&surface=quadratic&seed=7``.

Every value is written, so that a later change of a default cannot change an old link. Events follow as
``event=STEP,KIND,ARG,...`` in their order. A preset, ``gradient_descent/overshoot``, is the short form cards use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from engine.catalog import load_simulation
from engine.errors import EngineError, ShareError
from engine.params import Spec, from_texts, refusal, specs, texts
from engine.simulation import SEED, Event, Run, Simulation
from engine.timeline import clean_args

MAX_LENGTH = 20_000  # a link is typed or pasted by a person; a longer text is a mistake or an attack


@dataclass(frozen=True, slots=True)
class Named:
    """A run found by its text.

    Attributes:
        run: The run.
        at: Step at which it makes its point; 0 for a full share text.
        title: The preset's title; empty for a full share text.
        caption: The preset's caption; empty for a full share text.
    """

    run: Run[Any, Any, Any]
    at: int = 0
    title: str = ""
    caption: str = ""


def to_share(run: Run[Any, Any, Any]) -> str:
    """Write a run as one line of text.

    Example:
        >>> run = from_share("gradient_descent@1?learning_rate=0.3&seed=7")
        >>> from_share(to_share(run)) == run, "&momentum=0.9&" in to_share(run)  # the defaults are written too
        (True, True)
    """
    simulation = run.simulation
    pairs = [f"{name}={quote(text, safe='')}" for name, text in texts(run.params).items()]
    pairs.append(f"seed={run.seed}")
    pairs += [f"event={_event_text(simulation, event)}" for event in run.events]
    return f"{simulation.id}@{simulation.version}?" + "&".join(pairs)


def from_share(text: str) -> Run[Any, Any, Any]:
    """Read a run from its share text. A parameter that is not written has its default.

    Raises:
        EngineError: If the text is not a share text, or names something unknown or not allowed.

    Example:
        >>> run = from_share("gradient_descent@1?learning_rate=0.3&seed=7")
        >>> run.params.learning_rate, run.seed
        (0.3, 7)
    """
    match = re.fullmatch(r"([a-z][a-z0-9_]*)@([0-9]{1,6})(?:\?(.*))?", text.strip(), re.DOTALL)
    if match is None or len(text) > MAX_LENGTH:
        raise ShareError(f'"{text[:80]}" is not a run; a run looks like gradient_descent@1?learning_rate=0.1&seed=0')
    simulation = load_simulation(match[1])
    if int(match[2]) != simulation.version:
        raise ShareError(f"{match[1]}@{match[2]} is another version; this program runs {match[1]}@{simulation.version}")
    given: dict[str, str] = {}
    events: list[str] = []
    for pair in filter(None, (match[3] or "").split("&")):
        name, equals, value = pair.partition("=")
        if not equals or name in given:
            raise ShareError(f'"{pair[:80]}" in a run must be name=value, each name once')
        if name == "event":
            events.append(value)
        else:
            given[name] = unquote(value)
    seed = _seed(given.pop("seed", "0"))
    params = from_texts(simulation.Params, given, owner=simulation.id)
    return Run(simulation, params, seed, tuple(_event(simulation, event) for event in events))


def find_run(text: str) -> Named:
    """Return the run that a card, a link or a person names: a preset or a full share text.

    Raises:
        EngineError: If it is neither.

    Example:
        >>> named = find_run("gradient_descent/overshoot")
        >>> named.title, named.run.params.learning_rate
        ('Past the minimum, and back', 1.7)
    """
    if "@" in text or "/" not in text:
        return Named(from_share(text))
    simulation_id, _, preset_id = text.strip().partition("/")
    simulation = load_simulation(simulation_id)
    preset = simulation.preset(preset_id)
    return Named(Run(simulation, preset.params, preset.seed), preset.at, preset.title, preset.caption)


def _seed(text: str) -> int:
    try:
        seed: int = SEED.parse(text)
    except ValueError:
        raise ShareError(refusal("seed", SEED, text)) from None
    return seed


def _arg_specs(simulation: Simulation[Any, Any, Any], kind: str, name: str) -> list[Spec]:
    if kind == "set":
        return [spec for key, spec in specs(simulation.Params).items() if key == name]
    return list(simulation.event_specs.get(kind, {}).values())


def _event_text(simulation: Simulation[Any, Any, Any], event: Event) -> str:
    named = [str(event.args[0])] if event.kind == "set" else []
    values = event.args[len(named) :]
    kinds = _arg_specs(simulation, event.kind, named[0] if named else "")
    words = [spec.format(value) for spec, value in zip(kinds, values, strict=True)]
    return ",".join([str(event.step), event.kind, *named, *words])


def _event(simulation: Simulation[Any, Any, Any], text: str) -> Event:
    step, _, rest = text.partition(",")
    kind, *words = rest.split(",")
    if not re.fullmatch(r"[0-9]{1,9}", step):
        raise ShareError(f'event "{text[:80]}" must be STEP,KIND,ARG,…')
    named = words[:1] if kind == "set" else []
    kinds = _arg_specs(simulation, kind, named[0] if named else "")
    values: list[object] = []
    for position, word in enumerate(words[len(named) :]):
        try:
            values.append(kinds[position].parse(word) if position < len(kinds) else word)
        except ValueError:
            raise ShareError(f'event "{text[:80]}": value {position + 1} must be {kinds[position].allowed}') from None
    try:
        return Event(int(step), kind, clean_args(simulation, kind, [*named, *values]))
    except EngineError as error:
        raise ShareError(f'event "{text[:80]}": {error}') from None

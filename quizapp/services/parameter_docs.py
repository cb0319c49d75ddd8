"""docs/parameters.md, made from the ``Params`` classes: ``python -m quizapp.services.parameter_docs > docs/parameters.md``."""

from __future__ import annotations

import sys
from typing import Any

from engine.catalog import load_simulation, simulation_ids
from engine.params import Choice, Spec, specs, texts
from engine.simulation import Simulation

HEAD = """# Parameters, readouts, presets

Made from the simulations themselves by `python -m quizapp.services.parameter_docs`; a test compares.
A parameter `learning_rate` is `--learning-rate` on the command line and `learning_rate=` in a share text."""


def parameter_document() -> str:
    """Return the whole document as Markdown."""
    sections = [_section(load_simulation(simulation_id)) for simulation_id in simulation_ids()]
    return "\n\n".join([HEAD, *sections]) + "\n"


def _section(simulation: Simulation[Any, Any, Any]) -> str:
    defaults = texts(simulation.Params())
    rows = [
        f"| `{name}` | {_cell(spec.label)} | {_cell(spec.allowed)} | `{defaults[name]}` | {'yes' if spec.live else ''} | "
        f"{_cell(_remarks(spec, specs(simulation.Params)))} |"
        for name, spec in specs(simulation.Params).items()
    ]
    return "\n".join(
        [
            f"## {simulation.id}",
            "",
            f"{simulation.title}. {simulation.summary} A step is one {simulation.step_name}.",
            "",
            "| parameter | label | allowed | default | in mid-run | what it does |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "Readouts: " + ", ".join(f"`{each.name}`" for each in simulation.readout_specs) + ".",
            "",
            "Presets:",
            "",
            *(f"- `{simulation.id}/{preset.id}`: {preset.title}. {preset.caption}" for preset in simulation.presets),
            "",
            "Sources: " + "; ".join(simulation.sources) + ".",
        ]
    )


def _remarks(spec: Spec, others: dict[str, Spec]) -> str:
    conditions = " and ".join(_condition(name, values, others[name]) for name, values in spec.when.items())
    return f"{spec.help} Only if {conditions}." if conditions else spec.help


def _condition(name: str, values: tuple[object, ...], spec: Spec) -> str:
    members = spec.members if isinstance(spec, Choice) else ()
    rest = [member for member in members if member not in values]
    if 0 < len(rest) < len(values):
        return f"{name} is not {' or '.join(str(member.value) for member in rest)}"
    return f"{name} is {' or '.join(str(getattr(value, 'value', value)) for value in values)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(parameter_document())

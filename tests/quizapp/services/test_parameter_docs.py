from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalog import load_simulation, simulation_ids
from engine.params import specs
from quizapp.services.parameter_docs import parameter_document

FILE = Path(__file__).parents[3] / "docs" / "parameters.md"


def test_the_committed_document_is_up_to_date() -> None:
    """If this fails: python -m quizapp.services.parameter_docs > docs/parameters.md"""
    assert FILE.read_text(encoding="utf-8") == parameter_document()


@pytest.mark.parametrize("simulation_id", simulation_ids())
def test_every_parameter_readout_and_preset_is_documented(simulation_id: str) -> None:
    simulation = load_simulation(simulation_id)
    document = parameter_document()
    names = [*specs(simulation.Params), *(each.name for each in simulation.readout_specs)]
    assert all(f"`{name}`" in document for name in names)
    assert all(f"`{simulation_id}/{preset.id}`" in document for preset in simulation.presets)

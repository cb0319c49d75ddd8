"""The numbers behind a picture as tables: all of them, whole, for every simulation."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest

from engine.catalog import load_simulation, simulation_ids
from engine.simulation import Run
from engine.timeline import Frame, Timeline
from quizapp.services.tables import Table, as_csv, tables_of


def frame_of(simulation: Any, step: int) -> Frame[Any, Any]:
    timeline = Timeline(Run(simulation, simulation.presets[0].params))
    timeline.seek(step)
    return timeline.frame()


@pytest.mark.parametrize("simulation_id", simulation_ids())
def test_every_simulation_can_be_read_as_tables(simulation_id: str) -> None:
    simulation = load_simulation(simulation_id)
    frame = frame_of(simulation, 3)
    tables = tables_of(simulation, frame)
    numbers = tables[-1]
    assert dict(zip(numbers.columns[0], numbers.columns[1], strict=True)) == {
        spec.label: frame.readouts[spec.name] for spec in simulation.readout_specs
    }
    assert len(tables) >= 2  # the picture holds more than its readouts
    for table in tables:
        assert table.title
        assert len(table.names) == len(table.columns) == len(set(table.names))
        assert {len(column) for column in table.columns} == {table.n_rows}
        for column in range(len(table.names)):
            assert table.text(0, column) or table.names[column] == "unit"


def test_what_is_recorded_is_there_step_by_step() -> None:
    simulation = load_simulation("gradient_descent")
    frame = frame_of(simulation, 5)
    table = tables_of(simulation, frame)[0]
    assert table.names[0] == "update"
    assert table.columns[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert table.columns[1:] == tuple(frame.history.values())


def test_arrays_of_one_part_with_as_many_rows_stand_side_by_side() -> None:
    simulation = load_simulation("perceptron_learning")
    frame = frame_of(simulation, 4)
    points = next(table for table in tables_of(simulation, frame) if "points x" in table.names)
    assert points.names == ("points x", "points y", "labels", "predictions")
    assert np.array_equal(np.stack(points.columns[:2], axis=1), frame.observation.points)


def test_records_that_hold_the_same_are_rows_of_one_table() -> None:
    simulation = load_simulation("single_layer_limits")
    gates = [table for table in tables_of(simulation, frame_of(simulation, 1)) if table.title == "Gates"]
    assert [table.n_rows for table in gates] == [16]


def test_maps_are_left_to_the_picture() -> None:
    simulation = load_simulation("mlp_classifier")
    frame = frame_of(simulation, 1)
    assert frame.observation.surface.shape == (64, 64)
    names = {name for table in tables_of(simulation, frame) for name in table.names}
    assert not any("surface" in name for name in names)
    landscape = tables_of(load_simulation("gradient_descent"), frame_of(load_simulation("gradient_descent"), 1))
    assert ["x", "y"] in [list(table.names) for table in landscape]  # its axes, not the 121 x 121 costs


def test_a_table_is_written_with_numbers_in_full() -> None:
    table = Table("t", ("name", "value", "ok"), (np.array(["a,b"]), np.array([0.1 + 0.2]), np.array([True])))
    assert list(csv.reader(io.StringIO(as_csv(table)))) == [["name", "value", "ok"], ["a,b", "0.30000000000000004", "True"]]
    assert [table.text(0, column) for column in range(3)] == ["a,b", "0.3", "yes"]
    assert as_csv(table, separator="\t").splitlines()[1] == "a,b\t0.30000000000000004\tTrue"

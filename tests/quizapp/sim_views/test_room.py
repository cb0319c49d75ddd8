"""What a small panel leaves out depends on the size it has, not on the sizes it had before."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from engine.timeline import Timeline
from quizapp.services.named_runs import find
from quizapp.sim_views.protocol import build_view
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

PARTS = {
    "perceptron_learning": "_bars_box",
    "gradient_descent": "_lower",
    "mlp_classifier": "_lower",
    "activation_functions": "_lower",
    "normalization": "_lower",
    "neuron": "_lower",
    "single_layer_limits": "_lower",
}


@pytest.mark.parametrize("simulation_id", PARTS)
def test_the_lower_part_is_there_as_soon_as_there_is_room_and_gone_as_soon_as_there_is_none(
    simulation_id: str, parent: QWidget
) -> None:
    view: Any = build_view(simulation_id, view_style(LIGHT, 1.0))
    view.setParent(parent)
    timeline = Timeline(find(simulation_id).run)
    timeline.seek(5)
    parent.show()
    view.show()
    for height, there in ((600, True), (220, False), (600, True)):
        view.set_compact(True)  # before the new size is known, as a panel does it
        view.resize(420, height)
        QApplication.processEvents()
        view.show_frame(timeline.frame())
        assert getattr(view, PARTS[simulation_id]).isHidden() is not there, height

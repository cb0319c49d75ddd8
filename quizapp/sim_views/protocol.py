"""What the Lab expects of a picture, what some pictures can do besides, and how the one for a simulation is found."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from engine.timeline import Frame
from quizapp.sim_views.places import Place
from quizapp.sim_views.style import ViewStyle


class SimView(Protocol):
    """A widget that draws frames of one simulation. It owns no timer and computes nothing beyond scaling.

    Attributes:
        acted: Signal(str, list): the learner did something at this step; kind of event and its arguments.
        picked: Signal(object): the learner chose parameters in the picture; a dictionary of values by name. A Signal(dict)
            would turn the members of an enumeration into plain texts.
    """

    acted: SignalInstance
    picked: SignalInstance

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        ...

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours and line widths."""
        ...

    def set_compact(self, compact: bool) -> None:
        """Leave out what a small panel has no room for, or bring it back."""
        ...

    def hint(self) -> str:
        """Return what the learner can do in the picture with the mouse, one short sentence; empty for nothing."""
        ...


@runtime_checkable
class PlaceView(Protocol):
    """A view in whose picture a place can be predicted. Coordinates are those of the simulation's readouts.

    Attributes:
        pointed: Signal(float, float): the learner pointed at a place.
    """

    pointed: SignalInstance

    def take_places(self, taking: bool) -> None:
        """While taking, a click or a drag in the picture only points; afterwards it does what it always does."""
        ...

    def show_places(self, said: Place | None, came: Place | None) -> None:
        """Mark the place that was predicted and the one that came true; None for no mark."""
        ...


def place_view(view: QWidget) -> PlaceView | None:
    """Return a view as one that takes places, or None if it is not."""
    return view if isinstance(view, PlaceView) else None


@runtime_checkable
class DraftView(Protocol):
    """A view in which the learner writes. What is written belongs to no run; a host may keep it.

    Attributes:
        drafted: Signal(): there is something new to keep.
    """

    drafted: SignalInstance

    @property
    def drafts(self) -> dict[str, str]:
        """What the learner wrote, by what it is about."""
        ...

    def set_drafts(self, drafts: dict[str, str]) -> None:
        """Bring back what was kept."""
        ...


def draft_view(view: QWidget) -> DraftView | None:
    """Return a view as one in which the learner writes, or None if it is not."""
    return view if isinstance(view, DraftView) else None


def build_view(simulation_id: str, style: ViewStyle) -> QWidget:
    """Return a new view of a simulation: a widget that is a ``SimView``."""
    build: Callable[[ViewStyle], QWidget] = import_module(f"quizapp.sim_views.{simulation_id}").build_view
    return build(style)
